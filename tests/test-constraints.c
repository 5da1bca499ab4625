/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/constraints.h"

#include <string.h>

#include "base/memory.h"
#include "tap.h"
#include "x509/der/der.h"

/* Name constraints (RFC 5280 4.2.1.10), one name against one subtree a row. */

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])
#define BYTES(text) (text), sizeof(text) - 1

enum { EMAIL = 1, DNS = 2, URI = 6, ADDRESS = 7 };

static const struct {
	unsigned kind;
	const char *base;
	size_t base_size;
	const char *name;
	size_t name_size;
	bool permitted; /* with the base as the only permitted subtree */
	bool excluded;  /* with it as the only excluded one: refused */
} rows[] = {
	{DNS, BYTES("example.org"), BYTES("example.org"), true, true},
	{DNS, BYTES("example.org"), BYTES("a.b.EXAMPLE.org"), true, true},
	{DNS, BYTES("example.org"), BYTES("badexample.org"), false, false},
	{DNS, BYTES("example.org"), BYTES("example.org.evil"), false, false},
	{DNS, BYTES("example.org"), BYTES("*.example.org"), true, true},
	{DNS, BYTES("b.example.org"), BYTES("*.example.org"), false, true},
	{DNS, BYTES(".example.org"), BYTES("example.org"), false, false},
	{DNS, BYTES(".example.org"), BYTES("a.example.org"), true, true},
	{DNS, BYTES(""), BYTES("anything.example"), true, true},
	{DNS, BYTES("example.org"), BYTES("evil\0.example.org"), false, true},
	{EMAIL, BYTES("example.org"), BYTES("a@example.org"), true, true},
	{EMAIL, BYTES("example.org"), BYTES("a@mail.example.org"), false, false},
	{EMAIL, BYTES(".example.org"), BYTES("a@mail.example.org"), true, true},
	{EMAIL, BYTES("a@example.org"), BYTES("a@EXAMPLE.org"), true, true},
	{EMAIL, BYTES("a@example.org"), BYTES("A@example.org"), false, false},
	{EMAIL, BYTES("example.org"), BYTES("a@b@example.org"), false, true},
	{URI, BYTES("example.org"), BYTES("https://example.org/x?y#z"), true, true},
	{URI, BYTES("example.org"), BYTES("https://u@example.org:8/x"), true, true},
	{URI, BYTES("example.org"), BYTES("https://a.example.org/"), false, false},
	{URI, BYTES(".example.org"), BYTES("https://a.example.org/"), true, true},
	{URI, BYTES("example.org"), BYTES("https://example.org@evil/"), false, false},
	{URI, BYTES("example.org"), BYTES("https://example.org\0.evil/"), false, true},
	{URI, BYTES("example.org"), BYTES("https://192.0.2.1/"), false, true},
	{URI, BYTES("example.org"), BYTES("urn:example.org"), false, true},
	{ADDRESS, BYTES("\300\0\2\0\377\377\377\0"), BYTES("\300\0\2\7"), true, true},
	{ADDRESS, BYTES("\300\0\2\0\377\377\377\0"), BYTES("\300\0\3\7"), false, false},
	{ADDRESS, BYTES("\300\0\2\0\377\377\377\0"), BYTES("\300\0\2"), false, true},
	/* What is no subtree may have been meant to exclude anything. */
	{DNS, BYTES("example.org."), BYTES("a.example.org"), false, true},
	{DNS, BYTES("*.example.org"), BYTES("a.example.org"), false, true},
	{DNS, BYTES("..example.org"), BYTES("a.example.org"), false, true},
	{DNS, BYTES("ex\xc3\xa4mple.org"), BYTES("example.org"), false, true},
	{EMAIL, BYTES("@example.org"), BYTES("a@example.org"), false, true},
	{EMAIL, BYTES("*.example.org"), BYTES("a@b.example.org"), false, true},
	{EMAIL, BYTES("a@example.org."), BYTES("a@example.org"), false, true},
	{EMAIL, BYTES(""), BYTES("a@example.org"), true, true},
	{URI, BYTES("https://example.org"), BYTES("https://example.org/"), false, true},
	{URI, BYTES("example.org:443"), BYTES("https://example.org/"), false, true},
};

/* NameConstraints with one subtree: permitted (0) or excluded (1). */
static struct pd_buffer
constraints(size_t row, unsigned list)
{
	struct pd_buffer out = {0};
	size_t whole = pd_der_begin(&out), subtrees = pd_der_begin(&out),
	       subtree = pd_der_begin(&out);
	pd_der_put(&out, PD_DER_CONTEXT | rows[row].kind, rows[row].base,
		rows[row].base_size);
	pd_der_end(&out, subtree, PD_DER_SEQUENCE);
	pd_der_end(&out, subtrees, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | list);
	pd_der_end(&out, whole, PD_DER_SEQUENCE);
	return out;
}

/* The subjectAltName extension with one name. */
static struct pd_buffer
names(size_t row)
{
	struct pd_buffer out = {0};
	size_t extension = pd_der_begin(&out);
	pd_der_put_oid(&out, "2.5.29.17");
	size_t octets = pd_der_begin(&out), list = pd_der_begin(&out);
	pd_der_put(&out, PD_DER_CONTEXT | rows[row].kind, rows[row].name,
		rows[row].name_size);
	pd_der_end(&out, list, PD_DER_SEQUENCE);
	pd_der_end(&out, octets, PD_DER_OCTET_STRING);
	pd_der_end(&out, extension, PD_DER_SEQUENCE);
	return out;
}

static bool
hold(size_t row, unsigned list, long comparisons)
{
	static const unsigned char nobody[] = {PD_DER_SEQUENCE, 0};
	PD_AUTO(pd_buffer_free) struct pd_buffer value = constraints(row, list);
	PD_AUTO(pd_buffer_free) struct pd_buffer extensions = names(row);
	const struct pd_certificate_parts parts = {
		.subject = {nobody, sizeof nobody},
		.extensions = pd_buffer_bytes(&extensions),
	};
	return pd_constraints_hold(pd_buffer_bytes(&value), &parts, true, &comparisons);
}

/* Common names of an endpoint without alternative names, where evil.example is excluded.
 * GnuTLS takes *ww.evil.example for www.evil.example. */
static const struct {
	const char *text;
	bool holds;
} common_names[] = {
	{"www.good.example", true},
	{"Evil Example", true},
	{"", true},
	{"www.evil.example", false},
	{"*.evil.example", false},
	{"*ww.evil.example", false},
	{"www.evil.example.", false},
};

static void
put_excluded(struct pd_buffer *out, unsigned kind, const char *base)
{
	size_t whole = pd_der_begin(out), subtrees = pd_der_begin(out),
	       subtree = pd_der_begin(out);
	pd_der_put(out, PD_DER_CONTEXT | kind, base, strlen(base));
	pd_der_end(out, subtree, PD_DER_SEQUENCE);
	pd_der_end(out, subtrees, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 1);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

static void
put_subject(struct pd_buffer *out, const char *type, const char *text)
{
	size_t name = pd_der_begin(out), set = pd_der_begin(out),
	       attribute = pd_der_begin(out);
	pd_der_put_oid(out, type);
	pd_der_put(out, PD_DER_UTF8, text, strlen(text));
	pd_der_end(out, attribute, PD_DER_SEQUENCE);
	pd_der_end(out, set, PD_DER_SET);
	pd_der_end(out, name, PD_DER_SEQUENCE);
}

static bool
common_name_holds(const char *text)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0}, subject = {0};
	long comparisons = PD_CONSTRAINTS_LIMIT;
	put_excluded(&value, DNS, "evil.example");
	put_subject(&subject, "2.5.4.3", text);
	const struct pd_certificate_parts parts = {
		.subject = pd_buffer_bytes(&subject)};
	return pd_constraints_hold(pd_buffer_bytes(&value), &parts, true, &comparisons);
}

/* ---- mail addresses that are no rfc822Name -------------------------------------------- */

/* Is an address in the subject refused, where an alternative name has a good one? */
static bool
subject_address_holds(const char *text)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0}, subject = {0}, more = {0};
	long comparisons = PD_CONSTRAINTS_LIMIT;
	put_excluded(&value, EMAIL, "evil.example");
	put_subject(&subject, "1.2.840.113549.1.9.1", text);
	size_t extension = pd_der_begin(&more);
	pd_der_put_oid(&more, "2.5.29.17");
	size_t octets = pd_der_begin(&more), list = pd_der_begin(&more);
	pd_der_put(&more, PD_DER_CONTEXT | EMAIL, BYTES("a@good.example"));
	pd_der_end(&more, list, PD_DER_SEQUENCE);
	pd_der_end(&more, octets, PD_DER_OCTET_STRING);
	pd_der_end(&more, extension, PD_DER_SEQUENCE);
	const struct pd_certificate_parts parts = {
		.subject = pd_buffer_bytes(&subject),
		.extensions = pd_buffer_bytes(&more),
	};
	return pd_constraints_hold(pd_buffer_bytes(&value), &parts, true, &comparisons);
}

/* SmtpUTF8Mailbox (RFC 9598), an otherName, in that string type. */
static bool
mailbox_holds(const char *text, unsigned tag)
{
	static const unsigned char nobody[] = {PD_DER_SEQUENCE, 0};
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0}, more = {0};
	long comparisons = PD_CONSTRAINTS_LIMIT;
	put_excluded(&value, EMAIL, "evil.example");
	size_t extension = pd_der_begin(&more);
	pd_der_put_oid(&more, "2.5.29.17");
	size_t octets = pd_der_begin(&more), list = pd_der_begin(&more),
	       other = pd_der_begin(&more);
	pd_der_put_oid(&more, "1.3.6.1.5.5.7.8.9");
	size_t wrapped = pd_der_begin(&more);
	pd_der_put(&more, tag, text, strlen(text));
	pd_der_end(&more, wrapped, PD_DER_CONTEXT | PD_DER_CONSTRUCTED);
	pd_der_end(&more, other, PD_DER_CONTEXT | PD_DER_CONSTRUCTED);
	pd_der_end(&more, list, PD_DER_SEQUENCE);
	pd_der_end(&more, octets, PD_DER_OCTET_STRING);
	pd_der_end(&more, extension, PD_DER_SEQUENCE);
	const struct pd_certificate_parts parts = {
		.subject = {nobody, sizeof nobody},
		.extensions = pd_buffer_bytes(&more),
	};
	return pd_constraints_hold(pd_buffer_bytes(&value), &parts, true, &comparisons);
}

static void
test_other_addresses(void)
{
	tap_ok(subject_address_holds("b@good.example"),
		"an address in the subject is allowed where it is within");
	tap_ok(!subject_address_holds("b@evil.example"),
		"an address in the subject is compared although there is another");
	tap_ok(mailbox_holds("b\xc3\xa4@good.example", PD_DER_UTF8),
		"a mailbox with an umlaut is allowed where its host is within");
	tap_ok(!mailbox_holds("b\xc3\xa4@evil.example", PD_DER_UTF8),
		"a mailbox with an umlaut is compared as an address");
	tap_ok(!mailbox_holds("b@good.example", PD_DER_IA5),
		"a mailbox in a string type that it cannot have is refused");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(common_names); i++)
		tap_ok(common_name_holds(common_names[i].text) == common_names[i].holds,
			"the common name \"%s\" %s where evil.example is excluded",
			common_names[i].text,
			common_names[i].holds ? "is allowed" : "is refused");
	for (size_t i = 0; i < COUNT(rows); i++) {
		tap_ok(hold(i, 0, PD_CONSTRAINTS_LIMIT) == rows[i].permitted,
			"row %zu: %s %s what permits %s", i, rows[i].name,
			rows[i].permitted ? "is within" : "is outside of",
			rows[i].base);
		tap_ok(hold(i, 1, PD_CONSTRAINTS_LIMIT) == !rows[i].excluded,
			"row %zu: %s %s what excludes %s", i, rows[i].name,
			rows[i].excluded ? "falls under" : "does not fall under",
			rows[i].base);
	}
	test_other_addresses();
	tap_ok(!hold(0, 0, 0), "more comparisons than are allowed are refused");
	static const unsigned char empty[] = {PD_DER_SEQUENCE, 0};
	const struct pd_certificate_parts parts = {.subject = {empty, sizeof empty}};
	long comparisons = PD_CONSTRAINTS_LIMIT;
	tap_ok(!pd_constraints_hold((struct pd_bytes){empty, sizeof empty}, &parts,
		       true, &comparisons),
		"constraints without subtrees are refused");
	return tap_done();
}
