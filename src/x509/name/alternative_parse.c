/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/alternative_parse.h"

#include <idn2.h>
#include <string.h>
#include <strings.h>

#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/quote.h"
#include "x509/name/other_name.h"

enum {
	NAMES_LIMIT = 1000,
	LABEL_LIMIT = 63,
	DNS_LIMIT = 253,
	LOCAL_PART_LIMIT = 64,
	URI_LIMIT = 2048,
};

/* ---- one typed name ------------------------------------------------------------ */

/* A typed name without its prefix, as the checks see it. */
struct typed {
	const char *text, *quoted;
	const char *field;
	struct pd_error *error;
	const char *uri; /* one that would be right; NULL: that of a site */
};

static bool
refuse_address(const struct typed *typed)
{
	if (strpbrk(typed->text, "[]%/") != NULL)
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not an IP address; write it without brackets, "
			  "port, zone or prefix length, such as 2001:db8::7"),
			typed->quoted);
	return pd_fail(typed->error, PD_EINPUT, typed->field,
		_("\"%s\" is not an IP address; write DNS:%s if it is a name"),
		typed->quoted, typed->quoted);
}

static bool
take_address(const struct typed *typed, char **out)
{
	unsigned char bytes[PD_IPV6_SIZE];
	size_t size = pd_address_read(typed->text, bytes);
	if (size == 0)
		return refuse_address(typed);
	*out = pd_address_text(bytes, size);
	return true;
}

static bool
refuse_long_name(const struct typed *typed)
{
	return pd_fail(typed->error, PD_EINPUT, typed->field,
		_("\"%s\" is too long; a DNS name has at most 253 characters, and 63 "
		  "between two dots"),
		typed->quoted);
}

static bool
check_label(const struct typed *typed, const char *label, size_t size)
{
	if (size > LABEL_LIMIT)
		return refuse_long_name(typed);
	bool good = size > 0 && label[0] != '-' && label[size - 1] != '-';
	for (size_t i = 0; i < size; i++)
		good = good && (pd_ascii_is_alphanumeric(label[i]) || label[i] == '-' ||
				       label[i] == '_');
	return good || pd_fail(typed->error, PD_EINPUT, typed->field,
			       _("\"%s\" is not a DNS name; write letters, digits and "
				 "hyphens between dots, such as www.example.org"),
			       typed->quoted);
}

static bool
check_labels(const struct typed *typed, const char *name)
{
	if (strlen(name) > DNS_LIMIT)
		return refuse_long_name(typed);
	for (const char *label = name;; label++) {
		size_t size = strcspn(label, ".");
		if (!check_label(typed, label, size))
			return false;
		label += size;
		if (*label == '\0')
			return true;
	}
}

/* Only names with A-labels or characters beyond ASCII are given to IDNA, which would
 * refuse ASCII names that are in use, such as r3---sn.example.org. */
static bool
is_international(const char *name)
{
	for (const char *c = name; *c != '\0'; c++)
		if ((unsigned char)*c >= 0x80)
			return true;
	return strcasestr(name, "xn--") != NULL;
}

/* The name in ASCII, not yet checked further. */
static bool
make_a_labels(const struct typed *typed, const char *name, char **out)
{
	if (!is_international(name)) {
		*out = pd_copy(name);
		return true;
	}
	uint8_t *ascii = NULL;
	int result = idn2_lookup_u8(
		(const uint8_t *)name, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	if (result == IDN2_TOO_BIG_LABEL || result == IDN2_TOO_BIG_DOMAIN)
		return refuse_long_name(typed);
	if (result != IDN2_OK)
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not an international name that IDNA2008 allows; "
			  "write "
			  "letters, digits and hyphens between dots"),
			typed->quoted);
	*out = pd_copy((const char *)ascii);
	idn2_free(ascii);
	return true;
}

/* A host name without a wildcard. A trailing dot, as in zone files, is dropped. */
static bool
take_host(const struct typed *typed, const char *name, char **out)
{
	PD_AUTO(pd_drop_text) char *ascii = NULL;
	if (!make_a_labels(typed, name, &ascii))
		return false;
	size_t size = strlen(ascii);
	if (size > 1 && ascii[size - 1] == '.')
		ascii[size - 1] = '\0';
	if (!check_labels(typed, ascii))
		return false;
	*out = pd_steal(ascii);
	return true;
}

/* Clients compare an address with addresses only (RFC 9525 6.5). */
static bool
refuse_address_as_name(const struct typed *typed)
{
	return pd_fail(typed->error, PD_EINPUT, typed->field,
		_("\"%s\" is an IP address, for which no client looks among the DNS "
		  "names; "
		  "write IP:%s"),
		typed->quoted, typed->quoted);
}

static bool
take_dns(const struct typed *typed, char **out)
{
	unsigned char bytes[PD_IPV6_SIZE];
	if (pd_address_read(typed->text, bytes) > 0)
		return refuse_address_as_name(typed);
	if (strchr(typed->text, '*') == NULL)
		return take_host(typed, typed->text, out);
	const char *rest = typed->text + strlen("*.");
	bool good = strncmp(typed->text, "*.", 2) == 0 && strchr(rest, '*') == NULL;
	PD_AUTO(pd_drop_text) char *host = NULL;
	if (good && !take_host(typed, rest, &host))
		return false;
	if (!good || strchr(host, '.') == NULL)
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" has a wildcard that is not the whole leftmost label "
			  "before two others; write one such as *.example.org"),
			typed->quoted);
	if (strlen("*.") + strlen(host) > DNS_LIMIT)
		return refuse_long_name(typed);
	*out = pd_format("*.%s", host);
	return true;
}

static bool
is_local_part(const char *text, size_t size)
{
	bool good = size > 0 && size <= LOCAL_PART_LIMIT;
	for (size_t i = 0; i < size; i++)
		good = good &&
		       (pd_ascii_is_alphanumeric(text[i]) ||
			       pd_ascii_is_one_of(text[i], ".!#$%&'*+/=?^_`{|}~-"));
	return good;
}

/* What SmtpUTF8Mailbox is for: safe text with a character beyond ASCII. */
static bool
is_mailbox_part(const char *text, size_t size)
{
	bool beyond = false;
	for (size_t i = 0; i < size; i++)
		beyond = beyond || (unsigned char)text[i] >= 0x80;
	return beyond && size <= LOCAL_PART_LIMIT && pd_text_is_safe(text, size);
}

static bool
take_email(const struct typed *typed, char **out)
{
	const char *at = strchr(typed->text, '@');
	if (at != NULL && is_mailbox_part(typed->text, (size_t)(at - typed->text)))
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" has a character before the @ that is not ASCII, and "
			  "is a name of another kind then (RFC 9598); write "
			  "MAILBOX:%s"),
			typed->quoted, typed->quoted);
	if (at == NULL || !is_local_part(typed->text, (size_t)(at - typed->text)))
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not an e-mail address; write one such as "
			  "admin@example.org"),
			typed->quoted);
	PD_AUTO(pd_drop_text) char *host = NULL;
	if (!take_host(typed, at + 1, &host))
		return false;
	*out = pd_format("%.*s@%s", (int)(at - typed->text), typed->text, host);
	return true;
}

/* RFC 3986 3.1: a scheme, a colon, and something behind. */
static bool
take_uri(const struct typed *typed, char **out)
{
	const char *text = typed->text;
	size_t scheme = strcspn(text, ":");
	bool good = pd_ascii_is_alphanumeric(text[0]) &&
		    !(text[0] >= '0' && text[0] <= '9');
	for (size_t i = 0; i < scheme; i++)
		good = good && (pd_ascii_is_alphanumeric(text[i]) ||
				       pd_ascii_is_one_of(text[i], "+-."));
	if (!good || text[scheme] == '\0' || text[scheme + 1] == '\0')
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not a URI; write one with its scheme, such as %s"),
			typed->quoted,
			typed->uri ? typed->uri : "https://www.example.org/");
	for (const char *c = text; *c != '\0'; c++)
		good = good && *c > ' ' && *c < 0x7f &&
		       !pd_ascii_is_one_of(*c, "<>\"{}|\\^`");
	if (!good)
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" holds a character that no URI may hold; write it as "
			  "%% "
			  "and two hex digits"),
			typed->quoted);
	if (strlen(text) > URI_LIMIT)
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is too long; a URI may have 2,048 characters here"),
			typed->quoted);
	*out = pd_copy(text);
	return true;
}

bool
pd_uri_check(const char *text, const char *example, const char *field,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *quoted = pd_quote(text, strlen(text));
	PD_AUTO(pd_drop_text) char *taken = NULL;
	return take_uri(&(struct typed){text, quoted, field, error, example}, &taken);
}

/* RFC 9598 3: one in ASCII is of the kind EMAIL, and the host is of A-labels. */
static bool
take_mailbox(const struct typed *typed, char **out)
{
	const char *at = strchr(typed->text, '@');
	PD_AUTO(pd_drop_text) char *host = NULL;
	if (at == NULL || !is_mailbox_part(typed->text, (size_t)(at - typed->text)))
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not an e-mail address with a character before "
			  "the @ that is not ASCII; write EMAIL: for any other"),
			typed->quoted);
	if (!take_host(typed, at + 1, &host))
		return false;
	*out = pd_format("%.*s@%s", (int)(at - typed->text), typed->text, host);
	return true;
}

/* A user at a domain of Windows; a node at a host of Jabber, which may lack it. Both are
 * their programs' to know better. */
static bool
take_account(const struct typed *typed, char **out)
{
	const char *at = strchr(typed->text, '@');
	if (at == NULL || at == typed->text || at[1] == '\0' ||
		!pd_text_is_safe(typed->text, strlen(typed->text)))
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not a user at a domain; write one such as "
			  "alice@example.org"),
			typed->quoted);
	*out = pd_copy(typed->text);
	return true;
}

static bool
take_jabber(const struct typed *typed, char **out)
{
	if (!pd_text_is_safe(typed->text, strlen(typed->text)))
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not a Jabber address; write one such as "
			  "alice@example.org"),
			typed->quoted);
	*out = pd_copy(typed->text);
	return true;
}

/* RFC 4985 2: the name of a service behind an underscore, then a domain. */
static bool
take_service(const struct typed *typed, char **out)
{
	const char *dot = strchr(typed->text, '.');
	PD_AUTO(pd_drop_text) char *host = NULL;
	if (typed->text[0] != '_' || dot == NULL || dot == typed->text + 1)
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not a service at a domain; write one such as "
			  "_imaps.example.org"),
			typed->quoted);
	if (!take_host(typed, typed->text, &host))
		return false;
	*out = pd_steal(host);
	return true;
}

static bool
take_other_name(const struct typed *typed, char **out)
{
	if (!pd_text_is_safe(typed->text, strlen(typed->text)) ||
		!pd_other_name_is_valid(typed->text))
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" is not a type and a value; write them such as "
			  "otherName:1.2.3.4=text, or # and the hex digits of one DER "
			  "value for the text"),
			typed->quoted);
	*out = pd_copy(typed->text);
	return true;
}

/* ---- typed text ---------------------------------------------------------------- */

/* Guesses the kind of a name without prefix. */
static bool
guess_kind(const struct typed *typed, enum pd_alternative_kind *kind)
{
	unsigned char bytes[PD_IPV6_SIZE];
	const char *text = typed->text;
	size_t size = strlen(text);
	if (pd_address_read(text, bytes) > 0)
		*kind = PD_ALTERNATIVE_IP;
	else if (strstr(text, "://") != NULL)
		*kind = PD_ALTERNATIVE_URI;
	else if (strspn(text, "0123456789.") == size ||
		 (strspn(text, "0123456789abcdefABCDEF.:%/") == size &&
			 strchr(text, ':') != strrchr(text, ':')))
		return refuse_address(typed);
	else if (strchr(text, ':') != NULL)
		return pd_fail(typed->error, PD_EINPUT, typed->field,
			_("\"%s\" has no known kind before its colon; write DNS:, IP:, "
			  "EMAIL:, URI: or UPN: there, and no port number"),
			typed->quoted);
	else
		*kind = strchr(text, '@') != NULL ? PD_ALTERNATIVE_EMAIL
						  : PD_ALTERNATIVE_DNS;
	return true;
}

/* Returns the size of the prefix with its colon; 0 if there is none. */
static size_t
read_prefix(const char *text, enum pd_alternative_kind *kind)
{
	for (unsigned i = 0; i < PD_ALTERNATIVE_OTHER; i++) {
		const char *word = pd_alternative_word(i);
		size_t size = strlen(word);
		if (pd_ascii_compare_begin(text, word, size) == 0 &&
			text[size] == ':') {
			*kind = i;
			return size + 1;
		}
	}
	return 0;
}

static bool
check_blanks(const struct typed *typed)
{
	for (const char *c = typed->text; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f)
			return pd_fail(typed->error, PD_EINPUT, typed->field,
				_("\"%s\" holds a blank or a control character; "
				  "separate "
				  "names by commas"),
				typed->quoted);
	return true;
}

static bool
take_typed(const struct typed *typed, enum pd_alternative_kind kind, char **out)
{
	static bool (*const takers[])(const struct typed *, char **) = {
		[PD_ALTERNATIVE_DNS] = take_dns,
		[PD_ALTERNATIVE_IP] = take_address,
		[PD_ALTERNATIVE_EMAIL] = take_email,
		[PD_ALTERNATIVE_URI] = take_uri,
		[PD_ALTERNATIVE_UPN] = take_account,
		[PD_ALTERNATIVE_SRV] = take_service,
		[PD_ALTERNATIVE_XMPP] = take_jabber,
		[PD_ALTERNATIVE_MAILBOX] = take_mailbox,
		[PD_ALTERNATIVE_OTHER_NAME] = take_other_name,
	};
	return takers[kind](typed, out);
}

static bool
add_typed(const char *item, const char *field, struct pd_alternatives *names,
	struct pd_error *error)
{
	enum pd_alternative_kind kind = PD_ALTERNATIVE_DNS;
	size_t prefix = read_prefix(item, &kind);
	const char *text = item + prefix;
	PD_AUTO(pd_drop_text) char *quoted = pd_quote(text, strlen(text));
	struct typed typed = {text, quoted, field, error, NULL};
	PD_AUTO(pd_drop_text) char *taken = NULL;
	if (*text == '\0')
		return pd_fail(error, PD_EINPUT, field,
			_("\"%s\" has no name behind it; write one such as "
			  "DNS:www.example.org"),
			item);
	if (!check_blanks(&typed) || (prefix == 0 && !guess_kind(&typed, &kind)) ||
		!take_typed(&typed, kind, &taken))
		return false;
	if (kind == PD_ALTERNATIVE_OTHER_NAME)
		pd_other_name_settle(&kind, &taken);
	if (pd_alternatives_have(names, kind, taken))
		return true;
	if (names->count == NAMES_LIMIT)
		return pd_fail(error, PD_EINPUT, field,
			_("these are more than 1,000 names; make several "
			  "certificates"));
	pd_alternatives_add(names, kind, taken);
	return true;
}

/* Takes the next name off the text, trimmed; "" if there is nothing between two
 * separators. A backslash before a comma keeps it in the name. free() it. */
static char *
take_item(const char **text)
{
	const char *at = *text + strspn(*text, " \t");
	char *item = pd_alloc(strlen(at) + 1, 1);
	size_t used = 0;
	while (*at != '\0' && !pd_ascii_is_one_of(*at, ",\r\n")) {
		if (at[0] == '\\' && pd_ascii_is_one_of(at[1], ",\\"))
			at++;
		item[used++] = *at++;
	}
	while (used > 0 && pd_ascii_is_one_of(item[used - 1], " \t"))
		item[--used] = '\0';
	*text = *at == '\0' ? at : at + 1;
	return item;
}

bool
pd_alternatives_parse(const char *text, const char *field, struct pd_alternatives *out,
	struct pd_error *error)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	while (*text != '\0') {
		PD_AUTO(pd_drop_text) char *item = take_item(&text);
		if (*item != '\0' && !add_typed(item, field, &names, error))
			return false;
	}
	*out = names;
	names = (struct pd_alternatives){0};
	return true;
}
