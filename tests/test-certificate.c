/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/certificate.h"

#include <gnutls/x509.h>

#include "base/text.h"
#include "x509/certificate/issuer.h"

#include "fixtures.h"

static const char *const readable[] = {
	"openssl-ca.pem",
	"openssl-p384-ca.pem",
	"openssl-p521-ca.pem",
	"openssl-rsa-ca.pem",
	"openssl-sec1.pem",
	"ed25519-ca.pem",
	"ed448-ca.pem",
	"rsa-pss-ca.pem",
	"certtool-ca.pem",
	"easyrsa-ca.crt",
	"xca-export.pem",
	"js7-ca.pem",
	"secp256k1.pem",
	"root.pem",
	"intermediate.pem",
	"leaf.pem",
	"impostor.pem",
	"v1-ca.pem",
	"not-a-ca.pem",
	"expired-ca.pem",
	"future-ca.pem",
	"serial-high.pem",
	"serial-negative.pem",
	"serial-zero.pem",
	"serial-small.pem",
	"weak-sha1.pem",
	"international.pem",
};

/* The text of OpenSSL's "-enddate -dateopt iso_8601" as ours. */
static char *
openssl_time(int64_t time)
{
	char *text = pd_text_time(time);
	for (char *c = text; *c != '\0'; c++)
		if (*c == 'T')
			*c = ' ';
	return text;
}

static void
fields_are_those_that_openssl_prints(void)
{
	for (size_t i = 0; i < sizeof readable / sizeof readable[0]; i++) {
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate = fixture_certificate(readable[i]);
		PD_AUTO(pd_drop_text)
		char *want = output_of(
			"openssl x509 -in %s -noout -serial -fingerprint -sha256 "
			"-subject -issuer -startdate -enddate -dateopt iso_8601 "
			"-nameopt RFC2253,utf8,-esc_msb && openssl x509 -in %s -noout "
			"-fingerprint -sha1 && openssl x509 -in %s",
			readable[i], readable[i], readable[i]);
		PD_AUTO(pd_drop_text)
		char *begin = openssl_time(pd_certificate_not_before(certificate));
		PD_AUTO(pd_drop_text)
		char *end = openssl_time(pd_certificate_not_after(certificate));
		PD_AUTO(pd_drop_text) char *sha1 = pd_certificate_sha1(certificate);
		PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(certificate);
		PD_AUTO(pd_drop_text)
		char *got = pd_format(
			"serial=%s\nsha256 "
			"Fingerprint=%s\nsubject=%s\nissuer=%s\nnotBefore=%s\nnotAfter="
			"%s\nsha1 Fingerprint=%s\n%s",
			pd_certificate_serial(certificate),
			pd_certificate_fingerprint(certificate),
			pd_certificate_subject(certificate),
			pd_certificate_issuer(certificate), begin, end, sha1, pem);
		got[strlen(got) - 1] = '\0';
		tap_is(got, want, "%s is read as openssl reads it", readable[i]);
	}
}

static void
public_keys_are_named_and_identified(void)
{
	static const struct {
		const char *fixture, *text;
	} rows[] = {
		{"openssl-ca.pem", "EC P-256"},
		{"openssl-p384-ca.pem", "EC P-384"},
		{"openssl-p521-ca.pem", "EC P-521"},
		{"openssl-rsa-ca.pem", "RSA 2048"},
		{"rsa-pss-ca.pem", "RSA-PSS 2048"},
		{"ed25519-ca.pem", "Ed25519"},
		{"ed448-ca.pem", "Ed448"},
		{"secp256k1.pem", "EC secp256k1"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate =
			fixture_certificate(rows[i].fixture);
		PD_AUTO(pd_drop_text)
		char *id =
			output_of("openssl x509 -in %s -noout -pubkey | openssl pkey "
				  "-pubin -outform DER | sha256sum | cut -d' ' -f1",
				rows[i].fixture);
		tap_is(pd_certificate_key_text(certificate), rows[i].text,
			"the key of %s is called %s", rows[i].fixture, rows[i].text);
		tap_is(pd_certificate_key_id(certificate), id,
			"the public key id of %s is the SHA-256 of its SPKI",
			rows[i].fixture);
	}
}

static void
constraints_and_usages_are_read(void)
{
	static const struct {
		const char *fixture;
		bool ca;
		int path_length;
		bool has_usage, may_sign_certificates, may_sign_data;
	} rows[] = {
		{"openssl-ca.pem", true, -1, true, true, true},
		{"intermediate.pem", true, 0, true, true, false},
		{"leaf.pem", false, -1, true, false, true},
		{"not-a-ca.pem", false, -1, true, false, true},
		{"ca-without-keycertsign.pem", true, -1, true, false, true},
		{"ca-without-keyusage.pem", true, -1, false, true, true},
		{"v1-ca.pem", false, -1, false, true, true},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate =
			fixture_certificate(rows[i].fixture);
		int path_length = -2;
		const char *name = rows[i].fixture;
		tap_number(pd_certificate_is_ca(certificate, &path_length), rows[i].ca,
			"%s is %s CA", name, rows[i].ca ? "a" : "no");
		tap_number(path_length, rows[i].path_length, "path length of %s", name);
		tap_number(pd_certificate_has_usage(certificate), rows[i].has_usage,
			"%s has %s keyUsage", name, rows[i].has_usage ? "a" : "no");
		tap_number(
			pd_certificate_allows(certificate, PD_USAGE_CERTIFICATE_SIGN),
			rows[i].may_sign_certificates, "%s: keyCertSign", name);
		tap_number(
			pd_certificate_allows(certificate, PD_USAGE_DIGITAL_SIGNATURE),
			rows[i].may_sign_data, "%s: digitalSignature", name);
	}
}

static void
the_leaf_has_its_names_and_purposes(void)
{
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *leaf = fixture_certificate("leaf.pem");
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *root = fixture_certificate("root.pem");
	PD_AUTO(pd_drop_text)
	char *names = pd_alternatives_text(pd_certificate_alternatives(leaf));
	const char *const *purposes = pd_certificate_purposes(leaf);
	tap_is(names,
		"DNS:www.example.org,DNS:*.example.org,IP:192.0.2.7,IP:2001:db8::7,"
		"EMAIL:admin@example.org,URI:https://www.example.org/path",
		"all alternative names are read");
	tap_is(purposes[0], "1.3.6.1.5.5.7.3.1", "first purpose");
	tap_is(purposes[1], "1.3.6.1.5.5.7.3.2", "second purpose");
	tap_is(purposes[2], NULL, "no third purpose");
	tap_is(pd_certificate_purposes(root)[0], NULL, "a root has no purposes");
	tap_is(pd_certificate_common_name(leaf), "www.example.org", "common name");
	tap_number(pd_certificate_alternatives(root)->count, 0, "a root has no names");
	PD_AUTO(pd_drop_text)
	char *want = output_of("openssl x509 -in intermediate.pem -noout -ext "
			       "subjectKeyIdentifier | sed -n '2s/^ *//p'");
	PD_AUTO(pd_drop_text)
	char *got = pd_text_hex(pd_certificate_authority_identifier(leaf).data,
		pd_certificate_authority_identifier(leaf).size, ':');
	tap_is(got, want, "the leaf's AKI is the intermediate's SKI");
}

static void
signatures_are_judged_as_mathematics(void)
{
	static const struct {
		const char *certificate, *issuer;
		bool want;
		const char *rule;
	} rows[] = {
		{"leaf.pem", "intermediate.pem", true, "the issuer signed it"},
		{"leaf.pem", "cross.pem", true, "so did its cross-certificate"},
		{"intermediate.pem", "root.pem", true, "the root signed it"},
		{"leaf.pem", "root.pem", false, "the root did not"},
		{"leaf.pem", "impostor.pem", false, "nor did an impostor"},
		{"leaf.pem", "odd-identifier.pem", false,
			"the key identifiers are at odds"},
		{"root.pem", "root-damaged.pem", true,
			"one key, whatever signed itself"},
		{"root-damaged.pem", "root.pem", false, "a damaged signature is seen"},
		{"root.pem", "leaf.pem", false, "nor is it the other way round"},
		{"cross.pem", "root.pem", false, "the cross-certificate is another's"},
		{"weak-sha1.pem", "root.pem", true, "SHA-1 is weak, not wrong"},
		{"expired-ca.pem", "expired-ca.pem", true, "nor is an expired one"},
		{"v1-ca.pem", "v1-ca.pem", true, "nor one of version 1"},
		{"not-a-ca.pem", "not-a-ca.pem", true, "nor one that is no CA"},
		{"openssl-rsa-ca.pem", "openssl-rsa-ca.pem", true, "RSA"},
		{"rsa-pss-ca.pem", "rsa-pss-ca.pem", true, "RSA-PSS"},
		{"ed25519-ca.pem", "ed25519-ca.pem", true, "Ed25519"},
		{"ed448-ca.pem", "ed448-ca.pem", true, "Ed448"},
		{"openssl-p521-ca.pem", "openssl-p521-ca.pem", true, "P-521"},
		{"rsa-key-pss.pem", "rsa-key-pss.pem", true,
			"RSA-PSS by a key that is plain RSA"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *one = fixture_certificate(rows[i].certificate);
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *other = fixture_certificate(rows[i].issuer);
		tap_number(pd_certificate_is_signed_by(one, other), rows[i].want,
			"%s by %s: %s", rows[i].certificate, rows[i].issuer,
			rows[i].rule);
	}
}

static void
what_is_weak_is_said(void)
{
	static const struct {
		const char *fixture, *phrase;
	} rows[] = {
		{"openssl-ca.pem", NULL},
		{"openssl-rsa-ca.pem", NULL},
		{"weak-rsa-1024.pem", "RSA key of less than 2048 bits"},
		{"weak-sha1.pem", "signed with SHA-1"},
		{"weak-sha1-root.pem", NULL},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate =
			fixture_certificate(rows[i].fixture);
		tap_is(pd_certificate_weakness(certificate), rows[i].phrase,
			"weakness of %s", rows[i].fixture);
	}
}

static void
a_certificate_fits_its_key_and_equals_its_copy(void)
{
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate = fixture_certificate("openssl-ca.pem");
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *other = fixture_certificate("root.pem");
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *copy = pd_certificate_copy(certificate);
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("openssl-ca-key.der");
	struct pd_error error = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_key_from_der(pd_secret_bytes(&der), "key", &error);
	tap_ok(pd_certificate_same(certificate, copy), "a copy is the same");
	tap_ok(!pd_certificate_same(certificate, other), "another one is not");
	tap_ok(key != NULL && pd_certificate_fits_key(certificate, key),
		"its key fits");
	tap_ok(key != NULL && !pd_certificate_fits_key(other, key), "another does not");
	tap_ok(pd_certificate_is_self_issued(certificate), "a root is self-issued");
}

static void
refused(struct pd_bytes der, const char *part, const char *rule)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		pd_certificate_from_der(der, "some.cer", &error);
	tap_ok(certificate == NULL && error.code == PD_EINPUT &&
			strcmp(error.input, "some.cer") == 0,
		"%s is refused", rule);
	tap_has(error.message, part, "%s: the sentence says why", rule);
}

/* Puts text in the place of the second time in the DER, notAfter. */
static void
set_end(struct pd_secret *der, const char *text)
{
	int times = 0;
	for (size_t i = 0; i + 15 < der->size; i++) {
		bool found = der->data[i] == 0x17 && der->data[i + 1] == 13 &&
			     der->data[i + 14] == 'Z';
		if (found && ++times == 2)
			memcpy(der->data + i + 2, text, 13);
	}
}

static void
what_is_no_certificate_is_refused(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("openssl-ca.der");
	PD_AUTO(pd_secret_wipe) struct pd_secret cut = fixture("truncated.der");
	PD_AUTO(pd_secret_wipe) struct pd_secret request = fixture("request.der");
	PD_AUTO(pd_secret_wipe) struct pd_secret huge = {0};
	memset(pd_secret_reserve(&huge, PD_DER_LIMIT + 1), 0x30, PD_DER_LIMIT + 1);
	pd_secret_added(&huge, PD_DER_LIMIT + 1);
	refused((struct pd_bytes){0}, "not an X.509 certificate", "an empty input");
	refused(pd_secret_bytes(&cut), "damaged or cut off", "a truncated certificate");
	refused(pd_secret_bytes(&request), "not an X.509 certificate", "a request");
	refused(pd_secret_bytes(&huge), "at most 262144", "more than 256 KiB");
	set_end(&der, "310230000000Z");
	refused(pd_secret_bytes(&der), "real time", "an end on 30 February");
	set_end(&der, "311301000000Z");
	refused(pd_secret_bytes(&der), "", "an end in month 13");
}

static void
a_time_is_what_it_says(void)
{
	static const struct {
		const char *text;
		int64_t want;
	} rows[] = {
		{"700101000000Z", 0},
		{"491231235959Z", 2524607999},
		{"500101000000Z", -631152000},
		{"000229120000Z", 951825600},
	};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("openssl-ca.der");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pd_error error = {0};
		set_end(&der, rows[i].text);
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate = pd_certificate_from_der(
			pd_secret_bytes(&der), "some.cer", &error);
		tap_number(certificate ? pd_certificate_not_after(certificate) : -1,
			rows[i].want, "%s is read", rows[i].text);
	}
}

/* Every cut and every flipped bit is refused or taken, and nothing worse: what the
 * sanitizers and valgrind watch. */
static void
damage_is_survived(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("openssl-ca.der");
	size_t taken = 0;
	for (size_t size = 0; size < der.size; size++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate = pd_certificate_from_der(
			(struct pd_bytes){der.data, size}, "cut", &error);
		taken += certificate != NULL;
	}
	tap_number(taken, 0, "no cut certificate is taken");
	size_t unexplained = 0;
	for (size_t i = 0; i < der.size; i++) {
		struct pd_error error = {0};
		der.data[i] ^= 1U << i % 8;
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate = pd_certificate_from_der(
			pd_secret_bytes(&der), "flipped", &error);
		unexplained += certificate == NULL && error.message[0] == '\0';
		der.data[i] ^= 1U << i % 8;
	}
	tap_number(unexplained, 0, "every damaged certificate is taken or explained");
}

static void
pem_of_the_store_is_read(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate = fixture_certificate("hostile-dn.pem");
	tap_ok(strchr(pd_certificate_subject(certificate), '\n') != NULL ||
			strstr(pd_certificate_subject(certificate), "0A") != NULL,
		"a hostile name is kept, to be made safe where it is shown");
	static const char *const bad[] = {
		"missing-end.pem", "bad-base64.pem", "empty.pem", "openssl-ca.key"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret pem = fixture(bad[i]);
		pd_error_clear(&error);
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *got =
			pd_certificate_from_pem(pd_secret_bytes(&pem), bad[i], &error);
		tap_ok(got == NULL && strcmp(error.input, bad[i]) == 0,
			"%s is refused by name", bad[i]);
	}
}

/* Real certificates */

enum { EACH = 4, COMPARED = 30, LONGEST_LINE = 4096 };

static struct pd_certificate *
corpus_certificate(const char *path, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(path);
	const char *pem = strstr(pd_secret_text(&content), "-----BEGIN CERT");
	if (content.size > 0 && content.data[0] == 0x30)
		return pd_certificate_from_der(pd_secret_bytes(&content), path, error);
	if (pem == NULL)
		return NULL;
	return pd_certificate_from_pem(
		(struct pd_bytes){(const unsigned char *)pem, strlen(pem)}, path,
		error);
}

static bool
is_good_certificate(const char *line, int *path_size)
{
	int read = 0;
	char path[512], kind[32], verdict[32];
	if (sscanf(line, "%511[^\t]\t%31[^\t]\t%31[^\t]%n", path, kind, verdict,
		    &read) < 3)
		return false;
	*path_size = (int)strlen(path);
	/* Hostile ones have a test of their own. */
	return strcmp(kind, "cert") == 0 && strcmp(verdict, "good") == 0 &&
	       strncmp(path, "hostile/", 8) != 0;
}

/* What openssl says about the same files, in one go. */
static void
compare_with_openssl(const char *paths, const char *got)
{
	PD_AUTO(pd_drop_text)
	char *want = output_of("for f in %s; do openssl x509 -in \"$f\" -noout -serial "
			       "-fingerprint -sha256; done",
		paths);
	tap_is(got, want, "serials and fingerprints are those that openssl prints");
}

static void
good_certificates_of_the_corpus_are_read(const char *corpus)
{
	PD_AUTO(pd_drop_text) char *manifest = pd_format("%s/manifest.tsv", corpus);
	PD_AUTO(pd_secret_wipe) struct pd_secret paths = {0}, got = {0};
	FILE *file = fopen(manifest, "r");
	char line[LONGEST_LINE];
	int path_size;
	size_t seen = 0, read = 0, failed = 0;
	while (file != NULL && fgets(line, sizeof line, file) != NULL) {
		if (!is_good_certificate(line, &path_size) || seen++ % EACH != 0)
			continue;
		struct pd_error error = {0};
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%.*s", corpus, path_size, line);
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate = corpus_certificate(path, &error);
		if (certificate == NULL) {
			printf("# %s: %s\n", path, error.message);
			failed++;
			continue;
		}
		if (read++ % 17 != 0 || read > 17 * COMPARED)
			continue;
		pd_secret_add_format(&paths, " '%s'", path);
		pd_secret_add_format(&got, "%sserial=%s\nsha256 Fingerprint=%s",
			got.size > 0 ? "\n" : "", pd_certificate_serial(certificate),
			pd_certificate_fingerprint(certificate));
	}
	if (file != NULL)
		(void)fclose(file);
	tap_number(failed, 0, "%zu good certificates of the corpus are read", read);
	compare_with_openssl(pd_secret_text(&paths), pd_secret_text(&got));
}

static void
what_a_reader_checked_is_the_same(void)
{
	struct pd_error error = {0};
	unsigned char serial[64];
	size_t size = sizeof serial;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *one = fixture_certificate("leaf.pem");
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *other =
		pd_certificate_from_reader(pd_certificate_der(one), "reader", &error);
	tap_is(error.message, "", "what a reader handed back is taken");
	tap_ok(other != NULL && pd_certificate_same(one, other),
		"it is the same certificate");
	tap_number(
		gnutls_x509_crt_get_serial(pd_certificate_gnutls(other), serial, &size),
		0, "GnuTLS reads it when it is asked");
}

int
main(void)
{
	if (!fixtures_are_made())
		return tap_skip_all("openssl or certtool is missing");
	fields_are_those_that_openssl_prints();
	public_keys_are_named_and_identified();
	constraints_and_usages_are_read();
	the_leaf_has_its_names_and_purposes();
	signatures_are_judged_as_mathematics();
	what_is_weak_is_said();
	a_certificate_fits_its_key_and_equals_its_copy();
	what_is_no_certificate_is_refused();
	what_a_reader_checked_is_the_same();
	a_time_is_what_it_says();
	damage_is_survived();
	pem_of_the_store_is_read();
	if (getenv("CORPUS") != NULL)
		good_certificates_of_the_corpus_are_read(getenv("CORPUS"));
	else
		tap_skip("no CORPUS");
	return tap_done();
}
