/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/file.h"
#include "x509/read/bundle.h"
#include "x509/write/bundle_pack.h"

#include "fixtures.h"
#include "tool.h"

#define P "secret-42"

static struct pd_secret
passphrase(void)
{
	struct pd_secret secret = {0};
	pd_secret_add_text(&secret, P);
	return secret;
}

/* Adds a fixture; the error's words, or "". free() it. */
static char *
add(struct pd_bundle *bundle, const char *name)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret secret = passphrase();
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", fixtures(), name);
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	bool good = pd_file_read(path, PD_INPUT_LIMIT, &content, &error) &&
		    pd_bundle_add(bundle,
			    &(struct pd_reading){.input = pd_secret_bytes(&content),
				    .from = path,
				    .passphrase = &secret},
			    &error);
	return pd_copy(good ? "" : error.message);
}

/* "certificates 3 keys 1 requests 0 lists 0 others 0"; free() it. */
static char *
counts_of(const struct pd_bundle *bundle)
{
	return pd_format("certificates %zu keys %zu requests %zu lists %zu others %zu",
		bundle->certificates.count, bundle->key_count, bundle->request_count,
		bundle->list_count, bundle->other_count);
}

static const struct {
	const char *names[4], *want;
} bundles[] = {
	{{"chain-with-key.pem"}, "certificates 3 keys 1 requests 0 lists 0 others 0"},
	{{"chain.p12"}, "certificates 3 keys 1 requests 0 lists 0 others 0"},
	{{"leaf.key", "leaf.pem", "intermediate.pem", "root.pem"},
		"certificates 3 keys 1 requests 0 lists 0 others 0"},
	{{"chain-duplicates.pem"}, "certificates 3 keys 0 requests 0 lists 0 others 0"},
	{{"chain.pem", "chain.p12", "chain-der.p7b", "leaf.key"},
		"certificates 3 keys 1 requests 0 lists 0 others 0"},
	{{"two-keys.pem"}, "certificates 1 keys 2 requests 0 lists 0 others 0"},
	{{"request.pem", "request.key"},
		"certificates 0 keys 1 requests 1 lists 0 others 0"},
	{{"revocation.crl", "openssl-ca-public.pem"},
		"certificates 0 keys 0 requests 0 lists 1 others 1"},
};

static void
inputs_add_up(void)
{
	for (size_t i = 0; i < sizeof bundles / sizeof *bundles; i++) {
		PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
		for (size_t k = 0; k < 4 && bundles[i].names[k] != NULL; k++) {
			PD_AUTO(pd_drop_text)
			char *failure = add(&bundle, bundles[i].names[k]);
			tap_is(failure, "", "%s is added", bundles[i].names[k]);
		}
		PD_AUTO(pd_drop_text) char *got = counts_of(&bundle);
		tap_is(got, bundles[i].want, "row %zu: what they hold together", i);
	}
}

static void
the_order_stays(void)
{
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	PD_AUTO(pd_drop_text) char *first = add(&bundle, "chain-shuffled.pem");
	PD_AUTO(pd_drop_text) char *again = add(&bundle, "chain.pem");
	tap_is(first, "", "a chain is added");
	tap_is(again, "", "and the same again, in order");
	PD_AUTO(pd_certificates_free)
	struct pd_certificates want = fixture_certificates("chain-shuffled.pem");
	bool same = bundle.certificates.count == want.count;
	for (size_t i = 0; same && i < want.count; i++)
		same = pd_certificate_same(bundle.certificates.items[i], want.items[i]);
	tap_ok(same, "certificates stay in the order in which they came");
}

static void
a_failure_adds_nothing(void)
{
	static const char *const names[] = {
		"bad-base64.pem", "empty.pem", "no-such-file.pem", "truncated.pem"};
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	PD_AUTO(pd_drop_text) char *failure = add(&bundle, "xca-export.pem");
	tap_is(failure, "", "xca-export.pem is added");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		PD_AUTO(pd_drop_text) char *sentence = add(&bundle, names[i]);
		PD_AUTO(pd_drop_text) char *got = counts_of(&bundle);
		tap_ok(strlen(sentence) > 10, "%s is refused with a sentence",
			names[i]);
		tap_is(got, "certificates 1 keys 1 requests 0 lists 0 others 0",
			"%s: nothing was added", names[i]);
	}
	PD_AUTO(pd_secret_wipe) struct pd_secret text = fixture("request.pem");
	struct pd_error error = {0};
	pd_secret_add_text(&text, "-----BEGIN CERTIFICATE-----\n*\n"
				  "-----END CERTIFICATE-----\n");
	bool good = pd_bundle_add(&bundle,
		&(struct pd_reading){.input = pd_secret_bytes(&text), .from = "paste"},
		&error);
	tap_ok(!good && bundle.request_count == 0,
		"a good block before a bad one is not added");
}

/* ---- packing -------------------------------------------------------------------- */

static void
pkcs12_is_read_by_others(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0}, secret = passphrase();
	PD_AUTO(pd_drop_text) char *failure = add(&bundle, "chain-with-key.pem");
	tap_is(failure, "", "chain-with-key.pem is added");
	tap_ok(pd_bundle_pkcs12(&bundle.certificates, bundle.keys[0], "my name",
		       &secret, &der, &error),
		"a PKCS#12 file is made");
	tool_put("out.p12", pd_secret_bytes(&der));
	PD_AUTO(pd_drop_text)
	char *openssl = tool_run(
		NULL, "openssl pkcs12 -in out.p12 -passin pass:" P " -nodes -info");
	tap_has(openssl, "MAC: sha256", "openssl checks its MAC");
	tap_has(openssl, "PBES2, PBKDF2, AES-256-CBC, Iteration 600000",
		"its encryption is AES-256 with many rounds");
	tap_ok(strstr(openssl, "AES-128") == NULL && strstr(openssl, "3DES") == NULL,
		"and nothing weaker");
	tap_has(openssl, "friendlyName: my name", "openssl finds the name");
	PD_AUTO(pd_drop_text)
	char *key = tool_run(NULL,
		"openssl pkcs12 -in out.p12 -passin pass:" P
		" -nodes -nocerts | openssl "
		"pkey -pubout -outform DER | sha256sum | cut -c1-64 | tr -d '\\n'");
	tap_is(key, pd_key_id(bundle.keys[0]), "openssl finds the key");
	PD_AUTO(pd_drop_text)
	char *leaf = tool_run(NULL, "openssl pkcs12 -in out.p12 -passin pass:" P
				    " -clcerts -nokeys | openssl "
				    "x509 -noout -subject | tr -d '\\n'");
	tap_has(leaf, "www.example.org", "and which certificate is the key's");
	PD_AUTO(pd_drop_text)
	char *certtool = tool_run(NULL,
		"certtool --p12-info --inder --infile out.p12 --password " P
		" | grep -c 'BEGIN CERT'");
	tap_is(certtool, "3\n", "certtool finds all certificates");
}

static void
pkcs12_holds_any_number(void)
{
	const char *preloaded = getenv("LD_PRELOAD");
	if (preloaded != NULL && strstr(preloaded, "vgpreload") != NULL) {
		tap_skip("600,000 rounds for each bag take valgrind a minute");
		return;
	}
	struct pd_error error = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates many = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0}, secret = passphrase();
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *one = fixture_certificate("root.pem");
	for (int i = 0; i < 40; i++)
		pd_certificates_add(&many, pd_certificate_copy(one));
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	bool good =
		pd_bundle_pkcs12(&many, NULL, NULL, &secret, &der, &error) &&
		pd_reader_read(&(struct pd_reading){pd_secret_bytes(&der), "many.p12",
				       &secret, PD_READ_STRICT, NULL, 0, 0},
			&objects, &error);
	tap_ok(good, "more certificates than GnuTLS puts into a bag are packed");
	tap_number(objects.count, 40, "and none is lost");
}

static void
pkcs12_needs_a_passphrase(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0}, empty = {0};
	PD_AUTO(pd_certificates_free)
	struct pd_certificates chain = fixture_certificates("chain.pem");
	tap_ok(!pd_bundle_pkcs12(&chain, NULL, NULL, &empty, &der, &error) &&
			error.code == PD_EPASSPHRASE && der.size == 0,
		"an empty passphrase is refused");
}

static void
pkcs7_is_read_by_others(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	PD_AUTO(pd_certificates_free)
	struct pd_certificates chain = fixture_certificates("chain.pem");
	tap_ok(pd_bundle_pkcs7(&chain, &der, &error), "a PKCS#7 file is made");
	tool_put("out.p7b", pd_buffer_bytes(&der));
	PD_AUTO(pd_drop_text)
	char *got =
		tool_run(NULL, "openssl pkcs7 -inform DER -in out.p7b -print_certs | "
			       "grep -c 'BEGIN CERT'");
	tap_is(got, "3\n", "openssl finds all certificates");
	PD_AUTO(pd_bundle_free) struct pd_bundle back = {0};
	bool good = pd_bundle_add(&back,
		&(struct pd_reading){.input = pd_buffer_bytes(&der), .from = "out.p7b"},
		&error);
	tap_ok(good && back.certificates.count == 3, "and so do we");
}

int
main(void)
{
	if (!fixtures_are_made())
		return tap_skip_all("openssl or certtool is missing");
	tool_begin();
	inputs_add_up();
	the_order_stays();
	a_failure_adds_nothing();
	pkcs12_is_read_by_others();
	pkcs12_holds_any_number();
	pkcs12_needs_a_passphrase();
	pkcs7_is_read_by_others();
	return tap_done();
}
