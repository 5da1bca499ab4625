/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/p11_kit.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/read/armour.h"

static const char head[] = "[p11-kit-object-v1]";

/* Where p11-kit keeps what OpenSSL calls a reject. */
#define EXTENSION_REJECT PD_OID("\x2b\x06\x01\x04\x01\x99\x77\x06\x0a\x01")

/* ---- objects ---------------------------------------------------------------------- */

static const unsigned char *
find_words(struct pd_bytes text, const char *words)
{
	return text.size > 0 ? memmem(text.data, text.size, words, strlen(words))
			     : NULL;
}

/* The object that begins at *at, and the place of the next; false: there is none. */
static bool
take_p11_object(struct pd_bytes text, size_t *at, struct pd_bytes *object)
{
	struct pd_bytes rest = {text.data + *at, text.size - *at};
	const unsigned char *begin = find_words(rest, head);
	if (begin == NULL)
		return false;
	size_t size = rest.size - (size_t)(begin - rest.data);
	const struct pd_bytes inside = {
		begin + sizeof head - 1, size - (sizeof head - 1)};
	const unsigned char *next = find_words(inside, head);
	*object = (struct pd_bytes){begin, next ? (size_t)(next - begin) : size};
	*at = (size_t)(begin - text.data) + object->size;
	return true;
}

/* What stands behind the name at the beginning of a line; empty: there is no such line. */
static struct pd_bytes
find_attribute(struct pd_bytes object, const char *name)
{
	PD_AUTO(pd_drop_text) char *line = pd_format("\n%s: ", name);
	const unsigned char *found = find_words(object, line);
	if (found == NULL)
		return (struct pd_bytes){0};
	found += strlen(line);
	size_t left = (size_t)(object.data + object.size - found);
	const unsigned char *end = memchr(found, '\n', left);
	size_t size = end ? (size_t)(end - found) : left;
	while (size > 0 && (found[size - 1] == '\r' || found[size - 1] == ' '))
		size--;
	return (struct pd_bytes){found, size};
}

static bool
has_attribute(struct pd_bytes object, const char *name, const char *value)
{
	struct pd_bytes found = find_attribute(object, name);
	return found.size == strlen(value) &&
	       memcmp(found.data, value, found.size) == 0;
}

/* "%30%1d": bytes between quotation marks. */
static void
read_bytes(struct pd_bytes object, const char *name, struct pd_buffer *out)
{
	struct pd_bytes text = find_attribute(object, name);
	if (text.size < 2 || text.data[0] != '"' || text.data[text.size - 1] != '"')
		return;
	for (size_t i = 1; i < text.size - 1; i++) {
		int high = -1, low = -1;
		if (text.data[i] == '%' && i + 2 < text.size - 1) {
			high = pd_hex_digit((char)text.data[i + 1]);
			low = pd_hex_digit((char)text.data[i + 2]);
		}
		unsigned char byte = text.data[i];
		if (high >= 0 && low >= 0) {
			byte = (unsigned char)(high << 4 | low);
			i += 2;
		}
		pd_buffer_add(out, &byte, 1);
	}
}

/* ---- statements ------------------------------------------------------------------- */

static void
read_attached_key(struct pd_bytes object, struct pd_buffer *out)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct pd_scan scan;
	struct pd_block block;
	read_bytes(object, "public-key-info", out);
	pd_scan_begin(&scan, object);
	if (out->size == 0 && pd_armour_next(&scan, &block, &content) &&
		block.kind == PD_LABEL_PUBLIC_KEY)
		pd_buffer_add(out, content.data, content.size);
}

static bool
is_distrust(struct pd_bytes object)
{
	return has_attribute(object, "x-distrusted", "true") &&
	       find_words(object, "-----BEGIN") == NULL;
}

/* Goes on from the one before. */
static unsigned
find_statement_line(const struct pd_p11 *p11, size_t place)
{
	const struct pd_p11_statement *last =
		p11->count > 0 ? &p11->items[p11->count - 1] : NULL;
	unsigned line = last ? last->line : 1;
	for (size_t i = last ? last->begin : 0; i < place; i++)
		line += p11->text.data[i] == '\n';
	return line;
}

static void
add_statement(struct pd_p11 *p11, struct pd_bytes object)
{
	size_t begin = (size_t)(object.data - p11->text.data);
	unsigned line = find_statement_line(p11, begin);
	p11->items = pd_grow(p11->items, p11->count + 1, sizeof *p11->items);
	struct pd_p11_statement *statement = &p11->items[p11->count++];
	*statement = (struct pd_p11_statement){.begin = begin,
		.end = begin + object.size,
		.line = line,
		.is_distrust = is_distrust(object)};
	if (statement->is_distrust) {
		read_bytes(object, "issuer", &statement->issuer);
		read_bytes(object, "serial-number", &statement->serial);
		return;
	}
	read_attached_key(object, &statement->key);
	read_bytes(object, "value", &statement->extension);
}

bool
pd_p11_read(struct pd_bytes text, struct pd_p11 *out)
{
	struct pd_bytes object;
	out->text = text;
	out->is_one = find_words(text, head) != NULL;
	for (size_t at = 0; take_p11_object(text, &at, &object);) {
		if (!has_attribute(object, "class", "x-certificate-extension") &&
			!is_distrust(object))
			continue;
		if (out->count == PD_P11_MOST)
			return false;
		add_statement(out, object);
	}
	return true;
}

void
pd_p11_free(struct pd_p11 *p11)
{
	for (size_t i = 0; i < p11->count; i++) {
		struct pd_p11_statement *statement = &p11->items[i];
		pd_buffer_free(&statement->key);
		pd_buffer_free(&statement->issuer);
		pd_buffer_free(&statement->serial);
		pd_buffer_free(&statement->extension);
	}
	free(p11->items);
	*p11 = (struct pd_p11){0};
}

bool
pd_p11_covers(const struct pd_p11 *p11, size_t at)
{
	for (size_t i = 0; i < p11->count; i++)
		if (at >= p11->items[i].begin && at < p11->items[i].end)
			return true;
	return false;
}

/* ---- what they mean for a certificate ---------------------------------------------- */

static bool
is_about(const struct pd_p11_statement *statement,
	const struct pd_certificate_parts *parts)
{
	struct pd_bytes serial, rest = pd_buffer_bytes(&statement->serial);
	if (statement->is_distrust)
		return pd_take(&rest, PD_DER_INTEGER, &serial) &&
		       pd_bytes_equal(serial, parts->serial) &&
		       pd_bytes_equal(
			       pd_buffer_bytes(&statement->issuer), parts->issuer);
	return statement->key.size > 0 &&
	       pd_bytes_equal(pd_buffer_bytes(&statement->key), parts->public_key);
}

static bool
read_statement(const struct pd_p11_statement *statement, struct pd_extension *out)
{
	struct pd_bytes rest = pd_buffer_bytes(&statement->extension);
	return pd_extension_next(&rest, out) && rest.size == 0;
}

/* The purposes in an extension; false: it is not a list of them. */
static bool
list_purposes(
	const struct pd_extension *extension, struct pd_buffer *names, bool *is_main)
{
	struct pd_bytes oids, rest = extension->value;
	if (!pd_take(&rest, PD_DER_SEQUENCE, &oids))
		return false;
	*is_main = pd_trust_purposes_list(oids, names);
	return true;
}

/* In a few words, and what it means for the trust. */
static enum pd_trust_setting
read_extension(const struct pd_p11_statement *statement, char **words)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	struct pd_extension extension;
	bool is_main = false;
	if (!read_statement(statement, &extension)) {
		*words = pd_copy(_("an extension of p11-kit's that is damaged"));
		return PD_TRUST_BOUND;
	}
	if (pd_bytes_equal(extension.oid, PD_EXTENSION_PURPOSES) &&
		list_purposes(&extension, &names, &is_main)) {
		*words = pd_format(
			_("p11-kit's trust in it for %s"), pd_buffer_text(&names));
		return is_main ? PD_TRUST_UNSAID : PD_TRUST_LIMITED;
	}
	if (pd_bytes_equal(extension.oid, EXTENSION_REJECT) &&
		list_purposes(&extension, &names, &is_main)) {
		*words = pd_format(
			_("p11-kit's distrust of it for %s"), pd_buffer_text(&names));
		return is_main ? PD_TRUST_REJECTED : PD_TRUST_UNSAID;
	}
	PD_AUTO(pd_drop_text) char *oid = pd_oid_text(extension.oid);
	*words = pd_format(_("p11-kit's extension %s for it"), oid);
	return pd_bytes_equal(extension.oid, PD_EXTENSION_BASIC_CONSTRAINTS)
		       ? PD_TRUST_UNSAID
		       : PD_TRUST_BOUND;
}

char *
pd_p11_words(const struct pd_p11_statement *statement)
{
	PD_AUTO(pd_drop_text) char *words = NULL;
	if (statement->is_distrust)
		return pd_copy(_("p11-kit's distrust of a certificate that is not in "
				 "the file"));
	(void)read_extension(statement, &words);
	return pd_format(_("what p11-kit attaches to a certificate that is not in the "
			   "file (%s)"),
		words);
}

/* The part of the text that is about the block alone: what stands before its head belongs to
 * the object before it. */
static struct pd_bytes
find_own_object(struct pd_bytes text, size_t begin, size_t end)
{
	struct pd_bytes before = {text.data + begin, end - begin};
	struct pd_bytes after = {text.data + end, text.size - end};
	const unsigned char *first = find_words(before, head);
	const unsigned char *next = find_words(after, head);
	const unsigned char *block = find_words(after, "-----BEGIN");
	if (block != NULL && (next == NULL || block < next))
		next = block;
	if (first == NULL)
		first = before.data;
	return (struct pd_bytes){
		first, (size_t)((next ? next : text.data + text.size) - first)};
}

/* p11-kit writes %00 where there is no such date. */
static bool
is_distrusted_later(struct pd_bytes object)
{
	struct pd_bytes date = find_attribute(object, "nss-server-distrust-after");
	return date.size > 0 &&
	       !has_attribute(object, "nss-server-distrust-after", "\"%00\"");
}

static enum pd_trust_setting
own_setting(struct pd_bytes object, struct pd_buffer *words)
{
	if (has_attribute(object, "x-distrusted", "true"))
		return PD_TRUST_REJECTED;
	if (!is_distrusted_later(object))
		return PD_TRUST_UNSAID;
	pd_buffer_add_item(
		words, _("p11-kit's distrust of what it issues from a day on"));
	return PD_TRUST_BOUND;
}

static enum pd_trust_setting
worse_of(enum pd_trust_setting one, enum pd_trust_setting other)
{
	return one > other ? one : other;
}

enum pd_trust_setting
pd_p11_setting(struct pd_p11 *p11, size_t begin, size_t end, struct pd_bytes der,
	struct pd_buffer *words)
{
	struct pd_signed whole;
	struct pd_certificate_parts parts;
	enum pd_trust_setting setting =
		own_setting(find_own_object(p11->text, begin, end), words);
	if (!pd_signed_read(der, &whole) ||
		!pd_certificate_parts_read(whole.content, &parts))
		return setting;
	for (size_t i = 0; i < p11->count; i++) {
		struct pd_p11_statement *statement = &p11->items[i];
		PD_AUTO(pd_drop_text) char *said = NULL;
		if (!is_about(statement, &parts))
			continue;
		statement->is_used = true;
		if (statement->is_distrust) {
			setting = PD_TRUST_REJECTED;
			continue;
		}
		setting = worse_of(setting, read_extension(statement, &said));
		pd_buffer_add_item(words, said);
	}
	return setting;
}
