/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-targets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/tar.h"
#include "base/text.h"
#include "store/files.h"
#include "store/record.h"
#include "store/record_plain.h"
#include "store/settings/text.h"
#include "tabs/shared/csv.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_extensions.h"
#include "x509/certificate/plain_names.h"
#include "x509/certificate/revocation.h"
#include "x509/der/ber.h"
#include "x509/der/structure.h"
#include "x509/envelope/envelope_file.h"
#include "x509/envelope/sealed.h"
#include "x509/judge/constraints.h"
#include "x509/judge/path.h"
#include "x509/key/key.h"
#include "x509/key/pbe_java.h"
#include "x509/key/scrypt.h"
#include "x509/name/alternative.h"
#include "x509/name/alternative_parse.h"
#include "x509/name/name.h"
#include "x509/name/name_match.h"
#include "x509/read/armour.h"
#include "x509/read/keystore.h"
#include "x509/read/reader.h"
#include "x509/read/recognise.h"
#include "x509/read/unpack_key.h"
#include "x509/read/wrapped.h"
#include "x509/sign/detached.h"
#include "x509/sign/detached_cms.h"

enum { NOW = 1700000000 };

#define must_hold fuzz_must_hold
#define must_explain fuzz_must_explain

/* ---- what must hold -------------------------------------------------------------- */

void
fuzz_must_hold(bool good, const char *rule, const char *text)
{
	if (good)
		return;
	printf("# %s: %s\n", rule, text);
	(void)fflush(stdout);
	abort();
}

/* What is shown obeys nobody: nothing in it would have to be escaped. */
static void
must_be_safe(const char *text, const char *what)
{
	if (text == NULL)
		return;
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(text);
	must_hold(strcmp(safe, text) == 0, what, safe);
}

/* Sentences name the input and are whole. */
void
fuzz_must_explain(const struct pd_error *error)
{
	must_hold(
		*error->message != '\0', "a refusal without a sentence", error->input);
	must_be_safe(error->message, "a sentence that is not safe to show");
}

static void
lines_must_be_safe(const struct pd_details *details)
{
	for (size_t i = 0; i < details->section_count; i++)
		for (size_t k = 0; k < details->sections[i].line_count; k++) {
			const struct pd_line *line = &details->sections[i].lines[k];
			if (line->kind != PD_LONG_VALUE)
				must_be_safe(line->text, line->name);
			for (size_t m = 0; m < line->item_count; m++)
				must_be_safe(line->items[m], line->name);
		}
}

static char *
text_of(struct pd_bytes input)
{
	return pd_copy_bytes(input.data, input.size);
}

/* ---- targets --------------------------------------------------------------------- */

/* What base64 once more holds: blocks, and values that are one object. */
static unsigned
count_wrapped(struct pd_bytes input)
{
	struct pd_scan outer, inner;
	struct pd_block block;
	unsigned count = 0, line = 0, at;
	pd_scan_begin(&outer, input);
	for (;; count++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		if (!pd_wrapped_next(&outer, &content, &at))
			return count;
		must_hold(at >= line, "values that go back", "");
		line = at;
		pd_scan_begin(&inner, pd_secret_bytes(&content));
		while (pd_armour_next(&inner, &block, NULL))
			count++;
	}
}

static void
run_armour(struct pd_bytes input)
{
	struct pd_scan scan;
	struct pd_block block;
	struct pd_recognised seen;
	unsigned blocks = 0, line = 0;
	pd_scan_begin(&scan, input);
	for (;; blocks++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
		if (!pd_armour_next(&scan, &block, &content))
			break;
		must_be_safe(block.label, "a label");
		must_hold(block.flaw == PD_FLAW_NONE || content.size == 0,
			"a block with a flaw and content", block.label);
		must_hold(block.line >= line, "lines that go back", block.label);
		line = block.line;
	}
	pd_recognise(input, &seen);
	if (blocks == 0)
		blocks = count_wrapped(input);
	must_hold(seen.certificates + seen.keys + seen.encrypted_keys + seen.requests +
				  seen.crls + seen.others <=
			  blocks,
		"more seen in a paste than there is", "");
}

static void
run_ber(struct pd_bytes input)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret again = {0};
	if (!pd_ber_to_der(input, &der))
		return;
	must_hold(
		pd_ber_to_der(pd_secret_bytes(&der), &again) &&
			pd_bytes_equal(pd_secret_bytes(&der), pd_secret_bytes(&again)),
		"DER that changes when it is made DER", "");
}

static void
run_certificate(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		pd_certificate_from_der(input, "fuzz.pem", &error);
	if (certificate == NULL) {
		must_explain(&error);
		return;
	}
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	const struct pd_notice notice = {.now = NOW};
	pd_describe_certificate(certificate, NULL, NULL, &notice, &details);
	lines_must_be_safe(&details);
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(certificate);
	struct pd_bytes text = {(const unsigned char *)pem, strlen(pem)};
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *again =
		pd_certificate_from_pem(text, "fuzz.pem", &error);
	must_hold(again != NULL && pd_certificate_same(certificate, again),
		"a certificate that its own PEM is not", pem);
}

static void
run_request(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_request)
	struct pd_request *request = pd_request_from_der(input, "fuzz.pem", &error);
	if (request == NULL) {
		must_explain(&error);
		return;
	}
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	pd_describe_request(request, NULL, NULL, &details);
	lines_must_be_safe(&details);
}

static void
run_revocation_list(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *list =
		pd_revocation_list_from_der(input, "fuzz.crl", &error);
	if (list == NULL)
		must_explain(&error);
}

/* What is shown of a name may be typed: it is shown so again. A value in hex may be what
 * no text makes. */
static void
run_name(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_text) char *text = text_of(input);
	PD_AUTO(pd_drop_name) struct pd_name *name = pd_name_parse(text, "dn", &error);
	if (name == NULL) {
		must_explain(&error);
		return;
	}
	PD_AUTO(pd_drop_text) char *shown = pd_name_text(name);
	PD_AUTO(pd_drop_name)
	struct pd_name *again = pd_name_parse(shown, "dn", &error);
	/* Values in hex may be strings of another type than typed ones get, and so in another
	 * order within an RDN, or too long or odd to be typed. */
	bool in_hex = strchr(text, '#') != NULL;
	if (in_hex && (again == NULL || !pd_name_is_comparable(pd_name_der(name))))
		return;
	must_hold(again != NULL, "a name that cannot be typed as shown", shown);
	PD_AUTO(pd_drop_text) char *back = pd_name_text(again);
	must_hold(pd_name_equal(pd_name_der(name), pd_name_der(again)),
		"a name that is another when typed", back);
	must_hold(in_hex || strcmp(shown, back) == 0,
		"a name that is shown otherwise when typed", back);
}

static void
run_name_der(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *name = pd_name_from_der(input, &error);
	if (name == NULL) {
		must_explain(&error);
		return;
	}
	PD_AUTO(pd_drop_text) char *shown = pd_name_text(name);
	must_hold(strchr(shown, '\n') == NULL, "a name of several lines", shown);
}

static void
run_alternatives(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_text) char *text = text_of(input);
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	PD_AUTO(pd_alternatives_free) struct pd_alternatives again = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	if (!pd_alternatives_parse(text, "san", &names, &error)) {
		must_explain(&error);
		return;
	}
	PD_AUTO(pd_drop_text) char *shown = pd_alternatives_text(&names);
	must_be_safe(shown, "alternative names");
	pd_alternatives_der(&names, &der);
	must_hold(pd_alternatives_from_der(pd_buffer_bytes(&der), &again, &error),
		"alternative names that cannot be read back", shown);
	PD_AUTO(pd_drop_text) char *back = pd_alternatives_text(&again);
	must_hold(strcmp(shown, back) == 0,
		"alternative names that are others when read back", back);
}

static void
run_alternatives_der(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	if (!pd_alternatives_from_der(input, &names, &error)) {
		must_explain(&error);
		return;
	}
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	pd_describe_alternatives(&names, (struct pd_bytes){0}, &details);
	lines_must_be_safe(&details);
}

static void
run_constraints(struct pd_bytes input)
{
	struct pd_signed whole;
	struct pd_certificate_parts parts;
	struct pd_extension extension;
	if (!pd_signed_read(input, &whole) ||
		!pd_certificate_parts_read(whole.content, &parts))
		return;
	long comparisons = PD_CONSTRAINTS_LIMIT;
	for (struct pd_bytes rest = parts.extensions;
		pd_extension_next(&rest, &extension);)
		(void)pd_constraints_hold(extension.value, &parts, true, &comparisons);
}

static char *
written(const struct pd_record *record)
{
	struct pd_error error = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	return pd_record_write(record, &text, &error) ? pd_buffer_steal_text(&text)
						      : NULL;
}

/* Only others than us write a text over several lines. */
static bool
has_text_of_lines(struct pd_bytes input)
{
	bool inside = false;
	for (size_t i = 0; i < input.size; i++) {
		inside ^= input.data[i] == '"';
		if (inside && input.data[i] == '\n')
			return true;
		i += inside && input.data[i] == '\\';
	}
	return false;
}

/* What is read without libconfig is what it reads. */
static void
run_record(struct pd_bytes input)
{
	struct pd_error error = {0}, other = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *values = pd_record_parse_values(input, "fuzz.cfg", &other);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_record_parse(input, "fuzz.cfg", &error);
	if (record == NULL) {
		must_explain(&error);
		return;
	}
	must_hold(values != NULL || has_text_of_lines(input),
		"a record of which no values can be read", other.message);
	PD_AUTO(pd_drop_text) char *text = written(record);
	PD_AUTO(pd_drop_record) struct pd_record *plain = pd_record_new();
	PD_AUTO(pd_drop_text) char *copy = text_of(input);
	if (text == NULL || !pd_record_read_plain(
				    config_root_setting(pd_record_config(plain)), copy))
		return;
	PD_AUTO(pd_drop_text) char *same = written(plain);
	must_hold(same != NULL && strcmp(text, same) == 0,
		"a record that is read as another without libconfig", text);
}

static void
run_csv(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_csv_free) struct pd_csv table = {0};
	if (!pd_csv_read(input, "fuzz.csv", 1000, &table, &error))
		must_explain(&error);
}

static void
run_signature(struct pd_bytes input)
{
	struct pd_error error = {0};
	enum pd_detached_form form;
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	PD_AUTO(pd_cms_free) struct pd_cms cms = {0};
	if (!pd_detached_read(input, "fuzz.sig", &form, &out, &error))
		must_explain(&error);
	if (!pd_cms_read(input, "fuzz.p7s", &cms, &error))
		must_explain(&error);
}

static void
run_envelope_line(struct pd_bytes input)
{
	struct pd_error error = {0};
	struct pd_bytes key, iv;
	PD_AUTO(pd_secret_wipe) struct pd_secret bare = {0};
	if (!pd_envelope_line(input, "fuzz", &bare, &key, &iv, &error))
		must_explain(&error);
}

/* ---- what inputs are made from ----------------------------------------------------- */

/* The passphrase of what tests/test-backup.sh seals; here nearly all is refused before. */
static void
run_sealed(struct pd_bytes input)
{
	uint64_t effort = 5000;
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret passphrase = {0}, content = {0};
	pd_secret_add_text(&passphrase, "passphrase");
	const struct pd_pbe_way way = {
		.passphrase = &passphrase, .from = "fuzz", .effort = &effort};
	if (pd_sealed_open(input, &way, &content, &error) == PD_PBE_REFUSED &&
		error.code == PD_OK)
		abort();
}

static void
run_tar(struct pd_bytes input)
{
	for (;;) {
		PD_AUTO(pd_drop_text) char *name = NULL;
		struct pd_bytes content;
		size_t before = input.size;
		if (pd_tar_next(&input, &name, &content) != PD_TAR_FILE)
			return;
		if (name == NULL || input.size >= before || content.size > before)
			abort();
	}
}

static void
run_settings_text(struct pd_bytes input)
{
	PD_AUTO(pd_drop_text) char *text = pd_copy_bytes(input.data, input.size);
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	pd_settings_text_set(text, "roles", "observer", "[]", &out);
	pd_settings_text_set(text, NULL, "undo_days", "1", &out);
}

/* A key that is read is the same when it is written and read again. */
static void
run_key(struct pd_bytes input)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret written = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_key_from_der(input, "fuzz", &error);
	if (key == NULL) {
		must_explain(&error);
		return;
	}
	must_hold(
		pd_key_der(key, &written, &error), "a key that cannot be written", "");
	PD_AUTO(pd_drop_key)
	struct pd_key *again =
		pd_key_from_der(pd_secret_bytes(&written), "fuzz", &error);
	must_hold(again != NULL && strcmp(pd_key_id(key), pd_key_id(again)) == 0,
		"a key that is another when written", error.message);
}

enum { FUZZ_EFFORT = 50000 };

/* Fixtures open with it. */
static void
add_fixture_words(struct pd_secret *out)
{
	pd_secret_add_text(out, "secret-42");
}

static void
run_sealed_key(struct pd_bytes input)
{
	uint64_t effort = FUZZ_EFFORT;
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret words = {0}, plain = {0}, java = {0};
	add_fixture_words(&words);
	const struct pd_pbe_way way = {
		.passphrase = &words, .from = "fuzz", .effort = &effort};
	if (!pd_unpack_key(&way, input, &plain, &error))
		must_explain(&error);
	pd_error_clear(&error);
	if (pd_pbe_java_open(&way, input, &java, &error) == PD_PBE_REFUSED)
		must_explain(&error);
}

static bool
found_fuzz(void *context, struct pd_bytes der)
{
	size_t *bytes = context;
	*bytes += der.size;
	return true;
}

static bool
closed_fuzz(void *context)
{
	(void)context;
	return true;
}

static bool
other_fuzz(void *context, unsigned kinds, const char *words)
{
	(void)kinds;
	*(size_t *)context += strlen(words);
	return true;
}

static bool
problem_fuzz(void *context, const struct pd_error *problem)
{
	(void)context;
	must_explain(problem);
	return true;
}

static struct pd_unpack
how_to_unpack_fuzz(const struct pd_secret *passphrase, uint64_t *effort, size_t *bytes)
{
	return (struct pd_unpack){.from = "fuzz",
		.passphrase = passphrase,
		.effort = effort,
		.found = found_fuzz,
		.closed = closed_fuzz,
		.other = other_fuzz,
		.problem = problem_fuzz,
		.context = bytes};
}

static void
run_pkcs12(struct pd_bytes input)
{
	size_t bytes = 0;
	uint64_t effort = FUZZ_EFFORT;
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret words = {0};
	add_fixture_words(&words);
	const struct pd_unpack unpack = how_to_unpack_fuzz(&words, &effort, &bytes);
	if (!pd_unpack_pkcs12(&unpack, input, &error))
		must_explain(&error);
}

/* The entries of a keystore of Java, whose digest nobody asks for without a passphrase. */
static void
run_keystore(struct pd_bytes input)
{
	static const unsigned char begin[] = {
		0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2, 0, 0, 0, 9};
	static const unsigned char digest[20];
	size_t bytes = 0;
	uint64_t effort = FUZZ_EFFORT;
	struct pd_error error = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer whole = {0};
	pd_buffer_add(&whole, begin, sizeof begin);
	pd_buffer_add_bytes(&whole, input);
	pd_buffer_add(&whole, digest, sizeof digest);
	struct pd_unpack unpack = how_to_unpack_fuzz(NULL, &effort, &bytes);
	unpack.without_keys = true;
	if (!pd_keystore_unpack(&unpack, pd_buffer_bytes(&whole), &error))
		must_explain(&error);
	must_hold(bytes <= whole.size, "more found in a keystore than there is", "");
}

/* What GnuTLS is given instead of a certificate that it does not read. */
static void
run_plain_names(struct pd_bytes input)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer plain = {0}, again = {0};
	if (!pd_plain_names_put(input, &plain) ||
		!pd_plain_names_put(pd_buffer_bytes(&plain), &again))
		return;
	must_hold(pd_bytes_equal(pd_buffer_bytes(&plain), pd_buffer_bytes(&again)),
		"plain names that are not", "");
}

static void
run_scrypt(struct pd_bytes input)
{
	enum { PARAMETERS = 12 };
	uint32_t numbers[3];
	unsigned char out[32];
	if (input.size < PARAMETERS)
		return;
	memcpy(numbers, input.data, sizeof numbers);
	const struct pd_scrypt parameters = {
		.salt = {input.data + PARAMETERS, input.size - PARAMETERS},
		.cost = numbers[0],
		.block = numbers[1],
		.parallel = numbers[2] % 4,
	};
	bool is_small = (uint64_t)parameters.cost * parameters.block < 1 << 12;
	if (is_small && pd_scrypt_is_bearable(&parameters))
		(void)pd_scrypt(&parameters, parameters.salt, out, sizeof out);
}

static const char *const key_files[] = {"openssl-ca.key", "openssl-sec1-key.der",
	"openssl-rsa-ca-key.der", "ed25519-ca.key", "ed448-ca.key",
	"openssl-p521-ca.key", NULL};
static const char *const sealed_keys[] = {"encrypted-pbes2.der", "encrypted-pbes1.key",
	"encrypted-pbes1-md5-des.key", "encrypted-scrypt.key", NULL};
static const char *const pkcs12_files[] = {
	"chain.p12", "openssl-ca.p12", "openssl-ca-legacy.p12", NULL};
static const char *const stores[] = {"\1\2\3\1a", "X.509", NULL};
static const char *const pem_files[] = {"chain.pem", "chain-with-key.pem",
	"paste-json.txt", "paste-secret.yaml", "paste-quoted.pem", "paste-utf16.pem",
	"paste-joined.pem", "encrypted-traditional-aes.key", "bad-base64.pem",
	"missing-end.pem", NULL};
static const char *const ber_files[] = {
	"chain.p7b", "chain.p12", "openssl-ca.der", NULL};
static const char *const certificate_files[] = {"chain.pem", "hostile-dn.pem",
	"international.pem", "multivalued-rdn.pem", "serial-negative.pem", "v1-ca.pem",
	"odd-identifier.pem", "rsa-pss-ca.pem", "ed25519-ca.pem", "js7-ca.pem", NULL};
static const char *const request_files[] = {"request.pem", "request-new.pem", NULL};
static const char *const list_files[] = {"revocation.crl", NULL};
static const char *const signature_files[] = {"chain.p7b", "chain.pem", NULL};
static const char *const names[] = {"CN=www.example.org,O=Example\\, Inc.,C=DE",
	"OU=a+CN=b,DC=example", "CN=#0c03616263,2.5.4.4=x",
	"cn = \" quoted \" , o=\\E4", NULL};
static const char *const alternatives[] = {
	"DNS:www.example.org,IP:192.0.2.7,IP:2001:db8::1", "email:a@example.org",
	"URI:https://example.org/a%2Cb", "DNS:*.example.org,DNS:b\303\274cher.example",
	"RID:1.2.3.4,DNS:xn--bcher-kva.example",
	"UPN:a@example.org,SRV:_x.example,otherName:1.2.3=a,otherName:1.2.3=#0500",
	NULL};
static const char *const alternatives_der[] = {"0\202\0\015\202\013example.org",
	"0\r\202\013example.org", "0\006\207\004\1\2\3\4",
	"0\013\240\011\006\002\052\003\240\003\014\001u", NULL};
static const char *const records[] = {"host = \"a\";\ncount = 12L;\nca = true;\nchain "
				      "= ( \"-----BEGIN\\nAA==\\n\" );\n",
	"first = -5L;\nlast = 0L;\ntext = \"\\x1b\\\"q\\\\\";\nflag = false;\n",
	"list = ( { name = \"a\"; number = 1L; }, { } );\n\n\n", NULL};
static const char *const settings[] = {
	"# a\nformat = 1;\nroles = { observer = [ \"a\" ]; "
	"/* b */ }; undo_days = 7L // c\n",
	NULL};
static const char *const sealed_files[] = {"sealed.cms", NULL};
static const char *const tar_files[] = {"files.tar", NULL};
static const char *const tables[] = {"purpose,dn,san\nserver,\"CN=a, O=b\",DNS:a\n",
	"\357\273\277a,b\r\n\"c\"\"d\",\r\n", "sep=;\na;b\n", "\377\376a\1\t\1b\1",
	NULL};
static const char *const lines[] = {
	"enc:QUJD REVG aGVsbG8=", "QUJD REVG", "  enc:QQ== QkI= /tmp/out\n", NULL};

const struct fuzz_target fuzz_targets[] = {
	{"armour", pem_files, false, NULL, run_armour},
	{"ber", ber_files, false, NULL, run_ber},
	{"certificate", certificate_files, true, NULL, run_certificate},
	{"key", key_files, true, NULL, run_key},
	{"sealed-key", sealed_keys, true, NULL, run_sealed_key},
	{"pkcs12", pkcs12_files, false, NULL, run_pkcs12},
	{"keystore", NULL, false, stores, run_keystore},
	{"plain-names", certificate_files, true, NULL, run_plain_names},
	{"scrypt", NULL, false, stores, run_scrypt},
	{"request", request_files, true, NULL, run_request},
	{"revocation-list", list_files, true, NULL, run_revocation_list},
	{"name", NULL, false, names, run_name},
	{"name-der", certificate_files, true, NULL, run_name_der},
	{"alternatives", NULL, false, alternatives, run_alternatives},
	{"alternatives-der", certificate_files, true, alternatives_der,
		run_alternatives_der},
	{"constraints", certificate_files, true, NULL, run_constraints},
	{"record", NULL, false, records, run_record},
	{"settings-text", NULL, false, settings, run_settings_text},
	{"sealed", sealed_files, false, NULL, run_sealed},
	{"tar", tar_files, false, NULL, run_tar},
	{"csv", NULL, false, tables, run_csv},
	{"signature", signature_files, false, NULL, run_signature},
	{"envelope-line", NULL, false, lines, run_envelope_line},
	{"database", NULL, false, fuzz_changes, fuzz_database},
	{"configuration", NULL, false, fuzz_configurations, fuzz_configuration},
	{NULL, NULL, false, NULL, NULL},
};
