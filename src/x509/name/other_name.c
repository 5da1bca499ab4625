/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/other_name.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"

enum { TAG_OTHER = PD_DER_CONTEXT | PD_DER_CONSTRUCTED, TAG_VALUE = TAG_OTHER };

/* The user principal name of Windows, SRVName (RFC 4985), XmppAddr (RFC 6120 13.7.1.4) and
 * SmtpUTF8Mailbox (RFC 9598). */
static const struct {
	enum pd_alternative_kind kind;
	const char *oid;
	unsigned tag;
} known[] = {
	{PD_ALTERNATIVE_UPN, "1.3.6.1.4.1.311.20.2.3", PD_DER_UTF8},
	{PD_ALTERNATIVE_SRV, "1.3.6.1.5.5.7.8.7", PD_DER_IA5},
	{PD_ALTERNATIVE_XMPP, "1.3.6.1.5.5.7.8.5", PD_DER_UTF8},
	{PD_ALTERNATIVE_MAILBOX, "1.3.6.1.5.5.7.8.9", PD_DER_UTF8},
};

/* ---- reading ---------------------------------------------------------------------- */

/* Not yet safe to show, as the text of other kinds is not. */
static bool
is_text(struct pd_bytes value)
{
	return value.size > 0 && memchr(value.data, '\0', value.size) == NULL &&
	       pd_text_is_utf8(value.data, value.size);
}

static char *
make_general_text(
	const char *oid, unsigned tag, struct pd_bytes value, struct pd_bytes whole)
{
	if (tag == PD_DER_UTF8 && is_text(value) && value.data[0] != '#')
		return pd_format(
			"%s=%.*s", oid, (int)value.size, (const char *)value.data);
	PD_AUTO(pd_drop_text) char *hex = pd_text_hex(whole.data, whole.size, '\0');
	return pd_format("%s=#%s", oid, hex);
}

char *
pd_other_name_read(struct pd_bytes content, enum pd_alternative_kind *kind)
{
	unsigned tag;
	struct pd_bytes oid, whole, value;
	if (!pd_take(&content, PD_DER_OID, &oid) ||
		!pd_take(&content, TAG_VALUE, &whole) || content.size > 0)
		return NULL;
	PD_AUTO(pd_drop_text) char *type = pd_der_oid_text(oid);
	struct pd_bytes rest = whole;
	if (type == NULL || !pd_der_next(&rest, &tag, &value) || rest.size > 0)
		return NULL;
	for (size_t i = 0; i < PD_COUNT(known); i++)
		if (strcmp(type, known[i].oid) == 0 && tag == known[i].tag &&
			is_text(value)) {
			*kind = known[i].kind;
			return pd_copy_bytes(value.data, value.size);
		}
	*kind = PD_ALTERNATIVE_OTHER_NAME;
	return make_general_text(type, tag, value, whole);
}

/* ---- writing ---------------------------------------------------------------------- */

static unsigned
read_digit(char digit)
{
	char upper = pd_ascii_upper(digit);
	return pd_ascii_is_digit(upper) ? (unsigned)(upper - '0')
					: (unsigned)(upper - 'A') + 10;
}

static void
put_hex(struct pd_buffer *out, const char *hex)
{
	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2)
		pd_buffer_add_byte(out,
			(unsigned char)(read_digit(hex[0]) << 4 | read_digit(hex[1])));
}

static void
put_name(struct pd_buffer *out, const char *oid, unsigned tag, const char *text)
{
	size_t name = pd_der_begin(out);
	pd_der_put_oid(out, oid);
	size_t value = pd_der_begin(out);
	if (tag == 0)
		put_hex(out, text);
	else
		pd_der_put(out, tag, text, strlen(text));
	pd_der_end(out, value, TAG_VALUE);
	pd_der_end(out, name, TAG_OTHER);
}

void
pd_other_name_put(
	struct pd_buffer *out, enum pd_alternative_kind kind, const char *text)
{
	for (size_t i = 0; i < PD_COUNT(known); i++)
		if (known[i].kind == kind) {
			put_name(out, known[i].oid, known[i].tag, text);
			return;
		}
	const char *value = strchr(text, '=') + 1;
	PD_AUTO(pd_drop_text)
	char *oid = pd_copy_bytes(text, (size_t)(value - 1 - text));
	if (*value == '#')
		put_name(out, oid, 0, value + 1);
	else
		put_name(out, oid, PD_DER_UTF8, value);
}

bool
pd_other_name_is_valid(const char *text)
{
	const char *equals = strchr(text, '=');
	if (equals == NULL || equals[1] == '\0')
		return false;
	PD_AUTO(pd_drop_text)
	char *oid = pd_copy_bytes(text, (size_t)(equals - text));
	if (!pd_der_oid_is_valid(oid))
		return false;
	if (equals[1] != '#')
		return pd_text_is_utf8(equals + 1, strlen(equals + 1));
	const char *hex = equals + 2;
	size_t size = strlen(hex);
	if (size % 2 != 0 || strspn(hex, "0123456789abcdefABCDEF") != size)
		return false;
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	put_hex(&value, hex);
	return value.size > 0 && pd_der_size(pd_buffer_bytes(&value)) == value.size;
}

void
pd_other_name_settle(enum pd_alternative_kind *kind, char **text)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	struct pd_bytes rest, content;
	pd_other_name_put(&der, *kind, *text);
	rest = pd_buffer_bytes(&der);
	char *settled = pd_take(&rest, TAG_OTHER, &content)
				? pd_other_name_read(content, kind)
				: NULL;
	if (settled == NULL)
		return;
	free(*text);
	*text = settled;
}
