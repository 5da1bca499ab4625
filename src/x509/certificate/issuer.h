/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_ISSUER_H
#define PD_X509_CERTIFICATE_ISSUER_H

#include "x509/certificate/certificate.h"

/* Who signed a certificate or a revocation list. */

/* Can issuer be the one that this name (DER) and key identifier (empty if there is
 * none) refer to? Signatures are not checked. */
bool pd_issuer_fits(struct pd_bytes name, struct pd_bytes key_identifier,
	const struct pd_certificate *issuer);

/* Did issuer's key sign the certificate (the names are equal, key identifiers not at odds,
 * and the signature is right)? */
bool pd_certificate_is_signed_by(
	const struct pd_certificate *certificate, const struct pd_certificate *issuer);

/* Does its authority key identifier name another certificate than this one of the issuer, by
 * its serial number (RFC 5280 4.2.1.1)? OpenSSL takes no other then, of the same key neither. */
bool pd_certificate_names_another(
	const struct pd_certificate *certificate, const struct pd_certificate *issuer);

/* Did its own key sign it, as far as that can be checked? A cross-certificate of a CA that has
 * a new key (RFC 4210 4.4) names itself as its issuer, too, and is none. */
bool pd_certificate_is_root(const struct pd_certificate *certificate);

#endif
