/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <jansson.h>

#include "agreement.h"
#include "fixtures.h"

/* The chains of C2SP's x509-limbo (https://x509-limbo.com): every case of LIMBO, a
 * limbo.json, if that is set, else those of which CORPUS has all certificates. */

static const struct exception {
	const char *name, *why;
} exceptions[] = {
#define WEB "only the rules for public web CAs ask for it, not RFC 5280"
#define DUTY "it is a duty of the CA, and nothing unsafe follows for who verifies"
#define NO_DEPTH "no depth can be asked for"
	{"crl::crlnumber-missing", DUTY},
	{"pathlen::max-chain-depth-0-exhausted", NO_DEPTH},
	{"pathlen::max-chain-depth-1-exhausted", NO_DEPTH},
	{"pathlen::validation-ignores-pathlen-in-leaf",
		"its key may only sign certificates, so it is for no server"},
	{"rfc5280::ca-as-leaf",
		"its key may only sign certificates, so it is for no server"},
	{"rfc5280::aki::leaf-missing-aki", DUTY},
	{"rfc5280::aki::intermediate-missing-aki", DUTY},
	{"rfc5280::aki::cross-signed-root-missing-aki", DUTY},
	{"rfc5280::nc::permitted-dns-match-noncritical",
		"constraints hold whether they are critical or not"},
	{"rfc5280::nc::invalid-dnsname-leading-period",
		"everybody uses it, and it is narrower than without the dot"},
	{"rfc5280::nc::not-allowed-in-ee-noncritical", DUTY},
	{"rfc5280::nc::not-allowed-in-ee-critical", DUTY},
	{"rfc5280::pc::ica-noncritical-pc",
		"constraints hold whether they are critical or not"},
	{"rfc5280::san::noncritical-with-empty-subject", DUTY},
	{"rfc5280::san::underscore-dns", DUTY},
	{"rfc5280::serial::too-long", DUTY},
	{"rfc5280::serial::zero", DUTY},
	{"rfc5280::serial::negative", DUTY},
	{"rfc5280::ski::root-missing-ski", DUTY},
	{"rfc5280::ski::intermediate-missing-ski", DUTY},
	{"rfc5280::root-non-critical-basic-constraints", DUTY},
	{"rfc5280::leaf-ku-keycertsign", DUTY},
	{"webpki::aki::root-with-aki-missing-keyidentifier", WEB},
	{"webpki::aki::root-with-aki-authoritycertissuer", WEB},
	{"webpki::aki::root-with-aki-authoritycertserialnumber", WEB},
	{"webpki::aki::root-with-aki-all-fields", WEB},
	{"webpki::aki::root-with-aki-ski-mismatch", WEB},
	{"webpki::cn::ipv4-hex-mismatch", WEB},
	{"webpki::cn::ipv4-leading-zeros-mismatch", WEB},
	{"webpki::cn::ipv6-uppercase-mismatch", WEB},
	{"webpki::cn::ipv6-uncompressed-mismatch", WEB},
	{"webpki::cn::ipv6-non-rfc5952-mismatch", WEB},
	{"webpki::cn::punycode-not-in-san", WEB},
	{"webpki::cn::utf8-vs-punycode-mismatch", WEB},
	{"webpki::cn::not-in-san", WEB},
	{"webpki::cn::case-mismatch", WEB},
	{"webpki::eku::ee-anyeku", WEB},
	{"webpki::eku::ee-critical-eku", WEB},
	{"webpki::eku::ee-without-eku", WEB},
	{"webpki::eku::root-has-eku", WEB},
	{"webpki::san::public-suffix-multi-label-wildcard-san", WEB},
	{"webpki::san::public-suffix-private-namespace-wildcard-san", WEB},
	{"webpki::san::no-san",
		"without host names in it the common name counts, as in GnuTLS and "
		"OpenSSL: devices have such certificates"},
	{"webpki::san::san-critical-with-nonempty-subject", WEB},
	{"webpki::malformed-aia", "the extension is never used"},
	{"webpki::forbidden-dsa-root", WEB},
	{"webpki::forbidden-dsa-leaf", WEB},
	{"webpki::forbidden-dsa-spki-leaf", WEB},
	{"webpki::forbidden-rsa-not-divisible-by-8-in-root", WEB},
	{"webpki::forbidden-rsa-key-not-divisible-by-8-in-leaf", WEB},
	{"webpki::v1-cert", WEB},
	{"webpki::ee-basicconstraints-ca", WEB},
	{NULL, NULL},
};

static const char *
exception_of(const char *name)
{
	for (const struct exception *at = exceptions; at->name != NULL; at++)
		if (strcmp(at->name, name) == 0)
			return at->why;
	return NULL;
}

static const char *
text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static void
add_all(struct pd_secret *out, const json_t *list)
{
	size_t i;
	const json_t *item;
	json_array_foreach(list, i, item)
		pd_secret_add_format(out, "%s\n", json_string_value(item));
}

static int64_t
time_of(const char *text)
{
	struct tm parts = {0};
	if (text == NULL)
		return time(NULL);
	(void)strptime(text, "%Y-%m-%dT%H:%M:%S", &parts);
	return timegm(&parts);
}

static void
judge_object(const json_t *object)
{
	PD_AUTO(pd_secret_wipe)
	struct pd_secret chain = {0}, trusted = {0}, lists = {0};
	const json_t *peer = json_object_get(object, "expected_peer_name");
	const char *kind = text_of(peer, "kind");
	bool server = strcmp(text_of(object, "validation_kind"), "SERVER") == 0;
	pd_secret_add_format(&chain, "%s\n", text_of(object, "peer_certificate"));
	add_all(&chain, json_object_get(object, "untrusted_intermediates"));
	add_all(&trusted, json_object_get(object, "trusted_certs"));
	add_all(&lists, json_object_get(object, "crls"));
	const struct chain_case one = {
		.name = text_of(object, "id"),
		.chain = pd_secret_text(&chain),
		.trusted = pd_secret_text(&trusted),
		.lists = lists.size > 0 ? pd_secret_text(&lists) : NULL,
		.host = kind != NULL && strcmp(kind, "RFC822") != 0
				? text_of(peer, "value")
				: NULL,
		.purpose = server ? "server" : "client",
		.now = time_of(text_of(object, "validation_time")),
		.valid = strcmp(text_of(object, "expected_result"), "SUCCESS") == 0,
	};
	agreement_row(&one, exception_of(one.name));
}

/* ---- the sample -------------------------------------------------------------------- */

#define EXAMPLE "example.com"

/* The cases with all their certificates in the corpus, whose manifest does not tell the
 * names that are asked for. */
static const struct sample {
	const char *name, *host;
	bool valid;
} samples[] = {
	{"online::apple.com", "apple.com", true},
	{"online::google.com", "google.com", true},
	{"online::s3.amazonaws.com", "s3.amazonaws.com", true},
	{"pathlen::ee-with-intermediate-pathlen-0", EXAMPLE, true},
	{"rfc5280::aki::intermediate-missing-aki", EXAMPLE, false},
	{"rfc5280::ee-critical-aia-invalid", EXAMPLE, false},
	{"rfc5280::intermediate-ca-without-ca-bit", EXAMPLE, false},
	{"rfc5280::nc::excluded-dns-match-second", EXAMPLE, false},
	{"rfc5280::nc::excluded-match-permitted-and-excluded", EXAMPLE, false},
	{"rfc5280::nc::invalid-ipv6-address", "::1", false},
	{"rfc5280::nc::permitted-ipv4-match", "192.0.2.1", true},
	{"rfc5280::nc::permitted-self-issued", EXAMPLE, true},
	{"rfc5280::no-basicconstraints", EXAMPLE, true},
	{"rfc5280::root-non-critical-basic-constraints", EXAMPLE, false},
	{"rfc5280::ski::critical-ski", EXAMPLE, false},
	{"rfc5280::unknown-critical-extension-ee", EXAMPLE, false},
	{"webpki::ee-basicconstraints-ca", EXAMPLE, false},
	{"webpki::eku::ee-anyeku", EXAMPLE, false},
	{"webpki::eku::ee-critical-eku", EXAMPLE, false},
	{"webpki::eku::root-has-eku", EXAMPLE, false},
	{"webpki::forbidden-dsa-spki-leaf", EXAMPLE, false},
	{"webpki::nc::intermediate-permitted-excluded-subtrees-both-empty-sequences",
		EXAMPLE, false},
	{"webpki::nc::intermediate-permitted-excluded-subtrees-both-null", EXAMPLE,
		false},
	{"webpki::san::mismatch-apex-subdomain-san", EXAMPLE, false},
	{"webpki::san::mismatch-subdomain-san", "def.example.com", false},
	{"webpki::san::wildcard-embedded-ulabel-san", "xn--bliss-1b3c148a.example.com",
		false},
	{"webpki::san::wildcard-match-across-labels-san", "foo.bar.example.com", false},
	{"webpki::san::wildcard-not-in-leftmost-san", "foo.bar.example.com", false},
};

/* "CASE.PART.pem" of the release that was collected. */
static struct pd_secret
part_of(const struct pd_secret *manifest, const char *name, const char *part)
{
	PD_AUTO(pd_drop_text)
	char *origin = pd_format("limbo.json@2023-12-02:%s.%s.pem", name, part);
	return agreement_part(manifest, origin);
}

/* Parts "PART0", "PART1", ... */
static void
add_parts(const struct pd_secret *manifest, const char *name, const char *part,
	struct pd_secret *out)
{
	for (int i = 0;; i++) {
		PD_AUTO(pd_drop_text) char *numbered = pd_format("%s%d", part, i);
		PD_AUTO(pd_secret_wipe)
		struct pd_secret text = part_of(manifest, name, numbered);
		if (text.size == 0)
			return;
		pd_secret_add_format(out, "%s\n", pd_secret_text(&text));
	}
}

static void
judge_sample(const struct pd_secret *manifest, const struct sample *sample)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret chain = {0}, trusted = {0};
	add_parts(manifest, sample->name, "leaf", &chain);
	int64_t now = agreement_begin(&chain);
	add_parts(manifest, sample->name, "int", &chain);
	add_parts(manifest, sample->name, "root", &trusted);
	const struct chain_case one = {
		.name = sample->name,
		.chain = pd_secret_text(&chain),
		.trusted = pd_secret_text(&trusted),
		.host = sample->host,
		.purpose = "server",
		.now = now,
		.valid = sample->valid,
	};
	if (chain.size > 0 && trusted.size > 0)
		agreement_row(&one, exception_of(one.name));
	else
		tap_skip("%s is not in the collection", sample->name);
}

static int
judge_samples(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret manifest = agreement_manifest();
	if (manifest.size == 0)
		return tap_skip_all(
			"neither LIMBO nor CORPUS has chains of x509-limbo");
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		judge_sample(&manifest, &samples[i]);
	return tap_done();
}

int
main(void)
{
	const char *path = getenv("LIMBO");
	json_error_t problem;
	size_t i;
	const json_t *item;
	tool_begin();
	if (path == NULL)
		return judge_samples();
	json_t *all = json_load_file(path, 0, &problem);
	if (all == NULL) {
		printf("Bail out! %s: %s\n", path, problem.text);
		return 1;
	}
	json_array_foreach(json_object_get(all, "testcases"), i, item)
		judge_object(item);
	json_decref(all);
	return tap_done();
}
