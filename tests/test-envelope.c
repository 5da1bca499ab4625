/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/envelope/envelope.h"

#include <ctype.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "scratch.h"
#include "tap.h"
#include "x509/envelope/envelope_ecies.h"
#include "x509/envelope/envelope_file.h"
#include "x509/envelope/envelope_parts.h"
#include "x509/read/armour.h"

/* Values and files against a worked example, against values that a Java program made
 * (from CORPUS/../vectors/envelope, where they are), and against damage of all kinds.
 */

#define BYTES(text) ((struct pd_bytes){(const unsigned char *)(text), strlen(text)})

static struct pd_secret
unhex(const char *hex)
{
	struct pd_secret out = {0};
	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		char pair[3] = {hex[0], hex[1], '\0'};
		unsigned char byte = (unsigned char)strtoul(pair, NULL, 16);
		pd_secret_add(&out, &byte, 1);
	}
	return out;
}

/* ---- keys ---------------------------------------------------------------------- */

/* The first block of a PEM file. */
static struct pd_secret
der_of(const char *path)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	struct pd_secret der = {0};
	struct pd_error error = {0};
	struct pd_scan scan;
	struct pd_block block;
	if (!pd_file_read(path, PD_INPUT_LIMIT, &pem, &error))
		printf("Bail out! %s: %s\n", path, error.message);
	pd_scan_begin(&scan, pd_secret_bytes(&pem));
	(void)pd_armour_next(&scan, &block, &der);
	return der;
}

/* Both ends of a kind of key, made by openssl in the directory. */
struct pair {
	struct pd_recipient *recipient;
	struct pd_opener *opener;
};

static void
drop_pair(struct pair *pair)
{
	pd_recipient_free(pair->recipient);
	pd_opener_free(pair->opener);
}

static bool
load_pair(const char *directory, const char *name, struct pair *out)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_text) char *key = pd_format("%s/%s.key", directory, name);
	PD_AUTO(pd_drop_text) char *pub = pd_format("%s/%s.pub", directory, name);
	PD_AUTO(pd_secret_wipe) struct pd_secret key_der = der_of(key);
	PD_AUTO(pd_secret_wipe) struct pd_secret pub_der = der_of(pub);
	out->opener = pd_opener_new(pd_secret_bytes(&key_der), name, &error);
	out->recipient = pd_recipient_new(pd_secret_bytes(&pub_der), name, &error);
	tap_is(error.message, "", "%s: both keys are read", name);
	return out->opener != NULL && out->recipient != NULL;
}

static const struct {
	const char *name, *openssl;
} kinds[] = {
	{"rsa2048", "genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048"},
	{"p256", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256"},
	{"p384", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384"},
	{"p521", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-521"},
	{"sec1", "ecparam -name prime256v1 -genkey -noout"},
#ifdef HAVE_SECP256K1
	{"k256", "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1"},
#endif
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static bool
shell(const char *command)
{
	return system(command) == 0;
}

static bool
make_keys(const char *directory)
{
	for (size_t i = 0; i < KINDS; i++) {
		PD_AUTO(pd_drop_text)
		char *command = pd_format(
			"openssl %s -out '%s/%s.key' 2>/dev/null && openssl pkey "
			"-in '%s/%s.key' -pubout -out '%s/%s.pub' 2>/dev/null",
			kinds[i].openssl, directory, kinds[i].name, directory,
			kinds[i].name, directory, kinds[i].name);
		if (!shell(command))
			return false;
	}
	return true;
}

/* ---- the worked example -------------------------------------------------------- */

static void
test_example(void)
{
	static const char *const value =
		"enc:BE+MmTky/hMQiZBoPxZQ6IpPYw4ufbcp6mbYTwxiS1jjT/py/eBk/"
		"hgOEukDBUSfyuqNqFfBiRhpB2MGcFh2EYDQIoxczEjonPZbPafG109YwFhSzIJ9oyT/"
		"YhGHPPKXY9mvkTw= EBESExQVFhcYGRobHB0eHw== FrOlo11LY0Fyd5OaEWQw9g==";
	const struct pd_ec_curve *curve = pd_ec_curve_find("1.2.840.10045.3.1.7");
	PD_AUTO(pd_secret_wipe)
	struct pd_secret d = unhex(
		"610a5a1a6961513976a6a2a2b0a25b88bae5ea0e7fa025068fb1d548fb5a8911");
	PD_AUTO(pd_secret_wipe)
	struct pd_secret k = unhex(
		"4f33aeff7bf3b54b9fba35255dc75d76c90567bb79fb5f9a8451543117d0f955");
	PD_AUTO(pd_secret_wipe)
	struct pd_secret key = unhex("000102030405060708090a0b0c0d0e0f");
	PD_AUTO(pd_secret_wipe) struct pd_secret wrapped = {0}, text = {0}, back = {0};
	unsigned char point[PD_POINT_BYTES];
	tap_ok(curve->multiply_base(curve, d.data, point), "the example's public key");
	tap_ok(pd_ecies_wrap_with(
		       curve, point, k.data, pd_secret_bytes(&key), &wrapped),
		"the example's key is wrapped");
	pd_base64_add(&text, pd_secret_bytes(&wrapped));
	tap_ok(strncmp(pd_secret_text(&text), value + 4, text.size) == 0,
		"as BouncyCastle does");
	tap_ok(pd_ecies_unwrap(curve, d.data, pd_secret_bytes(&wrapped), &back) &&
			back.size == key.size &&
			memcmp(back.data, key.data, key.size) == 0,
		"and unwrapped");
}

/* ---- values of others ---------------------------------------------------------- */

static void
test_vector(const char *directory, char *line)
{
	char *rest = line;
	const char *name = strsep(&rest, "\t"), *cipher = strsep(&rest, "\t");
	const char *plain = strsep(&rest, "\t");
	(void)strsep(&rest, "\t");
	if (rest == NULL || strcmp(name, "file") == 0)
		return;
#ifndef HAVE_SECP256K1
	if (strcmp(name, "k256") == 0)
		return;
#endif
	PD_AUTO(drop_pair) struct pair pair = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret want = {0}, got = {0};
	struct pd_error error = {0};
	if (!load_pair(directory, name, &pair))
		return;
	tap_ok(pd_opener_fits(pair.opener, pair.recipient), "%s: they fit", name);
	tap_ok(pd_base64_read(BYTES(plain), &want) &&
			pd_envelope_open(
				pair.opener, BYTES(rest), "value", &got, &error) &&
			got.size == want.size &&
			memcmp(pd_secret_text(&got), pd_secret_text(&want),
				want.size) == 0,
		"%s, %s: the value of a Java program is decrypted (%s)", name, cipher,
		error.message);
}

static void
test_vectors(void)
{
	const char *corpus = getenv("CORPUS");
	PD_AUTO(pd_drop_text)
	char *directory = pd_format("%s/../vectors/envelope", corpus ? corpus : "");
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/vectors.tsv", directory);
	PD_AUTO(pd_secret_wipe) struct pd_secret table = {0};
	struct pd_error error = {0};
	if (corpus == NULL || !pd_file_read(path, PD_INPUT_LIMIT, &table, &error)) {
		tap_skip("no values of a Java program");
		return;
	}
	PD_AUTO(pd_drop_text) char *text = pd_copy(pd_secret_text(&table));
	for (char *rest = text, *line; (line = strsep(&rest, "\n")) != NULL;)
		test_vector(directory, line);
}

/* ---- round trips --------------------------------------------------------------- */

static bool
opens_to(const struct pd_opener *opener, struct pd_bytes value, struct pd_bytes want)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret got = {0};
	struct pd_error error = {0};
	if (!pd_envelope_open(opener, value, "value", &got, &error)) {
		tap_show("error", error.message);
		return false;
	}
	return got.size == want.size &&
	       (want.size == 0 || memcmp(got.data, want.data, want.size) == 0);
}

static void
test_round_trips(const char *directory)
{
	static const unsigned bits[] = {128, 192, 256};
	PD_AUTO(pd_secret_wipe) struct pd_secret large = {0};
	for (size_t i = 0; i < 1 << 17; i++)
		pd_secret_add_text(&large, "abc\n\xc3\xa4.9");
	const struct pd_bytes texts[] = {BYTES(""), BYTES("x"),
		BYTES("sixteen bytes !!"), BYTES("p\xc3\xa4ssw\xc3\xb6rd\nzwei"),
		pd_secret_bytes(&large)};
	for (size_t i = 0; i < KINDS; i++) {
		PD_AUTO(drop_pair) struct pair pair = {0};
		if (!load_pair(directory, kinds[i].name, &pair))
			continue;
		for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
			PD_AUTO(pd_secret_wipe) struct pd_secret value = {0};
			struct pd_error error = {0};
			tap_ok(pd_envelope_seal(pair.recipient, bits[t % 3], texts[t],
				       &value, &error) &&
					opens_to(pair.opener, pd_secret_bytes(&value),
						texts[t]),
				"%s: %zu bytes come back", kinds[i].name,
				texts[t].size);
		}
	}
}

/* ---- damage -------------------------------------------------------------------- */

/* A value with something done to it. It may be right by accident only where IV or text
 * are changed, and then differs. */
static void
test_bits(const struct pair *pair, const char *name, size_t step)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret value = {0};
	struct pd_error error = {0};
	(void)pd_envelope_seal(pair->recipient, 128, BYTES("secret"), &value, &error);
	const char *text = pd_secret_text(&value);
	size_t key_end = strcspn(text, " ");
	unsigned wrong = 0, silent = 0;
	for (size_t i = 0; i < value.size * 8; i += step) {
		PD_AUTO(pd_secret_wipe) struct pd_secret changed = {0}, got = {0};
		struct pd_error problem = {0};
		pd_secret_add(&changed, value.data, value.size);
		changed.data[i / 8] ^= (unsigned char)(1U << i % 8);
		bool opened = pd_envelope_open(pair->opener, pd_secret_bytes(&changed),
			"value", &got, &problem);
		bool blank = text[i / 8] == ' ' || isspace(changed.data[i / 8]);
		if (opened && i / 8 < key_end && !blank)
			wrong++;
		silent +=
			opened && strcmp(pd_secret_text(&got), "secret") == 0 && !blank;
		wrong += !opened && (problem.code == PD_OK || got.size > 0);
	}
	tap_number(wrong, 0, "%s: no changed bit of the key goes unnoticed", name);
	tap_number(silent, 0, "%s: no changed bit leaves the text as it was", name);
}

static void
test_cuts(const struct pair *pair, const char *name, size_t step)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret value = {0};
	struct pd_error error = {0};
	(void)pd_envelope_seal(pair->recipient, 256, BYTES("secret"), &value, &error);
	unsigned opened = 0;
	for (size_t size = 0; size < value.size; size += step) {
		PD_AUTO(pd_secret_wipe) struct pd_secret got = {0};
		struct pd_error problem = {0};
		struct pd_bytes cut = {value.data, size};
		opened += pd_envelope_open(pair->opener, cut, "value", &got, &problem);
	}
	tap_number(opened, 0, "%s: a value cut anywhere is refused", name);
}

static void
test_forms(const struct pair *pair)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret value = {0};
	struct pd_error error = {0};
	(void)pd_envelope_seal(pair->recipient, 128, BYTES("secret"), &value, &error);
	PD_AUTO(pd_drop_text) char *text = pd_copy(pd_secret_text(&value));
	char *rest = text;
	const char *key = strsep(&rest, " "), *iv = strsep(&rest, " "), *body = rest;
	const struct {
		const char *words;
		char *value;
		bool good;
		const char *says;
	} rows[] = {
		{"with enc:", pd_format("enc:%s %s %s", key, iv, body), true, ""},
		{"blanks around", pd_format("  enc: %s  %s %s \n", key, iv, body), true,
			""},
		{"lines", pd_format("enc:%s\n%s\r\n%s\n", key, iv, body), true, ""},
		{"broken within a part",
			pd_format("enc:%.10s\n%s %s %s", key, key + 10, iv, body), true,
			""},
		{"nothing", pd_copy(" \n"), false, "no value; it looks"},
		{"one part", pd_format("enc:%s", key), false, "has 1 part,"},
		{"no blanks", pd_format("enc:%s%s%s", key, iv, body), true, ""},
		{"four parts", pd_format("%s %s %s x", key, iv, body), false,
			"has 4 parts"},
		{"another prefix", pd_format("ENC:%s %s %s", key, iv, body), false,
			"first part"},
		{"odd base64", pd_format("%s= %s %s", key, iv, body), false,
			"first part"},
		{"short IV", pd_format("%s %s %s", key, "AAAA", body), false,
			"second part"},
		{"no IV", pd_format("%s %s %s", key, "====", body), false,
			"second part"},
		{"half a block", pd_format("%s %s %s", key, iv, "AAAA"), false,
			"third part"},
		{"base64 of URLs", pd_format("%s %s %s", key, iv, "-_-_-_-_-_-_-_-_"),
			false, "third part"},
		{"parts swapped", pd_format("%s %s %s", body, iv, key), false, ""},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret got = {0};
		struct pd_error problem = {0};
		bool good = pd_envelope_open(
			pair->opener, BYTES(rows[i].value), "value", &got, &problem);
		tap_number(good, rows[i].good, "a value with %s", rows[i].words);
		tap_has(problem.message, rows[i].says, "and what is said of it");
		free(rows[i].value);
	}
}

/* Rows of a terminal as they are copied: blanks at their ends are lost, and perhaps each
 * is indented. */
static void
add_as_rows(struct pd_secret *out, struct pd_bytes text, size_t width, int indent)
{
	for (size_t at = 0; at < text.size; at += width) {
		size_t end = at + width < text.size ? at + width : text.size;
		while (end > at && text.data[end - 1] == ' ')
			end--;
		pd_secret_add_format(out, "%*s", indent, "");
		pd_secret_add(out, text.data + at, end - at);
		pd_secret_add(out, "\n", 1);
	}
}

static void
test_widths(const struct pair *pair, const char *name, unsigned bits, const char *text,
	size_t step)
{
	enum { LEAST = 40, MOST = 132 };
	PD_AUTO(pd_secret_wipe) struct pd_secret value = {0};
	struct pd_error error = {0};
	pd_secret_add_text(&value, "enc:");
	(void)pd_envelope_seal(pair->recipient, bits, BYTES(text), &value, &error);
	for (size_t width = LEAST; width <= MOST; width += step) {
		PD_AUTO(pd_secret_wipe) struct pd_secret rows = {0}, got = {0};
		add_as_rows(&rows, pd_secret_bytes(&value), width, width % 3 * 2);
		if (!pd_envelope_open(pair->opener, pd_secret_bytes(&rows), "rows",
			    &got, &error) ||
			strcmp(pd_secret_text(&got), text) != 0) {
			tap_ok(false, "%s, AES of %u bits, %zu columns: %s", name, bits,
				width, error.message);
			return;
		}
	}
	tap_ok(true, "%s, AES of %u bits, a text of %zu: read from rows of any width",
		name, bits, strlen(text));
}

static void
test_wrong_key(const char *directory)
{
	PD_AUTO(drop_pair) struct pair one = {0};
	PD_AUTO(drop_pair) struct pair other = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret value = {0}, got = {0};
	struct pd_error error = {0};
	if (!load_pair(directory, "p256", &one) ||
		!load_pair(directory, "sec1", &other))
		return;
	(void)pd_envelope_seal(one.recipient, 256, BYTES("secret"), &value, &error);
	tap_ok(!pd_opener_fits(other.opener, one.recipient),
		"another key does not fit");
	tap_ok(!pd_envelope_open(
		       other.opener, pd_secret_bytes(&value), "value", &got, &error),
		"and opens nothing");
	tap_has(error.message, "encrypted for another key", "which is said");
}

/* Points that are none of the curve, and the same one compressed. */
static void
test_points(void)
{
	static const struct {
		const char *words, *oid, *hex;
		bool good;
	} rows[] = {
		{"a point", "1.2.840.10045.3.1.7",
			"044f8c993932fe13108990683f1650e88a4f630e2e7db729ea66d84f0c624b"
			"5"
			"8e34ffa72fde064fe180e12e90305449fcaea8da857c189186907630670587"
			"61"
			"180",
			true},
		{"the same, compressed", "1.2.840.10045.3.1.7",
			"024f8c993932fe13108990683f1650e88a4f630e2e7db729ea66d84f0c624b"
			"5"
			"8e3",
			true},
		{"a point beside the curve", "1.2.840.10045.3.1.7",
			"044f8c993932fe13108990683f1650e88a4f630e2e7db729ea66d84f0c624b"
			"5"
			"8e34ffa72fde064fe180e12e90305449fcaea8da857c189186907630670587"
			"61"
			"181",
			false},
		{"zero", "1.2.840.10045.3.1.7",
			"04000000000000000000000000000000000000000000000000000000000000"
			"0"
			"00000000000000000000000000000000000000000000000000000000000000"
			"0"
			"0000",
			false},
		{"the point at infinity", "1.2.840.10045.3.1.7", "00", false},
		{"nothing", "1.2.840.10045.3.1.7", "", false},
		{"a point of P-256 on P-384", "1.3.132.0.34",
			"044f8c993932fe13108990683f1650e88a4f630e2e7db729ea66d84f0c624b"
			"5"
			"8e34ffa72fde064fe180e12e90305449fcaea8da857c189186907630670587"
			"61"
			"180",
			false},
		{"the hybrid form", "1.2.840.10045.3.1.7",
			"064f8c993932fe13108990683f1650e88a4f630e2e7db729ea66d84f0c624b"
			"5"
			"8e34ffa72fde064fe180e12e90305449fcaea8da857c189186907630670587"
			"61"
			"180",
			false},
#ifdef HAVE_SECP256K1
		{"secp256k1's base point, compressed", "1.3.132.0.10",
			"0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f8"
			"1"
			"798",
			true},
		{"a point of P-256 on secp256k1", "1.3.132.0.10",
			"044f8c993932fe13108990683f1650e88a4f630e2e7db729ea66d84f0c624b"
			"5"
			"8e34ffa72fde064fe180e12e90305449fcaea8da857c189186907630670587"
			"61"
			"180",
			false},
#endif
	};
	unsigned char first[PD_POINT_BYTES], second[PD_POINT_BYTES];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret point = unhex(rows[i].hex);
		const struct pd_ec_curve *curve = pd_ec_curve_find(rows[i].oid);
		tap_number(curve->read(curve, pd_secret_bytes(&point),
				   i == 0 ? first : second),
			rows[i].good, "%s is %s", rows[i].words,
			rows[i].good ? "read" : "refused");
		if (i == 1)
			tap_ok(memcmp(first, second, 65) == 0, "both are one point");
	}
}

/* ---- files --------------------------------------------------------------------- */

static bool
same_file(const char *path, struct pd_bytes want)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret got = {0};
	struct pd_error error = {0};
	return pd_file_read(path, PD_INPUT_LIMIT, &got, &error) &&
	       got.size == want.size &&
	       (want.size == 0 || memcmp(got.data, want.data, want.size) == 0);
}

static bool
never(void *context, uint64_t done, uint64_t size)
{
	(void)context;
	(void)done;
	(void)size;
	return false;
}

struct files {
	char *plain, *sealed, *opened;
};

static void
drop_files(struct files *files)
{
	free(files->plain);
	free(files->sealed);
	free(files->opened);
}

/* Seals what is in plain, changes what came out, and opens it. */
static bool
commit_file(struct pd_replacement *set)
{
	struct pd_error error = {0};
	bool good = pd_replacement_commit(set, &error);
	return pd_replacement_keep(set, &error) && good;
}

/* Seals, puts something behind it, and opens: is it opened? */
static bool
seal_and_open(const struct pair *pair, const struct files *files, struct pd_bytes text,
	const char *behind, bool *is_sealed, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0}, sealed = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret bare = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret rows = {0};
	struct pd_bytes key, iv;
	PD_AUTO(pd_replacement_drop) struct pd_replacement sealing = {0}, opening = {0};
	const struct pd_envelope_file in = {.in = files->plain,
		.out = files->sealed,
		.replace = PD_REPLACE,
		.set = &sealing};
	const struct pd_envelope_file out = {.in = files->sealed,
		.out = files->opened,
		.replace = PD_REPLACE,
		.set = &opening};
	(void)unlink(files->opened);
	put_bytes(files->plain, text.data, text.size);
	*is_sealed = pd_envelope_seal_file(pair->recipient, 128, &in, &line, error) &&
		     commit_file(&sealing) &&
		     pd_file_read(files->sealed, PD_INPUT_LIMIT, &sealed, error) &&
		     sealed.size == (text.size / 16 + 1) * 24;
	pd_secret_add_text(&sealed, behind);
	put_bytes(files->sealed, sealed.data, sealed.size);
	pd_secret_add_text(&line, " some file");
	add_as_rows(&rows, pd_secret_bytes(&line), text.size % 2 ? 40 : 1000, 0);
	return pd_envelope_line(
		       pd_secret_bytes(&rows), "line", &bare, &key, &iv, error) &&
	       pd_envelope_open_file(pair->opener, key, iv, "line", &out, error) &&
	       commit_file(&opening);
}

/* Of 256 blocks that were not encrypted, one ends as padding does. */
static void
test_file(const struct pair *pair, const struct files *files, struct pd_bytes text,
	const char *behind, bool good)
{
	struct pd_error error = {0};
	bool is_sealed, opened;
	int tries = 0;
	do {
		pd_error_clear(&error);
		opened = seal_and_open(pair, files, text, behind, &is_sealed, &error);
	} while (opened && !good && ++tries < 8);
	tap_ok(is_sealed, "a file of %zu bytes is encrypted in blocks (%s)", text.size,
		error.message);
	tap_number(opened, good, "and decrypted with %zu more characters (%s)",
		strlen(behind), error.message);
	if (good)
		tap_ok(same_file(files->opened, text), "it is the same");
	else
		tap_ok(access(files->opened, F_OK) < 0, "nothing is written");
}

static void
test_files(const char *directory)
{
	static const size_t sizes[] = {0, 1, 15, 16, 17, 65535, 65536, 65537, 300000};
	PD_AUTO(drop_pair) struct pair pair = {0};
	PD_AUTO(drop_files)
	struct files files = {pd_format("%s/plain", directory),
		pd_format("%s/sealed", directory), pd_format("%s/opened", directory)};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (!load_pair(directory, "p256", &pair))
		return;
	for (size_t i = 0; i < 300000; i++)
		pd_secret_add(&text, &(unsigned char){(unsigned char)(i * 7)}, 1);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
		test_file(&pair, &files, (struct pd_bytes){text.data, sizes[i]},
			i % 2 ? "\n" : "", true);
	struct pd_bytes some = {text.data, 1000};
	test_file(&pair, &files, some, "\r\n", true);
	test_file(&pair, &files, some, "AAAA", false);
	test_file(&pair, &files, some, "AAAAAAAAAAAAAAAAAAAAAA==", false);
	test_file(&pair, &files, some, "\nAAAAAAAAAAAAAAAAAAAAA==", false);
	struct pd_error error = {0};
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	const struct pd_envelope_file cancelled = {.in = files.plain,
		.out = files.opened,
		.replace = PD_REPLACE,
		.set = &set,
		.progress = never};
	tap_ok(!pd_envelope_seal_file(pair.recipient, 256, &cancelled, &text, &error) &&
			error.code == PD_ECANCEL && access(files.opened, F_OK) < 0,
		"cancelled, nothing is written");
	const struct pd_envelope_file kept = {
		.in = files.plain, .out = files.sealed, .set = &set};
	pd_error_clear(&error);
	tap_ok(!pd_envelope_seal_file(pair.recipient, 256, &kept, &text, &error),
		"a file that is there stays");
	tap_has(error.message, "exists already", "and is said to");
}

/* What F4 looks like for a known key and IV. */
static void
test_known_file(void)
{
	static const struct {
		size_t size;
		const char *coded;
	} rows[] = {
		{0, "CpQLtUFu8EXxw5RYxlPqWg=="},
		{1, "/rZqwNcH0kYIdRiiwikchw=="},
		{16, "tDXy/PgFcW+NYX0NkPJHaA==KfEtoSJnHNN9dtnsScSjhA=="},
		{17, "tDXy/PgFcW+NYX0NkPJHaA==bhJPINiG/ue3XGkDeHWUVg=="},
	};
	PD_AUTO(pd_envelope_parts_wipe) struct pd_envelope_parts parts = {0};
	for (unsigned char i = 0; i < 16; i++) {
		pd_secret_add(&parts.key, &i, 1);
		parts.iv[i] = 0x10 + i;
	}
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_secret_wipe) struct pd_secret text = {0}, coded = {0};
		struct pd_error error = {0};
		PD_AUTO(pd_drop_cipher)
		struct pd_cipher *cipher = pd_cipher_new(&parts, &error);
		pd_secret_add(&text, "abcdefghijklmnopq", rows[i].size);
		pd_padding_add(&text);
		(void)pd_cipher_encrypt(cipher, text.data, text.size);
		for (size_t at = 0; at < text.size; at += PD_BLOCK)
			pd_base64_add(&coded, (struct pd_bytes){text.data + at, 16});
		tap_is(pd_secret_text(&coded), rows[i].coded,
			"%zu bytes as a Java program codes them", rows[i].size);
	}
}

int
main(void)
{
	test_example();
	test_points();
	test_known_file();
	test_vectors();
	scratch_begin();
	const char *directory = scratch;
	if (!make_keys(directory)) {
		tap_skip("openssl makes no keys here");
		scratch_end();
		return tap_done();
	}
	test_round_trips(directory);
	for (size_t i = 0; i < KINDS; i++) {
		PD_AUTO(drop_pair) struct pair pair = {0};
		if (!load_pair(directory, kinds[i].name, &pair))
			continue;
		/* All of them for the fastest, and some for the others. */
		bool all = getenv("PEMDECK_LONG") || !strcmp(kinds[i].name, "p256");
		test_cuts(&pair, kinds[i].name, all ? 1 : 13);
		test_bits(&pair, kinds[i].name, all ? 1 : 37);
		if (i == 0)
			test_forms(&pair);
		/* Texts of one, two and three blocks: each has another padding in base64. */
		for (unsigned bits = 128; bits <= 256; bits += 64)
			for (size_t t = 0; t < 3; t++)
				test_widths(&pair, kinds[i].name, bits,
					(const char *[]){"", "sixteen and more",
						"two blocks, and some more behind it"}
						[t],
					all ? 1 : 46);
	}
	test_wrong_key(directory);
	test_files(directory);
	scratch_end();
	return tap_done();
}
