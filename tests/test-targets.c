/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/targets.h"

#include "scratch.h"
#include "tap.h"

static const struct bad {
	const char *line, *place, *message;
} bad[] = {
	{"deploy = 1;", ":2", "deploy must be a list"},
	{"deploy = ( 1 );", ":2", "must stand in braces"},
	{"deploy = (\n{ key = \"/a\"; } );", ":3", "has no certificate"},
	{"deploy = ( { certificate = \"a\"; } );", ":2",
		"certificate must be the full path"},
	{"deploy = ( { certificate = \"/a/\"; } );", ":2",
		"certificate must be the full path"},
	{"deploy = ( { certificate = \"/a\";\nkey = \"b\"; } );", ":3",
		"key must be the"},
	{"deploy = ( { certificate = 1; } );", ":2", "text of 1 to 1000 bytes"},
	{"deploy = ( { certificate = \"\"; } );", ":2", "text of 1 to 1000 bytes"},
	{"deploy = ( { certificate = \"/a\"; color = \"red\"; } );", ":2",
		"has no color"},
	{"deploy = ( { certificate = \"/a\"; mode = \"9\"; } );", ":2", "octal"},
	{"deploy = ( { certificate = \"/a\"; mode = \"4644\"; } );", ":2", "octal"},
	{"deploy = ( { certificate = \"/a\"; mode = \"0755\"; } );", ":2", "octal"},
	{"deploy = ( { certificate = \"/a\"; mode = \"0\"; } );", ":2", "octal"},
	{"deploy = ( { certificate = \"/a\"; mode = 640; } );", ":2", "in quotes"},
	{"deploy = ( { certificate = \"/a\"; key = \"/a\"; mode = \"0644\"; } );", ":2",
		"0644 would let everybody read"},
	{"deploy = ( { certificate = \"/a\"; key = \"/b\"; mode = \"0644\"; } );", ":2",
		"0644 would let everybody read"},
	{"deploy = ( { certificate = \"/a\"; },\n{ certificate = \"/b\"; key = \"/a\"; "
	 "} );",
		":3", "write the same file"},
	{"deploy = ( { name = \"x\"; certificate = \"/a\"; },\n{ name = \"x\"; "
	 "certificate = \"/b\"; } );",
		":3", "two deploy targets are named x"},
};

static void
write_line(const char *line)
{
	PD_AUTO(pd_drop_text) char *text = pd_format("format = 1;\n%s\n", line);
	put_text(at("store/settings.cfg"), text);
}

static void
test_bad(struct pd_store *store)
{
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets got = {0};
		struct pd_error error = {0};
		PD_AUTO(pd_drop_text)
		char *place = pd_format("settings.cfg%s", bad[i].place);
		write_line(bad[i].line);
		tap_ok(!pd_deploy_targets_load(store, &got, &error) && got.count == 0,
			"refused: %s", bad[i].message);
		tap_has(error.input, place, "the line is named: %s", bad[i].message);
		tap_has(error.message, bad[i].message, "the sentence says: %s",
			bad[i].message);
	}
}

static void
test_none(struct pd_store *store)
{
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets got = {0};
	struct pd_error error = {0};
	write_line("warning_days = 90;");
	tap_ok(pd_deploy_targets_load(store, &got, &error) && got.count == 0,
		"settings without targets have none");
}

static void
test_good(struct pd_store *store)
{
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets got = {0};
	struct pd_error error = {0};
	write_line("deploy = ( { certificate = \"/a\"; },\n"
		   "{ name = \"web\"; certificate = \"/b\"; key = \"/c\"; owner = "
		   "\"root:ssl-cert\"; mode = \"0640\"; reload = \"true\"; } );");
	if (!tap_ok(pd_deploy_targets_load(store, &got, &error) && got.count == 2,
		    "two targets are read"))
		return;
	const struct pd_deploy_target *one = &got.items[0], *two = &got.items[1];
	tap_is(one->name, "/a", "without a name it is called by its certificate");
	tap_ok(one->key == NULL && one->owner == NULL && one->reload == NULL &&
			one->mode == -1,
		"what is left out is not there");
	tap_is(two->name, "web", "name");
	tap_is(two->certificate, "/b", "certificate");
	tap_is(two->key, "/c", "key");
	tap_is(two->owner, "root:ssl-cert", "owner");
	tap_is(two->reload, "true", "reload");
	tap_number(two->mode, 0640, "mode is octal");
}

int
main(void)
{
	scratch_begin();
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	test_none(store);
	test_good(store);
	test_bad(store);
	scratch_end();
	return tap_done();
}
