/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/subtree.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/quote.h"
#include "x509/name/alternative_parse.h"
#include "x509/name/name.h"

/* One of them without its kind, as sentences name it, and where its tree goes. */
struct typed_tree {
	const char *text, *quoted, *field;
	struct pd_buffer *out;
	struct pd_error *error;
};

typedef bool put_tree(const struct typed_tree *tree);
static put_tree put_dns, put_network, put_email, put_directory;

enum tree_kind { TREE_DNS, TREE_IP, TREE_EMAIL, TREE_DIRECTORY };

static const struct {
	const char *word; /* with its colon */
	put_tree *put;
} tree_kinds[] = {
	[TREE_DNS] = {"DNS:", put_dns},
	[TREE_IP] = {"IP:", put_network},
	[TREE_EMAIL] = {"EMAIL:", put_email},
	[TREE_DIRECTORY] = {"DIR:", put_directory},
};

enum {
	TAG_EMAIL = PD_DER_CONTEXT | 1,
	TAG_DNS = PD_DER_CONTEXT | 2,
	TAG_DIRECTORY = PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 4,
	TAG_IP = PD_DER_CONTEXT | 7,
};

/* ---- each kind --------------------------------------------------------------------- */

static bool
refuse_tree(const struct typed_tree *tree)
{
	return pd_fail(tree->error, PD_EINPUT, tree->field,
		_("\"%s\" cannot limit a CA; write names such as "
		  "DNS:example.org,EMAIL:example.org,IP:192.0.2.0/24,DIR:O=Example"),
		tree->quoted);
}

/* A name checked, and in ASCII, as an alternative name of that prefix is. */
static bool
take_alternative(
	const struct typed_tree *tree, const char *prefix, const char *name, char **out)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	PD_AUTO(pd_drop_text) char *text = pd_format("%s%s", prefix, name);
	if (strchr(name, '*') != NULL || strchr(name, '\\') != NULL)
		return refuse_tree(tree);
	if (!pd_alternatives_parse(text, tree->field, &names, tree->error))
		return false;
	if (names.count != 1)
		return refuse_tree(tree);
	*out = pd_copy(names.items[0].text);
	return true;
}

static bool
put_dns(const struct typed_tree *tree)
{
	PD_AUTO(pd_drop_text) char *host = NULL;
	if (*tree->text == '.')
		return pd_fail(tree->error, PD_EINPUT, tree->field,
			_("\"%s\" begins with a dot, which RFC 5280 4.2.1.10 knows for "
			  "mail addresses only; write DNS:%s, which covers all names "
			  "below it too"),
			tree->quoted, tree->quoted + 1);
	if (!take_alternative(tree, "DNS:", tree->text, &host))
		return false;
	pd_der_put(tree->out, TAG_DNS, host, strlen(host));
	return true;
}

/* An address and its mask, one after the other. */
static bool
put_network(const struct typed_tree *tree)
{
	unsigned char bytes[2 * PD_IPV6_SIZE] = {0};
	PD_AUTO(pd_drop_text)
	char *address = pd_copy_bytes(tree->text, strcspn(tree->text, "/"));
	const char *slash = strchr(tree->text, '/');
	size_t size = pd_address_read(address, bytes);
	char *end = NULL;
	long length = slash ? strtol(slash + 1, &end, 10) : (long)(8 * size);
	bool good = size > 0 && length >= 0 && length <= (long)(8 * size) &&
		    (slash == NULL || (pd_ascii_is_digit(slash[1]) && *end == '\0'));
	if (!good)
		return refuse_tree(tree);
	for (long i = 0; i < length; i++)
		bytes[size + (size_t)i / 8] |= (unsigned char)(0x80 >> i % 8);
	for (size_t i = 0; i < size; i++)
		bytes[i] &= bytes[size + i];
	pd_der_put(tree->out, TAG_IP, bytes, 2 * size);
	return true;
}

static bool
put_email(const struct typed_tree *tree)
{
	PD_AUTO(pd_drop_text) char *name = NULL;
	bool mailbox = strchr(tree->text, '@') != NULL;
	bool below = *tree->text == '.';
	if (!take_alternative(
		    tree, mailbox ? "EMAIL:" : "DNS:", tree->text + below, &name))
		return false;
	PD_AUTO(pd_drop_text) char *whole = pd_format("%s%s", below ? "." : "", name);
	pd_der_put(tree->out, TAG_EMAIL, whole, strlen(whole));
	return true;
}

static bool
put_directory(const struct typed_tree *tree)
{
	PD_AUTO(pd_drop_name)
	struct pd_name *name = pd_name_parse(tree->text, tree->field, tree->error);
	if (name == NULL)
		return false;
	size_t mark = pd_der_begin(tree->out);
	pd_buffer_add_bytes(tree->out, pd_name_der(name));
	pd_der_end(tree->out, mark, TAG_DIRECTORY);
	return true;
}

/* ---- the list ------------------------------------------------------------------------ */

/* The kind whose word stands there; -1: none. */
static int
read_kind(const char *text)
{
	for (size_t i = 0; i < PD_COUNT(tree_kinds); i++)
		if (pd_ascii_compare_begin(
			    text, tree_kinds[i].word, strlen(tree_kinds[i].word)) == 0)
			return (int)i;
	return -1;
}

static enum tree_kind
guess_tree_kind(const char *item)
{
	unsigned char bytes[PD_IPV6_SIZE];
	PD_AUTO(pd_drop_text) char *address = pd_copy_bytes(item, strcspn(item, "/"));
	if (pd_address_read(address, bytes) > 0)
		return TREE_IP;
	if (strchr(item, '=') != NULL)
		return TREE_DIRECTORY;
	return strchr(item, '@') != NULL ? TREE_EMAIL : TREE_DNS;
}

static size_t
skip_blanks(const char *text)
{
	return strspn(text, " \t");
}

/* Up to the comma that ends the item. A directory name goes on behind it unless another
 * kind begins there. */
static size_t
measure_item(const char *text, bool directory)
{
	size_t size = 0;
	while (text[size] != '\0') {
		if (text[size] == '\\' && text[size + 1] != '\0')
			size++;
		else if (text[size] == ',') {
			const char *next = text + size + 1;
			if (!directory || read_kind(next + skip_blanks(next)) >= 0)
				return size;
		}
		size++;
	}
	return size;
}

/* Reads the item at *at and moves *at past it and its comma. */
static bool
take_tree(const char **at, const char *field, struct pd_buffer *out,
	struct pd_error *error)
{
	const char *begin = *at + skip_blanks(*at);
	int kind = read_kind(begin);
	bool equals = memchr(begin, '=', strcspn(begin, ",")) != NULL;
	size_t size =
		measure_item(begin, kind == TREE_DIRECTORY || (kind < 0 && equals));
	PD_AUTO(pd_drop_text) char *item = pd_copy_bytes(begin, size);
	while (size > 0 && (item[size - 1] == ' ' || item[size - 1] == '\t'))
		item[--size] = '\0';
	const char *text = item + (kind >= 0 ? strlen(tree_kinds[kind].word) : 0);
	PD_AUTO(pd_drop_text) char *quoted = pd_quote(text, strlen(text));
	const struct typed_tree tree = {text, quoted, field, out, error};
	if (kind < 0)
		kind = (int)guess_tree_kind(item);
	size_t mark = pd_der_begin(out);
	if (*text == '\0')
		return refuse_tree(&tree);
	if (!tree_kinds[kind].put(&tree))
		return false;
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	*at = begin + strlen(item);
	*at += skip_blanks(*at);
	*at += **at == ',';
	return true;
}

bool
pd_subtrees_parse(const char *text, const char *field, struct pd_buffer *out,
	struct pd_error *error)
{
	const char *at = text + skip_blanks(text);
	while (*at != '\0')
		if (!take_tree(&at, field, out, error))
			return false;
	return true;
}

bool
pd_check_subtrees(const char *text, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer ignored = {0};
	return pd_subtrees_parse(text, name, &ignored, error);
}
