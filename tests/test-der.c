/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/der.h"

#include "base/text.h"
#include "tap.h"
#include "tool.h"
#include "x509/der/ber.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static void
is_hex(struct pd_bytes der, const char *want, const char *rule)
{
	PD_AUTO(pd_drop_text) char *got = pd_text_hex(der.data, der.size, '\0');
	tap_is(got, want, "%s", rule);
}

static void
test_oids(void)
{
	static const struct {
		const char *dotted, *der;
	} rows[] = {
		{"2.5.4.3", "0603550403"},
		{"1.2.840.113549.1.1.11", "06092A864886F70D01010B"},
		{"0.9.2342.19200300.100.1.25", "060A0992268993F22C640119"},
		{"2.999.3", "0603883703"},
		{"1.39", "06014F"},
		{"2.25.18446744073709551615", "060B6981FFFFFFFFFFFFFFFF7F"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
		pd_der_put_oid(&der, rows[i].dotted);
		is_hex(pd_buffer_bytes(&der), rows[i].der, rows[i].dotted);
		PD_AUTO(pd_drop_text)
		char *back =
			pd_der_oid_text((struct pd_bytes){der.data + 2, der.size - 2});
		tap_is(back, rows[i].dotted, "%s: read back", rows[i].dotted);
		tap_ok(pd_der_oid_is_valid(rows[i].dotted), "%s: valid",
			rows[i].dotted);
	}
	static const char *const wrong[] = {"", "1", "2.", ".1", "1..2", "3.1", "1.40",
		"1.2.", "01.2", "1.02", "1.2.x", "1.-2", "1.2 ",
		"1.2.18446744073709551616"};
	for (size_t i = 0; i < COUNT(wrong); i++)
		tap_ok(!pd_der_oid_is_valid(wrong[i]), "'%s' is no OID", wrong[i]);
	static const char *const damaged[] = {
		"", "80", "8001", "5580", "5504808003", "55 FFFFFFFFFFFFFFFFFFFF7F"};
	for (size_t i = 0; i < COUNT(damaged); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer der = tool_hex(damaged[i]);
		PD_AUTO(pd_drop_text)
		char *text = pd_der_oid_text(pd_buffer_bytes(&der));
		tap_is(text, NULL, "the bytes '%s' are no OID", damaged[i]);
	}
}

static void
test_numbers(void)
{
	static const struct {
		uint64_t number;
		const char *der;
	} rows[] = {
		{0, "020100"},
		{1, "020101"},
		{127, "02017F"},
		{128, "02020080"},
		{256, "02020100"},
		{600000, "02030927C0"},
		{UINT64_MAX, "020900FFFFFFFFFFFFFFFF"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
		pd_der_put_number(&der, rows[i].number);
		is_hex(pd_buffer_bytes(&der), rows[i].der,
			"a number is positive, in the fewest bytes");
	}
}

static void
test_times(void)
{
	static const struct {
		int64_t time;
		const char *text;
		unsigned tag;
	} rows[] = {
		{0, "700101000000Z", PD_DER_UTC_TIME},
		{2524607999, "491231235959Z", PD_DER_UTC_TIME},
		{2524608000, "20500101000000Z", PD_DER_GENERALIZED_TIME},
		{253402300799, "99991231235959Z", PD_DER_GENERALIZED_TIME},
		{INT64_MAX, "99991231235959Z", PD_DER_GENERALIZED_TIME},
		{-631152000, "500101000000Z", PD_DER_UTC_TIME},
		{-631152001, "19491231235959Z", PD_DER_GENERALIZED_TIME},
		{951782400, "000229000000Z", PD_DER_UTC_TIME},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
		pd_der_put_time(&der, rows[i].time);
		tap_number(der.data[0], rows[i].tag, "%s: its type", rows[i].text);
		tap_is(pd_buffer_text(&der) + 2, rows[i].text, "%s: its text",
			rows[i].text);
	}
}

static void
test_lengths(void)
{
	static const struct {
		size_t size;
		const char *header;
	} rows[] = {
		{0, "0400"},
		{127, "047F"},
		{128, "048180"},
		{255, "0481FF"},
		{256, "04820100"},
		{65535, "0482FFFF"},
		{65536, "0483010000"},
	};
	static const unsigned char content[65536];
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer put = {0};
		PD_AUTO(pd_buffer_free) struct pd_buffer nested = {0};
		pd_der_put(&put, PD_DER_OCTET_STRING, content, rows[i].size);
		tap_number(pd_der_size(pd_buffer_bytes(&put)), put.size,
			"%zu bytes: the size is read back", rows[i].size);
		size_t mark = pd_der_begin(&nested);
		pd_buffer_add(&nested, content, rows[i].size);
		pd_der_end(&nested, mark, PD_DER_OCTET_STRING);
		tap_ok(put.size == nested.size &&
				memcmp(put.data, nested.data, put.size) == 0,
			"%zu bytes: nested as put", rows[i].size);
		pd_buffer_cut(&put, put.size - rows[i].size);
		is_hex(pd_buffer_bytes(&put), rows[i].header,
			"the length has the fewest bytes");
	}
}

static void
test_reading(void)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = tool_hex("0201050C024142 0500");
	struct pd_bytes rest = pd_buffer_bytes(&der), content;
	unsigned tag = 0;
	tap_ok(pd_der_next(&rest, &tag, &content) && tag == PD_DER_INTEGER &&
			content.size == 1 && content.data[0] == 5,
		"the first element is read");
	tap_ok(pd_der_next(&rest, &tag, &content) && tag == PD_DER_UTF8 &&
			content.size == 2 && memcmp(content.data, "AB", 2) == 0,
		"the next stands behind it");
	tap_ok(pd_der_next(&rest, &tag, &content) && content.size == 0 &&
			rest.size == 0,
		"an empty one ends the bytes");
	tap_ok(!pd_der_next(&rest, &tag, &content), "there is none behind the end");
	static const struct {
		const char *hex, *rule;
	} wrong[] = {
		{"", "nothing"},
		{"30", "a tag alone"},
		{"3003 0201", "less content than said"},
		{"3080 0000", "an indefinite length"},
		{"1F8101 00", "a tag of several bytes"},
		{"3082 01", "a length that is cut off"},
		{"3084 FFFFFFFF 00", "a length of 4 GB"},
		{"3085 0000000001 00", "a length of five bytes"},
		{"30FF 00", "a reserved length"},
	};
	for (size_t i = 0; i < COUNT(wrong); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer bytes = tool_hex(wrong[i].hex);
		rest = pd_buffer_bytes(&bytes);
		tap_ok(!pd_der_next(&rest, &tag, &content) && rest.size == bytes.size,
			"%s is no element", wrong[i].rule);
		tap_number(pd_der_size(pd_buffer_bytes(&bytes)), 0, "%s has no size",
			wrong[i].rule);
	}
}

static void
test_ber(void)
{
	static const struct {
		const char *ber, *der, *rule; /* der NULL: it is refused */
	} rows[] = {
		{"3080 0201 05 0000", "3003020105", "an indefinite length"},
		{"2480 0401 41 0401 42 0000", "04024142", "a string in pieces"},
		{"2400", "0400", "a string of no pieces"},
		{"2480 0000", "0400", "the same with an indefinite length"},
		{"2403 0201 05", NULL, "a piece that is no string"},
		{"3080 0201 05", NULL, "an element without an end"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer ber = tool_hex(rows[i].ber);
		PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
		bool good = pd_ber_to_der(pd_buffer_bytes(&ber), &der);
		if (rows[i].der == NULL)
			tap_ok(!good, "%s is refused", rows[i].rule);
		else
			is_hex(pd_secret_bytes(&der), rows[i].der, rows[i].rule);
	}
}

int
main(void)
{
	test_oids();
	test_numbers();
	test_times();
	test_lengths();
	test_reading();
	test_ber();
	return tap_done();
}
