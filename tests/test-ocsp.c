/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/ocsp_judge.h"
#include "x509/write/ocsp.h"

#include <string.h>

#include "fixtures.h"
#include "scratch.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/write/issue.h"
#include "x509/write/put.h"

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

/* ---- extensions ------------------------------------------------------------------- */

enum where { OF_ENTRY, OF_ALL };

static void
put_extensions(struct pd_buffer *out, enum pd_criticality criticality)
{
	static const struct pd_bytes value = {(const unsigned char *)"\x05\0", 2};
	size_t field = pd_der_begin(out), list = pd_der_begin(out);
	pd_put_extension(out, "1.3.6.1.5.5.7.48.1.99", criticality, value);
	pd_der_end(out, list, PD_DER_SEQUENCE);
	pd_der_end(out, field, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 1);
}

/* ResponseData again, with such an extension. */
static struct pd_buffer
extend_data(struct pd_bytes data, enum where where, enum pd_criticality criticality)
{
	struct pd_buffer out = {0};
	struct pd_bytes inside, responder = {0}, time = {0}, list, entry = {0};
	must(pd_take(&data, PD_DER_SEQUENCE, &inside) &&
			pd_take_whole(&inside, 0xa1, &responder) &&
			pd_take_whole(&inside, PD_DER_GENERALIZED_TIME, &time) &&
			pd_take(&inside, PD_DER_SEQUENCE, &list) &&
			pd_take(&list, PD_DER_SEQUENCE, &entry),
		"a response", NULL);
	size_t all = pd_der_begin(&out);
	pd_buffer_add_bytes(&out, responder);
	pd_buffer_add_bytes(&out, time);
	size_t entries = pd_der_begin(&out), one = pd_der_begin(&out);
	pd_buffer_add_bytes(&out, entry);
	if (where == OF_ENTRY)
		put_extensions(&out, criticality);
	pd_der_end(&out, one, PD_DER_SEQUENCE);
	pd_der_end(&out, entries, PD_DER_SEQUENCE);
	if (where == OF_ALL)
		put_extensions(&out, criticality);
	pd_der_end(&out, all, PD_DER_SEQUENCE);
	return out;
}

static struct pd_buffer
extend_response(const struct material *material, int64_t revoked_at, enum where where,
	enum pd_criticality criticality)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer plain = respond(material, revoked_at);
	PD_AUTO(pd_buffer_free) struct pd_buffer basic = {0};
	struct pd_bytes der = pd_buffer_bytes(&plain), inside, bytes, octets;
	struct pd_signed structure;
	struct pd_buffer out = {0};
	struct pd_error error = {0};
	must(pd_take(&der, PD_DER_SEQUENCE, &inside) &&
			pd_take(&inside, PD_DER_ENUMERATED, &bytes) &&
			pd_take(&inside, 0xa0, &bytes) &&
			pd_take(&bytes, PD_DER_SEQUENCE, &bytes) &&
			pd_take(&bytes, PD_DER_OID, &octets) &&
			pd_take(&bytes, PD_DER_OCTET_STRING, &octets) &&
			pd_signed_read(octets, &structure),
		"a response", NULL);
	basic = extend_data(structure.content, where, criticality);
	must(pd_put_signature(&basic, 0, (struct pd_bytes){0}, material->key, &error),
		"signing", &error);
	size_t all = pd_der_begin(&out);
	pd_der_put(&out, PD_DER_ENUMERATED, "", 1);
	size_t field = pd_der_begin(&out), type = pd_der_begin(&out);
	pd_der_put_oid(&out, PD_OID_BASIC_RESPONSE);
	pd_der_put(&out, PD_DER_OCTET_STRING, basic.data, basic.size);
	pd_der_end(&out, type, PD_DER_SEQUENCE);
	pd_der_end(&out, field, 0xa0);
	pd_der_end(&out, all, PD_DER_SEQUENCE);
	return out;
}

/* RFC 6960 4.4: what is critical and not known makes the answer worth nothing. */
static void
an_unknown_critical_extension_says_nothing(const struct material *material)
{
	static const struct {
		enum where where;
		enum pd_criticality criticality;
		int64_t revoked_at;
		enum pd_ocsp_status status;
	} rows[] = {
		{OF_ENTRY, PD_NOT_CRITICAL, 0, PD_OCSP_GOOD},
		{OF_ENTRY, PD_CRITICAL, 0, PD_OCSP_CRITICAL},
		{OF_ENTRY, PD_CRITICAL, NOW - DAY, PD_OCSP_REVOKED},
		{OF_ALL, PD_NOT_CRITICAL, 0, PD_OCSP_GOOD},
		{OF_ALL, PD_CRITICAL, 0, PD_OCSP_CRITICAL},
		{OF_ALL, PD_CRITICAL, NOW - DAY, PD_OCSP_REVOKED},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		PD_AUTO(pd_buffer_free)
		struct pd_buffer response = extend_response(material,
			rows[i].revoked_at, rows[i].where, rows[i].criticality);
		tap_is(pd_ocsp_status_name(judge(material, pd_buffer_bytes(&response))),
			pd_ocsp_status_name(rows[i].status),
			"an extension of %s that is %s",
			rows[i].where == OF_ENTRY ? "an entry" : "all entries",
			rows[i].criticality == PD_CRITICAL ? "critical" : "not");
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
	an_unknown_critical_extension_says_nothing(&material);
	return tap_done();
}
