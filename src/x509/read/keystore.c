/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/keystore.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/key/pbe_java.h"

/* Numbers are big-endian, and texts have their length in two bytes before them
 * (java.io.DataOutput). */

enum {
	MAGIC_JKS = 0xfeedfeed,
	MAGIC_JCEKS = 0xcececece,
	DIGEST_SIZE = 20,
	DATE_SIZE = 8,
	ENTRY_KEY = 1,
	ENTRY_CERTIFICATE = 2,
	ENTRY_SECRET = 3,
};

struct keystore {
	const struct pd_unpack *unpack;
	struct pd_bytes rest;
	uint32_t version;
	struct pd_error *error;
};

static bool
fail_keystore(const struct keystore *keystore)
{
	return pd_fail(keystore->error, PD_EINPUT, keystore->unpack->from,
		_("begins as a Java keystore, but is damaged or cut off; copy it "
		  "anew"));
}

/* ---- parts ---------------------------------------------------------------------- */

static bool
take_bytes(struct pd_bytes *rest, size_t size, struct pd_bytes *out)
{
	if (size > rest->size)
		return false;
	*out = (struct pd_bytes){rest->data, size};
	rest->data += size;
	rest->size -= size;
	return true;
}

static bool
take_number(struct pd_bytes *rest, size_t size, uint32_t *out)
{
	struct pd_bytes bytes;
	if (!take_bytes(rest, size, &bytes))
		return false;
	*out = 0;
	for (size_t i = 0; i < size; i++)
		*out = *out << 8 | bytes.data[i];
	return true;
}

static bool
take_text(struct pd_bytes *rest, struct pd_bytes *out)
{
	uint32_t size;
	return take_number(rest, 2, &size) && take_bytes(rest, size, out);
}

static bool
take_block(struct pd_bytes *rest, struct pd_bytes *out)
{
	uint32_t size;
	return take_number(rest, 4, &size) && take_bytes(rest, size, out);
}

/* ---- entries -------------------------------------------------------------------- */

/* Of version 2, the kind of the certificate comes first; only X.509 is known. */
static bool
read_stored_certificate(struct keystore *keystore)
{
	const struct pd_unpack *unpack = keystore->unpack;
	struct pd_bytes kind, der;
	if ((keystore->version == 2 && !take_text(&keystore->rest, &kind)) ||
		!take_block(&keystore->rest, &der))
		return fail_keystore(keystore);
	return unpack->found(unpack->context, der);
}

static bool
read_key(struct keystore *keystore, struct pd_bytes sealed)
{
	const struct pd_unpack *unpack = keystore->unpack;
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	struct pd_error problem = {0};
	const struct pd_pbe_way way = {.passphrase = unpack->passphrase,
		.from = unpack->from,
		.effort = unpack->effort};
	if (unpack->without_keys)
		return unpack->closed(unpack->context);
	enum pd_pbe result = pd_pbe_java_open(&way, sealed, &plain, &problem);
	if (result == PD_PBE_OPENED)
		return unpack->found(unpack->context, pd_secret_bytes(&plain));
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(unpack->from);
	if (result == PD_PBE_CLOSED)
		(void)pd_fail(&problem, PD_EPASSPHRASE, "passphrase",
			_("%s: the passphrase does not open a private key in the Java "
			  "keystore; it must have that of the keystore"),
			shown);
	return unpack->problem(unpack->context, &problem);
}

static bool
read_stored_key(struct keystore *keystore)
{
	struct pd_bytes sealed;
	uint32_t count;
	if (!take_block(&keystore->rest, &sealed) ||
		!take_number(&keystore->rest, 4, &count))
		return fail_keystore(keystore);
	if (!read_key(keystore, sealed))
		return false;
	for (uint32_t i = 0; i < count; i++)
		if (!read_stored_certificate(keystore))
			return false;
	return true;
}

static bool
read_entry(struct keystore *keystore)
{
	struct pd_bytes name, date;
	uint32_t kind;
	if (!take_number(&keystore->rest, 4, &kind) ||
		!take_text(&keystore->rest, &name) ||
		!take_bytes(&keystore->rest, DATE_SIZE, &date))
		return fail_keystore(keystore);
	if (kind == ENTRY_KEY)
		return read_stored_key(keystore);
	if (kind == ENTRY_CERTIFICATE)
		return read_stored_certificate(keystore);
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe(name.data, name.size);
	if (kind == ENTRY_SECRET)
		return pd_fail(keystore->error, PD_EINPUT, keystore->unpack->from,
			_("holds the secret key \"%s\", an object of Java that hides "
			  "what comes after it; remove it from a copy with \"keytool "
			  "-delete\""),
			shown);
	return fail_keystore(keystore);
}

/* ---- the whole ------------------------------------------------------------------ */

bool
pd_keystore_is(struct pd_bytes input)
{
	uint32_t magic;
	return take_number(&input, 4, &magic) &&
	       (magic == MAGIC_JKS || magic == MAGIC_JCEKS);
}

static bool
fail_keystore_passphrase(const struct keystore *keystore)
{
	const struct pd_unpack *unpack = keystore->unpack;
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(unpack->from);
	if (unpack->passphrase == NULL)
		return pd_fail(keystore->error, PD_EPASSPHRASE, "passphrase",
			_("%s: the Java keystore holds a private key; its passphrase "
			  "is needed"),
			shown);
	return pd_fail(keystore->error, PD_EPASSPHRASE, "passphrase",
		_("%s: the passphrase does not open the Java keystore, or the file was "
		  "changed"),
		shown);
}

/* Entries follow each other without a table, so whether there is a key shows only on the
 * way. */
static bool
read_entries(struct keystore *keystore, uint32_t count)
{
	const struct pd_unpack *unpack = keystore->unpack;
	for (uint32_t i = 0; i < count; i++) {
		struct pd_bytes ahead = keystore->rest;
		uint32_t kind;
		bool is_key = take_number(&ahead, 4, &kind) && kind == ENTRY_KEY;
		if (is_key && unpack->passphrase == NULL && !unpack->without_keys)
			return fail_keystore_passphrase(keystore);
		if (!read_entry(keystore))
			return false;
	}
	return keystore->rest.size == 0 || fail_keystore(keystore);
}

bool
pd_keystore_unpack(
	const struct pd_unpack *unpack, struct pd_bytes input, struct pd_error *error)
{
	struct keystore keystore = {.unpack = unpack, .error = error};
	struct pd_bytes rest = input, signed_part, digest;
	uint32_t magic, count;
	if (rest.size < DIGEST_SIZE ||
		!take_bytes(&rest, rest.size - DIGEST_SIZE, &signed_part))
		return fail_keystore(&keystore);
	digest = rest;
	keystore.rest = signed_part;
	if (!take_number(&keystore.rest, 4, &magic) ||
		!take_number(&keystore.rest, 4, &keystore.version) ||
		!take_number(&keystore.rest, 4, &count) || keystore.version < 1 ||
		keystore.version > 2)
		return fail_keystore(&keystore);
	const struct pd_pbe_way way = {
		.passphrase = unpack->passphrase, .from = unpack->from};
	if (unpack->passphrase != NULL && !pd_pbe_java_check(&way, signed_part, digest))
		return fail_keystore_passphrase(&keystore);
	return read_entries(&keystore, count);
}
