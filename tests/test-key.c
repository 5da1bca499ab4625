/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <ctype.h>

#include "base/text.h"
#include "tap.h"
#include "tool.h"
#include "x509/key/algorithm.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

/* Kinds of key; openssl: how to make one, and what it calls its signatures. RSA keys
 * made here have 1024 bits only because it takes long under valgrind. */
static const struct {
	struct pd_key_kind kind;
	const char *text, *openssl, *algorithm;
} kinds[] = {
	{{PD_EC, PD_P256, 0}, "EC P-256", "EC -pkeyopt ec_paramgen_curve:P-256",
		"300A06082A8648CE3D040302"},
	{{PD_EC, PD_P384, 0}, "EC P-384", "EC -pkeyopt ec_paramgen_curve:P-384",
		"300A06082A8648CE3D040303"},
	{{PD_EC, PD_P521, 0}, "EC P-521", "EC -pkeyopt ec_paramgen_curve:P-521",
		"300A06082A8648CE3D040304"},
	{{PD_RSA, 0, 1024}, "RSA 1024", "RSA -pkeyopt rsa_keygen_bits:1024",
		"300D06092A864886F70D01010B0500"},
	{{PD_RSA_PSS, 0, 1024}, "RSA-PSS 1024", "RSA-PSS -pkeyopt rsa_keygen_bits:1024",
		"304106092A864886F70D01010A3034A00F300D06096086480165030402010500A11C30"
		"1A"
		"06092A864886F70D010108300D06096086480165030402010500A203020120"},
	{{PD_ED25519, 0, 0}, "Ed25519", "ED25519", "300506032B6570"},
	{{PD_ED448, 0, 0}, "Ed448", "ED448", "300506032B6571"},
};

static struct pd_bytes
bytes(const char *text)
{
	return (struct pd_bytes){(const unsigned char *)text, strlen(text)};
}

static struct pd_secret
secret(const char *text)
{
	struct pd_secret out = {0};
	pd_secret_add_text(&out, text);
	return out;
}

static void
test_words(void)
{
	static const struct {
		const char *algorithm, *curve;
		unsigned bits;
		bool weak;
		const char *input; /* "": taken */
	} rows[] = {
		{"ec", "P-256", 0, false, ""},
		{"EC", "p-521", 0, false, ""},
		{"rsa", NULL, 3072, false, ""},
		{"rsa-pss", NULL, 8192, false, ""},
		{"rsa", NULL, 1024, true, ""},
		{"ed25519", NULL, 0, false, ""},
		{"ed448", "nonsense", 17, false, ""},
		{"rsa", NULL, 1024, false, "bits"},
		{"rsa", NULL, 2000, true, "bits"},
		{"rsa", NULL, 0, false, "bits"},
		{"ec", "P-224", 0, false, "curve"},
		{"ec", NULL, 0, false, "curve"},
		{"dsa", NULL, 2048, false, "algorithm"},
		{NULL, NULL, 0, false, "algorithm"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pd_key_kind kind;
		struct pd_error error = {0};
		bool good = pd_key_kind_parse(rows[i].algorithm, rows[i].curve,
			rows[i].bits, rows[i].weak, &kind, &error);
		tap_ok(good == (rows[i].input[0] == '\0'), "%s %s %u%s: %s",
			rows[i].algorithm ? rows[i].algorithm : "(none)",
			rows[i].curve ? rows[i].curve : "", rows[i].bits,
			rows[i].weak ? " weak" : "", good ? "taken" : "refused");
		tap_is(error.input, rows[i].input, "and the field is named");
	}
	struct pd_key_kind kind = {0};
	struct pd_error error = {0};
	tap_ok(pd_key_kind_parse(
		       "ec", "P-384", 0, PD_WEAK_KEYS_REFUSED, &kind, &error) &&
			kind.algorithm == PD_EC && kind.curve == PD_P384,
		"the words are understood");
}

/* Does OpenSSL verify what the key signed, under the parameters it says? */
static void
check_signature(const struct pd_key *key, const char *name, const char *algorithm)
{
	struct pd_error error = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer identifier = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer signature = {0};
	tap_ok(pd_key_signature_algorithm(key, &identifier, &error) &&
			pd_key_sign(key, bytes("message"), &signature, &error),
		"%s: it signs", name);
	PD_AUTO(pd_drop_text)
	char *hex = pd_text_hex(identifier.data, identifier.size, '\0');
	tap_is(hex, algorithm, "%s: the AlgorithmIdentifier", name);
	struct pd_signed structure = {bytes("message"), pd_buffer_bytes(&identifier),
		pd_buffer_bytes(&signature)};
	tap_number(pd_signature_verify(&structure, pd_key_public_der(key)),
		PD_SIGNATURE_GOOD, "%s: the signature verifies", name);
	structure.content = bytes("massage");
	tap_number(pd_signature_verify(&structure, pd_key_public_der(key)),
		PD_SIGNATURE_BAD, "%s: but not over another message", name);
}

static void
check_pem(const struct pd_key *key, const char *name)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	tap_ok(pd_key_pem(key, NULL, &pem, &error), "%s: PEM", name);
	const char *text = pd_secret_text(&pem);
	bool framed = strncmp(text, "-----BEGIN PRIVATE KEY-----\n", 28) == 0 &&
		      pem.size > 26 &&
		      strcmp(text + pem.size - 26, "-----END PRIVATE KEY-----\n") == 0;
	tap_ok(framed && strcspn(text + 28, "\n") <= 64, "%s: its lines", name);
	PD_AUTO(pd_drop_key)
	struct pd_key *back =
		pd_key_from_pem(pd_secret_bytes(&pem), NULL, "k.pem", &error);
	tap_is(back ? pd_key_id(back) : error.message, pd_key_id(key),
		"%s: the key read back is the same", name);
}

/* OpenSSL reads the private key, and finds the public one that we say. */
static void
check_with_openssl(const struct pd_key *key, const char *name)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	(void)pd_key_pem(key, NULL, &pem, &error);
	tool_put("ours.pem", pd_secret_bytes(&pem));
	tap_ok(tool_does("openssl pkey -in ours.pem -noout"),
		"%s: OpenSSL takes the key", name);
	PD_AUTO(pd_drop_text)
	char *id = tool_run(NULL, "openssl pkey -in ours.pem -pubout -outform DER | "
				  "openssl dgst -sha256 -r | cut -c1-64 | tr -d '\\n'");
	tap_is(id, pd_key_id(key), "%s: its id is the hash of the public key", name);
}

static char *
key_text(const struct pd_key *key)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key public = {0};
	return pd_public_key_read(pd_key_public_der(key), &public)
		       ? pd_public_key_text(&public)
		       : NULL;
}

static void
test_generate(void)
{
	bool openssl = !tool_is_missing("openssl");
	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_key)
		struct pd_key *key = pd_key_generate(&kinds[i].kind, &error);
		PD_AUTO(pd_drop_text) char *text = key ? key_text(key) : NULL;
		tap_is(text ? text : error.message, kinds[i].text, "%s is made",
			kinds[i].text);
		if (key == NULL)
			continue;
		check_signature(key, kinds[i].text, kinds[i].algorithm);
		check_pem(key, kinds[i].text);
		if (openssl)
			check_with_openssl(key, kinds[i].text);
	}
}

/* Strict readers want the number of an EC key in exactly the bytes of its curve. These
 * keys are 1, whose point is the generator, and the order less 1, whose is its
 * opposite. */
static void
test_ec_number(void)
{
#define HEAD "308187020100301306072A8648CE3D020106082A8648CE3D030107046D306B0201010420"
#define POINT_X                                                                        \
	"A14403420004"                                                                 \
	"6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
	static const char *const rows[] = {
		HEAD "000000000000000000000000000000000000000000000000000000000000000"
		     "1" POINT_X
		     "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
		HEAD "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC63255"
		     "0" POINT_X
		     "B01CBD1C01E58065711814B583F061E9D431CCA994CEA1313449BF97C840AE0A",
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_buffer_free) struct pd_buffer given = tool_hex(rows[i]);
		PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
		PD_AUTO(pd_drop_key)
		struct pd_key *key =
			pd_key_from_der(pd_buffer_bytes(&given), "x", &error);
		tap_is(error.message, "", "an EC key with an extreme number is read");
		if (key == NULL || !pd_key_der(key, &der, &error))
			continue;
		PD_AUTO(pd_drop_text)
		char *hex = pd_text_hex(der.data, der.size, '\0');
		tap_is(hex, rows[i], "and written byte for byte as OpenSSL does");
	}
}

static void
check_foreign(const char *command, const char *want, const char *rule)
{
	struct pd_error error = {0};
	(void)tool_does("%s -outform DER -out key.der", command);
	PD_AUTO(pd_secret_wipe) struct pd_secret der = tool_get("key.der");
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_key_from_der(pd_secret_bytes(&der), "key.der", &error);
	PD_AUTO(pd_drop_text) char *text = key ? key_text(key) : NULL;
	tap_has(text ? text : error.message, want, "%s", rule);
	if (key == NULL)
		tap_is(error.input, "key.der", "%s: the input is named", rule);
	(void)remove("key.der");
}

/* Keys as OpenSSL makes them, taken or refused with their name. */
static void
test_foreign(void)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		PD_AUTO(pd_drop_text)
		char *command =
			pd_format("openssl genpkey -algorithm %s", kinds[i].openssl);
		check_foreign(command, kinds[i].text, kinds[i].text);
	}
	static const struct {
		const char *command, *want, *rule;
	} rows[] = {
		{"openssl genrsa -traditional 2048 | openssl rsa -traditional",
			"RSA 2048", "PKCS#1"},
		{"openssl ecparam -genkey -noout -name prime256v1 | openssl ec",
			"EC P-256", "SEC1"},
		{"openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 "
		 "-pkeyopt rsa_pss_keygen_md:sha384 "
		 "-pkeyopt rsa_pss_keygen_mgf1_md:sha384 "
		 "-pkeyopt rsa_pss_keygen_saltlen:48",
			"RSA-PSS 1024", "RSA-PSS bound to SHA-384"},
		{"openssl genpkey -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:1024 "
		 "-pkeyopt rsa_pss_keygen_md:sha1 "
		 "-pkeyopt rsa_pss_keygen_mgf1_md:sha1",
			"bound to a hash that is not supported",
			"RSA-PSS bound to SHA-1"},
		{"openssl ecparam -genkey -noout -name secp256k1 | openssl ec",
			"the key's curve secp256k1 is not supported; supported are "
			"P-256, "
			"P-384 and P-521",
			"secp256k1, SEC1"},
		{"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:secp256k1",
			"curve secp256k1 is not supported", "secp256k1, PKCS#8"},
		{"openssl genpkey -algorithm EC "
		 "-pkeyopt ec_paramgen_curve:brainpoolP256r1",
			"curve brainpoolP256r1 is not supported", "brainpool"},
		{"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-224",
			"curve P-224 is not supported", "P-224"},
		{"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 "
		 "-pkeyopt ec_param_enc:explicit",
			"does not name its curve", "explicit parameters"},
		{"openssl genpkey -algorithm X25519",
			"algorithm X25519 is not supported; supported are RSA, "
			"RSA-PSS, "
			"EC, Ed25519 and Ed448",
			"X25519"},
		{"openssl genpkey -algorithm DH -pkeyopt group:ffdhe2048",
			"is not supported; supported are RSA", "Diffie-Hellman"},
		{"openssl ecparam -genkey -noout -name prime256v1 | "
		 "openssl ec -no_public",
			"EC P-256", "EC without public point"},
		{"openssl ecparam -genkey -noout -name prime256v1 | "
		 "openssl ec -conv_form compressed",
			"EC P-256", "EC with a compressed point"},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		check_foreign(rows[i].command, rows[i].want, rows[i].rule);
}

static void
test_not_keys(void)
{
	static const struct {
		const char *hex, *part, *rule;
	} rows[] = {
		{"", "it has the form of neither", "nothing"},
		{"30", "it has the form of neither", "half a header"},
		{"3000", "it has the form of neither", "an empty sequence"},
		{"3003020100", "it has the form of neither", "a version alone"},
		{"3012 020100 3009 0607 2A8648CE380401 0402 0500",
			"algorithm DSA is not supported", "DSA"},
		{"303C 020100 0218 0101010101010101 0101010101010101 0101010101010101"
		 "0214 0101010101010101 0101010101010101 01010101 020102 020103 020101",
			"algorithm DSA is not supported", "DSA as OpenSSL wrote it"},
		{"3012 020100 020101 020101 020101 020101 020101",
			"it has the form of neither", "five numbers that are not DSA"},
		{"3016 020100 300B 0609 608648016503040311 0404 00000000",
			"algorithm ML-DSA-44 is not supported", "ML-DSA"},
		{"300F 020100 3006 0604 2A030405 0402 0500",
			"algorithm 1.2.3.4.5 is not supported", "an unknown algorithm"},
		{"3012 020100 300D 0609 2A864886F70D010101 0500 0402 0500",
			"private key", "RSA without numbers"},
		{"301B 020100 020101 020101 020101 020101 020101 020101 020101 020101",
			"private key", "RSA of ones"},
		{"3008 3002 0500 0402 0500", "is encrypted; give its passphrase",
			"an encrypted key"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_buffer_free) struct pd_buffer der = tool_hex(rows[i].hex);
		PD_AUTO(pd_drop_key)
		struct pd_key *key =
			pd_key_from_der(pd_buffer_bytes(&der), "x.der", &error);
		tap_ok(key == NULL, "%s is refused", rows[i].rule);
		tap_has(error.message, rows[i].part, "%s: the sentence", rows[i].rule);
	}
}

/* Flips bytes of a key: what comes of it has to be the same key, or a sentence. */
static void
flip(const struct pd_secret *der, size_t step, const char *name)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret bad = {0};
	pd_secret_add(&bad, der->data, der->size);
	size_t changed = 0, silent = 0;
	for (size_t i = 0; i < bad.size; i += step) {
		struct pd_error error = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret written = {0};
		bad.data[i] ^= 0x01;
		PD_AUTO(pd_drop_key)
		struct pd_key *key =
			pd_key_from_der(pd_secret_bytes(&bad), "x", &error);
		silent += key == NULL && error.message[0] == '\0';
		if (key != NULL && pd_key_der(key, &written, &error))
			changed += written.size != der->size ||
				   memcmp(written.data, der->data, der->size) != 0;
		bad.data[i] ^= 0x01;
	}
	tap_number(changed, 0, "%s: no flipped byte changes it unnoticed", name);
	tap_number(silent, 0, "%s: every refusal has a sentence", name);
}

static void
cut(const struct pd_secret *der, const char *name)
{
	size_t wrong = 0;
	for (size_t size = 0; size < der->size; size++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_key)
		struct pd_key *key = pd_key_from_der(
			(struct pd_bytes){der->data, size}, "x", &error);
		wrong += key != NULL || error.message[0] == '\0';
	}
	tap_number(wrong, 0, "%s: refused wherever it is cut off", name);
}

static void
test_damage(void)
{
	static const struct {
		size_t kind, step;
	} rows[] = {{0, 1}, {3, 5}};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_key)
		struct pd_key *key = pd_key_generate(&kinds[rows[i].kind].kind, &error);
		PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
		tap_ok(key && pd_key_der(key, &der, &error), "%s: DER",
			kinds[rows[i].kind].text);
		flip(&der, rows[i].step, kinds[rows[i].kind].text);
		cut(&der, kinds[rows[i].kind].text);
	}
}

static void
check_passphrase(struct pd_bytes pem, const char *typed, const char *want)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe)
	struct pd_secret passphrase = secret(typed ? typed : "");
	PD_AUTO(pd_drop_key)
	struct pd_key *key =
		pd_key_from_pem(pem, typed ? &passphrase : NULL, "k.pem", &error);
	tap_has(key ? "opened" : error.message, want, "with the passphrase '%s': %s",
		typed ? typed : "(none)", want);
	if (key != NULL)
		return;
	tap_number(error.code, PD_EPASSPHRASE, "and it can be asked for again");
	tap_is(error.input, "passphrase", "and the field is named");
}

static void
test_encrypted(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_key_generate(&kinds[0].kind, &error);
	PD_AUTO(pd_secret_wipe) struct pd_secret passphrase = secret("p\xc3\xa4 ss");
	PD_AUTO(pd_secret_wipe) struct pd_secret none = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	tap_ok(pd_key_pem(key, &passphrase, &pem, &error) &&
			pd_key_pem_is_encrypted(pd_secret_bytes(&pem)),
		"a key is written encrypted");
	tap_ok(pd_key_pem(key, &none, &plain, &error) &&
			!pd_key_pem_is_encrypted(pd_secret_bytes(&plain)),
		"and plain with an empty passphrase");
	if (tool_is_missing("openssl")) {
		tap_skip("openssl is missing");
		return;
	}
	tool_put("k.pem", pd_secret_bytes(&pem));
	PD_AUTO(pd_drop_text)
	char *parsed = tool_run(NULL, "openssl asn1parse -in k.pem | tr -d ' \\n'");
	tap_has(parsed, ":PBES2", "the scheme is PBES2");
	tap_has(parsed, "INTEGER:0927C0", "with 600,000 rounds");
	tap_has(parsed, ":hmacWithSHA256", "of HMAC-SHA-256");
	tap_has(parsed, ":aes-256-cbc", "and AES-256-CBC");
	PD_AUTO(pd_drop_text)
	char *said =
		tool_run(NULL, "openssl pkey -in k.pem -passin 'pass:p\xc3\xa4 ss' "
			       "-pubout -outform DER | "
			       "openssl dgst -sha256 -r | cut -c1-64 | tr -d '\\n'");
	tap_is(said, pd_key_id(key), "OpenSSL opens it");
	if (tool_is_missing("certtool"))
		return;
	tap_ok(tool_does("certtool -k --infile k.pem --password 'p\xc3\xa4 ss' "
			 ">/dev/null"),
		"certtool opens it");
}

/* One round, so that many tries cost little. */
static void
test_passphrases(void)
{
	static const struct {
		const char *typed, *want;
	} rows[] = {
		{"p\xc3\xa4 ss", "opened"},
		{"p", "does not open the private key of k.pem"},
		{"", "the private key of k.pem is encrypted; give its passphrase"},
		{NULL, "the private key of k.pem is encrypted; give its passphrase"},
	};
	(void)tool_does(
		"openssl genpkey -algorithm ED25519 | openssl pkcs8 -topk8 -iter 1 "
		"-v2 aes-256-cbc -passout 'pass:p\xc3\xa4 ss' -out o.pem");
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = tool_get("o.pem");
	tap_ok(pd_key_pem_is_encrypted(pd_secret_bytes(&pem)),
		"OpenSSL's key is encrypted");
	for (size_t i = 0; i < COUNT(rows); i++)
		check_passphrase(pd_secret_bytes(&pem), rows[i].typed, rows[i].want);
	/* One wrong passphrase of 256 decrypts to something with right padding. */
	size_t strange = 0;
	for (int i = 0; i < 600; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_secret_wipe) struct pd_secret wrong = {0};
		pd_secret_add_format(&wrong, "%d", i);
		PD_AUTO(pd_drop_key)
		struct pd_key *key =
			pd_key_from_pem(pd_secret_bytes(&pem), &wrong, "k.pem", &error);
		strange += key != NULL || error.code != PD_EPASSPHRASE;
	}
	tap_number(strange, 0, "600 wrong passphrases all say that they are wrong");
}

static void
test_bad_pem(void)
{
	static const char *const rows[] = {"", "hello", "-----BEGIN PRIVATE KEY",
		"-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n",
		"-----BEGIN PRIVATE KEY-----\n!!!!\n-----END PRIVATE KEY-----\n",
		"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED "
		"PRIVATE "
		"KEY-----\n",
		"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_key)
		struct pd_key *key =
			pd_key_from_pem(bytes(rows[i]), NULL, "k.pem", &error);
		tap_ok(key == NULL && error.code == PD_EINPUT, "bad PEM %zu is refused",
			i + 1);
		tap_is(error.input, "k.pem", "bad PEM %zu: the file is named", i + 1);
	}
}

int
main(void)
{
	tool_begin();
	test_words();
	test_generate();
	test_ec_number();
	test_not_keys();
	test_damage();
	test_encrypted();
	test_bad_pem();
	if (tool_is_missing("openssl"))
		tap_skip("openssl is missing");
	else {
		test_foreign();
		test_passphrases();
	}
	return tap_done();
}
