/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/details.h"

#include <string.h>

#include "base/memory.h"

#include "mapping.h"
#include "tap.h"

static void
test_sections(void)
{
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	pd_details_text(&details, "subject", "Subject", "CN=a");
	pd_details_section(&details, "issuer", "Issuer\x1b");
	pd_details_text(&details, "subject", "Subject", "CN=b");
	pd_details_text(&details, "serial", "Serial", "01AF");

	if (!tap_ok(details.section_count == 2,
		    "a section is opened by the first line"))
		return;
	const struct pd_section *object = &details.sections[0];
	const struct pd_section *issuer = &details.sections[1];
	tap_ok(object->name == NULL && object->title == NULL && object->line_count == 1,
		"lines before any section belong to the object itself");
	tap_is(issuer->name, "issuer", "a section has a name");
	tap_is(issuer->title, "Issuer\\x1b", "its title is made safe to show");
	tap_number(issuer->line_count, 2, "lines go into the section opened last");
	tap_is(issuer->lines[1].name, "serial", "a line has a name");
	tap_is(issuer->lines[1].label, "Serial", "and a label");
	tap_is(issuer->lines[1].text, "01AF", "lines keep their order");
}

static void
test_private_key(void)
{
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	pd_details_text(&details, "subject", "Subject", "CN=a");
	pd_details_long(&details, "private_key", "Private key (PEM)",
		"-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n");
	const struct pd_line *lines = details.sections[0].lines;
	char key[512], name[512];
	mapping_flags(lines[1].text, key, sizeof key);
	mapping_flags(lines[0].text, name, sizeof name);
	if (*key == '\0')
		tap_skip("the kernel does not show the flags of mappings");
	else
		tap_has(key, " dd", "a private key is held in memory for secrets");
	tap_ok(strstr(name, " dd") == NULL, "a name is not");
}

static void
test_kinds(void)
{
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	pd_details_text(&details, "a", "A", "evil\x1b[2J\nCN=x");
	pd_details_long(&details, "b", "B", "one\r\ntwo\x07\nthree\n");
	pd_details_number(&details, "c", "C", -9000000000);
	pd_details_flag(&details, "d", "D", true, "yes, critical");
	pd_details_time(&details, "e", "E", 0);
	pd_details_text(&details, "f", "F", NULL);
	static const struct {
		enum pd_value_kind kind;
		int64_t number;
		const char *text, *rule;
	} rows[] = {
		{PD_TEXT_VALUE, 0, "evil\\x1b[2J\\x0aCN=x",
			"text is safe, on one line"},
		{PD_LONG_VALUE, 0, "one\\x0d\ntwo\\x07\nthree\n",
			"long text keeps its line breaks and nothing else"},
		{PD_NUMBER_VALUE, -9000000000, "-9000000000", "a number is a number"},
		{PD_FLAG_VALUE, 1, "yes, critical", "a flag has words for people"},
		{PD_TIME_VALUE, 0, "1970-01-01 00:00:00 UTC", "a time names its zone"},
		{PD_TEXT_VALUE, 0, "", "no text is empty text"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct pd_line *line = &details.sections[0].lines[i];
		tap_is(line->text, rows[i].text, "%s", rows[i].rule);
		tap_ok(line->kind == rows[i].kind && line->number == rows[i].number,
			"%s, and so it is for scripts", rows[i].rule);
	}
}

static void
test_lists(void)
{
	struct pd_details details = {0};
	pd_details_list(&details, "names", "Names");
	pd_details_item(&details, "DNS:a.example");
	pd_details_item(&details, "DNS:\xe2\x80\xae"
				  "b.example");
	pd_details_list(&details, "purposes", "Purposes");

	const struct pd_line *lines = details.sections[0].lines;
	tap_number(details.sections[0].line_count, 2, "a list is one line");
	tap_number(lines[0].kind, PD_LIST_VALUE, "of its own kind");
	tap_number(lines[0].item_count, 2, "items go into the list begun last");
	tap_is(lines[0].items[0], "DNS:a.example", "items keep their order");
	tap_is(lines[0].items[1], "DNS:\\u202eb.example",
		"items are made safe to show");
	tap_number(lines[1].item_count, 0, "a list may be empty");

	pd_details_free(&details);
	tap_ok(details.sections == NULL && details.section_count == 0,
		"freeing leaves it empty");
	pd_details_free(&details);
}

int
main(void)
{
	test_sections();
	test_private_key();
	test_kinds();
	test_lists();
	return tap_done();
}
