/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/reader.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "fixtures.h"
#include "x509/der/der.h"
#include "x509/read/confine.h"
#include "x509/read/reader_answer.h"
#include "x509/read/reader_child.h"
#include "x509/read/reader_job.h"
#include "x509/read/sandbox.h"

static struct pd_secret
secret_of(const char *text)
{
	struct pd_secret secret = {0};
	pd_secret_add_text(&secret, text);
	return secret;
}

/* Reads with a passphrase (NULL: none). */
static bool
read_with(struct pd_bytes input, const char *from, const char *passphrase,
	enum pd_read_mode mode, struct pd_objects *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe)
	struct pd_secret secret = secret_of(passphrase ? passphrase : "");
	return pd_reader_read(&(struct pd_reading){input, from,
				      passphrase ? &secret : NULL, mode, NULL, 0, 0},
		out, error);
}

/* What is in there, in words: "key@1 certificate@6", or the error. free() it. */
static char *
words_for(struct pd_bytes input, const char *from, const char *passphrase,
	enum pd_read_mode mode)
{
	static const char *const kinds[] = {
		"certificate", "key", "public", "request", "crl"};
	struct pd_error error = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	if (!read_with(input, from, passphrase, mode, &objects, &error))
		return pd_format("%s: %s", error.input, error.message);
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	for (size_t i = 0; i < objects.count; i++) {
		const struct pd_object *object = &objects.items[i];
		if (i > 0)
			pd_secret_add_text(&out, " ");
		if (object->problem.code != PD_OK)
			pd_secret_add_format(&out, "[%s]", object->problem.message);
		else
			pd_secret_add_text(&out, kinds[object->kind]);
		if (object->line > 0)
			pd_secret_add_format(&out, "@%u", object->line);
	}
	return pd_copy(pd_secret_text(&out));
}

static char *
words_for_fixture(const char *name, const char *passphrase)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(name);
	return words_for(pd_secret_bytes(&content), name, passphrase, PD_READ_STRICT);
}

/* ---- what tools write ---------------------------------------------------------- */

#define P "secret-42"

static const struct {
	const char *name, *passphrase, *want;
} files[] = {
	{"openssl-ca.pem", NULL, "certificate@1"},
	{"openssl-ca.der", NULL, "certificate"},
	{"openssl-ca.key", NULL, "key@1"},
	{"openssl-ca-key.der", NULL, "key"},
	{"openssl-ca-public.pem", NULL, "public@1"},
	{"openssl-rsa-ca.key", NULL, "key@1"},
	{"openssl-rsa-ca-key.der", NULL, "key"},
	{"openssl-sec1.key", NULL, "key@1"},
	{"openssl-sec1-key.der", NULL, "key"},
	{"openssl-sec1-parameters.key", NULL, "key@4"},
	{"ed25519-ca.key", NULL, "key@1"},
	{"ed448-ca.key", NULL, "key@1"},
	{"rsa-pss-ca.key", NULL, "key@1"},
	{"js7-ca.key", NULL, "key@1"},
	{"js7-rsa.key", NULL, "key@1"},
	{"js7-ca.pem", NULL, "certificate@1"},
	{"easyrsa-ca.crt", NULL, "certificate@36"},
	{"xca-export.pem", NULL, "certificate@1 key@11"},
	{"xca-export.p7b", NULL, "certificate@1"},
	{"xca-export.p12", P, "certificate key"},
	{"openssl-ca.p12", P, "certificate key"},
	{"openssl-ca-legacy.p12", P, "certificate key"},
	{"chain.p12", P,
		"certificate certificate certificate "
		"key"},
	{"chain-der.p7b", NULL, "certificate certificate certificate"},
	{"chain.pem", NULL, "certificate@1 certificate@17 certificate@36"},
	{"request.pem", NULL, "request@1"},
	{"request.der", NULL, "request"},
	{"request-new.pem", NULL, "request@1"},
	{"revocation.crl", NULL, "crl@1"},
	{"revocation.der", NULL, "crl"},
	{"encrypted-pbes2.key", P, "key@1"},
	{"encrypted-pbes2.der", P, "key"},
	{"encrypted-pbes2-des3.key", P, "key@1"},
	{"encrypted-pbes1.key", P, "key@1"},
	{"encrypted-pbes1-md5-des.key", P, "key@1"},
	{"encrypted-scrypt.key", P, "key@1"},
	{"encrypted-traditional-aes.key", P, "key@1"},
	{"encrypted-traditional-des3.key", P, "key@1"},
	{"encrypted-traditional-rsa.key", P, "key@1"},
};

static void
what_tools_write_is_read(void)
{
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		PD_AUTO(pd_drop_text)
		char *got = words_for_fixture(files[i].name, files[i].passphrase);
		tap_is(got, files[i].want, "%s", files[i].name);
	}
}

/* The public key id that openssl computes for a fixture's key. */
static void
keys_open_to_what_they_were(void)
{
	static const char *const names[] = {"encrypted-pbes2.key",
		"encrypted-pbes2-des3.key", "encrypted-pbes1.key",
		"encrypted-pbes1-md5-des.key", "encrypted-traditional-aes.key",
		"encrypted-traditional-des3.key", "encrypted-pbes2.der"};
	PD_AUTO(pd_drop_text)
	char *want = output_of("openssl pkey -in openssl-ca.key -pubout -outform DER | "
			       "sha256sum | cut -d' ' -f1");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(names[i]);
		PD_AUTO(pd_drop_key) struct pd_key *key = NULL;
		if (read_with(pd_secret_bytes(&content), names[i], P, PD_READ_STRICT,
			    &objects, &error))
			key = pd_key_from_der(objects.items[0].der, names[i], &error);
		tap_is(key ? pd_key_id(key) : error.message, want,
			"%s decrypts to the key", names[i]);
	}
}

static void
der_arrives_as_it_was(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = fixture("openssl-ca.pem");
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("openssl-ca.der");
	bool good = read_with(pd_secret_bytes(&pem), "openssl-ca.pem", NULL,
		PD_READ_STRICT, &objects, &error);
	tap_ok(good && objects.items[0].der.size == der.size &&
			memcmp(objects.items[0].der.data, der.data, der.size) == 0,
		"the DER is that which openssl writes");
}

/* ---- pastes -------------------------------------------------------------------- */

static const char *const pastes[] = {
	"paste.pem",
	"paste-crlf.pem",
	"paste-cr-only.pem",
	"paste-indented.pem",
	"paste-quoted.pem",
	"paste-one-long-line.pem",
	"paste-lost-line-breaks.pem",
	"paste-joined.pem",
	"paste-nbsp.pem",
	"paste-utf16.pem",
	"paste-utf8-bom.pem",
	"paste-json.txt",
	"paste-long-dashes.pem",
	"paste-base64.txt",
};

static bool
same_objects(const struct pd_objects *one, const struct pd_objects *other)
{
	bool same = one->count == other->count;
	for (size_t i = 0; same && i < one->count; i++)
		same = one->items[i].kind == other->items[i].kind &&
		       one->items[i].der.size == other->items[i].der.size &&
		       memcmp(one->items[i].der.data, other->items[i].der.data,
			       one->items[i].der.size) == 0;
	return same;
}

static void
pastes_are_read_as_the_original(void)
{
	PD_AUTO(pd_objects_free) struct pd_objects want = {0};
	for (size_t i = 0; i < sizeof pastes / sizeof *pastes; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_objects_free) struct pd_objects got = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(pastes[i]);
		(void)read_with(pd_secret_bytes(&content), pastes[i], NULL,
			PD_READ_STRICT, i == 0 ? &want : &got, &error);
		tap_ok(error.code == PD_OK && want.count == 2 &&
				(i == 0 || same_objects(&want, &got)),
			"%s: key and certificate, as they were%s%s", pastes[i],
			error.code == PD_OK ? "" : ": ", error.message);
	}
}

static void
bare_base64_is_read(void)
{
	PD_AUTO(pd_drop_text)
	char *base64 = output_of("openssl base64 -in openssl-ca.der -A");
	PD_AUTO(pd_secret_wipe) struct pd_secret text = secret_of(base64);
	PD_AUTO(pd_drop_text)
	char *got = words_for(pd_secret_bytes(&text), "paste", NULL, PD_READ_STRICT);
	tap_is(got, "certificate@1", "base64 without BEGIN and END");
}

static void
a_trusted_certificate_is_one(void)
{
	PD_AUTO(pd_drop_text)
	char *pem = output_of("openssl x509 -in openssl-ca.pem -trustout -addtrust "
			      "serverAuth -setalias name");
	PD_AUTO(pd_secret_wipe) struct pd_secret text = secret_of(pem);
	struct pd_error error = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("openssl-ca.der");
	(void)read_with(pd_secret_bytes(&text), "trusted.pem", NULL, PD_READ_STRICT,
		&objects, &error);
	tap_ok(objects.count == 1 && objects.items[0].der.size == der.size,
		"OpenSSL's trust settings behind a certificate are cut off");
}

/* Every way to be cut off is a success with what is whole, or a sentence. */
static void
truncated_text_is_refused_with_a_sentence(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture("paste.pem");
	unsigned bad = 0, refused = 0;
	size_t step = is_watched() ? 97 : 7;
	for (size_t size = 0; size <= content.size; size += step) {
		struct pd_error error = {0};
		PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
		bool good = read_with((struct pd_bytes){content.data, size}, "paste",
			NULL, PD_READ_STRICT, &objects, &error);
		refused += !good;
		bad += good ? objects.count == 0
			    : objects.count > 0 || strlen(error.message) < 20 ||
				       strncmp(error.input, "paste", 5) != 0;
	}
	tap_number(bad, 0, "cut off anywhere: taken, or refused with a sentence");
	tap_ok(refused > 5, "and mostly refused");
}

/* ---- passphrases --------------------------------------------------------------- */

static const struct {
	const char *name, *passphrase, *sentence;
} locked[] = {
	{"encrypted-pbes2.key", NULL,
		"private key is encrypted; its passphrase is needed"},
	{"encrypted-pbes2.key", "wrong",
		"the passphrase does not open the private key"},
	{"encrypted-pbes2.key", "", "the passphrase does not open the private key"},
	{"encrypted-pbes1-md5-des.key", "wrong",
		"the passphrase does not open the private key"},
	{"encrypted-traditional-aes.key", NULL,
		"private key is encrypted; its passphrase is needed"},
	{"encrypted-traditional-des3.key", "wrong",
		"the passphrase does not open the private key"},
	{"openssl-ca.p12", NULL, "PKCS#12 file is encrypted; its passphrase is needed"},
	{"openssl-ca.p12", "wrong", "the passphrase does not open the PKCS#12 file"},
	{"openssl-ca-legacy.p12", "wrong",
		"the passphrase does not open the PKCS#12 file"},
};

static void
a_wrong_passphrase_is_said(void)
{
	for (size_t i = 0; i < sizeof locked / sizeof *locked; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
		PD_AUTO(pd_secret_wipe)
		struct pd_secret content = fixture(locked[i].name);
		(void)read_with(pd_secret_bytes(&content), locked[i].name,
			locked[i].passphrase, PD_READ_STRICT, &objects, &error);
		tap_ok(error.code == PD_EPASSPHRASE &&
				strcmp(error.input, "passphrase") == 0 &&
				strstr(error.message, locked[i].name) != NULL,
			"%s with passphrase %s: its own kind of error", locked[i].name,
			locked[i].passphrase ? locked[i].passphrase : "(none)");
		tap_has(error.message, locked[i].sentence, "and its sentence");
	}
}

static void
pkcs12_without_passphrase_opens(void)
{
	static const char *const options[] = {
		"-passout pass:", "-nomac -keypbe NONE -certpbe NONE -passout pass:"};
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		PD_AUTO(pd_drop_text)
		char *hex =
			output_of("openssl pkcs12 -export -inkey openssl-ca.key -in "
				  "openssl-ca.pem %s | od -An -v -tx1 | tr -d ' \\n'",
				options[i]);
		PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
		for (const char *at = hex; at[0] != '\0' && at[1] != '\0'; at += 2) {
			unsigned byte = 0;
			(void)sscanf(at, "%2x", &byte);
			pd_secret_add(&der, &(unsigned char){(unsigned char)byte}, 1);
		}
		PD_AUTO(pd_drop_text)
		char *got = words_for(
			pd_secret_bytes(&der), "empty.p12", NULL, PD_READ_STRICT);
		tap_is(got, "certificate key", "PKCS#12 by \"%s\" opens unasked",
			options[i]);
	}
}

/* ---- what is refused ----------------------------------------------------------- */

static const struct {
	const char *name, *passphrase, *want;
} bad_files[] = {
	{"empty.pem", NULL, "empty.pem: is empty"},
	{"no-pem.txt", NULL, "no-pem.txt: no certificate, key"},
	{"zeros.bin", NULL, "zeros.bin: no certificate, key"},
	{"truncated.pem", NULL, "(CERTIFICATE) has no END line; the text was cut off"},
	{"truncated.der", NULL, "truncated.der: is cut off or damaged: its DER says"},
	{"bad-base64.pem", NULL,
		"bad-base64.pem:3: line 3 has a character that is not base64"},
	{"missing-end.pem", NULL, "begins in line 1 (CERTIFICATE) has no END line"},
};

static void
bad_files_are_refused_with_their_line(void)
{
	for (size_t i = 0; i < sizeof bad_files / sizeof *bad_files; i++) {
		PD_AUTO(pd_drop_text)
		char *got =
			words_for_fixture(bad_files[i].name, bad_files[i].passphrase);
		tap_has(got, bad_files[i].want, "%s is refused", bad_files[i].name);
	}
}

#define PEM(label, body)                                                               \
	"-----BEGIN " label "-----\n" body "\n-----END " label "-----\n"

static const struct {
	const char *name, *text, *want;
} bad_texts[] = {
	{"3DES with a broken block",
		PEM("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: "
				       "DES-EDE3-CBC,0123456789ABCDEF\n\nMAMCAQA="),
		"not a whole number of blocks of 8"},
	{"Camellia with a broken block",
		PEM("RSA PRIVATE KEY",
			"Proc-Type: 4,ENCRYPTED\nDEK-Info: CAMELLIA-128-CBC,"
			"000102030405060708090A0B0C0D0E0F\n\nMAMCAQA="),
		"not a whole number of blocks of 16"},
	{"an IV that is too short",
		PEM("EC PRIVATE KEY", "DEK-Info: AES-128-CBC,00\n\nMAMCAQA="),
		"description of its encryption is damaged"},
	{"an unknown cipher",
		PEM("EC PRIVATE KEY", "DEK-Info: ROT-13\x1b,00\n\nMAMCAQA="), "it"},
	{"a certificate that is a key", PEM("CERTIFICATE", "MAsCAQEwAgUABAIAAA=="),
		"holds a private key"},
	{"a label that promises more", PEM("CERTIFICATE", "MAMCAQA="),
		"the block does not hold that"},
	{"DER that is cut off", PEM("CERTIFICATE", "MIIBAAIBAA=="), "is cut off"},
	{"bytes behind the DER", PEM("CERTIFICATE", "MAMCAQBhYmM="),
		"remove what follows"},
	{"OpenSSH's key", PEM("OPENSSH PRIVATE KEY", "b3BlbnNzaA=="), "ssh-keygen"},
	{"OpenPGP", PEM("PGP PUBLIC KEY BLOCK", "AAEC"), "OpenPGP"},
	{"parameters", PEM("DH PARAMETERS", "MAMCAQA="), "parameters alone"},
	{"an unknown label", PEM("SOMETHING ELSE", "MAMCAQA="), "holds SOMETHING ELSE"},
	{"a public key of SSH", "ssh-ed25519 AAAA", "ssh-keygen"},
};

static void
bad_texts_are_refused_with_what_is_wrong(void)
{
	for (size_t i = 0; i < sizeof bad_texts / sizeof *bad_texts; i++) {
		struct pd_bytes text = {(const unsigned char *)bad_texts[i].text,
			strlen(bad_texts[i].text)};
		PD_AUTO(pd_drop_text)
		char *got = words_for(text, "paste", P, PD_READ_STRICT);
		tap_has(got, bad_texts[i].want, "%s", bad_texts[i].name);
		tap_ok(strncmp(got, "paste", 5) == 0 && strchr(got, '\x1b') == NULL,
			"%s: names the input, and is safe to show", bad_texts[i].name);
	}
}

static void
sizes_have_limits(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	size_t mark = pd_der_begin(&der);
	pd_der_put_number(&der, 1);
	size_t octets = pd_der_begin(&der);
	memset(pd_buffer_reserve(&der, PD_DER_LIMIT), 0, PD_DER_LIMIT);
	pd_buffer_added(&der, PD_DER_LIMIT);
	pd_der_end(&der, octets, PD_DER_OCTET_STRING);
	pd_der_end(&der, mark, PD_DER_SEQUENCE);
	PD_AUTO(pd_drop_text)
	char *got = words_for(pd_buffer_bytes(&der), "big.der", NULL, PD_READ_STRICT);
	tap_has(got, "at most 262144", "one object of DER has a limit, which is said");
	size_t size = PD_INPUT_LIMIT + 1;
	unsigned char *much =
		mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	PD_AUTO(pd_drop_text)
	char *refused =
		words_for((struct pd_bytes){much, size}, "zeros", NULL, PD_READ_STRICT);
	tap_has(refused, "larger than 64 MiB", "so has the input");
	(void)munmap(much, size);
}

/* ---- modes --------------------------------------------------------------------- */

static void
bad_blocks_spoil_only_the_strict(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret good = fixture("openssl-ca.pem");
	pd_secret_add(&text, good.data, good.size);
	pd_secret_add_text(&text, PEM("CERTIFICATE", "****"));
	pd_secret_add(&text, good.data, good.size);
	PD_AUTO(pd_drop_text)
	char *strict = words_for(pd_secret_bytes(&text), "all", NULL, PD_READ_STRICT);
	tap_has(strict, "not base64", "strict: the bad block is the error");
	struct pd_error error = {0};
	PD_AUTO(pd_objects_free) struct pd_objects all = {0};
	(void)read_with(pd_secret_bytes(&text), "all", NULL, PD_READ_ALL, &all, &error);
	tap_ok(all.count == 3 && all.items[0].problem.code == PD_OK &&
			all.items[2].der.size == all.items[0].der.size,
		"all: those around the bad block are read");
	tap_ok(all.count == 3 && all.items[1].block == 2 &&
			all.items[1].der.size == 0 &&
			all.items[1].problem.code == PD_EINPUT,
		"all: the bad block is there, with its problem");
	struct pd_bytes bad = {(const unsigned char *)PEM("CERTIFICATE", "****"),
		strlen(PEM("CERTIFICATE", "****"))};
	PD_AUTO(pd_drop_text) char *none = words_for(bad, "all", NULL, PD_READ_ALL);
	tap_has(none, "all:2: line 2 has a character",
		"all: an error if nothing can be read");
}

static void
cancelling_is_heard(void)
{
	atomic_bool cancelled = true;
	struct pd_error error = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture("chain.pem");
	bool good = pd_reader_read(
		&(struct pd_reading){pd_secret_bytes(&content), "chain.pem", NULL,
			PD_READ_STRICT, &cancelled, 0, 0},
		&objects, &error);
	tap_ok(!good && error.code == PD_ECANCEL && objects.count == 0,
		"a reading can be cancelled");
}

/* ---- the answer of a child that was taken over ---------------------------------- */

/* Every byte of a real answer changed, and every length of it. */
static void
a_senseless_answer_is_refused(void)
{
	static const struct pd_sandbox_limits limits = {
		20, 20, (size_t)256 << 20, 1 << 20, false, false};
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture("xca-export.pem");
	struct pd_reading reading = {
		pd_secret_bytes(&content), "file", NULL, PD_READ_STRICT, NULL, 0, 0};
	PD_AUTO(pd_secret_wipe) struct pd_secret job = {0};
	pd_reader_put_job(&reading, &job);
	(void)pd_sandbox_run(&(struct pd_sandbox_job){.work = pd_reader_work,
				     .input = pd_secret_bytes(&job),
				     .more = reading.input,
				     .limits = &limits,
				     .from = "file"},
		&answer, &error);
	unsigned wrong = 0, taken = 0;
	for (size_t i = 0; i < 2 * answer.size; i++) {
		PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
		struct pd_error problem = {0};
		struct pd_bytes bytes = pd_secret_bytes(&answer);
		if (i < answer.size)
			answer.data[i] ^= 0xff;
		else
			bytes.size = i - answer.size;
		bool good = pd_reader_take_answer(bytes, "file", &objects, &problem);
		taken += good;
		wrong += good ? objects.count == 0 : problem.message[0] == '\0';
		if (i < answer.size)
			answer.data[i] ^= 0xff;
	}
	tap_number(wrong, 0, "a changed answer gives objects, or a sentence");
	tap_ok(taken > 0 && taken < 2 * answer.size,
		"lengths and kinds are checked, contents are for the parsers");
}

/* Other codes would have the operator asked whether to replace a file, or be taken for the
 * operator's own doing. */
static void
a_child_cannot_have_anything_asked(void)
{
	static const enum pd_code codes[] = {PD_EUSAGE, PD_EINPUT, PD_EPASSPHRASE,
		PD_ECRYPTO, PD_EIO, PD_ESTORE, PD_ESTATE, PD_EEXISTS, PD_ECANCEL};
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		enum pd_code code = codes[i];
		bool allowed = code == PD_EINPUT || code == PD_EPASSPHRASE ||
			       code == PD_ECRYPTO || code == PD_EIO;
		const struct pd_message head = {.kind = PD_MESSAGE_FAILURE,
			.code = code,
			.input_size = 4,
			.sentence_size = 3};
		PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
		struct pd_error problem = {0};
		pd_secret_add(&answer, &head, sizeof head);
		pd_secret_add_text(&answer, "fileyes");
		bool good = pd_reader_take_answer(
			pd_secret_bytes(&answer), "file", &objects, &problem);
		tap_ok(!good && problem.code == (allowed ? code : PD_EINPUT) &&
				(strcmp(problem.message, "yes") == 0) == allowed,
			"a child that fails with %d", code);
	}
}

/* ---- other threads -------------------------------------------------------------- */

static void *
keep_busy(void *stop)
{
	while (!*(atomic_bool *)stop)
		free(pd_format("%s %d", "allocating", 1));
	return NULL;
}

static void
other_threads_do_no_harm(void)
{
	if (PD_SANITIZED || is_watched()) {
		tap_skip(
			"the allocators of sanitizers and valgrind take no fork beside "
			"a busy thread");
		return;
	}
	atomic_bool stop = false;
	pthread_t thread;
	unsigned good = 0, rounds = 50;
	(void)pthread_create(&thread, NULL, keep_busy, (void *)&stop);
	for (unsigned i = 0; i < rounds; i++) {
		PD_AUTO(pd_drop_text) char *got = words_for_fixture("chain.p12", P);
		good += strncmp(got, "certificate ", 12) == 0;
	}
	stop = true;
	(void)pthread_join(thread, NULL);
	tap_number(good, rounds, "children forked beside a busy thread work");
}

/* ---- what stays ----------------------------------------------------------------- */

static unsigned
open_descriptors(void)
{
	unsigned count = 0;
	DIR *folder = opendir("/proc/self/fd");
	while (folder != NULL && readdir(folder) != NULL)
		count++;
	if (folder != NULL)
		(void)closedir(folder);
	return count;
}

int
main(void)
{
	if (!fixtures_are_made())
		return tap_skip_all("openssl or certtool is missing");
	pd_sandbox_start();
	unsigned descriptors = open_descriptors();
	what_tools_write_is_read();
	keys_open_to_what_they_were();
	der_arrives_as_it_was();
	pastes_are_read_as_the_original();
	bare_base64_is_read();
	a_trusted_certificate_is_one();
	truncated_text_is_refused_with_a_sentence();
	a_wrong_passphrase_is_said();
	pkcs12_without_passphrase_opens();
	bad_files_are_refused_with_their_line();
	bad_texts_are_refused_with_what_is_wrong();
	sizes_have_limits();
	bad_blocks_spoil_only_the_strict();
	cancelling_is_heard();
	a_senseless_answer_is_refused();
	a_child_cannot_have_anything_asked();
	other_threads_do_no_harm();
	tap_number(open_descriptors(), descriptors, "no descriptor stays open");
	tap_ok(waitpid(-1, NULL, WNOHANG) == 0, "no child stays but the helper");
	return tap_done();
}
