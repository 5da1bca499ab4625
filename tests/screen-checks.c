/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-commands.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"
#include "screen-golden.h"
#include "screen-script.h"
#include "screen-session.h"

/* What the last shell command said. */
static char *output;

static bool
matches(const void *pattern)
{
	PD_AUTO(pd_drop_text) char *text = view_text(session.view);
	return regexec(pattern, text, 0, NULL, 0) == 0;
}

static bool
matches_not(const void *pattern)
{
	return !matches(pattern);
}

static void
wait_for(char *rest, bool (*holds)(const void *), int milliseconds)
{
	regex_t pattern = script_pattern(&rest);
	if (!script_result(session_until(holds, &pattern, milliseconds))) {
		script_show_screen();
		script.given_up = true;
	}
	regfree(&pattern);
}

static void
do_wait(char *rest)
{
	wait_for(rest, matches, SESSION_DEADLINE);
}

static void
do_absent(char *rest)
{
	wait_for(rest, matches_not, SESSION_DEADLINE);
}

static void
do_within(char *rest)
{
	char *pattern = strchr(rest, ' ');
	if (pattern == NULL)
		script_stop("within MILLISECONDS /pattern/");
	*pattern++ = '\0';
	wait_for(pattern, matches, script_number(rest));
	script.late = script.late || script.given_up;
}

static void
do_wait_quiet(char *rest)
{
	(void)rest;
	if (!session_settle())
		script.given_up = !script_result(false);
}

static void
do_bytes(char *rest)
{
	int most = script_number(rest);
	(void)session_settle();
	if (!script_result(session.written <= (size_t)most))
		printf("#   %zu bytes were written\n", session.written);
}

/* bells COUNT: it has rung so often. */
static void
do_bells(char *rest)
{
	int count = script_number(rest);
	(void)session_settle();
	if (!script_result(view_bells(session.view) == count))
		printf("#   it rang %d times\n", view_bells(session.view));
}

/* idle MILLISECONDS: so long nothing is written. */
static void
do_idle(char *rest)
{
	int milliseconds = script_number(rest);
	(void)session_settle();
	session.written = 0;
	long long end = session_now() + milliseconds;
	while (session_now() < end && session.written == 0)
		session_pump((int)(end - session_now()));
	if (!script_result(session.written == 0))
		printf("#   %zu bytes were written\n", session.written);
}

/* Where the cursor has to be: a place, or the start of a match. */
struct place {
	bool fixed;
	int row, column;
	regex_t pattern;
};

static bool
starts_at(const regex_t *pattern, const char *line, int column)
{
	int flags = 0;
	regmatch_t match;
	for (size_t at = 0; regexec(pattern, line + at, 1, &match, flags) == 0;) {
		size_t start = at + (size_t)match.rm_so;
		if (view_cells(line, start) == column)
			return true;
		at = start + 1;
		flags = REG_NOTBOL;
		if (start >= strlen(line))
			break;
	}
	return false;
}

static bool
cursor_is_at(const void *what)
{
	const struct place *place = what;
	int row, column;
	view_cursor(session.view, &row, &column);
	if (place->fixed)
		return row == place->row && column == place->column;
	PD_AUTO(pd_drop_text) char *line = view_row(session.view, row);
	return starts_at(&place->pattern, line, column);
}

static void
do_cursor(char *rest)
{
	struct place place = {.fixed = *rest != '/'};
	if (place.fixed) {
		char *words[SCRIPT_WORDS];
		if (script_split(rest, words) != 2)
			script_stop("cursor ROW COLUMN, or cursor /pattern/");
		place.row = script_number(words[0]);
		place.column = script_number(words[1]);
	} else
		place.pattern = script_pattern(&rest);
	if (!script_result(session_until(cursor_is_at, &place, SESSION_DEADLINE / 5))) {
		int row, column;
		view_cursor(session.view, &row, &column);
		printf("#   the cursor is at row %d, column %d\n", row, column);
		script_show_screen();
	}
	if (!place.fixed)
		regfree(&place.pattern);
}

static void
do_attr(char *rest)
{
	static const struct {
		const char *name;
		unsigned mask, value;
	} attributes[] = {
		{"plain", ~0u, 0},
		{"bold", VIEW_BOLD, VIEW_BOLD},
		{"reverse", VIEW_REVERSE, VIEW_REVERSE},
		{"underline", VIEW_UNDERLINE, VIEW_UNDERLINE},
		{"coloured", VIEW_COLOURED, VIEW_COLOURED},
		{"uncoloured", VIEW_COLOURED, 0},
	};
	char *words[SCRIPT_WORDS];
	if (script_split(rest, words) != 3)
		script_stop("attr ROW COLUMN "
			    "reverse|bold|underline|coloured|uncoloured|plain");
	unsigned got = view_attributes(
		session.view, script_number(words[0]), script_number(words[1]));
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++)
		if (strcmp(words[2], attributes[i].name) == 0) {
			if (!script_result(
				    (got & attributes[i].mask) == attributes[i].value))
				script_show_screen();
			return;
		}
	script_stop("there is no attribute %s", words[2]);
}

static bool
is_in_state(const void *state)
{
	return session.pty.state == *(const enum pty_state *)state;
}

/* exit STATUS, or exit SIGNAL where one killed it. */
static void
do_exit(char *rest)
{
	static const enum pty_state ended = PTY_ENDED;
	bool over = session_until(is_in_state, &ended, SESSION_DEADLINE);
	while (over && session.pty.master >= 0) {
		size_t before = session.written;
		session_pump(0);
		if (session.written == before)
			break;
	}
	int status = session.pty.status, number = session_signal(rest);
	bool as_wanted = number > 0 ? WIFSIGNALED(status) && WTERMSIG(status) == number
				    : WIFEXITED(status) && WEXITSTATUS(status) ==
								   script_number(rest);
	if (script_result(over && as_wanted))
		return;
	if (!over)
		puts("#   it still runs");
	script_show_screen();
}

static void
do_stopped(char *rest)
{
	static const enum pty_state stopped = PTY_STOPPED;
	(void)rest;
	if (!script_result(session_until(is_in_state, &stopped, SESSION_DEADLINE)))
		script_show_screen();
}

static void
do_alive(char *rest)
{
	(void)rest;
	(void)session_settle();
	if (!script_result(session.pty.state == PTY_RUNS))
		script_show_screen();
}

static bool
is_restored(const void *unused)
{
	(void)unused;
	return pty_is_restored(&session.pty) && view_left_on(session.view) == NULL;
}

static void
do_restored(char *rest)
{
	(void)rest;
	if (script_result(session_until(is_restored, NULL, SESSION_DEADLINE / 5)))
		return;
	const char *left = view_left_on(session.view);
	if (!pty_is_restored(&session.pty))
		puts("#   the modes of the terminal differ (stty)");
	if (left != NULL)
		printf("#   left switched on: %s\n", left);
}

/* skip-if NAME WHY: the rest of the script is left out where that variable is set. */
static void
do_skip_if(char *rest)
{
	char *why = strchr(rest, ' ');
	if (why == NULL)
		script_stop("skip-if NAME WHY");
	*why++ = '\0';
	if (getenv(rest) == NULL)
		return;
	script_skip(why);
	script.given_up = true;
}

static char *
read_all(int descriptor)
{
	struct pd_secret said = {0};
	for (ssize_t size = 1; size > 0;) {
		size = read(descriptor, pd_secret_reserve(&said, 4096), 4096);
		pd_secret_added(&said, size > 0 ? (size_t)size : 0);
	}
	char *text = pd_copy(pd_secret_text(&said));
	pd_secret_wipe(&said);
	return text;
}

static void
do_shell(char *rest)
{
	int ends[2], status = -1;
	(void)fflush(stdout);
	if (pipe2(ends, O_CLOEXEC) != 0)
		script_stop("no pipe: %s", strerror(errno));
	pid_t shell = fork();
	if (shell == 0) {
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)dup2(ends[1], STDERR_FILENO);
		(void)execl("/bin/sh", "sh", "-c", rest, (char *)NULL);
		_exit(127);
	}
	(void)close(ends[1]);
	free(output);
	output = read_all(ends[0]);
	(void)close(ends[0]);
	(void)waitpid(shell, &status, 0);
	if (!script_result(status == 0))
		script_show("it said", output);
}

static void
do_expect_output(char *rest)
{
	regex_t pattern = script_pattern(&rest);
	const char *said = output ? output : "";
	if (!script_result(regexec(&pattern, said, 0, NULL, 0) == 0))
		script_show("output", said);
	regfree(&pattern);
}

static bool
looks_like(const void *wanted)
{
	PD_AUTO(pd_drop_text) char *got = golden_text(session.view);
	return strcmp(got, wanted) == 0;
}

static void
show_difference(const char *got, const char *wanted)
{
	script_show("got", got);
	script_show("wanted", wanted);
	printf("#   if it is right so: SCREENS_ACCEPT=1 screen-driver %s\n",
		script.path);
}

static void
accept_screen(const char *path, const char *got)
{
	FILE *file = fopen(path, "we");
	if (file == NULL || fputs(got, file) == EOF || fclose(file) != 0)
		script_stop("%s: %s", path, strerror(errno));
}

/* Nothing, where there is no such file yet. */
static struct pd_secret
read_golden(const char *path)
{
	return access(path, R_OK) == 0 ? script_read_file(path) : (struct pd_secret){0};
}

static void
compare_screen(const char *path)
{
	(void)session_settle();
	PD_AUTO(pd_drop_text) char *got = golden_text(session.view);
	if (getenv("SCREENS_ACCEPT") != NULL)
		accept_screen(path, got);
	PD_AUTO(pd_secret_wipe) struct pd_secret wanted = read_golden(path);
	if (script_result(session_until(
		    looks_like, pd_secret_text(&wanted), SESSION_DEADLINE / 5)))
		return;
	PD_AUTO(pd_drop_text) char *last = golden_text(session.view);
	show_difference(last, pd_secret_text(&wanted));
}

/* The screen under the line of its size, which also says where the cursor stands. */
static char *
sized_text(void)
{
	int row, column;
	PD_AUTO(pd_drop_text) char *text = golden_text(session.view);
	view_cursor(session.view, &row, &column);
	return pd_format("== %dx%d, cursor at row %d, column %d\n%s",
		view_columns(session.view), view_rows(session.view), row, column, text);
}

/* The part of the file that begins with the line of this size. */
static char *
sized_part(const char *all)
{
	PD_AUTO(pd_drop_text)
	char *head = pd_format(
		"== %dx%d, ", view_columns(session.view), view_rows(session.view));
	const char *start = strstr(all, head);
	if (start == NULL)
		return pd_copy("");
	const char *end = strstr(start, "\n== ");
	return pd_copy_bytes(start, end ? (size_t)(end + 1 - start) : strlen(start));
}

static bool
looks_like_part(const void *wanted)
{
	PD_AUTO(pd_drop_text) char *got = sized_text();
	return strcmp(got, wanted) == 0;
}

static void
resize_to(int rows, int columns)
{
	if (rows != view_rows(session.view) || columns != view_columns(session.view))
		session_resize(rows, columns);
	(void)session_settle();
}

static void
resize_as(char *size)
{
	char *by = strchr(size, 'x');
	if (by == NULL)
		script_stop("screen NAME COLUMNSxROWS...");
	*by++ = '\0';
	resize_to(script_number(by), script_number(size));
}

static bool
compare_size(char *size, const char *all)
{
	resize_as(size);
	PD_AUTO(pd_drop_text) char *wanted = sized_part(all);
	if (session_until(looks_like_part, wanted, SESSION_DEADLINE / 5))
		return true;
	PD_AUTO(pd_drop_text) char *got = sized_text();
	show_difference(got, wanted);
	return false;
}

static void
accept_sizes(const char *path, char **sizes)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret all = {0};
	for (; *sizes != NULL; sizes++) {
		resize_as(*sizes);
		PD_AUTO(pd_drop_text) char *got = sized_text();
		pd_secret_add_text(&all, got);
	}
	accept_screen(path, pd_secret_text(&all));
}

/* One file for the same screen at several sizes. */
static void
compare_sizes(const char *path, char **sizes)
{
	int rows = view_rows(session.view), columns = view_columns(session.view);
	bool accepts = getenv("SCREENS_ACCEPT") != NULL, good = true;
	PD_AUTO(pd_secret_wipe) struct pd_secret all = {0};
	if (accepts)
		accept_sizes(path, sizes);
	else
		all = read_golden(path);
	for (; !accepts && good && *sizes != NULL; sizes++)
		good = compare_size(*sizes, pd_secret_text(&all));
	(void)script_result(good);
	resize_to(rows, columns);
}

static void
do_screen(char *rest)
{
	char *words[SCRIPT_WORDS];
	PD_AUTO(pd_drop_text) char *text = script_expand(rest);
	if (script_split(text, words) == 0)
		script_stop("screen NAME [COLUMNSxROWS]...");
	PD_AUTO(pd_drop_text)
	char *path = words[0][0] == '/'
			     ? pd_format("%s.txt", words[0])
			     : pd_format("%s/%s.txt", script.folder, words[0]);
	if (words[1] != NULL)
		compare_sizes(path, words + 1);
	else
		compare_screen(path);
}

const struct command check_commands[] = {
	{"absent", do_absent, true},
	{"alive", do_alive, true},
	{"attr", do_attr, true},
	{"bells", do_bells, true},
	{"bytes", do_bytes, true},
	{"cursor", do_cursor, true},
	{"exit", do_exit, true},
	{"expect-output", do_expect_output, false},
	{"idle", do_idle, true},
	{"screen", do_screen, true},
	{"shell", do_shell, false},
	{"skip-if", do_skip_if, false},
	{"stopped", do_stopped, true},
	{"termios-restored", do_restored, true},
	{"wait", do_wait, true},
	{"wait-quiet", do_wait_quiet, true},
	{"within", do_within, true},
	{NULL, NULL, false},
};
