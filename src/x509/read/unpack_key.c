/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/unpack_key.h"

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/pbe.h"
#include "x509/read/shape.h"

bool
pd_unpack_fail_passphrase(
	const struct pd_secret *passphrase, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(from);
	if (passphrase == NULL)
		return pd_fail(error, PD_EPASSPHRASE, "passphrase",
			_("%s: the private key is encrypted; its passphrase is needed"),
			shown);
	return pd_fail(error, PD_EPASSPHRASE, "passphrase",
		_("%s: the passphrase does not open the private key"), shown);
}

/* Once in 256 times a wrong passphrase leaves valid padding, but no key before it. */
static bool
accept_key(enum pd_pbe result, const struct pd_pbe_way *way, struct pd_secret *plain,
	struct pd_error *error)
{
	bool is_key = result == PD_PBE_OPENED &&
		      pd_shape_of(pd_secret_bytes(plain)) == PD_SHAPE_KEY &&
		      pd_der_size(pd_secret_bytes(plain)) == plain->size;
	if (is_key)
		return true;
	pd_secret_wipe(plain);
	return result == PD_PBE_REFUSED
		       ? false
		       : pd_unpack_fail_passphrase(way->passphrase, way->from, error);
}

bool
pd_unpack_key_parts(
	struct pd_bytes der, struct pd_bytes *algorithm, struct pd_bytes *ciphertext)
{
	struct pd_bytes inside;
	return pd_take(&der, PD_DER_SEQUENCE, &inside) &&
	       pd_take(&inside, PD_DER_SEQUENCE, algorithm) &&
	       pd_take(&inside, PD_DER_OCTET_STRING, ciphertext);
}

bool
pd_unpack_key(const struct pd_pbe_way *way, struct pd_bytes der,
	struct pd_secret *plain, struct pd_error *error)
{
	struct pd_bytes algorithm, ciphertext;
	if (!pd_unpack_key_parts(der, &algorithm, &ciphertext))
		return pd_fail(error, PD_EINPUT, way->from,
			_("the encrypted private key is damaged; copy it anew"));
	if (way->passphrase == NULL)
		return pd_unpack_fail_passphrase(NULL, way->from, error);
	enum pd_pbe result = pd_pbe_open(way, algorithm, ciphertext, plain, error);
	return accept_key(result, way, plain, error);
}

bool
pd_unpack_traditional_key(const struct pd_pbe_way *way, const char *header,
	struct pd_bytes ciphertext, struct pd_secret *plain, struct pd_error *error)
{
	if (way->passphrase == NULL)
		return pd_unpack_fail_passphrase(NULL, way->from, error);
	enum pd_pbe result =
		pd_pbe_open_traditional(way, header, ciphertext, plain, error);
	return accept_key(result, way, plain, error);
}
