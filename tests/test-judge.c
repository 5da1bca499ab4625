/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "forge.h"
#include "tap.h"
#include "x509/judge/verify.h"

/* Chains that break one rule each. What
 * OpenSSL says of them is asked where it knows the rule. */

static gnutls_privkey_t ca_key, leaf_key;

/* ---- extensions and keys that break rules ------------------------------------------ */

static void
a_ca(struct pd_buffer *out)
{
	PUT_EXTENSION(out, "2.5.29.19", "\x30\x03\x01\x01\xff");
}

static void
a_ca_of_length_minus_one(struct pd_buffer *out)
{
	PUT_EXTENSION(out, "2.5.29.19", "\x30\x06\x01\x01\xff\x02\x01\xff");
}

static void
one_policy_twice(struct pd_buffer *out)
{
	PUT_EXTENSION(out, "2.5.29.32",
		"\x30\x0c\x30\x04\x06\x02\x2a\x03"
		"\x30\x04\x06\x02\x2a\x03");
}

static void
two_policies(struct pd_buffer *out)
{
	PUT_EXTENSION(out, "2.5.29.32",
		"\x30\x0c\x30\x04\x06\x02\x2a\x03"
		"\x30\x04\x06\x02\x2a\x04");
}

/* A name of one attribute whose value is not of the type that it says. */
static void
put_odd_name(struct pd_buffer *out, const char *oid, unsigned tag, const char *value,
	size_t size)
{
	size_t name = pd_der_begin(out), set = pd_der_begin(out);
	size_t attribute = pd_der_begin(out);
	pd_der_put_oid(out, oid);
	pd_der_put(out, tag, value, size);
	pd_der_end(out, attribute, PD_DER_SEQUENCE);
	pd_der_end(out, set, PD_DER_SET);
	pd_der_end(out, name, PD_DER_SEQUENCE);
}

static void
a_name_not_in_utf8(struct pd_buffer *out)
{
	put_odd_name(out, "2.5.4.3", PD_DER_UTF8, "a\xd1\x83\xa4", 4);
}

static void
a_name_with_nul(struct pd_buffer *out)
{
	put_odd_name(out, "2.5.4.3", PD_DER_UTF8, "a\0b", 3);
}

static void
a_name_of_half_characters(struct pd_buffer *out)
{
	put_odd_name(out, "2.5.4.3", PD_DER_BMP, "\0a\0", 3);
}

static void
a_name_of_too_few_bits(struct pd_buffer *out)
{
	put_odd_name(out, "2.5.4.5", PD_DER_BIT_STRING, "\x46GL", 3);
}

static void
a_number_with_letters(struct pd_buffer *out)
{
	put_odd_name(out, "2.5.4.5", PD_DER_NUMERIC, "12ab", 4);
}

static void
a_number_with_blanks(struct pd_buffer *out)
{
	put_odd_name(out, "2.5.4.5", PD_DER_NUMERIC, "12 34", 5);
}

static void
a_name_with_an_empty_part(struct pd_buffer *out)
{
	size_t name = pd_der_begin(out);
	pd_der_put(out, PD_DER_SET, "", 0);
	pd_der_end(out, name, PD_DER_SEQUENCE);
}

static void
an_alternative_of_another_form(struct pd_buffer *out)
{
	PUT_EXTENSION(out, "2.5.29.17", "\x30\x03\x83\x01\x61");
}

static void
an_alternative_of_no_kind(struct pd_buffer *out)
{
	PUT_EXTENSION(out, "2.5.29.17", "\x30\x03\x89\x01\x61");
}

static void
an_address_of_no_bytes(struct pd_buffer *out)
{
	PUT_EXTENSION(out, "2.5.29.17", "\x30\x02\x87\x00");
}

static void
a_name_of_no_type(struct pd_buffer *out)
{
	put_odd_name(out, "2.5.4.10", PD_DER_GENERAL, "yaSSL", 5);
}

static void
one_extension_twice(struct pd_buffer *out)
{
	two_policies(out);
	PUT_EXTENSION(out, "1.2.3.4", "\x05\x00");
	PUT_EXTENSION(out, "1.2.3.4", "\x05\x00");
}

/* The modulus of an honest key, with an exponent that makes it nobody's. */
static void
a_key_of_exponent_one(struct pd_buffer *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer key = {0};
	gnutls_datum_t modulus = {0};
	gnutls_privkey_export_rsa_raw2(
		leaf_key, &modulus, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0);
	size_t mark = pd_der_begin(&key);
	pd_der_put_unsigned(&key, modulus.data, modulus.size);
	pd_der_put_number(&key, 1);
	pd_der_end(&key, mark, PD_DER_SEQUENCE);
	gnutls_free(modulus.data);
	mark = pd_der_begin(out);
	put_algorithm(out, RSA);
	put_bits(out, key.data, key.size);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

static void
put_curve_key(struct pd_buffer *out, const char *algorithm, const char *curve)
{
	size_t mark = pd_der_begin(out), inside = pd_der_begin(out);
	pd_der_put_oid(out, algorithm);
	if (curve != NULL)
		pd_der_put_oid(out, curve);
	pd_der_end(out, inside, PD_DER_SEQUENCE);
	put_bits(out, "\x04 a point nowhere", 17);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

static void
a_key_on_an_unknown_curve(struct pd_buffer *out)
{
	put_curve_key(out, "1.2.840.10045.2.1", "1.2.3.4.5");
}

static void
a_key_on_no_curve(struct pd_buffer *out)
{
	put_curve_key(out, "1.2.840.10045.2.1", NULL);
}

static void
a_key_of_an_unknown_algorithm(struct pd_buffer *out)
{
	put_curve_key(out, "1.2.3.4.6", NULL);
}

/* ---- judging ----------------------------------------------------------------------- */

static void
write_pem(const struct pd_certificates *list, const char *path)
{
	FILE *file = fopen(path, "w");
	for (size_t i = 0; i < list->count; i++) {
		PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(list->items[i]);
		(void)fputs(pem, file);
	}
	(void)fclose(file);
}

static bool
openssl_refuses(
	const struct pd_certificates *chain, const struct pd_certificates *trusted)
{
	char folder[] = "/tmp/pemdeck-judge.XXXXXX";
	if (mkdtemp(folder) == NULL)
		return false;
	PD_AUTO(pd_drop_text) char *leaf = pd_format("%s/chain.pem", folder);
	PD_AUTO(pd_drop_text) char *root = pd_format("%s/root.pem", folder);
	PD_AUTO(pd_drop_text)
	char *command = pd_format("openssl verify -auth_level 1 -attime %d "
				  "-CAfile %s -untrusted %s %s >/dev/null 2>&1",
		NOW, root, leaf, leaf);
	PD_AUTO(pd_drop_text) char *clean = pd_format("rm -r %s", folder);
	write_pem(chain, leaf);
	write_pem(trusted, root);
	bool refused = system(command) != 0;
	(void)!system(clean);
	return refused;
}

static char *
judge(const struct pd_certificates *chain, const struct pd_certificates *trusted)
{
	struct pd_cert_path path;
	const struct pd_verification verification = {
		.chain = chain, .trusted = trusted, .now = NOW};
	return pd_reject_names(pd_verify(&verification, &path));
}

/* A leaf that the CA has signed. */
static const struct rule {
	const char *words, *names;
	struct template leaf;
	bool openssl; /* refuses it, too */
} rules[] = {
	{"an honest leaf", "", {.extensions = two_policies}, false},
	{"a leaf signed with MD5", "weak",
		{.inner = RSA_MD5, .outer = RSA_MD5, .sign = GNUTLS_SIGN_RSA_MD5},
		true},
	{"one that is called like its CA", "weak",
		{.subject = "CA",
			.inner = RSA_MD5,
			.outer = RSA_MD5,
			.sign = GNUTLS_SIGN_RSA_MD5},
		false},
	{"one that is called so, signed with SHA-1", "weak",
		{.subject = "CA",
			.inner = RSA_SHA1,
			.outer = RSA_SHA1,
			.sign = GNUTLS_SIGN_RSA_SHA1},
		false},
	{"another algorithm outside than inside", "malformed", {.inner = RSA_SHA512},
		true},
	{"a weak algorithm inside", "malformed", {.inner = RSA_MD5}, true},
	{"a policy that stands there twice", "malformed",
		{.extensions = one_policy_twice}, false},
	{"an extension that stands there twice", "malformed",
		{.extensions = one_extension_twice}, false},
	{"a name that is not the UTF-8 that it says", "malformed",
		{.name = a_name_not_in_utf8}, false},
	{"a name with NUL", "malformed", {.name = a_name_with_nul}, false},
	{"a name with half a character", "malformed",
		{.name = a_name_of_half_characters}, false},
	{"a name of fewer bits than it says", "malformed",
		{.name = a_name_of_too_few_bits}, false},
	{"a name with an empty part", "malformed", {.name = a_name_with_an_empty_part},
		false},
	{"a number that has letters", "malformed", {.name = a_number_with_letters},
		false},
	{"a number of digits and blanks", "", {.name = a_number_with_blanks}, false},
	{"an alternative name of a form that its kind has not", "malformed",
		{.extensions = an_alternative_of_another_form}, false},
	{"a name of a type that none has", "malformed", {.name = a_name_of_no_type},
		false},
	{"an address of no bytes", "malformed", {.extensions = an_address_of_no_bytes},
		false},
	{"an alternative name of no kind that there is", "malformed",
		{.extensions = an_alternative_of_no_kind}, false},
	{"a negative path length", "malformed",
		{.extensions = a_ca_of_length_minus_one}, false},
	{"an RSA key with the exponent 1", "weak",
		{.public_key = a_key_of_exponent_one}, false},
	{"a key on an unknown curve", "unknown_key",
		{.public_key = a_key_on_an_unknown_curve}, true},
	{"a key that names no curve", "unknown_key", {.public_key = a_key_on_no_curve},
		true},
	{"a key of an unknown algorithm", "unknown_key",
		{.public_key = a_key_of_an_unknown_algorithm}, true},
};

static void
test_rule(const struct rule *rule, struct pd_certificate *ca)
{
	struct template template = rule->leaf;
	template.issuer = "CA";
	template.subject = template.subject ? template.subject : "leaf";
	template.key = leaf_key;
	template.signer = ca_key;
	PD_AUTO(pd_drop_certificate) struct pd_certificate *leaf = make(&template);
	const struct pd_certificates chain = {&leaf, 1}, trusted = {&ca, 1};
	PD_AUTO(pd_drop_text) char *names = judge(&chain, &trusted);
	tap_is(names, rule->names, "%s", rule->words);
	if (rule->openssl)
		tap_ok(openssl_refuses(&chain, &trusted), "OpenSSL refuses it as well");
	if (*rule->names == '\0')
		tap_ok(!openssl_refuses(&chain, &trusted),
			"OpenSSL accepts it as well");
}

/* The digest of an anchor's own signature proves nothing and so needs not be strong; who
 * has its name, but not its key, is no anchor. */
static void
test_anchor(void)
{
	struct template template = {
		.subject = "old CA",
		.issuer = "old CA",
		.inner = RSA_MD5,
		.outer = RSA_MD5,
		.sign = GNUTLS_SIGN_RSA_MD5,
		.key = ca_key,
		.signer = ca_key,
		.extensions = a_ca,
	};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *ca = make(&template);
	template = (struct template){.subject = "leaf",
		.issuer = "old CA",
		.key = leaf_key,
		.signer = ca_key};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *leaf = make(&template);
	const struct pd_certificates chain = {&leaf, 1}, trusted = {&ca, 1};
	PD_AUTO(pd_drop_text) char *names = judge(&chain, &trusted);
	tap_is(names, "", "an anchor that signed itself with MD5 is one");
	tap_ok(!openssl_refuses(&chain, &trusted), "for OpenSSL as well");
	tap_ok(pd_certificate_weakness(ca) == NULL, "and is not shown as weak");
	template = (struct template){.subject = "old CA",
		.issuer = "old CA",
		.inner = RSA_MD5,
		.outer = RSA_MD5,
		.sign = GNUTLS_SIGN_RSA_MD5,
		.key = leaf_key,
		.signer = ca_key};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *namesake = make(&template);
	tap_is(pd_certificate_weakness(namesake), "signed with MD5",
		"who only has its name is shown as weak");
}

/* A CA below the anchor whose path length is negative issues nothing. */
static void
test_negative_ca(struct pd_certificate *root)
{
	struct template template = {.subject = "below",
		.issuer = "CA",
		.key = leaf_key,
		.signer = ca_key,
		.extensions = a_ca_of_length_minus_one};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *below = make(&template);
	template = (struct template){.subject = "leaf",
		.issuer = "below",
		.key = ca_key,
		.signer = leaf_key};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *leaf = make(&template);
	struct pd_certificate *both[] = {leaf, below};
	const struct pd_certificates chain = {both, 2}, trusted = {&root, 1};
	PD_AUTO(pd_drop_text) char *names = judge(&chain, &trusted);
	tap_is(names, "broken_rules,malformed", "a CA with a negative path length");
	tap_ok(openssl_refuses(&chain, &trusted), "OpenSSL refuses it as well");
}

/* ---- what is known beside lists ------------------------------------------------------ */

static unsigned
revocation_of_one(void *context, const struct pd_certificate *certificate)
{
	return pd_certificate_same(certificate, context) ? PD_REJECT_REVOKED : 0;
}

static void
test_known(struct pd_certificate *ca)
{
	const struct template template = {
		.subject = "leaf", .issuer = "CA", .key = leaf_key, .signer = ca_key};
	struct pd_cert_path path;
	PD_AUTO(pd_drop_certificate) struct pd_certificate *leaf = make(&template);
	struct pd_certificate *both[] = {leaf, ca};
	const struct pd_certificates chain = {&leaf, 1}, trusted = {both, 2};
	struct pd_verification verification = {.chain = &chain,
		.trusted = &trusted,
		.now = NOW + 2 * YEAR,
		.revocation = revocation_of_one,
		.context = leaf};
	PD_AUTO(pd_drop_text)
	char *names = pd_reject_names(pd_verify(&verification, &path));
	tap_is(names, "expired,revoked", "trust in the endpoint mends no revocation");
	verification.ignored = PD_REJECT_EXPIRED;
	PD_AUTO(pd_drop_text)
	char *less = pd_reject_names(pd_verify(&verification, &path));
	tap_is(less, "revoked", "a reason that is ignored does not count");
}

int
main(void)
{
	ca_key = new_key(2048);
	leaf_key = new_key(2048);
	const struct template root = {.subject = "CA",
		.issuer = "CA",
		.key = ca_key,
		.signer = ca_key,
		.extensions = a_ca};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *ca = make(&root);
	for (size_t i = 0; i < PD_COUNT(rules); i++)
		test_rule(&rules[i], ca);
	test_anchor();
	test_negative_ca(ca);
	test_known(ca);
	gnutls_privkey_deinit(ca_key);
	gnutls_privkey_deinit(leaf_key);
	return tap_done();
}
