/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/record.h"

#include <libconfig.h>

#include "scratch.h"
#include "tap.h"

static char *
written(const struct pd_record *record)
{
	struct pd_error error = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	must(pd_record_write(record, &text, &error), "writing a record", &error);
	return pd_buffer_steal_text(&text);
}

static struct pd_record *
parsed(const char *text, struct pd_error *error)
{
	struct pd_bytes bytes = {(const unsigned char *)text, strlen(text)};
	return pd_record_parse(bytes, "STORE/a.cfg", error);
}

static void
test_values(void)
{
	struct pd_error error = {0};
	char every_byte[256];
	for (int i = 0; i < 255; i++)
		every_byte[i] = (char)(i + 1);
	every_byte[255] = '\0';
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "bytes", every_byte);
	pd_record_set_text(
		record, "grammar", "\"; @include \"/etc/passwd\"\n@include \"x\"\\");
	pd_record_set_text(record, "empty", "");
	pd_record_set_number(record, "least", INT64_MIN + 1);
	pd_record_set_number(record, "most", INT64_MAX);
	pd_record_set_number(record, "small", -7);
	pd_record_set_flag(record, "yes", true);
	pd_record_set_flag(record, "no", false);
	PD_AUTO(pd_drop_text) char *text = written(record);
	PD_AUTO(pd_drop_record) struct pd_record *back = parsed(text, &error);
	must(back != NULL, "reading back", &error);
	tap_is(pd_record_text(back, "bytes"), every_byte,
		"text of every byte but NUL comes back as it was");
	tap_is(pd_record_text(back, "grammar"),
		"\"; @include \"/etc/passwd\"\n@include \"x\"\\",
		"text that looks like libconfig's grammar stays text");
	tap_is(pd_record_text(back, "empty"), "", "empty text is not absent text");
	tap_ok(pd_record_number(back, "least", 0) == INT64_MIN + 1 &&
			pd_record_number(back, "most", 0) == INT64_MAX &&
			pd_record_number(back, "small", 0) == -7,
		"numbers of 64 bits come back as they were");
	tap_ok(pd_record_flag(back, "yes", false) && !pd_record_flag(back, "no", true),
		"flags come back as they were");
	PD_AUTO(pd_drop_text) char *again = written(back);
	tap_is(again, text, "the same values make the same bytes");
}

static void
test_setting_again(void)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "first", "one");
	pd_record_set_number(record, "second", 2);
	PD_AUTO(pd_drop_text) char *text = written(record);
	pd_record_set_text(record, "first", "two");
	pd_record_set_text(record, "first", "one");
	PD_AUTO(pd_drop_text) char *again = written(record);
	tap_is(again, text, "a value that is set again keeps its place");
	pd_record_set_flag(record, "first", true);
	tap_ok(pd_record_flag(record, "first", false) &&
			pd_record_text(record, "first") == NULL,
		"a value may change its type");
	pd_record_set_text(record, "first", NULL);
	PD_AUTO(pd_drop_text) char *gone = written(record);
	tap_ok(strstr(gone, "first") == NULL, "text that is set to NULL goes");
}

static void
test_bad_name(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "good", "x");
	pd_record_set_number(record, "not good", 1);
	tap_ok(!pd_record_write(record, &text, &error) && error.code == PD_ESTORE,
		"a record with a name that libconfig refuses is not written short");
}

static void
test_by_hand(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = parsed("# a comment\n"
					  "small = 7; wide = 7L; hex = 0x10;\n"
					  "text = \"a\" \"b\"; real = 1.5;\n",
		&error);
	must(record != NULL, "parsing", &error);
	tap_ok(pd_record_number(record, "small", 0) == 7 &&
			pd_record_number(record, "wide", 0) == 7 &&
			pd_record_number(record, "hex", 0) == 16,
		"numbers that people write are read with and without their L");
	tap_is(pd_record_text(record, "text"), "ab", "parts of a text are one text");
	tap_ok(pd_record_number(record, "text", 5) == 5 &&
			pd_record_number(record, "real", 5) == 5 &&
			pd_record_number(record, "absent", 5) == 5 &&
			pd_record_flag(record, "small", true) &&
			pd_record_text(record, "small") == NULL &&
			pd_record_text(record, "absent") == NULL,
		"what is absent or of another type gives what was said for that");
}

static const struct refused {
	const char *name, *text;
	size_t size; /* 0: up to the NUL */
	const char *input, *message;
} refused[] = {
	{"an include", "a = 1;\n@include \"/etc/passwd\"\n", 0, "STORE/a.cfg:2",
		"@include"},
	{"an indented include", "\n\n \t@include \"x\"", 0, "STORE/a.cfg:3",
		"@include"},
	{"an include of a directory", "@include \"/\"", 0, "STORE/a.cfg:1", "@include"},
	{"a NUL in a text", "a = \"x\0y\";\n", 11, "STORE/a.cfg:1", "NUL"},
	{"a NUL at the end", "a = 1;\nb = 2;\n\0", 15, "STORE/a.cfg:3", "NUL"},
	{"a syntax error", "a = 1;\nb = = 2;\n", 0, "STORE/a.cfg:2", "syntax error"},
	{"a text that is cut off", "a = \"x", 0, "STORE/a.cfg:1", "damaged"},
	{"a name that is there twice", "a = 1;\na = 2;\n", 0, "STORE/a.cfg:2",
		"duplicate"},
	{"binary data",
		"\x7f"
		"ELF\x02\x01\xff",
		0, "STORE/a.cfg:1", "damaged"},
};

static void
test_refused(void)
{
	for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
		const struct refused *row = &refused[i];
		struct pd_error error = {0};
		struct pd_bytes text = {(const unsigned char *)row->text,
			row->size ? row->size : strlen(row->text)};
		PD_AUTO(pd_drop_record)
		struct pd_record *record = pd_record_parse(text, "STORE/a.cfg", &error);
		tap_ok(record == NULL && error.code == PD_ESTORE, "%s is refused",
			row->name);
		tap_is(error.input, row->input, "%s: the line is named", row->name);
		tap_has(error.message, row->message, "%s: the sentence says so",
			row->name);
	}
}

/* Deeper than libconfig's parser goes, and a text as long as a record may be. */
static void
test_large(void)
{
	struct pd_error error = {0};
	enum { DEEP = 20000, LONG = 15 << 20 };
	PD_AUTO(pd_drop_text) char *deep = pd_alloc(DEEP + 10, 1);
	(void)strcpy(deep, "a = ");
	memset(deep + 4, '(', DEEP);
	PD_AUTO(pd_drop_record) struct pd_record *none = parsed(deep, &error);
	tap_ok(none == NULL && error.code == PD_ESTORE,
		"groups that never end are refused");
	PD_AUTO(pd_drop_text) char *text = pd_alloc(LONG + 1, 1);
	memset(text, 'x', LONG);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "text", text);
	PD_AUTO(pd_drop_text) char *all = written(record);
	tap_ok(strlen(all) > LONG, "a text of 15 MiB is written and read back");
}

static struct pd_certificates
some_chain(void)
{
	struct pd_error error = {0};
	struct pd_certificates chain = {0};
	static const char *const names[] = {"server.pem", "intermediate.pem"};
	const char *folder = getenv("FIXTURES");
	for (size_t i = 0; i < 2 && folder != NULL; i++) {
		PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", folder, names[i]);
		PD_AUTO(pd_drop_text) char *pem = text_of(path);
		if (pem[0] == '\0')
			break;
		struct pd_certificate *certificate = pd_certificate_from_pem(
			(struct pd_bytes){(unsigned char *)pem, strlen(pem)}, path,
			&error);
		must(certificate != NULL, path, &error);
		pd_certificates_add(&chain, certificate);
	}
	return chain;
}

static void
test_chain(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = some_chain();
	PD_AUTO(pd_certificates_free) struct pd_certificates back = {0};
	if (chain.count < 2) {
		tap_skip("FIXTURES names no certificates");
		return;
	}
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_chain(record, "chain", &chain);
	pd_record_set_chain(record, "chain", &chain);
	PD_AUTO(pd_drop_text) char *text = written(record);
	PD_AUTO(pd_drop_record) struct pd_record *read = parsed(text, &error);
	must(read != NULL, "parsing", &error);
	tap_ok(pd_record_chain(read, "chain", "a.cfg", &back, &error) &&
			back.count == 2 &&
			pd_certificate_same(back.items[0], chain.items[0]) &&
			pd_certificate_same(back.items[1], chain.items[1]),
		"a chain comes back in its order, and once");
}

static const struct bad_chain {
	const char *name, *text;
} bad_chains[] = {
	{"absent", "other = 1;"},
	{"empty", "chain = ();"},
	{"a text", "chain = \"x\";"},
	{"a list of numbers", "chain = (1, 2);"},
	{"a list of what is no certificate", "chain = (\"x\");"},
	{"a damaged certificate",
		"chain = (\"-----BEGIN CERTIFICATE-----\\nAAAA\\n-----END "
		"CERTIFICATE-----\\n\");"},
};

static void
test_bad_chains(void)
{
	for (size_t i = 0; i < sizeof bad_chains / sizeof *bad_chains; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
		PD_AUTO(pd_drop_record)
		struct pd_record *record = parsed(bad_chains[i].text, &error);
		must(record != NULL, "parsing", &error);
		tap_ok(!pd_record_chain(record, "chain", "a.cfg", &chain, &error) &&
				chain.count == 0 && error.code != PD_OK &&
				strstr(error.input, "a.cfg") != NULL,
			"a chain that is %s is an error that names the record",
			bad_chains[i].name);
	}
}

/* The form in which chains and values are written, and whatever else may stand there. */
static const char *const around[] = {
	"a = 1;\nchain = ( \"PEM\\n\" );\nlast = \"x\";\n",
	"a = 1;\nchain = ( \"PEM\\n\", \"PEM\" );\nlast = \"x\";\n",
	"a = 1;\nchain = ( \"P\\\"EM\" );\nlast = \"x\";\n",
	"a = 1;\nchain = ( \"PEM\\\\\" );\nlast = \"x\";\n",
	"a = 1;\nchain = ( \"PEM\", 1 );\nlast = \"x\";\n",
	"a = 1;\nchain = ( \"PEM\", );\nlast = \"x\";\n",
	"a = 1;\nchain = ( \"PEM\" \"PEM\" );\nlast = \"x\";\n",
	"a = 1;\nchain = ( );\nlast = \"x\";\n",
	"a = 1;\nlast = \"x\";\nchain = ( \"PEM\" );",
	"a = 1;\nlast = \"\\nchain = ( \\\"x\\\" );\";\n",
	"a = 1;\nlast = \"x\";\nchain = ( \"PEM",
	"a = 1;\nlast = \"x\";\nchain = ( \"PEM\" ",
	"a = 1;\nlast = \"x\";\nchain = ( \"PEM\", ",
	"a = 1;\nlast = \"x\";\nchain = ( PEM );\n",
	"a = 1;\nchain = ( \"PEM\" );\nlast = = 2;\n",
	"a = 1L;\nb = -17L;\nlast = \"x, y\";\n",
	"a = 1L;\nb = true;\nlast = \"\";\n",
	"a = 1L;\nb = false;\nlast = \"x\";\n",
	"a = 1L;\nb = 0L;\nlast = true;\n",
	"a = 1L;\nb = 010L;\nlast = 2L;\n",
	"a = 1L;\nb = 0x10L;\nlast = \"x\";\n",
	"a = 1L;\nb = 9223372036854775807L;\nlast = \"x\";\n",
	"a = 1L;\nb = 99999999999999999999L;\nlast = \"x\";\n",
	"a = 1L;\nb = L;\nlast = \"x\";\n",
	"a = 1L;\nb = -;\nlast = \"x\";\n",
	"a = 1L;\nb = trueish;\nlast = \"x\";\n",
	"a = 1L;\nb = TRUE;\nlast = \"x\";\n",
	"a = 1L;\nb = 2.5;\nlast = \"x\";\n",
	"a = 1L;\nlast = \"x\\n\\\"y\\\\\";\n",
	"a = 1L;\nlast = \"x\\ny\";\n",
	"a = 1L;\nlast = \"x\" \"y\";\n",
	"a = 1L;\nlast = \"x\ny\";\n",
	"a = 1L;\nlast = \"x\"\n",
	"a = 1L;\nlast = \"x\"",
	"a = 1L;\nlast = \"x",
	"a = 1L;\nlast = \"x\"; # a note\n",
	"a = 1L;\n\n  last : \"x\";\n",
	"a = 1L;\na = 1L;\nlast = \"x\";\n",
	"a = 1L;\n1b = 2L;\nlast = \"x\";\n",
	"a = 1L;\nb.c = 2L;\nlast = \"x\";\n",
	"a = 1L;\n = 2L;\nlast = \"x\";\n",
	"a = 1L;\nb = { c = 2L; };\nlast = \"x\";\n",
	"a = 1L;\nlast = \"\xc3\xa4 \xff \t\";\n",
};

static bool
is_same_text(const char *one, const char *other)
{
	return strcmp(one ? one : "", other ? other : "") == 0;
}

static void
test_values_alone(void)
{
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		struct pd_error error = {0}, other = {0};
		struct pd_bytes bytes = {
			(const unsigned char *)around[i], strlen(around[i])};
		PD_AUTO(pd_drop_record)
		struct pd_record *whole = parsed(around[i], &error);
		PD_AUTO(pd_drop_record)
		struct pd_record *values =
			pd_record_parse_values(bytes, "STORE/a.cfg", &other);
		if (whole == NULL) {
			tap_ok(values == NULL && strcmp(error.input, other.input) == 0,
				"values alone: text %zu is as bad, in the same line",
				i);
			continue;
		}
		tap_ok(values != NULL && pd_record_number(values, "a", 0) == 1 &&
				pd_record_number(whole, "b", 7) ==
					pd_record_number(values, "b", 7) &&
				pd_record_flag(whole, "b", i % 2) ==
					pd_record_flag(values, "b", i % 2) &&
				is_same_text(pd_record_text(whole, "last"),
					pd_record_text(values, "last")),
			"values alone: text %zu has the same ones", i);
	}
}

/* Whatever came in, by whichever way it is written. */
static void
test_bytes(void)
{
	for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
		struct pd_error ignored = {0};
		PD_AUTO(pd_drop_record)
		struct pd_record *record = parsed(around[i], &ignored);
		if (record == NULL)
			continue;
		PD_AUTO(pd_drop_text) char *text = written(record);
		PD_AUTO(pd_drop_text) char *wanted = NULL;
		size_t size = 0;
		FILE *stream = open_memstream(&wanted, &size);
		config_write(pd_record_config(record), stream);
		(void)fclose(stream);
		tap_is(text, wanted, "text %zu is written as libconfig writes it", i);
	}
}

int
main(void)
{
	test_values();
	test_setting_again();
	test_bad_name();
	test_by_hand();
	test_refused();
	test_large();
	test_chain();
	test_bad_chains();
	test_values_alone();
	test_bytes();
	return tap_done();
}
