/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/token/token_url.h"

#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/structure.h"

#define SCHEME "pkcs11:"

enum { MOST_URL = 2048 };

bool
pd_token_url_is(const char *text)
{
	return pd_ascii_compare_begin(text, SCHEME, strlen(SCHEME)) == 0;
}

void
pd_token_url_free(struct pd_token_url *url)
{
	pd_drop_text(&url->token);
	pd_drop_text(&url->manufacturer);
	pd_drop_text(&url->model);
	pd_drop_text(&url->serial);
	pd_drop_text(&url->object);
	pd_drop_text(&url->pin_source);
	pd_buffer_free(&url->id);
	*url = (struct pd_token_url){0};
}

/* ---- reading -------------------------------------------------------------------- */

/* Percent-encoded bytes (RFC 3986 2.1). */
static bool
decode_url_part(const char *text, size_t size, struct pd_buffer *out)
{
	for (size_t i = 0; i < size; i++) {
		if (text[i] != '%') {
			pd_buffer_add_byte(out, (unsigned char)text[i]);
			continue;
		}
		int high = i + 2 < size ? pd_hex_digit(text[i + 1]) : -1;
		int low = i + 2 < size ? pd_hex_digit(text[i + 2]) : -1;
		if (high < 0 || low < 0)
			return false;
		pd_buffer_add_byte(out, (unsigned char)(high * 16 + low));
		i += 2;
	}
	return true;
}

struct part {
	const char *name, *value;
	size_t name_size, value_size;
};

static bool
has_part_name(const struct part *part, const char *name)
{
	return strlen(name) == part->name_size &&
	       strncmp(name, part->name, part->name_size) == 0;
}

static bool
fail_part_twice(const char *name, const char *from, struct pd_error *error)
{
	return pd_fail(
		error, PD_EUSAGE, from, _("the URL has %s twice; write it once"), name);
}

static bool
take_url_text(
	const struct part *part, char **out, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer decoded = {0};
	PD_AUTO(pd_drop_text) char *name = pd_copy_bytes(part->name, part->name_size);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(name);
	if (*out != NULL)
		return fail_part_twice(safe, from, error);
	if (!decode_url_part(part->value, part->value_size, &decoded) ||
		strlen(pd_buffer_text(&decoded)) != decoded.size ||
		!pd_text_is_utf8(decoded.data, decoded.size))
		return pd_fail(error, PD_EUSAGE, from,
			_("%s in the URL is not text; write what is not a letter or "
			  "digit as %% "
			  "and two hex digits (RFC 7512)"),
			safe);
	*out = pd_buffer_steal_text(&decoded);
	return true;
}

/* Some modules fill a field of a token up with NULs, as tpm2-pkcs11 does. p11-kit compares them
 * as well, and they cannot be written: such a field is left to be any. */
static bool
is_filled_up(const struct part *part)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer decoded = {0};
	if (!decode_url_part(part->value, part->value_size, &decoded))
		return false;
	size_t size = strlen(pd_buffer_text(&decoded)), end = size;
	while (end < decoded.size && decoded.data[end] == 0)
		end++;
	return end == decoded.size && size < end;
}

/* What names the module or the slot changes with the machine, and is left to p11-kit. */
static bool
take_path_part(const struct part *part, const char *from, struct pd_token_url *out,
	struct pd_error *error)
{
	static const char *const passed[] = {"type", "library-manufacturer",
		"library-description", "library-version", "slot-manufacturer",
		"slot-description", "slot-id"};
	const struct {
		const char *name;
		char **out;
		bool is_field;
	} texts[] = {{"token", &out->token, true},
		{"manufacturer", &out->manufacturer, true},
		{"model", &out->model, true}, {"serial", &out->serial, true},
		{"object", &out->object, false}};
	for (size_t i = 0; i < PD_COUNT(texts); i++)
		if (has_part_name(part, texts[i].name))
			return (texts[i].is_field && is_filled_up(part)) ||
			       take_url_text(part, texts[i].out, from, error);
	if (has_part_name(part, "id") && out->id.size > 0)
		return fail_part_twice("id", from, error);
	if (has_part_name(part, "id"))
		return decode_url_part(part->value, part->value_size, &out->id) ||
		       pd_fail(error, PD_EUSAGE, from,
			       _("the id in the URL is not right; write each byte as "
				 "%% "
				 "and two hex digits (RFC 7512)"));
	for (size_t i = 0; i < PD_COUNT(passed); i++)
		if (has_part_name(part, passed[i]))
			return true;
	PD_AUTO(pd_drop_text) char *name = pd_copy_bytes(part->name, part->name_size);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(name);
	return pd_fail(error, PD_EUSAGE, from,
		_("\"%s\" is not known in a URL of PKCS#11; token, serial, object and "
		  "id name a key (RFC 7512)"),
		safe);
}

static bool
take_query_part(const struct part *part, const char *from, struct pd_token_url *out,
	struct pd_error *error)
{
	if (has_part_name(part, "pin-value"))
		return pd_fail(error, PD_EUSAGE, from,
			_("the URL holds a PIN, which others could read; leave "
			  "pin-value out and type the PIN, or name a file by "
			  "pin-source"));
	if (has_part_name(part, "module-name") || has_part_name(part, "module-path"))
		return pd_fail(error, PD_EUSAGE, from,
			_("the URL names a module; modules are named in "
			  "/etc/pkcs11/modules, so leave it out"));
	if (!has_part_name(part, "pin-source"))
		return true;
	if (!take_url_text(part, &out->pin_source, from, error))
		return false;
	if (strncmp(out->pin_source, "file:", 5) == 0) {
		PD_AUTO(pd_drop_text) char *whole = out->pin_source;
		const char *path = whole + 5;
		out->pin_source =
			pd_copy(strncmp(path, "//", 2) == 0 ? path + 2 : path);
	}
	return *out->pin_source == '/' ||
	       pd_fail(error, PD_EUSAGE, from,
		       _("pin-source in the URL has to be file: and the full path of "
			 "a file that holds the PIN"));
}

typedef bool take_part(const struct part *part, const char *from,
	struct pd_token_url *out, struct pd_error *error);

/* Of the path or of the query. */
struct part_kind {
	char between;
	take_part *take;
};

static bool
take_url_parts(struct pd_bytes text, const struct part_kind *kind, const char *from,
	struct pd_token_url *out, struct pd_error *error)
{
	const char *at = (const char *)text.data, *end = at + text.size;
	while (at < end) {
		const char *next = memchr(at, kind->between, (size_t)(end - at));
		const char *stop = next != NULL ? next : end;
		const char *equals = memchr(at, '=', (size_t)(stop - at));
		if (equals == NULL)
			return pd_fail(error, PD_EUSAGE, from,
				_("the URL has to be written as "
				  "pkcs11:token=NAME;object=NAME (RFC 7512)"));
		const struct part part = {at, equals + 1, (size_t)(equals - at),
			(size_t)(stop - equals - 1)};
		if (!kind->take(&part, from, out, error))
			return false;
		at = next != NULL ? next + 1 : end;
	}
	return true;
}

bool
pd_token_url_parse(const char *text, const char *from, struct pd_token_url *out,
	struct pd_error *error)
{
	static const struct part_kind path_parts = {';', take_path_part};
	static const struct part_kind query_parts = {'&', take_query_part};
	if (!pd_token_url_is(text) || strlen(text) > MOST_URL)
		return pd_fail(error, PD_EUSAGE, from,
			_("has to be a URL of PKCS#11, such as "
			  "pkcs11:token=NAME;object=NAME; pemdeck token list shows "
			  "them"));
	text += strlen(SCHEME);
	const char *query = text + strcspn(text, "?");
	const struct pd_bytes path = {
		(const unsigned char *)text, (size_t)(query - text)};
	return take_url_parts(path, &path_parts, from, out, error) &&
	       (*query == '\0' || take_url_parts(pd_bytes_of_text(query + 1),
					  &query_parts, from, out, error));
}

/* ---- comparing ------------------------------------------------------------------ */

static bool
is_part_like(const char *wanted, const char *there)
{
	return wanted == NULL || (there != NULL && strcmp(wanted, there) == 0);
}

bool
pd_token_url_fits(const struct pd_token_url *wanted, const struct pd_token_url *there)
{
	return is_part_like(wanted->token, there->token) &&
	       is_part_like(wanted->serial, there->serial) &&
	       is_part_like(wanted->manufacturer, there->manufacturer) &&
	       is_part_like(wanted->model, there->model);
}

bool
pd_token_url_fits_key(
	const struct pd_token_url *wanted, const struct pd_token_url *there)
{
	return pd_token_url_fits(wanted, there) &&
	       is_part_like(wanted->object, there->object) &&
	       (wanted->id.size == 0 || pd_bytes_equal(pd_buffer_bytes(&wanted->id),
						pd_buffer_bytes(&there->id)));
}

/* ---- writing -------------------------------------------------------------------- */

/* Unreserved characters of RFC 3986 alone stand as they are. */
static void
put_url_part(struct pd_buffer *out, const char *name, const void *value, size_t size)
{
	const unsigned char *bytes = value;
	pd_buffer_add_format(out,
		"%s%s=", pd_buffer_text(out)[out->size - 1] == ':' ? "" : ";", name);
	for (size_t i = 0; i < size; i++)
		if (strcmp(name, "id") != 0 &&
			(pd_ascii_is_alphanumeric((char)bytes[i]) ||
				pd_ascii_is_one_of((char)bytes[i], "-._~")))
			pd_buffer_add_byte(out, bytes[i]);
		else
			pd_buffer_add_format(out, "%%%02X", bytes[i]);
}

static void
put_url_text(struct pd_buffer *out, const char *name, const char *value)
{
	if (value != NULL)
		put_url_part(out, name, value, strlen(value));
}

static void
put_token(struct pd_buffer *out, const struct pd_token_url *url)
{
	pd_buffer_add_text(out, SCHEME);
	put_url_text(out, "model", url->model);
	put_url_text(out, "manufacturer", url->manufacturer);
	put_url_text(out, "serial", url->serial);
	put_url_text(out, "token", url->token);
}

char *
pd_token_url_token(const struct pd_token_url *url)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	put_token(&out, url);
	return pd_buffer_steal_text(&out);
}

static char *
name_object(const struct pd_token_url *url, const char *type)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	put_token(&out, url);
	if (url->id.size > 0)
		put_url_part(&out, "id", url->id.data, url->id.size);
	put_url_text(&out, "object", url->object);
	put_url_text(&out, "type", type);
	return pd_buffer_steal_text(&out);
}

char *
pd_token_url_key(const struct pd_token_url *url)
{
	return name_object(url, "private");
}

char *
pd_token_url_public(const struct pd_token_url *url)
{
	return name_object(url, "public");
}

char *
pd_token_url_text(const struct pd_token_url *url)
{
	PD_AUTO(pd_drop_text) char *key = pd_token_url_key(url);
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	if (url->pin_source == NULL)
		return pd_steal(key);
	pd_buffer_add_format(&out, "%s?pin-source=file:", key);
	for (const char *c = url->pin_source; *c != '\0'; c++)
		if (pd_ascii_is_alphanumeric(*c) || pd_ascii_is_one_of(*c, "-._~/"))
			pd_buffer_add_byte(&out, (unsigned char)*c);
		else
			pd_buffer_add_format(&out, "%%%02X", (unsigned char)*c);
	return pd_buffer_steal_text(&out);
}

char *
pd_token_url_name(const struct pd_token_url *url)
{
	if (url->token != NULL)
		return pd_text_safe_string(url->token);
	PD_AUTO(pd_drop_text) char *whole = pd_token_url_token(url);
	return pd_text_safe_string(url->serial ? url->serial : whole);
}
