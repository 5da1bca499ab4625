/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/abstract.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/key_kind.h"

#define OID_RSA_PSS "1.2.840.113549.1.1.10"
#define OID_MGF1 "1.2.840.113549.1.1.8"

PD_DROP(drop_spki, gnutls_x509_spki_t, gnutls_x509_spki_deinit);

/* How a key signs. */
struct scheme {
	const char *oid;
	gnutls_sign_algorithm_t gnutls;
	const char *hash; /* RSA-PSS: its OID */
	unsigned salt;    /* RSA-PSS */
};

/* By curve, with a hash as strong as it (RFC 5480 4). */
static const struct scheme ec_schemes[] = {
	[PD_P256] = {"1.2.840.10045.4.3.2", GNUTLS_SIGN_ECDSA_SHA256, NULL, 0},
	[PD_P384] = {"1.2.840.10045.4.3.3", GNUTLS_SIGN_ECDSA_SHA384, NULL, 0},
	[PD_P521] = {"1.2.840.10045.4.3.4", GNUTLS_SIGN_ECDSA_SHA512, NULL, 0},
};

static const struct scheme schemes[] = {
	[PD_RSA] = {"1.2.840.113549.1.1.11", GNUTLS_SIGN_RSA_SHA256, NULL, 0},
	[PD_ED25519] = {"1.3.101.112", GNUTLS_SIGN_EDDSA_ED25519, NULL, 0},
	[PD_ED448] = {"1.3.101.113", GNUTLS_SIGN_EDDSA_ED448, NULL, 0},
};

static const struct pss_scheme {
	gnutls_digest_algorithm_t digest;
	struct scheme scheme;
} pss_schemes[] = {
	{GNUTLS_DIG_SHA256, {OID_RSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA256,
				    "2.16.840.1.101.3.4.2.1", 32}},
	{GNUTLS_DIG_SHA384, {OID_RSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA384,
				    "2.16.840.1.101.3.4.2.2", 48}},
	{GNUTLS_DIG_SHA512, {OID_RSA_PSS, GNUTLS_SIGN_RSA_PSS_SHA512,
				    "2.16.840.1.101.3.4.2.3", 64}},
};

enum { PSS_SCHEMES = sizeof pss_schemes / sizeof *pss_schemes };

static bool
refuse_hash(const char *from, struct pd_error *error)
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
	/* Where the hash is left out, it is SHA-1. */
	if (pd_take(&inside, HASH, &field) &&
		pd_take(&field, PD_DER_SEQUENCE, &algorithm))
		(void)pd_take(&algorithm, PD_DER_OID, &hash);
	PD_AUTO(pd_drop_text) char *oid = pd_der_oid_text(hash);
	for (size_t i = 0; oid != NULL && i < PSS_SCHEMES; i++)
		if (strcmp(pss_schemes[i].scheme.hash, oid) == 0)
			return true;
	return refuse_hash(from, error);
}

/* A key of RSA-PSS may be bound to one hash and a least salt (RFC 4055 1.2); ours are
 * not, and use the first. */
static bool
pss_scheme(const struct pd_key *key, struct scheme *out, struct pd_error *error)
{
	PD_AUTO(drop_spki) gnutls_x509_spki_t spki = NULL;
	gnutls_digest_algorithm_t digest = GNUTLS_DIG_UNKNOWN;
	unsigned salt = 0;
	bool bound = gnutls_x509_spki_init(&spki) >= 0 &&
		     gnutls_privkey_get_spki(pd_key_gnutls(key), spki, 0) >= 0 &&
		     gnutls_x509_spki_get_rsa_pss_params(spki, &digest, &salt) >= 0 &&
		     digest != GNUTLS_DIG_UNKNOWN;
	if (!bound) {
		*out = pss_schemes[0].scheme;
		return true;
	}
	for (size_t i = 0; i < PSS_SCHEMES; i++)
		if (pss_schemes[i].digest == digest) {
			*out = pss_schemes[i].scheme;
			out->salt = salt;
			return true;
		}
	return refuse_hash("", error);
}

static bool
scheme_of(const struct pd_key *key, struct scheme *out, struct pd_error *error)
{
	struct pd_key_kind kind = pd_key_kind(key);
	if (kind.algorithm == PD_RSA_PSS)
		return pss_scheme(key, out, error);
	*out = kind.algorithm == PD_EC ? ec_schemes[kind.curve]
				       : schemes[kind.algorithm];
	return true;
}

static void
put_hash(struct pd_buffer *out, const char *oid)
{
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, oid);
	pd_der_put(out, PD_DER_NULL, NULL, 0);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

/* RSASSA-PSS-params (RFC 4055 3.1); the trailer field is the default. */
static void
put_pss_parameters(struct pd_buffer *out, const struct scheme *scheme)
{
	enum { FIELD = PD_DER_CONTEXT | PD_DER_CONSTRUCTED };
	size_t parameters = pd_der_begin(out);
	size_t hash = pd_der_begin(out);
	put_hash(out, scheme->hash);
	pd_der_end(out, hash, FIELD);
	size_t mask = pd_der_begin(out), function = pd_der_begin(out);
	pd_der_put_oid(out, OID_MGF1);
	put_hash(out, scheme->hash);
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
	struct scheme scheme;
	if (!scheme_of(key, &scheme, error))
		return false;
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, scheme.oid);
	/* ECDSA and EdDSA have no parameters at all (RFC 5758 3.2, RFC 8410 3). */
	if (scheme.hash != NULL)
		put_pss_parameters(out, &scheme);
	else if (pd_key_kind(key).algorithm == PD_RSA)
		pd_der_put(out, PD_DER_NULL, NULL, 0);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

bool
pd_key_sign(const struct pd_key *key, struct pd_bytes data, struct pd_buffer *out,
	struct pd_error *error)
{
	struct scheme scheme;
	if (!scheme_of(key, &scheme, error))
		return false;
	const gnutls_datum_t input = {(unsigned char *)data.data, (unsigned)data.size};
	gnutls_datum_t signature = {0};
	int result = gnutls_privkey_sign_data2(
		pd_key_gnutls(key), scheme.gnutls, 0, &input, &signature);
	if (result < 0)
		return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
			_("the private key refuses to sign"));
	pd_buffer_add(out, signature.data, signature.size);
	gnutls_free(signature.data);
	return true;
}
