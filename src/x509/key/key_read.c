/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/x509.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/ec_private.h"
#include "x509/key/edwards.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/key_lock.h"
#include "x509/key/pbe.h"

#define OID_EC "1.2.840.10045.2.1"
#define OID_DSA "1.2.840.10040.4.1"
#define PLAIN_LABEL "PRIVATE KEY"
#define ENCRYPTED_LABEL "ENCRYPTED PRIVATE KEY"

enum {
	TAG_PARAMETERS = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	TAG_ATTRIBUTES = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	TAG_PUBLIC = PD_DER_CONTEXT | 1,
	/* INTEGERs after the version: OpenSSL's DSA keys consist of nothing else
	 * either. */
	RSA_NUMBERS = 8,
	DSA_NUMBERS = 5,
};

PD_DROP(drop_x509, gnutls_x509_privkey_t, gnutls_x509_privkey_deinit);

/* ---- what it is ----------------------------------------------------------------- */

struct shape {
	enum { NO_KEY, PKCS8, SEC1, PKCS1, DSA, ENCRYPTED } form;
	struct pd_bytes algorithm;  /* PKCS#8: the whole AlgorithmIdentifier */
	struct pd_bytes content;    /* PKCS#8: the key itself */
	struct pd_bytes public;     /* PKCS#8 of version 2: bits of the public key */
	struct pd_bytes parameters; /* SEC1: of the curve; empty if there are none */
	bool more_primes;           /* PKCS1: than two */
};

static size_t
take_numbers(struct pd_bytes *rest)
{
	struct pd_bytes number;
	size_t count = 0;
	while (pd_take(rest, PD_DER_INTEGER, &number))
		count++;
	return count;
}

/* RSAPrivateKey behind its version (RFC 8017 A.1.2). *more: of more than two primes. */
static bool
are_numbers_of_rsa(struct pd_bytes rest, bool *more)
{
	struct pd_bytes others;
	if (take_numbers(&rest) != RSA_NUMBERS)
		return false;
	*more = pd_take(&rest, PD_DER_SEQUENCE, &others);
	return rest.size == 0;
}

/* p, q, g, y, x: the second divides the first less 1, and the last is below it. A damaged
 * RSA key may be as many numbers, but has a small one there. */
static bool
are_numbers_of_dsa(struct pd_bytes rest)
{
	enum { LEAST_Q = 160 / 8 };
	struct pd_bytes all = rest, p, q, g, y, x;
	return take_numbers(&all) == DSA_NUMBERS && all.size == 0 &&
	       pd_take(&rest, PD_DER_INTEGER, &p) &&
	       pd_take(&rest, PD_DER_INTEGER, &q) &&
	       pd_take(&rest, PD_DER_INTEGER, &g) &&
	       pd_take(&rest, PD_DER_INTEGER, &y) &&
	       pd_take(&rest, PD_DER_INTEGER, &x) && q.size >= LEAST_Q &&
	       q.size < p.size && x.size <= q.size && g.size <= p.size &&
	       y.size <= p.size;
}

/* OneAsymmetricKey (RFC 5958 2) behind its algorithm. */
static bool
read_pkcs8(struct pd_bytes rest, struct shape *out)
{
	struct pd_bytes ignored;
	if (!pd_take(&rest, PD_DER_OCTET_STRING, &out->content))
		return false;
	(void)pd_take(&rest, TAG_ATTRIBUTES, &ignored);
	(void)pd_take(&rest, TAG_PUBLIC, &out->public);
	return rest.size == 0;
}

static struct shape
read_key_shape(struct pd_bytes der)
{
	struct shape shape = {0};
	struct pd_bytes inside, version, content;
	if (!pd_take(&der, PD_DER_SEQUENCE, &inside))
		return shape;
	bool has_version = pd_take(&inside, PD_DER_INTEGER, &version);
	if (pd_take_whole(&inside, PD_DER_SEQUENCE, &shape.algorithm)) {
		if (read_pkcs8(inside, &shape))
			shape.form = has_version ? PKCS8 : ENCRYPTED;
	} else if (has_version && pd_take(&inside, PD_DER_OCTET_STRING, &content)) {
		shape.form = SEC1;
		(void)pd_take(&inside, TAG_PARAMETERS, &shape.parameters);
	} else if (has_version && are_numbers_of_rsa(inside, &shape.more_primes))
		shape.form = PKCS1;
	else if (has_version && are_numbers_of_dsa(inside))
		shape.form = DSA;
	return shape;
}

/* The whole AlgorithmIdentifier of the key. */
static void
put_shape_algorithm(struct pd_buffer *out, const struct shape *shape)
{
	if (shape->form == PKCS8) {
		pd_buffer_add_bytes(out, shape->algorithm);
		return;
	}
	size_t algorithm = pd_der_begin(out);
	pd_der_put_oid(out, shape->form == DSA ? OID_DSA : OID_EC);
	pd_buffer_add_bytes(out, shape->parameters);
	pd_der_end(out, algorithm, PD_DER_SEQUENCE);
}

/* A SubjectPublicKeyInfo, with an empty key, just to look up the algorithm and curve.
 */
static void
put_public_shape(struct pd_buffer *out, const struct shape *shape)
{
	size_t whole = pd_der_begin(out);
	put_shape_algorithm(out, shape);
	pd_der_put(out, PD_DER_BIT_STRING, "", 1);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

static bool
check_pss_shape(struct pd_bytes algorithm, const char *from, struct pd_error *error)
{
	struct pd_bytes inside = {0}, oid;
	(void)pd_take(&algorithm, PD_DER_SEQUENCE, &inside);
	(void)pd_take(&inside, PD_DER_OID, &oid);
	return pd_key_check_pss(inside, from, error);
}

static bool
fail_encrypted(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EPASSPHRASE, "passphrase",
		_("the private key of %s is encrypted; give its passphrase"), from);
}

/* Bytes that are no OID are told as such (pd_oid_text), so that they are not taken for
 * another algorithm. */
static bool
has_names(const struct pd_public_key *key)
{
	return key->oid[0] != '#' &&
	       (key->curve_oid == NULL || key->curve_oid[0] != '#');
}

static bool
read_shape_kind(const struct shape *shape, const char *from, struct pd_key_kind *kind,
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer public = {0};
	PD_AUTO(pd_public_key_free) struct pd_public_key read = {0};
	put_public_shape(&public, shape);
	if (!pd_public_key_read(pd_buffer_bytes(&public), &read) || !has_names(&read))
		return pd_fail(error, PD_EINPUT, from,
			_("the private key is damaged: the name of its algorithm or "
			  "curve cannot be read"));
	return pd_key_kind_read(&read, from, kind, error);
}

static bool
check_supported(const struct shape *shape, const char *from, struct pd_key_kind *kind,
	struct pd_error *error)
{
	*kind = (struct pd_key_kind){.algorithm = PD_RSA};
	if (shape->form == PKCS1)
		return true;
	if (shape->form == ENCRYPTED)
		return fail_encrypted(from, error);
	if (shape->form == NO_KEY)
		return pd_fail(error, PD_EINPUT, from,
			_("the private key is damaged: it has the form of neither "
			  "PKCS#8, PKCS#1 nor SEC1; copy it anew"));
	return read_shape_kind(shape, from, kind, error) &&
	       (kind->algorithm != PD_RSA_PSS ||
		       check_pss_shape(shape->algorithm, from, error));
}

/* ---- reading -------------------------------------------------------------------- */

static bool
check_primes(const struct shape *shape, const char *from, struct pd_error *error)
{
	bool more = shape->more_primes;
	struct pd_bytes content = shape->content, inside, version;
	if (shape->form == PKCS8 && pd_take(&content, PD_DER_SEQUENCE, &inside) &&
		pd_take(&inside, PD_DER_INTEGER, &version))
		(void)are_numbers_of_rsa(inside, &more);
	return !more ||
	       pd_fail(error, PD_EINPUT, from,
		       _("an RSA key of more than two primes is not supported here; "
			 "make a key of two"));
}

static bool
put_plain_ec(struct pd_bytes der, const struct shape *shape, const char *from,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_ec_private_free) struct pd_ec_private key = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret scalar = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer algorithm = {0};
	unsigned char point[PD_POINT_BYTES];
	const struct pd_ec_curve *curve = NULL;
	if (pd_ec_private_read(der, &key) && key.curve_oid != NULL)
		curve = pd_ec_curve_find(key.curve_oid);
	if (curve == NULL || !pd_ec_private_open(&key, curve, &scalar, point))
		return pd_fail(error, PD_EINPUT, from,
			_("the private key is damaged: its number is not one of the "
			  "curve, or does not belong to its public point"));
	put_shape_algorithm(&algorithm, shape);
	pd_ec_private_put(out, pd_buffer_bytes(&algorithm), pd_secret_bytes(&scalar),
		(struct pd_bytes){point, 1 + 2 * curve->size});
	return true;
}

/* PKCS#8 of version 1 without attributes, which GnuTLS reads. */
static void
put_plain_pkcs8(const struct shape *shape, struct pd_secret *out)
{
	static const unsigned char version_0[] = {PD_DER_INTEGER, 1, 0};
	pd_secret_add(out, version_0, sizeof version_0);
	pd_secret_add(out, shape->algorithm.data, shape->algorithm.size);
	size_t content = out->size;
	pd_secret_add(out, shape->content.data, shape->content.size);
	pd_der_wrap_secret(out, content, PD_DER_OCTET_STRING);
	pd_der_wrap_secret(out, 0, PD_DER_SEQUENCE);
}

/* GnuTLS reads past the end of its input, so it gets a copy. */
static int
import_plain(gnutls_x509_privkey_t x509, const struct shape *shape,
	const struct pd_secret *plain)
{
	const gnutls_datum_t input = {plain->data, (unsigned)plain->size};
	return shape->form == PKCS1
		       ? gnutls_x509_privkey_import(x509, &input, GNUTLS_X509_FMT_DER)
		       : gnutls_x509_privkey_import_pkcs8(x509, &input,
				 GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN);
}

static struct pd_key *
import_key(const struct shape *shape, const struct pd_key_kind *kind,
	const struct pd_secret *plain, const char *from, struct pd_error *error)
{
	unsigned bits;
	int algorithm = pd_key_kind_gnutls(kind, &bits);
	PD_AUTO(drop_x509) gnutls_x509_privkey_t x509 = NULL;
	int result = gnutls_x509_privkey_init(&x509);
	if (result >= 0)
		result = pd_edwards_is(algorithm)
				 ? pd_edwards_import(x509, algorithm, shape->content)
				 : import_plain(x509, shape, plain);
	if (result < 0) {
		(void)pd_fail_gnutls(error, PD_EINPUT, from, result,
			_("the private key cannot be read"));
		return NULL;
	}
	return pd_key_adopt(pd_steal(x509), from, error);
}

struct pd_key *
pd_key_from_parts(const struct pd_key_kind *kind, struct pd_bytes algorithm,
	struct pd_bytes content, const char *from, struct pd_error *error)
{
	const struct shape shape = {
		.form = PKCS8, .algorithm = algorithm, .content = content};
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	put_plain_pkcs8(&shape, &plain);
	return import_key(&shape, kind, &plain, from, error);
}

/* The public key that PKCS#8 of version 2 may bring along; of EC keys it was compared
 * when the point was computed. */
static bool
check_stated_public(const struct pd_key *key, const struct shape *shape,
	const char *from, struct pd_error *error)
{
	struct pd_bytes stated = shape->public,
			own = pd_key_bits(pd_key_public_der(key));
	if (stated.size == 0 || pd_key_kind(key).algorithm == PD_EC)
		return true;
	stated.data++; /* the count of unused bits */
	stated.size--;
	return pd_bytes_equal(stated, own) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("the private key is damaged: the public key beside it is that "
			 "of another one"));
}

struct pd_key *
pd_key_from_der(struct pd_bytes der, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_wipe_stack) struct shape shape = read_key_shape(der);
	struct pd_key_kind kind;
	if (!check_supported(&shape, from, &kind, error) ||
		!check_primes(&shape, from, error))
		return NULL;
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	if (kind.algorithm == PD_EC && !put_plain_ec(der, &shape, from, &plain, error))
		return NULL;
	if (kind.algorithm != PD_EC && shape.form == PKCS8)
		put_plain_pkcs8(&shape, &plain);
	else if (kind.algorithm != PD_EC)
		pd_secret_add(&plain, der.data, pd_der_size(der));
	PD_AUTO(pd_drop_key)
	struct pd_key *key = import_key(&shape, &kind, &plain, from, error);
	if (key == NULL || !check_stated_public(key, &shape, from, error))
		return NULL;
	/* The point of an EC key was computed from its number. */
	if (kind.algorithm != PD_EC && !pd_key_check_signing(key, from, error))
		return NULL;
	return pd_steal(key);
}

bool
pd_key_pem_is_encrypted(struct pd_bytes pem)
{
	static const char begin[] = "-----BEGIN " ENCRYPTED_LABEL "-----";
	return pem.size > 0 &&
	       memmem(pem.data, pem.size, begin, sizeof begin - 1) != NULL;
}

static bool
decode_pem(struct pd_bytes pem, const char *label, const char *from,
	struct pd_secret *out, struct pd_error *error)
{
	return pd_pem_read(pem, label, out) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("is not a private key in PEM; it has to be PKCS#8 between "
			 "BEGIN and END PRIVATE KEY"));
}

static bool
refuse_passphrase(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EPASSPHRASE, "passphrase",
		_("the passphrase does not open the private key of %s; type the one it "
		  "was encrypted with"),
		from);
}

/* EncryptedPrivateKeyInfo (RFC 5958 3). */
static bool
read_encrypted(struct pd_bytes der, struct pd_bytes *algorithm,
	struct pd_bytes *ciphertext, const char *from, struct pd_error *error)
{
	struct pd_bytes inside;
	if (pd_take(&der, PD_DER_SEQUENCE, &inside) &&
		pd_take(&inside, PD_DER_SEQUENCE, algorithm) &&
		pd_take(&inside, PD_DER_OCTET_STRING, ciphertext))
		return true;
	return pd_fail(error, PD_EINPUT, from,
		_("the encrypted private key is damaged; it has to be an "
		  "EncryptedPrivateKeyInfo (RFC 5958 3)"));
}

/* Correct padding does not prove the passphrase, so the result has to be a key, too. */
static bool
open_pkcs8(struct pd_bytes der, const struct pd_pbe_way *way, struct pd_secret *plain,
	struct pd_error *error)
{
	struct pd_bytes algorithm, ciphertext;
	if (!read_encrypted(der, &algorithm, &ciphertext, way->from, error))
		return false;
	bool has_passphrase = way->passphrase != NULL && way->passphrase->size > 0;
	if (!has_passphrase && way->stretched == NULL)
		return fail_encrypted(way->from, error);
	enum pd_pbe opened = pd_pbe_open(way, algorithm, ciphertext, plain, error);
	if (opened == PD_PBE_REFUSED)
		return false;
	struct shape shape = read_key_shape(pd_secret_bytes(plain));
	return (opened == PD_PBE_OPENED && shape.form != NO_KEY) ||
	       refuse_passphrase(way->from, error);
}

static struct pd_key *
open_pem(struct pd_bytes pem, const struct pd_pbe_way *way, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	return decode_pem(pem, ENCRYPTED_LABEL, way->from, &der, error) &&
			       open_pkcs8(pd_secret_bytes(&der), way, &plain, error)
		       ? pd_key_from_der(pd_secret_bytes(&plain), way->from, error)
		       : NULL;
}

static struct pd_key *
read_plain_pem(struct pd_bytes pem, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	return decode_pem(pem, PLAIN_LABEL, from, &der, error)
		       ? pd_key_from_der(pd_secret_bytes(&der), from, error)
		       : NULL;
}

struct pd_key *
pd_key_from_pem(struct pd_bytes pem, const struct pd_secret *passphrase,
	const char *from, struct pd_error *error)
{
	uint64_t effort = PD_PBE_EFFORT;
	const struct pd_pbe_way way = {
		.passphrase = passphrase, .from = from, .effort = &effort};
	return pd_key_pem_is_encrypted(pem) ? open_pem(pem, &way, error)
					    : read_plain_pem(pem, from, error);
}

/* ---- under one passphrase with others ------------------------------------------------ */

bool
pd_key_lock_closes(const struct pd_key_lock *lock, struct pd_bytes pem)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	struct pd_bytes algorithm, ciphertext, salt;
	return pd_key_pem_is_encrypted(pem) &&
	       decode_pem(pem, ENCRYPTED_LABEL, "", &der, &ignored) &&
	       read_encrypted(
		       pd_secret_bytes(&der), &algorithm, &ciphertext, "", &ignored) &&
	       pd_pbe_salt(algorithm, &salt) &&
	       pd_bytes_equal(salt, (struct pd_bytes){lock->salt, PD_KEY_LOCK_SALT});
}

struct pd_key *
pd_key_lock_read(const struct pd_secret *stretched, struct pd_bytes pem,
	const char *from, struct pd_error *error)
{
	uint64_t effort = PD_PBE_EFFORT;
	const struct pd_pbe_way way = {
		.stretched = stretched, .from = from, .effort = &effort};
	return open_pem(pem, &way, error);
}
