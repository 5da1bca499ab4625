/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "fixtures.h"
#include "tap.h"
#include "x509/reader.h"
#include "x509/verify.h"

/* Judgements on chains: the fixtures with each reason, and NIST's PKITS, where what is
 * judged in another way is listed below. */

enum { NOON_2020 = 1577880000, NOON_2027 = 1798804800 };

static struct pd_certificates
pick(const char *name)
{
	return fixture_certificates(name);
}

static unsigned
judge(const struct pd_certificates *chain, const struct pd_certificates *trusted,
	const char *host, const char *purpose, int64_t now)
{
	struct pd_way way;
	const struct pd_verification verification = {
		.chain = chain,
		.trusted = trusted,
		.host = host,
		.purpose = pd_verify_purpose(purpose),
		.now = now,
	};
	return pd_verify(&verification, &way);
}

/* ---- fixtures --------------------------------------------------------------------- */

static const struct rule {
	const char *words, *chain, *trusted, *host, *purpose;
	int64_t now;
	unsigned reasons;
} rules[] = {
	{"a whole chain to a trusted root", "chain.pem", "root.pem", "www.example.org",
		"server", NOON_2027, 0},
	{"its root need not be sent", "chain-no-root.pem", "root.pem", NULL, "any",
		NOON_2027, 0},
	{"a trusted intermediate is enough", "leaf.pem", "intermediate.pem", NULL,
		"any", NOON_2027, 0},
	{"so is the endpoint itself", "leaf.pem", "leaf.pem", "www.example.org", "any",
		NOON_2027, 0},
	{"unrelated ones in between do no harm", "chain-unrelated.pem", "root.pem",
		NULL, "any", NOON_2027, 0},
	{"nothing trusted, no root", "chain-no-root.pem", "other-ca.pem", NULL, "any",
		NOON_2027, PD_REJECT_UNKNOWN_CA},
	{"nothing trusted, with root", "chain.pem", "other-ca.pem", NULL, "any",
		NOON_2027, PD_REJECT_UNTRUSTED_CA},
	{"a gap in the chain", "chain-no-intermediate.pem", "root.pem", NULL, "any",
		NOON_2027, PD_REJECT_UNKNOWN_CA},
	{"an issuer that only has the name", "chain-impostor.pem", "other-ca.pem", NULL,
		"any", NOON_2027, PD_REJECT_UNKNOWN_CA | PD_REJECT_SIGNATURE},
	{"too early", "chain.pem", "root.pem", NULL, "any", NOON_2020,
		PD_REJECT_NOT_YET_VALID},
	{"too late", "chain.pem", "root.pem", NULL, "any", (int64_t)NOON_2020 * 3,
		PD_REJECT_EXPIRED},
	{"an expired endpoint is not saved by trust", "leaf.pem", "leaf.pem", NULL,
		"any", (int64_t)NOON_2020 * 3, PD_REJECT_EXPIRED},
	{"another name", "chain.pem", "root.pem", "elsewhere.example", "any", NOON_2027,
		PD_REJECT_NAME},
	{"an address that is in it", "chain.pem", "root.pem", "192.0.2.7", "any",
		NOON_2027, 0},
	{"an address that is not", "chain.pem", "root.pem", "192.0.2.8", "any",
		NOON_2027, PD_REJECT_NAME},
	{"several at once", "chain.pem", "other-ca.pem", "elsewhere.example", "any",
		NOON_2020,
		PD_REJECT_UNTRUSTED_CA | PD_REJECT_NOT_YET_VALID | PD_REJECT_NAME},
	{"another purpose", "chain.pem", "root.pem", NULL, "code", NOON_2027,
		PD_REJECT_PURPOSE},
	{"a ring of issuers", "chain-loop.pem", "root.pem", NULL, "any", NOON_2027,
		PD_REJECT_UNKNOWN_CA},
};

static void
test_rule(const struct rule *rule)
{
	PD_AUTO(pd_certificates_free)
	struct pd_certificates chain = pick(rule->chain), trusted = pick(rule->trusted);
	PD_AUTO(pd_drop_text) char *wanted = pd_reject_names(rule->reasons);
	unsigned reasons =
		judge(&chain, &trusted, rule->host, rule->purpose, rule->now);
	PD_AUTO(pd_drop_text) char *got = pd_reject_names(reasons);
	tap_is(got, wanted, "%s", rule->words);
}

static void
test_words(void)
{
	for (unsigned bit = 1; bit <= PD_REJECT_LENGTH; bit <<= 1) {
		PD_AUTO(pd_drop_text) char *name = pd_reject_names(bit);
		PD_AUTO(pd_drop_text) char *text = pd_reject_text(bit);
		tap_ok(*name != '\0' && *text != '\0' && pd_reject_read(name) == bit,
			"%s is written and read", name);
	}
	tap_ok(pd_reject_read("") == 0 &&
			pd_reject_read("nonsense,weak") == PD_REJECT_WEAK,
		"what is no reason is left out");
}

/* ---- PKITS ------------------------------------------------------------------------ */

struct pool {
	struct pd_certificates all, anchors;
	char **names; /* of all: the files */
	const struct pd_revocation_list **lists;
	size_t list_count;
};

static void
take(struct pool *pool, const char *path, const char *name)
{
	struct pd_error error = {0};
	const char *suffix = strrchr(name, '.');
	bool anchor = strstr(name, "_TrustAnchorRootCertificate.") != NULL;
	bool wanted = strcmp(suffix, ".crt") == 0 || strcmp(suffix, ".crl") == 0;
	if (!anchor && !wanted)
		return;
	PD_AUTO(pd_secret_wipe) struct pd_secret content = fixture(path), word = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	pd_secret_add_text(&word, "password");
	if (!pd_reader_read(pd_secret_bytes(&content), name, &word, PD_READ_ALL, NULL,
		    &objects, &error))
		return;
	for (size_t i = 0; i < objects.count; i++) {
		const struct pd_object *object = &objects.items[i];
		if (object->kind == PD_OBJECT_CRL && object->problem.code == PD_OK) {
			pool->lists = pd_grow(
				pool->lists, pool->list_count + 1, sizeof *pool->lists);
			pool->lists[pool->list_count++] =
				pd_revocation_list_from_der(object->der, name, &error);
		}
		if (object->kind != PD_OBJECT_CERTIFICATE ||
			object->problem.code != PD_OK)
			continue;
		struct pd_certificate *certificate =
			pd_certificate_from_der(object->der, name, &error);
		if (anchor) {
			pd_certificates_add(&pool->anchors, certificate);
			continue;
		}
		pd_certificates_add(&pool->all, certificate);
		pool->names =
			pd_grow(pool->names, pool->all.count, sizeof *pool->names);
		pool->names[pool->all.count - 1] = pd_copy(strchr(name, '_') + 1);
	}
}

static bool
load_pool(struct pool *pool)
{
	const char *corpus = getenv("CORPUS");
	PD_AUTO(pd_drop_text)
	char *folder = pd_format("%s/nist-pkits", corpus ? corpus : "/nonexistent");
	struct dirent **items;
	int count = scandir(folder, &items, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", folder, items[i]->d_name);
		if (strchr(items[i]->d_name, '_') != NULL)
			take(pool, path, items[i]->d_name);
		free(items[i]);
	}
	if (count >= 0)
		free(items);
	return pool->anchors.count > 0;
}

/* Where the judgement is another than PKITS expects, and why. */
static const struct exception {
	const char *name, *why;
} exceptions[] = {
#define NO_LIST "no revocation list that is right here: nothing is known of it"
#define POLICY "policies are not asked for"
	{"InvalidkeyUsageNotCriticalcRLSignFalseTest5EE.crt", NO_LIST},
	{"InvalidonlyContainsAttributeCertsTest14EE.crt", NO_LIST},
	{"InvalidLongSerialNumberTest18EE.crt", NO_LIST},
	{"InvalidBasicSelfIssuedCRLSigningKeyTest7EE.crt", NO_LIST},
	{"InvalidOldCRLnextUpdateTest11EE.crt", NO_LIST},
	{"InvaliddistributionPointTest2EE.crt", NO_LIST},
	{"InvaliddeltaCRLIndicatorNoBaseTest1EE.crt", NO_LIST},
	{"InvaliddeltaCRLTest10EE.crt", NO_LIST},
	{"InvalidSeparateCertificateandCRLKeysTest21EE.crt", NO_LIST},
	{"InvalidinhibitAnyPolicyTest1EE.crt", POLICY},
	{"ValidSelfIssuedrequireExplicitPolicyTest6EE.crt",
		"GnuTLS refuses critical policy constraints"},
	{"ValidURInameConstraintsTest36EE.crt",
		"GnuTLS refuses name constraints on URIs"},
};

static const char *
exception_of(const char *name)
{
	for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
		if (strcmp(exceptions[i].name, name) == 0)
			return exceptions[i].why;
	return NULL;
}

/* The certificate of that index, in front of all others. */
static unsigned
judge_in_pool(struct pool *pool, size_t index)
{
	struct pd_way way;
	struct pd_certificate **items = pool->all.items, *first = items[0];
	const struct pd_verification verification = {
		.chain = &pool->all,
		.trusted = &pool->anchors,
		.lists = pool->lists,
		.list_count = pool->list_count,
		.now = NOON_2027,
	};
	items[0] = items[index];
	items[index] = first;
	unsigned reasons = pd_verify(&verification, &way);
	items[index] = items[0];
	items[0] = first;
	return reasons;
}

static void
test_one_of_pkits(struct pool *pool, size_t index)
{
	const char *name = pool->names[index];
	const char *exception = exception_of(name);
	bool valid = strncmp(name, "Valid", 5) == 0;
	if (strstr(name, "EE.crt") == NULL ||
		(!valid && strncmp(name, "Invalid", 7) != 0))
		return;
	unsigned reasons = judge_in_pool(pool, index);
	PD_AUTO(pd_drop_text) char *words = pd_reject_names(reasons);
	if (reasons & PD_REJECT_UNKNOWN_CA)
		return; /* its CA is not in the collection */
	if (exception != NULL)
		tap_ok((reasons == 0) != valid, "%s: %s", name, exception);
	else
		tap_ok((reasons == 0) == valid, "%s: %s", name,
			reasons ? words : "accepted");
}

static void
free_pool(struct pool *pool)
{
	for (size_t i = 0; i < pool->all.count; i++)
		free(pool->names[i]);
	free(pool->names);
	for (size_t i = 0; i < pool->list_count; i++)
		pd_revocation_list_free((struct pd_revocation_list *)pool->lists[i]);
	free(pool->lists);
	pd_certificates_free(&pool->all);
	pd_certificates_free(&pool->anchors);
}

static void
test_pkits(void)
{
	PD_AUTO(free_pool) struct pool pool = {0};
	if (!load_pool(&pool)) {
		tap_skip("CORPUS holds no PKITS");
		return;
	}
	for (size_t i = 0; i < pool.all.count; i++)
		test_one_of_pkits(&pool, i);
}

int
main(void)
{
	test_words();
	test_pkits();
	if (!fixtures_are_made()) {
		tap_skip("openssl and certtool are not there to make certificates");
		return tap_done();
	}
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		test_rule(&rules[i]);
	return tap_done();
}
