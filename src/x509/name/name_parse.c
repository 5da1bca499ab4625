/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/quote.h"
#include "x509/der/structure.h"
#include "x509/name/name_attribute.h"

enum { TEXT_LIMIT = 4096, RDN_LIMIT = 64 };

#define BLANKS " \t\r\n"
#define SEPARATORS ",;+"

struct parser {
	const char *at;
	const char *part; /* where the attribute at hand begins, for sentences */
	const char *field;
	struct pd_error *error;
};

static void
skip_typed_blanks(struct parser *parser)
{
	parser->at += strspn(parser->at, BLANKS);
}

/* The current attribute as the operator typed it, up to the next separator. */
static char *
quote_part(const struct parser *parser)
{
	size_t size = strcspn(parser->part, ",;");
	if (parser->at > parser->part && size < (size_t)(parser->at - parser->part))
		size = (size_t)(parser->at - parser->part);
	while (size > 0 && pd_ascii_is_one_of(parser->part[size - 1], BLANKS))
		size--;
	return pd_quote(parser->part, size);
}

/* Fails with a sentence whose only %s is the current attribute. */
#define REFUSE(parser, sentence)                                                       \
	__extension__({                                                                \
		PD_AUTO(pd_drop_text) char *part_ = quote_part(parser);                \
		pd_fail((parser)->error, PD_EINPUT, (parser)->field, sentence, part_); \
	})

/* ---- attribute types ------------------------------------------------------------ */

/* The dotted OID of a type: a keyword, or the OID itself, where RFC 1779 wants "OID."
 * in front. NULL if it is neither. free() it. */
static char *
find_type_oid(const char *type, size_t size)
{
	const struct pd_name_attribute *known =
		pd_name_attribute_of_keyword(type, size);
	if (known != NULL)
		return pd_copy(known->oid);
	size_t prefix =
		size > 4 && pd_ascii_compare_begin(type, "OID.", 4) == 0 ? 4 : 0;
	PD_AUTO(pd_drop_text)
	char *dotted = pd_copy_bytes(type + prefix, size - prefix);
	return pd_der_oid_is_valid(dotted) ? pd_steal(dotted) : NULL;
}

static bool
parse_type(struct parser *parser, char **oid)
{
	skip_typed_blanks(parser);
	parser->part = parser->at;
	size_t size = strcspn(parser->at, "=" SEPARATORS);
	if (parser->at[size] != '=') {
		if (strspn(parser->at, BLANKS) == size)
			return pd_fail(parser->error, PD_EINPUT, parser->field,
				_("a separator stands where an attribute is missing; "
				  "leave it out, or write one such as O=Example"));
		return REFUSE(parser, _("\"%s\" has no =; write an attribute as "
					"CN=value, and a comma "
					"that belongs to a value as \\,"));
	}
	const char *type = parser->at;
	parser->at += size + 1;
	while (size > 0 && pd_ascii_is_one_of(type[size - 1], BLANKS))
		size--;
	if (size == 0)
		return REFUSE(parser, _("\"%s\" has nothing before its =; write a "
					"keyword such as CN, O, "
					"OU, L, ST, C, or a dotted OID there"));
	PD_AUTO(pd_drop_text) char *found = find_type_oid(type, size);
	PD_AUTO(pd_drop_text) char *quoted = pd_quote(type, size);
	if (found == NULL)
		return pd_fail(parser->error, PD_EINPUT, parser->field,
			_("\"%s\" is not a known attribute; write a keyword such as "
			  "CN, O, "
			  "OU, L, ST, C, or a dotted OID"),
			quoted);
	*oid = pd_steal(found);
	return true;
}

/* ---- values --------------------------------------------------------------------- */

static bool
take_hex_pair(struct parser *parser, struct pd_buffer *value)
{
	int high = pd_hex_digit(parser->at[0]);
	int low = high >= 0 ? pd_hex_digit(parser->at[1]) : -1;
	if (low < 0)
		return false;
	unsigned char byte = (unsigned char)(high << 4 | low);
	pd_buffer_add(value, &byte, 1);
	parser->at += 2;
	return true;
}

/* After a backslash: a special character, or two hex digits. */
static bool
parse_escape(struct parser *parser, struct pd_buffer *value)
{
	if (take_hex_pair(parser, value))
		return true;
	if (!pd_ascii_is_one_of(*parser->at, ",+\"\\<>;=# "))
		return REFUSE(
			parser, _("\"%s\" has a backslash that escapes nothing; write "
				  "\\\\ for a backslash itself"));
	pd_buffer_add(value, parser->at++, 1);
	return true;
}

static bool
parse_character(struct parser *parser, struct pd_buffer *value)
{
	char c = *parser->at++;
	if (c == '\\')
		return parse_escape(parser, value);
	if ((unsigned char)c < ' ' || c == 0x7f)
		return REFUSE(parser, _("\"%s\" holds a line break or another control "
					"character; write "
					"values on one line"));
	pd_buffer_add(value, &c, 1);
	return true;
}

static bool
is_end_of_value(char c)
{
	return c == '\0' || pd_ascii_is_one_of(c, SEPARATORS);
}

static bool
parse_plain(struct parser *parser, struct pd_buffer *value)
{
	while (!is_end_of_value(*parser->at)) {
		if (*parser->at == '"')
			return REFUSE(parser,
				_("%s has a quotation mark inside; put the marks "
				  "around the whole value, or write \\\""));
		/* Blanks belong to the value only if more of it follows them. */
		size_t blanks = strspn(parser->at, BLANKS);
		if (is_end_of_value(parser->at[blanks]))
			parser->at += blanks;
		else if (!parse_character(parser, value))
			return false;
	}
	return true;
}

static bool
parse_quoted(struct parser *parser, struct pd_buffer *value)
{
	parser->at++;
	while (*parser->at != '"') {
		if (*parser->at == '\0')
			return REFUSE(parser, _("%s begins with a quotation mark that "
						"no other one closes"));
		if (!parse_character(parser, value))
			return false;
	}
	parser->at++;
	skip_typed_blanks(parser);
	if (!is_end_of_value(*parser->at))
		return REFUSE(parser, _("%s goes on behind its quotation marks; put "
					"them around the whole value"));
	return true;
}

/* "#" and the value's DER in hex: exactly one element. */
static bool
parse_hex(struct parser *parser, struct pd_buffer *der)
{
	parser->at++;
	while (take_hex_pair(parser, der))
		;
	skip_typed_blanks(parser);
	bool whole = der->size > 0 && pd_der_size(pd_buffer_bytes(der)) == der->size;
	if (!is_end_of_value(*parser->at) || !whole)
		return REFUSE(parser,
			_("\"%s\" is not # and the hex digits of one whole DER value; "
			  "write \\# for a value that begins with #"));
	return true;
}

static bool
check_value_text(const struct parser *parser, const struct pd_buffer *value)
{
	struct pd_bytes text = pd_buffer_bytes(value);
	if (text.size == 0)
		return REFUSE(
			parser, _("\"%s\" has no value; write one behind the =, or "
				  "leave the attribute out"));
	if (memchr(text.data, '\0', text.size) != NULL ||
		!pd_text_is_utf8(text.data, text.size))
		return REFUSE(
			parser, _("\"%s\" holds a NUL or is not UTF-8; write text, "
				  "or # and the DER in hex"));
	return true;
}

/* Chooses the string type of a value (RFC 5280 4.1.2.4 and appendix A). */
static unsigned
choose_string_tag(const struct pd_name_attribute *known, struct pd_bytes text)
{
	if (known != NULL && known->string == PD_NAME_IA5)
		return PD_DER_IA5;
	return pd_name_is_printable(text) ? PD_DER_PRINTABLE : PD_DER_UTF8;
}

static bool
parse_text(struct parser *parser, const char *oid, struct pd_buffer *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	bool quoted = *parser->at == '"';
	if (!(quoted ? parse_quoted : parse_plain)(parser, &value) ||
		!check_value_text(parser, &value))
		return false;
	const struct pd_name_attribute *known = pd_name_attribute_of_oid(oid);
	struct pd_bytes text = pd_buffer_bytes(&value);
	PD_AUTO(pd_drop_text) char *part = quote_part(parser);
	if (known != NULL && !pd_name_check_value(known, text, part, parser->field,
				     NULL, parser->error))
		return false;
	pd_der_put(out, choose_string_tag(known, text), text.data, text.size);
	return true;
}

/* ---- names ---------------------------------------------------------------------- */

/* AttributeTypeAndValue, appended to out. */
static bool
parse_attribute(struct parser *parser, struct pd_buffer *out)
{
	PD_AUTO(pd_drop_text) char *oid = NULL;
	if (!parse_type(parser, &oid))
		return false;
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	skip_typed_blanks(parser);
	bool good = *parser->at == '#' ? parse_hex(parser, &value)
				       : parse_text(parser, oid, &value);
	if (!good)
		return false;
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, oid);
	pd_buffer_add(out, value.data, value.size);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

/* DER wants the elements of a SET OF in ascending order (X.690 11.6). */
static void
insert_sorted(struct pd_buffer *set, struct pd_bytes element)
{
	size_t at = 0;
	while (at < set->size) {
		struct pd_bytes next = {set->data + at, set->size - at};
		next.size = pd_der_size(next);
		if (pd_bytes_compare(element, next) < 0)
			break;
		at += next.size;
	}
	pd_buffer_insert(set, at, element.data, element.size);
}

/* RelativeDistinguishedName, appended to out. */
static bool
parse_rdn(struct parser *parser, struct pd_buffer *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer set = {0};
	bool more = true;
	while (more) {
		PD_AUTO(pd_buffer_free) struct pd_buffer attribute = {0};
		if (!parse_attribute(parser, &attribute))
			return false;
		insert_sorted(&set, pd_buffer_bytes(&attribute));
		more = *parser->at == '+';
		parser->at += more;
	}
	pd_der_put(out, PD_DER_SET, set.data, set.size);
	return true;
}

/* RFC 4514 text begins with the last RDN, so each one goes in front of those read
 * before. */
static bool
parse_rdns(struct parser *parser, struct pd_buffer *out)
{
	bool more = true;
	for (size_t count = 0; more; count++) {
		if (count == RDN_LIMIT)
			return pd_fail(parser->error, PD_EINPUT, parser->field,
				_("the distinguished name has more than %d parts; a "
				  "few, such as CN, O and C, are usual"),
				RDN_LIMIT);
		PD_AUTO(pd_buffer_free) struct pd_buffer rdn = {0};
		if (!parse_rdn(parser, &rdn))
			return false;
		pd_buffer_insert(out, 0, rdn.data, rdn.size);
		more = *parser->at != '\0';
		parser->at += more;
	}
	return true;
}

struct pd_name *
pd_name_parse(const char *text, const char *field, struct pd_error *error)
{
	struct parser parser = {text, text, field, error};
	if (strlen(text) > TEXT_LIMIT) {
		(void)pd_fail(error, PD_EINPUT, field,
			_("the distinguished name is too long; it may have %d bytes"),
			TEXT_LIMIT);
		return NULL;
	}
	skip_typed_blanks(&parser);
	if (*parser.at == '\0') {
		(void)pd_fail(error, PD_EINPUT, field,
			_("the distinguished name is empty; write one such as "
			  "CN=host.example.org,O=Example,C=DE"));
		return NULL;
	}
	PD_AUTO(pd_buffer_free) struct pd_buffer rdns = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	if (!parse_rdns(&parser, &rdns))
		return NULL;
	pd_der_put(&der, PD_DER_SEQUENCE, rdns.data, rdns.size);
	return pd_name_from_der(pd_buffer_bytes(&der), error);
}
