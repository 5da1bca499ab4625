/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key_lock.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/protection.h"

#define OID_PBES2 "1.2.840.113549.1.5.13"

enum { MOST_ROUNDS = 6000000 };
_Static_assert((int)PD_KEY_LOCK_SALT == (int)PD_SALT_SIZE, "it is salted as all is");

static bool
fail_encrypting(struct pd_error *error, int result)
{
	return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
		_("the private key cannot be encrypted"));
}

/* ---- from passphrase to key -------------------------------------------------------- */

static bool
stretch_passphrase(const struct pd_key_lock *lock, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_error *error)
{
	return pd_protection_derive(passphrase, lock->salt, lock->rounds, out) ||
	       fail_encrypting(error, GNUTLS_E_INTERNAL_ERROR);
}

/* It says no more of the key than an encrypted file does. */
static bool
compute_check(const struct pd_secret *stretched, unsigned char out[PD_KEY_LOCK_CHECK],
	struct pd_error *error)
{
	static const char words[] = "pemdeck: the passphrase of private keys";
	int result = gnutls_hmac_fast(GNUTLS_MAC_SHA256, stretched->data,
		stretched->size, words, sizeof words - 1, out);
	return result >= 0 || fail_encrypting(error, result);
}

bool
pd_key_lock_make(const struct pd_secret *passphrase, struct pd_key_lock *out,
	struct pd_secret *stretched, struct pd_error *error)
{
	struct pd_key_lock lock = {.rounds = PD_ROUNDS};
	int result = gnutls_rnd(GNUTLS_RND_RANDOM, lock.salt, sizeof lock.salt);
	if (result < 0)
		return fail_encrypting(error, result);
	if (!stretch_passphrase(&lock, passphrase, stretched, error) ||
		!compute_check(stretched, lock.check, error))
		return false;
	*out = lock;
	return true;
}

bool
pd_key_lock_open(const struct pd_key_lock *lock, const struct pd_secret *passphrase,
	struct pd_secret *stretched, struct pd_error *error)
{
	unsigned char check[PD_KEY_LOCK_CHECK];
	if (!stretch_passphrase(lock, passphrase, stretched, error) ||
		!compute_check(stretched, check, error))
		return false;
	if (gnutls_memcmp(check, lock->check, sizeof check) == 0)
		return true;
	pd_secret_wipe(stretched);
	return pd_fail(error, PD_EPASSPHRASE, "passphrase",
		_("this is not the passphrase; give the right one"));
}

bool
pd_key_lock_is_sound(const struct pd_key_lock *lock)
{
	return lock->rounds >= PD_ROUNDS && lock->rounds <= MOST_ROUNDS;
}

/* ---- writing ---------------------------------------------------------------------- */

/* The AlgorithmIdentifier of PBES2 (RFC 8018 A.4). */
static void
put_pbes2_parameters(struct pd_buffer *out, const struct pd_key_lock *lock,
	const unsigned char vector[PD_AES_BLOCK])
{
	size_t whole = pd_der_begin(out);
	pd_der_put_oid(out, OID_PBES2);
	size_t scheme = pd_der_begin(out);
	pd_protection_put_pbkdf2(out, lock->salt, lock->rounds, PD_DER_SEQUENCE);
	pd_protection_put_aes(out, vector);
	pd_der_end(out, scheme, PD_DER_SEQUENCE);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

bool
pd_key_lock_encrypt(struct pd_secret *text, const struct pd_key_lock *lock,
	const struct pd_secret *stretched, struct pd_buffer *algorithm,
	struct pd_error *error)
{
	unsigned char vector[PD_AES_BLOCK];
	int result = gnutls_rnd(GNUTLS_RND_RANDOM, vector, sizeof vector);
	if (result < 0)
		return fail_encrypting(error, result);
	put_pbes2_parameters(algorithm, lock, vector);
	result = pd_protection_encrypt(text, GNUTLS_CIPHER_AES_256_CBC,
		pd_secret_bytes(stretched), (struct pd_bytes){vector, sizeof vector});
	return result >= 0 || fail_encrypting(error, result);
}

bool
pd_key_lock_seal(struct pd_secret *der, const struct pd_key_lock *lock,
	const struct pd_secret *stretched, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer algorithm = {0};
	if (!pd_key_lock_encrypt(der, lock, stretched, &algorithm, error))
		return false;
	pd_protection_wrap(der, pd_buffer_bytes(&algorithm));
	return true;
}
