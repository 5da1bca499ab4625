/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/ec_private.h"
#include "x509/key/edwards.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/key_lock.h"

static bool
fail_writing_key(struct pd_error *error, int result)
{
	return pd_fail_gnutls(
		error, PD_ECRYPTO, "", result, _("the private key cannot be written"));
}

/* ---- PKCS#8 (RFC 5208) ----------------------------------------------------------
 *
 * Ours: while GnuTLS writes one, copies of the private numbers go through memory that is
 * not wiped. It would also write that of an EC key without its leading zeros or with one
 * too many, which strict readers refuse. */

static bool
read_public(const struct pd_key *key, struct pd_bytes *algorithm, struct pd_bytes *bits)
{
	struct pd_bytes rest = pd_key_public_der(key), public = {0};
	return pd_take(&rest, PD_DER_SEQUENCE, &public) &&
	       pd_take_whole(&public, PD_DER_SEQUENCE, algorithm) &&
	       pd_take(&public, PD_DER_BIT_STRING, bits);
}

static bool
put_ec(const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_wipe_datum) gnutls_datum_t number = {0};
	struct pd_bytes algorithm = {0}, bits = {0};
	int result = gnutls_privkey_export_ecc_raw2(pd_key_gnutls(key, error), NULL,
		NULL, NULL, &number, GNUTLS_EXPORT_FLAG_NO_LZ);
	if (result < 0)
		return fail_writing_key(error, result);
	if (!read_public(key, &algorithm, &bits) || bits.size <= 2 * number.size)
		return fail_writing_key(error, GNUTLS_E_PK_INVALID_PUBKEY);
	pd_ec_private_put(out, algorithm, (struct pd_bytes){number.data, number.size},
		(struct pd_bytes){bits.data + 1, bits.size - 1});
	return true;
}

static void
put_part(struct pd_secret *out, unsigned tag, const void *content, size_t size)
{
	size_t mark = out->size;
	pd_secret_add(out, content, size);
	pd_der_wrap_secret(out, mark, tag);
}

/* PrivateKeyInfo around what stands in out from mark on. */
static bool
wrap_pkcs8(const struct pd_key *key, struct pd_secret *out, size_t mark,
	struct pd_error *error)
{
	static const unsigned char version_0[] = {PD_DER_INTEGER, 1, 0};
	struct pd_bytes algorithm = {0}, bits = {0};
	if (!read_public(key, &algorithm, &bits))
		return fail_writing_key(error, GNUTLS_E_PK_INVALID_PUBKEY);
	pd_der_wrap_secret(out, mark, PD_DER_OCTET_STRING);
	pd_secret_insert(out, mark, algorithm.data, algorithm.size);
	pd_secret_insert(out, mark, version_0, sizeof version_0);
	pd_der_wrap_secret(out, mark, PD_DER_SEQUENCE);
	return true;
}

/* RFC 8410 7. */
static bool
put_edwards(const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	size_t mark = out->size;
	int result = pd_edwards_put_private(pd_key_gnutls_x509(key), out);
	return result >= 0 ? wrap_pkcs8(key, out, mark, error)
			   : fail_writing_key(error, result);
}

/* In the order of RFC 8017 A.1.2: n, e, d, p, q, d mod (p-1), d mod (q-1), 1/q mod p. */
enum { RSA_NUMBERS = 8 };

static void
wipe_numbers(gnutls_datum_t (*numbers)[RSA_NUMBERS])
{
	for (size_t i = 0; i < RSA_NUMBERS; i++)
		pd_wipe_datum(&(*numbers)[i]);
}

static bool
put_rsa(const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	static const unsigned char version_0[] = {PD_DER_INTEGER, 1, 0};
	PD_AUTO(wipe_numbers) gnutls_datum_t numbers[RSA_NUMBERS] = {{0}};
	size_t mark = out->size;
	int result = gnutls_privkey_export_rsa_raw2(pd_key_gnutls(key, error),
		&numbers[0], &numbers[1], &numbers[2], &numbers[3], &numbers[4],
		&numbers[7], &numbers[5], &numbers[6], 0);
	if (result < 0)
		return fail_writing_key(error, result);
	pd_secret_add(out, version_0, sizeof version_0);
	for (size_t i = 0; i < RSA_NUMBERS; i++)
		put_part(out, PD_DER_INTEGER, numbers[i].data, numbers[i].size);
	pd_der_wrap_secret(out, mark, PD_DER_SEQUENCE);
	return wrap_pkcs8(key, out, mark, error);
}

bool
pd_key_der(const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_wipe_stack) const struct pd_key_kind kind = pd_key_kind(key);
	if (!pd_key_check_leaves(key, "private-key", error))
		return false;
	switch (kind.algorithm) {
	case PD_EC:
		return put_ec(key, out, error);
	case PD_RSA:
	case PD_RSA_PSS:
		return put_rsa(key, out, error);
	case PD_ED25519:
	case PD_ED448:
		break;
	}
	return put_edwards(key, out, error);
}

/* ---- PEM ------------------------------------------------------------------------ */

static bool
encrypt_pkcs8(struct pd_secret *der, const struct pd_secret *passphrase,
	struct pd_error *error)
{
	struct pd_key_lock lock;
	PD_AUTO(pd_secret_wipe) struct pd_secret stretched = {0};
	return pd_key_lock_make(passphrase, &lock, &stretched, error) &&
	       pd_key_lock_seal(der, &lock, &stretched, error);
}

enum sealing { PLAIN, SEALED };

static bool
write_pem(const struct pd_secret *der, enum sealing sealing, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_wipe_datum) gnutls_datum_t pem = {0};
	const gnutls_datum_t input = pd_datum(pd_secret_bytes(der));
	int result = gnutls_pem_base64_encode2(
		sealing == SEALED ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY", &input,
		&pem);
	if (result < 0)
		return fail_writing_key(error, result);
	pd_secret_add(out, pem.data, pem.size);
	return true;
}

bool
pd_key_pem(const struct pd_key *key, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_error *error)
{
	bool encrypted = passphrase != NULL && passphrase->size > 0;
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	return pd_key_der(key, &der, error) &&
	       (!encrypted || encrypt_pkcs8(&der, passphrase, error)) &&
	       write_pem(&der, encrypted ? SEALED : PLAIN, out, error);
}

bool
pd_key_lock_pem(const struct pd_key_lock *lock, const struct pd_secret *stretched,
	const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	return pd_key_der(key, &der, error) &&
	       pd_key_lock_seal(&der, lock, stretched, error) &&
	       write_pem(&der, SEALED, out, error);
}
