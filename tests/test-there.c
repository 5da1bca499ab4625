/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/there/there.h"

#include <sys/wait.h>

#include "scratch.h"
#include "tap.h"

/* Whether something is there, where it is, where it is not, and where nobody can tell. */

static void
test_names(void)
{
	struct stat status;
	tap_ok(pd_there_at(AT_FDCWD, "file", &status) == PD_THERE_IS &&
			S_ISREG(status.st_mode),
		"a file is there");
	tap_ok(pd_there_at(AT_FDCWD, "none", NULL) == PD_THERE_NOT,
		"what is not is not");
	tap_ok(pd_there_at(AT_FDCWD, "file/none", NULL) == PD_THERE_NOT,
		"nothing is below a file");
	tap_ok(pd_there_at(AT_FDCWD, "nowhere", &status) == PD_THERE_IS &&
			S_ISLNK(status.st_mode),
		"a link that leads nowhere is there");
	tap_ok(pd_there_at(AT_FDCWD, "circle/x", NULL) == PD_THERE_UNKNOWN &&
			errno == ELOOP,
		"what lies behind a link to itself is unknown");
}

static void
test_paths(void)
{
	struct pd_error error = {0};
	tap_ok(pd_there_look("file", &error) == PD_THERE_IS, "a file, by its path");
	tap_ok(pd_there_look("none", &error) == PD_THERE_NOT, "none");
	tap_ok(pd_there_look("nowhere", &error) == PD_THERE_NOT,
		"what a link leads to");
	tap_ok(error.code == PD_OK, "these are no errors");
	tap_ok(pd_there_look("circle", &error) == PD_THERE_UNKNOWN &&
			error.code == PD_EIO && strcmp(error.input, "circle") == 0 &&
			strstr(error.message, "cannot be looked at") != NULL,
		"a link to itself is told");
}

static void
test_doubts(void)
{
	struct pd_error doubt = {0}, inner = {0}, error = {0};
	tap_ok(!pd_there_is("circle") && pd_doubts_are_none(&error),
		"where nobody wants to know, a doubt is no");
	(void)pd_doubts_note(&doubt);
	tap_ok(pd_there_is("file") && !pd_there_is("none") &&
			pd_doubts_are_none(&error),
		"yes and no are no doubts");
	struct pd_error *before = pd_doubts_note(&inner);
	tap_ok(before == &doubt && !pd_there_is("circle") && !pd_there_is("circle/x"),
		"what is unknown is no");
	(void)pd_doubts_note(before);
	tap_ok(doubt.code == PD_OK && strcmp(inner.input, "circle") == 0,
		"and the first is put where it was wanted");
	(void)pd_doubts_note(&inner);
	tap_ok(!pd_doubts_are_none(&error) && strcmp(error.input, "circle") == 0,
		"it is told");
	tap_ok(pd_doubts_are_none(&error), "once");
	(void)pd_doubts_note(NULL);
}

/* Root searches every folder. */
static void
test_closed_folder(void)
{
	must(mkdir("closed", 0) == 0, "closed", NULL);
	pid_t child = fork();
	if (child == 0) {
		if (geteuid() == 0 && setresuid(65534, 65534, 65534) < 0)
			_exit(2);
		struct pd_error error = {0};
		bool good =
			pd_there_at(AT_FDCWD, "closed/x", NULL) == PD_THERE_UNKNOWN &&
			errno == EACCES &&
			pd_there_look("closed/x", &error) == PD_THERE_UNKNOWN;
		_exit(good ? 0 : 1);
	}
	int status = 0;
	tap_ok(child > 0 && waitpid(child, &status, 0) == child && status == 0,
		"what lies in a folder that may not be searched is unknown");
}

int
main(void)
{
	scratch_begin();
	must(chmod(scratch, 0755) == 0 && chdir(scratch) == 0, scratch, NULL);
	int file = open("file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	must(file >= 0 && close(file) == 0 && symlink("none", "nowhere") == 0 &&
			symlink("circle", "circle") == 0,
		scratch, NULL);
	test_names();
	test_paths();
	test_doubts();
	test_closed_folder();
	scratch_end();
	return tap_done();
}
