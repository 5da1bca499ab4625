/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_CERTIFICATE_H
#define PD_X509_CERTIFICATE_CERTIFICATE_H

#include "base/error.h"
#include "base/memory.h"
#include "x509/key/key.h"
#include "x509/name/alternative.h"

#include <stdint.h>

/* An X.509 certificate (RFC 5280) and everything it says, read once. Text is valid
 * UTF-8 but not yet safe to show. */

struct pd_certificate;
struct pd_certificate_parts; /* these two: x509/der/structure.h */
struct pd_signed;

/* The largest certificate, request or CRL entry in bytes; GnuTLS would take minutes
 * for more. */
#define PD_DER_LIMIT ((size_t)256 << 10)

/* NULL: error, whose input is from. */
struct pd_certificate *pd_certificate_from_der(
	struct pd_bytes der, const char *from, struct pd_error *error);
/* The same for DER that has passed the reader, where GnuTLS accepted it. It is
 * imported into GnuTLS again only on demand, since that takes 25 KB and most of the
 * time. */
struct pd_certificate *pd_certificate_from_reader(
	struct pd_bytes der, const char *from, struct pd_error *error);
struct pd_certificate *pd_certificate_from_pem(struct pd_bytes pem, const char *from,
	struct pd_error *error); /* of the store */
/* The same once more, to be freed by itself; nothing is read again. Two threads may not hold
 * one. */
struct pd_certificate *pd_certificate_copy(const struct pd_certificate *certificate);
void pd_certificate_free(struct pd_certificate *certificate); /* NULL is fine */
PD_DROP(pd_drop_certificate, struct pd_certificate *, pd_certificate_free);

/* All borrowed from the certificate. */
struct pd_bytes pd_certificate_der(const struct pd_certificate *certificate);
const struct pd_signed *pd_certificate_signed(const struct pd_certificate *certificate);
const struct pd_certificate_parts *pd_certificate_tbs(
	const struct pd_certificate *certificate);
struct pd_bytes pd_certificate_public_der(const struct pd_certificate *certificate);
struct pd_bytes pd_certificate_subject_der(const struct pd_certificate *certificate);
struct pd_bytes pd_certificate_issuer_der(const struct pd_certificate *certificate);
struct pd_bytes pd_certificate_key_identifier(
	const struct pd_certificate *certificate); /* SKI; empty if none */
struct pd_bytes pd_certificate_authority_identifier(const struct pd_certificate
		*certificate); /* key id of the AKI; empty if none */
const char *pd_certificate_subject(
	const struct pd_certificate *certificate); /* see holder.h */
const char *pd_certificate_issuer(const struct pd_certificate *certificate);
const char *pd_certificate_common_name(
	const struct pd_certificate *certificate); /* else the subject */
const char *pd_certificate_serial(
	const struct pd_certificate *certificate); /* hex as OpenSSL prints it: 01AF */
const char *pd_certificate_fingerprint(
	const struct pd_certificate *certificate); /* SHA-256, AA:BB:... */
const char *pd_certificate_key_id(const struct pd_certificate *certificate);
const char *pd_certificate_key_text(
	const struct pd_certificate *certificate); /* "EC P-256" */
const struct pd_alternatives *pd_certificate_alternatives(
	const struct pd_certificate *certificate);
int64_t pd_certificate_not_before(const struct pd_certificate *certificate);
int64_t pd_certificate_not_after(const struct pd_certificate *certificate);

/* Lines of 64 characters between BEGIN and END CERTIFICATE; free() it. */
char *pd_certificate_pem(const struct pd_certificate *certificate);

/* SHA-1 fingerprint, AA:BB:...; free() it. */
char *pd_certificate_sha1(const struct pd_certificate *certificate);

/* Does basicConstraints say CA:TRUE? *path_length is -1 if there is no limit. */
bool pd_certificate_is_ca(const struct pd_certificate *certificate, int *path_length);

/* RFC 5280 4.2.1.3. Without the extension, everything is allowed. */
enum pd_usage {
	PD_USAGE_DIGITAL_SIGNATURE = 1,
	PD_USAGE_NON_REPUDIATION = 2,
	PD_USAGE_KEY_ENCIPHERMENT = 4,
	PD_USAGE_DATA_ENCIPHERMENT = 8,
	PD_USAGE_KEY_AGREEMENT = 16,
	PD_USAGE_CERTIFICATE_SIGN = 32,
	PD_USAGE_CRL_SIGN = 64,
	PD_USAGE_ENCIPHER_ONLY = 128,
	PD_USAGE_DECIPHER_ONLY = 256,
};
bool pd_certificate_has_usage(const struct pd_certificate *certificate);
bool pd_certificate_allows(
	const struct pd_certificate *certificate, enum pd_usage usage);

/* Extended key usages as dotted OIDs, NULL at the end; borrowed. */
const char *const *pd_certificate_purposes(const struct pd_certificate *certificate);
/* Is there an extended key usage? One that cannot be read allows nothing. */
bool pd_certificate_has_purposes(const struct pd_certificate *certificate);

bool pd_certificate_is_self_issued(const struct pd_certificate *certificate);
bool pd_certificate_same(
	const struct pd_certificate *one, const struct pd_certificate *other);

/* Do both say the same, whatever their signatures? To an ECDSA signature (r, s) anybody
 * can make (r, n - s), which is as good. */
bool pd_certificate_same_content(
	const struct pd_certificate *one, const struct pd_certificate *other);
bool pd_certificate_fits_key(
	const struct pd_certificate *certificate, const struct pd_key *key);

/* A translated phrase, constant, if the key (RSA < 2048, EC < 256) or, unless it is
 * self-signed, the hash of the signature (MD5, SHA-1) is weak; else NULL. */
const char *pd_certificate_weakness(const struct pd_certificate *certificate);

/* The same of the key alone. */
const char *pd_certificate_key_weakness(const struct pd_certificate *certificate);

/* Can anybody compute the private key? RSA and DSA of less than 1024 bits, RSA with the
 * exponent 1. */
bool pd_certificate_key_is_broken(const struct pd_certificate *certificate);

/* The gnutls_x509_crt_t, for the few files that use GnuTLS themselves. If GnuTLS does not
 * read it for its alternative names, it has those that hosts are known by alone; its
 * signature is then nobody's, and gnutls_x509_crt_equals2 says that it is not the same. */
void *pd_certificate_gnutls(const struct pd_certificate *certificate);

#endif
