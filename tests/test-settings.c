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
	{"roles = {\n king = [\"alice\"];\n};", ":3", "no role king"},
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

/* ---- settings of the host ------------------------------------------------------ */

/* The files of the host and of the store, what prevails of warning_days, and where it
 * comes from. */
static const struct layered {
	const char *host, *part, *store;
	long want;
	int from;
	bool locked;
} layered[] = {
	{"", "", "", 183, PD_FROM_DEFAULT, false},
	{"warning_days = 90;", "", "", 90, PD_FROM_HOST, false},
	{"", "warning_days = 80;", "", 80, PD_FROM_HOST, false},
	{"warning_days = 90;", "warning_days = 90L;", "", 90, PD_FROM_HOST, false},
	{"warning_days = 90;", "", "warning_days = 70;", 70, PD_FROM_STORE, false},
	{"warning_days = 90; locked = [\"warning_days\"];", "", "warning_days = 70;",
		90, PD_FROM_HOST, true},
	{"warning_days = 90;", "locked = (\"undo_days\", \"warning_days\");",
		"warning_days = 70;", 90, PD_FROM_HOST, true},
	{"locked = [\"warning_days\"];", "", "warning_days = 70;", 183, PD_FROM_DEFAULT,
		true},
	{"format = 1; locked = [\"roles\"];", "", "warning_days = 70;", 70,
		PD_FROM_STORE, false},
};

static const struct host_bad {
	const char *host, *part, *file, *message;
} host_bad[] = {
	{"warning_days = ;", "", "etc/settings.cfg:1", "syntax error"},
	{"", "\nwarning_days = 9999;", "etc/settings.d/10.cfg:2", "from 0 to 3653"},
	{"warning_days = 90;", "warning_days = 91;", "etc/settings.d/10.cfg:1",
		"etc/settings.cfg:1, which says something else of warning_days"},
	{"roles = { observer = [\"a\"]; };", "roles = { observer = [\"b\"]; };",
		"etc/settings.d/10.cfg:1", "something else of observer"},
	{"locked = \"roles\";", "", "etc/settings.cfg:1", "locked must be a list"},
	{"locked = [\"colour\"];", "", "etc/settings.cfg:1",
		"locked names colour, which is not a setting"},
	{"@include \"/etc/passwd\"\n", "", "etc/settings.cfg:1", "@include"},
	{"format = 2;", "", "etc/settings.cfg", "newer pemdeck (format 2"},
};

static void
write_host(const char *host, const char *part)
{
	put_text(at("etc/settings.cfg"), host);
	put_text(at("etc/settings.d/10.cfg"), part);
}

static void
test_layered(struct pd_store *store)
{
	for (size_t i = 0; i < sizeof layered / sizeof *layered; i++) {
		const struct layered *row = &layered[i];
		struct pd_settings got = {0};
		struct pd_error error = {0};
		PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
		PD_AUTO(pd_origin_free) struct pd_origin origin = {0};
		write_host(row->host, row->part);
		write_line(row->store);
		must(pd_settings_load(store, &got, &error) &&
				pd_layers_load(store, &layers, &error),
			"load", &error);
		pd_settings_origin(&layers, "warning_days", &origin);
		tap_ok(got.warning_days == row->want, "what prevails of row %zu", i);
		tap_ok((int)origin.from == row->from &&
				(origin.lock != NULL) == row->locked,
			"where it comes from, row %zu", i);
		tap_ok(pd_settings_check_open(store, "warning_days", &error) !=
				row->locked,
			"what is locked cannot be set, row %zu", i);
	}
}

static void
test_host_bad(struct pd_store *store)
{
	write_line("");
	for (size_t i = 0; i < sizeof host_bad / sizeof *host_bad; i++) {
		const struct host_bad *row = &host_bad[i];
		struct pd_settings got = {0};
		struct pd_error error = {0};
		write_host(row->host, row->part);
		tap_ok(!pd_settings_load(store, &got, &error), "refused: %s",
			row->message);
		tap_has(error.input, row->file, "the file is named: %s", row->message);
		tap_has(error.message, row->message, "and why: %s", row->message);
	}
}

/* Whoever can write to them could unlock what root locked. */
static void
test_host_open(struct pd_store *store)
{
	static const struct {
		const char *path;
		mode_t open, closed;
	} ways[] = {{"etc", 0777, 0755}, {"etc/settings.d", 0777, 0755},
		{"etc/settings.cfg", 0666, 0644},
		{"etc/settings.d/10.cfg", 0664, 0600}};
	write_host("undo_days = 3;", "critical_days = 3;");
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		struct pd_settings got = {0};
		struct pd_error error = {0};
		must(chmod(at("%s", ways[i].path), ways[i].open) == 0, "chmod", NULL);
		tap_ok(!pd_settings_load(store, &got, &error) &&
				strstr(error.input, ways[i].path) != NULL,
			"refused by name: others can write to %s", ways[i].path);
		must(chmod(at("%s", ways[i].path), ways[i].closed) == 0, "chmod", NULL);
		error = (struct pd_error){0};
		tap_ok(pd_settings_load(store, &got, &error) && got.undo_days == 3,
			"closed, it counts");
	}
	struct pd_settings got = {0};
	struct pd_error error = {0};
	must(symlink("10.cfg", at("etc/settings.d/11.cfg")) == 0, "symlink", NULL);
	tap_ok(!pd_settings_load(store, &got, &error) &&
			strstr(error.message, "symbolic link") != NULL,
		"a symbolic link is refused");
	must(unlink(at("etc/settings.d/11.cfg")) == 0, "unlink", NULL);
}

static void
test_refreshed(struct pd_store *store)
{
	struct pd_settings got = {0};
	struct pd_error error = {0};
	bool changed = false;
	must(pd_settings_load(store, &got, &error), "load", &error);
	tap_ok(pd_settings_refresh(store, &got, &changed, &error) && !changed,
		"nothing changed");
	put_text(at("etc/settings.d/12.cfg"), "rejected_keep = 12;");
	tap_ok(pd_settings_refresh(store, &got, &changed, &error) && changed &&
			got.rejected_keep == 12,
		"a new file of the host is seen");
	put_text(at("etc/settings.d/12.cfg~"), "rejected_keep = ;");
	must(pd_settings_refresh(store, &got, &changed, &error), "refresh", &error);
	tap_ok(got.rejected_keep == 12, "what an editor left beside it does not count");
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
	tap_ok(good && count == 10,
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
	must(mkdir(at("etc"), 0755) == 0 && mkdir(at("etc/settings.d"), 0755) == 0,
		"etc", NULL);
	test_layered(store);
	test_host_bad(store);
	test_host_open(store);
	test_refreshed(store);
	scratch_end();
	return tap_done();
}
