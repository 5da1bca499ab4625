/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/run_command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"

extern char **environ;

enum { TICK = 50, TAIL = 240 };

struct command {
	pid_t process;
	int output; /* reading end of a pipe; -1 at its end */
	char tail[TAIL + 1];
	size_t size;
};

/* ---- starting ------------------------------------------------------------------ */

static void
prepare_spawn(
	posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes, int output)
{
	sigset_t none, all;
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	(void)posix_spawn_file_actions_addopen(
		files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_adddup2(files, output, STDOUT_FILENO);
	(void)posix_spawn_file_actions_adddup2(files, output, STDERR_FILENO);
	(void)posix_spawnattr_setpgroup(attributes, 0);
	(void)posix_spawnattr_setsigmask(attributes, &none);
	(void)posix_spawnattr_setsigdefault(attributes, &all);
	(void)posix_spawnattr_setflags(attributes,
		POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/* Some launchers leave SIGCHLD ignored; then waitpid cannot tell how a child ended. */
static void
want_status(void)
{
	struct sigaction now;
	if (sigaction(SIGCHLD, NULL, &now) < 0 || now.sa_handler != SIG_IGN)
		return;
	now.sa_handler = SIG_DFL;
	(void)sigaction(SIGCHLD, &now, NULL);
}

static bool
start_command(struct command *command, const char *const *words, const char *text,
	struct pd_error *error)
{
	int ends[2];
	if (pipe2(ends, O_CLOEXEC) < 0)
		return pd_fail_errno(
			error, PD_EIO, text, _("the command cannot be run"));
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawnattr_init(&attributes);
	prepare_spawn(&files, &attributes, ends[1]);
	errno = posix_spawn(&command->process, words[0], &files, &attributes,
		(char *const *)words, environ);
	int number = errno;
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&attributes);
	(void)close(ends[1]);
	command->output = ends[0];
	if (number == 0)
		return true;
	(void)close(ends[0]);
	errno = number;
	return pd_fail_errno(error, PD_EIO, text, _("the command cannot be run"));
}

/* ---- waiting ------------------------------------------------------------------- */

/* Keeps the last bytes. */
static void
keep_tail(struct command *command, const char *bytes, size_t size)
{
	if (size > TAIL) {
		bytes += size - TAIL;
		size = TAIL;
	}
	size_t stays = command->size + size > TAIL ? TAIL - size : command->size;
	memmove(command->tail, command->tail + command->size - stays, stays);
	memcpy(command->tail + stays, bytes, size);
	command->size = stays + size;
}

/* false: no output came within that time. */
static bool
read_command_output(struct command *command, int milliseconds)
{
	char bytes[1024];
	struct pollfd file = {.fd = command->output, .events = POLLIN};
	if (poll(&file, 1, milliseconds) <= 0)
		return false;
	ssize_t got = read(command->output, bytes, sizeof bytes);
	if (got > 0) {
		keep_tail(command, bytes, (size_t)got);
		return true;
	}
	(void)close(command->output);
	command->output = -1;
	return false;
}

static bool
is_cancelled(const atomic_bool *cancelled)
{
	return cancelled != NULL && *cancelled;
}

/* The exit status, or -1 if the command had to be killed. Waits for the process, not
 * for the end of its output: a service that it started may hold the pipe open. */
static int
wait_for_command(struct command *command, int seconds, const atomic_bool *cancelled)
{
	int64_t deadline = pd_milliseconds_now() + (int64_t)seconds * 1000;
	int status;
	for (;;) {
		pid_t ended = waitpid(command->process, &status, WNOHANG);
		if (ended == command->process)
			return status;
		if (ended < 0 && errno != EINTR)
			return -1;
		if (pd_milliseconds_now() >= deadline || is_cancelled(cancelled))
			break;
		(void)read_command_output(command, TICK);
	}
	(void)kill(-command->process, SIGKILL);
	while (waitpid(command->process, &status, 0) < 0 && errno == EINTR)
		continue;
	return -1;
}

/* ---- telling ------------------------------------------------------------------- */

/* The last line that is not blank, safe to show; free() it. */
static char *
last_output_line(struct command *command)
{
	size_t end = command->size;
	while (end > 0 && strchr(" \t\r\n", command->tail[end - 1]) != NULL)
		end--;
	size_t begin = end;
	while (begin > 0 && command->tail[begin - 1] != '\n')
		begin--;
	return pd_text_safe(command->tail + begin, end - begin);
}

static bool
fail_status(struct command *command, const char *text, int status, int seconds,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *line = last_output_line(command);
	const char *between = *line != '\0' ? ": " : "";
	if (status == -1)
		return pd_fail(error, PD_EIO, text,
			_("the command did not end within %d seconds%s%s"), seconds,
			between, line);
	if (WIFSIGNALED(status))
		return pd_fail(error, PD_EIO, text,
			_("the command was ended by signal %d%s%s"), WTERMSIG(status),
			between, line);
	return pd_fail(error, PD_EIO, text,
		_("the command ended with exit status %d%s%s"), WEXITSTATUS(status),
		between, line);
}

/* text is what errors call it. */
static bool
run_command(const char *const *words, const char *text, int seconds,
	const atomic_bool *cancelled, struct pd_error *error)
{
	struct command command = {.output = -1};
	want_status();
	if (!start_command(&command, words, text, error))
		return false;
	int status = wait_for_command(&command, seconds, cancelled);
	while (command.output >= 0 && read_command_output(&command, 0))
		continue;
	if (command.output >= 0)
		(void)close(command.output);
	if (status == 0)
		return true;
	if (is_cancelled(cancelled))
		return pd_fail(error, PD_ECANCEL, text, _("the command was cancelled"));
	return fail_status(&command, text, status, seconds, error);
}

bool
pd_reload_run(const char *text, int seconds, const atomic_bool *cancelled,
	struct pd_error *error)
{
	const char *const words[] = {"/bin/sh", "-c", text, NULL};
	return run_command(words, text, seconds, cancelled, error);
}

bool
pd_reload_run_words(const char *const *words, int seconds, const atomic_bool *cancelled,
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer line = {0};
	for (size_t i = 0; words[i] != NULL; i++)
		pd_buffer_add_format(&line, "%s%s", i > 0 ? " " : "", words[i]);
	PD_AUTO(pd_drop_text) char *text = pd_text_safe_string(pd_buffer_text(&line));
	return run_command(words, text, seconds, cancelled, error);
}
