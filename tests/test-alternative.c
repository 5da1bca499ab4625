/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/alternative.h"

#include "base/text.h"
#include "tap.h"
#include "tool.h"
#include "x509/name/alternative_parse.h"
#include "x509/write/issue.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define LABEL_63 "a23456789b23456789c23456789d23456789e23456789f23456789g23456789"

static void
test_parse(void)
{
	static const struct {
		const char *typed, *shown;
	} rows[] = {
		{"", ""},
		{" ,\n", ""},
		{"www.example.org", "DNS:www.example.org"},
		{"dns:www.example.org,Ip:192.0.2.1",
			"DNS:www.example.org,IP:192.0.2.1"},
		{"a.example , b.example\r\nc.example\n",
			"DNS:a.example,DNS:b.example,DNS:c.example"},
		{"localhost", "DNS:localhost"},
		{"_dmarc.example.org", "DNS:_dmarc.example.org"},
		{"r3---sn.example.org", "DNS:r3---sn.example.org"},
		{"www.example.org.", "DNS:www.example.org"},
		{"*.example.org", "DNS:*.example.org"},
		{LABEL_63 ".example", "DNS:" LABEL_63 ".example"},
		/* kinds are guessed */
		{"192.0.2.7", "IP:192.0.2.7"},
		{"2001:DB8:0:0::7", "IP:2001:db8::7"},
		{"IP:::FFFF:192.0.2.7", "IP:::ffff:192.0.2.7"},
		{"https://www.example.org/a?b=c#d",
			"URI:https://www.example.org/a?b=c#d"},
		{"admin@example.org", "EMAIL:admin@example.org"},
		{"URI:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
			"URI:urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"},
		{"DNS:192.0.2.300", "DNS:192.0.2.300"},
		/* IDNA2008, non-transitional */
		{"b\xc3\xbc"
		 "cher.example",
			"DNS:xn--bcher-kva.example"},
		{"*.FA\xc3\x9f.example", "DNS:*.xn--fa-hia.example"},
		{"xn--bcher-kva.example", "DNS:xn--bcher-kva.example"},
		{"_a.b\xc3\xbc"
		 "cher.example",
			"DNS:_a.xn--bcher-kva.example"},
		{"x@b\xc3\xbc"
		 "cher.example",
			"EMAIL:x@xn--bcher-kva.example"},
		/* a comma inside is escaped, both ways */
		{"URI:https://a.example/b\\,c", "URI:https://a.example/b\\,c"},
		/* duplicates are dropped */
		{"a.example,DNS:A.EXAMPLE,2001:db8::1,2001:db8:0::1",
			"DNS:a.example,IP:2001:db8::1"},
		{"a@b.example,A@b.example", "EMAIL:a@b.example,EMAIL:A@b.example"},
		/* otherName */
		{"upn:alice@corp", "UPN:alice@corp"},
		{"UPN:\xc3\xacnes@example.org", "UPN:\xc3\xacnes@example.org"},
		{"SRV:_imaps.example.org", "SRV:_imaps.example.org"},
		{"XMPP:im.example.org,XMPP:a@im.example.org",
			"XMPP:im.example.org,XMPP:a@im.example.org"},
		{"MAILBOX:\xc3\xbc@example.org", "MAILBOX:\xc3\xbc@example.org"},
		{"MAILBOX:\xc3\xbc@b\xc3\xbc.example",
			"MAILBOX:\xc3\xbc@xn--b-eha.example"},
		{"othername:1.2.3.4=text", "otherName:1.2.3.4=text"},
		{"otherName:1.2.3.4=a\\,b=c", "otherName:1.2.3.4=a\\,b=c"},
		{"otherName:1.2.3.4=#0500", "otherName:1.2.3.4=#0500"},
		{"otherName:1.2.3.4=#0c0175", "otherName:1.2.3.4=u"},
		{"otherName:1.3.6.1.4.1.311.20.2.3=a@b,UPN:a@b", "UPN:a@b"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
		PD_AUTO(pd_alternatives_free) struct pd_alternatives again = {0};
		struct pd_error error = {0};
		PD_AUTO(pd_drop_text) char *rule = pd_text_safe_string(rows[i].typed);
		bool good = pd_alternatives_parse(rows[i].typed, "san", &names, &error);
		tap_is(good ? "" : error.message, "", "'%s' is taken", rule);
		PD_AUTO(pd_drop_text) char *shown = pd_alternatives_text(&names);
		tap_is(shown, rows[i].shown, "'%s' is shown so", rule);
		good = pd_alternatives_parse(shown, "san", &again, &error);
		PD_AUTO(pd_drop_text) char *second = pd_alternatives_text(&again);
		tap_is(good ? second : error.message, shown,
			"'%s': what is shown is taken again", rule);
	}
}

static const struct {
	const char *typed, *part;
} refused[] = {
	{"a.example,192.0.2.300", "\"192.0.2.300\" is not an IP address; write "
				  "DNS:192.0.2.300 if it is a name"},
	{"1.2.3", "\"1.2.3\" is not an IP address"},
	{"IP:[2001:db8::7]", "is not an IP address; write it without brackets"},
	{"2001:db8::/64", "is not an IP address; write it without brackets"},
	{"IP:host", "\"host\" is not an IP address; write DNS:host"},
	{"2001:db8::zz", "write DNS:, IP:, EMAIL:, URI: or UPN:"},
	{"2001:db8::12345", "\"2001:db8::12345\" is not an IP address"},
	{"192.0.2.0/24", "is not a DNS name"},
	{"www.example.org:443", "no port number"},
	{"FOO:bar", "\"FOO:bar\" has no known kind before its colon"},
	{"a.example b.example", "\"a.example b.example\" holds a blank or a control"},
	{"DNS:", "\"DNS:\" has no name behind it"},
	{"w*.example.org", "\"w*.example.org\" has a wildcard"},
	{"www.*.example.org", "\"www.*.example.org\" has a wildcard"},
	{"*.*.example.org", "has a wildcard"},
	{"*.org", "\"*.org\" has a wildcard"},
	{"*", "\"*\" has a wildcard"},
	{"a..example", "\"a..example\" is not a DNS name"},
	{"-a.example", "\"-a.example\" is not a DNS name"},
	{"a-.example", "\"a-.example\" is not a DNS name"},
	{".", "\".\" is not an IP address"},
	{"a/b", "\"a/b\" is not a DNS name"},
	{LABEL_63 "x.example", "has at most 253 characters, and 63 between"},
	{LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63, "at most 253"},
	{"*." LABEL_63 "." LABEL_63 "." LABEL_63 "." LABEL_63, "at most 253"},
	{"\xe2\x98\x83.example", "IDNA2008"},
	{"xn--zzzz--.example", "IDNA2008"},
	{"\xff\xfe.example", "\"\\xff\\xfe.example\" is not an international name"},
	{"EMAIL:admin", "\"admin\" is not an e-mail address"},
	{"@example.org", "\"@example.org\" is not an e-mail address"},
	{"\xc3\xbc@example.org", "write MAILBOX:\xc3\xbc@example.org"},
	{"EMAIL:\xc3\xbc", "is not an e-mail address"},
	{"a@*.example.org", "\"a@*.example.org\" is not a DNS name"},
	{"a@b@c", "\"a@b@c\" is not a DNS name"},
	{"URI:www.example.org", "\"www.example.org\" is not a URI; write one with its "
				"scheme, such as https://"},
	{"URI:https:", "\"https:\" is not a URI"},
	{"1://a", "\"1://a\" is not a URI"},
	{"https://a.example/\xc3\xbc", "two hex digits"},
	{"https://a.example/<b>", "two hex digits"},
	{"DNS:a\x1b[31m", "\\x1b[31m\" holds a blank"},
	{"UPN:alice", "\"alice\" is not a user at a domain"},
	{"UPN:@example.org", "\"@example.org\" is not a user at a domain"},
	{"UPN:\xff@example.org", "is not a user at a domain"},
	{"SRV:example.org", "\"example.org\" is not a service at a domain"},
	{"SRV:_.example.org", "is not a service at a domain"},
	{"UPN:a\xe2\x80\xae@b", "is not a user at a domain"},
	{"MAILBOX:x", "\"x\" is not an e-mail address with a character before the @"},
	{"MAILBOX:x@example.org", "write EMAIL: for any other"},
	{"MAILBOX:\xc3\xbc@a b", "holds a blank"},
	{"MAILBOX:\xc3\xbc@-", "\"\xc3\xbc@-\" is not a DNS name"},
	{"XMPP:\xff", "is not a Jabber address"},
	{"otherName:1.2.3", "\"1.2.3\" is not a type and a value"},
	{"otherName:1.2.3=", "is not a type and a value"},
	{"otherName:9.9=x", "is not a type and a value"},
	{"otherName:1.2.3=#0501", "is not a type and a value"},
	{"otherName:1.2.3=#05000500", "is not a type and a value"},
	{"otherName:1.2.3=#", "is not a type and a value"},
	{"otherName:1.2.3=#0", "is not a type and a value"},
};

static void
test_refused(void)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct pd_alternatives names = {0};
		struct pd_error error = {0};
		PD_AUTO(pd_drop_text)
		char *rule = pd_text_safe_string(refused[i].typed);
		tap_ok(!pd_alternatives_parse(
			       refused[i].typed, "san", &names, &error) &&
				error.code == PD_EINPUT && names.items == NULL,
			"'%s' is refused", rule);
		tap_has(error.message, refused[i].part, "'%s': the sentence", rule);
		tap_is(error.input, "san", "'%s': the field", rule);
	}
}

static void
test_limit(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (int i = 0; i < 1000; i++)
		pd_buffer_add_format(&text, "h%d.example,", i);
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	struct pd_alternatives none = {0};
	struct pd_error error = {0};
	tap_ok(pd_alternatives_parse(pd_buffer_text(&text), "san", &names, &error) &&
			names.count == 1000,
		"1,000 names are taken");
	pd_buffer_add_text(&text, "h1000.example");
	tap_ok(!pd_alternatives_parse(pd_buffer_text(&text), "san", &none, &error),
		"one more is refused");
	tap_has(error.message, "more than 1,000 names", "and the sentence says so");
}

static void
test_read(void)
{
	static const struct {
		const char *hex, *shown;
	} rows[] = {
		{"3000", ""},
		{"300B 8209 612E6578616D706C65", "DNS:a.example"},
		{"3006 8704 C0000207", "IP:192.0.2.7"},
		{"3012 8710 20010DB8000000000000000000000007", "IP:2001:db8::7"},
		{"3006 8204 61002E62", "DNS:#61002E62"},
		{"3004 8202 FF61", "DNS:#FF61"},
		{"3002 8200", "DNS:#"},
		{"3005 8703 C00002", "IP:#C00002"},
		{"300A 8208 612C20444E533A62", "DNS:a\\, DNS:b"},
		{"3005 8803 2A0304", "RID:1.2.3.4"},
		{"3012 A410 300E310C300A06035504030C03612C62", "DirName:CN=a\\\\\\,b"},
		{"3013 A011 060A2B060104018237140203 A003 0C0175", "UPN:u"},
		{"3013 A011 060A2B060104018237140203 A003 160175",
			"otherName:1.3.6.1.4.1.311.20.2.3=#160175"},
		{"3013 A011 060A2B060104018237140203 A003 0C0120", "UPN: "},
		{"3013 A011 060A2B060104018237140203 A003 0C0100",
			"otherName:1.3.6.1.4.1.311.20.2.3=#0C0100"},
		{"3011 A00F 06082B06010505070807 A003 16015F", "SRV:_"},
		{"3011 A00F 06082B06010505070805 A003 0C0175", "XMPP:u"},
		{"300A A008 06022A03 A002 0500", "otherName:1.2.3=#0500"},
		{"300B A009 06022A03 A003 0C0175", "otherName:1.2.3=u"},
		{"300B A009 06022A03 A003 0C0123", "otherName:1.2.3=#0C0123"},
		{"300B A009 06022A03 A003 160175", "otherName:1.2.3=#160175"},
		{"300C A00A 06022A03 A004 05000500", "[0]:#06022A03A00405000500"},
		{"3004 A302 0500", "[3]:#0500"},
		{"3003 A001 06", "[0]:#06"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer der = tool_hex(rows[i].hex);
		PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
		struct pd_error error = {0};
		bool good =
			pd_alternatives_from_der(pd_buffer_bytes(&der), &names, &error);
		PD_AUTO(pd_drop_text) char *shown = pd_alternatives_text(&names);
		tap_is(good ? shown : error.message, rows[i].shown, "%s is shown so",
			rows[i].hex);
	}
	static const char *const damaged[] = {
		"", "3101", "30028201", "300082", "0500", "30038201611F00"};
	for (size_t i = 0; i < COUNT(damaged); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer der = tool_hex(damaged[i]);
		struct pd_alternatives names = {0};
		struct pd_error error = {0};
		tap_ok(!pd_alternatives_from_der(
			       pd_buffer_bytes(&der), &names, &error) &&
				names.items == NULL,
			"'%s' is refused", damaged[i]);
		tap_has(error.message, "GeneralNames", "'%s': the sentence",
			damaged[i]);
	}
}

static void
test_der(void)
{
	static const char text[] =
		"DNS:*.example.org,IP:192.0.2.7,IP:2001:db8::7,EMAIL:x@y.example,"
		"URI:https://a.example/"
		"b\\,c,UPN:alice@example.org,SRV:_imaps.example.org,"
		"XMPP:a@im.example.org,MAILBOX:\xc3\xbc@example.org,otherName:1.2.3.4="
		"text,"
		"otherName:1.2.3.5=#020105";
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	PD_AUTO(pd_alternatives_free) struct pd_alternatives again = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer request = {0};
	struct pd_error error = {0};
	tap_ok(pd_alternatives_parse(text, "san", &names, &error),
		"names of each kind");
	pd_alternatives_der(&names, &der);
	tap_ok(pd_alternatives_from_der(pd_buffer_bytes(&der), &again, &error),
		"are read from the DER that they make");
	PD_AUTO(pd_drop_text) char *shown = pd_alternatives_text(&again);
	tap_is(shown, text, "and are the same");

	PD_AUTO(pd_drop_key)
	struct pd_key *key =
		pd_key_generate(&(struct pd_key_kind){.algorithm = PD_ED25519}, &error);
	PD_AUTO(pd_drop_name)
	struct pd_name *subject = pd_name_parse("CN=a", "", &error);
	if (tool_is_missing("openssl") ||
		!pd_issue_request(subject, &names, key, &request, &error)) {
		tap_skip("openssl is missing");
		return;
	}
	tool_put("csr", pd_buffer_bytes(&request));
	PD_AUTO(pd_drop_text)
	char *said = tool_run(NULL, "openssl req -inform DER -in csr -noout -text");
	tap_has(said,
		"DNS:*.example.org, IP Address:192.0.2.7, IP "
		"Address:2001:DB8:0:0:0:0:0:7, "
		"email:x@y.example, URI:https://a.example/b,c",
		"OpenSSL reads them as we do");
	PD_AUTO(pd_drop_text)
	char *parsed =
		tool_run(NULL, "openssl asn1parse -inform DER -in csr -dump "
			       "-strparse $(openssl asn1parse -inform DER -in csr | "
			       "sed -n '/Alternative/{n;s/:.*//;p}')");
	static const char *const others[] = {"Microsoft User Principal Name",
		"UTF8STRING        :alice@example.org",
		"IA5STRING         :_imaps.example.org",
		"UTF8STRING        :a@im.example.org", "UTF8STRING        :text",
		"INTEGER           :05"};
	for (size_t i = 0; i < COUNT(others); i++)
		tap_has(parsed, others[i], "and finds in other names: %s", others[i]);
}

int
main(void)
{
	tool_begin();
	test_parse();
	test_refused();
	test_limit();
	test_read();
	test_der();
	return tap_done();
}
