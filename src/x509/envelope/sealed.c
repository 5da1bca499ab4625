/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/sealed.h"

#include <gnutls/crypto.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/envelope/envelope_parts.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/pbe_cipher.h"
#include "x509/key/pbe_parts.h"
#include "x509/key/protection.h"

#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_ENVELOPED "1.2.840.113549.1.7.3"
#define OID_PWRI_KEK "1.2.840.113549.1.9.16.3.9"
#define OID_PBKDF2 "1.2.840.113549.1.5.12"

enum {
	CONTEXT_0 = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	PASSWORD_RECIPIENT = CONTEXT_0 | 3,
	SYNTAX_VERSION = 3, /* with a PasswordRecipientInfo (RFC 5652 6.1) */
	CHECK = 4, /* bytes before a wrapped key: its size and three to check it */
	WRAPPED = (CHECK + PD_AES_KEY_SIZE + PD_AES_BLOCK - 1) / PD_AES_BLOCK *
		  PD_AES_BLOCK,
};

struct random {
	unsigned char salt[PD_SALT_SIZE], vector[2][PD_AES_BLOCK];
	unsigned char padding[WRAPPED];
};

static bool
fail_sealing(struct pd_error *error, int result)
{
	return pd_fail_gnutls(
		error, PD_ECRYPTO, "", result, _("the content cannot be sealed"));
}

/* ---- the key ------------------------------------------------------------------- */

static struct pd_cipher *
new_cipher(const struct pd_secret *key, const unsigned char vector[PD_AES_BLOCK],
	struct pd_error *error)
{
	PD_AUTO(pd_envelope_parts_wipe) struct pd_envelope_parts parts = {0};
	pd_secret_add(&parts.key, key->data, key->size);
	memcpy(parts.iv, vector, PD_AES_BLOCK);
	return pd_cipher_new(&parts, error);
}

/* RFC 3211 2.3.1: encrypted twice, the second time going on from the end of the first. */
static bool
wrap_key(const struct pd_secret *key, const struct pd_secret *passphrase,
	const struct random *random, unsigned char out[WRAPPED], struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret wrapping = {0};
	if (!pd_protection_derive(passphrase, random->salt, PD_ROUNDS, &wrapping))
		return fail_sealing(error, GNUTLS_E_INTERNAL_ERROR);
	memcpy(out, random->padding, WRAPPED);
	out[0] = PD_AES_KEY_SIZE;
	for (size_t i = 1; i < CHECK; i++)
		out[i] = key->data[i - 1] ^ 0xff;
	memcpy(out + CHECK, key->data, PD_AES_KEY_SIZE);
	PD_AUTO(pd_drop_cipher)
	struct pd_cipher *cipher = new_cipher(&wrapping, random->vector[0], error);
	bool good = cipher != NULL && pd_cipher_encrypt(cipher, out, WRAPPED) &&
		    pd_cipher_encrypt(cipher, out, WRAPPED);
	return good || fail_sealing(error, GNUTLS_E_ENCRYPTION_FAILED);
}

/* RFC 3211 2.3.2: the last block tells the vector of the outer encryption. */
static bool
unwrap_key(const struct pd_secret *wrapping, const unsigned char *vector,
	struct pd_bytes wrapped, struct pd_secret *key)
{
	const struct pd_pbe_cipher *aes = pd_pbe_cipher_by_oid(PD_OID_AES_256_CBC);
	PD_AUTO(pd_secret_wipe) struct pd_secret outer = {0}, inner = {0};
	unsigned char *plain = pd_secret_reserve(&outer, WRAPPED);
	unsigned char *last = plain + WRAPPED - PD_AES_BLOCK;
	const unsigned char *sealed = wrapped.data;
	size_t before = WRAPPED - PD_AES_BLOCK;
	const struct pd_bytes end = {sealed + before, PD_AES_BLOCK};
	const struct pd_bytes begin = {sealed, before};
	if (wrapped.size != WRAPPED ||
		!pd_pbe_cipher_decrypt(
			aes, wrapping->data, end.data - PD_AES_BLOCK, end, last) ||
		!pd_pbe_cipher_decrypt(aes, wrapping->data, last, begin, plain))
		return false;
	pd_secret_added(&outer, WRAPPED);
	unsigned char *text = pd_secret_reserve(&inner, WRAPPED);
	if (!pd_pbe_cipher_decrypt(
		    aes, wrapping->data, vector, pd_secret_bytes(&outer), text))
		return false;
	pd_secret_added(&inner, WRAPPED);
	bool good = text[0] == PD_AES_KEY_SIZE;
	for (size_t i = 1; i < CHECK; i++)
		good = good && text[i] == (text[CHECK + i - 1] ^ 0xff);
	if (good)
		pd_secret_add(key, text + CHECK, PD_AES_KEY_SIZE);
	return good;
}

/* ---- sealing ------------------------------------------------------------------- */

static void
put_recipient(struct pd_buffer *out, const struct random *random,
	const unsigned char wrapped[WRAPPED])
{
	size_t set = pd_der_begin(out), recipient = pd_der_begin(out);
	pd_der_put_number(out, 0);
	pd_protection_put_pbkdf2(out, random->salt, PD_ROUNDS, CONTEXT_0);
	size_t algorithm = pd_der_begin(out);
	pd_der_put_oid(out, OID_PWRI_KEK);
	pd_protection_put_aes(out, random->vector[0]);
	pd_der_end(out, algorithm, PD_DER_SEQUENCE);
	pd_der_put(out, PD_DER_OCTET_STRING, wrapped, WRAPPED);
	pd_der_end(out, recipient, PASSWORD_RECIPIENT);
	pd_der_end(out, set, PD_DER_SET);
}

static void
insert_buffer(struct pd_secret *content, struct pd_buffer *before)
{
	pd_secret_insert(content, 0, before->data, before->size);
	pd_buffer_cut(before, 0);
}

/* Around the encrypted content, from the inside. */
static void
wrap_content(struct pd_secret *content, const struct random *random,
	const unsigned char wrapped[WRAPPED])
{
	PD_AUTO(pd_buffer_free) struct pd_buffer head = {0};
	pd_der_wrap_secret(content, 0, PD_DER_CONTEXT);
	pd_der_put_oid(&head, OID_DATA);
	pd_protection_put_aes(&head, random->vector[1]);
	insert_buffer(content, &head);
	pd_der_wrap_secret(content, 0, PD_DER_SEQUENCE);
	pd_der_put_number(&head, SYNTAX_VERSION);
	put_recipient(&head, random, wrapped);
	insert_buffer(content, &head);
	pd_der_wrap_secret(content, 0, PD_DER_SEQUENCE);
	pd_der_wrap_secret(content, 0, CONTEXT_0);
	pd_der_put_oid(&head, OID_ENVELOPED);
	insert_buffer(content, &head);
	pd_der_wrap_secret(content, 0, PD_DER_SEQUENCE);
}

bool
pd_sealed_make(struct pd_secret *content, const struct pd_secret *passphrase,
	struct pd_error *error)
{
	struct random random;
	unsigned char wrapped[WRAPPED];
	PD_AUTO(pd_secret_wipe) struct pd_secret key = {0};
	int result = gnutls_rnd(GNUTLS_RND_RANDOM, &random, sizeof random);
	if (result >= 0)
		result = gnutls_rnd(GNUTLS_RND_KEY,
			pd_secret_reserve(&key, PD_AES_KEY_SIZE), PD_AES_KEY_SIZE);
	if (result < 0)
		return fail_sealing(error, result);
	pd_secret_added(&key, PD_AES_KEY_SIZE);
	if (!wrap_key(&key, passphrase, &random, wrapped, error))
		return false;
	PD_AUTO(pd_drop_cipher)
	struct pd_cipher *cipher = new_cipher(&key, random.vector[1], error);
	if (cipher == NULL)
		return false;
	pd_padding_add(content);
	if (!pd_cipher_encrypt(cipher, content->data, content->size))
		return fail_sealing(error, GNUTLS_E_ENCRYPTION_FAILED);
	wrap_content(content, &random, wrapped);
	return true;
}

/* ---- opening ------------------------------------------------------------------- */

struct sealed {
	struct pd_bytes derivation; /* PBKDF2-params */
	struct pd_bytes wrapped, content;
	const unsigned char *vector[2]; /* of the wrapped key, of the content */
};

/* The AlgorithmIdentifier's parameters, if it has that OID. */
static bool
take_algorithm(struct pd_bytes *rest, unsigned tag, const char *oid,
	struct pd_bytes *parameters)
{
	struct pd_bytes found;
	if (!pd_take(rest, tag, parameters) || !pd_take(parameters, PD_DER_OID, &found))
		return false;
	PD_AUTO(pd_drop_text) char *text = pd_oid_text(found);
	return strcmp(text, oid) == 0;
}

static bool
take_aes(struct pd_bytes *rest, const unsigned char **vector)
{
	struct pd_bytes parameters, octets;
	if (!take_algorithm(rest, PD_DER_SEQUENCE, PD_OID_AES_256_CBC, &parameters) ||
		!pd_take(&parameters, PD_DER_OCTET_STRING, &octets))
		return false;
	*vector = octets.data;
	return octets.size == PD_AES_BLOCK;
}

static bool
take_recipient(struct pd_bytes *rest, struct sealed *out)
{
	struct pd_bytes set, recipient, number, wrapping;
	return pd_take(rest, PD_DER_SET, &set) &&
	       pd_take(&set, PASSWORD_RECIPIENT, &recipient) &&
	       pd_take(&recipient, PD_DER_INTEGER, &number) &&
	       take_algorithm(&recipient, CONTEXT_0, OID_PBKDF2, &out->derivation) &&
	       take_algorithm(&recipient, PD_DER_SEQUENCE, OID_PWRI_KEK, &wrapping) &&
	       take_aes(&wrapping, &out->vector[0]) &&
	       pd_take(&recipient, PD_DER_OCTET_STRING, &out->wrapped);
}

static bool
take_sealed(struct pd_bytes der, struct sealed *out)
{
	struct pd_bytes rest, enveloped, inside, number, encrypted, oid;
	if (!take_algorithm(&der, PD_DER_SEQUENCE, OID_ENVELOPED, &rest) ||
		der.size > 0 || !pd_take(&rest, CONTEXT_0, &enveloped) ||
		!pd_take(&enveloped, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_INTEGER, &number) ||
		!take_recipient(&inside, out) ||
		!pd_take(&inside, PD_DER_SEQUENCE, &encrypted) ||
		!pd_take(&encrypted, PD_DER_OID, &oid) ||
		!take_aes(&encrypted, &out->vector[1]))
		return false;
	return pd_take(&encrypted, PD_DER_CONTEXT, &out->content) &&
	       out->content.size > 0 && out->content.size % PD_AES_BLOCK == 0;
}

static bool
decrypt_content(const struct sealed *sealed, const struct pd_secret *key,
	struct pd_secret *content)
{
	const struct pd_pbe_cipher *aes = pd_pbe_cipher_by_oid(PD_OID_AES_256_CBC);
	size_t size = sealed->content.size, before = content->size;
	unsigned char *plain = pd_secret_reserve(content, size);
	if (!pd_pbe_cipher_decrypt(
		    aes, key->data, sealed->vector[1], sealed->content, plain))
		return false;
	size_t text = pd_padding_cut(plain, size);
	pd_secret_added(content, size);
	pd_secret_cut(content, before + (text == SIZE_MAX ? 0 : text));
	return text != SIZE_MAX;
}

enum pd_pbe
pd_sealed_open(struct pd_bytes der, const struct pd_pbe_way *way,
	struct pd_secret *content, struct pd_error *error)
{
	struct sealed sealed;
	struct pd_pbe_pbkdf2 pbkdf2;
	PD_AUTO(pd_secret_wipe) struct pd_secret wrapping = {0}, key = {0};
	if (!take_sealed(der, &sealed)) {
		(void)pd_fail(error, PD_EINPUT, way->from,
			_("is not sealed with a passphrase as pemdeck backup does it, "
			  "or it is cut off or damaged"));
		return PD_PBE_REFUSED;
	}
	if (!pd_pbe_take_pbkdf2(sealed.derivation, &pbkdf2, way, error))
		return PD_PBE_REFUSED;
	enum pd_pbe got = pd_pbe_derive_pbkdf2(&pbkdf2, way,
		pd_secret_reserve(&wrapping, PD_AES_KEY_SIZE), PD_AES_KEY_SIZE, error);
	if (got != PD_PBE_OPENED)
		return got;
	pd_secret_added(&wrapping, PD_AES_KEY_SIZE);
	if (!unwrap_key(&wrapping, sealed.vector[0], sealed.wrapped, &key))
		return PD_PBE_CLOSED;
	if (decrypt_content(&sealed, &key, content))
		return PD_PBE_OPENED;
	(void)pd_fail(error, PD_EINPUT, way->from,
		_("what is sealed in it is damaged or cut off; take another copy"));
	return PD_PBE_REFUSED;
}
