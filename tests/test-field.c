/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/field.h"

#include "tap.h"

static const char *const colours[] = {"red", "green", NULL};

static char *
computed(struct pd_context *context, const char *row)
{
	(void)context;
	return pd_format("row %s", row ? row : "none");
}

static const struct pd_field fields[] = {
	{.name = "dn", .help = "A name", .kind = PD_FIELD_DN, .flags = PD_REQUIRED},
	{.name = "colour", .kind = PD_FIELD_CHOICE, .choices = colours},
	{.name = "shade",
		.kind = PD_FIELD_NUMBER,
		.preset = "5",
		.least = 1,
		.most = 9,
		.when_field = "colour",
		.when_value = "green|blue"},
	{.name = "day", .kind = PD_FIELD_DATE},
	{.name = "san", .kind = PD_FIELD_SAN},
	{.name = "loud", .kind = PD_FIELD_FLAG},
	{.name = "note", .kind = PD_FIELD_TEXT, .compute = computed},
	{.name = "passphrase",
		.kind = PD_FIELD_PASSPHRASE,
		.check = pd_check_new_passphrase},
	{0},
};

static const struct row {
	const char *field, *text, *part; /* part of the sentence; NULL: it fits */
} rows[] = {
	{"dn", "CN=a,O=b", NULL},
	{"dn", "", "required: "},
	{"dn", "no name", "CN=value"},
	{"colour", "green", NULL},
	{"colour", "gre", "choose one of: red, green"},
	{"shade", "1", NULL},
	{"shade", "9", NULL},
	{"shade", "0", "from 1 to 9"},
	{"shade", "10", "from 1 to 9"},
	{"shade", "99999999999999999999", "from 1 to 9"},
	{"shade", "4x", "not a whole number"},
	{"shade", "", NULL},
	{"day", "2026-11-21", NULL},
	{"day", "2026-02-30", "YYYY-MM-DD"},
	{"day", "21.11.2026", "YYYY-MM-DD"},
	{"san", "DNS:a.example,IP:192.0.2.1", NULL},
	{"san", "IP:192.0.2.300", "192.0.2.300"},
	{"loud", "yes", NULL},
	{"loud", "maybe", "neither yes nor no"},
	{"note", "anything \x1b", NULL},
	{"passphrase", "1234567", "at least 8 characters"},
	{"passphrase", "12345678", NULL},
	{"passphrase", "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f", "at least 8 characters"},
	{"passphrase", "", NULL},
};

static const struct pd_field *
find(const char *name)
{
	const struct pd_field *field = fields;
	while (strcmp(field->name, name) != 0)
		field++;
	return field;
}

static void
test_checks(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		struct pd_error error = {0};
		bool fits = pd_field_check(find(row->field), row->text, &error);
		if (row->part == NULL) {
			tap_ok(fits, "%s takes \"%s\"", row->field, row->text);
			continue;
		}
		tap_ok(!fits && error.code == PD_EUSAGE &&
				strcmp(error.input, row->field) == 0,
			"%s refuses \"%s\" and is named", row->field, row->text);
		tap_has(error.message, row->part, "%s says what would be right",
			row->field);
	}
}

static void
test_defaults(void)
{
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	pd_values_set(values, "dn", "CN=a");
	pd_values_default(fields, NULL, "7", values);
	tap_is(pd_value_text(values, "colour"), "red",
		"the first choice is the default");
	tap_is(pd_value_text(values, "shade"), NULL,
		"a field not asked gets no default");
	tap_is(pd_value_text(values, "loud"), "no", "a flag is off by default");
	tap_is(pd_value_text(values, "note"), "row 7",
		"a computed default knows the row");
	struct pd_error error = {0};
	tap_ok(pd_values_check(fields, values, &error), "defaults pass the checks");
	pd_values_set(values, "shade", "3");
	tap_ok(!pd_values_check(fields, values, &error) &&
			strcmp(error.input, "shade") == 0,
		"a value for a field that is not asked is refused");
	tap_has(error.message, "colour green|blue", "and what it goes with is said");
}

static void
test_asked(void)
{
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	pd_values_set(values, "dn", "CN=a");
	pd_values_set(values, "colour", "green");
	pd_values_default(fields, NULL, NULL, values);
	tap_is(pd_value_text(values, "shade"), "5",
		"a field that is asked gets its preset");
	struct pd_error error = {0};
	tap_ok(pd_values_check(fields, values, &error), "and all is well");
}

static void
test_many(void)
{
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	tap_number(pd_value_count(values, "file"), 0, "no value at first");
	pd_values_add(values, "file", "a");
	pd_values_add(values, "file", "b");
	tap_number(pd_value_count(values, "file"), 2, "values add up");
	tap_is(pd_value_item(values, "file", 1), "b", "in their order");
	pd_values_set(values, "file", "c");
	tap_number(pd_value_count(values, "file"), 1, "setting replaces them all");
	pd_values_unset(values, "file");
	tap_is(pd_value_text(values, "file"), NULL, "and they can be taken back");
	pd_values_set(values, "empty", "");
	tap_ok(pd_value_secret(values, "empty") == NULL,
		"an empty value counts as none");
	tap_number(pd_value_number(values, "empty", 42), 42, "so its fallback is used");
}

int
main(void)
{
	test_checks();
	test_defaults();
	test_asked();
	test_many();
	return tap_done();
}
