/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/envelope_key.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/envelope/envelope_ecies.h"
#include "x509/key/algorithm.h"
#include "x509/key/ec_private.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/key.h"
#include "x509/read/armour.h"

#define OID_RSA "1.2.840.113549.1.1.1"

enum { LEAST_RSA_BITS = 1024, MOST_RSA_BITS = 16384 };

struct pd_recipient {
	gnutls_pubkey_t rsa;             /* NULL: it is on a curve */
	const struct pd_ec_curve *curve; /* NULL: RSA */
	unsigned char point[PD_POINT_BYTES];
	struct pd_buffer der;
};

struct pd_opener {
	struct pd_key *rsa;              /* NULL: it is on a curve */
	const struct pd_ec_curve *curve; /* NULL: RSA */
	struct pd_secret scalar;
	unsigned char point[PD_POINT_BYTES];
	size_t modulus; /* bytes */
};

/* ---- recipient ----------------------------------------------------------------- */

void
pd_recipient_free(struct pd_recipient *recipient)
{
	if (recipient == NULL)
		return;
	gnutls_pubkey_deinit(recipient->rsa);
	pd_buffer_free(&recipient->der);
	free(recipient);
}

static bool
fail_curve(const char *shown, const char *oid, const char *from, struct pd_error *error)
{
	if (oid != NULL && strcmp(oid, PD_OID_SECP256K1) == 0)
		return pd_fail(error, PD_EINPUT, from,
			_("its curve secp256k1 is not supported, for pemdeck was built "
			  "without libsecp256k1; use a key on P-256, P-384 or P-521"));
	if (oid == NULL)
		return pd_fail(error, PD_EINPUT, from,
			_("the key does not name its curve; values can be encrypted "
			  "for P-256, P-384, P-521 and secp256k1"));
	return pd_fail(error, PD_EINPUT, from,
		_("nothing can be encrypted for its curve %s; use a key on P-256, "
		  "P-384, P-521 or secp256k1"),
		shown ? shown : oid);
}

static bool
take_curve(const struct pd_public_key *key, const char *from,
	struct pd_recipient *recipient, struct pd_error *error)
{
	recipient->curve = key->curve_oid ? pd_ec_curve_find(key->curve_oid) : NULL;
	if (recipient->curve == NULL)
		return fail_curve(key->curve, key->curve_oid, from, error);
	return recipient->curve->read(recipient->curve, key->point, recipient->point) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("its public key is not a point of the curve %s; it is "
			 "damaged, or made to attack: get it anew from its owner"),
		       key->curve);
}

static bool
take_rsa(const struct pd_public_key *key, struct pd_bytes der, const char *from,
	struct pd_recipient *recipient, struct pd_error *error)
{
	const gnutls_datum_t input = {(unsigned char *)der.data, (unsigned)der.size};
	if (key->bits < LEAST_RSA_BITS || key->bits > MOST_RSA_BITS)
		return pd_fail(error, PD_EINPUT, from,
			_("its RSA key has %u bits; values can be encrypted for keys "
			  "of %d to %d bits, and should be for 2048 or more"),
			key->bits, LEAST_RSA_BITS, MOST_RSA_BITS);
	if (pd_public_key_is_broken(key))
		return pd_fail(error, PD_EINPUT, from,
			_("anybody can decrypt by its key (%s); get another one from "
			  "its owner"),
			pd_public_key_weakness(key));
	int result = gnutls_pubkey_init(&recipient->rsa);
	if (result >= 0)
		result = gnutls_pubkey_import(
			recipient->rsa, &input, GNUTLS_X509_FMT_DER);
	return result >= 0 || pd_fail_gnutls(error, PD_EINPUT, from, result,
				      _("its RSA key cannot be used"));
}

struct pd_recipient *
pd_recipient_new(struct pd_bytes public_der, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	PD_AUTO(pd_drop_recipient)
	struct pd_recipient *recipient = pd_alloc(1, sizeof *recipient);
	pd_buffer_add_bytes(&recipient->der, public_der);
	if (!pd_public_key_read(public_der, &key)) {
		(void)pd_fail(error, PD_EINPUT, from,
			_("the public key is damaged; a SubjectPublicKeyInfo was "
			  "expected"));
		return NULL;
	}
	bool good = false;
	if (key.kind == PD_PUBLIC_EC)
		good = take_curve(&key, from, recipient, error);
	else if (strcmp(key.oid, OID_RSA) == 0)
		good = take_rsa(&key, public_der, from, recipient, error);
	else
		(void)pd_fail(error, PD_EINPUT, from,
			_("nothing can be encrypted for its algorithm %s; use a key of "
			  "RSA or EC"),
			key.name ? key.name : key.oid);
	return good ? pd_steal(recipient) : NULL;
}

struct pd_bytes
pd_recipient_der(const struct pd_recipient *recipient)
{
	return pd_buffer_bytes(&recipient->der);
}

char *
pd_recipient_pem(const struct pd_recipient *recipient)
{
	return pd_pem_text("PUBLIC KEY", pd_recipient_der(recipient));
}

struct pd_recipient *
pd_recipient_from_pem(struct pd_bytes pem, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	struct pd_scan scan;
	struct pd_block block;
	pd_scan_begin(&scan, pem);
	if (pd_armour_next(&scan, &block, &der) && block.kind == PD_LABEL_PUBLIC_KEY)
		return pd_recipient_new(pd_secret_bytes(&der), from, error);
	(void)pd_fail(error, PD_EINPUT, from,
		_("is not a public key in PEM; it has to stand between BEGIN and END "
		  "PUBLIC KEY"));
	return NULL;
}

char *
pd_recipient_text(const struct pd_recipient *recipient)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	(void)pd_public_key_read(pd_recipient_der(recipient), &key);
	return pd_public_key_text(&key);
}

const char *
pd_recipient_weakness(const struct pd_recipient *recipient)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	(void)pd_public_key_read(pd_recipient_der(recipient), &key);
	return pd_public_key_weakness(&key);
}

static bool
wrap_rsa(gnutls_pubkey_t rsa, struct pd_bytes key, struct pd_secret *out,
	struct pd_error *error)
{
	const gnutls_datum_t plain = {(unsigned char *)key.data, (unsigned)key.size};
	gnutls_datum_t wrapped = {0};
	int result = gnutls_pubkey_encrypt_data(rsa, 0, &plain, &wrapped);
	if (result < 0)
		return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
			_("nothing can be encrypted with this RSA key"));
	pd_secret_add(out, wrapped.data, wrapped.size);
	gnutls_free(wrapped.data);
	return true;
}

bool
pd_recipient_wrap(const struct pd_recipient *recipient, struct pd_bytes key,
	struct pd_secret *out, struct pd_error *error)
{
	if (recipient->rsa != NULL)
		return wrap_rsa(recipient->rsa, key, out, error);
	return pd_ecies_wrap(recipient->curve, recipient->point, key, out) ||
	       pd_fail(error, PD_ECRYPTO, "",
		       _("the system gives no random numbers, or refuses SHA-1"));
}

/* ---- opener -------------------------------------------------------------------- */

void
pd_opener_free(struct pd_opener *opener)
{
	if (opener == NULL)
		return;
	pd_key_free(opener->rsa);
	pd_secret_wipe(&opener->scalar);
	free(opener);
}

bool
pd_opener_is_secp256k1(struct pd_bytes der)
{
	PD_AUTO(pd_ec_private_free) struct pd_ec_private key = {0};
	return pd_ec_private_read(der, &key) && key.curve_oid != NULL &&
	       strcmp(key.curve_oid, PD_OID_SECP256K1) == 0;
}

static bool
take_ec(struct pd_opener *opener, const struct pd_ec_private *key, const char *from,
	struct pd_error *error)
{
	opener->curve = key->curve_oid ? pd_ec_curve_find(key->curve_oid) : NULL;
	if (opener->curve == NULL)
		return fail_curve(NULL, key->curve_oid, from, error);
	return pd_ec_private_open(key, opener->curve, &opener->scalar, opener->point) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("the private key is damaged: its number is not one of the "
			 "curve, or does not belong to its public point"));
}

static bool
fail_key_kind(const struct pd_key *key, const struct pd_public_key *public,
	const char *from, struct pd_error *error)
{
	if (pd_key_token(key) != NULL && public->kind == PD_PUBLIC_EC)
		return pd_fail(error, PD_EINPUT, from,
			_("the key in the token is of EC, which would have to agree on "
			  "a key there, and GnuTLS has no function for that; use a key "
			  "of RSA in the token, or one of EC in a file"));
	return pd_fail(error, PD_EINPUT, from,
		_("a private key of %s decrypts nothing; give one of RSA or EC"),
		public->name ? public->name : "?");
}

static bool
take_rsa_key(struct pd_opener *opener, struct pd_key *key, const char *from,
	struct pd_error *error)
{
	opener->rsa = key;
	if (key == NULL)
		return false;
	PD_AUTO(pd_public_key_free) struct pd_public_key public = {0};
	bool is_rsa = pd_public_key_read(pd_key_public_der(key), &public) &&
		      strcmp(public.oid, OID_RSA) == 0;
	opener->modulus = (public.bits + 7) / 8;
	return is_rsa || fail_key_kind(key, &public, from, error);
}

struct pd_opener *
pd_opener_new(struct pd_bytes der, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_opener) struct pd_opener *opener = pd_alloc(1, sizeof *opener);
	PD_AUTO(pd_ec_private_free) struct pd_ec_private key = {0};
	bool good = pd_ec_private_read(der, &key)
			    ? take_ec(opener, &key, from, error)
			    : take_rsa_key(opener, pd_key_from_der(der, from, error),
				      from, error);
	return good ? pd_steal(opener) : NULL;
}

struct pd_opener *
pd_opener_of_token(struct pd_key *key, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_opener) struct pd_opener *opener = pd_alloc(1, sizeof *opener);
	bool good = take_rsa_key(opener, key, from, error) &&
		    pd_key_gnutls(key, error) != NULL;
	return good ? pd_steal(opener) : NULL;
}

bool
pd_opener_fits(const struct pd_opener *opener, const struct pd_recipient *recipient)
{
	if (opener->curve != recipient->curve)
		return false;
	if (opener->curve != NULL)
		return memcmp(opener->point, recipient->point,
			       1 + 2 * opener->curve->size) == 0;
	return pd_bytes_equal(
		pd_key_public_der(opener->rsa), pd_buffer_bytes(&recipient->der));
}

/* The size of the AES key is not known before: each is tried, whichever fits, so that
 * all wrapped keys take the same time (gnutls_privkey_decrypt_data2 does for one size).
 */
static bool
unwrap_rsa(
	const struct pd_opener *opener, struct pd_bytes wrapped, struct pd_secret *key)
{
	static const size_t sizes[] = {32, 24, 16};
	const gnutls_datum_t input = {
		(unsigned char *)wrapped.data, (unsigned)wrapped.size};
	struct pd_error ignored = {0};
	gnutls_privkey_t private = pd_key_gnutls(opener->rsa, &ignored);
	bool good = false;
	for (size_t i = 0; private != NULL && i < PD_COUNT(sizes); i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret attempt = {0};
		unsigned char *bytes = pd_secret_reserve(&attempt, sizes[i]);
		int result = gnutls_privkey_decrypt_data2(
			private, 0, &input, bytes, sizes[i]);
		pd_secret_added(&attempt, sizes[i]);
		if (result >= 0)
			*key = pd_secret_steal(&attempt);
		good |= result >= 0;
	}
	return good;
}

/* What a token says of a value that was wrapped for another key, by its module. */
static bool
is_of_value(int result)
{
	return result == GNUTLS_E_DECRYPTION_FAILED ||
	       result == GNUTLS_E_PKCS11_ERROR || result == GNUTLS_E_PKCS11_DATA_ERROR;
}

/* A token is asked once, for it takes its time, and says by its result what it thinks of the
 * padding anyway. */
static bool
unwrap_in_token(const struct pd_opener *opener, struct pd_bytes wrapped,
	struct pd_secret *key, struct pd_error *error)
{
	const gnutls_datum_t input = {
		(unsigned char *)wrapped.data, (unsigned)wrapped.size};
	gnutls_datum_t plain = {0};
	gnutls_privkey_t private = pd_key_gnutls(opener->rsa, error);
	if (private == NULL)
		return false;
	int result = gnutls_privkey_decrypt_data(private, 0, &input, &plain);
	if (result >= 0) {
		pd_secret_add(key, plain.data, plain.size);
		gnutls_memset(plain.data, 0, plain.size);
		gnutls_free(plain.data);
		return true;
	}
	return is_of_value(result)
		       ? pd_key_check_there(opener->rsa, error) && false
		       : pd_key_fail(opener->rsa, result,
				 _("the token did not decrypt with its key"), error);
}

bool
pd_opener_unwrap(const struct pd_opener *opener, struct pd_bytes wrapped,
	struct pd_secret *key, struct pd_error *error)
{
	if (opener->rsa == NULL)
		return pd_ecies_unwrap(opener->curve,
			pd_secret_bytes(&opener->scalar).data, wrapped, key);
	if (wrapped.size != opener->modulus)
		return false;
	return pd_key_token(opener->rsa) != NULL
		       ? unwrap_in_token(opener, wrapped, key, error)
		       : unwrap_rsa(opener, wrapped, key);
}
