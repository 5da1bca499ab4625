/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/sign/detached.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/array.h"
#include "tap.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/sign/detached_cms.h"
#include "x509/write/issue.h"

/* Detached signatures: what is made here fits, and nothing that was changed does. What
 * OpenSSL says of them is in test-signature.sh. */

struct signer {
	struct pd_key *key;
	struct pd_certificates chain;
};

static void
drop_signer(struct signer *signer)
{
	pd_key_free(signer->key);
	pd_certificates_free(&signer->chain);
}

static struct signer
make_signer(enum pd_algorithm algorithm, enum pd_curve curve)
{
	const struct pd_key_kind kind = {algorithm, curve, 2048};
	struct pd_error error = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *name = pd_name_parse("CN=signer", "dn", &error);
	struct signer signer = {.key = pd_key_generate(&kind, &error)};
	const struct pd_template template = {
		.subject = name,
		.public_der = pd_key_public_der(signer.key),
		.not_before = pd_issue_not_before(),
		.not_after = pd_issue_not_before() + 86400,
		.usage = PD_USAGE_DIGITAL_SIGNATURE,
	};
	pd_certificates_add(&signer.chain,
		pd_issue_certificate(&template, NULL, signer.key, &error));
	return signer;
}

/* The digests of a text, by way of a file. */
static struct pd_digests
digests_of(const char *text)
{
	char path[] = "/tmp/pemdeck-detached.XXXXXX";
	struct pd_error error = {0};
	struct pd_digests digests = {0};
	int file = mkstemp(path);
	(void)unlink(path);
	bool good = write(file, text, strlen(text)) == (ssize_t)strlen(text) &&
		    lseek(file, 0, SEEK_SET) == 0;
	const struct pd_digest_source source = {file, path, NULL, NULL};
	good = good && pd_digests_make(&source, PD_SHA256 | PD_SHA384 | PD_SHA512,
			       &digests, &error);
	(void)close(file);
	tap_ok(good, "digests of %zu bytes", strlen(text));
	return digests;
}

/* A file larger than the memory that may be used for it. */
static void
test_memory(void)
{
	enum { MEGABYTES = 100, MOST = 8 << 10 /* KiB */ };
	char path[] = "/tmp/pemdeck-detached.XXXXXX";
	struct pd_error error = {0};
	struct pd_digests digests = {0};
	struct rusage before, after;
	int file = mkstemp(path);
	(void)unlink(path);
	bool good = ftruncate(file, (off_t)MEGABYTES << 20) == 0;
	(void)getrusage(RUSAGE_SELF, &before);
	const struct pd_digest_source source = {file, path, NULL, NULL};
	good = good && pd_digests_make(&source, PD_SHA256, &digests, &error);
	(void)getrusage(RUSAGE_SELF, &after);
	(void)close(file);
	tap_ok(good && after.ru_maxrss - before.ru_maxrss < MOST,
		"%d MB are read in little memory", MEGABYTES);
}

static const struct pd_certificate *
leaf_of(const struct signer *signer)
{
	return signer->chain.items[0];
}

/* Each bit takes a millisecond under valgrind. */
static size_t
stride(void)
{
	return getenv("PEMDECK_LONG") != NULL ? 1 : 7;
}

static long
tries(void)
{
	const char *wanted = getenv("PEMDECK_TRIES");
	return wanted ? atol(wanted) : 5;
}

/* Digests of a file that nobody has signed. */
static void
exchange_file(struct pd_digests *digests)
{
	unsigned char *all[] = {digests->sha256, digests->sha384, digests->sha512};
	const size_t sizes[] = {
		sizeof digests->sha256, sizeof digests->sha384, sizeof digests->sha512};
	static unsigned long long chance = 0x9e3779b97f4a7c15U;
	for (size_t i = 0; i < PD_COUNT(all); i++)
		for (size_t k = 0; k < sizes[i]; k++) {
			chance = chance * 6364136223846793005U + 1442695040888963407U;
			all[i][k] = (unsigned char)(chance >> 56);
		}
}

static void
flip(struct pd_buffer *bytes, size_t bit)
{
	bytes->data[bit / 8] ^= (unsigned char)(1U << (bit % 8));
}

/* ---- the bare signature -------------------------------------------------------- */

static bool
text_fits(const struct pd_buffer *text, const struct signer *signer,
	const struct pd_digests *digests)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer read = {0};
	enum pd_detached_form form;
	struct pd_error error = {0};
	return pd_detached_read(pd_buffer_bytes(text), "text", &form, &read, &error) &&
	       form == PD_DETACHED_BARE &&
	       pd_detached_match(leaf_of(signer), digests, pd_buffer_bytes(&read)) ==
		       PD_MATCHES;
}

static void
test_bare(const struct signer *signer, const char *kind)
{
	struct pd_digests digests = digests_of("a workflow"),
			  others = digests_of("another one");
	PD_AUTO(pd_buffer_free) struct pd_buffer signature = {0}, text = {0};
	struct pd_error error = {0};
	tap_ok(pd_detached_sign(signer->key, &digests, &signature, &error), "%s signs",
		kind);
	PD_AUTO(pd_drop_text)
	char *words = pd_detached_text(pd_buffer_bytes(&signature));
	pd_buffer_add_text(&text, words);
	tap_ok(text_fits(&text, signer, &digests), "%s: it fits", kind);
	tap_ok(!text_fits(&text, signer, &others), "%s: no other file", kind);
	size_t survived = 0;
	struct pd_digests other = digests;
	for (long i = 0; i < tries(); i++) {
		exchange_file(&other);
		survived += text_fits(&text, signer, &other);
	}
	tap_ok(survived == 0, "%s: replayed for other files, %ld tries", kind, tries());
	for (size_t bit = 0; bit < text.size * 8; bit += stride()) {
		flip(&text, bit);
		survived += text_fits(&text, signer, &digests);
		flip(&text, bit);
	}
	tap_ok(survived == 0, "%s: not with any one bit flipped, %zu tries (%zu)", kind,
		text.size * 8 / stride(), survived);
	for (size_t size = text.size - 1; size-- > 0;) {
		struct pd_buffer cut = {0};
		pd_buffer_add(&cut, text.data, size);
		survived += text_fits(&cut, signer, &digests);
		pd_buffer_free(&cut);
	}
	tap_ok(survived == 0, "%s: not cut off anywhere", kind);
}

static const struct form {
	const char *text, *what;
	bool good;
} forms[] = {
	{"c2lnbg==", "bare base64", true},
	{"c2ln\r\nbg==\r\n", "CRLF", true},
	{"-----BEGIN SIGNATURE-----\nc2lnbg==\n-----END SIGNATURE-----\n", "armour",
		true},
	{"-----BEGIN SIGNATURE-----\nc2lnbg==\n", "armour without its end", false},
	{"c2lnbg==\n-----END SIGNATURE-----\n", "armour without its begin", false},
	{"-----BEGIN SIGNATURE-----\nc2lnbg==\n-----END CMS-----\n", "another end",
		false},
	{"-----BEGIN CMS-----\nc2lnbg==\n-----END CMS-----\n", "CMS that is none",
		false},
	{"c2lnbh==", "unused bits that are not zero", false},
	{"c2lnbg=", "padding that is missing", false},
	{"c2ln!bg==", "other characters", false},
	{"\n \n", "blanks alone", false},
	{"", "nothing", false},
};

static void
test_forms(void)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer read = {0};
		enum pd_detached_form form;
		struct pd_error error = {0};
		const struct pd_bytes text = {
			(const unsigned char *)forms[i].text, strlen(forms[i].text)};
		bool good = pd_detached_read(text, "text", &form, &read, &error);
		tap_ok(good == forms[i].good, "a signature file: %s", forms[i].what);
		if (good)
			tap_is(pd_buffer_text(&read), "sign", "it is read");
	}
}

/* ---- CMS ----------------------------------------------------------------------- */

static bool
cms_fits(struct pd_bytes der, const struct signer *signer,
	const struct pd_digests *digests)
{
	PD_AUTO(pd_cms_free) struct pd_cms cms = {0};
	struct pd_error error = {0};
	return pd_cms_read(der, "cms", &cms, &error) &&
	       pd_cms_names(&cms, leaf_of(signer)) &&
	       pd_cms_match(&cms, leaf_of(signer), digests);
}

static void
test_cms(const struct signer *signer, const char *kind)
{
	struct pd_digests digests = digests_of("a workflow"),
			  others = digests_of("another one");
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	struct pd_error error = {0};
	tap_ok(pd_cms_sign(&signer->chain, signer->key, &digests, 0, &der, &error),
		"%s signs with CMS", kind);
	struct pd_bytes bytes = pd_buffer_bytes(&der);
	tap_ok(cms_fits(bytes, signer, &digests), "%s: it fits", kind);
	tap_ok(!cms_fits(bytes, signer, &others), "%s: no other file", kind);
	/* The certificate in it is the matter of who believes it. */
	size_t size = pd_certificate_der(leaf_of(signer)).size, begin = 0, survived = 0;
	while (memcmp(der.data + begin, pd_certificate_der(leaf_of(signer)).data,
		       size) != 0)
		begin++;
	struct pd_digests other = digests;
	for (long i = 0; i < tries(); i++) {
		exchange_file(&other);
		survived += cms_fits(bytes, signer, &other);
	}
	tap_ok(survived == 0, "%s: replayed for other files, %ld tries", kind, tries());
	for (size_t bit = 0; bit < der.size * 8; bit += stride()) {
		if (bit / 8 >= begin && bit / 8 < begin + size)
			continue;
		flip(&der, bit);
		survived += cms_fits(bytes, signer, &digests);
		flip(&der, bit);
	}
	tap_ok(survived == 0, "%s: not with any one bit flipped, %zu tries (%zu)", kind,
		(der.size - size) * 8 / stride(), survived);
	survived = 0;
	for (bytes.size = der.size; bytes.size-- > 0;)
		survived += cms_fits(bytes, signer, &digests);
	tap_ok(survived == 0, "%s: not cut off anywhere", kind);
}

/* The DER with something behind the last element, so many levels deep. */
static void
put_behind(struct pd_bytes whole, unsigned depth, const char *more, size_t size,
	struct pd_buffer *out)
{
	struct pd_bytes content = {0}, part = {0};
	unsigned tag = whole.data[0];
	size_t mark = pd_der_begin(out);
	(void)pd_take(&whole, tag, &content);
	if (depth == 0) {
		pd_buffer_add(out, content.data, content.size);
		pd_buffer_add(out, more, size);
	}
	while (depth > 0 && content.size > 0 &&
		pd_take_whole(&content, content.data[0], &part)) {
		if (content.size > 0)
			pd_buffer_add(out, part.data, part.size);
		else
			put_behind(part, depth - 1, more, size, out);
	}
	pd_der_end(out, mark, tag);
}

/* Whatever is in them could be changed. */
static void
test_unsigned_attributes(const struct signer *signer)
{
	/* [1] { SEQUENCE { OID 1.2.840.113549.1.9.6, SET {} } } */
	static const char attribute[] =
		"\xa1\x0f\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x06\x31";
	enum { SIGNER_INFO = 4 };
	struct pd_digests digests = digests_of("a workflow");
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0}, same = {0}, more = {0};
	PD_AUTO(pd_cms_free) struct pd_cms cms = {0};
	struct pd_error error = {0};
	(void)pd_cms_sign(&signer->chain, signer->key, &digests, 0, &der, &error);
	put_behind(pd_buffer_bytes(&der), SIGNER_INFO, "", 0, &same);
	tap_ok(cms_fits(pd_buffer_bytes(&same), signer, &digests), "nothing added");
	put_behind(
		pd_buffer_bytes(&der), SIGNER_INFO, attribute, sizeof attribute, &more);
	tap_ok(!pd_cms_read(pd_buffer_bytes(&more), "cms", &cms, &error) &&
			strstr(error.message, "attributes that are not signed"),
		"attributes that are not signed are refused: %s", error.message);
}

int
main(void)
{
	PD_AUTO(drop_signer) struct signer ec = make_signer(PD_EC, PD_P256);
	PD_AUTO(drop_signer) struct signer rsa = make_signer(PD_RSA, PD_P256);
	PD_AUTO(drop_signer) struct signer other = make_signer(PD_ED25519, PD_P256);
	test_bare(&ec, "EC");
	test_bare(&rsa, "RSA");
	test_forms();
	test_memory();
	test_cms(&ec, "EC");
	test_cms(&rsa, "RSA");
	test_unsigned_attributes(&ec);
	tap_ok(pd_detached_hash(other.key) == 0, "Ed25519 is no key for JS7");
	return tap_done();
}
