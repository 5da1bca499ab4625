/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/alternative.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/name/name.h"
#include "x509/name/other_name.h"

/* The choices of GeneralName (RFC 5280 4.2.1.6) by their tags. */
enum {
	TAG_OTHER = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	TAG_EMAIL = PD_DER_CONTEXT | 1,
	TAG_DNS = PD_DER_CONTEXT | 2,
	TAG_DIRECTORY = PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 4,
	TAG_URI = PD_DER_CONTEXT | 6,
	TAG_IP = PD_DER_CONTEXT | 7,
	TAG_REGISTERED = PD_DER_CONTEXT | 8,
};

static const unsigned tags[] = {
	[PD_ALTERNATIVE_DNS] = TAG_DNS,
	[PD_ALTERNATIVE_IP] = TAG_IP,
	[PD_ALTERNATIVE_EMAIL] = TAG_EMAIL,
	[PD_ALTERNATIVE_URI] = TAG_URI,
};

/* ---- words ---------------------------------------------------------------------- */

const char *
pd_alternative_word(enum pd_alternative_kind kind)
{
	static const char *const words[] = {
		[PD_ALTERNATIVE_DNS] = "DNS",
		[PD_ALTERNATIVE_IP] = "IP",
		[PD_ALTERNATIVE_EMAIL] = "EMAIL",
		[PD_ALTERNATIVE_URI] = "URI",
		[PD_ALTERNATIVE_UPN] = "UPN",
		[PD_ALTERNATIVE_SRV] = "SRV",
		[PD_ALTERNATIVE_XMPP] = "XMPP",
		[PD_ALTERNATIVE_MAILBOX] = "MAILBOX",
		[PD_ALTERNATIVE_OTHER_NAME] = "otherName",
	};
	return words[kind];
}

size_t
pd_address_read(const char *text, unsigned char bytes[PD_IPV6_SIZE])
{
	if (inet_pton(AF_INET, text, bytes) == 1)
		return PD_IPV4_SIZE;
	return inet_pton(AF_INET6, text, bytes) == 1 ? PD_IPV6_SIZE : 0;
}

char *
pd_address_text(const unsigned char *bytes, size_t size)
{
	char text[INET6_ADDRSTRLEN];
	int family = size == PD_IPV4_SIZE ? AF_INET : AF_INET6;
	return pd_copy(inet_ntop(family, bytes, text, sizeof text));
}

/* ---- DER ----------------------------------------------------------------------- */

static bool
is_plain_text(struct pd_bytes bytes)
{
	return bytes.size > 0 && memchr(bytes.data, '\0', bytes.size) == NULL &&
	       pd_text_is_utf8(bytes.data, bytes.size);
}

/* A name that no program can use is shown, but under a kind of its own. */
static void
add_unusable(struct pd_alternatives *names, const char *word, struct pd_bytes content)
{
	PD_AUTO(pd_drop_text) char *hex = pd_text_hex(content.data, content.size, '\0');
	PD_AUTO(pd_drop_text) char *text = pd_format("%s:#%s", word, hex);
	pd_alternatives_add(names, PD_ALTERNATIVE_OTHER, text);
}

static void
add_of_kind(struct pd_alternatives *names, enum pd_alternative_kind kind,
	struct pd_bytes content)
{
	bool is_address = content.size == PD_IPV4_SIZE || content.size == PD_IPV6_SIZE;
	PD_AUTO(pd_drop_text) char *text = NULL;
	if (kind == PD_ALTERNATIVE_IP && is_address)
		text = pd_address_text(content.data, content.size);
	if (kind != PD_ALTERNATIVE_IP && is_plain_text(content))
		text = pd_copy_bytes(content.data, content.size);
	if (text == NULL)
		add_unusable(names, pd_alternative_word(kind), content);
	else
		pd_alternatives_add(names, kind, text);
}

static char *
make_directory_text(struct pd_bytes content)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *name = pd_name_from_der(content, &ignored);
	if (name == NULL)
		return NULL;
	PD_AUTO(pd_drop_text) char *text = pd_name_text(name);
	return pd_format("DirName:%s", text);
}

static char *
make_registered_text(struct pd_bytes content)
{
	PD_AUTO(pd_drop_text) char *oid = pd_der_oid_text(content);
	return oid ? pd_format("RID:%s", oid) : NULL;
}

static void
add_other_kind(struct pd_alternatives *names, unsigned tag, struct pd_bytes content)
{
	enum pd_alternative_kind kind = PD_ALTERNATIVE_OTHER;
	PD_AUTO(pd_drop_text) char *text = NULL;
	if (tag == TAG_OTHER)
		text = pd_other_name_read(content, &kind);
	else if (tag == TAG_DIRECTORY)
		text = make_directory_text(content);
	else if (tag == TAG_REGISTERED)
		text = make_registered_text(content);
	if (text != NULL) {
		pd_alternatives_add(names, kind, text);
		return;
	}
	PD_AUTO(pd_drop_text) char *word = pd_format("[%u]", tag & 0x1f);
	add_unusable(names, word, content);
}

static void
add_general_name(struct pd_alternatives *names, unsigned tag, struct pd_bytes content)
{
	for (unsigned kind = 0; kind < PD_COUNT(tags); kind++)
		if (tags[kind] == tag) {
			add_of_kind(names, kind, content);
			return;
		}
	add_other_kind(names, tag, content);
}

bool
pd_alternatives_from_der(
	struct pd_bytes der, struct pd_alternatives *out, struct pd_error *error)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	struct pd_bytes list = {0}, content;
	bool good = pd_take(&der, PD_DER_SEQUENCE, &list);
	while (good && list.size > 0) {
		unsigned tag;
		good = pd_der_next(&list, &tag, &content);
		if (good)
			add_general_name(&names, tag, content);
	}
	if (!good || der.size > 0)
		return pd_fail(error, PD_EINPUT, "",
			_("the subject alternative names are damaged; they have to be "
			  "DER of GeneralNames (RFC 5280 4.2.1.6)"));
	*out = names;
	names = (struct pd_alternatives){0};
	return true;
}

static void
put_address(struct pd_buffer *out, const char *text)
{
	unsigned char bytes[PD_IPV6_SIZE];
	size_t size = pd_address_read(text, bytes);
	pd_der_put(out, TAG_IP, bytes, size);
}

void
pd_alternatives_der(const struct pd_alternatives *names, struct pd_buffer *out)
{
	size_t mark = pd_der_begin(out);
	for (size_t i = 0; i < names->count; i++) {
		const struct pd_alternative *name = &names->items[i];
		if (name->kind == PD_ALTERNATIVE_IP)
			put_address(out, name->text);
		else if (name->kind < PD_COUNT(tags))
			pd_der_put(
				out, tags[name->kind], name->text, strlen(name->text));
		else if (name->kind != PD_ALTERNATIVE_OTHER)
			pd_other_name_put(out, name->kind, name->text);
	}
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

bool
pd_alternatives_put_hosts(struct pd_bytes der, struct pd_buffer *out)
{
	static const unsigned char no_host[] = {1};
	struct pd_bytes list, content;
	if (!pd_take(&der, PD_DER_SEQUENCE, &list) || der.size > 0)
		return false;
	size_t mark = pd_der_begin(out);
	while (list.size > 0) {
		unsigned tag;
		if (!pd_der_next(&list, &tag, &content))
			return false;
		bool is_address =
			content.size == PD_IPV4_SIZE || content.size == PD_IPV6_SIZE;
		if (tag == TAG_DNS && !is_plain_text(content))
			content = (struct pd_bytes){no_host, sizeof no_host};
		if (tag == TAG_DNS || (tag == TAG_IP && is_address))
			pd_der_put(out, tag, content.data, content.size);
	}
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

/* ---- lists --------------------------------------------------------------------- */

void
pd_alternatives_add(
	struct pd_alternatives *names, enum pd_alternative_kind kind, const char *text)
{
	names->items = pd_grow(names->items, names->count + 1, sizeof *names->items);
	names->items[names->count++] = (struct pd_alternative){kind, pd_copy(text)};
}

bool
pd_alternatives_have(const struct pd_alternatives *names, enum pd_alternative_kind kind,
	const char *text)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *known = names->items[i].text;
		if (names->items[i].kind == kind &&
			(kind == PD_ALTERNATIVE_DNS ? pd_ascii_compare(known, text)
						    : strcmp(known, text)) == 0)
			return true;
	}
	return false;
}

char *
pd_alternative_text(const struct pd_alternative *name)
{
	const char *word = name->kind == PD_ALTERNATIVE_OTHER
				   ? ""
				   : pd_alternative_word(name->kind);
	char *text = pd_alloc(strlen(word) + 2 * strlen(name->text) + 2, 1);
	char *end = stpcpy(stpcpy(text, word), *word != '\0' ? ":" : "");
	for (const char *c = name->text; *c != '\0'; c++) {
		if (*c == ',' || *c == '\\')
			*end++ = '\\';
		*end++ = *c;
	}
	return text;
}

char *
pd_alternatives_text(const struct pd_alternatives *names)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer joined = {0};
	for (size_t i = 0; i < names->count; i++) {
		PD_AUTO(pd_drop_text)
		char *text = pd_alternative_text(&names->items[i]);
		pd_buffer_add_text(&joined, i > 0 ? "," : "");
		pd_buffer_add_text(&joined, text);
	}
	return pd_buffer_steal_text(&joined);
}

void
pd_alternatives_free(struct pd_alternatives *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->items[i].text);
	free(names->items);
	*names = (struct pd_alternatives){0};
}
