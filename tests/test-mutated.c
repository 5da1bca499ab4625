/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "agreement.h"
#include "base/buffer.h"
#include "forge.h"
#include "x509/certificate/extra.h"

/* Chains made at random, as frankencerts are: each certificate is signed well, by the key that
 * is to sign it or by another, and has what it should have, or extensions of others, twice, cut,
 * or none. We, GnuTLS and OpenSSL judge each; what both of them refuse is never accepted here. A
 * table says who accepts how many. PEMDECK_TRIES: how many, ten times as often. What goes
 * together is tried here, a host with limits for its name, purposes and path lengths, in a root
 * as well; names and encodings as others make them, in random-chains.py. */

enum { FEW = 120, MOST_CERTIFICATES = 4, MOST_EXTENSIONS = 12, POOL = 2000, SHOWN = 3 };

static uint64_t state;

static unsigned
chance(unsigned many)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)((state >> 11) % many);
}

/* ---- extensions -------------------------------------------------------------------------- */

struct extension {
	char oid[64];
	bool critical;
	struct pd_buffer value;
};

/* Those of others, from CORPUS. */
static struct pd_extras pool;

struct link {
	char subject[40], issuer[40];
	int key, signer, version;
	int64_t begin, end;
	bool general_time, odd_names, bad_signature, weak, no_subject, same_serial;
	struct extension extensions[MOST_EXTENSIONS];
	size_t count;
};

static void
drop_link(struct link *link)
{
	for (size_t i = 0; i < link->count; i++)
		pd_buffer_free(&link->extensions[i].value);
}

static struct extension *
add_extension(struct link *link, const char *oid, bool critical)
{
	static struct extension spare;
	if (link->count == MOST_EXTENSIONS) {
		pd_buffer_free(&spare.value);
		return &spare;
	}
	struct extension *new = &link->extensions[link->count++];
	*new = (struct extension){.critical = critical};
	(void)snprintf(new->oid, sizeof new->oid, "%s", oid);
	return new;
}

static void
add_bytes(struct link *link, const char *oid, bool critical, const void *bytes,
	size_t size)
{
	pd_buffer_add(&add_extension(link, oid, critical)->value, bytes, size);
}
#define ADD(link, oid, critical, bytes)                                                \
	add_bytes(link, oid, critical, bytes, sizeof(bytes) - 1)

static struct extension *
find_extension(struct link *link, const char *oid)
{
	for (size_t i = 0; i < link->count; i++)
		if (strcmp(link->extensions[i].oid, oid) == 0)
			return &link->extensions[i];
	return NULL;
}

static void
remove_extension(struct link *link, size_t at)
{
	pd_buffer_free(&link->extensions[at].value);
	link->count--;
	for (size_t i = at; i < link->count; i++)
		link->extensions[i] = link->extensions[i + 1];
}

#define BASIC "2.5.29.19"
#define USAGE "2.5.29.15"
#define PURPOSE "2.5.29.37"
#define NAMES "2.5.29.17"
#define CONSTRAINTS "2.5.29.30"
#define POLICIES "2.5.29.32"

static void
put_basic(struct link *link, int limit)
{
	struct extension *basic = add_extension(link, BASIC, true);
	size_t mark = pd_der_begin(&basic->value);
	pd_der_put(&basic->value, PD_DER_BOOLEAN, "\xff", 1);
	if (limit >= 0)
		pd_der_put_number(&basic->value, (uint64_t)limit);
	pd_der_end(&basic->value, mark, PD_DER_SEQUENCE);
}

static const char host[] = "www.example.org";

static void
put_names(struct link *link)
{
	static const char *const others[] = {"*.example.org", "www.example.com", "*",
		"www.*.org", "WWW.EXAMPLE.ORG", "w*.example.org", "example.org",
		"www.example.org.", ".example.org", "www.example.org\n"};
	struct extension *names = add_extension(link, NAMES, false);
	size_t mark = pd_der_begin(&names->value);
	for (unsigned i = 0; i <= chance(3); i++) {
		const char *name =
			chance(3) ? host
				  : others[chance(sizeof others / sizeof *others)];
		unsigned kind = chance(8) ? 2 : 1 + chance(8);
		pd_der_put(&names->value, PD_DER_CONTEXT | kind, name, strlen(name));
	}
	pd_der_end(&names->value, mark, PD_DER_SEQUENCE);
}

static void
put_constraints(struct link *link)
{
	static const char *const bases[] = {"example.org", ".example.org",
		"example.com", "www.example.org", "", "org", "*.example.org"};
	struct extension *limits = add_extension(link, CONSTRAINTS, chance(4) != 0);
	size_t mark = pd_der_begin(&limits->value);
	for (unsigned excluded = 0; excluded < 2; excluded++) {
		if (chance(2))
			continue;
		size_t trees = pd_der_begin(&limits->value);
		for (unsigned i = 0; i <= chance(2); i++) {
			const char *base = bases[chance(sizeof bases / sizeof *bases)];
			size_t tree = pd_der_begin(&limits->value);
			pd_der_put(&limits->value,
				PD_DER_CONTEXT | (chance(6) ? 2 : 1 + chance(7)), base,
				strlen(base));
			pd_der_end(&limits->value, tree, PD_DER_SEQUENCE);
		}
		pd_der_end(&limits->value, trees,
			PD_DER_CONTEXT | PD_DER_CONSTRUCTED | excluded);
	}
	pd_der_end(&limits->value, mark, PD_DER_SEQUENCE);
}

static void
put_purposes(struct link *link)
{
	static const char *const oids[] = {"1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2",
		"1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.4", "2.5.29.37.0", "1.2.3.4"};
	struct extension *purposes = add_extension(link, PURPOSE, chance(3) == 0);
	size_t mark = pd_der_begin(&purposes->value);
	for (unsigned i = 0; i <= chance(2); i++)
		pd_der_put_oid(
			&purposes->value, oids[chance(sizeof oids / sizeof *oids)]);
	pd_der_end(&purposes->value, mark, PD_DER_SEQUENCE);
}

/* ---- what may be wrong ------------------------------------------------------------------- */

typedef void mutation(struct link *link);

static void
take_from_pool(struct link *link)
{
	if (pool.count == 0)
		return;
	const struct pd_extra *extra = &pool.items[chance((unsigned)pool.count)];
	if (chance(2))
		for (size_t i = link->count; i-- > 0;)
			if (strcmp(link->extensions[i].oid, extra->oid) == 0)
				remove_extension(link, i);
	add_bytes(link, extra->oid, chance(3) ? extra->critical : chance(2) != 0,
		extra->value, extra->size);
}

static void
lose_one(struct link *link)
{
	if (link->count > 0)
		remove_extension(link, chance((unsigned)link->count));
}

static void
repeat_one(struct link *link)
{
	if (link->count == 0)
		return;
	const struct extension *one = &link->extensions[chance((unsigned)link->count)];
	add_bytes(link, one->oid, one->critical, one->value.data, one->value.size);
}

static void
turn_critical(struct link *link)
{
	if (link->count == 0)
		return;
	struct extension *one = &link->extensions[chance((unsigned)link->count)];
	one->critical = !one->critical;
}

static void
break_byte(struct link *link)
{
	if (link->count == 0)
		return;
	struct extension *one = &link->extensions[chance((unsigned)link->count)];
	if (one->value.size > 0)
		one->value.data[chance((unsigned)one->value.size)] ^=
			(unsigned char)(1U << chance(8));
}

static void
cut_one(struct link *link)
{
	if (link->count == 0)
		return;
	struct extension *one = &link->extensions[chance((unsigned)link->count)];
	pd_buffer_cut(&one->value, one->value.size / 2);
}

static void
change_basic(struct link *link)
{
	for (size_t i = link->count; i-- > 0;)
		if (strcmp(link->extensions[i].oid, BASIC) == 0)
			remove_extension(link, i);
	if (chance(3) == 0)
		ADD(link, BASIC, chance(2) != 0, "\x30\x00");
	else
		put_basic(link, (int)chance(4) - 1);
}

static void
change_usage(struct link *link)
{
	unsigned char bits[4] = {3, 2, 0, (unsigned char)chance(256)};
	struct extension *usage = find_extension(link, USAGE);
	if (usage == NULL)
		usage = add_extension(link, USAGE, chance(2) != 0);
	pd_buffer_cut(&usage->value, 0);
	pd_buffer_add(&usage->value, bits, sizeof bits);
}

static void
be_critical_and_unknown(struct link *link)
{
	ADD(link, chance(2) ? "1.2.3.4.5" : "2.5.29.36", chance(3) != 0, "\x30\x00");
}

static void
have_policies(struct link *link)
{
	static const char one[] = "\x30\x0a\x30\x08\x06\x06\x2a\x03\x04\x05\x06\x07";
	static const char require[] = "\x30\x03\x80\x01\x00";
	if (chance(2))
		add_bytes(link, POLICIES, chance(2) != 0, one, sizeof one - 1);
	else
		add_bytes(link, chance(2) ? "2.5.29.36" : "2.5.29.54", true, require,
			sizeof require - 1);
}

static void
change_time(struct link *link)
{
	switch (chance(4)) {
	case 0:
		link->end = NOW - 86400;
		break;
	case 1:
		link->begin = NOW + 86400;
		break;
	case 2:
		link->general_time = true;
		break;
	default:
		link->end = link->begin - 1;
	}
}

static void
change_version(struct link *link)
{
	link->version = (int)chance(4);
}

static void
change_names(struct link *link)
{
	static const char *const issuers[] = {
		"Root", "root", "Root ", "CA 1", "CA 2", ""};
	switch (chance(4)) {
	case 0:
		(void)snprintf(link->issuer, sizeof link->issuer, "%s",
			issuers[chance(sizeof issuers / sizeof *issuers)]);
		break;
	case 1:
		(void)snprintf(link->subject, sizeof link->subject, "%s",
			issuers[chance(sizeof issuers / sizeof *issuers)]);
		break;
	case 2:
		link->odd_names = true;
		break;
	default:
		link->no_subject = true;
	}
}

static void
change_signer(struct link *link)
{
	link->signer = (int)chance(MOST_CERTIFICATES + 1);
}

static void
sign_badly(struct link *link)
{
	if (chance(2))
		link->bad_signature = true;
	else
		link->weak = true;
}

static void
share_serial(struct link *link)
{
	link->same_serial = true;
}

static mutation *const mutations[] = {take_from_pool, take_from_pool, take_from_pool,
	lose_one, repeat_one, turn_critical, break_byte, cut_one, change_basic,
	change_usage, put_purposes, put_names, put_constraints, put_constraints,
	be_critical_and_unknown, have_policies, change_time, change_version,
	change_names, change_signer, sign_badly, share_serial};

/* ---- chains ------------------------------------------------------------------------------ */

static gnutls_privkey_t keys[MOST_CERTIFICATES + 1];

/* The root is the last. */
static void
make_good(struct link *links, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct link *link = &links[i];
		bool root = i + 1 == count;
		*link = (struct link){.key = (int)i,
			.signer = (int)(root ? i : i + 1),
			.version = 2,
			.begin = NOW - YEAR,
			.end = NOW + YEAR};
		(void)snprintf(link->subject, sizeof link->subject, "%s%zu",
			root     ? "Root"
			: i == 0 ? host
				 : "CA ",
			i);
		(void)snprintf(link->issuer, sizeof link->issuer, "%s%zu",
			i + 2 >= count ? "Root" : "CA ", root ? i : i + 1);
		if (i > 0) {
			put_basic(link, chance(3) ? -1 : (int)i - 1);
			ADD(link, USAGE, true, "\x03\x02\x01\x06");
			continue;
		}
		ADD(link, USAGE, true, "\x03\x02\x05\xa0");
		ADD(link, PURPOSE, false,
			"\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01");
		ADD(link, NAMES, false, "\x30\x11\x82\x0fwww.example.org");
	}
}

static void
put_link_name(struct pd_buffer *out, const char *text, bool odd)
{
	size_t name = pd_der_begin(out);
	if (*text != '\0') {
		size_t set = pd_der_begin(out), attribute = pd_der_begin(out);
		pd_der_put_oid(out, "2.5.4.3");
		pd_der_put(
			out, odd ? PD_DER_PRINTABLE : PD_DER_UTF8, text, strlen(text));
		pd_der_end(out, attribute, PD_DER_SEQUENCE);
		pd_der_end(out, set, PD_DER_SET);
	}
	pd_der_end(out, name, PD_DER_SEQUENCE);
}

static void
put_link_extensions(struct pd_buffer *out, const struct link *link)
{
	if (link->count == 0)
		return;
	size_t mark = pd_der_begin(out), list = pd_der_begin(out);
	for (size_t i = 0; i < link->count; i++) {
		const struct extension *one = &link->extensions[i];
		size_t extension = pd_der_begin(out);
		pd_der_put_oid(out, one->oid);
		if (one->critical)
			pd_der_put(out, PD_DER_BOOLEAN, "\xff", 1);
		pd_der_put(out, PD_DER_OCTET_STRING, one->value.data, one->value.size);
		pd_der_end(out, extension, PD_DER_SEQUENCE);
	}
	pd_der_end(out, list, PD_DER_SEQUENCE);
	pd_der_end(out, mark, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 3);
}

static void
put_validity(struct pd_buffer *out, const struct link *link)
{
	size_t mark = pd_der_begin(out);
	if (link->general_time) {
		pd_der_put_generalized_time(out, link->begin);
		pd_der_put_generalized_time(out, link->end);
	} else {
		pd_der_put_time(out, link->begin);
		pd_der_put_time(out, link->end);
	}
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

static void
put_link_content(struct pd_buffer *out, const struct link *link)
{
	size_t content = pd_der_begin(out);
	if (link->version > 0) {
		size_t mark = pd_der_begin(out);
		pd_der_put_number(out, (uint64_t)link->version);
		pd_der_end(out, mark, PD_DER_CONTEXT | PD_DER_CONSTRUCTED);
	}
	pd_der_put_number(out, link->same_serial ? 77 : 100 + (uint64_t)link->key);
	put_algorithm(out, link->weak ? RSA_MD5 : NULL);
	put_link_name(out, link->issuer, link->odd_names);
	put_validity(out, link);
	put_link_name(out, link->no_subject ? "" : link->subject, false);
	put_key(out, keys[link->key]);
	put_link_extensions(out, link);
	pd_der_end(out, content, PD_DER_SEQUENCE);
}

/* As PEM, appended to out. */
static void
forge_link(const struct link *link, struct pd_buffer *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer content = {0}, whole = {0};
	gnutls_datum_t signature = {0}, pem = {0};
	put_link_content(&content, link);
	const gnutls_datum_t data = {content.data, (unsigned)content.size};
	int result = gnutls_privkey_sign_data2(keys[link->signer],
		link->weak ? GNUTLS_SIGN_RSA_MD5 : GNUTLS_SIGN_RSA_SHA256, 0, &data,
		&signature);
	if (result < 0) {
		printf("Bail out! signing: %s\n", gnutls_strerror(result));
		exit(1);
	}
	if (link->bad_signature)
		signature.data[signature.size / 2] ^= 1;
	size_t mark = pd_der_begin(&whole);
	pd_buffer_add(&whole, content.data, content.size);
	put_algorithm(&whole, link->weak ? RSA_MD5 : NULL);
	put_bits(&whole, signature.data, signature.size);
	pd_der_end(&whole, mark, PD_DER_SEQUENCE);
	gnutls_free(signature.data);
	const gnutls_datum_t der = {whole.data, (unsigned)whole.size};
	gnutls_pem_base64_encode2("CERTIFICATE", &der, &pem);
	pd_buffer_add(out, pem.data, pem.size);
	gnutls_free(pem.data);
}

/* ---- who says what ------------------------------------------------------------------------ */

struct tally {
	size_t all, by[2][2][2]; /* accepted by us, GnuTLS, OpenSSL */
	size_t alone;            /* accepted by us, refused by both */
	/* Why we refuse what both accept. */
	char *reasons[16];
	size_t times[16];
};

static void
note_reason(struct tally *tally, const char *reason)
{
	size_t i = 0, most = sizeof tally->times / sizeof *tally->times;
	/* What is read and said names a place. */
	const char *words =
		strncmp(reason, "unreadable", 10) == 0 ? "unreadable" : reason;
	while (i < most && tally->reasons[i] && strcmp(tally->reasons[i], words) != 0)
		i++;
	if (i == most)
		return;
	if (tally->reasons[i] == NULL)
		tally->reasons[i] = pd_copy(words);
	tally->times[i]++;
}

static bool
is_accepted(const char *opinion)
{
	return strcmp(opinion, "accepted") == 0;
}

static void
show_alone(const char *chain, const struct opinions *opinions)
{
	printf("# GnuTLS: %s; OpenSSL: %s; accepted by us:\n", opinions->gnutls,
		opinions->openssl);
	tap_show("chain", chain);
}

static void
judge_links(struct link *links, size_t count, struct tally *tally)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer chain = {0}, root = {0};
	PD_AUTO(drop_opinions) struct opinions opinions = {0};
	size_t left_out = count > 2 && chance(25) == 0 ? 1 : 0;
	for (size_t i = 0; i < count; i++)
		if (left_out == 0 || i != left_out)
			forge_link(&links[i], &chain);
	forge_link(&links[count - 1], &root);
	const struct chain_case one = {
		.name = "mutated",
		.chain = pd_buffer_text(&chain),
		.trusted = pd_buffer_text(&root),
		.host = host,
		.purpose = "server",
		.now = NOW,
		.is_old = true,
	};
	agreement_ask(&one, &opinions);
	bool ours = is_accepted(opinions.ours);
	bool gnutls = is_accepted(opinions.gnutls),
	     openssl = is_accepted(opinions.openssl);
	tally->all++;
	tally->by[ours][gnutls][openssl]++;
	if (!ours && gnutls && openssl)
		note_reason(tally, opinions.ours);
	if (ours && !gnutls && !openssl && tally->alone++ < SHOWN)
		show_alone(one.chain, &opinions);
}

static void
try_one(struct tally *tally)
{
	struct link links[MOST_CERTIFICATES];
	size_t count = 2 + chance(MOST_CERTIFICATES - 1);
	make_good(links, count);
	for (unsigned i = chance(4); i > 0; i--)
		mutations[chance(sizeof mutations / sizeof *mutations)](
			&links[chance((unsigned)count)]);
	/* What it is for is decided by who trusts a root; only OpenSSL looks there. */
	for (size_t i = links[count - 1].count; i-- > 0;)
		if (strcmp(links[count - 1].extensions[i].oid, PURPOSE) == 0)
			remove_extension(&links[count - 1], i);
	judge_links(links, count, tally);
	for (size_t i = 0; i < count; i++)
		drop_link(&links[i]);
}

static void
show_table(const struct tally *tally)
{
	static const char *const words[] = {"refused", "accepted"};
	printf("# GnuTLS   | OpenSSL  | pemdeck  | chains\n");
	for (int gnutls = 1; gnutls >= 0; gnutls--)
		for (int openssl = 1; openssl >= 0; openssl--)
			for (int ours = 1; ours >= 0; ours--)
				printf("# %-8s | %-8s | %-8s | %zu\n", words[gnutls],
					words[openssl], words[ours],
					tally->by[ours][gnutls][openssl]);
	for (size_t i = 0; i < 16 && tally->reasons[i] != NULL; i++)
		printf("# both accept, pemdeck refuses: %zu by %s\n", tally->times[i],
			tally->reasons[i]);
}

/* ---- extensions of others ------------------------------------------------------------------ */

static void
pool_certificate(const char *path)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(path);
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *one = pd_certificate_from_pem(
		pd_secret_bytes(&content), "certificate", &ignored);
	pd_error_clear(&ignored);
	if (one == NULL)
		one = pd_certificate_from_der(
			pd_secret_bytes(&content), "certificate", &ignored);
	PD_AUTO(pd_extras_free) struct pd_extras extras = {0};
	if (one == NULL)
		return;
	pd_extras_of_certificate(one, &extras);
	for (size_t i = 0; i < extras.count && pool.count < POOL; i++)
		pd_extras_add(&pool, extras.items[i].oid,
			extras.items[i].critical ? PD_CRITICAL : PD_NOT_CRITICAL,
			(struct pd_bytes){extras.items[i].value, extras.items[i].size});
}

static void
fill_pool(void)
{
	static const char *const folders[] = {
		"nist-pkits/", "zlint/", "webpki/", "limbo/"};
	PD_AUTO(pd_secret_wipe) struct pd_secret manifest = agreement_manifest();
	const char *line = manifest.size > 0 ? pd_secret_text(&manifest) : "";
	for (; *line != '\0'; line += strcspn(line, "\n") + 1) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format(
			"%s/%.*s", getenv("CORPUS"), (int)strcspn(line, "\t"), line);
		for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
			if (strncmp(line, folders[i], strlen(folders[i])) == 0)
				pool_certificate(path);
		if (line[strcspn(line, "\n")] == '\0')
			break;
	}
}

int
main(void)
{
	struct tally tally = {0};
	const char *wanted = getenv("PEMDECK_TRIES"), *seed = getenv("PEMDECK_SEED");
	size_t tries = wanted ? 10 * strtoul(wanted, NULL, 10) : FEW;
	tool_begin();
	if (tool_is_missing("openssl"))
		return tap_skip_all("openssl is missing");
	state = 0x9e3779b97f4a7c15U ^ (seed ? strtoul(seed, NULL, 10) : 18);
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		keys[i] = new_key(2048);
	fill_pool();
	while (tally.all < tries)
		try_one(&tally);
	show_table(&tally);
	tap_number(tally.alone, 0,
		"none of %zu tries is accepted that GnuTLS and OpenSSL both refuse",
		tries);
	tap_ok(tally.by[1][1][1] > tries / 20, "and what is right is accepted by all");
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		gnutls_privkey_deinit(keys[i]);
	for (size_t i = 0; i < 16; i++)
		free(tally.reasons[i]);
	pd_extras_free(&pool);
	return tap_done();
}
