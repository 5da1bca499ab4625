/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name.h"

#include "base/text.h"
#include "tap.h"
#include "tool.h"
#include "x509/certificate/certificate.h"
#include "x509/der/der.h"
#include "x509/write/issue.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

#define TEN "1234567890"
#define SIXTY TEN TEN TEN TEN TEN TEN

/* openssl: what it says to -nameopt RFC2253,-esc_msb,utf8, where it is not the same. It
 * turns multi-valued RDNs around and says hex for types that it does not know. */
static const struct {
	const char *typed, *shown, *openssl;
} names[] = {
	{"CN=a", "CN=a", NULL},
	{"CN=host.example.org,O=Example\\, Inc.,C=DE",
		"CN=host.example.org,O=Example\\, Inc.,C=DE", NULL},
	{"  CN = a b ; O= c  ,\n OU =d ", "CN=a b,O=c,OU=d", NULL},
	{"cn=a,o=b,ou=c,l=d,s=e,c=de", "CN=a,O=b,OU=c,L=d,ST=e,C=de", NULL},
	{"O=\"Example, Inc.\"", "O=Example\\, Inc.", NULL},
	{"O=\" a \\\"b\\\" \" , CN=c", "O=\\ a \\\"b\\\"\\ ,CN=c", NULL},
	{"CN=a\\2Cb\\20", "CN=a\\,b\\ ", NULL},
	{"CN=J\\C3\\BCrgen", "CN=J\xc3\xbcrgen", NULL},
	{"CN=J\xc3\xbcrgen \xe2\x9c\x93 \xf0\x9f\x94\x91",
		"CN=J\xc3\xbcrgen \xe2\x9c\x93 \xf0\x9f\x94\x91", NULL},
	{"CN=\\#a#", "CN=\\#a#", NULL},
	{"CN=\\ a\\ ", "CN=\\ a\\ ", NULL},
	{"CN=\\ ", "CN=\\ ", NULL},
	{"CN=a=b\\=c", "CN=a=b=c", NULL},
	{"CN=\\\\\\<\\>\\;\\+", "CN=\\\\\\<\\>\\;\\+", NULL},
	{"CN=a<b>", "CN=a\\<b\\>", NULL},
	{"CN=a\\0Ab\\1B[m", "CN=a\\0Ab\\1B[m", NULL},
	{"CN=a+OU=b,O=c", "CN=a+OU=b,O=c", "OU=b+CN=a,O=c"},
	{"serialNumber=1+CN=long,C=DE", "serialNumber=1+CN=long,C=DE",
		"CN=long+serialNumber=1,C=DE"},
	{"CN=#0C0161", "CN=a", NULL},
	{"CN=#30020500", "CN=#30020500", NULL},
	{"2.5.4.3=a,OID.2.5.4.10=b", "CN=a,O=b", NULL},
	{"1.2.3.4=a\\,b", "1.2.3.4=a\\,b", "1.2.3.4=#1303612C62"},
	{"1.2.3.4=#03020102", "1.2.3.4=#03020102", NULL},
	{"DC=www,DC=example,DC=org", "DC=www,DC=example,DC=org", NULL},
	{"UID=x,E=a@b.example,EMAIL=c@d",
		"UID=x,emailAddress=a@b.example,emailAddress=c@d", NULL},
	{"GN=Ann,SN=Lee,T=Dr,DNQ=q,INITIALS=AL,GENERATION=II,PSEUDONYM=p",
		"GN=Ann,SN=Lee,title=Dr,dnQualifier=q,initials=AL,generationQualifier="
		"II,"
		"pseudonym=p",
		NULL},
	{"STREET=1 Main St,postalCode=12345,businessCategory=Private Organization",
		"STREET=1 Main St,postalCode=12345,businessCategory=Private "
		"Organization",
		"street=1 Main St,postalCode=12345,businessCategory=Private "
		"Organization"},
	{"jurisdictionC=DE,jurisdictionST=a,jurisdictionL=b,organizationIdentifier=c",
		"jurisdictionC=DE,jurisdictionST=a,jurisdictionL=b,"
		"organizationIdentifier=c",
		NULL},
	{"CN=" SIXTY "1234", "CN=" SIXTY "1234", NULL},
	{"CN=" SIXTY "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc",
		"CN=" SIXTY "\xc3\xbc\xc3\xbc\xc3\xbc\xc3\xbc", NULL},
};

static void
test_text(void)
{
	for (size_t i = 0; i < COUNT(names); i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_text) char *rule = pd_text_safe_string(names[i].typed);
		PD_AUTO(pd_drop_name)
		struct pd_name *name = pd_name_parse(names[i].typed, "dn", &error);
		tap_is(error.message, "", "'%s' is taken", rule);
		if (name == NULL)
			continue;
		PD_AUTO(pd_drop_text) char *shown = pd_name_text(name);
		tap_is(shown, names[i].shown, "'%s' is shown so", rule);
		PD_AUTO(pd_drop_name)
		struct pd_name *again = pd_name_parse(shown, "dn", &error);
		PD_AUTO(pd_drop_text)
		char *second = again ? pd_name_text(again) : pd_copy(error.message);
		tap_is(second, shown, "'%s': what is shown is taken again", rule);
		PD_AUTO(pd_drop_name)
		struct pd_name *copy = pd_name_from_der(pd_name_der(name), &error);
		tap_ok(copy != NULL &&
				pd_name_der(copy).size == pd_name_der(name).size &&
				memcmp(pd_name_der(copy).data, pd_name_der(name).data,
					pd_name_der(name).size) == 0,
			"'%s': its DER stays as it is", rule);
	}
}

/* Our names as OpenSSL reads them from a request. */
static void
test_openssl_reads(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *key =
		pd_key_generate(&(struct pd_key_kind){.algorithm = PD_ED25519}, &error);
	for (size_t i = 0; i < COUNT(names); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer request = {0};
		PD_AUTO(pd_drop_text) char *rule = pd_text_safe_string(names[i].typed);
		PD_AUTO(pd_drop_name)
		struct pd_name *name = pd_name_parse(names[i].typed, "dn", &error);
		if (name == NULL ||
			!pd_issue_request(name, NULL, key, &request, &error)) {
			tap_is(error.message, "", "'%s': a request", rule);
			continue;
		}
		tool_put("csr", pd_buffer_bytes(&request));
		PD_AUTO(pd_drop_text)
		char *said = tool_run(NULL,
			"openssl req -inform DER -in csr -noout -subject -nameopt "
			"RFC2253,-esc_msb,utf8");
		PD_AUTO(pd_drop_text)
		char *want = pd_format("subject=%s\n",
			names[i].openssl ? names[i].openssl : names[i].shown);
		tap_is(said, want, "'%s': so says OpenSSL", rule);
	}
}

/* OpenSSL's names as we read them from its certificates. */
static void
test_openssl_writes(void)
{
	static const struct {
		const char *subject, *options, *shown, *rule;
	} rows[] = {
		{"/C=DE/O=Example, Inc./CN=a/emailAddress=x@y", "",
			"emailAddress=x@y,CN=a,O=Example\\, Inc.,C=DE", "usual name"},
		{"/O=J\xc3\xbcrgen/CN=a+serialNumber=5", "-utf8 -multivalue-rdn",
			"CN=a+serialNumber=5,O=J\xc3\xbcrgen", "multi-valued RDN"},
		{"/O=J\xfcrgen", "-nameopt utf8", "O=J\xc3\xbcrgen", "Latin-1"},
		{"/CN=#1\\/2 ", "", "CN=\\#1/2\\ ", "edges of a value"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		tap_ok(tool_does("openssl req -x509 -newkey ed25519 -nodes -keyout k "
				 "-subj '%s' "
				 "%s "
				 "-outform DER -out crt",
			       rows[i].subject, rows[i].options),
			"OpenSSL's %s: a certificate", rows[i].rule);
		PD_AUTO(pd_secret_wipe) struct pd_secret der = tool_get("crt");
		struct pd_error error = {0};
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate =
			pd_certificate_from_der(pd_secret_bytes(&der), "crt", &error);
		PD_AUTO(pd_drop_name)
		struct pd_name *name =
			certificate ? pd_name_from_der(
					      pd_certificate_subject_der(certificate),
					      &error)
				    : NULL;
		PD_AUTO(pd_drop_text) char *shown = name ? pd_name_text(name) : NULL;
		tap_is(shown, rows[i].shown, "OpenSSL's %s", rows[i].rule);
	}
}

static const struct {
	const char *typed, *part;
} refused[] = {
	{"", "is empty; write one such as CN="},
	{" \n", "is empty"},
	{"CN", "\"CN\" has no =; write an attribute as CN=value"},
	{"O=Example, Inc.,C=DE", "\"Inc.\" has no =; write an attribute as CN=value, "
				 "and a comma that belongs to a value as \\,"},
	{"CN=", "\"CN=\" has no value"},
	{"CN=,O=b", "\"CN=\" has no value"},
	{"CN=\"\"", "\"CN=\"\"\" has no value"},
	{"FOO=a,CN=b",
		"\"FOO\" is not a known attribute; write a keyword such as CN, O, "
		"OU, L, ST, C, or a dotted OID"},
	{"/C=DE/CN=a", "\"/C\" is not a known attribute"},
	{"1.99.1=a", "\"1.99.1\" is not a known attribute"},
	{"O=b,=a", "\"=a\" has nothing before its =; write a keyword"},
	{"CN=a,", "a separator stands where an attribute is missing"},
	{"CN=a,,O=b", "a separator stands where"},
	{"CN=a+", "a separator stands where"},
	{",CN=a", "a separator stands where"},
	{"CN=a\"b", "CN=a\"b has a quotation mark inside"},
	{"CN=\"a", "CN=\"a begins with a quotation mark that no other one closes"},
	{"CN=\"a\"b", "CN=\"a\"b goes on behind its quotation marks"},
	{"CN=a\\", "\"CN=a\\\" has a backslash that escapes nothing"},
	{"CN=a\\xb", "write \\\\ for a backslash itself"},
	{"CN=a\\2", "escapes nothing"},
	{"CN=#", "\"CN=#\" is not # and the hex digits of one whole DER value"},
	{"CN=#abc", "write \\# for a value that begins with #"},
	{"CN=#0C0261", "one whole DER value"},
	{"CN=#0C016161", "one whole DER value"},
	{"CN=#0C0161x", "one whole DER value"},
	{"CN=a\\00b", "\"CN=a\\00b\" holds a NUL or is not UTF-8"},
	{"CN=a\\FFb", "is not UTF-8"},
	{"CN=\xff", "\"CN=\\xff\" holds a NUL or is not UTF-8"},
	{"CN=a\nb", "a line break"},
	{"CN=a\x1b[m", "\"CN=a\\x1b[m\" holds a line break or another control"},
	{"C=DEU", "C=DEU is not a country code; write two letters such as C=DE"},
	{"C=1A", "C=1A is not a country code"},
	{"C=D\xc3\xbc", "is not a country code"},
	{"CN=" SIXTY "12345", "may have 64 characters, and here it has 65"},
	{"O=" SIXTY "12345", "too long"},
	{"OU=" SIXTY "12345", "too long"},
	{"E=\xc3\xbc@example.org", "may hold ASCII only"},
	{"DC=b\xc3\xbc"
	 "cher",
		"xn-- form"},
};

static void
test_refused(void)
{
	for (size_t i = 0; i < COUNT(refused); i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_text)
		char *rule = pd_text_safe_string(refused[i].typed);
		PD_AUTO(pd_drop_name)
		struct pd_name *name = pd_name_parse(refused[i].typed, "dn", &error);
		tap_ok(name == NULL && error.code == PD_EINPUT, "'%s' is refused",
			rule);
		tap_has(error.message, refused[i].part, "'%s': the sentence", rule);
		tap_is(error.input, "dn", "'%s': the field", rule);
	}
}

static void
test_limits(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	struct pd_error error = {0};
	for (int i = 0; i < 64; i++)
		pd_buffer_add_format(&text, "%sOU=%d", i > 0 ? "," : "", i);
	PD_AUTO(pd_drop_name)
	struct pd_name *most = pd_name_parse(pd_buffer_text(&text), "dn", &error);
	tap_ok(most != NULL, "64 RDNs are taken");
	pd_buffer_add_text(&text, ",C=DE");
	tap_ok(pd_name_parse(pd_buffer_text(&text), "dn", &error) == NULL,
		"65 are refused");
	tap_has(error.message, "more than 64 parts", "and the sentence says so");
	pd_buffer_cut(&text, 0);
	pd_buffer_add_format(&text, "L=%0*d", 4094, 0);
	struct pd_error none = {0}, too_long = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *longest = pd_name_parse(pd_buffer_text(&text), "dn", &none);
	tap_is(none.message, "", "4,096 bytes are taken");
	pd_buffer_add_text(&text, "0");
	tap_ok(pd_name_parse(pd_buffer_text(&text), "dn", &too_long) == NULL,
		"4,097 are refused");
	tap_has(too_long.message, "it may have 4096 bytes", "and the sentence says so");
	tap_ok(longest != NULL, "and the longest is a name");
}

/* A Name of one CN whose value is this element. */
static struct pd_buffer
name_of(const char *hex)
{
	struct pd_buffer der = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer value = tool_hex(hex);
	size_t name = pd_der_begin(&der), set = pd_der_begin(&der),
	       pair = pd_der_begin(&der);
	pd_der_put_oid(&der, PD_OID_CN);
	pd_buffer_add(&der, value.data, value.size);
	pd_der_end(&der, pair, PD_DER_SEQUENCE);
	pd_der_end(&der, set, PD_DER_SET);
	pd_der_end(&der, name, PD_DER_SEQUENCE);
	return der;
}

static void
test_strings(void)
{
	static const struct {
		const char *hex, *shown, *value, *rule;
	} rows[] = {
		{"0C03 61C3BC", "CN=a\xc3\xbc", "a\xc3\xbc", "UTF8String"},
		{"1302 612A", "CN=a*", "a*", "PrintableString, also with more"},
		{"1603 614062", "CN=a@b", "a@b", "IA5String"},
		{"1202 3132", "CN=12", "12", "NumericString"},
		{"1402 61FC", "CN=a\xc3\xbc", "a\xc3\xbc", "T61String as Latin-1"},
		{"1A01 61", "CN=a", "a", "VisibleString"},
		{"1B01 61", "CN=a", "a", "GeneralString"},
		{"1E04 00612713", "CN=a\xe2\x9c\x93", "a\xe2\x9c\x93", "BMPString"},
		{"1C08 000000610001F511", "CN=a\xf0\x9f\x94\x91", "a\xf0\x9f\x94\x91",
			"UniversalString"},
		{"0C00", "CN=", "", "an empty string"},
		{"0C03 610062", "CN=#0C03610062", NULL, "an embedded NUL"},
		{"1E04 00610000", "CN=#1E0400610000", NULL, "a NUL in a BMPString"},
		{"0C02 61FC", "CN=#0C0261FC", NULL, "invalid UTF-8"},
		{"1302 61FC", "CN=#130261FC", NULL, "a PrintableString beyond ASCII"},
		{"1E03 006127", "CN=#1E03006127", NULL, "half a character"},
		{"1E02 D83D", "CN=#1E02D83D", NULL, "a surrogate"},
		{"1C04 00110000", "CN=#1C0400110000", NULL,
			"a character beyond Unicode"},
		{"0201 05", "CN=#020105", NULL, "no string"},
		{"0C05 1B5B33316D", "CN=\\1B[31m", "\x1b[31m", "control characters"},
		{"0C05 2C443D620A", "CN=\\,D=b\\0A", ",D=b\n", "grammar"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer der = name_of(rows[i].hex);
		struct pd_error error = {0};
		PD_AUTO(pd_drop_name)
		struct pd_name *name = pd_name_from_der(pd_buffer_bytes(&der), &error);
		PD_AUTO(pd_drop_text)
		char *shown = name ? pd_name_text(name) : pd_copy(error.message);
		tap_is(shown, rows[i].shown, "%s: shown", rows[i].rule);
		tap_is(name ? pd_name_value(name, PD_OID_CN) : NULL, rows[i].value,
			"%s: the value", rows[i].rule);
		tap_ok(name && pd_name_der(name).size == der.size &&
				memcmp(pd_name_der(name).data, der.data, der.size) == 0,
			"%s: the bytes stay", rows[i].rule);
	}
}

static void
test_damaged(void)
{
	static const char *const rows[] = {"", "30", "3100", "3002 3000", "300000",
		"3004 3102 3000", "300B 3109 3007 0603550403 0C",
		"300D 310B 3009 0603550403 0500 00", "300C 310A 3008 0603550483 0C0161",
		"300B 3109 3007 0403550403 0500"};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer der = tool_hex(rows[i]);
		struct pd_error error = {0};
		PD_AUTO(pd_drop_name)
		struct pd_name *name = pd_name_from_der(pd_buffer_bytes(&der), &error);
		tap_ok(name == NULL, "'%s' is no Name", rows[i]);
		tap_has(error.message, "distinguished name is damaged",
			"'%s': the sentence", rows[i]);
	}
	struct pd_error error = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = tool_hex("3000");
	PD_AUTO(pd_drop_name)
	struct pd_name *empty = pd_name_from_der(pd_buffer_bytes(&der), &error);
	PD_AUTO(pd_drop_text) char *text = empty ? pd_name_text(empty) : NULL;
	tap_is(text, "", "an empty Name is read, as end entities may have it");
	PD_AUTO(pd_buffer_free)
	struct pd_buffer hollow =
		tool_hex("3010 3100 310A 3008 0603550403 0C0161 3100");
	PD_AUTO(pd_drop_name)
	struct pd_name *odd = pd_name_from_der(pd_buffer_bytes(&hollow), &error);
	PD_AUTO(pd_drop_text) char *shown = odd ? pd_name_text(odd) : NULL;
	tap_is(shown, "CN=a", "RDNs without attributes are passed over");
}

static void
test_der(void)
{
	static const struct {
		const char *typed, *hex, *rule;
	} rows[] = {
		{"CN=a,C=DE", "3019310B3009060355040613024445310A30080603550403130161",
			"the order is turned around"},
		{"CN=a", "300C310A30080603550403130161",
			"PrintableString where it can be"},
		{"CN=a*", "300D310B300906035504030C02612A", "else UTF8String"},
		{"DC=a*", "30143112301006 0A0992268993F22C6401191602612A",
			"domain components are IA5String"},
		{"OU=b+CN=a", "30163114300806035504031301613008060355040B130162",
			"an RDN is sorted"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_name)
		struct pd_name *name = pd_name_parse(rows[i].typed, "dn", &error);
		PD_AUTO(pd_buffer_free) struct pd_buffer want = tool_hex(rows[i].hex);
		PD_AUTO(pd_drop_text)
		char *wanted = pd_text_hex(want.data, want.size, '\0');
		PD_AUTO(pd_drop_text)
		char *got = pd_text_hex(
			pd_name_der(name).data, pd_name_der(name).size, '\0');
		tap_is(got, wanted, "%s", rows[i].rule);
	}
	struct pd_error error = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *two = pd_name_parse("CN=first,CN=second", "dn", &error);
	tap_is(pd_name_value(two, PD_OID_CN), "first",
		"the most specific value counts");
	tap_is(pd_name_value(two, "2.5.4.10"), NULL, "what is not there has no value");
}

int
main(void)
{
	tool_begin();
	test_text();
	test_refused();
	test_limits();
	test_strings();
	test_damaged();
	test_der();
	if (tool_is_missing("openssl"))
		tap_skip("openssl is missing");
	else {
		test_openssl_reads();
		test_openssl_writes();
	}
	return tap_done();
}
