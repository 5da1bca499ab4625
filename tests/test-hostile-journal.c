/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/replace_journal.h"
#include "scratch.h"
#include "tap.h"

/* The journal by which files outside the store are put back, written by somebody else, edited by
 * hand, cut off and exchanged: whatever stands in it, no file goes but those that were made by a
 * replacement, and nobody waits. */

static const char victim[] = "what others need",
		  made[] = ".pemdeck-0123456789abcdef.tmp",
		  kept[] = ".pemdeck-0123456789abcdef.old";

/* One file of a journal; %s is the directory, %lu the number of the victim's inode. */
static const struct attack {
	const char *what, *path, *temporary, *aside, *numbers;
} attacks[] = {
	{"a foreign name for the new file", "%s/none", "victim", kept, "1 384 0 0"},
	{"a foreign name for the one before", "%s/none", made, "victim", "1 384 0 0"},
	{"a name that leads upwards", "%s/in/none", "../victim", kept, "1 384 0 0"},
	{"a whole path for a name", "%s/none", "/etc/passwd", kept, "1 384 0 0"},
	{"a name that only begins like ours", "%s/none", ".pemdeck-victim", kept,
		"1 384 0 0"},
	{"both names alike", "%s/victim", "victim", "victim", "%lu 384 0 1"},
	{"no name", "%s/none", "", "", "1 384 0 0"},
	{"a path that is not whole", "victim", made, kept, "%lu 384 0 0"},
	{"no path", "", made, kept, "%lu 384 0 0"},
	{"no numbers", "%s/none", made, kept, ""},
	{"words for numbers", "%s/none", made, kept, "one two three four"},
	{"too few numbers", "%s/none", made, kept, "1 384"},
	{"a number of another file", "%s/victim", made, kept, "1 384 0 0"},
	{"a directory", "%s/in", made, kept, "1 384 0 0"},
	{"a directory that is not there", "%s/nowhere/x", made, kept, "1 384 0 0"},
};

static bool is_copy; /* says the number at the beginning of a journal */

static void
make_files(void)
{
	scratch_remove(at("place"));
	must(mkdir(at("place"), 0700) == 0 && mkdir(at("place/in"), 0700) == 0, "place",
		NULL);
	put_text(at("place/victim"), victim);
	put_text(at("place/.pemdeck-victim"), victim);
}

static bool
is_there(const char *name)
{
	if (access(name, F_OK) != 0)
		return false;
	PD_AUTO(pd_drop_text) char *text = text_of(name);
	return strcmp(text, victim) == 0;
}

/* Is all as it was? */
static bool
is_untouched(void)
{
	return is_there(at("place/victim")) && is_there(at("place/.pemdeck-victim")) &&
	       access(at("place/in"), F_OK) == 0 && access("/etc/passwd", F_OK) == 0;
}

static void
add_word(struct pd_buffer *out, const char *word)
{
	pd_buffer_add_text(out, word);
	pd_buffer_add_byte(out, 0);
}

static void
fill(struct pd_buffer *out, const struct attack *attack)
{
	struct stat status;
	must(stat(at("place/victim"), &status) == 0, "victim", NULL);
	const char *rest = attack->path;
	if (strncmp(rest, "%s", 2) == 0) {
		pd_buffer_add_text(out, at("place"));
		rest += 2;
	}
	add_word(out, rest);
	add_word(out, attack->temporary);
	add_word(out, attack->aside);
	if (strncmp(attack->numbers, "%lu", 3) == 0) {
		pd_buffer_add_format(out, "%lu", (unsigned long)status.st_ino);
		add_word(out, attack->numbers + 3);
	} else {
		add_word(out, attack->numbers);
	}
}

static void
write_journal(const struct pd_buffer *text)
{
	(void)unlink(at("journal"));
	int file = open(at("journal"), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	struct stat status;
	must(file >= 0 && fstat(file, &status) == 0, "journal", NULL);
	(void)dprintf(file, "%lu%c", (unsigned long)status.st_ino + is_copy, 0);
	must(write(file, pd_buffer_bytes(text).data, text->size) == (ssize_t)text->size,
		"journal", NULL);
	(void)close(file);
}

/* It is read as after a kill, from the directory where the victim is. */
static bool
recover(size_t *files, struct pd_error *error)
{
	(void)alarm(10);
	must(chdir(at("place")) == 0, "place", NULL);
	bool good = pd_replace_journal_recover(at("journal"), files, error);
	must(chdir("/") == 0, "/", NULL);
	(void)alarm(0);
	return good;
}

static void
test_attacks(void)
{
	for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
		struct pd_error error = {0};
		size_t files = 0;
		make_files();
		fill(&text, &attacks[i]);
		add_word(&text, "end");
		write_journal(&text);
		bool good = recover(&files, &error);
		tap_ok(is_untouched(), "%s: nothing is lost", attacks[i].what);
		tap_ok(good ? error.code == PD_OK : error.message[0] != '\0',
			"and it is told, or nothing had to be done");
	}
}

/* At each byte: what is not whole was not valid yet. */
static void
test_cut(void)
{
	static const struct attack whole = {"", "%s/victim", made, kept, "%lu 384 0 0"};
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	make_files();
	fill(&text, &whole);
	add_word(&text, "end");
	size_t size = text.size, lost = 0;
	for (text.size = 0; text.size < size; text.size++) {
		struct pd_error error = {0};
		size_t files = 0;
		write_journal(&text);
		(void)recover(&files, &error);
		lost += !is_untouched() || files > 0;
	}
	tap_number(lost, 0, "a journal that is cut off puts nothing back, %zu tries",
		size);
}

/* The same journal, right in each word, but not a file of ours alone. */
static void
refuse(const char *what)
{
	struct pd_error error = {0};
	size_t files = 0;
	bool good = recover(&files, &error);
	tap_ok(!good && files == 0 && is_untouched(), "%s: nothing is done", what);
	tap_ok(error.message[0] != '\0', "and it is told");
	(void)alarm(10);
	struct pd_error refused = {0};
	PD_AUTO(pd_drop_descriptor)
	int journal = pd_replace_journal_open(at("journal"), &refused);
	(void)alarm(0);
	tap_ok(journal < 0 && is_untouched(), "nor does a deployment begin");
	(void)unlink(at("journal"));
}

static void
test_places(void)
{
	static const struct attack whole = {"", "%s/victim", made, kept, "%lu 384 0 0"};
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	make_files();
	fill(&text, &whole);
	add_word(&text, "end");
	write_journal(&text);
	must(rename(at("journal"), at("other")) == 0 &&
			symlink(at("other"), at("journal")) == 0,
		"a link", NULL);
	refuse("a link to one");
	must(link(at("other"), at("journal")) == 0, "a second name", NULL);
	refuse("a second name of one");
	(void)unlink(at("other"));
	is_copy = true;
	write_journal(&text);
	is_copy = false;
	refuse("a copy of one");
	write_journal(&text);
	must(chmod(at("journal"), 0620) == 0, "a mode", NULL);
	refuse("one that others may write");
	must(mkfifo(at("journal"), 0600) == 0, "a pipe", NULL);
	struct pd_error refused = {0};
	(void)alarm(10);
	PD_AUTO(pd_drop_descriptor)
	int journal = pd_replace_journal_open(at("journal"), &refused);
	(void)alarm(0);
	tap_ok(journal < 0, "a pipe is no journal, and not waited for");
	(void)unlink(at("journal"));
	if (geteuid() != 0) {
		tap_skip("only root can give a file away");
		return;
	}
	write_journal(&text);
	must(chown(at("journal"), 65534, (gid_t)-1) == 0, "an owner", NULL);
	refuse("one that another has written");
}

int
main(void)
{
	scratch_begin();
	test_attacks();
	test_cut();
	test_places();
	scratch_end();
	return tap_done();
}
