/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/editor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arguments.h"
#include "base/scratch.h"
#include "base/text.h"
#include "ui/terminal/terminal.h"

enum { WORDS = 16 };

/* ---- the program --------------------------------------------------------------- */

struct program {
	const char *variable; /* the environment variable that names it */
	const char *words;
	bool only_shows;
};

static bool
is_variable_set(const char *variable)
{
	const char *words = getenv(variable);
	return words != NULL && *words != '\0';
}

/* The operator's choice, or the default. */
static const char *
choose_program(const char *variable, const char *usual)
{
	return is_variable_set(variable) ? getenv(variable) : usual;
}

/* As in /opt/my\ editor/vi -u NONE. */
static void
split_program_words(char *words, char *path, char *vector[WORDS + 2])
{
	size_t count = 0;
	for (char *word; count < WORDS && (word = pd_arguments_cut(&words)) != NULL;)
		vector[count++] = word;
	vector[count++] = path;
	vector[count] = NULL;
}

/* What pemdeck ignores itself is not the program's business. A pager is to show, and not
 * to lead to a shell; its options are the operator's PAGER. Why it could not be started
 * is told to the parent. */
static void
exec_program(const struct program *program, char *const vector[], int told)
{
	static const int signals[] = {SIGINT, SIGQUIT, SIGPIPE, SIGXFSZ};
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
		(void)signal(signals[i], SIG_DFL);
	if (program->only_shows) {
		(void)unsetenv("LESS");
		(void)setenv("LESSSECURE", "1", 1);
	}
	(void)execvp(vector[0], vector);
	int reason = errno;
	(void)!write(told, &reason, sizeof reason);
	_exit(127);
}

static bool
wait_for_program(pid_t child, const struct program *program, struct pd_error *error)
{
	int status = 0;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return pd_fail_errno(error, PD_EIO, program->words,
				_("its end cannot be seen"));
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	return pd_fail(error, PD_EIO, program->words,
		program->only_shows
			? _("the pager did not end well; set %s to one that works here")
			: _("the editor did not end well, so nothing was taken from "
			    "it; "
			    "set %s to one that works here"),
		program->variable);
}

static bool
fail_program_start(const struct program *program, int reason, struct pd_error *error)
{
	errno = reason;
	return pd_fail_errno(error, PD_EIO, program->words,
		_("cannot be started; set %s to one that can"), program->variable);
}

/* The pipe closes when the program has started. */
static bool
run_in_terminal(
	const struct program *program, char *const vector[], struct pd_error *error)
{
	int told[2], reason = 0;
	if (pipe2(told, O_CLOEXEC) < 0)
		return fail_program_start(program, errno, error);
	pid_t child = fork();
	if (child == 0)
		exec_program(program, vector, told[1]);
	if (child < 0)
		(void)fail_program_start(program, errno, error);
	(void)close(told[1]);
	ssize_t size = child > 0 ? read(told[0], &reason, sizeof reason) : 0;
	(void)close(told[0]);
	if (size == (ssize_t)sizeof reason)
		(void)fail_program_start(program, reason, error);
	return child > 0 && wait_for_program(child, program, error);
}

/* C-c in the program is for the program alone. */
static bool
run_program(const struct program *program, char *path, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *parts = pd_copy(program->words);
	char *vector[WORDS + 2];
	split_program_words(parts, path, vector);
	struct sigaction interrupt, quit;
	const struct sigaction ignore = {.sa_handler = SIG_IGN};
	(void)sigaction(SIGINT, &ignore, &interrupt);
	(void)sigaction(SIGQUIT, &ignore, &quit);
	bool good = run_in_terminal(program, vector, error);
	(void)sigaction(SIGINT, &interrupt, NULL);
	(void)sigaction(SIGQUIT, &quit, NULL);
	return good;
}

/* Runs the program on a file of that name that holds text; takes what is in it then,
 * where out is not NULL. */
static bool
run_on_file(const struct program *program, const char *name, struct pd_bytes text,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_scratch_drop) struct pd_scratch scratch = {.directory = -1};
	if (!pd_scratch_make(&scratch, name, text, error))
		return false;
	pd_term_suspend();
	bool good = run_program(program, scratch.path, error);
	pd_term_resume();
	return good && (out == NULL || pd_scratch_read(&scratch, out, error));
}

bool
pd_editor_edit(struct pd_secret *text, struct pd_error *error)
{
	const struct program program = {
		.variable = is_variable_set("VISUAL") ? "VISUAL" : "EDITOR",
		.words = choose_program("VISUAL", choose_program("EDITOR", "vi")),
	};
	PD_AUTO(pd_secret_wipe) struct pd_secret edited = {0};
	if (!run_on_file(&program, "field", pd_secret_bytes(text), &edited, error))
		return false;
	pd_secret_wipe(text);
	*text = pd_secret_steal(&edited);
	return true;
}

bool
pd_editor_show(struct pd_bytes text, struct pd_error *error)
{
	const struct program program = {
		.variable = "PAGER",
		.words = choose_program("PAGER", "less"),
		.only_shows = true,
	};
	return run_on_file(&program, "details", text, NULL, error);
}
