/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings.h"

#include "scratch.h"
#include "tap.h"

#define WANT(warning, critical, rejected, undo, level)                                 \
	{                                                                              \
		.warning_days = (warning), .critical_days = (critical),                \
		.rejected_keep = (rejected), .undo_days = (undo),                      \
		.security_level = (level), .highlight = 1                              \
	}

static const struct row {
	const char *line; /* of settings.cfg, after format */
	struct pd_settings want;
} rows[] = {
	{"", WANT(183, 30, 100, 7, PD_LEVEL_LOW)},
	{"warning_days = 90;", WANT(90, 30, 100, 7, PD_LEVEL_LOW)},
	{"critical_days = 0; undo_days = 0L;", WANT(183, 0, 100, 0, PD_LEVEL_LOW)},
	{"security_level = \"medium\";", WANT(183, 30, 100, 7, PD_LEVEL_MEDIUM)},
	{"rejected_keep = 10000; other = \"kept for a later version\";",
		WANT(183, 30, 10000, 7, PD_LEVEL_LOW)},
	{"highlight = \"name\";", WANT(183, 30, 100, 7, PD_LEVEL_LOW)},
};

static const struct bad {
	const char *line, *place, *message;
} bad[] = {
	{"warning_days = -1;", ":2", "warning_days must be a whole number from 0"},
	{"\nundo_days = 100000;", ":3",
		"undo_days must be a whole number from 0 to 3653"},
	{"rejected_keep = \"many\";", ":2", "rejected_keep must be"},
	{"critical_days = 1.5;", ":2", "critical_days must be"},
	{"critical_days = 99999999999L;", ":2", "critical_days must be"},
	{"critical_days = ;", ":2", "syntax error"},
	{"\nsecurity_level = \"huge\";", ":3",
		"security_level must be one of: low, medium, high"},
	{"highlight = \"all\";", ":2", "highlight must be one of: row, name, marker"},
	{"security_level = 1;", ":2", "security_level must be one of"},
	{"roles = [];", ":2", "roles must be a group"},
	{"roles = {\n king = [\"alice\"];\n};", ":3", "there is no role king"},
	{"roles = {\n observer = \"alice\";\n};", ":3", "a role must be a list"},
	{"roles = { observer = [\"a b\"]; };", ":2", "neither a user nor a @group"},
};

static void
write_line(const char *line)
{
	PD_AUTO(pd_drop_text) char *text = pd_format("format = 1;\n%s\n", line);
	put_text(at("store/settings.cfg"), text);
}

static void
test_read(struct pd_store *store)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct pd_settings *want = &rows[i].want;
		struct pd_settings got = {0};
		struct pd_error error = {0};
		write_line(rows[i].line);
		tap_ok(pd_settings_load(store, &got, &error) &&
				got.warning_days == want->warning_days &&
				got.critical_days == want->critical_days &&
				got.rejected_keep == want->rejected_keep &&
				got.undo_days == want->undo_days &&
				got.security_level == want->security_level &&
				got.highlight == want->highlight,
			"settings.cfg with \"%s\"", rows[i].line);
	}
}

static void
test_bad(struct pd_store *store)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct pd_settings got = WANT(1, 2, 3, 4, PD_LEVEL_LOW);
		struct pd_error error = {0};
		write_line(bad[i].line);
		PD_AUTO(pd_drop_text)
		char *place = pd_format("settings.cfg%s", bad[i].place);
		const char *name = bad[i].message;
		tap_ok(!pd_settings_load(store, &got, &error) && got.undo_days == 4,
			"refused, and nothing is set: %s", name);
		tap_has(error.input, place, "the line is named: %s", name);
		tap_has(error.message, name, "the sentence says: %s", name);
	}
}

static void
test_table(void)
{
	bool good = true;
	size_t count = 0;
	for (const struct pd_setting *row = pd_settings_table; row->name; row++) {
		count++;
		good = good && row->help[0] != '\0' && row->least <= row->fallback &&
		       row->fallback <= row->most;
	}
	tap_ok(good && count == 6,
		"each setting has a help and a default in its limits");
}

int
main(void)
{
	scratch_begin();
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	test_read(store);
	test_bad(store);
	test_table();
	scratch_end();
	return tap_done();
}
