/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/array.h"
#include "base/text.h"
#include "forge.h"
#include "tap.h"
#include "x509/judge/verify.h"

/* An attacker who has the key of a CA that may not issue this, or of none: chains made by
 * chance, of names in every string type and spelling, odd numbers, weak or foreign algorithms
 * and flipped bits. None is accepted; honest ones of the same make are. As many of each kind
 * as PEMDECK_TRIES says. */

static gnutls_privkey_t root_key, below_key, leaf_key, small_key;
static struct pd_certificate *root;

/* ---- chance ------------------------------------------------------------------------ */

static uint64_t chance = 0x9e3779b97f4a7c15U;

static unsigned
pick(size_t count)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (unsigned)(chance >> 11) % (unsigned)count;
}

/* ---- names ------------------------------------------------------------------------- */

#define COMMON_NAME "2.5.4.3"
#define ORGANIZATION "2.5.4.10"

static const unsigned string_types[] = {PD_DER_UTF8, PD_DER_PRINTABLE, PD_DER_T61,
	PD_DER_IA5, PD_DER_VISIBLE, PD_DER_GENERAL, PD_DER_GRAPHIC, PD_DER_VIDEOTEX,
	PD_DER_BMP, PD_DER_UNIVERSAL};

/* In characters of that many bytes. */
static void
put_wide(struct pd_buffer *out, unsigned type, const char *text, size_t width)
{
	size_t mark = pd_der_begin(out);
	for (; *text != '\0'; text++) {
		pd_buffer_add(out, "\0\0\0", width - 1);
		pd_buffer_add(out, text, 1);
	}
	pd_der_end(out, mark, type);
}

static void
put_text(struct pd_buffer *out, unsigned type, const char *text)
{
	put_wide(out, type, text,
		type == PD_DER_BMP         ? 2
		: type == PD_DER_UNIVERSAL ? 4
					   : 1);
}

static void
put_attribute(struct pd_buffer *out, const char *oid, unsigned type, const char *text)
{
	size_t set = pd_der_begin(out), attribute = pd_der_begin(out);
	pd_der_put_oid(out, oid);
	put_text(out, type, text);
	pd_der_end(out, attribute, PD_DER_SEQUENCE);
	pd_der_end(out, set, PD_DER_SET);
}

/* The same name to RFC 5280 7.1: in other cases, and with other blanks if it may have some. */
static const char *
respell(const char *text, bool blanks)
{
	static const char *const gaps[] = {" ", "  ", "\t", " \t ", "\n", "   "};
	static char room[2][200], *out = room[0];
	size_t size = 0;
	out = out == room[0] ? room[1] : room[0]; /* the one before stays */
	if (blanks && pick(3) == 0)
		out[size++] = ' ';
	for (; *text != '\0'; text++) {
		bool letter = (*text | 0x20) >= 'a' && (*text | 0x20) <= 'z';
		if (*text == ' ' && blanks) {
			const char *gap = gaps[pick(PD_COUNT(gaps))];
			memcpy(out + size, gap, strlen(gap));
			size += strlen(gap);
		} else {
			out[size++] = (char)(letter && pick(2) ? *text ^ 0x20 : *text);
		}
	}
	if (blanks && pick(3) == 0)
		out[size++] = ' ';
	out[size] = '\0';
	return out;
}

/* ---- what is excluded and permitted -------------------------------------------------- */

enum { EMAIL = 1, DNS = 2, DIRECTORY = 4, URI = 6, ADDRESS = 7 };

static void
put_subtree(struct pd_buffer *out, unsigned tag, const char *base, size_t size)
{
	size_t subtree = pd_der_begin(out);
	pd_der_put(out, tag, base, size);
	pd_der_end(out, subtree, PD_DER_SEQUENCE);
}

static void
put_directory_subtree(struct pd_buffer *out, const char *organization)
{
	size_t subtree = pd_der_begin(out), choice = pd_der_begin(out);
	size_t name = pd_der_begin(out);
	put_attribute(out, ORGANIZATION, PD_DER_UTF8, organization);
	pd_der_end(out, name, PD_DER_SEQUENCE);
	pd_der_end(out, choice, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | DIRECTORY);
	pd_der_end(out, subtree, PD_DER_SEQUENCE);
}

/* Subtrees of "WORD.example" and so on; list 0: the only permitted ones, 1: excluded. */
static void
put_constraints(struct pd_buffer *out, const char *word, const char *organization,
	const char *network, unsigned list)
{
	PD_AUTO(pd_drop_text) char *domain = pd_format("%s.example", word);
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t whole = pd_der_begin(&value), subtrees = pd_der_begin(&value);
	put_subtree(&value, PD_DER_CONTEXT | DNS, domain, strlen(domain));
	put_subtree(&value, PD_DER_CONTEXT | EMAIL, domain, strlen(domain));
	put_subtree(&value, PD_DER_CONTEXT | URI, domain, strlen(domain));
	put_subtree(&value, PD_DER_CONTEXT | ADDRESS, network, 8);
	put_directory_subtree(&value, organization);
	pd_der_end(&value, subtrees, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | list);
	pd_der_end(&value, whole, PD_DER_SEQUENCE);
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, "2.5.29.30");
	pd_der_put(out, PD_DER_BOOLEAN, "\xff", 1);
	pd_der_put(out, PD_DER_OCTET_STRING, value.data, value.size);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

static void
a_ca(struct pd_buffer *out)
{
	PUT_EXTENSION(out, "2.5.29.19", "\x30\x03\x01\x01\xff");
}

static void
a_ca_that_excludes(struct pd_buffer *out)
{
	a_ca(out);
	put_constraints(out, "evil", "Evil Corp", "\300\0\2\0\377\377\377\0", 1);
}

static void
a_ca_that_permits(struct pd_buffer *out)
{
	a_ca(out);
	put_constraints(out, "good", "Good Corp", "\12\0\0\0\377\0\0\0", 0);
}

/* ---- leaves that break them ------------------------------------------------------------ */

static const char *leaf_organization, *leaf_common_name; /* NULL: none */
static unsigned leaf_type;
static unsigned alternative_kind; /* 0: none */
static char alternative[200];
static size_t alternative_size;

static void
put_leaf_name(struct pd_buffer *out)
{
	size_t name = pd_der_begin(out);
	if (leaf_organization != NULL)
		put_attribute(out, ORGANIZATION, leaf_type, leaf_organization);
	if (leaf_common_name != NULL)
		put_attribute(out, COMMON_NAME, leaf_type, leaf_common_name);
	pd_der_end(out, name, PD_DER_SEQUENCE);
}

static void
put_alternative(struct pd_buffer *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	if (alternative_kind == 0)
		return;
	size_t list = pd_der_begin(&value);
	if (pick(2))
		pd_der_put(
			&value, PD_DER_CONTEXT | 8, "\x2a\x03", 2); /* registeredID */
	pd_der_put(&value, PD_DER_CONTEXT | alternative_kind, alternative,
		alternative_size);
	pd_der_end(&value, list, PD_DER_SEQUENCE);
	put_extension(out, "2.5.29.17", (const char *)value.data, value.size);
}

/* What stands around a domain. */
struct around {
	const char *before, *after;
};

static void
set_alternative(unsigned kind, struct around around, const char *text)
{
	alternative_kind = kind;
	alternative_size = (size_t)snprintf(alternative, sizeof alternative, "%s%s%s",
		around.before, respell(text, false), around.after);
}

/* What stands before the domain, by chance. */
static void
set_bad_alternative(const char *domain)
{
	static const struct around hosts[] = {{"", ""}, {"www.", ""}, {"a.b.c.", ""},
		{"*.", ""}, {"w*.", ""}, {"*w.", ""}, {"", "."}, {"www.", "."},
		{"xn--a.", ""}, {"_tcp.", ""}};
	static const struct around mails[] = {
		{"a@", ""}, {"\"a@b\"@", ""}, {"a@", "."}, {"a.b+c@", ""}};
	static const struct around places[] = {{"https://", ""}, {"https://u@", ":8/"},
		{"ldap://", "/x"}, {"https://", "./"}, {"https://", "?x"},
		{"https://", "#x"}, {"x:", ""}, {"https://u:p@", ""}};
	switch (pick(4)) {
	case 0:
		set_alternative(DNS, hosts[pick(PD_COUNT(hosts))], domain);
		break;
	case 1:
		set_alternative(EMAIL, mails[pick(PD_COUNT(mails))], domain);
		break;
	case 2:
		set_alternative(URI, places[pick(PD_COUNT(places))], domain);
		break;
	default:
		alternative_kind = ADDRESS;
		alternative_size = 4;
		memcpy(alternative, "\300\0\2", 3);
		alternative[3] = (char)pick(256);
	}
	/* What comes behind a NUL is not read by who takes names for C strings. */
	if (alternative_kind == DNS && pick(8) == 0) {
		memcpy(alternative + alternative_size, "\0.good.example", 14);
		alternative_size += 14;
	}
}

static void
clear_leaf(void)
{
	leaf_organization = "Good Corp";
	leaf_common_name = NULL;
	leaf_type = PD_DER_UTF8;
	alternative_kind = 0;
}

/* ---- kinds of attack --------------------------------------------------------------------- */

struct chain {
	struct template below, leaf;
	const char *purpose;
	bool flips;            /* a bit of the leaf, at last */
	const char *is_honest; /* NULL: it is not */
	bool revokes, revokes_ca, trusts_leaf;
	bool endpoint_too, assumed; /* verification.h */
	unsigned ignored;           /* as with --allow-expired */
};

static void
excluded_name(struct chain *chain)
{
	static const char *const hosts[] = {"www.evil.example", "evil.example",
		"*.evil.example", "w*.evil.example"};
	chain->below.extensions = a_ca_that_excludes;
	leaf_type = string_types[pick(PD_COUNT(string_types))];
	switch (pick(3)) {
	case 0:
		leaf_organization = respell("Evil Corp", true);
		break;
	case 1:
		leaf_common_name = respell(hosts[pick(PD_COUNT(hosts))], false);
		break;
	default:
		set_bad_alternative("evil.example");
	}
}

static void
unpermitted_name(struct chain *chain)
{
	static const char *const others[] = {"Good Corp.", "GoodCorp", "Good Corps",
		"A Good Corp", "Good", "", "Evil Corp", "G00d Corp"};
	static const char *const domains[] = {"bad.example", "good.example.evil",
		"ood.example", "xgood.example", "good.examples", "example",
		"good-example"};
	chain->below.extensions = a_ca_that_permits;
	leaf_type = string_types[pick(PD_COUNT(string_types))];
	switch (pick(3)) {
	case 0:
		leaf_organization = respell(others[pick(PD_COUNT(others))], true);
		break;
	case 1:
		leaf_common_name = respell(domains[pick(PD_COUNT(domains) - 2)], false);
		break;
	default:
		set_bad_alternative(domains[pick(PD_COUNT(domains))]);
	}
}

static char odd_value[40];
static size_t odd_size;

static void
an_odd_ca(struct pd_buffer *out)
{
	put_extension(out, "2.5.29.19", odd_value, odd_size);
}

/* pathLenConstraint as a negative number of any size, or no number. */
static void
odd_path_length(struct chain *chain)
{
	size_t size = pick(10);
	memcpy(odd_value, "\x30\0\x01\x01\xff\x02", 6);
	odd_value[1] = (char)(5 + size);
	odd_value[6] = (char)size;
	for (size_t i = 0; i < size; i++)
		odd_value[7 + i] = (char)(pick(256) | (i == 0 ? 0x80 : 0));
	odd_size = 7 + size;
	chain->below.extensions = an_odd_ca;
}

/* Not TRUE in DER, another version of FALSE, trailing bytes, or nothing. */
static void
no_ca(struct chain *chain)
{
	static const struct {
		const char *value;
		size_t size;
	} values[] = {{"\x30\x00", 2}, {"\x30\x03\x01\x01\x00", 5},
		{"\x30\x03\x02\x01\x01", 5}, {"\x30\x04\x01\x02\xff\xff", 6},
		{"\x30\x02\x01\x00", 4}, {"\x31\x03\x01\x01\xff", 5}, {"\x05\x00", 2},
		{"", 0}, {"\x30\x05\x01\x01\xff\x05\x00", 7}};
	size_t at = pick(PD_COUNT(values) + 1);
	chain->below.extensions = NULL;
	if (at == PD_COUNT(values))
		return;
	memcpy(odd_value, values[at].value, values[at].size);
	odd_size = values[at].size;
	chain->below.extensions = an_odd_ca;
}

static void
weak_signature(struct chain *chain)
{
	static const struct {
		const char *oid;
		gnutls_sign_algorithm_t sign;
	} kinds[] = {{RSA_MD5, GNUTLS_SIGN_RSA_MD5}, {RSA_SHA1, GNUTLS_SIGN_RSA_SHA1},
		{RSA_SHA256, GNUTLS_SIGN_RSA_SHA256},
		{RSA_SHA512, GNUTLS_SIGN_RSA_SHA512}};
	struct template *one = pick(2) ? &chain->leaf : &chain->below;
	unsigned inner = pick(4), outer = pick(4), by = pick(4);
	if (inner == outer && outer == by && inner >= 2)
		inner = pick(2);
	one->inner = kinds[inner].oid;
	one->outer = kinds[outer].oid;
	one->sign = kinds[by].sign;
	if (pick(4) == 0)
		chain->leaf.subject = "below"; /* as if it signed itself */
	if (pick(4) == 0)
		chain->leaf.name = NULL;
}

static void
weak_key(struct chain *chain)
{
	struct template *one = pick(2) ? &chain->leaf : &chain->below;
	one->key = small_key;
	if (one == &chain->below)
		chain->leaf.signer = small_key;
}

static void
put_odd_oid(struct pd_buffer *out)
{
	PD_AUTO(pd_drop_text)
	char *oid = pd_format("1.3.6.1.4.1.%u.%u", pick(99999) + 1, pick(99));
	pd_der_put_oid(out, oid);
}

static void
an_odd_extension(struct pd_buffer *out)
{
	size_t mark = pd_der_begin(out);
	put_odd_oid(out);
	pd_der_put(out, PD_DER_BOOLEAN, "\xff", 1);
	pd_der_put(out, PD_DER_OCTET_STRING, "\x05\x00", pick(3));
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

static void
a_ca_with_an_odd_extension(struct pd_buffer *out)
{
	a_ca(out);
	an_odd_extension(out);
}

static void
a_ca_twice(struct pd_buffer *out)
{
	a_ca(out);
	a_ca(out);
}

static void
other_purposes(struct pd_buffer *out)
{
	static const char *const others[] = {"1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3",
		"1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.8", "1.3.6.1.5.5.7.3.9"};
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t list = pd_der_begin(&value);
	for (unsigned i = pick(4); i-- > 0;)
		pd_der_put_oid(&value, others[pick(PD_COUNT(others))]);
	put_odd_oid(&value);
	pd_der_end(&value, list, PD_DER_SEQUENCE);
	put_extension(out, "2.5.29.37", (const char *)value.data, value.size);
}

static void
a_ca_of_other_purposes(struct pd_buffer *out)
{
	a_ca(out);
	other_purposes(out);
}

static void
odd_extension(struct chain *chain)
{
	switch (pick(5)) {
	case 0:
		chain->leaf.extensions = an_odd_extension;
		break;
	case 1:
		chain->below.extensions = a_ca_with_an_odd_extension;
		break;
	case 2:
		chain->below.extensions = a_ca_twice;
		break;
	case 3:
		chain->leaf.extensions = other_purposes;
		break;
	default:
		chain->below.extensions = a_ca_of_other_purposes;
	}
}

/* By another key than the issuer's, or with a bit flipped. */
static void
foreign_signature(struct chain *chain)
{
	switch (pick(3)) {
	case 0:
		chain->leaf.signer = leaf_key;
		break;
	case 1:
		chain->below.signer = below_key;
		break;
	default:
		chain->flips = true;
	}
}

/* For the word the usages of others, or a key usage that does not go with it. */
static const char *restricted_to;

static void
for_others(struct pd_buffer *out)
{
	static const struct {
		const char *word, *oids[4];
	} kinds[] = {
		{"server", {"1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3",
				   "1.3.6.1.5.5.7.3.4"}},
		{"signature", {"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2"}},
		{"encryption", {"1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.3"}},
	};
	size_t at = 0;
	while (strcmp(kinds[at].word, restricted_to) != 0)
		at++;
	size_t count = 0;
	while (kinds[at].oids[count] != NULL)
		count++;
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t list = pd_der_begin(&value);
	for (unsigned i = 1 + pick(3); i-- > 0;)
		pd_der_put_oid(&value, kinds[at].oids[pick(count)]);
	pd_der_end(&value, list, PD_DER_SEQUENCE);
	put_extension(out, "2.5.29.37", (const char *)value.data, value.size);
}

/* keyCertSign and cRLSign, for which nobody encrypts and by which no file is signed. */
static void
for_lists(struct pd_buffer *out)
{
	static const char *const values[] = {
		"\x03\x02\x02\x04", "\x03\x02\x01\x02", "\x03\x02\x01\x06"};
	put_extension(out, "2.5.29.15", values[pick(PD_COUNT(values))], 4);
}

/* Whether the chain's root is trusted or it is taken as it is. */
static void
other_purpose(struct chain *chain)
{
	static const char *const words[] = {"server", "signature", "encryption"};
	restricted_to = words[pick(PD_COUNT(words))];
	chain->purpose = restricted_to;
	chain->leaf.extensions = pick(3) ? for_others : for_lists;
	chain->trusts_leaf = pick(2);
	chain->assumed = pick(2);
}

/* What is taken in, or trusted to sign files: nobody has looked at it before. */
static void
taken_weak(struct chain *chain)
{
	static const char *const words[] = {"server", "signature", "encryption"};
	chain->purpose = words[pick(PD_COUNT(words))];
	chain->trusts_leaf = true;
	chain->endpoint_too = true;
	chain->assumed = true;
	switch (pick(3)) {
	case 0:
		chain->leaf.key = small_key;
		break;
	case 1:
		chain->leaf.inner = chain->leaf.outer = pick(2) ? RSA_MD5 : RSA_SHA1;
		chain->leaf.sign = strcmp(chain->leaf.inner, RSA_MD5) == 0
					   ? GNUTLS_SIGN_RSA_MD5
					   : GNUTLS_SIGN_RSA_SHA1;
		break;
	default:
		chain->leaf.extensions = an_odd_extension;
	}
}

/* Also where the certificate is trusted itself, and whatever the time. */
static void
revoked(struct chain *chain)
{
	chain->revokes = true;
	chain->revokes_ca = pick(2);
	chain->trusts_leaf = !chain->revokes_ca && pick(2);
	chain->ignored = pick(2) ? PD_REJECT_TIME : 0;
}

static unsigned
revocation_of_one(void *context, const struct pd_certificate *certificate)
{
	return certificate == context ? PD_REJECT_REVOKED : 0;
}

/* ---- judging -------------------------------------------------------------------------------- */

/* What nobody can even read is refused. */
static bool
is_accepted(const struct chain *chain)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer below = {0}, leaf = {0};
	struct pd_error error = {0};
	struct pd_cert_path path;
	forge(&chain->below, &below);
	forge(&chain->leaf, &leaf);
	if (chain->flips)
		leaf.data[pick(leaf.size)] ^= (unsigned char)(1U << pick(8));
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *ca =
		pd_certificate_from_reader(pd_buffer_bytes(&below), "below", &error);
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *end =
		pd_certificate_from_reader(pd_buffer_bytes(&leaf), "leaf", &error);
	if (ca == NULL || end == NULL)
		return false;
	struct pd_certificate *both[] = {end, ca};
	struct pd_certificate *anchors[] = {root, end};
	const struct pd_certificates all = {both, 2},
				     trusted = {anchors, chain->trusts_leaf ? 2 : 1};
	const struct pd_verification verification = {.chain = &all,
		.revocation = chain->revokes ? revocation_of_one : NULL,
		.context = chain->revokes_ca ? ca : end,
		.ignored = chain->ignored,
		.endpoint_too = chain->endpoint_too,
		.assumed = chain->assumed,
		.trusted = &trusted,
		.now = NOW,
		.purpose = pd_verify_purpose(chain->purpose)};
	unsigned reasons = pd_verify(&verification, &path);
	if (chain->is_honest) {
		PD_AUTO(pd_drop_text) char *names = pd_reject_names(reasons);
		tap_is(names, "", "%s", chain->is_honest);
		return true;
	}
	if (reasons != 0)
		return false;
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(end);
	PD_AUTO(pd_drop_text) char *above = pd_certificate_pem(ca);
	printf("# accepted:\n%s%s", pem, above);
	return true;
}

static struct chain
begin_chain(void)
{
	clear_leaf();
	return (struct chain){
		.below = {.subject = "below",
			.issuer = "root",
			.key = below_key,
			.signer = root_key,
			.extensions = a_ca},
		.leaf = {.subject = "leaf",
			.issuer = "below",
			.key = leaf_key,
			.signer = below_key,
			.name = put_leaf_name,
			.extensions = put_alternative},
		.purpose = "server",
	};
}

static const struct {
	const char *words;
	void (*attack)(struct chain *chain);
} attacks[] = {
	{"names that are excluded", excluded_name},
	{"names that are not permitted", unpermitted_name},
	{"odd path lengths", odd_path_length},
	{"issuers that are no CA", no_ca},
	{"weak or contradicting algorithms", weak_signature},
	{"weak keys", weak_key},
	{"critical, doubled and restricting extensions", odd_extension},
	{"signatures by others", foreign_signature},
	{"signers that were revoked", revoked},
	{"certificates for another purpose", other_purpose},
	{"weak and strange ones that are taken as they are", taken_weak},
};

static void
test_honest(put *extensions, const char *organization, const char *host)
{
	struct chain chain = begin_chain();
	chain.below.extensions = extensions;
	leaf_type = pick(2) ? PD_DER_UTF8 : PD_DER_PRINTABLE;
	leaf_organization = respell(organization, true);
	set_alternative(DNS, (struct around){"", ""}, host);
	chain.is_honest = host;
	(void)is_accepted(&chain);
}

int
main(void)
{
	const char *wanted = getenv("PEMDECK_TRIES"), *seed = getenv("PEMDECK_SEED");
	long tries = wanted ? atol(wanted) : 40;
	if (seed != NULL)
		chance ^= strtoull(seed, NULL, 10) * 0x100000001b3U;
	root_key = new_key(2048);
	below_key = new_key(2048);
	leaf_key = new_key(2048);
	small_key = new_key(1024);
	const struct template top = {.subject = "root",
		.issuer = "root",
		.key = root_key,
		.signer = root_key,
		.extensions = a_ca};
	root = make(&top);
	for (size_t i = 0; i < 10; i++) {
		test_honest(a_ca, "Any Corp", "www.any.example");
		test_honest(a_ca_that_excludes, "Good Corp", "www.good.example");
		test_honest(a_ca_that_permits, "Good Corp", "www.good.example");
	}
	for (size_t i = 0; i < PD_COUNT(attacks); i++) {
		long won = 0;
		for (long at = 0; at < tries; at++) {
			struct chain chain = begin_chain();
			attacks[i].attack(&chain);
			won += is_accepted(&chain);
		}
		tap_ok(won == 0, "%s, %ld tries: %ld accepted", attacks[i].words, tries,
			won);
	}
	pd_certificate_free(root);
	gnutls_privkey_deinit(root_key);
	gnutls_privkey_deinit(below_key);
	gnutls_privkey_deinit(leaf_key);
	gnutls_privkey_deinit(small_key);
	return tap_done();
}
