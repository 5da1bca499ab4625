/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "agreement.h"

/* The chains of Netflix's BetterTLS (https://bettertls.com) on name constraints, of which
 * CORPUS has all certificates: each is asked for the name and for the address of its
 * server, as its clients are. The last certificate of a chain is the root. */

static const struct sample {
	unsigned number;
	bool name_is_good;    /* localhost.local */
	bool address_is_good; /* 127.0.0.1 */
} samples[] = {
	{260, false, false},
	{516, false, false},
	{592, false, false},
	{668, false, false},
	{1044, true, false},
	{1140, true, false},
	{1260, false, false},
	{1428, false, false},
	{1608, false, false},
	{1612, false, false},
	{1900, false, false},
	{1940, false, false},
	{2264, false, false},
	{2744, false, false},
	{2840, false, false},
	{3184, false, false},
	{3328, true, false},
	{3476, false, false},
};

static struct pd_secret
part_of(const struct pd_secret *manifest, unsigned number, const char *kind)
{
	PD_AUTO(pd_drop_text)
	char *origin = pd_format("/bettertls/certificates/%u.%s", number, kind);
	return agreement_part(manifest, origin);
}

static void
judge(const struct sample *sample, const char *host, bool valid, const char *chain,
	int64_t now)
{
	PD_AUTO(pd_drop_text) char *name = pd_format("%u, %s", sample->number, host);
	const char *root = strstr(chain, "-----BEGIN CERTIFICATE-----");
	for (const char *next = root; next != NULL;
		next = strstr(next + 1, "-----BEGIN CERTIFICATE-----"))
		root = next;
	const struct chain_case one = {
		.name = name,
		.chain = chain,
		.trusted = root != NULL ? root : "",
		.host = host,
		.purpose = "server",
		.now = now,
		.valid = valid,
		.is_old = true,
	};
	agreement_row(&one, NULL);
}

static void
judge_sample(const struct pd_secret *manifest, const struct sample *sample)
{
	PD_AUTO(pd_secret_wipe)
	struct pd_secret chain = part_of(manifest, sample->number, "crt");
	PD_AUTO(pd_secret_wipe)
	struct pd_secret above = part_of(manifest, sample->number, "chain");
	if (chain.size == 0 || above.size == 0) {
		tap_skip("%u is not in the collection", sample->number);
		return;
	}
	int64_t now = agreement_begin(&chain);
	pd_secret_add_format(&chain, "\n%s", pd_secret_text(&above));
	const char *text = pd_secret_text(&chain);
	judge(sample, "localhost.local", sample->name_is_good, text, now);
	judge(sample, "127.0.0.1", sample->address_is_good, text, now);
}

int
main(void)
{
	tool_begin();
	PD_AUTO(pd_secret_wipe) struct pd_secret manifest = agreement_manifest();
	if (manifest.size == 0)
		return tap_skip_all("CORPUS has no chains of BetterTLS");
	for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
		judge_sample(&manifest, &samples[i]);
	return tap_done();
}
