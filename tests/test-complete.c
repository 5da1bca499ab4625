/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/complete.h"

#include <locale.h>

#include "base/text.h"
#include "scratch.h"
#include "tap.h"

/* What Tab makes of the beginning of a file's name, and what it says. */

static void
touch(const char *name)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", scratch, name);
	int file = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
	must(file >= 0 && close(file) == 0, path, NULL);
}

static void
make_folder(const char *name)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", scratch, name);
	must(mkdir(path, 0700) == 0, path, NULL);
}

/* What is added behind the path of that name, and what is told (%s: the directory). */
static void
completes(const char *name, bool many, const char *more, const char *told,
	const char *words)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", scratch, name);
	PD_AUTO(pd_drop_text) char *wanted = NULL;
	PD_AUTO(pd_completion_free)
	struct pd_completion got = pd_complete(path, many, NULL);
	const char *folder = told != NULL ? strstr(told, "%s") : NULL;
	if (folder != NULL)
		wanted = pd_format(
			"%.*s%s%s", (int)(folder - told), told, scratch, folder + 2);
	else if (told != NULL)
		wanted = pd_copy(told);
	tap_is(got.more, more, "%s: what is added", words);
	tap_is(got.told, wanted, "%s: what is told", words);
}

static void
test_names(void)
{
	touch("one.pem");
	touch("my file");
	touch("my file two");
	make_folder("folder");
	make_folder("closed");
	completes("on", false, "e.pem", NULL, "one name");
	completes("one.pem", false, NULL, NULL, "a whole name");
	completes("fol", false, "der/", NULL, "a directory");
	completes("folder/", false, NULL, "No files in %s/folder", "an empty one");
	completes("my", false, " file", "2 names: my file  my file two", "a blank");
	completes("my", true, "\\ file", "2 names: my file  my file two",
		"a blank among several words");
	completes("none", false, NULL, "No file's name begins with %s/none", "no name");
	completes("nowhere/x", false, NULL,
		"%s/nowhere cannot be read: No such file or directory", "no directory");
}

/* What would be dropped or shown as an escape must not be typed by Tab: it would be
 * another file's name. */
static void
test_untypable(void)
{
	touch("tab\001le");
	touch("latin\xe4");
	touch("fl\xc3\xbcgel");
	touch("fl\xc3\xb6te");
	completes("ta", false, "b",
		"This name cannot be typed, rename the file: tab\\x01le",
		"a control character");
	completes("la", false, "tin",
		"This name cannot be typed, rename the file: latin\\xe4", "no UTF-8");
	completes("f", false, NULL, "3 names: fl\xc3\xb6te  fl\xc3\xbcgel  folder/",
		"several names");
	completes("fl", false, NULL, "2 names: fl\xc3\xb6te  fl\xc3\xbcgel",
		"names that part within a character");
}

static void
test_thousands(void)
{
	make_folder("many");
	for (int i = 5000; i > 0; i--) {
		char name[40];
		(void)snprintf(name, sizeof name, "many/certificate-%d.pem", i);
		touch(name);
	}
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/many/c", scratch);
	PD_AUTO(pd_completion_free)
	struct pd_completion got = pd_complete(path, false, NULL);
	tap_is(got.more, "ertificate-", "what they have in common");
	tap_has(got.told,
		"1-20 of 5000 names, Tab turns the page: certificate-1.pem  "
		"certificate-10.pem  ",
		"they are counted, and told in order");
	tap_ok(strlen(got.told) < 520, "only the first ones");
	tap_is(got.last, "certificate-1015.pem", "up to this");
	PD_AUTO(pd_completion_free)
	struct pd_completion next = pd_complete(path, false, got.last);
	tap_has(next.told,
		"21-40 of 5000 names, Tab turns the page: certificate-1016.pem  "
		"certificate-1017.pem  ",
		"the next page goes on there");
	PD_AUTO(pd_completion_free)
	struct pd_completion end = pd_complete(path, false, "certificate-99.pem");
	tap_has(end.told, "of 5000 names, Tab turns the page: certificate-990.pem  ",
		"up to the last");
	tap_ok(end.last == NULL, "behind which it begins anew");
}

static void
test_other_words(void)
{
	PD_AUTO(pd_completion_free)
	struct pd_completion none = pd_complete("", true, NULL);
	PD_AUTO(pd_completion_free)
	struct pd_completion input = pd_complete("-", false, NULL);
	tap_ok(!none.told && !none.more, "nothing is made of nothing");
	tap_ok(!input.told && !input.more, "- names no file");
}

int
main(void)
{
	(void)setlocale(LC_ALL, "C.UTF-8");
	scratch_begin();
	test_names();
	test_untypable();
	test_thousands();
	test_other_words();
	scratch_end();
	return tap_done();
}
