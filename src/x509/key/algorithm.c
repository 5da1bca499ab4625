/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/algorithm.h"

#include <gnutls/abstract.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/key/public_form.h"

/* Keys of fewer bits are weak; RSA and DSA of less than the last, anybody can break. */
enum { LEAST_RSA_BITS = 2048, LEAST_EC_BITS = 256, LEAST_UNBROKEN = 1024 };

#define OID_PSS "1.2.840.113549.1.1.10"
#define OID_DSA "1.2.840.10040.4.1"

// clang-format off
static const struct {
	const char *oid, *name;
	enum pd_public_kind kind;
} key_algorithms[] = {
	{"1.2.840.113549.1.1.1", "RSA", PD_PUBLIC_RSA},
	{"1.2.840.113549.1.1.7", "RSA-OAEP", PD_PUBLIC_RSA},
	{OID_PSS, "RSA-PSS", PD_PUBLIC_RSA},
	{"1.2.840.10045.2.1", "EC", PD_PUBLIC_EC},
	{"1.3.101.110", "X25519", PD_PUBLIC_OTHER},
	{"1.3.101.111", "X448", PD_PUBLIC_OTHER},
	{"1.3.101.112", "Ed25519", PD_PUBLIC_OTHER},
	{"1.3.101.113", "Ed448", PD_PUBLIC_OTHER},
	{OID_DSA, "DSA", PD_PUBLIC_OTHER},
	{"1.2.840.10046.2.1", "Diffie-Hellman", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.17", "ML-DSA-44", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.18", "ML-DSA-65", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.19", "ML-DSA-87", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.20", "SLH-DSA-SHA2-128s", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.21", "SLH-DSA-SHA2-128f", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.22", "SLH-DSA-SHA2-192s", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.23", "SLH-DSA-SHA2-192f", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.24", "SLH-DSA-SHA2-256s", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.25", "SLH-DSA-SHA2-256f", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.26", "SLH-DSA-SHAKE-128s", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.27", "SLH-DSA-SHAKE-128f", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.28", "SLH-DSA-SHAKE-192s", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.29", "SLH-DSA-SHAKE-192f", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.30", "SLH-DSA-SHAKE-256s", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.3.31", "SLH-DSA-SHAKE-256f", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.4.1", "ML-KEM-512", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.4.2", "ML-KEM-768", PD_PUBLIC_OTHER},
	{"2.16.840.1.101.3.4.4.3", "ML-KEM-1024", PD_PUBLIC_OTHER},
	{"1.2.643.2.2.19", "GOST R 34.10-2001", PD_PUBLIC_OTHER},
	{"1.2.643.7.1.1.1.1", "GOST R 34.10-2012, 256 bit", PD_PUBLIC_OTHER},
	{"1.2.643.7.1.1.1.2", "GOST R 34.10-2012, 512 bit", PD_PUBLIC_OTHER},
};

static const struct {
	const char *oid, *name;
	unsigned bits;
} curves[] = {
	{"1.2.840.10045.3.1.1", "P-192", 192},
	{"1.3.132.0.33", "P-224", 224},
	{"1.2.840.10045.3.1.7", "P-256", 256},
	{"1.3.132.0.34", "P-384", 384},
	{"1.3.132.0.35", "P-521", 521},
	{"1.3.132.0.10", "secp256k1", 256},
	{"1.3.36.3.3.2.8.1.1.7", "brainpoolP256r1", 256},
	{"1.3.36.3.3.2.8.1.1.8", "brainpoolP256t1", 256},
	{"1.3.36.3.3.2.8.1.1.9", "brainpoolP320r1", 320},
	{"1.3.36.3.3.2.8.1.1.12", "brainpoolP384t1", 384},
	{"1.3.36.3.3.2.8.1.1.14", "brainpoolP512t1", 512},
	{"1.3.36.3.3.2.8.1.1.11", "brainpoolP384r1", 384},
	{"1.3.36.3.3.2.8.1.1.13", "brainpoolP512r1", 512},
	{"1.2.156.10197.1.301", "SM2", 256},
};

static const struct {
	const char *oid, *name;
	const char *weakness;
	gnutls_sign_algorithm_t gnutls;
} signatures[] = {
	{"1.2.840.113549.1.1.2", "RSA with MD2", N_("signed with MD2"), GNUTLS_SIGN_UNKNOWN},
	{"1.2.840.113549.1.1.4", "RSA with MD5", N_("signed with MD5"), GNUTLS_SIGN_RSA_MD5},
	{"1.2.840.113549.1.1.5", "RSA with SHA-1", N_("signed with SHA-1"), GNUTLS_SIGN_RSA_SHA1},
	{"1.3.14.3.2.29", "RSA with SHA-1", N_("signed with SHA-1"), GNUTLS_SIGN_RSA_SHA1},
	{"1.2.840.113549.1.1.14", "RSA with SHA-224", NULL, GNUTLS_SIGN_RSA_SHA224},
	{"1.2.840.113549.1.1.11", "RSA with SHA-256", NULL, GNUTLS_SIGN_RSA_SHA256},
	{"1.2.840.113549.1.1.12", "RSA with SHA-384", NULL, GNUTLS_SIGN_RSA_SHA384},
	{"1.2.840.113549.1.1.13", "RSA with SHA-512", NULL, GNUTLS_SIGN_RSA_SHA512},
	{"2.16.840.1.101.3.4.3.14", "RSA with SHA3-256", NULL, GNUTLS_SIGN_RSA_SHA3_256},
	{"2.16.840.1.101.3.4.3.15", "RSA with SHA3-384", NULL, GNUTLS_SIGN_RSA_SHA3_384},
	{"2.16.840.1.101.3.4.3.16", "RSA with SHA3-512", NULL, GNUTLS_SIGN_RSA_SHA3_512},
	{"1.2.840.10045.4.1", "ECDSA with SHA-1", N_("signed with SHA-1"), GNUTLS_SIGN_ECDSA_SHA1},
	{"1.2.840.10045.4.3.1", "ECDSA with SHA-224", NULL, GNUTLS_SIGN_ECDSA_SHA224},
	{"1.2.840.10045.4.3.2", "ECDSA with SHA-256", NULL, GNUTLS_SIGN_ECDSA_SHA256},
	{"1.2.840.10045.4.3.3", "ECDSA with SHA-384", NULL, GNUTLS_SIGN_ECDSA_SHA384},
	{"1.2.840.10045.4.3.4", "ECDSA with SHA-512", NULL, GNUTLS_SIGN_ECDSA_SHA512},
	{"2.16.840.1.101.3.4.3.10", "ECDSA with SHA3-256", NULL, GNUTLS_SIGN_ECDSA_SHA3_256},
	{"2.16.840.1.101.3.4.3.11", "ECDSA with SHA3-384", NULL, GNUTLS_SIGN_ECDSA_SHA3_384},
	{"2.16.840.1.101.3.4.3.12", "ECDSA with SHA3-512", NULL, GNUTLS_SIGN_ECDSA_SHA3_512},
	{"1.3.101.112", "Ed25519", NULL, GNUTLS_SIGN_EDDSA_ED25519},
	{"1.3.101.113", "Ed448", NULL, GNUTLS_SIGN_EDDSA_ED448},
	{"1.2.840.10040.4.3", "DSA with SHA-1", N_("signed with SHA-1"), GNUTLS_SIGN_DSA_SHA1},
	{"2.16.840.1.101.3.4.3.1", "DSA with SHA-224", NULL, GNUTLS_SIGN_DSA_SHA224},
	{"2.16.840.1.101.3.4.3.2", "DSA with SHA-256", NULL, GNUTLS_SIGN_DSA_SHA256},
	{"2.16.840.1.101.3.4.3.17", "ML-DSA-44", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.18", "ML-DSA-65", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.19", "ML-DSA-87", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.20", "SLH-DSA-SHA2-128s", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.21", "SLH-DSA-SHA2-128f", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.22", "SLH-DSA-SHA2-192s", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.23", "SLH-DSA-SHA2-192f", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.24", "SLH-DSA-SHA2-256s", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.25", "SLH-DSA-SHA2-256f", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.26", "SLH-DSA-SHAKE-128s", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.27", "SLH-DSA-SHAKE-128f", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.28", "SLH-DSA-SHAKE-192s", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.29", "SLH-DSA-SHAKE-192f", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.30", "SLH-DSA-SHAKE-256s", NULL, GNUTLS_SIGN_UNKNOWN},
	{"2.16.840.1.101.3.4.3.31", "SLH-DSA-SHAKE-256f", NULL, GNUTLS_SIGN_UNKNOWN},
	{"1.2.156.10197.1.501", "SM2 with SM3", NULL, GNUTLS_SIGN_UNKNOWN},
	{"1.2.643.2.2.3", "GOST R 34.10-2001", NULL, GNUTLS_SIGN_UNKNOWN},
	{"1.2.643.7.1.1.3.2", "GOST R 34.10-2012, 256 bit", NULL, GNUTLS_SIGN_UNKNOWN},
	{"1.2.643.7.1.1.3.3", "GOST R 34.10-2012, 512 bit", NULL, GNUTLS_SIGN_UNKNOWN},
};

/* The hashes of RSA-PSS, the default first (RFC 4055 3.1). */
static const struct {
	const char *oid, *name;
	const char *weakness;
	gnutls_sign_algorithm_t gnutls;
	gnutls_digest_algorithm_t digest;
} pss_hashes[] = {
	{"1.3.14.3.2.26", "RSA-PSS with SHA-1", N_("signed with SHA-1"),
		GNUTLS_SIGN_UNKNOWN, GNUTLS_DIG_SHA1},
	{"2.16.840.1.101.3.4.2.1", "RSA-PSS with SHA-256", NULL,
		GNUTLS_SIGN_RSA_PSS_SHA256, GNUTLS_DIG_SHA256},
	{"2.16.840.1.101.3.4.2.2", "RSA-PSS with SHA-384", NULL,
		GNUTLS_SIGN_RSA_PSS_SHA384, GNUTLS_DIG_SHA384},
	{"2.16.840.1.101.3.4.2.3", "RSA-PSS with SHA-512", NULL,
		GNUTLS_SIGN_RSA_PSS_SHA512, GNUTLS_DIG_SHA512},
};
// clang-format on

/* Public keys */

static unsigned
count_integer_bits(struct pd_bytes integer)
{
	while (integer.size > 0 && integer.data[0] == 0) {
		integer.data++;
		integer.size--;
	}
	if (integer.size == 0)
		return 0;
	unsigned bits = (unsigned)(integer.size - 1) * 8;
	for (unsigned top = integer.data[0]; top > 0; top >>= 1)
		bits++;
	return bits;
}

static void
read_rsa(struct pd_bytes bits, struct pd_public_key *out)
{
	struct pd_bytes inside;
	if (pd_take(&bits, PD_DER_SEQUENCE, &inside) &&
		pd_take(&inside, PD_DER_INTEGER, &out->modulus) &&
		pd_take(&inside, PD_DER_INTEGER, &out->exponent))
		out->bits = count_integer_bits(out->modulus);
}

/* Dss-Parms (RFC 3279 2.3.2): p comes first. */
static void
read_dsa(struct pd_bytes parameters, struct pd_public_key *out)
{
	struct pd_bytes inside, prime;
	if (pd_take(&parameters, PD_DER_SEQUENCE, &inside) &&
		pd_take(&inside, PD_DER_INTEGER, &prime))
		out->bits = count_integer_bits(prime);
}

static void
read_public_curve(struct pd_bytes parameters, struct pd_public_key *out)
{
	struct pd_bytes oid;
	if (!pd_take(&parameters, PD_DER_OID, &oid))
		return;
	out->curve_oid = pd_oid_text(oid);
	for (size_t i = 0; i < PD_COUNT(curves); i++) {
		if (strcmp(curves[i].oid, out->curve_oid) == 0) {
			out->curve = curves[i].name;
			out->bits = curves[i].bits;
		}
	}
}

bool
pd_public_key_read(struct pd_bytes der, struct pd_public_key *out)
{
	struct pd_bytes inside, algorithm, oid, bits;
	if (!pd_take(&der, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_SEQUENCE, &algorithm) ||
		!pd_take(&algorithm, PD_DER_OID, &oid) ||
		!pd_take(&inside, PD_DER_BIT_STRING, &bits) || bits.size == 0)
		return false;
	*out = (struct pd_public_key){
		.kind = PD_PUBLIC_OTHER,
		.oid = pd_oid_text(oid),
		.point = {bits.data + 1, bits.size - 1},
	};
	for (size_t i = 0; i < PD_COUNT(key_algorithms); i++) {
		if (strcmp(key_algorithms[i].oid, out->oid) == 0) {
			out->kind = key_algorithms[i].kind;
			out->name = key_algorithms[i].name;
		}
	}
	if (out->kind == PD_PUBLIC_RSA)
		read_rsa(out->point, out);
	if (out->kind == PD_PUBLIC_EC)
		read_public_curve(algorithm, out);
	if (strcmp(out->oid, OID_DSA) == 0)
		read_dsa(algorithm, out);
	return true;
}

void
pd_public_key_free(struct pd_public_key *key)
{
	free(key->oid);
	free(key->curve_oid);
	*key = (struct pd_public_key){0};
}

char *
pd_public_key_text(const struct pd_public_key *key)
{
	if (key->kind == PD_PUBLIC_RSA)
		return pd_format("%s %u", key->name, key->bits);
	if (key->kind == PD_PUBLIC_EC && key->curve_oid == NULL)
		return pd_copy(_("EC with a curve of its own"));
	if (key->kind == PD_PUBLIC_EC)
		return pd_format("EC %s", key->curve ? key->curve : key->curve_oid);
	return pd_copy(key->name ? key->name : key->oid);
}

/* With 1, a signature is the padded digest itself. */
static bool
is_exponent_one(struct pd_bytes exponent)
{
	return count_integer_bits(exponent) <= 1;
}

bool
pd_public_key_is_known(const struct pd_public_key *key)
{
	return key->name != NULL && (key->kind != PD_PUBLIC_EC || key->curve != NULL);
}

const char *
pd_public_key_weakness(const struct pd_public_key *key)
{
	if (key->kind == PD_PUBLIC_RSA && is_exponent_one(key->exponent))
		return _("RSA key with the exponent 1");
	if (strcmp(key->oid, OID_DSA) == 0 && key->bits < LEAST_RSA_BITS)
		return _("DSA key of less than 2048 bits");
	if (key->kind == PD_PUBLIC_RSA && key->bits < LEAST_RSA_BITS)
		return _("RSA key of less than 2048 bits");
	if (key->kind == PD_PUBLIC_EC && key->curve && key->bits < LEAST_EC_BITS)
		return _("EC key of less than 256 bits");
	return NULL;
}

bool
pd_public_key_is_broken(const struct pd_public_key *key)
{
	bool is_rsa = key->kind == PD_PUBLIC_RSA;
	if (is_rsa && is_exponent_one(key->exponent))
		return true;
	return (is_rsa || strcmp(key->oid, OID_DSA) == 0) && key->bits < LEAST_UNBROKEN;
}

/* Signatures */

/* An AlgorithmIdentifier of signatures, looked up. */
struct signature {
	char *oid;        /* dotted, owned */
	const char *name; /* NULL: not known */
	const char *weakness;
	gnutls_sign_algorithm_t gnutls;
	gnutls_digest_algorithm_t pss_digest; /* of RSA-PSS, else GNUTLS_DIG_UNKNOWN */
	unsigned pss_salt;
};

static void
drop_signature(struct signature *signature)
{
	free(signature->oid);
}

/* RSASSA-PSS-params, each of which may be omitted (RFC 4055 3.1). */
static void
read_pss(struct pd_bytes parameters, struct signature *out)
{
	enum { HASH = 0xa0, MASK = 0xa1, SALT = 0xa2 };
	struct pd_bytes inside = {0}, field, algorithm, oid, salt;
	PD_AUTO(pd_drop_text) char *hash = NULL;
	out->pss_salt = 20;
	(void)pd_take(&parameters, PD_DER_SEQUENCE, &inside);
	if (pd_take(&inside, HASH, &field) &&
		pd_take(&field, PD_DER_SEQUENCE, &algorithm) &&
		pd_take(&algorithm, PD_DER_OID, &oid))
		hash = pd_oid_text(oid);
	(void)pd_take(&inside, MASK, &field);
	if (pd_take(&inside, SALT, &field) && pd_take(&field, PD_DER_INTEGER, &salt) &&
		salt.size <= 2)
		for (out->pss_salt = 0; salt.size > 0; salt.data++, salt.size--)
			out->pss_salt = out->pss_salt << 8 | salt.data[0];
	for (size_t i = 0; i < PD_COUNT(pss_hashes); i++) {
		if (strcmp(pss_hashes[i].oid, hash ? hash : pss_hashes[0].oid) == 0) {
			out->name = pss_hashes[i].name;
			out->weakness = pss_hashes[i].weakness;
			out->gnutls = pss_hashes[i].gnutls;
			out->pss_digest = pss_hashes[i].digest;
		}
	}
}

static struct signature
look_up_signature(struct pd_bytes algorithm)
{
	struct pd_bytes inside = {0}, oid = {0};
	(void)pd_take(&algorithm, PD_DER_SEQUENCE, &inside);
	(void)pd_take(&inside, PD_DER_OID, &oid);
	struct signature out = {.oid = pd_oid_text(oid)};
	for (size_t i = 0; i < PD_COUNT(signatures); i++) {
		if (strcmp(signatures[i].oid, out.oid) == 0) {
			out.name = signatures[i].name;
			out.weakness = signatures[i].weakness;
			out.gnutls = signatures[i].gnutls;
		}
	}
	if (strcmp(out.oid, OID_PSS) == 0)
		read_pss(inside, &out);
	return out;
}

const char *
pd_signature_oid(int algorithm)
{
	for (size_t i = 0; i < PD_COUNT(signatures); i++)
		if ((int)signatures[i].gnutls == algorithm)
			return signatures[i].oid;
	return NULL;
}

char *
pd_signature_text(struct pd_bytes algorithm)
{
	PD_AUTO(drop_signature)
	struct signature signature = look_up_signature(algorithm);
	return pd_copy(signature.name ? signature.name : signature.oid);
}

const char *
pd_signature_weakness(struct pd_bytes algorithm)
{
	PD_AUTO(drop_signature)
	struct signature signature = look_up_signature(algorithm);
	return signature.weakness ? _(signature.weakness) : NULL;
}

PD_DROP(drop_pubkey, gnutls_pubkey_t, gnutls_pubkey_deinit);
PD_DROP(drop_spki, gnutls_x509_spki_t, gnutls_x509_spki_deinit);

/* The salt's size is in the parameters of the signature, not in the key, so GnuTLS
 * has to be told. */
static bool
set_pss(gnutls_pubkey_t key, const struct signature *signature)
{
	PD_AUTO(drop_spki) gnutls_x509_spki_t spki = NULL;
	if (gnutls_x509_spki_init(&spki) < 0)
		return false;
	gnutls_x509_spki_set_rsa_pss_params(
		spki, signature->pss_digest, signature->pss_salt);
	return gnutls_pubkey_set_spki(key, spki, 0) >= 0;
}

enum pd_verdict
pd_signature_verify(const struct pd_signed *structure, struct pd_bytes public_der)
{
	static const unsigned flags =
		GNUTLS_VERIFY_ALLOW_BROKEN | GNUTLS_VERIFY_ALLOW_SIGN_WITH_SHA1;
	PD_AUTO(drop_signature)
	struct signature signature = look_up_signature(structure->algorithm);
	PD_AUTO(drop_pubkey) gnutls_pubkey_t key = pd_public_form_gnutls(public_der);
	const gnutls_datum_t data = pd_datum(structure->content);
	const gnutls_datum_t bits = pd_datum(structure->signature);
	if (signature.gnutls == GNUTLS_SIGN_UNKNOWN)
		return PD_SIGNATURE_UNKNOWN;
	if (key != NULL &&
		(signature.pss_digest == GNUTLS_DIG_UNKNOWN ||
			set_pss(key, &signature)) &&
		gnutls_pubkey_verify_data2(
			key, signature.gnutls, flags, &data, &bits) >= 0)
		return PD_SIGNATURE_GOOD;
	if (pd_public_form_is_damaged(public_der))
		return PD_SIGNATURE_NO_KEY;
	return key == NULL ? PD_SIGNATURE_UNKNOWN : PD_SIGNATURE_BAD;
}
