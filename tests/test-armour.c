/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/armour.h"

#include <gnutls/gnutls.h>

#include "fixtures.h"
#include "tap.h"
#include "x509/read/reader.h"
#include "x509/read/recognise.h"

/* Armour knows no DER, so any bytes serve. Two blocks as a tool writes them: */
static const char canonical[] = "-----BEGIN PRIVATE KEY-----\n"
				"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g\n"
				"+/v7//8hIiMkJSYnKCkqKywtLi8wMQ==\n"
				"-----END PRIVATE KEY-----\n"
				"-----BEGIN CERTIFICATE-----\n"
				"/////+++AAEC\n"
				"AwQ=\n"
				"-----END CERTIFICATE-----\n";

static struct pd_bytes
bytes_of(const char *text)
{
	return (struct pd_bytes){(const unsigned char *)text, strlen(text)};
}

/* Kind, line and size of every block, and its flaw if it has one; free() it. */
static char *
summary_of(struct pd_bytes text)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	struct pd_scan scan;
	struct pd_block block;
	pd_scan_begin(&scan, text);
	for (;;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		if (!pd_armour_next(&scan, &block, &content))
			break;
		pd_secret_add_format(&out, "%s@%u", block.label, block.line);
		if (block.flaw != PD_FLAW_NONE)
			pd_secret_add_format(
				&out, "!%d@%u", block.flaw, block.flaw_line);
		for (size_t i = 0; i < content.size; i++)
			pd_secret_add_format(
				&out, "%c%02x", i == 0 ? ' ' : ':', content.data[i]);
		pd_secret_add_text(&out, "\n");
	}
	return pd_copy(pd_secret_text(&out));
}

/* The contents alone, to compare forms whose lines differ. */
static char *
contents_of(struct pd_bytes text)
{
	PD_AUTO(pd_drop_text) char *summary = summary_of(text);
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	bool in_line = false;
	for (const char *c = summary; *c != '\0'; c++) {
		in_line =
			*c == '@' || (in_line && *c != ' ' && *c != '\n' && *c != '!');
		if (!in_line)
			pd_secret_add(&out, c, 1);
	}
	return pd_copy(pd_secret_text(&out));
}

/* ---- paste forms --------------------------------------------------------------- */

/* Text in which every line of the canonical one is wrapped: before, line, after. */
static void
wrap(struct pd_secret *out, const char *before, const char *after)
{
	for (const char *line = canonical; *line != '\0';) {
		size_t size = strcspn(line, "\n");
		pd_secret_add_text(out, before);
		pd_secret_add(out, line, size);
		pd_secret_add_text(out, after);
		line += size + 1;
	}
}

/* Text in which every appearance of a word is another. */
static void
replace(struct pd_secret *out, const char *word, const char *by)
{
	for (const char *at = canonical; *at != '\0';) {
		bool found = strncmp(at, word, strlen(word)) == 0;
		if (found)
			pd_secret_add_text(out, by);
		else
			pd_secret_add(out, at, 1);
		at += found ? strlen(word) : 1;
	}
}

static const struct {
	const char *name, *before, *after;
	bool keeps_lines;
} wrapped[] = {
	{"LF", "", "\n", true},
	{"CRLF", "", "\r\n", true},
	{"CR only", "", "\r", true},
	{"indents", "    ", "\n", true},
	{"tabs", "\t", "\n", true},
	{"quoting", "> ", "\n", true},
	{"quoting without blank", ">", "\r\n", true},
	{"nested quoting", "> > >> ", "\n", true},
	{"blanks at line ends", "", "  \t\n", true},
	{"no-break spaces at line ends", "", "\xc2\xa0\n", true},
	{"no-break spaces of Windows-1252", "\xa0", "\n", true},
	{"ideographic indents", "\xe3\x80\x80", "\n", true},
	{"zero-width spaces", "\xe2\x80\x8b", "\xe2\x80\x8b\n", true},
	{"line separators of Unicode", "", "\xe2\x80\xa8", false},
	{"soft hyphens", "", "\xc2\xad\n", true},
	{"empty lines between", "", "\n\n", false},
	{"line breaks lost to blanks", "", " ", false},
	{"line breaks lost", "", "", false},
	{"JSON escapes", "", "\\n", false},
	{"JSON escapes of CRLF", "", "\\r\\n", false},
	{"JSON escapes in JSON", "", "\\\\n", false},
	{"JSON escapes by number", "", "\\u000a", false},
	{"strings of C", "\"", "\\n\"\n", true},
	{"single quotes", "'", "'\n", true},
	{"typographic quotes", "\xe2\x80\x9c", "\xe2\x80\x9d\n", true},
	{"a backslash at line ends", "", "\\\n", true},
};

static const struct {
	const char *name, *word, *by;
} replaced[] = {
	{"em dashes for two hyphens", "-----", "\xe2\x80\x94\xe2\x80\x94-"},
	{"en dashes", "-----", "\xe2\x80\x93\xe2\x80\x93"},
	{"dashes of Windows-1252", "-----", "\x97\x97-"},
	{"a lost dash", "-----", "----"},
	{"blanks around labels", "-----", " ----- "},
	{"two blanks in labels", " ", "  "},
	{"no-break spaces in labels", " ", "\xc2\xa0"},
	{"+ escaped by JSON", "+", "\\u002B"},
	{"/ escaped by JSON", "/", "\\/"},
	{"lost padding", "=", ""},
	{"text around blocks", "-----BEGIN",
		"Bag Attributes\n  a: b\n-- \nx - y ----- z\n-----BEGIN"},
	{"a dump between blocks", "-----BEGIN CERT",
		"Certificate:\n    Serial: 00:11\n-----BEGIN CERT"},
};

static void
paste_forms_are_repaired(void)
{
	PD_AUTO(pd_drop_text) char *want = summary_of(bytes_of(canonical));
	PD_AUTO(pd_drop_text) char *contents = contents_of(bytes_of(canonical));
	tap_has(want, "PRIVATE KEY@1 00:01:02", "the canonical form is read");
	tap_has(want, "CERTIFICATE@5 ff:ff:ff:ff:ef:be:00:01:02:03:04\n",
		"up to its last byte");
	for (size_t i = 0; i < sizeof wrapped / sizeof *wrapped; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
		wrap(&text, wrapped[i].before, wrapped[i].after);
		PD_AUTO(pd_drop_text)
		char *got = wrapped[i].keeps_lines
				    ? summary_of(pd_secret_bytes(&text))
				    : contents_of(pd_secret_bytes(&text));
		tap_is(got, wrapped[i].keeps_lines ? want : contents, "%s: as it was",
			wrapped[i].name);
	}
	for (size_t i = 0; i < sizeof replaced / sizeof *replaced; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
		replace(&text, replaced[i].word, replaced[i].by);
		PD_AUTO(pd_drop_text) char *got = contents_of(pd_secret_bytes(&text));
		tap_is(got, contents, "%s: as it was", replaced[i].name);
	}
}

static void
utf16_and_marks_are_understood(void)
{
	PD_AUTO(pd_drop_text) char *want = summary_of(bytes_of(canonical));
	for (int form = 0; form < 4; form++) {
		static const char *const names[] = {
			"UTF-16LE", "UTF-16BE", "UTF-16 without BOM", "UTF-8 with BOM"};
		static const char *const marks[] = {
			"\xff\xfe", "\xfe\xff", "", "\xef\xbb\xbf"};
		PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
		pd_secret_add_text(&text, marks[form]);
		for (const char *c = canonical; *c != '\0'; c++) {
			if (form == 1)
				pd_secret_add(&text, "", 1);
			pd_secret_add(&text, c, 1);
			if (form == 0 || form == 2)
				pd_secret_add(&text, "", 1);
		}
		PD_AUTO(pd_drop_text) char *got = summary_of(pd_secret_bytes(&text));
		tap_is(got, want, "%s: as it was", names[form]);
	}
}

static void
ends_may_be_untidy(void)
{
	PD_AUTO(pd_drop_text) char *want = summary_of(bytes_of(canonical));
	PD_AUTO(pd_drop_text)
	char *got = summary_of((struct pd_bytes){
		(const unsigned char *)canonical, strlen(canonical) - 1});
	tap_is(got, want, "the final line feed may be missing");
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	pd_secret_add_text(&text, canonical);
	pd_secret_add(&text, "\0\0\0\0", 4);
	PD_AUTO(pd_drop_text) char *padded = summary_of(pd_secret_bytes(&text));
	tap_is(padded, want, "NULs may follow");
}

/* ---- headers ------------------------------------------------------------------- */

static const struct {
	const char *name, *headers, *cipher;
	bool encrypted;
} headers[] = {
	{"none", "", "", false},
	{"as OpenSSL writes them",
		"Proc-Type: 4,ENCRYPTED\nDEK-Info: DES-EDE3-CBC,0123456789ABCDEF\n\n",
		"DES-EDE3-CBC,0123456789ABCDEF", true},
	{"without the empty line", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n",
		"AES-128-CBC,00", true},
	{"with lost line breaks", "Proc-Type: 4,ENCRYPTED DEK-Info: AES-128-CBC,00 ",
		"AES-128-CBC,00", true},
	{"quoted",
		"> Proc-Type: 4, ENCRYPTED\r\n> DEK-Info:  AES-128-CBC,00\r\n>\r\n> ",
		"AES-128-CBC,00", true},
	{"with typographic dashes",
		"DEK\xe2\x80\x93Info: AES\xe2\x80\x93"
		"128-CBC,00\n",
		"AES-128-CBC,00", false},
	{"others", "Comment: a key = of / mine\nX-Proc-Type: 4,ENCRYPTED\n\n", "",
		false},
};

static void
headers_are_no_data(void)
{
	for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
		PD_AUTO(pd_drop_text)
		char *text = pd_format("-----BEGIN RSA PRIVATE KEY-----\n%sAAEC\n"
				       "-----END RSA PRIVATE KEY-----\n",
			headers[i].headers);
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		struct pd_scan scan;
		struct pd_block block;
		pd_scan_begin(&scan, bytes_of(text));
		bool found = pd_armour_next(&scan, &block, &content);
		tap_ok(found && block.flaw == PD_FLAW_NONE && content.size == 3 &&
				memcmp(content.data, "\0\1\2", 3) == 0,
			"headers %s: the data is what follows", headers[i].name);
		tap_is(block.cipher, headers[i].cipher, "headers %s: DEK-Info",
			headers[i].name);
		tap_number(block.encrypted, headers[i].encrypted,
			"headers %s: Proc-Type", headers[i].name);
	}
}

/* ---- labels and flaws ---------------------------------------------------------- */

static const struct {
	const char *label;
	enum pd_label kind;
} labels[] = {
	{"CERTIFICATE", PD_LABEL_CERTIFICATE},
	{"X509 CERTIFICATE", PD_LABEL_CERTIFICATE},
	{"TRUSTED CERTIFICATE", PD_LABEL_TRUSTED},
	{"PRIVATE KEY", PD_LABEL_KEY},
	{"EC PRIVATE KEY", PD_LABEL_KEY},
	{"RSA PRIVATE KEY", PD_LABEL_KEY},
	{"ANY PRIVATE KEY", PD_LABEL_KEY},
	{"ENCRYPTED PRIVATE KEY", PD_LABEL_ENCRYPTED_KEY},
	{"PUBLIC KEY", PD_LABEL_PUBLIC_KEY},
	{"RSA PUBLIC KEY", PD_LABEL_PUBLIC_KEY},
	{"CERTIFICATE REQUEST", PD_LABEL_REQUEST},
	{"NEW CERTIFICATE REQUEST", PD_LABEL_REQUEST},
	{"X509 CRL", PD_LABEL_CRL},
	{"PKCS7", PD_LABEL_CONTAINER},
	{"CMS", PD_LABEL_CONTAINER},
	{"PKCS12", PD_LABEL_CONTAINER},
	{"EC PARAMETERS", PD_LABEL_SKIPPED},
	{"OPENSSH PRIVATE KEY", PD_LABEL_OTHER},
	{"DH PARAMETERS", PD_LABEL_OTHER},
	{"XPRIVATE KEY", PD_LABEL_OTHER},
};

static void
labels_are_known(void)
{
	for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
		PD_AUTO(pd_drop_text)
		char *text = pd_format("-----BEGIN %s-----\nAAEC\n-----END %s-----\n",
			labels[i].label, labels[i].label);
		struct pd_scan scan;
		struct pd_block block;
		pd_scan_begin(&scan, bytes_of(text));
		bool found = pd_armour_next(&scan, &block, NULL);
		tap_ok(found && block.kind == labels[i].kind &&
				block.flaw == PD_FLAW_NONE,
			"%s is told", labels[i].label);
	}
}

#define B "-----BEGIN CERTIFICATE-----\n"
#define E "-----END CERTIFICATE-----\n"

static const struct {
	const char *name, *text;
	enum pd_pem_flaw flaw;
	unsigned line;
} flaws[] = {
	{"no END", B "AAEC\nAAEC\n", PD_FLAW_NO_END, 4},
	{"an END that is cut off", B "AAEC\n-----END CERTIF", PD_FLAW_NO_END, 3},
	{"no BEGIN", "text\n" E, PD_FLAW_NO_BEGIN, 2},
	{"a BEGIN that is damaged", "-----BEGIM CERTIFICATE-----\nAAEC\n" E,
		PD_FLAW_NO_BEGIN, 3},
	{"a nested BEGIN", B "AAEC\n" B "AAEC\n" E, PD_FLAW_NESTED, 3},
	{"an END of another kind", B "AAEC\n-----END PRIVATE KEY-----\n",
		PD_FLAW_OTHER_END, 3},
	{"an END of the same class", B "AAEC\n-----END TRUSTED CERTIFICATE-----\n",
		PD_FLAW_NONE, 0},
	{"a character that is no base64", B "AAEC\nAA*C\nAAEC\n" E, PD_FLAW_CHARACTER,
		3},
	{"two of them", B "AAEC\n!AAEC\n?\n" E, PD_FLAW_CHARACTER, 3},
	{"a letter that is not ASCII", B "AAEC\nAA\xc3\xa4\n" E, PD_FLAW_CHARACTER, 3},
	{"base64 behind its end", B "AAE=\nAAEC\n" E, PD_FLAW_CHARACTER, 3},
	{"too much padding", B "AA===\n" E, PD_FLAW_CHARACTER, 2},
	{"a header behind data", B "AAEC\nName: AAEC\n" E, PD_FLAW_CHARACTER, 3},
	{"a character too few", B "AAECA\n" E, PD_FLAW_LENGTH, 3},
	{"wrong padding", B "AAE==\n" E, PD_FLAW_LENGTH, 3},
	{"nothing in it", B E, PD_FLAW_EMPTY, 2},
	{"headers alone", B "Name: value\n" E, PD_FLAW_EMPTY, 3},
};

static void
flaws_are_named_with_their_line(void)
{
	for (size_t i = 0; i < sizeof flaws / sizeof *flaws; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		struct pd_scan scan;
		struct pd_block block;
		pd_scan_begin(&scan, bytes_of(flaws[i].text));
		bool found = pd_armour_next(&scan, &block, &content);
		tap_number(found ? (int)block.flaw : -1, flaws[i].flaw,
			"%s is that flaw", flaws[i].name);
		tap_number(
			block.flaw_line, flaws[i].line, "%s: its line", flaws[i].name);
		tap_ok((content.size == 0) == (flaws[i].flaw != PD_FLAW_NONE),
			"%s: no content with a flaw", flaws[i].name);
	}
}

static void
blocks_behind_a_flaw_are_found(void)
{
	PD_AUTO(pd_drop_text)
	char *got =
		summary_of(bytes_of(B "AAEC\n" B "AAEC\n" E B "*\n" E B "AAEC\n" E));
	tap_is(got,
		"CERTIFICATE@1!3@3\nCERTIFICATE@3 00:01:02\nCERTIFICATE@6!5@7\n"
		"CERTIFICATE@9 00:01:02\n",
		"the blocks after a bad one are read");
}

static const struct {
	const char *text;
	int size;
} bare[] = {
	{"AAEC\r\n > AAEC", -1},
	{"AAEC\r\n  AAEC\n", 6},
	{"\"AAECAA==\"", 4},
	{"AAECA", -1},
	{"", -1},
	{"not base64", -1},
};

static void
bare_base64_is_decoded(void)
{
	for (size_t i = 0; i < sizeof bare / sizeof *bare; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		bool good = pd_armour_bare(bytes_of(bare[i].text), &content);
		tap_number(good ? (int)content.size : -1, bare[i].size,
			"base64 without BEGIN, row %zu", i);
	}
}

/* ---- recognising --------------------------------------------------------------- */

static char *
show_recognised(struct pd_bytes pasted)
{
	struct pd_recognised got;
	pd_recognise(pasted, &got);
	return pd_format("%u certificates %u keys %u encrypted %u requests %u crls "
			 "%u others open %d bad line %u",
		got.certificates, got.keys, got.encrypted_keys, got.requests, got.crls,
		got.others, got.open, got.bad_line);
}

static void
is_recognised(const char *text, const char *want, const char *name)
{
	PD_AUTO(pd_drop_text) char *shown = show_recognised(bytes_of(text));
	tap_is(shown, want, "%s", name);
}

static void
a_paste_is_recognised_as_it_grows(void)
{
	is_recognised("",
		"0 certificates 0 keys 0 encrypted 0 requests 0 crls 0 others open 0 "
		"bad "
		"line 0",
		"nothing yet");
	is_recognised(canonical,
		"1 certificates 1 keys 0 encrypted 0 requests 0 crls 0 others open 0 "
		"bad "
		"line 0",
		"key and certificate");
	is_recognised(B "AAEC\nAA*",
		"1 certificates 0 keys 0 encrypted 0 requests 0 crls 0 others open 1 "
		"bad "
		"line 0",
		"a line still being typed is not bad");
	is_recognised(B "AAEC\nAA*\nAA",
		"1 certificates 0 keys 0 encrypted 0 requests 0 crls 0 others open 1 "
		"bad "
		"line 3",
		"a finished line is");
	is_recognised("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAA",
		"0 certificates 0 keys 1 encrypted 0 requests 0 crls 0 others open 1 "
		"bad "
		"line 0",
		"a traditional encrypted key");
}

/* What other tools made, as PEM, and its DER in Base64 alone. */
static void
what_others_made_is_recognised(void)
{
	static const struct {
		const char *file;
		const char *want;
	} rows[] = {
		{"encrypted-pbes2.key", "0 certificates 0 keys 1 encrypted 0 requests"},
		{"request.pem", "0 certificates 0 keys 0 encrypted 1 requests 0 crls"},
		{"revocation.crl", "0 encrypted 0 requests 1 crls 0 others"},
		{"openssl-ca-public.pem", "0 requests 0 crls 1 others"},
		{"openssl-ca.der", "1 certificates 0 keys 0 encrypted"},
		{"openssl-ca-key.der", "0 certificates 1 keys 0 encrypted"},
		{"encrypted-pbes2.der", "0 certificates 0 keys 1 encrypted 0 requests"},
		{"request.der", "0 certificates 0 keys 0 encrypted 1 requests 0 crls"},
		{"revocation.der", "0 encrypted 0 requests 1 crls 0 others"},
		{"chain-der.p7b", "0 requests 0 crls 1 others"},
	};
	if (!fixtures_are_made()) {
		tap_skip("openssl or certtool is missing");
		return;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_secret_wipe)
		struct pd_secret content = fixture(rows[i].file);
		gnutls_datum_t text = {0};
		const gnutls_datum_t bytes = {content.data, (unsigned)content.size};
		if (content.size > 0 && content.data[0] == 0x30)
			gnutls_base64_encode2(&bytes, &text);
		const struct pd_bytes pasted =
			text.size > 0 ? (struct pd_bytes){text.data, text.size}
				      : pd_secret_bytes(&content);
		PD_AUTO(pd_drop_text) char *shown = show_recognised(pasted);
		tap_has(shown, rows[i].want, "%s", rows[i].file);
		gnutls_free(text.data);
	}
}

/* Each would take minutes if any step were quadratic. */
static void
hostile_text_takes_linear_time(void)
{
	static const char *const patterns[] = {
		"-",
		"- ",
		"-----BEGIN ",
		"-----BEGIN A",
		"-----BEGIN CERTIFICATE-----\n",
		"-----                                                        ",
		"\\",
		"\xe2\x80\x94",
		"a: ",
		"> ",
	};
	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
		pd_secret_add_text(&text, B);
		while (text.size < 400000)
			pd_secret_add_text(&text, patterns[i]);
		struct pd_recognised got;
		pd_recognise(pd_secret_bytes(&text), &got);
		tap_ok(got.certificates > 0, "400 kB of \"%.10s\" are looked through",
			patterns[i]);
	}
}

/* Base64 of "-----BEGIN CERTIFICATE-----\nAAEC\n-----END CERTIFICATE-----\n". */
#define ONCE_MORE                                                                      \
	"LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBRUMKLS0tLS1FTkQgQ0VSVElGSUNBVEUt"     \
	"LS0tLQo="

static void
values_are_found_in_tables(void)
{
	/* clang-format off */
	static const struct {
		const char *words, *text;
		unsigned wanted;
	} rows[] = {
		{"alone", ONCE_MORE, 1},
		{"with line breaks and blanks", "  LS0tLS1CRUdJTiBDRVJUSUZJQ0FU\r\n  RS0tLS0tCkFBRUMKLS0tLS1FTkQg\r\n  Q0VSVElGSUNBVEUtLS0tLQo=\r\n", 1},
		{"a secret in YAML", "data:\n  ca.crt: " ONCE_MORE "\n  tls.crt: " ONCE_MORE "\nkind: Secret\n", 2},
		{"folded in YAML", "data:\n  tls.crt: |\n    LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCkFBRUMK\n    LS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=\n  b: c\n", 1},
		{"in one line of YAML", "{tls.crt: " ONCE_MORE ", ca: " ONCE_MORE "}", 2},
		{"a secret in JSON", "{\"data\":{\"tls.crt\":\"" ONCE_MORE "\",\"ca.crt\":\"" ONCE_MORE "\"}}", 2},
		{"a list in YAML", "- " ONCE_MORE "\n- " ONCE_MORE "\n", 2},
		{"one after the other", ONCE_MORE "\n" ONCE_MORE "\n", 2},
		{"variables", "TLS_CERT=" ONCE_MORE "\nexport CA='" ONCE_MORE "'\n", 2},
		{"other values beside it", "uid: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef01\ntls.crt: " ONCE_MORE "\nimmutable: true\n", 1},
		{"base64 of base64 of it is not", "TFMwdExTMUNSVWRKVGlCRFJWSlVTVVpKUTBGVVJTMHRMUzB0Q2tGQlJVTUtMUzB0TFMxRlRrUWdRMFZTVkVsR1NVTkJWRVV0TFMwdExRbz0=", 0},
		{"a damaged one is not", "tls.crt: *" ONCE_MORE "*\n", 0},
		{"words are none", "there is no certificate in here, only words that go on and on and on and on\n", 0},
	};
	/* clang-format on */
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pd_recognised got;
		pd_recognise(bytes_of(rows[i].text), &got);
		tap_number(got.certificates, rows[i].wanted, "base64 once more: %s",
			rows[i].words);
	}
}

int
main(void)
{
	paste_forms_are_repaired();
	utf16_and_marks_are_understood();
	ends_may_be_untidy();
	headers_are_no_data();
	labels_are_known();
	flaws_are_named_with_their_line();
	blocks_behind_a_flaw_are_found();
	bare_base64_is_decoded();
	a_paste_is_recognised_as_it_grows();
	what_others_made_is_recognised();
	values_are_found_in_tables();
	hostile_text_takes_linear_time();
	return tap_done();
}
