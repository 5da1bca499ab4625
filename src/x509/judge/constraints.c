/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/constraints.h"

#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/quote.h"
#include "x509/name/alternative.h"
#include "x509/name/name.h"
#include "x509/name/name_attribute.h"
#include "x509/name/name_match.h"

/* The choices of GeneralName that are compared (RFC 5280 4.2.1.6). */
enum kind {
	KIND_OTHER = 0,
	KIND_EMAIL = 1,
	KIND_DNS = 2,
	KIND_DIRECTORY = 4,
	KIND_URI = 6,
	KIND_ADDRESS = 7,
};

#define OTHER_MAILBOX PD_OID("\x2b\x06\x01\x05\x05\x07\x08\x09") /* SmtpUTF8Mailbox */
#define ATTRIBUTE_COMMON_NAME PD_OID("\x55\x04\x03")
#define ATTRIBUTE_EMAIL PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x01")

struct general {
	unsigned kind;
	struct pd_bytes value; /* of a directory name: the whole Name */
	bool is_mailbox;       /* an SmtpUTF8Mailbox, compared as an address of mail */
};

static bool
take_general(struct pd_bytes *rest, struct general *out)
{
	unsigned tag;
	struct pd_bytes inside;
	*out = (struct general){0};
	if (!pd_der_next(rest, &tag, &out->value) || (tag & 0xc0) != PD_DER_CONTEXT)
		return false;
	out->kind = tag & 0x1f;
	inside = out->value;
	return out->kind != KIND_DIRECTORY ||
	       pd_take_whole(&inside, PD_DER_SEQUENCE, &out->value);
}

/* Which subtrees a name is compared with. */
enum subtrees { PERMITTED, EXCLUDED };

/* ---- host names ------------------------------------------------------------------ */

static bool
same_host_text(struct pd_bytes one, struct pd_bytes other)
{
	return one.size == other.size &&
	       (one.size == 0 || pd_ascii_compare_begin((const char *)one.data,
					 (const char *)other.data, one.size) == 0);
}

static struct pd_bytes
skip_bytes(struct pd_bytes text, size_t size)
{
	return (struct pd_bytes){text.data + size, text.size - size};
}

static bool
begins_with(struct pd_bytes text, const char *beginning)
{
	size_t size = strlen(beginning);
	return text.size >= size && memcmp(text.data, beginning, size) == 0;
}

/* Is host the same as domain, or below it? */
static bool
is_within(struct pd_bytes host, struct pd_bytes domain)
{
	if (host.size <= domain.size)
		return same_host_text(host, domain);
	struct pd_bytes end = skip_bytes(host, host.size - domain.size);
	return same_host_text(end, domain) && (domain.size == 0 || end.data[-1] == '.');
}

/* Labels of letters, digits, - and _, none of them empty. */
static bool
is_host(struct pd_bytes text)
{
	size_t label = 0;
	for (size_t i = 0; i < text.size; i++) {
		unsigned char c = text.data[i];
		bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			    (c >= '0' && c <= '9') || c == '-' || c == '_';
		if (c == '.' ? label == 0 : !good)
			return false;
		label = c == '.' ? 0 : label + 1;
	}
	return label > 0;
}

/* May a host be found to match that text? Not only where it is a name: libraries take
 * *ww.example for www.example, and pass over a dot at the end. */
static bool
may_match_host(struct pd_bytes text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] != '.' && text.data[i] != '*' &&
			!is_host(skip_bytes((struct pd_bytes){text.data, i + 1}, i)))
			return false;
	return text.size > 0;
}

static bool
is_dns(struct pd_bytes name)
{
	return is_host(begins_with(name, "*.") ? skip_bytes(name, 2) : name);
}

/* A constraint with a dot before it, which RFC 5280 does not know for DNS names, but
 * everybody uses, means what is below it. */
static bool
covers_dns(struct pd_bytes base, struct pd_bytes name, enum subtrees list)
{
	bool wildcard = begins_with(name, "*."), below = begins_with(base, ".");
	struct pd_bytes host = wildcard ? skip_bytes(name, 2) : name;
	struct pd_bytes domain = below ? skip_bytes(base, 1) : base;
	if (is_within(host, domain))
		return !below || wildcard || host.size > domain.size;
	/* *.a.example may stand for b.a.example, which is excluded. */
	return list == EXCLUDED && wildcard && is_within(domain, host) &&
	       memchr(domain.data, '.', domain.size - host.size - 1) == NULL;
}

/* ---- mail addresses and URIs ------------------------------------------------------ */

/* Of a URI or a mail address: a host, or with a dot before it all hosts below. */
static bool
covers_host(struct pd_bytes base, struct pd_bytes host)
{
	if (base.size == 0)
		return true;
	if (!begins_with(base, "."))
		return same_host_text(base, host);
	return is_within(host, skip_bytes(base, 1)) && host.size >= base.size;
}

static const unsigned char *
find_byte(struct pd_bytes text, char wanted)
{
	return text.size > 0 ? memchr(text.data, wanted, text.size) : NULL;
}

/* The part behind the @; false if it is no mail address. */
static bool
host_of_email(struct pd_bytes name, struct pd_bytes *host)
{
	const unsigned char *at = find_byte(name, '@');
	if (at == NULL || at == name.data)
		return false;
	*host = skip_bytes(name, (size_t)(at + 1 - name.data));
	return is_host(*host);
}

static bool
covers_email(struct pd_bytes base, struct pd_bytes name)
{
	struct pd_bytes host, base_host;
	if (!host_of_email(name, &host))
		return false;
	if (find_byte(base, '@') == NULL)
		return covers_host(base, host);
	/* The part before @ is case-sensitive. */
	return host_of_email(base, &base_host) && same_host_text(host, base_host) &&
	       base.size == name.size &&
	       memcmp(base.data, name.data, base.size - base_host.size) == 0;
}

/* The host of a URI with an authority; false if there is none, or it is an address. */
static bool
host_of_uri(struct pd_bytes uri, struct pd_bytes *host)
{
	const unsigned char *colon = find_byte(uri, ':');
	if (colon == NULL)
		return false;
	struct pd_bytes rest = skip_bytes(uri, (size_t)(colon + 1 - uri.data));
	if (!begins_with(rest, "//"))
		return false;
	rest = skip_bytes(rest, 2);
	size_t size = 0;
	while (size < rest.size && memchr("/?#", rest.data[size], 3) == NULL)
		size++;
	rest.size = size;
	const unsigned char *user = find_byte(rest, '@');
	if (user != NULL)
		rest = skip_bytes(rest, (size_t)(user + 1 - rest.data));
	const unsigned char *port = find_byte(rest, ':');
	if (port != NULL)
		rest.size = (size_t)(port - rest.data);
	*host = rest;
	bool number = true;
	for (size_t i = 0; i < rest.size; i++)
		number = number &&
			 (rest.data[i] == '.' || pd_ascii_is_digit(rest.data[i]));
	return is_host(rest) && !number;
}

/* ---- addresses -------------------------------------------------------------------- */

enum { IPV4_SIZE = 4, IPV6_SIZE = 16 };

/* An address and a mask of ones before zeros. */
static bool
is_network(struct pd_bytes base)
{
	size_t half = base.size / 2;
	bool ended = false;
	if (base.size != 2 * IPV4_SIZE && base.size != 2 * IPV6_SIZE)
		return false;
	for (size_t bit = 0; bit < 8 * half; bit++) {
		bool set = (base.data[half + bit / 8] & (0x80 >> bit % 8)) != 0;
		if (set && ended)
			return false;
		ended = !set;
	}
	return true;
}

static bool
covers_address(struct pd_bytes base, struct pd_bytes name)
{
	if (base.size != 2 * name.size)
		return false;
	for (size_t i = 0; i < name.size; i++)
		if (((base.data[i] ^ name.data[i]) & base.data[name.size + i]) != 0)
			return false;
	return true;
}

/* ---- subtrees --------------------------------------------------------------------- */

struct constraints {
	struct pd_bytes permitted, excluded; /* GeneralSubtree after GeneralSubtree */
	long *comparisons;
	char **outside; /* gets the first name that they do not allow; may be NULL */
};

/* false also for a minimum or maximum, which RFC 5280 forbids. */
static bool
take_subtree(struct pd_bytes *rest, struct general *base)
{
	struct pd_bytes inside;
	return pd_take(rest, PD_DER_SEQUENCE, &inside) && take_general(&inside, base) &&
	       inside.size == 0 &&
	       (base->kind != KIND_ADDRESS || is_network(base->value));
}

static bool
are_subtrees(struct pd_bytes subtrees)
{
	struct general base;
	while (subtrees.size > 0)
		if (!take_subtree(&subtrees, &base))
			return false;
	return true;
}

static bool
read_constraints(struct pd_bytes value, struct constraints *out)
{
	struct pd_bytes inside;
	if (!pd_take(&value, PD_DER_SEQUENCE, &inside))
		return false;
	(void)pd_take(
		&inside, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 0, &out->permitted);
	(void)pd_take(&inside, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 1, &out->excluded);
	return inside.size == 0 && out->permitted.size + out->excluded.size > 0 &&
	       are_subtrees(out->permitted) && are_subtrees(out->excluded);
}

/* Can this name be compared at all? */
static bool
is_comparable(const struct general *name)
{
	struct pd_bytes host;
	switch (name->kind) {
	case KIND_DNS:
		return is_dns(name->value);
	case KIND_EMAIL:
		return host_of_email(name->value, &host);
	case KIND_URI:
		return host_of_uri(name->value, &host);
	case KIND_ADDRESS:
		return name->value.size == IPV4_SIZE || name->value.size == IPV6_SIZE;
	case KIND_DIRECTORY:
		return pd_name_is_comparable(name->value);
	default:
		return false;
	}
}

/* A host, all below one, or everything. */
static bool
is_host_base(struct pd_bytes base)
{
	struct pd_bytes host = begins_with(base, ".") ? skip_bytes(base, 1) : base;
	return base.size == 0 || is_host(host);
}

/* A subtree that nothing compares with, such as *.example or https://example, must not
 * be taken for one that excludes nothing. */
static bool
is_comparable_base(const struct general *base)
{
	struct pd_bytes host;
	switch (base->kind) {
	case KIND_DNS:
	case KIND_URI:
		return is_host_base(base->value);
	case KIND_EMAIL:
		return is_host_base(base->value) || host_of_email(base->value, &host);
	case KIND_DIRECTORY:
		return pd_name_is_comparable(base->value);
	default:
		return true;
	}
}

static bool
covers(const struct general *base, const struct general *name, enum subtrees list)
{
	struct pd_bytes host;
	switch (name->kind) {
	case KIND_DNS:
		return covers_dns(base->value, name->value, list);
	case KIND_EMAIL:
		return covers_email(base->value, name->value);
	case KIND_URI:
		return host_of_uri(name->value, &host) &&
		       covers_host(base->value, host);
	case KIND_ADDRESS:
		return covers_address(base->value, name->value);
	default:
		return pd_name_begins(name->value, base->value);
	}
}

/* Where a name lies in relation to the subtrees of its kind. */
enum place { PLACE_NO_SUBTREE, PLACE_OUTSIDE, PLACE_INSIDE };

/* Directory names are decoded for each comparison. */
static long
cost_of(const struct general *base, const struct general *name)
{
	bool decoded = base->kind == KIND_DIRECTORY && name->kind == KIND_DIRECTORY;
	return decoded ? 1 + (long)((base->value.size + name->value.size) / 64) : 1;
}

static enum place
find_place(const struct constraints *constraints, struct pd_bytes subtrees,
	const struct general *name, enum subtrees list)
{
	enum place place = PLACE_NO_SUBTREE;
	struct general base;
	while (take_subtree(&subtrees, &base)) {
		*constraints->comparisons -= cost_of(&base, name);
		if (base.kind != name->kind)
			continue;
		if (*constraints->comparisons < 0)
			return list == EXCLUDED ? PLACE_INSIDE : PLACE_OUTSIDE;
		if (!is_comparable(name) || !is_comparable_base(&base))
			return list == EXCLUDED ? PLACE_INSIDE : PLACE_OUTSIDE;
		if (covers(&base, name, list))
			return PLACE_INSIDE;
		place = PLACE_OUTSIDE;
	}
	return place;
}

/* As an operator writes it; free() it. */
static char *
general_text(const struct general *name)
{
	struct pd_error ignored = {0};
	if (name->kind == KIND_ADDRESS &&
		(name->value.size == IPV4_SIZE || name->value.size == IPV6_SIZE)) {
		PD_AUTO(pd_drop_text)
		char *address = pd_address_text(name->value.data, name->value.size);
		return pd_format("IP:%s", address);
	}
	if (name->kind == KIND_DIRECTORY) {
		PD_AUTO(pd_drop_name)
		struct pd_name *subject = pd_name_from_der(name->value, &ignored);
		PD_AUTO(pd_drop_text)
		char *text = subject ? pd_name_text(subject) : pd_copy("?");
		return pd_quote(text, strlen(text));
	}
	PD_AUTO(pd_drop_text)
	char *quoted = pd_quote((const char *)name->value.data, name->value.size);
	return pd_format("%s:%s",
		name->is_mailbox           ? "MAILBOX"
		: name->kind == KIND_DNS   ? "DNS"
		: name->kind == KIND_EMAIL ? "EMAIL"
		: name->kind == KIND_URI   ? "URI"
					   : "?",
		quoted);
}

static bool
allows_name(const struct constraints *constraints, const struct general *name)
{
	bool allowed = *constraints->comparisons > 0 &&
		       find_place(constraints, constraints->permitted, name,
			       PERMITTED) != PLACE_OUTSIDE &&
		       find_place(constraints, constraints->excluded, name, EXCLUDED) !=
			       PLACE_INSIDE;
	if (!allowed && constraints->outside != NULL && *constraints->outside == NULL)
		*constraints->outside = general_text(name);
	return allowed;
}

/* ---- the names of a certificate ---------------------------------------------------- */

/* A value of the subject, in whatever string type, taken as a name of that kind. What
 * cannot be decoded is an empty name, which cannot be compared. */
static bool
allows_value(const struct constraints *constraints, unsigned tag, struct pd_bytes value,
	enum kind kind)
{
	PD_AUTO(pd_drop_text) char *text = pd_name_decode(tag, value);
	struct general name = {.kind = kind};
	if (text != NULL)
		name.value = (struct pd_bytes){(unsigned char *)text, strlen(text)};
	bool is_other_text =
		kind == KIND_DNS && text != NULL && !may_match_host(name.value);
	return is_other_text || allows_name(constraints, &name);
}

/* SmtpUTF8Mailbox, of another string type than it has to be too: an empty address then,
 * which cannot be compared. */
static bool
read_mailbox(const struct general *name, struct general *out)
{
	struct pd_bytes other = name->value, type, wrapped;
	*out = (struct general){.kind = KIND_EMAIL, .is_mailbox = true};
	if (name->kind != KIND_OTHER || !pd_take(&other, PD_DER_OID, &type) ||
		!pd_bytes_equal(type, OTHER_MAILBOX))
		return false;
	if (pd_take(&other, PD_DER_CONTEXT | PD_DER_CONSTRUCTED, &wrapped))
		(void)pd_take(&wrapped, PD_DER_UTF8, &out->value);
	return true;
}

/* Constraints of mail addresses hold for mailboxes beyond ASCII, too (RFC 9598 6). */
static bool
allows_alternative(const struct constraints *constraints, const struct general *name)
{
	struct general mailbox;
	return allows_name(constraints, name) &&
	       (!read_mailbox(name, &mailbox) || allows_name(constraints, &mailbox));
}

/* The values of that attribute in the subject. */
static bool
allows_attribute(const struct constraints *constraints, struct pd_bytes subject,
	struct pd_bytes type, enum kind kind)
{
	struct pd_bytes set, attribute, found, value;
	unsigned tag;
	if (!pd_take(&subject, PD_DER_SEQUENCE, &subject))
		return false;
	while (pd_take(&subject, PD_DER_SET, &set))
		while (pd_take(&set, PD_DER_SEQUENCE, &attribute))
			if (pd_take(&attribute, PD_DER_OID, &found) &&
				pd_bytes_equal(found, type) &&
				pd_der_next(&attribute, &tag, &value) &&
				!allows_value(constraints, tag, value, kind))
				return false;
	return true;
}

static bool
allows_subject(const struct constraints *constraints, struct pd_bytes subject)
{
	struct pd_bytes inside, whole = subject;
	const struct general name = {.kind = KIND_DIRECTORY, .value = subject};
	if (!pd_take(&whole, PD_DER_SEQUENCE, &inside))
		return false;
	return inside.size == 0 || allows_name(constraints, &name);
}

static bool
allow_certificate(struct constraints constraints, struct pd_bytes value,
	const struct pd_certificate_parts *certificate, bool endpoint)
{
	struct pd_extension found;
	struct pd_bytes names = {0};
	bool has_dns = false;
	if (!read_constraints(value, &constraints) ||
		!allows_subject(&constraints, certificate->subject))
		return false;
	if (pd_extension_find(
		    certificate->extensions, PD_EXTENSION_ALTERNATIVES, &found) &&
		!pd_take(&found.value, PD_DER_SEQUENCE, &names))
		return false;
	while (names.size > 0) {
		struct general name;
		if (!take_general(&names, &name) ||
			!allows_alternative(&constraints, &name))
			return false;
		has_dns = has_dns || name.kind == KIND_DNS;
	}
	/* An address in the subject is shown as the holder's, whatever there is beside it. */
	return allows_attribute(&constraints, certificate->subject, ATTRIBUTE_EMAIL,
		       KIND_EMAIL) &&
	       (has_dns || !endpoint ||
		       allows_attribute(&constraints, certificate->subject,
			       ATTRIBUTE_COMMON_NAME, KIND_DNS));
}

bool
pd_constraints_hold(struct pd_bytes value,
	const struct pd_certificate_parts *certificate, bool endpoint,
	long *comparisons)
{
	const struct constraints constraints = {.comparisons = comparisons};
	return allow_certificate(constraints, value, certificate, endpoint);
}

char *
pd_constraints_outside(struct pd_bytes value,
	const struct pd_certificate_parts *certificate, bool endpoint)
{
	long comparisons = PD_CONSTRAINTS_LIMIT;
	char *outside = NULL;
	const struct constraints constraints = {
		.comparisons = &comparisons, .outside = &outside};
	(void)allow_certificate(constraints, value, certificate, endpoint);
	return outside;
}
