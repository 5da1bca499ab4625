/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/store.h"

#include <sys/mount.h>
#include <sys/wait.h>

#include "scratch.h"
#include "store/paths/paths.h"
#include "tap.h"

/* ---- where it is ----------------------------------------------------------------- */

static void
set(const char *name, const char *value)
{
	must((value ? setenv(name, value, 1) : unsetenv(name)) == 0, name, NULL);
}

static void
test_default_path(void)
{
	struct pd_error error = {0};
	bool root = geteuid() == 0;
	set("PEMDECK_STORE", "/some/where");
	PD_AUTO(pd_drop_text) char *said = pd_store_default_path(&error);
	tap_is(said, "/some/where", "PEMDECK_STORE says where the store is");
	set("PEMDECK_STORE", "");
	set("XDG_DATA_HOME", "/data");
	set("HOME", "/home/me");
	PD_AUTO(pd_drop_text) char *data = pd_store_default_path(&error);
	tap_is(data, root ? "/var/lib/pemdeck" : "/data/pemdeck",
		"else it is in the user's data, or root's");
	set("XDG_DATA_HOME", "relative");
	PD_AUTO(pd_drop_text) char *home = pd_store_default_path(&error);
	tap_is(home, root ? "/var/lib/pemdeck" : "/home/me/.local/share/pemdeck",
		"XDG_DATA_HOME that is relative is ignored");
	set("XDG_DATA_HOME", NULL);
	set("PEMDECK_STORE", NULL);
}

/* ---- making one ------------------------------------------------------------------ */

static void
test_new(void)
{
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("a/b/new/"));
	tap_is(pd_store_path(store), at("a/b/new"), "a store is called by its path");
	tap_ok(pd_store_is_new(store) && !pd_store_is_read_only(store),
		"a store that was just made is new");
	tap_ok(mode_of(at("a")) == 0700 && mode_of(at("a/b/new")) == 0700 &&
			mode_of(at("a/b/new/keys")) == 0700 &&
			mode_of(at("a/b/new/history")) == 0700,
		"its directories, and missing ones above, are for its owner only");
	tap_number(mode_of(at("a/b/new/settings.cfg")), 0600, "so is settings.cfg");
	PD_AUTO(pd_drop_text) char *text = text_of(at("a/b/new/settings.cfg"));
	tap_has(text, "\nformat = 1;\n", "settings.cfg says the format");
	PD_AUTO(pd_drop_store) struct pd_store *again = open_store(at("a/b/new"));
	tap_ok(pd_store_is_new(again), "it stays new until a change was made");
	save(store, "ssl/ca", "x");
	tap_ok(!pd_store_is_new(again), "then it is new no longer");
}

static void
test_umask(void)
{
	mode_t old = umask(0);
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("umask"));
	save(store, "ssl/ca", "x");
	(void)umask(old);
	tap_ok(mode_of(at("umask")) == 0700 && mode_of(at("umask/ssl")) == 0700 &&
			mode_of(at("umask/ssl/ca.cfg")) == 0600 &&
			mode_of(at("umask/history/00000001/entry.cfg")) == 0600,
		"an open umask opens nothing");
}

/* ---- refusing one ---------------------------------------------------------------- */

/* How a good store is made bad, as a shell does it in its directory; what is said. */
static const struct bad {
	const char *name, *command, *input, *message;
	bool mended; /* the command in the sentence mends it */
} bad_stores[] = {
	{"that its group can write", "chmod 770 .", "", "other users can write", true},
	{"that others can write", "chmod 702 .", "", "other users can write", true},
	{"that others can read", "chmod 705 .", "", "other users can read it", true},
	{"whose keys others can read", "chmod 750 keys", "/keys",
		"other users can read it", true},
	{"whose history others can write", "chmod 720 history", "/history",
		"other users can write", true},
	{"whose settings.cfg others can write", "chmod 666 settings.cfg",
		"/settings.cfg", "other users can read or write it", true},
	{"of a newer format", "echo 'format = 2;' >settings.cfg", "/settings.cfg",
		"made by a newer pemdeck (format 2", false},
	{"without a format", "echo 'undo_days = 2;' >settings.cfg", "/settings.cfg",
		"format = 1;", false},
	{"of a format that is none", "echo 'format = \"1\";' >settings.cfg",
		"/settings.cfg", "format = 1;", false},
	{"whose settings.cfg is damaged", "echo 'format = 1; x' >settings.cfg",
		"/settings.cfg:", "damaged", false},
	{"whose settings.cfg is empty", ": >settings.cfg", "/settings.cfg",
		"format = 1;", false},
	{"whose settings.cfg is a link", "mv settings.cfg x; ln -s x settings.cfg",
		"/settings.cfg", "symbolic link", false},
	{"whose keys are a link", "mv keys ../k; ln -s ../k keys", "/keys", "directory",
		false},
	{"whose history is a file", "rmdir history; : >history", "/history",
		"directory", false},
	{"that holds other files and no settings", "rm settings.cfg; : >mail", "",
		"holds other files", false},
	{"that lost its settings", "rm settings.cfg; mkdir ssl", "",
		"restore its settings.cfg", false},
};

static void
run(const char *command)
{
	PD_AUTO(pd_drop_text)
	char *line = pd_format("cd '%s' && %s", at("bad store"), command);
	must(system(line) == 0, line, NULL);
}

static void
test_mend(const struct bad *row, const char *message)
{
	const char *command = strstr(message, "chmod");
	must(command != NULL, message, NULL);
	run(command);
	struct pd_error error = {0};
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open(at("bad store"), &error);
	tap_ok(store != NULL, "a store %s: the command in the sentence mends it",
		row->name);
}

static void
test_bad(void)
{
	for (size_t i = 0; i < sizeof bad_stores / sizeof *bad_stores; i++) {
		const struct bad *row = &bad_stores[i];
		struct pd_error error = {0};
		scratch_remove(at("bad store"));
		scratch_remove(at("k"));
		pd_store_free(open_store(at("bad store")));
		run(row->command);
		PD_AUTO(pd_drop_text) char *before = tree(at("bad store"), true);
		PD_AUTO(pd_drop_store)
		struct pd_store *store = pd_store_open(at("bad store"), &error);
		tap_ok(store == NULL && error.code == PD_ESTORE,
			"a store %s is refused", row->name);
		tap_has(error.input, row->input, "a store %s: the place is named",
			row->name);
		tap_has(error.message, row->message, "a store %s: the sentence says so",
			row->name);
		PD_AUTO(pd_drop_text) char *after = tree(at("bad store"), true);
		tap_is(after, before, "a store %s: it stays as it was", row->name);
		if (row->mended)
			test_mend(row, error.message);
	}
}

static void
test_others(void)
{
	struct pd_error error = {0};
	struct pd_error kind = {0};
	put_text(at("file"), "x");
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open(at("file"), &kind);
	tap_ok(store == NULL && strstr(kind.message, "directory") != NULL,
		"a file is no store");
	if (geteuid() != 0) {
		PD_AUTO(pd_drop_store)
		struct pd_store *system = pd_store_open("/etc", &error);
		tap_ok(system == NULL, "another user's directory is refused");
		tap_has(error.message, "user with the number 0",
			"and whose it is said");
		return;
	}
	pd_store_free(open_store(at("theirs")));
	must(chown(at("theirs"), 65534, 65534) == 0, "chown", NULL);
	PD_AUTO(pd_drop_store)
	struct pd_store *theirs = pd_store_open(at("theirs"), &error);
	tap_ok(theirs == NULL && error.code == PD_ESTORE, "another user's is refused");
	tap_has(error.message, "chown -R 0 /", "with the command to take it over");
	must(symlink(at("a/b/new"), at("link")) == 0 &&
			lchown(at("link"), 65534, 65534) == 0,
		"link", NULL);
	struct pd_error link = {0};
	PD_AUTO(pd_drop_store)
	struct pd_store *linked = pd_store_open(at("link"), &link);
	tap_ok(linked == NULL, "another user's link to a store of ours is refused");
	tap_has(link.message, "symbolic link that another user made", "as what it is");
	must(lchown(at("link"), 0, 0) == 0, "lchown", NULL);
	PD_AUTO(pd_drop_store) struct pd_store *ours = open_store(at("link"));
	tap_ok(ours != NULL, "a link of our own is followed");
}

/* ---- reading -----------------------------------------------------------------------
 */

static const struct name {
	const char *text, *name;
} names[] = {
	{"host.example.org", "host.example.org"},
	{"me@host+x_-1", "me@host+x_-1"},
	{"", "%"},
	{".", "%2E"},
	{"..", "%2E."},
	{"../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd"},
	{"a b", "a%20b"},
	{"100%", "100%25"},
	{"\xc3\xa4", "%C3%A4"},
	{"x\n\x1b[31m", "x%0A%1B%5B31m"},
};

static void
test_names(struct pd_store *store)
{
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		PD_AUTO(pd_drop_text) char *name = pd_store_name(names[i].text);
		PD_AUTO(pd_drop_text) char *path = pd_format("names/%s", name);
		tap_is(name, names[i].name, "%s is a part of a path", names[i].name);
		save(store, path, "x");
		is_value(store, path, "x", "%s can be stored", path);
	}
	PD_AUTO(pd_drop_text) char *text = pd_alloc(1001, 1);
	memset(text, 'x', 1000);
	PD_AUTO(pd_drop_text) char *one = pd_store_name(text);
	text[999] = 'y';
	PD_AUTO(pd_drop_text) char *other = pd_store_name(text);
	PD_AUTO(pd_drop_text) char *path = pd_format("names/%s", one);
	save(store, path, "long");
	is_value(store, path, "long", "a long name can be stored");
	tap_ok(strlen(one) <= 200 && strcmp(one, other) != 0,
		"long names are cut, and different ones stay different");
}

static const char *const bad_paths[] = {"", "/", "/etc/passwd", "..", "../x", "a/../b",
	"a//b", "a/", "a/.b", ".hidden", "a b", "a\nb", "a;b", "\xc3\xa4"};

static void
test_paths(struct pd_store *store)
{
	for (size_t i = 0; i < sizeof bad_paths / sizeof *bad_paths; i++) {
		struct pd_error error = {0};
		struct pd_error listing = {0};
		struct pd_names found = {0};
		PD_AUTO(pd_drop_record)
		struct pd_record *record = pd_store_load(store, bad_paths[i], &error);
		tap_ok(record == NULL && error.code == PD_EINPUT &&
				!pd_store_has(store, bad_paths[i]) &&
				!pd_store_list(store, bad_paths[i], &found, &listing),
			"bad path %zu is refused", i);
	}
	char part[202] = "";
	memset(part, 'x', 201);
	struct pd_error error = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(store, part, &error);
	tap_ok(record == NULL && error.code == PD_EINPUT,
		"a part of a path may have 200 bytes, not more");
}

static void
note(void *work, const char *name, const struct pd_record *record,
	const struct pd_error *problem)
{
	const char *said = record ? pd_record_text(record, "value") : problem->message;
	pd_secret_add_format(work, "%s=%.15s ", name, said);
}

/* In what test_list made. */
static void
test_each(struct pd_store *store)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret all = {0};
	put_text(at("store/list/a-b.cfg"), "}");
	must(pd_store_each(store, "list", note, &all, &error), "reading", &error);
	tap_is(pd_secret_text(&all), "Z=x a=x a-b=the file is dam a.b=x a_b=x b=x ",
		"each record is handed out in that order, a damaged one too");
	PD_AUTO(pd_secret_wipe) struct pd_secret none = {0};
	tap_ok(pd_store_each(store, "nothing/here", note, &none, &error) &&
			none.size == 0,
		"a folder that is not there has none");
	tap_ok(!pd_store_each(store, "../x", note, &none, &error) &&
			error.code == PD_EINPUT,
		"a bad path is refused");
}

/* Which records may have a value: those that do, and those of which nobody knows. */
static void
test_each_with(struct pd_store *store)
{
	struct pd_error error = {0};
	static const struct {
		const char *name, *text;
	} files[] = {
		{"has", "a = \"x\";\nwanted = \"x\";\n"},
		{"lacks", "a = \"x\";\nother = \"x\";\n"},
		{"by-hand", "a=\"x\";wanted\n:\n\"x\" # so\n"},
		{"named", "a = \"unwanted\";\n"},
		{"cut-off", "a = \"x\";\nz"},
		{"commented", "a = \"x\";\n# end\n"},
		{"empty", ""},
		{"chained", "a = 1;\nchain = ( \"wan\\nted\" );\nwanted = 2;\n"},
		{"before", "wanted = 1;\nchain = ( \"x\" );\n"},
	};
	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("with/%s", files[i].name);
		save(store, path, "x");
		PD_AUTO(pd_drop_text) char *file = pd_format("store/%s.cfg", path);
		put_text(at("%s", file), files[i].text);
	}
	PD_AUTO(pd_secret_wipe) struct pd_secret some = {0}, none = {0};
	must(pd_store_each_with(store, "with", "wanted", note, &some, &error),
		"reading", &error);
	static const char *const those[] = {"has=", "by-hand=", "named=", "chained=",
		"before=", "cut-off=the file is dam"};
	for (size_t i = 0; i < sizeof those / sizeof *those; i++)
		tap_ok(strstr(pd_secret_text(&some), those[i]) != NULL, "%s is there",
			those[i]);
	tap_ok(strstr(pd_secret_text(&some), "lacks") == NULL,
		"what lacks the value is left out");
	tap_ok(pd_store_each_with(store, "nowhere", "wanted", note, &none, &error) &&
			none.size == 0,
		"a folder that is not there has none");
}

static void
test_list(struct pd_store *store)
{
	struct pd_error error = {0};
	static const char *const saved[] = {"b", "a-b", "a", "a.b", "Z", "a_b"};
	for (size_t i = 0; i < sizeof saved / sizeof *saved; i++) {
		PD_AUTO(pd_drop_text) char *path = pd_format("list/%s", saved[i]);
		save(store, path, "x");
	}
	put_text(at("store/list/.c.cfg"), "");
	put_text(at("store/list/c.cfg~"), "");
	put_text(at("store/list/c d.cfg"), "");
	put_text(at("store/list/crl.pem"), "");
	PD_AUTO(pd_names_free) struct pd_names found = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret all = {0};
	must(pd_store_list(store, "list", &found, &error), "listing", &error);
	for (size_t i = 0; i < found.count; i++)
		pd_secret_add_format(&all, "%s ", found.items[i]);
	tap_is(pd_secret_text(&all), "Z a a-b a.b a_b b ",
		"records are listed sorted, without what is none");
	PD_AUTO(pd_names_free) struct pd_names none = {0};
	tap_ok(pd_store_list(store, "nothing/here", &none, &error) && none.count == 0,
		"a folder that is not there has no records");
}

/* What is wrong with a record that was made by the command in its directory. */
static const struct bad_file {
	const char *name, *command, *message;
} bad_files[] = {
	{"that others can write", "chmod 660 it.cfg", "chmod 600"},
	{"that is a link", "mv it.cfg x; ln -s x it.cfg", "symbolic link"},
	{"that is a link to a system's file", "ln -sf /etc/passwd it.cfg",
		"symbolic link"},
	{"that is a directory", "rm it.cfg; mkdir it.cfg", "regular file"},
	{"that is a pipe", "rm it.cfg; mkfifo -m 600 it.cfg", "regular file"},
	{"that is too large", "truncate -s 16777217 it.cfg", "larger than 16 MiB"},
	{"of zeros", "truncate -s 100 it.cfg; printf '\\0' >it.cfg", "NUL"},
	{"that is no libconfig", "echo '{' >it.cfg", "damaged"},
	{"that includes", "echo '@include \"x\"' >it.cfg", "@include"},
};

static void
test_bad_files(struct pd_store *store)
{
	for (size_t i = 0; i < sizeof bad_files / sizeof *bad_files; i++) {
		const struct bad_file *row = &bad_files[i];
		struct pd_error error = {0};
		scratch_remove(at("store/files"));
		must(mkdir(at("store/files"), 0700) == 0, "mkdir", NULL);
		put_text(at("store/files/it.cfg"), "value = \"x\";\n");
		put_text(at("store/files/other.cfg"), "value = \"other\";\n");
		PD_AUTO(pd_drop_text)
		char *line =
			pd_format("cd '%s' && %s", at("store/files"), row->command);
		must(system(line) == 0, line, NULL);
		PD_AUTO(pd_drop_record)
		struct pd_record *record = pd_store_load(store, "files/it", &error);
		tap_ok(record == NULL && error.code == PD_ESTORE,
			"a record %s is refused", row->name);
		tap_has(error.message, row->message, "a record %s: it is said",
			row->name);
		tap_has(error.input, at("store/files/it.cfg"), "a record %s: is named",
			row->name);
		is_value(store, "files/other", "other", "a record %s: others are read",
			row->name);
	}
	scratch_remove(at("store/files"));
	put_text(at("elsewhere.cfg"), "value = \"x\";\n");
	must(symlink(scratch, at("store/out")) == 0, "symlink", NULL);
	struct pd_error error = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *out = pd_store_load(store, "out/elsewhere", &error);
	tap_ok(out == NULL && error.code == PD_ESTORE,
		"a link does not lead out of the store");
	must(unlink(at("store/out")) == 0, "unlink", NULL);
}

static void
test_missing(struct pd_store *store)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(store, "no/such", &error);
	tap_ok(record == NULL && error.code == PD_ESTATE,
		"a record that is not there is told from a bad one");
	tap_is(error.input, at("store/no/such.cfg"), "with its path");
	tap_ok(!pd_store_has(store, "no/such") && pd_store_has(store, "list/a"),
		"and can be asked for");
	put_text(at("store/list/crl.pem"), "a revocation list\n");
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	tap_ok(pd_store_load_file(store, "list/crl.pem", &content, &error),
		"a file that is no record is read");
	tap_is(pd_secret_text(&content), "a revocation list\n", "as it is");
}

/* Whatever happens to the bytes of one record: it is read or refused, others are read.
 */
static void
test_damage(struct pd_store *store)
{
	save(store, "damage/other", "other");
	save(store, "damage/it", "some \"text\"\nwith lines");
	PD_AUTO(pd_drop_text) char *good = text_of(at("store/damage/it.cfg"));
	size_t size = strlen(good), refused = 0, changed = 0;
	for (size_t i = 0; i < size * 9; i++) {
		PD_AUTO(pd_drop_text) char *bad = pd_copy_bytes(good, size);
		size_t place = i / 9, kept = i % 9 == 8 ? place : size;
		if (kept == size)
			bad[place] = (char)(bad[place] ^ 1 << i % 9);
		put_bytes(at("store/damage/it.cfg"), bad, kept);
		PD_AUTO(pd_drop_text) char *got = value_of(store, "damage/it");
		refused += got[0] == '!';
		changed += got[0] != '!';
	}
	tap_ok(refused + changed == size * 9 && refused > size,
		"each bit flipped and each length of a record: refused or read");
	printf("# %zu refused, %zu read\n", refused, changed);
	is_value(store, "damage/other", "other", "the other record is read");
}

/* ---- keys -------------------------------------------------------------------------
 */

static void
test_keys(struct pd_store *store)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_key) struct pd_key *key = new_key();
	PD_AUTO(pd_drop_key) struct pd_key *other = new_key();
	const char *id = pd_key_id(key);
	struct pd_change *change = begin(store, "test key");
	must(pd_change_put_key(change, key, NULL, &error), "key", &error);
	commit(change, "a key");
	tap_ok(pd_store_has_key(store, id) &&
			!pd_store_has_key(store, pd_key_id(other)) &&
			!pd_store_has_key(store, "../settings.cfg"),
		"a key is there or not");
	tap_number(mode_of(at("store/keys/%s.pem", id)), 0600, "its file is closed");
	PD_AUTO(pd_drop_key)
	struct pd_key *read = pd_store_load_key(store, id, NULL, &error);
	tap_ok(read != NULL && strcmp(pd_key_id(read), id) == 0, "it can be loaded");
	tap_ok(!pd_store_key_is_encrypted(store, id), "it is not encrypted");
	PD_AUTO(pd_drop_text)
	char *command = pd_format("openssl pkey -in '%s/store/keys/%s.pem' -pubout "
				  "-outform DER 2>/dev/null | sha256sum",
		scratch, id);
	FILE *output = popen(command, "r");
	char digest[65] = "";
	must(output != NULL && fread(digest, 1, 64, output) <= 64, command, NULL);
	(void)pclose(output);
	tap_is(digest, id,
		"openssl reads it, and its name is the digest of its public key");
	must(chmod(at("store/keys/%s.pem", id), 0640) == 0, "chmod", NULL);
	struct pd_error open = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *seen = pd_store_load_key(store, id, NULL, &open);
	tap_ok(seen == NULL && open.code == PD_ESTORE,
		"one that others can read is refused");
	tap_has(open.message, "chmod 600 /", "with the command that mends it");
	must(chmod(at("store/keys/%s.pem", id), 0600) == 0 &&
			rename(at("store/keys/%s.pem", id),
				at("store/keys/%s.pem", pd_key_id(other))) == 0,
		"rename", NULL);
	struct pd_error wrong = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *mixed = pd_store_load_key(store, pd_key_id(other), NULL, &wrong);
	tap_ok(mixed == NULL, "one under a wrong name is refused");
	tap_has(wrong.message, "holds another key", "as what it is");
	struct pd_error gone = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *none = pd_store_load_key(store, id, NULL, &gone);
	tap_ok(none == NULL && gone.code == PD_ESTATE, "one that is not there is told");
}

static void
test_encrypted_key(struct pd_store *store)
{
	struct pd_error error = {0}, missing = {0}, wrong = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret passphrase = {0}, other = {0};
	pd_secret_add_text(&passphrase, "secret-42");
	pd_secret_add_text(&other, "secret-43");
	PD_AUTO(pd_drop_key) struct pd_key *key = new_key();
	const char *id = pd_key_id(key);
	struct pd_change *change = begin(store, "test key");
	must(pd_change_put_key(change, key, &passphrase, &error), "key", &error);
	commit(change, "an encrypted key");
	tap_ok(pd_store_key_is_encrypted(store, id), "a key may be encrypted");
	PD_AUTO(pd_drop_key)
	struct pd_key *a = pd_store_load_key(store, id, NULL, &missing);
	PD_AUTO(pd_drop_key)
	struct pd_key *b = pd_store_load_key(store, id, &other, &wrong);
	tap_ok(!a && !b && missing.code == PD_EPASSPHRASE &&
			wrong.code == PD_EPASSPHRASE,
		"then it needs its passphrase");
	PD_AUTO(pd_drop_key)
	struct pd_key *c = pd_store_load_key(store, id, &passphrase, &error);
	tap_ok(c != NULL, "and opens with it");
	pd_secret_wipe(&other);
}

/* ---- read-only ----------------------------------------------------------------------
 */

static void
check_read_only(const char *path)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(path);
	tap_ok(pd_store_is_read_only(store),
		"what cannot be written opens for reading");
	is_value(store, "ssl/ca", "x", "its records are read");
	struct pd_change *change = pd_change_begin(store, &me, "test", &error);
	tap_ok(change == NULL && error.code == PD_ESTORE, "a change is refused");
	tap_has(error.message, "read-only", "and the sentence says why");
	PD_AUTO(pd_entries_free) struct pd_entries entries = {0};
	struct pd_error listing = {0};
	tap_ok(pd_history_list(store, 0, &entries, &listing) && entries.count == 1,
		"its history is read");
}

static void
test_read_only(void)
{
	struct pd_store *store = open_store(at("mounted/store"));
	save(store, "ssl/ca", "x");
	pd_store_free(store);
	if (geteuid() != 0) {
		must(chmod(at("mounted/store"), 0500) == 0, "chmod", NULL);
		check_read_only(at("mounted/store"));
		must(chmod(at("mounted/store"), 0700) == 0, "chmod", NULL);
		return;
	}
	const char *path = at("mounted");
	if (mount(path, path, "none", MS_BIND, NULL) != 0) {
		tap_skip("nothing can be mounted here");
		return;
	}
	must(mount("none", path, "none", MS_BIND | MS_REMOUNT | MS_RDONLY, NULL) == 0,
		"remount", NULL);
	check_read_only(at("mounted/store"));
	struct pd_error error = {0};
	PD_AUTO(pd_drop_store)
	struct pd_store *none = pd_store_open(at("mounted/none"), &error);
	tap_ok(none == NULL && error.code == PD_ESTORE,
		"none can be made on a read-only file system");
	must(umount(at("mounted")) == 0, "umount", NULL);
}

int
main(void)
{
	scratch_begin();
	test_default_path();
	test_new();
	test_umask();
	test_bad();
	test_others();
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("store"));
	test_names(store);
	test_paths(store);
	test_each_with(store);
	test_list(store);
	test_each(store);
	test_bad_files(store);
	test_missing(store);
	test_damage(store);
	test_keys(store);
	test_encrypted_key(store);
	test_read_only();
	scratch_end();
	return tap_done();
}
