/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/issuer.h"
#include "x509/name/alternative_parse.h"
#include "x509/write/issue.h"

#include <strings.h>
#include <time.h>

#include "base/text.h"
#include "tap.h"
#include "tool.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

enum {
	CA_USAGE = PD_USAGE_CERTIFICATE_SIGN | PD_USAGE_CRL_SIGN |
		   PD_USAGE_DIGITAL_SIGNATURE
};

static const char *const server[] = {PD_OID_SERVER_AUTH, PD_OID_CLIENT_AUTH, NULL};

static const struct {
	const char *openssl, *text;
} kinds[] = {
	{"EC -pkeyopt ec_paramgen_curve:P-256", "EC P-256"},
	{"EC -pkeyopt ec_paramgen_curve:P-384", "EC P-384"},
	{"EC -pkeyopt ec_paramgen_curve:P-521", "EC P-521"},
	{"RSA -pkeyopt rsa_keygen_bits:2048", "RSA 2048"},
	{"RSA-PSS -pkeyopt rsa_keygen_bits:2048", "RSA-PSS 2048"},
	{"ED25519", "Ed25519"},
	{"ED448", "Ed448"},
};

/* A CA and a certificate that it issued. */
struct pair {
	struct pd_key *ca_key, *key;
	struct pd_certificate *ca, *leaf;
};

static void
drop_pair(struct pair *pair)
{
	pd_key_free(pair->ca_key);
	pd_key_free(pair->key);
	pd_certificate_free(pair->ca);
	pd_certificate_free(pair->leaf);
}

/* OpenSSL makes it, because RSA keys take long where the test runs under valgrind. */
static struct pd_key *
make_key(const char *kind)
{
	struct pd_error error = {0};
	(void)tool_does(
		"openssl genpkey -algorithm %s -outform DER -out key.der", kind);
	PD_AUTO(pd_secret_wipe) struct pd_secret der = tool_get("key.der");
	struct pd_key *key = pd_key_from_der(pd_secret_bytes(&der), "key.der", &error);
	if (key == NULL)
		tap_is(error.message, "", "a key of %s", kind);
	return key;
}

static struct pd_certificate *
issue(struct pd_template template, const char *subject, const char *names,
	const struct pd_certificate *issuer, const struct pd_key *key,
	struct pd_error *error)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives alternatives = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer none = tool_hex("3000");
	PD_AUTO(pd_drop_name)
	struct pd_name *name =
		*subject ? pd_name_parse(subject, "dn", error)
			 : pd_name_from_der(pd_buffer_bytes(&none), error);
	if (name == NULL || !pd_alternatives_parse(names, "san", &alternatives, error))
		return NULL;
	template.subject = name;
	template.alternatives = &alternatives;
	return pd_issue_certificate(&template, issuer, key, error);
}

static struct pd_template
template_for(const struct pd_key *key, bool ca)
{
	struct pd_template template = {
		.public_der = pd_key_public_der(key),
		.not_before = pd_issue_not_before(),
		.ca = ca,
		.path_length = -1,
		.usage = ca ? CA_USAGE
			    : PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_KEY_ENCIPHERMENT,
		.purposes = ca ? NULL : server,
	};
	struct pd_error error = {0};
	(void)pd_issue_not_after(template.not_before, ca ? 1826 : 730, "days",
		&template.not_after, &error);
	return template;
}

static struct pair
make_pair(const char *kind)
{
	struct pd_error error = {0};
	struct pair pair = {.ca_key = make_key(kind), .key = make_key("ED25519")};
	if (pair.ca_key == NULL || pair.key == NULL)
		return pair;
	pair.ca = issue(template_for(pair.ca_key, true),
		"CN=Example CA+serialNumber=1,O=J\xc3\xbcrgen\\, Inc.,C=DE", "", NULL,
		pair.ca_key, &error);
	if (pair.ca != NULL)
		pair.leaf = issue(template_for(pair.key, false), "CN=www.example.org",
			"www.example.org,192.0.2.7", pair.ca, pair.ca_key, &error);
	tap_is(error.message, "", "%s: a CA and what it issued", kind);
	return pair;
}

static void
write_certificate(const char *name, const struct pd_certificate *certificate)
{
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(certificate);
	tool_put(name, (struct pd_bytes){(unsigned char *)pem, strlen(pem)});
}

/* OpenSSL in its strictest mode and certtool take the chain, for every algorithm. */
static void
test_verify(void)
{
	bool certtool = !tool_is_missing("certtool");
	for (size_t i = 0; i < COUNT(kinds); i++) {
		PD_AUTO(drop_pair) struct pair pair = make_pair(kinds[i].openssl);
		if (pair.leaf == NULL)
			continue;
		write_certificate("ca.pem", pair.ca);
		write_certificate("leaf.pem", pair.leaf);
		tap_is(pd_certificate_key_text(pair.ca), kinds[i].text,
			"%s: the key of the CA", kinds[i].text);
		PD_AUTO(pd_drop_text)
		char *said = tool_run(NULL,
			"openssl verify -x509_strict -check_ss_sig -purpose sslserver "
			"-verify_hostname www.example.org -CAfile ca.pem leaf.pem "
			"ca.pem");
		tap_has(said, "leaf.pem: OK", "%s: openssl verify -x509_strict",
			kinds[i].text);
		PD_AUTO(pd_drop_text)
		char *own = tool_run(NULL, "openssl verify -x509_strict -check_ss_sig "
					   "-CAfile ca.pem ca.pem");
		tap_is(own, "ca.pem: OK\n", "%s: the CA alone", kinds[i].text);
		if (!certtool)
			continue;
		PD_AUTO(pd_drop_text)
		char *other = tool_run(NULL,
			"certtool --verify --load-ca-certificate ca.pem "
			"--verify-hostname www.example.org --infile leaf.pem");
		tap_has(other, "Chain verification output: Verified.",
			"%s: certtool --verify", kinds[i].text);
		tap_ok(pd_certificate_is_signed_by(pair.leaf, pair.ca),
			"%s: we take it as well", kinds[i].text);
	}
}

static char *
openssl_text(const struct pd_certificate *certificate)
{
	write_certificate("shown.pem", certificate);
	return tool_run(NULL, "openssl x509 -in shown.pem -noout -text");
}

static void
test_content(void)
{
	PD_AUTO(drop_pair) struct pair pair = make_pair(kinds[0].openssl);
	if (pair.leaf == NULL)
		return;
	PD_AUTO(pd_drop_text) char *ca = openssl_text(pair.ca);
	tap_has(ca, "Version: 3 (0x2)", "version 3");
	tap_has(ca, "X509v3 Basic Constraints: critical\n                CA:TRUE\n",
		"a CA says so, critically, without a limit");
	tap_has(ca,
		"X509v3 Key Usage: critical\n                Digital Signature, "
		"Certificate Sign, CRL Sign\n",
		"a CA may sign certificates and lists");
	tap_ok(strstr(ca, "Authority Key Identifier") == NULL,
		"a self-issued one has no authority key identifier");
	PD_AUTO(pd_drop_text) char *leaf = openssl_text(pair.leaf);
	tap_has(leaf, "X509v3 Basic Constraints: critical\n                CA:FALSE\n",
		"a leaf is no CA, critically");
	tap_has(leaf,
		"X509v3 Key Usage: critical\n                Digital Signature, Key "
		"Encipherment\n",
		"its usages are critical");
	tap_has(leaf,
		"X509v3 Extended Key Usage: \n                TLS Web Server "
		"Authentication, TLS Web Client Authentication\n",
		"its purposes are not critical");
	tap_has(leaf,
		"X509v3 Subject Alternative Name: \n                "
		"DNS:www.example.org, IP Address:192.0.2.7\n",
		"its names are not critical");
	struct pd_bytes own = pd_certificate_key_identifier(pair.ca),
			other = pd_certificate_authority_identifier(pair.leaf);
	tap_ok(own.size == 20 && other.size == 20 &&
			memcmp(own.data, other.data, 20) == 0,
		"it names its issuer's key");
	tap_is(pd_certificate_issuer(pair.leaf), pd_certificate_subject(pair.ca),
		"and its issuer");
	tap_number(
		strlen(pd_certificate_serial(pair.leaf)) > 24, 1, "its serial is long");
	tap_ok(strcmp(pd_certificate_serial(pair.leaf),
		       pd_certificate_serial(pair.ca)) != 0,
		"and another one each time");
	tap_number(pd_certificate_not_after(pair.leaf) -
			   pd_certificate_not_before(pair.leaf),
		730 * 86400, "it is valid for the days asked");
	PD_AUTO(pd_drop_text)
	char *identifier = tool_run(NULL, "openssl x509 -in shown.pem -noout -pubkey | "
					  "openssl pkey -pubin -outform "
					  "DER | tail -c 32 | openssl dgst -sha256 -r "
					  "| cut -c1-40 | tr -d '\\n'");
	struct pd_bytes subject_key = pd_certificate_key_identifier(pair.leaf);
	PD_AUTO(pd_drop_text)
	char *hex = pd_text_hex(subject_key.data, subject_key.size, '\0');
	tap_ok(strcasecmp(hex, identifier) == 0,
		"its key identifier is that of RFC 7093, method 1");
}

static void
test_usages(void)
{
	static const struct {
		unsigned usage;
		const char *hex;
	} rows[] = {
		{PD_USAGE_DIGITAL_SIGNATURE, "03020780"},
		{PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_NON_REPUDIATION, "030206C0"},
		{CA_USAGE, "03020186"},
		{PD_USAGE_KEY_AGREEMENT | PD_USAGE_ENCIPHER_ONLY, "03020009"},
		{PD_USAGE_KEY_AGREEMENT | PD_USAGE_DECIPHER_ONLY, "0303070880"},
	};
	PD_AUTO(pd_drop_key) struct pd_key *key = make_key("ED25519");
	for (size_t i = 0; key && i < COUNT(rows); i++) {
		struct pd_error error = {0};
		struct pd_template template = template_for(key, true);
		template.usage = rows[i].usage;
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate =
			issue(template, "CN=a", "", NULL, key, &error);
		PD_AUTO(pd_buffer_free)
		struct pd_buffer value = tool_hex("0603551D0F0101FF");
		PD_AUTO(pd_buffer_free) struct pd_buffer bits = tool_hex(rows[i].hex);
		pd_buffer_add(
			&value, (unsigned char[]){4, (unsigned char)bits.size}, 2);
		pd_buffer_add(&value, bits.data, bits.size);
		struct pd_bytes der = {0};
		if (certificate != NULL)
			der = pd_certificate_der(certificate);
		tap_ok(der.size > 0 &&
				memmem(der.data, der.size, value.data, value.size),
			"usages %u are %s, critical, without zeros at the end",
			rows[i].usage, rows[i].hex);
	}
	struct pd_error error = {0};
	struct pd_template template = template_for(key, true);
	template.usage = 0;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		issue(template, "CN=a", "", NULL, key, &error);
	tap_ok(certificate != NULL && !pd_certificate_has_usage(certificate),
		"no usage at all writes no keyUsage");
}

static void
test_path_length(void)
{
	static const struct {
		int length;
		const char *shown;
	} rows[] = {{0, "CA:TRUE, pathlen:0\n"}, {3, "CA:TRUE, pathlen:3\n"}};
	PD_AUTO(pd_drop_key) struct pd_key *key = make_key("ED25519");
	for (size_t i = 0; key && i < COUNT(rows); i++) {
		struct pd_error error = {0};
		struct pd_template template = template_for(key, true);
		template.path_length = rows[i].length;
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate =
			issue(template, "CN=a", "", NULL, key, &error);
		PD_AUTO(pd_drop_text)
		char *text = certificate ? openssl_text(certificate) : NULL;
		tap_has(text, rows[i].shown, "a path length of %d", rows[i].length);
	}
}

/* The subject of the issuer goes into what it issues byte for byte, even where we would
 * write the same name otherwise. */
static void
test_foreign_issuer(void)
{
	struct pd_error error = {0};
	bool made = tool_does(
		"printf "
		"'[req]\\ndistinguished_name=d\\nstring_mask=MASK:0x2000\\n[d]\\n' "
		">cnf; openssl req -config cnf -utf8 -x509 -newkey ed25519 -nodes "
		"-keyout "
		"f.key -subj '/O=Example/CN=Foreign CA' -addext "
		"basicConstraints=critical,CA:TRUE -outform DER -out f.der; "
		"openssl pkey -in f.key -outform DER -out f.key.der; "
		"openssl x509 -inform DER -in f.der -out f.pem");
	PD_AUTO(pd_secret_wipe) struct pd_secret der = tool_get("f.der");
	PD_AUTO(pd_secret_wipe) struct pd_secret key_der = tool_get("f.key.der");
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *ca =
		pd_certificate_from_der(pd_secret_bytes(&der), "f.der", &error);
	PD_AUTO(pd_drop_key)
	struct pd_key *key =
		pd_key_from_der(pd_secret_bytes(&key_der), "f.key", &error);
	if (!tap_ok(made && ca && key, "a CA of OpenSSL, its name in UTF8String"))
		return;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *leaf = issue(
		template_for(key, false), "CN=a.example", "a.example", ca, key, &error);
	tap_is(error.message, "", "issues a certificate");
	if (leaf == NULL)
		return;
	struct pd_bytes name = pd_certificate_subject_der(ca),
			whole = pd_certificate_der(leaf);
	tap_ok(memmem(name.data, name.size,
		       "\x0c\x07"
		       "Example",
		       9) != NULL &&
			memmem(whole.data, whole.size, name.data, name.size) != NULL,
		"whose issuer is the same bytes");
	write_certificate("leaf.pem", leaf);
	PD_AUTO(pd_drop_text)
	char *verified = tool_run(NULL, "openssl verify -CAfile f.pem leaf.pem");
	tap_is(verified, "leaf.pem: OK\n", "and OpenSSL verifies it");
}

static void
test_no_subject(void)
{
	struct pd_error error = {0};
	PD_AUTO(drop_pair) struct pair pair = make_pair(kinds[0].openssl);
	if (pair.leaf == NULL)
		return;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *nameless = issue(template_for(pair.key, false), "",
		"a.example", pair.ca, pair.ca_key, &error);
	PD_AUTO(pd_drop_text) char *text = nameless ? openssl_text(nameless) : NULL;
	tap_has(text ? text : error.message,
		"X509v3 Subject Alternative Name: critical\n                "
		"DNS:a.example",
		"without a subject, the alternative names are critical");
	write_certificate("ca.pem", pair.ca);
	PD_AUTO(pd_drop_text)
	char *said =
		tool_run(NULL, "openssl verify -x509_strict -CAfile ca.pem shown.pem");
	tap_is(said, "shown.pem: OK\n", "and OpenSSL takes that");
}

static void
test_end_of_time(void)
{
	static const int64_t end = 253402300799;
	struct pd_error error = {0};
	PD_AUTO(pd_drop_key) struct pd_key *key = make_key("ED25519");
	struct pd_template template = template_for(key, true);
	template.not_after = end;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		issue(template, "CN=a", "", NULL, key, &error);
	PD_AUTO(pd_drop_text)
	char *text = certificate ? openssl_text(certificate) : NULL;
	tap_has(text ? text : error.message, "Not After : Dec 31 23:59:59 9999 GMT",
		"a certificate can be valid for ever (RFC 5280 4.1.2.5)");
	tap_number(certificate ? pd_certificate_not_after(certificate) : 0, end,
		"and we read the same");
}

static void
test_days(void)
{
	static const struct {
		int64_t begin;
		long days;
		int64_t end; /* -1: refused */
	} rows[] = {
		{0, 1, 86400},
		{0, 36525, 36525LL * 86400},
		{253402300799 - 86400, 2, 253402300799},
		{0, 0, -1},
		{0, -5, -1},
		{0, 36526, -1},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pd_error error = {0};
		int64_t end = -1;
		(void)pd_issue_not_after(
			rows[i].begin, rows[i].days, "days", &end, &error);
		tap_number(end, rows[i].end, "%ld days", rows[i].days);
		tap_is(error.input, rows[i].end == -1 ? "days" : "",
			"%ld days: the field", rows[i].days);
	}
	int64_t ago = (int64_t)time(NULL) - pd_issue_not_before();
	tap_ok(ago >= 300 && ago < 310, "a certificate begins five minutes ago");
}

static void
test_refused(void)
{
	PD_AUTO(drop_pair) struct pair pair = make_pair(kinds[0].openssl);
	if (pair.leaf == NULL)
		return;
	struct pd_error error = {0};
	tap_ok(issue(template_for(pair.key, false), "CN=a", "", pair.ca, pair.key,
		       &error) == NULL,
		"another key than the issuer's is refused");
	tap_has(error.message, "does not belong to the issuer", "and why");
	pd_error_clear(&error);
	tap_ok(issue(template_for(pair.key, false), "CN=a", "", NULL, pair.ca_key,
		       &error) == NULL,
		"a self-issued one has to be signed by its own key");
	struct pd_template backwards = template_for(pair.ca_key, true);
	backwards.not_after = backwards.not_before;
	pd_error_clear(&error);
	tap_ok(issue(backwards, "CN=a", "", NULL, pair.ca_key, &error) == NULL,
		"an end that is no later than the beginning is refused");
	tap_has(error.message, "end before it begins", "and why");
	struct pd_template damaged = template_for(pair.key, false);
	damaged.public_der = (struct pd_bytes){(const unsigned char *)"0\0", 2};
	pd_error_clear(&error);
	tap_ok(issue(damaged, "CN=a", "", pair.ca, pair.ca_key, &error) == NULL,
		"a damaged public key is refused");
	tap_has(error.message, "SubjectPublicKeyInfo", "and why");
}

static void
check_request(const struct pd_key *key, const char *text, const char *names,
	const char *shown)
{
	struct pd_error error = {0};
	PD_AUTO(pd_alternatives_free) struct pd_alternatives alternatives = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *subject = pd_name_parse("CN=a+OU=b,C=DE", "dn", &error);
	tap_ok(pd_alternatives_parse(names, "san", &alternatives, &error) &&
			pd_issue_request(subject, &alternatives, key, &der, &error),
		"%s: a request for '%s'", text, names);
	tool_put("csr.der", pd_buffer_bytes(&der));
	PD_AUTO(pd_drop_text)
	char *said = tool_run(
		NULL, "openssl req -inform DER -in csr.der -verify -noout -text");
	tap_has(said, "verify OK", "%s: openssl req -verify", text);
	tap_has(said, "Version: 1 (0x0)", "%s: version 1", text);
	tap_has(said, shown, "%s: %s", text, shown);
	if (tool_is_missing("certtool"))
		return;
	PD_AUTO(pd_drop_text)
	char *other = tool_run(NULL, "certtool --crq-info --inder --infile csr.der");
	tap_has(other, "Self signature: verified", "%s: certtool --crq-info", text);
}

static void
test_requests(void)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		PD_AUTO(pd_drop_key) struct pd_key *key = make_key(kinds[i].openssl);
		if (key == NULL)
			continue;
		check_request(key, kinds[i].text, "a.example,192.0.2.7",
			"DNS:a.example, IP Address:192.0.2.7");
		if (i == 0)
			check_request(key, kinds[i].text, "", "Attributes:");
	}
}

int
main(void)
{
	if (tool_is_missing("openssl"))
		return tap_skip_all("openssl is missing");
	tool_begin();
	test_verify();
	test_content();
	test_usages();
	test_path_length();
	test_foreign_issuer();
	test_no_subject();
	test_end_of_time();
	test_days();
	test_refused();
	test_requests();
	return tap_done();
}
