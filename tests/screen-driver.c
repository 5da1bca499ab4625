/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usage: screen-driver SCRIPT [NAME=VALUE]...
 *
 * Runs a script of screens/README.md: a program on a terminal, keys for it, and what
 * the screen has to show then. Writes results in TAP. */

#include <errno.h>
#include <libgen.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "screen-commands.h"
#include "screen-golden.h"
#include "screen-script.h"
#include "screen-session.h"

static const struct command *
find_command(const struct command *table, const char *name)
{
	while (table->name != NULL && strcmp(table->name, name) != 0)
		table++;
	return table->name != NULL ? table : NULL;
}

static void
run_line(char *line)
{
	char *rest = line + strcspn(line, " ");
	if (*rest != '\0')
		*rest++ = '\0';
	rest += strspn(rest, " ");
	const struct command *command = find_command(act_commands, line);
	if (command == NULL)
		command = find_command(check_commands, line);
	if (command == NULL)
		script_stop("there is no command %s", line);
	if (command->needs_program && session.view == NULL)
		script_stop("run a program first");
	command->run(rest);
}

static void
run_script(void)
{
	FILE *file = fopen(script.path, "re");
	char *line = NULL;
	size_t room = 0;
	if (file == NULL)
		script_stop("%s", strerror(errno));
	while (!script.given_up && getline(&line, &room, file) > 0) {
		script.line++;
		line[strcspn(line, "\n")] = '\0';
		char *start = line + strspn(line, " \t");
		if (*start == '\0' || *start == '#')
			continue;
		PD_AUTO(pd_drop_text) char *command = pd_copy(start);
		script.command = command;
		run_line(start);
	}
	free(line);
	(void)fclose(file);
}

/* The program that shows its keys is where this one is. */
static void
find_echo(void)
{
	char path[4096];
	ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
	if (size <= 0)
		return;
	path[size] = '\0';
	PD_AUTO(pd_drop_text) char *echo = pd_format("%s/term-echo", dirname(path));
	(void)setenv("TERM_ECHO", echo, 0);
}

/* Scripts write no quotes around these: where one has a blank, a link leads there. */
static void
link_paths(void)
{
	static const char *const names[] = {"CATALOGUES", "DIALOGS", "FIXTURES",
		"PEMDECK", "PICTURES", "TERM_ECHO", "TRANSLATIONS"};
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *path = getenv(names[i]);
		if (path == NULL || strpbrk(path, " \t\n") == NULL)
			continue;
		/* PEMDECK may be a wrapper with its words. */
		PD_AUTO(pd_drop_text) char *whole = realpath(path, NULL);
		if (whole == NULL)
			continue;
		PD_AUTO(pd_drop_text)
		char *name = pd_format("%s/.%s", script.directory, names[i]);
		if (symlink(whole, name) != 0)
			script_stop("%s: %s", name, strerror(errno));
		(void)setenv(names[i], name, 1);
	}
}

/* Every script starts in the same world. */
static void
prepare_environment(char **assignments)
{
	static const char *const unwanted[] = {"COLUMNS", "LINES", "LANGUAGE",
		"NO_COLOR", "PEMDECK_STORE", "XDG_DATA_HOME", "EDITOR", "VISUAL",
		"PAGER", "TMUX", "STY", "TERMINFO", "TERMINFO_DIRS", "TERMCAP",
		"SUDO_UID"};
	for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
		(void)unsetenv(unwanted[i]);
	find_echo();
	(void)setenv("DIR", script.directory, 1);
	(void)setenv("HOME", script.directory, 1);
	(void)setenv("TERM", "xterm-256color", 1);
	(void)setenv("LC_ALL", "C.UTF-8", 1);
	(void)setenv("TZ", "UTC0", 1);
	for (; *assignments != NULL; assignments++)
		(void)putenv(*assignments);
	link_paths();
}

static void
remove_directory(void)
{
	session_end();
	pid_t remover = fork();
	if (remover == 0) {
		(void)execlp("rm", "rm", "-rf", "--", script.directory, (char *)NULL);
		_exit(127);
	}
	(void)waitpid(remover, NULL, 0);
}

static void
make_directory(void)
{
	static char directory[4096];
	const char *base = getenv("TMPDIR");
	/* Nor do they write quotes around this one. */
	if (base == NULL || strpbrk(base, " \t\n") != NULL)
		base = "/tmp";
	(void)snprintf(directory, sizeof directory, "%s/pemdeck-screen.XXXXXX", base);
	if (mkdtemp(directory) == NULL)
		script_stop("%s: %s", directory, strerror(errno));
	script.directory = directory;
	(void)atexit(remove_directory);
}

int
main(int count, char **words)
{
	if (count < 2) {
		(void)fputs("usage: screen-driver SCRIPT [NAME=VALUE]...\n", stderr);
		return 2;
	}
	(void)setlocale(LC_ALL, "C.UTF-8");
	session_heed_signals();
	script.path = words[1];
	PD_AUTO(pd_drop_text) char *for_folder = pd_copy(words[1]);
	PD_AUTO(pd_drop_text) char *for_name = pd_copy(words[1]);
	script.folder = dirname(for_folder);
	script.name = basename(for_name);
	make_directory();
	prepare_environment(words + 2);
	run_script();
	session_end();
	golden_forget();
	return script_done();
}
