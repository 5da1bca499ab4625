/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/ocsp_judge.h"
#include "x509/write/ocsp.h"

#include <string.h>

#include "fixtures.h"

/* OCSP responses that are damaged, wherever it is: what a server sends along may be
 * anything. test-trust-staple.sh has whole ones. */

enum { NOW = 1800000000, DAY = 86400 };

struct material {
	struct pd_certificate *certificate, *issuer;
	struct pd_key *key;
};

static enum pd_ocsp_status
judge(const struct material *material, struct pd_bytes response)
{
	struct pd_ocsp_answer answer;
	const struct pd_ocsp_question question = {
		.certificate = material->certificate,
		.issuer = material->issuer,
		.now = NOW,
		.from = "test",
	};
	pd_ocsp_judge(response, &question, &answer);
	return answer.status;
}

static struct pd_buffer
respond(const struct material *material, int64_t revoked_at)
{
	struct pd_error error = {0};
	struct pd_buffer response = {0};
	const struct pd_ocsp_template template = {
		.certificate = material->certificate,
		.issuer = material->issuer,
		.produced_at = NOW,
		.this_update = NOW - DAY,
		.next_update = NOW + DAY,
		.revoked_at = revoked_at,
	};
	tap_ok(pd_ocsp_sign(&template, material->key, &response, &error),
		"a response is made (%s)", error.message);
	return response;
}

static void
a_part_of_one_says_nothing(const struct material *material)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer response = respond(material, 0);
	size_t size = 0;
	tap_number(judge(material, pd_buffer_bytes(&response)), PD_OCSP_GOOD,
		"all of it says that the certificate is good");
	/* In a block of its own, so that reading behind its end is seen. */
	while (size < response.size) {
		struct pd_bytes part = {pd_alloc(1, size + 1), size};
		memcpy((unsigned char *)part.data, response.data, size);
		enum pd_ocsp_status status = judge(material, part);
		free((unsigned char *)part.data);
		if (status == PD_OCSP_GOOD)
			break;
		size++;
	}
	tap_number((long)size, (long)response.size, "nothing less does");
}

static void
no_change_makes_it_good(const struct material *material)
{
	PD_AUTO(pd_buffer_free)
	struct pd_buffer response = respond(material, NOW - DAY);
	size_t bit = 0;
	tap_number(judge(material, pd_buffer_bytes(&response)), PD_OCSP_REVOKED,
		"it says that the certificate is revoked");
	while (bit < 8 * response.size) {
		unsigned char mask = (unsigned char)(1 << bit % 8);
		response.data[bit / 8] ^= mask;
		enum pd_ocsp_status status =
			judge(material, pd_buffer_bytes(&response));
		response.data[bit / 8] ^= mask;
		if (status == PD_OCSP_GOOD || status == PD_OCSP_UNKNOWN)
			break;
		bit++;
	}
	tap_number(
		(long)bit, (long)(8 * response.size), "no bit can be changed in that");
}

static void
it_holds_in_its_time(struct material *material)
{
	struct pd_certificate *issuer = material->issuer;
	PD_AUTO(pd_buffer_free) struct pd_buffer response = respond(material, 0);
	static const struct {
		long away;
		enum pd_ocsp_status status;
	} times[] = {{-DAY - 301, PD_OCSP_OUT_OF_DATE}, {-DAY - 300, PD_OCSP_GOOD},
		{DAY, PD_OCSP_GOOD}, {DAY + 1, PD_OCSP_OUT_OF_DATE}};
	for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
		struct pd_ocsp_answer answer;
		const struct pd_ocsp_question question = {
			.certificate = material->certificate,
			.issuer = issuer,
			.now = NOW + times[i].away,
			.from = "test",
		};
		pd_ocsp_judge(pd_buffer_bytes(&response), &question, &answer);
		tap_is(pd_ocsp_status_name(answer.status),
			pd_ocsp_status_name(times[i].status), "%ld s from now",
			times[i].away);
	}
}

int
main(void)
{
	struct pd_error error = {0};
	if (!fixtures_are_made()) {
		tap_skip("openssl and certtool are not there to make certificates");
		return tap_done();
	}
	PD_AUTO(pd_secret_wipe) struct pd_secret pem = fixture("root.key");
	PD_AUTO(pd_drop_key)
	struct pd_key *key =
		pd_key_from_pem(pd_secret_bytes(&pem), NULL, "root.key", &error);
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *root = fixture_certificate("root.pem");
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *issued = fixture_certificate("intermediate.pem");
	struct material material = {issued, root, key};
	if (!tap_ok(key != NULL, "there is a CA"))
		return tap_done();
	a_part_of_one_says_nothing(&material);
	no_change_makes_it_good(&material);
	it_holds_in_its_time(&material);
	return tap_done();
}
