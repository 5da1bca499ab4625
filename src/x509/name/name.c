/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/quote.h"
#include "x509/der/structure.h"
#include "x509/name/name_attribute.h"

struct attribute {
	size_t rdn; /* its number in DER; attributes of one RDN stand together */
	char *oid;
	char *value;         /* UTF-8; NULL if it is no text */
	struct pd_bytes raw; /* the value's DER, in that of the name */
};

struct pd_name {
	unsigned char *der;
	size_t size;
	struct attribute *attributes; /* in the order of the text */
	size_t count;
};

/* ---- from DER ------------------------------------------------------------------- */

/* AttributeTypeAndValue */
static bool
read_attribute(struct pd_name *name, struct pd_bytes pair, size_t rdn)
{
	unsigned tag;
	struct pd_bytes type, content;
	if (!pd_take(&pair, PD_DER_OID, &type))
		return false;
	struct pd_bytes raw = pair;
	PD_AUTO(pd_drop_text) char *oid = pd_der_oid_text(type);
	if (oid == NULL || !pd_der_next(&pair, &tag, &content) || pair.size > 0)
		return false;
	name->attributes =
		pd_grow(name->attributes, name->count + 1, sizeof *name->attributes);
	name->attributes[name->count++] = (struct attribute){
		.rdn = rdn,
		.oid = pd_steal(oid),
		.value = pd_name_decode(tag, content),
		.raw = raw,
	};
	return true;
}

/* An RDN without attributes is not allowed, but it occurs and does no harm. */
static bool
read_rdn(struct pd_name *name, struct pd_bytes set, size_t rdn)
{
	bool good = true;
	while (good && set.size > 0) {
		struct pd_bytes pair;
		good = pd_take(&set, PD_DER_SEQUENCE, &pair) &&
		       read_attribute(name, pair, rdn);
	}
	return good;
}

static bool
read_rdns(struct pd_name *name)
{
	struct pd_bytes der = pd_name_der(name), rdns;
	bool good = pd_take(&der, PD_DER_SEQUENCE, &rdns) && der.size == 0;
	for (size_t rdn = 0; good && rdns.size > 0; rdn++) {
		struct pd_bytes set;
		good = pd_take(&rdns, PD_DER_SET, &set) && read_rdn(name, set, rdn);
	}
	return good;
}

static void
reverse_attributes(struct attribute *attributes, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct attribute moved = attributes[i];
		attributes[i] = attributes[count - 1 - i];
		attributes[count - 1 - i] = moved;
	}
}

/* The text begins with the last RDN (RFC 4514 2.1), but keeps the order within it. */
static void
order_as_text(struct pd_name *name)
{
	reverse_attributes(name->attributes, name->count);
	for (size_t begin = 0, end; begin < name->count; begin = end) {
		end = begin;
		while (end < name->count &&
			name->attributes[end].rdn == name->attributes[begin].rdn)
			end++;
		reverse_attributes(name->attributes + begin, end - begin);
	}
}

struct pd_name *
pd_name_from_der(struct pd_bytes der, struct pd_error *error)
{
	PD_AUTO(pd_drop_name) struct pd_name *name = pd_alloc(1, sizeof *name);
	name->der = (unsigned char *)pd_copy_bytes(der.data, der.size);
	name->size = der.size;
	if (!read_rdns(name)) {
		(void)pd_fail(error, PD_EINPUT, "",
			_("the distinguished name is damaged; it has to be DER of a "
			  "Name (RFC 5280 4.1.2.4)"));
		return NULL;
	}
	order_as_text(name);
	return pd_steal(name);
}

bool
pd_name_is_empty(struct pd_bytes der)
{
	struct pd_bytes attributes;
	return pd_take(&der, PD_DER_SEQUENCE, &attributes) && attributes.size == 0;
}

void
pd_name_free(struct pd_name *name)
{
	if (name == NULL)
		return;
	for (size_t i = 0; i < name->count; i++) {
		free(name->attributes[i].oid);
		free(name->attributes[i].value);
	}
	free(name->attributes);
	free(name->der);
	free(name);
}

struct pd_bytes
pd_name_der(const struct pd_name *name)
{
	return (struct pd_bytes){name->der, name->size};
}

const char *
pd_name_value(const struct pd_name *name, const char *oid)
{
	return pd_name_value_at(name, oid, 0);
}

const char *
pd_name_value_at(const struct pd_name *name, const char *oid, size_t index)
{
	for (size_t i = 0; i < name->count; i++)
		if (strcmp(name->attributes[i].oid, oid) == 0 && index-- == 0)
			return name->attributes[i].value;
	return NULL;
}

/* ---- to text -------------------------------------------------------------------- */

/* Escapes what has a meaning wherever it stands (RFC 4514 2.4), and control
 * characters as well, so that a name stays on one line. */
static void
write_character(struct pd_buffer *out, char c)
{
	if ((unsigned char)c < ' ' || c == 0x7f) {
		pd_buffer_add_format(out, "\\%02X", (unsigned char)c);
		return;
	}
	if (strchr(",+\"\\<>;", c) != NULL)
		pd_buffer_add_byte(out, '\\');
	pd_buffer_add_byte(out, (unsigned char)c);
}

/* Returns how many characters at the start of text never need escaping. */
static size_t
count_unescaped_bytes(const char *text)
{
	size_t size = 0;
	for (unsigned char c; (c = (unsigned char)text[size]) != '\0'; size++)
		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && c < 0x80)
			break;
	return size;
}

static void
write_attribute_value(struct pd_buffer *out, const struct attribute *attribute)
{
	if (attribute->value == NULL) {
		PD_AUTO(pd_drop_text)
		char *hex = pd_text_hex(attribute->raw.data, attribute->raw.size, '\0');
		pd_buffer_add_format(out, "#%s", hex);
		return;
	}
	for (const char *c = attribute->value; *c != '\0'; c++) {
		size_t plain = count_unescaped_bytes(c);
		pd_buffer_add(out, c, plain);
		c += plain;
		if (*c == '\0')
			break;
		bool first = c == attribute->value, last = c[1] == '\0';
		if ((*c == ' ' && (first || last)) || (*c == '#' && first))
			pd_buffer_add_byte(out, '\\');
		write_character(out, *c);
	}
}

char *
pd_name_text(const struct pd_name *name)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < name->count; i++) {
		const struct attribute *at = &name->attributes[i];
		const struct pd_name_attribute *known =
			pd_name_attribute_of_oid(at->oid);
		if (i > 0)
			pd_buffer_add_text(&text, at->rdn == at[-1].rdn ? "+" : ",");
		pd_buffer_add_text(&text, known ? known->keywords[0] : at->oid);
		pd_buffer_add_text(&text, "=");
		write_attribute_value(&text, at);
	}
	return pd_buffer_steal_text(&text);
}

static char *
quote_attribute(const struct attribute *attribute, const char *keyword)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	pd_buffer_add_format(&text, "%s=", keyword);
	write_attribute_value(&text, attribute);
	return pd_quote(pd_buffer_text(&text), text.size);
}

bool
pd_name_check(const struct pd_name *name, const char *field, bool *too_long,
	struct pd_error *error)
{
	*too_long = false;
	for (size_t i = 0; i < name->count; i++) {
		const struct attribute *at = &name->attributes[i];
		const struct pd_name_attribute *known =
			pd_name_attribute_of_oid(at->oid);
		if (known == NULL || at->value == NULL)
			continue;
		PD_AUTO(pd_drop_text)
		char *quoted = quote_attribute(at, known->keywords[0]);
		struct pd_bytes text = pd_bytes_of_text(at->value);
		if (!pd_name_check_value(known, text, quoted, field, too_long, error))
			return false;
	}
	return true;
}
