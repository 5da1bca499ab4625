/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings/text.h"

#include "store/change.h"
#include "store/settings_change.h"

#include "scratch.h"
#include "tap.h"

/* Whoever writes settings.cfg by hand finds it as it was, but for the value that was
 * set. */

static const struct row {
	const char *before, *group, *name, *value, *after;
} rows[] = {
	{"", NULL, "a", "1", "a = 1;\n"},
	{"b = 2;", NULL, "a", "1", "b = 2;\na = 1;\n"},
	{"b = 2", NULL, "a", "1", "b = 2;\na = 1;\n"},
	{"b = 2 # two\n", NULL, "a", "1", "b = 2; # two\na = 1;\n"},
	{"# a = 3;\na=10L; // ten\nb = 2;\n", NULL, "a", "1",
		"# a = 3;\na=1; // ten\nb = 2;\n"},
	{"a : \"x; a = 2\" \"y\" ;", NULL, "a", "1", "a : 1 ;"},
	{"/* a = 5; */ ab = 1; a /* is */ = /* now */ 2, b = 3", NULL, "a", "1",
		"/* a = 5; */ ab = 1; a /* is */ = /* now */ 1, b = 3"},
	{"g = { a = 2; }; l = ( { a = 3; }, \"a = 4\" );\n", NULL, "a", "1",
		"g = { a = 2; }; l = ( { a = 3; }, \"a = 4\" );\na = 1;\n"},
	{"s = \"a \\\" a = 2;\";\na = 2;", NULL, "a", "1",
		"s = \"a \\\" a = 2;\";\na = 1;"},
	{"a = [ 1, 2 ] # all\nb = 1 a2 = 2", NULL, "a", "[]",
		"a = [] # all\nb = 1 a2 = 2"},
	{"a = ( \")\", # )\n 1 /* ) */ );\nb = 1;", NULL, "a", "1", "a = 1;\nb = 1;"},
	{"b = 2;\n", "g", "a", "1", "b = 2;\ng = {\n  a = 1;\n};\n"},
	{"g = { a = 2; }; a = 3;", "g", "a", "1", "g = { a = 1; }; a = 3;"},
	{"g = { };", "g", "a", "1", "g = { a = 1; };"},
	{"g = {};", "g", "a", "1", "g = { a = 1; };"},
	{"g = { b = 2 };", "g", "a", "1", "g = { b = 2; a = 1; };"},
	{"g : {\n  b = 2; # two\n  # end\n};\n", "g", "a", "1",
		"g : {\n  b = 2; # two\n  # end\n  a = 1;\n};\n"},
	{"g = {\n\t b = 2\n\t} c = 1", "g", "a", "1",
		"g = {\n\t b = 2;\n\t  a = 1;\n\t} c = 1"},
	{"format = 1;\r\na = 2;\r\n", NULL, "a", "1", "format = 1;\r\na = 1;\r\n"},
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct row *row = &rows[i];
		PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
		pd_settings_text_set(
			row->before, row->group, row->name, row->value, &out);
		tap_is(pd_buffer_text(&out), row->after, "only the value of row %zu",
			i);
	}
}

static const struct {
	const char *before, *group, *name, *after;
} gone[] = {
	{"a = 1;\nb = 2; # two\nc = 3;\n", NULL, "b", "a = 1;\n # two\nc = 3;\n"},
	{"a = 1;\n  b = 2;\nc = 3;\n", NULL, "b", "a = 1;\nc = 3;\n"},
	{"a = 1; b = 2; c = 3;", NULL, "b", "a = 1;  c = 3;"},
	{"b = 2", NULL, "b", ""},
	{"a = 1;\n", NULL, "b", "a = 1;\n"},
	{"g = {\n  b = [ 1,\n 2 ];\n  c = 3;\n};\n", "g", "b", "g = {\n  c = 3;\n};\n"},
	{"b = 2;\n", "g", "b", "b = 2;\n"},
};

static void
test_gone(void)
{
	for (size_t i = 0; i < sizeof gone / sizeof *gone; i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
		pd_settings_text_remove(
			gone[i].before, gone[i].group, gone[i].name, &out);
		tap_is(pd_buffer_text(&out), gone[i].after, "row %zu without it", i);
	}
}

/* index 9: a new one; value NULL: the member goes; name NULL: the group goes. */
static const struct {
	const char *before;
	size_t index;
	const char *name, *value, *after;
} groups[] = {
	{"", 9, "a", "1", "l = (\n  { a = 1; }\n);\n"},
	{"b = 2", 9, "a", "1", "b = 2;\nl = (\n  { a = 1; }\n);\n"},
	{"l = ();", 9, "a", "1", "l = (\n  { a = 1; }\n);"},
	{"l = ( { a = 1; } ); # all\n", 9, "a", "2",
		"l = ( { a = 1; },\n  { a = 2; }\n ); # all\n"},
	{"l = (\n  { a = 1; } # one\n);\n", 9, "a", "2",
		"l = (\n  { a = 1; },\n  { a = 2; } # one\n);\n"},
	{"l = ( { a = 1; b = 2; }, { a = 3; } );", 0, "a", "4",
		"l = ( { a = 4; b = 2; }, { a = 3; } );"},
	{"l = ( { a = 1; }, { a = 3; /* three */ } );", 1, "b", "4",
		"l = ( { a = 1; }, { a = 3; /* three */ b = 4; } );"},
	{"l = ( { a = 1; b = 2; }, { a = 3; } );", 0, "b", NULL,
		"l = ( { a = 1;  }, { a = 3; } );"},
	{"l = ( { a = 1; } );", 0, "b", NULL, "l = ( { a = 1; } );"},
	{"l = (\n  { a = 1; },\n  # two\n  { a = 2; }\n);\n", 0, NULL, NULL,
		"l = (\n  # two\n  { a = 2; }\n);\n"},
	{"l = (\n  { a = 1; },\n  { a = 2; }\n);\n", 1, NULL, NULL,
		"l = (\n  { a = 1; }\n);\n"},
	{"l = ( { a = \")\"; } );", 0, NULL, NULL, "l = (  );"},
	{"k = 1;", 0, NULL, NULL, "k = 1;"},
};

static void
test_groups(void)
{
	for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
		const struct pd_settings_member members[] = {
			{groups[i].name, groups[i].value}, {0}};
		if (groups[i].name != NULL)
			pd_settings_text_set_group(
				groups[i].before, "l", groups[i].index, members, &out);
		else
			pd_settings_text_remove_group(
				groups[i].before, "l", groups[i].index, &out);
		tap_is(pd_buffer_text(&out), groups[i].after,
			"group of row %zu and nothing else", i);
	}
}

/* No text makes it read behind its end or go on for ever; what comes out is judged by
 * who reads it back. */
static void
test_cut(void)
{
	static const char text[] =
		"a = \"x\\\" y\" \"z\"; g = { b = [ 1, 2 ]; /* no */ "
		"c = ( { d = 1; } ); # x\n }; l = ( { a = 1; # y\n b = \"}\"; }, "
		"{ a = 2; } ); // end\n";
	static const struct pd_settings_member members[] = {
		{"a", "3"}, {"b", NULL}, {"c", "\"x\""}, {0}};
	for (size_t size = 0; size < sizeof text; size++) {
		PD_AUTO(pd_drop_text) char *cut = pd_copy_bytes(text, size);
		PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
		pd_settings_text_set(cut, "g", "c", "1", &out);
		pd_settings_text_set(cut, NULL, "b", "1", &out);
		pd_settings_text_remove(cut, "g", "c", &out);
		pd_settings_text_remove(cut, NULL, "a", &out);
		for (size_t index = 0; index < 3; index++) {
			pd_settings_text_set_group(cut, "l", index, members, &out);
			pd_settings_text_set_group(cut, "a", index, members, &out);
			pd_settings_text_remove_group(cut, "l", index, &out);
			pd_settings_text_remove_group(cut, "g", index, &out);
		}
	}
	tap_ok(true, "a text that is cut anywhere does no harm");
}

static const char by_hand[] = "# Written by an administrator.\n"
			      "format = 1;\n"
			      "\n"
			      "undo_days = 10L; // kept short on purpose\n"
			      "roles = { /* who */\n"
			      "  # the auditors\n"
			      "  observer = [ \"eve\" ];  # Eve\n"
			      "};\n"
			      "hooks = ( { path = \"/tmp/{ undo_days = 3;\"; } );\n"
			      "# the end";

static bool
set(struct pd_store *store, const char *name, const char *text, struct pd_error *error)
{
	static const struct pd_author author = {.account = "test"};
	struct pd_settings settings;
	if (!pd_settings_load(store, &settings, error) ||
		!pd_settings_set(&settings, name, text, error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change =
		pd_change_begin(store, &author, "settings set", error);
	return change != NULL &&
	       pd_settings_put(store, change, &settings, name, error) &&
	       pd_change_commit(change, "set", error);
}

static void
test_fifty(struct pd_store *store)
{
	struct pd_error error = {0};
	bool good = true;
	put_text(at("store/settings.cfg"), by_hand);
	for (long i = 1; i <= 50 && good; i++) {
		PD_AUTO(pd_drop_text) char *number = pd_format("%ld", i);
		good = set(store, i % 2 ? "undo_days" : "warning_days", number, &error);
	}
	must(good && set(store, "observer", "ann @\"staff\\", &error) &&
			set(store, "security_officer", "bob", &error) &&
			set(store, "security_level", "medium", &error) &&
			set(store, "system_administrator", "", &error),
		"set", &error);
	PD_AUTO(pd_drop_text) char *now = text_of(at("store/settings.cfg"));
	tap_is(now,
		"# Written by an administrator.\n"
		"format = 1;\n"
		"\n"
		"undo_days = 49; // kept short on purpose\n"
		"roles = { /* who */\n"
		"  # the auditors\n"
		"  observer = [ \"ann\", \"@\\\"staff\\\\\" ];  # Eve\n"
		"  security_officer = [ \"bob\" ];\n"
		"  system_administrator = [];\n"
		"};\n"
		"hooks = ( { path = \"/tmp/{ undo_days = 3;\"; } );\n"
		"# the end\n"
		"warning_days = 50;\n"
		"security_level = \"medium\";\n",
		"after 50 settings all that was written by hand is there");
}

/* The text was read, then somebody saves another: that must not be lost. */
static void
test_edited_meanwhile(struct pd_store *store)
{
	static const struct pd_author author = {.account = "test"};
	struct pd_error error = {0};
	struct pd_settings settings;
	must(pd_settings_load(store, &settings, &error), "load", &error);
	settings.undo_days = 3;
	put_text(at("store/settings.cfg"), "format = 1;\nhighlight = \"row\";\n");
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_change_begin(store, &author, "test", &error);
	must(change != NULL &&
			pd_settings_put(
				store, change, &settings, "undo_days", &error) &&
			pd_change_commit(change, "set", &error),
		"put", &error);
	PD_AUTO(pd_drop_text) char *now = text_of(at("store/settings.cfg"));
	tap_is(now, "format = 1;\nhighlight = \"row\";\nundo_days = 3;\n",
		"what was edited since it was shown stays");
}

int
main(void)
{
	test_rows();
	test_gone();
	test_groups();
	test_cut();
	scratch_begin();
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	test_fifty(store);
	test_edited_meanwhile(store);
	scratch_end();
	return tap_done();
}
