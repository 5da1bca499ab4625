/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/abstract.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/gnutls_error.h"

#define OID_RSA_PSS "1.2.840.113549.1.1.10"
#define OID_MGF1 "1.2.840.113549.1.1.8"

PD_DROP(drop_spki, gnutls_x509_spki_t, gnutls_x509_spki_deinit);

/* How a key signs. */
struct scheme {
	gnutls_sign_algorithm_t gnutls;
	const char *hash; /* RSA-PSS: its OID; else NULL */
	unsigned salt;    /* RSA-PSS */
};

/* Each with a hash as strong as the curve (RFC 5480 4). */
static const gnutls_sign_algorithm_t algorithms_by_curve[] = {
	[PD_P256] = GNUTLS_SIGN_ECDSA_SHA256,
	[PD_P384] = GNUTLS_SIGN_ECDSA_SHA384,
	[PD_P521] = GNUTLS_SIGN_ECDSA_SHA512,
};

static const gnutls_sign_algorithm_t algorithms_by_kind[] = {
	[PD_RSA] = GNUTLS_SIGN_RSA_SHA256,
	[PD_ED25519] = GNUTLS_SIGN_EDDSA_ED25519,
	[PD_ED448] = GNUTLS_SIGN_EDDSA_ED448,
};

static const struct pss_scheme {
	gnutls_digest_algorithm_t digest;
	struct scheme scheme;
} pss_schemes[] = {
	{GNUTLS_DIG_SHA256, {GNUTLS_SIGN_RSA_PSS_SHA256, "2.16.840.1.101.3.4.2.1", 32}},
	{GNUTLS_DIG_SHA384, {GNUTLS_SIGN_RSA_PSS_SHA384, "2.16.840.1.101.3.4.2.2", 48}},
	{GNUTLS_DIG_SHA512, {GNUTLS_SIGN_RSA_PSS_SHA512, "2.16.840.1.101.3.4.2.3", 64}},
};

enum { PSS_SCHEMES = PD_COUNT(pss_schemes) };

static bool
refuse_pss_hash(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("the RSA-PSS key is bound to a hash that is not supported; supported "
		  "are SHA-256, SHA-384 and SHA-512"));
}

bool
pd_key_check_pss(struct pd_bytes parameters, const char *from, struct pd_error *error)
{
	enum { HASH = PD_DER_CONTEXT | PD_DER_CONSTRUCTED };
	struct pd_bytes inside, field, algorithm, hash = {0};
	if (!pd_take(&parameters, PD_DER_SEQUENCE, &inside))
		return true;
	/* An omitted hash means SHA-1. */
	if (pd_take(&inside, HASH, &field) &&
		pd_take(&field, PD_DER_SEQUENCE, &algorithm))
		(void)pd_take(&algorithm, PD_DER_OID, &hash);
	PD_AUTO(pd_drop_text) char *oid = pd_der_oid_text(hash);
	for (size_t i = 0; oid != NULL && i < PSS_SCHEMES; i++)
		if (strcmp(pss_schemes[i].scheme.hash, oid) == 0)
			return true;
	return refuse_pss_hash(from, error);
}

/* An RSA-PSS key may be restricted to one hash and a minimum salt (RFC 4055 1.2).
 * Ours are not and use the first scheme. */
static bool
find_pss_scheme(const struct pd_key *key, struct scheme *out, struct pd_error *error)
{
	PD_AUTO(drop_spki) gnutls_x509_spki_t spki = NULL;
	gnutls_privkey_t private = pd_key_gnutls(key, error);
	gnutls_digest_algorithm_t digest = GNUTLS_DIG_UNKNOWN;
	unsigned salt = 0;
	if (private == NULL)
		return false;
	bool bound = gnutls_x509_spki_init(&spki) >= 0 &&
		     gnutls_privkey_get_spki(private, spki, 0) >= 0 &&
		     gnutls_x509_spki_get_rsa_pss_params(spki, &digest, &salt) >= 0 &&
		     digest != GNUTLS_DIG_UNKNOWN;
	if (!bound) {
		*out = pss_schemes[0].scheme;
		return true;
	}
	for (size_t i = 0; i < PSS_SCHEMES; i++)
		if (pss_schemes[i].digest == digest) {
			*out = pss_schemes[i].scheme;
			/* A shorter one GnuTLS makes as long as the hash. */
			if (salt > out->salt)
				out->salt = salt;
			return true;
		}
	return refuse_pss_hash("", error);
}

static bool
find_scheme(const struct pd_key *key, struct scheme *out, struct pd_error *error)
{
	struct pd_key_kind kind = pd_key_kind(key);
	if (kind.algorithm == PD_RSA_PSS)
		return find_pss_scheme(key, out, error);
	*out = (struct scheme){.gnutls = kind.algorithm == PD_EC
						 ? algorithms_by_curve[kind.curve]
						 : algorithms_by_kind[kind.algorithm]};
	return true;
}

/* RSASSA-PSS-params (RFC 4055 3.1); the trailer field is the default. */
static void
put_pss_parameters(struct pd_buffer *out, const struct scheme *scheme)
{
	enum { FIELD = PD_DER_CONTEXT | PD_DER_CONSTRUCTED };
	size_t parameters = pd_der_begin(out);
	size_t hash = pd_der_begin(out);
	pd_der_put_algorithm_null(out, scheme->hash);
	pd_der_end(out, hash, FIELD);
	size_t mask = pd_der_begin(out), function = pd_der_begin(out);
	pd_der_put_oid(out, OID_MGF1);
	pd_der_put_algorithm_null(out, scheme->hash);
	pd_der_end(out, function, PD_DER_SEQUENCE);
	pd_der_end(out, mask, FIELD | 1);
	size_t salt = pd_der_begin(out);
	pd_der_put_number(out, scheme->salt);
	pd_der_end(out, salt, FIELD | 2);
	pd_der_end(out, parameters, PD_DER_SEQUENCE);
}

bool
pd_key_signature_algorithm(
	const struct pd_key *key, struct pd_buffer *out, struct pd_error *error)
{
	struct scheme scheme = {0};
	if (!find_scheme(key, &scheme, error))
		return false;
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(
		out, scheme.hash ? OID_RSA_PSS : pd_signature_oid((int)scheme.gnutls));
	/* ECDSA and EdDSA have no parameters at all (RFC 5758 3.2, RFC 8410 3). */
	if (scheme.hash != NULL)
		put_pss_parameters(out, &scheme);
	else if (pd_key_kind(key).algorithm == PD_RSA)
		pd_der_put(out, PD_DER_NULL, NULL, 0);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

bool
pd_key_sign_by(const struct pd_key *key, int algorithm, struct pd_bytes data,
	struct pd_buffer *out, struct pd_error *error)
{
	const gnutls_datum_t input = pd_datum(data);
	PD_AUTO(pd_drop_datum) gnutls_datum_t signature = {0};
	gnutls_privkey_t private = pd_key_gnutls(key, error);
	if (private == NULL)
		return false;
	int result =
		gnutls_privkey_sign_data2(private, algorithm, 0, &input, &signature);
	if (result < 0)
		return pd_key_fail(
			key, result, _("the private key refuses to sign"), error);
	pd_buffer_add(out, signature.data, signature.size);
	return true;
}

bool
pd_key_sign(const struct pd_key *key, struct pd_bytes data, struct pd_buffer *out,
	struct pd_error *error)
{
	struct scheme scheme = {0};
	return find_scheme(key, &scheme, error) &&
	       pd_key_sign_by(key, (int)scheme.gnutls, data, out, error);
}

bool
pd_key_check_signing(const struct pd_key *key, const char *from, struct pd_error *error)
{
	static const unsigned char message[] = {'p', 'e', 'm', 'd', 'e', 'c', 'k'};
	PD_AUTO(pd_buffer_free) struct pd_buffer algorithm = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer signature = {0};
	struct pd_error why = {0};
	struct pd_signed structure = {.content = {message, sizeof message}};
	bool good = pd_key_signature_algorithm(key, &algorithm, &why) &&
		    pd_key_sign(key, structure.content, &signature, &why);
	if (why.code == PD_ECRYPTO)
		return pd_fail(error, PD_EINPUT, from,
			_("the private key is damaged: its numbers do not belong "
			  "together; copy it anew"));
	if (!good)
		return pd_fail(error, PD_EINPUT, from, "%s", why.message);
	structure.algorithm = pd_buffer_bytes(&algorithm);
	structure.signature = pd_buffer_bytes(&signature);
	if (pd_signature_verify(&structure, pd_key_public_der(key)) ==
		PD_SIGNATURE_GOOD)
		return true;
	return pd_fail(error, PD_EINPUT, from,
		_("the private key is damaged: what it signs does not verify with its "
		  "own public key"));
}
