/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_JUDGE_PURPOSE_H
#define PD_X509_JUDGE_PURPOSE_H

#include "x509/certificate/certificate.h"

/* What a certificate is to be used for, and whether it may be. */

struct pd_purpose;

/* server, client, email, code, any; NULL at the end. */
extern const char *const pd_verify_purposes[];

/* The purpose of that word; NULL: any. Not in the list above: "signature", of whoever
 * signs files, and "encryption", of whom files and values are encrypted for. */
const struct pd_purpose *pd_verify_purpose(const char *word);

/* The word of the purpose. NULL: NULL. */
const char *pd_purpose_word(const struct pd_purpose *purpose);

/* The OID of the extended key usage that stands for it; NULL: any. */
const char *pd_purpose_oid(const struct pd_purpose *purpose);

/* Does the extended key usage (RFC 5280 4.2.1.12) allow it? It does where it is missing,
 * but not where it names nothing. NULL: any. */
bool pd_purpose_is_named(
	const struct pd_purpose *purpose, const struct pd_certificate *certificate);

/* The same of a CA above it, for which anyExtendedKeyUsage is not enough: neither OpenSSL nor
 * GnuTLS takes that for a purpose of what such a CA issues. */
bool pd_purpose_is_of_ca(
	const struct pd_purpose *purpose, const struct pd_certificate *ca);

/* The same for any purpose, by the OID of its extended key usage. */
bool pd_purpose_has_oid(const char *oid, const struct pd_certificate *ca);

/* May a key with that extended key usage be used as the keyUsage says (4.2.1.12)? It may
 * where nothing is known of the purpose. */
bool pd_purpose_fits_usage(const char *oid, const struct pd_certificate *certificate);

/* Does the endpoint's keyUsage allow it as well? */
bool pd_purpose_is_allowed(
	const struct pd_purpose *purpose, const struct pd_certificate *endpoint);

#endif
