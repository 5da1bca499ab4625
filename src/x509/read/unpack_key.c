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

bool
pd_unpack_key_parts(
	struct pd_bytes der, struct pd_bytes *algorithm, struct pd_bytes *ciphertext)
{
	struct pd_bytes inside;
	return pd_take(&der, PD_DER_SEQUENCE, &inside) &&
	       pd_take(&inside, PD_DER_SEQUENCE, algorithm) &&
	       pd_take(&inside, PD_DER_OCTET_STRING, ciphertext);
}

/* What is to be opened: PKCS#8, or the value of a DEK-Info header and what follows. */
struct locked {
	struct pd_bytes algorithm, ciphertext;
	const char *header; /* NULL: PKCS#8 */
};

static enum pd_pbe
try_way(const struct locked *locked, const struct pd_pbe_way *way,
	struct pd_secret *plain, struct pd_error *error)
{
	enum pd_pbe result = locked->header != NULL
				     ? pd_pbe_open_traditional(way, locked->header,
					       locked->ciphertext, plain, error)
				     : pd_pbe_open(way, locked->algorithm,
					       locked->ciphertext, plain, error);
	bool is_key =
		result == PD_PBE_OPENED && pd_shape_is_key(pd_secret_bytes(plain));
	if (!is_key)
		pd_secret_wipe(plain);
	return result == PD_PBE_OPENED && !is_key ? PD_PBE_CLOSED : result;
}

/* As of PKCS#12, an empty passphrase is tried without being given. */
static bool
open_key(const struct locked *locked, const struct pd_pbe_way *way,
	struct pd_secret *plain, struct pd_error *error)
{
	const struct pd_secret empty = {0};
	struct pd_error ignored = {0};
	uint64_t guess = PD_PBE_GUESS_EFFORT;
	struct pd_pbe_way without = *way;
	without.passphrase = &empty;
	enum pd_pbe result =
		try_way(locked, way->passphrase ? way : &without, plain, error);
	if (result != PD_PBE_CLOSED)
		return result == PD_PBE_OPENED;
	without.effort = &guess;
	return (way->passphrase != NULL &&
		       try_way(locked, &without, plain, &ignored) == PD_PBE_OPENED) ||
	       pd_unpack_fail_passphrase(way->passphrase, way->from, error);
}

bool
pd_unpack_key(const struct pd_pbe_way *way, struct pd_bytes der,
	struct pd_secret *plain, struct pd_error *error)
{
	struct locked locked = {0};
	if (!pd_unpack_key_parts(der, &locked.algorithm, &locked.ciphertext))
		return pd_fail(error, PD_EINPUT, way->from,
			_("the encrypted private key is damaged; copy it anew"));
	return open_key(&locked, way, plain, error);
}

bool
pd_unpack_traditional_key(const struct pd_pbe_way *way, const char *header,
	struct pd_bytes ciphertext, struct pd_secret *plain, struct pd_error *error)
{
	const struct locked locked = {.ciphertext = ciphertext, .header = header};
	return open_key(&locked, way, plain, error);
}
