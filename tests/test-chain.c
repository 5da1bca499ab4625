/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/chain.h"
#include "x509/certificate/chain_order.h"

#include "fixtures.h"

/* The fixtures that were put together into one input, names between blanks. */
static struct pd_certificates
certificates_of(const char *names)
{
	struct pd_certificates list = {0};
	PD_AUTO(pd_drop_text) char *copy = pd_copy(names);
	char *rest = copy;
	for (char *name; (name = strsep(&rest, " ")) != NULL;)
		pd_certificates_add(&list, fixture_certificate(name));
	return list;
}

/* The common names in order, with blanks between. */
static char *
order_of(const struct pd_certificates *list)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	for (size_t i = 0; i < list->count; i++)
		pd_secret_add_format(&text, "%s%s", i > 0 ? " < " : "",
			pd_certificate_common_name(list->items[i]));
	return pd_copy(pd_secret_text(&text));
}

#define LEAF "www.example.org"
#define INTERMEDIATE "Example Intermediate CA"
#define ROOT "Example Root CA"

static const struct {
	const char *rule, *names;
	const char *key; /* the certificate whose key the leaf has; NULL: none given */
	const char *want, *refusal; /* the order, or what the sentence is */
} rows[] = {
	{"one certificate", "leaf.pem", NULL, LEAF, NULL},
	{"one root", "root.pem", "root.pem", ROOT, NULL},
	{"in order", "leaf.pem intermediate.pem root.pem", NULL,
		LEAF " < " INTERMEDIATE " < " ROOT, NULL},
	{"reversed", "root.pem intermediate.pem leaf.pem", NULL,
		LEAF " < " INTERMEDIATE " < " ROOT, NULL},
	{"shuffled", "intermediate.pem leaf.pem root.pem", "leaf.pem",
		LEAF " < " INTERMEDIATE " < " ROOT, NULL},
	{"without a root", "intermediate.pem leaf.pem", "leaf.pem",
		LEAF " < " INTERMEDIATE, NULL},
	{"with duplicates",
		"intermediate.pem leaf.pem leaf.pem root.pem intermediate.pem", NULL,
		LEAF " < " INTERMEDIATE " < " ROOT, NULL},
	{"the leaf of the key may be a CA", "root.pem intermediate.pem",
		"intermediate.pem", INTERMEDIATE " < " ROOT, NULL},
	{"of cross-certificates the one that goes on is taken",
		"leaf.pem cross.pem intermediate.pem root.pem", NULL,
		LEAF " < " INTERMEDIATE " < " ROOT, NULL},
	{"whichever that is", "leaf.pem intermediate.pem cross.pem other-ca.pem", NULL,
		LEAF " < " INTERMEDIATE " < Other CA", NULL},
	{"of two roots' cross-certificates both go on, and one is taken",
		"leaf.pem intermediate.pem cross.pem other-ca.pem root.pem", NULL,
		LEAF " < " INTERMEDIATE " < " ROOT, NULL},
	{"an expired certificate is ordered too", "expired-ca.pem", "expired-ca.pem",
		"Expired CA", NULL},
	{"an answer goes before the self-signed one that it replaces",
		"leaf-self-signed.pem leaf.pem intermediate.pem", "leaf.pem",
		LEAF " < " INTERMEDIATE, NULL},
	{"no leaf for the key", "leaf.pem intermediate.pem", "client.pem", NULL,
		"no certificate here is for the private key; certificate 1 "
		"(CN=www.example.org,O=Example,C=DE) is for another one"},
	{"wrong issuer", "leaf.pem other-ca.pem", NULL, NULL,
		"certificate 2 (CN=Other CA,O=Other) is not the issuer of certificate "
		"1 (CN=www.example.org,O=Example,C=DE), which is CN=Example "
		"Intermediate CA,O=Example,C=DE"},
	{"wrong issuer before its leaf", "other-ca.pem leaf.pem", NULL, NULL,
		"certificate 1 (CN=Other CA,O=Other) is not the issuer of certificate "
		"2 (CN=www.example.org,O=Example,C=DE), which is CN=Example "
		"Intermediate CA,O=Example,C=DE"},
	{"intermediate missing", "leaf.pem root.pem", "leaf.pem", NULL,
		"certificate 2 (CN=Example Root CA,O=Example,C=DE) is not the issuer "
		"of certificate 1 (CN=www.example.org,O=Example,C=DE), which is "
		"CN=Example Intermediate CA,O=Example,C=DE"},
	{"impostor with the issuer's name", "leaf.pem impostor.pem root.pem",
		"leaf.pem", NULL,
		"certificate 2 (CN=Example Intermediate CA,O=Example,C=DE) did not "
		"sign certificate 1 (CN=www.example.org,O=Example,C=DE): it has the "
		"name of the issuer, but the signature is not by its key"},
	{"impostor beside the issuer",
		"leaf.pem impostor.pem intermediate.pem root.pem", "leaf.pem", NULL,
		"certificate 2 (CN=Example Intermediate CA,O=Example,C=DE) did not "
		"sign certificate 1 (CN=www.example.org,O=Example,C=DE): it has the "
		"name of the issuer, but the signature is not by its key"},
	{"unrelated certificate", "leaf.pem intermediate.pem other-ca.pem root.pem",
		NULL, NULL,
		"certificate 3 (CN=Other CA,O=Other) does not belong to the chain of "
		"certificate 1 (CN=www.example.org,O=Example,C=DE): it is the issuer "
		"of none of it; leave it out"},
	{"another leaf of the issuer", "client.pem intermediate.pem leaf.pem root.pem",
		"leaf.pem", NULL,
		"certificate 1 (CN=alice,O=Example,C=DE) does not belong to the chain "
		"of certificate 3 (CN=www.example.org,O=Example,C=DE): it is the "
		"issuer of none of it; leave it out"},
	{"two leaves and no key", "intermediate.pem client.pem leaf.pem root.pem", NULL,
		NULL,
		"certificate 2 (CN=alice,O=Example,C=DE) and certificate 3 "
		"(CN=www.example.org,O=Example,C=DE) are two leaves: neither is the "
		"issuer of another one; a chain has one"},
	{"one key, two subjects", "root.pem weak-sha1-root.pem", "root.pem", NULL,
		"certificate 1 (CN=Example Root CA,O=Example,C=DE) and certificate 2 "
		"(CN=SHA-1 Root CA) are both for the private key; a chain has one of "
		"them"},
	{"damaged root", "leaf.pem intermediate.pem root-damaged.pem", NULL, NULL,
		"certificate 3 (CN=Example Root CA,O=Example,C=DE) names itself as its "
		"issuer, but its key did not sign it"},
	{"algorithm that cannot be checked", "secp256k1-leaf.pem secp256k1.pem", NULL,
		NULL,
		"whether certificate 2 (CN=secp256k1) signed certificate 1 "
		"(CN=secp256k1 leaf) cannot be checked: the algorithm is not "
		"supported"},
	{"ring", "loop-leaf.pem loop-a.pem loop-b.pem", NULL, NULL,
		"the chain is a ring: certificate 3 (CN=Loop B) is signed by "
		"certificate 2 (CN=Loop A), which stands below it"},
	{"ring without a leaf", "loop-a.pem loop-b.pem", NULL, NULL,
		"the certificates name each other as issuers in a ring; a chain begins "
		"with one that is the issuer of no other"},
};

static void
chains_are_ordered_or_refused(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_certificates_free)
		struct pd_certificates list = certificates_of(rows[i].names);
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *key =
			rows[i].key ? fixture_certificate(rows[i].key) : NULL;
		PD_AUTO(pd_drop_text) char *before = order_of(&list);
		bool good = pd_chain_order(&list,
			key ? pd_certificate_key_id(key) : NULL, "paste", &error);
		PD_AUTO(pd_drop_text) char *after = order_of(&list);
		tap_number(
			good, rows[i].want != NULL, "%s: taken or not", rows[i].rule);
		tap_is(after, rows[i].want ? rows[i].want : before, "%s: the order",
			rows[i].rule);
		tap_is(error.message, rows[i].refusal ? rows[i].refusal : "",
			"%s: the sentence", rows[i].rule);
		if (rows[i].want == NULL)
			tap_is(error.input, "paste", "%s: the input", rows[i].rule);
	}
}

static void
files_are_ordered_as_their_pieces(void)
{
	static const struct {
		const char *fixture;
		bool good;
	} files[] = {
		{"chain.pem", true},
		{"chain-no-root.pem", true},
		{"chain-reversed.pem", true},
		{"chain-shuffled.pem", true},
		{"chain-duplicates.pem", true},
		{"chain-with-key.pem", true},
		{"chain-cross.pem", true},
		{"chain-no-intermediate.pem", false},
		{"chain-unrelated.pem", false},
		{"chain-wrong-issuer.pem", false},
		{"chain-impostor.pem", false},
		{"chain-two-leaves.pem", false},
		{"chain-loop.pem", false},
	};
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_certificates_free)
		struct pd_certificates list = fixture_certificates(files[i].fixture);
		tap_number(pd_chain_order(&list, NULL, files[i].fixture, &error),
			files[i].good, "%s: taken or not", files[i].fixture);
	}
}

static void
an_empty_list_is_refused(void)
{
	struct pd_error error = {0};
	struct pd_certificates list = {0};
	tap_ok(!pd_chain_order(&list, NULL, "paste", &error), "nothing is no chain");
	tap_has(error.message, "at least one", "and that is said");
}

static void
the_pem_of_a_chain_is_read_by_openssl(void)
{
	PD_AUTO(pd_certificates_free)
	struct pd_certificates list = fixture_certificates("chain.pem");
	PD_AUTO(pd_secret_wipe) struct pd_secret want = fixture("chain.pem");
	PD_AUTO(pd_drop_text) char *got = pd_chain_pem(&list);
	tap_is(got, pd_secret_text(&want), "PEM is as openssl writes it");
}

/* Many certificates of one name, as somebody may send who wants to keep us busy. */
static void
many_certificates_take_no_time(void)
{
	enum { MANY = 300 };
	struct pd_error error = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates list = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *impostor = fixture_certificate("impostor.pem");
	struct pd_bytes bytes = pd_certificate_der(impostor);
	pd_secret_add(&der, bytes.data, bytes.size);
	pd_certificates_add(&list, fixture_certificate("leaf.pem"));
	for (unsigned i = 0; i < MANY; i++) {
		/* Its serial begins there, so they differ. */
		der.data[12] = (unsigned char)(i & 0x7f);
		der.data[13] = (unsigned char)(i >> 7);
		pd_certificates_add(&list,
			pd_certificate_from_der(pd_secret_bytes(&der), "many", &error));
		if (list.items[i + 1] == NULL)
			printf("Bail out! %s\n", error.message);
	}
	tap_ok(!pd_chain_order(&list, NULL, "many", &error),
		"300 impostors are refused");
	tap_has(error.message, "did not sign", "by their signatures");
	pd_error_clear(&error);
	while (list.count <= 1000)
		pd_certificates_add(&list, pd_certificate_copy(impostor));
	tap_ok(!pd_chain_order(&list, NULL, "many", &error), "1001 are too many");
	tap_has(error.message, "the most is 1000", "and that is said");
}

int
main(void)
{
	if (!fixtures_are_made())
		return tap_skip_all("openssl or certtool is missing");
	chains_are_ordered_or_refused();
	files_are_ordered_as_their_pieces();
	an_empty_list_is_refused();
	the_pem_of_a_chain_is_read_by_openssl();
	many_certificates_take_no_time();
	return tap_done();
}
