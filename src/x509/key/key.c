/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/digest.h"
#include "x509/key/algorithm.h"
#include "x509/key/edwards.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/public_form.h"
#include "x509/token/token.h"

/* Larger RSA keys take seconds per signature; smaller ones have no room for one. */
enum { LEAST_RSA_BITS = 512, MOST_RSA_BITS = 16384, WEAK_RSA_BITS = 1024 };

struct pd_key {
	gnutls_privkey_t private;   /* NULL: it is in a token */
	gnutls_x509_privkey_t x509; /* of the same; private owns it */
	struct pd_token_key *token;
	struct pd_key_kind kind;
	struct pd_buffer public_der;
	char id[PD_DIGEST_SIZE];
};

PD_DROP(drop_x509, gnutls_x509_privkey_t, gnutls_x509_privkey_deinit);
PD_DROP(drop_pubkey, gnutls_pubkey_t, gnutls_pubkey_deinit);

static const struct algorithm {
	const char *word; /* the operator's */
	const char *name; /* that of pd_public_key */
	gnutls_pk_algorithm_t gnutls;
	gnutls_ecc_curve_t curve;
} algorithms[] = {
	[PD_EC] = {"ec", "EC", GNUTLS_PK_ECDSA, GNUTLS_ECC_CURVE_INVALID},
	[PD_RSA] = {"rsa", "RSA", GNUTLS_PK_RSA, GNUTLS_ECC_CURVE_INVALID},
	[PD_RSA_PSS] = {"rsa-pss", "RSA-PSS", GNUTLS_PK_RSA_PSS,
		GNUTLS_ECC_CURVE_INVALID},
	[PD_ED25519] = {"ed25519", "Ed25519", GNUTLS_PK_EDDSA_ED25519,
		GNUTLS_ECC_CURVE_ED25519},
	[PD_ED448] = {"ed448", "Ed448", GNUTLS_PK_EDDSA_ED448, GNUTLS_ECC_CURVE_ED448},
};

static const struct curve {
	const char *name;
	gnutls_ecc_curve_t gnutls;
} curves[] = {
	[PD_P256] = {"P-256", GNUTLS_ECC_CURVE_SECP256R1},
	[PD_P384] = {"P-384", GNUTLS_ECC_CURVE_SECP384R1},
	[PD_P521] = {"P-521", GNUTLS_ECC_CURVE_SECP521R1},
};

/* ---- kinds ---------------------------------------------------------------------- */

static bool
parse_curve(const char *text, enum pd_curve *out, struct pd_error *error)
{
	for (size_t i = 0; text != NULL && i < PD_COUNT(curves); i++)
		if (pd_ascii_compare(curves[i].name, text) == 0) {
			*out = i;
			return true;
		}
	return pd_fail(error, PD_EUSAGE, "curve",
		_("the curve has to be P-256, P-384 or P-521"));
}

static bool
check_rsa_bits(unsigned bits, enum pd_weak_keys weak, struct pd_error *error)
{
	if (bits == WEAK_RSA_BITS && weak == PD_WEAK_KEYS_REFUSED)
		return pd_fail(error, PD_EUSAGE, "bits",
			_("RSA keys of 1024 bits are weak; choose 2048 or more, or "
			  "allow weak keys"));
	if (bits != WEAK_RSA_BITS && bits != 2048 && bits != 3072 && bits != 4096 &&
		bits != 8192)
		return pd_fail(error, PD_EUSAGE, "bits",
			_("RSA keys have to have 2048, 3072, 4096 or 8192 bits"));
	return true;
}

bool
pd_key_kind_parse(const char *algorithm, const char *curve, unsigned bits,
	enum pd_weak_keys weak, struct pd_key_kind *out, struct pd_error *error)
{
	struct pd_key_kind kind = {0};
	size_t found = 0;
	while (found < PD_COUNT(algorithms) &&
		(!algorithm ||
			pd_ascii_compare(algorithms[found].word, algorithm) != 0))
		found++;
	if (found == PD_COUNT(algorithms))
		return pd_fail(error, PD_EUSAGE, "algorithm",
			_("the algorithm has to be ec, rsa, rsa-pss, ed25519 or "
			  "ed448"));
	kind.algorithm = found;
	if (found == PD_EC && !parse_curve(curve, &kind.curve, error))
		return false;
	if (found == PD_RSA || found == PD_RSA_PSS) {
		if (!check_rsa_bits(bits, weak, error))
			return false;
		kind.bits = bits;
	}
	*out = kind;
	return true;
}

static bool
find_key_curve(const struct pd_public_key *key, const char *from, enum pd_curve *out,
	struct pd_error *error)
{
	for (size_t i = 0; key->curve != NULL && i < PD_COUNT(curves); i++)
		if (strcmp(curves[i].name, key->curve) == 0) {
			*out = i;
			return true;
		}
	if (key->curve_oid == NULL)
		return pd_fail(error, PD_EINPUT, from,
			_("the key does not name its curve; supported are the named "
			  "curves P-256, P-384 and P-521"));
	return pd_fail(error, PD_EINPUT, from,
		_("the key's curve %s is not supported; supported are P-256, P-384 and "
		  "P-521"),
		key->curve ? key->curve : key->curve_oid);
}

bool
pd_key_kind_read(const struct pd_public_key *key, const char *from,
	struct pd_key_kind *out, struct pd_error *error)
{
	struct pd_key_kind kind = {.bits = key->bits};
	size_t found = 0;
	while (found < PD_COUNT(algorithms) &&
		(!key->name || strcmp(algorithms[found].name, key->name) != 0))
		found++;
	if (found == PD_COUNT(algorithms))
		return pd_fail(error, PD_EINPUT, from,
			_("the key's algorithm %s is not supported; supported are RSA, "
			  "RSA-PSS, EC, Ed25519 and Ed448"),
			key->name ? key->name : key->oid);
	kind.algorithm = found;
	if (found == PD_EC && !find_key_curve(key, from, &kind.curve, error))
		return false;
	*out = kind;
	return true;
}

bool
pd_key_check_public(
	struct pd_bytes public_der, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key read = {0};
	struct pd_key_kind kind;
	if (pd_public_key_read(public_der, &read) &&
		!pd_key_kind_read(&read, from, &kind, error))
		return false;
	return !pd_public_form_is_damaged(public_der) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("its public key is damaged; get a new copy"));
}

/* ---- making --------------------------------------------------------------------- */

static bool
take_public_part(struct pd_key *key, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key read = {0};
	if (!pd_public_key_read(pd_key_public_der(key), &read) ||
		!pd_key_kind_read(&read, from, &key->kind, error))
		return pd_fail(error, PD_EINPUT, from,
			_("the public part of the key cannot be had"));
	return pd_public_form_id(pd_key_public_der(key), key->id, error);
}

static int
put_other_public(gnutls_privkey_t private, struct pd_buffer *out)
{
	PD_AUTO(drop_pubkey) gnutls_pubkey_t public = NULL;
	PD_AUTO(pd_drop_datum) gnutls_datum_t der = {0};
	int result = gnutls_pubkey_init(&public);
	if (result >= 0)
		result = gnutls_pubkey_import_privkey(public, private, 0, 0);
	if (result >= 0)
		result = gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &der);
	if (result >= 0)
		pd_buffer_add(out, der.data, der.size);
	return result;
}

static bool
read_public_part(struct pd_key *key, const char *from, struct pd_error *error)
{
	gnutls_privkey_t private = pd_key_gnutls(key, error);
	if (private == NULL)
		return false;
	bool is_edwards =
		key->x509 != NULL &&
		pd_edwards_is(gnutls_x509_privkey_get_pk_algorithm(key->x509));
	int result = is_edwards ? pd_edwards_put_public(key->x509, &key->public_der)
				: put_other_public(private, &key->public_der);
	if (result < 0)
		return pd_fail_gnutls(error, PD_EINPUT, from, result,
			_("the public part of the key cannot be had"));
	return take_public_part(key, from, error);
}

static bool
check_rsa_size(const struct pd_key *key, const char *from, struct pd_error *error)
{
	bool is_rsa =
		key->kind.algorithm == PD_RSA || key->kind.algorithm == PD_RSA_PSS;
	if (!is_rsa ||
		(key->kind.bits >= LEAST_RSA_BITS && key->kind.bits <= MOST_RSA_BITS))
		return true;
	return pd_fail(error, PD_EINPUT, from,
		_("the RSA key has %u bits; supported are keys of %d to %d bits"),
		key->kind.bits, LEAST_RSA_BITS, MOST_RSA_BITS);
}

struct pd_key *
pd_key_adopt(void *x509, const char *from, struct pd_error *error)
{
	PD_AUTO(drop_x509) gnutls_x509_privkey_t taken = x509;
	PD_AUTO(pd_drop_key) struct pd_key *key = pd_alloc(1, sizeof *key);
	int result = gnutls_privkey_init(&key->private);
	if (result >= 0)
		result = gnutls_privkey_import_x509(
			key->private, taken, GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE);
	if (result < 0) {
		(void)pd_fail_gnutls(error, PD_EINPUT, from, result,
			_("the private key cannot be used"));
		return NULL;
	}
	key->x509 = pd_steal(taken); /* private owns it now */
	if (!read_public_part(key, from, error) || !check_rsa_size(key, from, error))
		return NULL;
	return pd_steal(key);
}

struct pd_key *
pd_key_of_token(const struct pd_token_url *url, struct pd_bytes public_der,
	struct pd_token_pins *pins, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_key) struct pd_key *key = pd_alloc(1, sizeof *key);
	key->token = pd_token_key_new(url, pins);
	pd_buffer_add_bytes(&key->public_der, public_der);
	bool is_read = public_der.size > 0 ? take_public_part(key, from, error)
					   : read_public_part(key, from, error);
	return is_read && check_rsa_size(key, from, error) ? pd_steal(key) : NULL;
}

int
pd_key_kind_gnutls(const struct pd_key_kind *kind, unsigned *bits)
{
	const struct algorithm *algorithm = &algorithms[kind->algorithm];
	gnutls_ecc_curve_t curve = kind->algorithm == PD_EC ? curves[kind->curve].gnutls
							    : algorithm->curve;
	*bits = curve != GNUTLS_ECC_CURVE_INVALID
			? (unsigned)GNUTLS_CURVE_TO_BITS(curve)
			: kind->bits;
	return (int)algorithm->gnutls;
}

void
pd_key_free(struct pd_key *key)
{
	if (key == NULL)
		return;
	gnutls_privkey_deinit(key->private);
	pd_token_key_free(key->token);
	pd_buffer_free(&key->public_der);
	free(key);
}

/* ---- what a key says ------------------------------------------------------------ */

struct pd_key_kind
pd_key_kind(const struct pd_key *key)
{
	return key->kind;
}

const char *
pd_key_id(const struct pd_key *key)
{
	return key->id;
}

struct pd_bytes
pd_key_public_der(const struct pd_key *key)
{
	return pd_buffer_bytes(&key->public_der);
}

void *
pd_key_gnutls(const struct pd_key *key, struct pd_error *error)
{
	return key->token != NULL
		       ? pd_token_key_open(key->token, pd_key_public_der(key), error)
		       : key->private;
}

void *
pd_key_gnutls_x509(const struct pd_key *key)
{
	return key->x509;
}

bool
pd_key_fail(
	const struct pd_key *key, int result, const char *what, struct pd_error *error)
{
	return key->token != NULL
		       ? pd_token_key_fail(key->token, result, what, error)
		       : pd_fail_gnutls(error, PD_ECRYPTO, "", result, "%s", what);
}

bool
pd_key_check_there(const struct pd_key *key, struct pd_error *error)
{
	return key->token == NULL || pd_token_key_check_there(key->token, error);
}

const struct pd_token_url *
pd_key_token(const struct pd_key *key)
{
	return key->token != NULL ? pd_token_key_url(key->token) : NULL;
}

bool
pd_key_check_leaves(const struct pd_key *key, const char *from, struct pd_error *error)
{
	if (key->token == NULL)
		return true;
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(pd_key_token(key));
	return pd_fail(error, PD_ESTATE, from,
		_("the private key is in the token \"%s\" and does not leave it"),
		name);
}
