/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "fixtures.h"
#include "tap.h"
#include "x509/judge/verify.h"

/* Judgements on chains: the fixtures with each reason. */

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
	struct pd_cert_path path;
	const struct pd_verification verification = {
		.chain = chain,
		.trusted = trusted,
		.host = host,
		.purpose = pd_verify_purpose(purpose),
		.now = now,
	};
	return pd_verify(&verification, &path);
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
		"any", NOON_2027, PD_REJECT_SIGNATURE},
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
	for (unsigned bit = 1; bit <= PD_REJECT_LIST; bit <<= 1) {
		PD_AUTO(pd_drop_text) char *name = pd_reject_names(bit);
		PD_AUTO(pd_drop_text) char *text = pd_reject_text(bit);
		tap_ok(*name != '\0' && *text != '\0' && pd_reject_read(name) == bit,
			"%s is written and read", name);
	}
	tap_ok(pd_reject_read("") == 0 &&
			pd_reject_read("nonsense,weak") == PD_REJECT_WEAK,
		"what is no reason is left out");
}

int
main(void)
{
	test_words();
	if (!fixtures_are_made()) {
		tap_skip("openssl and certtool are not there to make certificates");
		return tap_done();
	}
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		test_rule(&rules[i]);
	return tap_done();
}
