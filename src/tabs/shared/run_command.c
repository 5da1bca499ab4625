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

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"

extern char **environ;

/* What is kept of its output, and told of that in one line; and how long a command that is
 * to end may take for it. */
enum { TICK = 50, TAIL = 2000, LINE = 240, LAST_SECONDS = 10, MOST_READS = 1 << 10 };

struct command {
	pid_t process;
	int output; /* reading end of a pipe; -1 at its end */
	int lines;  /* the same of what is handed over; -1: none */
	char tail[TAIL + 1];
	size_t size;
};

/* ---- starting ------------------------------------------------------------------ */

/* In a session of its own, so that nothing it starts asks on the terminal. */
static void
prepare_spawn(posix_spawn_file_actions_t *files, posix_spawnattr_t *attributes,
	int output, int lines, int descriptor)
{
	sigset_t none, all;
	(void)sigemptyset(&none);
	(void)sigfillset(&all);
	(void)posix_spawn_file_actions_addopen(
		files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_adddup2(files, output, STDOUT_FILENO);
	(void)posix_spawn_file_actions_adddup2(files, output, STDERR_FILENO);
	if (lines >= 0)
		(void)posix_spawn_file_actions_adddup2(files, lines, descriptor);
	(void)posix_spawnattr_setsigmask(attributes, &none);
	(void)posix_spawnattr_setsigdefault(attributes, &all);
	(void)posix_spawnattr_setflags(attributes,
		POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
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

/* What is added to the environment prevails. free() the vector, not its texts. */
static char **
join_environment(const char *const *added)
{
	size_t count = 0, more = 0;
	while (environ[count] != NULL)
		count++;
	while (added != NULL && added[more] != NULL)
		more++;
	char **all = pd_alloc(count + more + 1, sizeof *all);
	size_t at = 0;
	for (size_t i = 0; i < count; i++) {
		bool again = false;
		for (size_t k = 0; k < more && !again; k++)
			again = strncmp(environ[i], added[k],
					strcspn(added[k], "=") + 1) == 0;
		if (!again)
			all[at++] = environ[i];
	}
	for (size_t k = 0; k < more; k++)
		all[at++] = (char *)added[k];
	return all;
}

/* Ends of pipes: to be read here, and for the command. */
struct ends {
	int output[2], lines[2];
};

static int
spawn_command(struct command *command, const char *const *words,
	const struct pd_stream *stream, const struct ends *ends)
{
	posix_spawn_file_actions_t files;
	posix_spawnattr_t attributes;
	char **variables = join_environment(stream ? stream->environment : NULL);
	(void)posix_spawn_file_actions_init(&files);
	(void)posix_spawnattr_init(&attributes);
	prepare_spawn(&files, &attributes, ends->output[1], ends->lines[1],
		stream ? stream->descriptor : -1);
	int number = posix_spawn(&command->process, words[0], &files, &attributes,
		(char *const *)words, variables);
	(void)posix_spawn_file_actions_destroy(&files);
	(void)posix_spawnattr_destroy(&attributes);
	free(variables);
	return number;
}

static void
close_end(int *end)
{
	if (*end >= 0)
		(void)close(*end);
	*end = -1;
}

static bool
start_command(struct command *command, const char *const *words, const char *text,
	const struct pd_stream *stream, struct pd_error *error)
{
	struct ends ends = {{-1, -1}, {-1, -1}};
	int number = 0;
	if (pipe2(ends.output, O_CLOEXEC) < 0 ||
		(stream != NULL && pipe2(ends.lines, O_CLOEXEC) < 0))
		number = errno;
	else
		number = spawn_command(command, words, stream, &ends);
	close_end(&ends.output[1]);
	close_end(&ends.lines[1]);
	command->output = ends.output[0];
	command->lines = ends.lines[0];
	if (number == 0)
		return true;
	close_end(&command->output);
	close_end(&command->lines);
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
	close_end(&command->output);
	return false;
}

static bool
is_cancelled(const atomic_bool *cancelled)
{
	return cancelled != NULL && *cancelled;
}

/* What is left in the pipe, which holds no more than that; who stays behind and goes on
 * writing is not waited for. */
static void
read_last_output(struct command *command)
{
	for (int i = 0; i < MOST_READS && command->output >= 0; i++)
		if (!read_command_output(command, 0))
			break;
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
	while (begin > 0 && end - begin < LINE && command->tail[begin - 1] != '\n')
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
	if (!start_command(&command, words, text, NULL, error))
		return false;
	int status = wait_for_command(&command, seconds, cancelled);
	read_last_output(&command);
	close_end(&command.output);
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

/* ---- what is handed over as it comes --------------------------------------------- */

/* false: it was refused. *size counts the bytes. */
static bool
hand_over(struct command *command, const struct pd_stream *stream, size_t *size,
	struct pd_error *error)
{
	unsigned char bytes[16384];
	ssize_t got = read(command->lines, bytes, sizeof bytes);
	if (got <= 0) {
		if (got == 0 || errno != EINTR)
			close_end(&command->lines);
		return true;
	}
	*size += (size_t)got;
	bool taken = *size <= stream->most
			     ? stream->take(stream->work,
				       (struct pd_bytes){bytes, (size_t)got}, error)
			     : pd_fail(error, PD_EIO, stream->called,
				       _("the command says more than %zu MB"),
				       stream->most >> 20);
	pd_wipe(bytes, sizeof bytes);
	return taken;
}

/* *size counts what was handed over; *idle: nothing came within that time. */
static bool
read_either(struct command *command, const struct pd_stream *stream, size_t *size,
	bool *idle, struct pd_error *error)
{
	struct pollfd files[] = {{.fd = command->lines, .events = POLLIN},
		{.fd = command->output, .events = POLLIN}};
	*idle = poll(files, PD_COUNT(files), *idle ? 0 : TICK) <= 0;
	if (*idle)
		return true;
	if (files[1].revents != 0)
		(void)read_command_output(command, 0);
	return files[0].revents == 0 || hand_over(command, stream, size, error);
}

/* Asks the command to end, which it does by itself if it can. */
static int
end_command(struct command *command)
{
	int64_t deadline = pd_milliseconds_now() + LAST_SECONDS * 1000;
	int status;
	(void)kill(-command->process, SIGINT);
	while (pd_milliseconds_now() < deadline) {
		if (waitpid(command->process, &status, WNOHANG) == command->process)
			return status;
		(void)read_command_output(command, TICK);
		if (command->output < 0)
			(void)poll(NULL, 0, TICK);
	}
	(void)kill(-command->process, SIGKILL);
	while (waitpid(command->process, &status, 0) < 0 && errno == EINTR)
		continue;
	return status;
}

static bool
check_stream(const struct pd_stream *stream, int64_t deadline, struct pd_error *error)
{
	if (is_cancelled(stream->cancelled))
		return pd_fail(error, PD_ECANCEL, stream->called,
			_("the command was cancelled"));
	if (stream->seconds > 0 && pd_milliseconds_now() >= deadline)
		return pd_fail(error, PD_EIO, stream->called,
			_("the command did not end within %d seconds"),
			stream->seconds);
	return true;
}

static bool
follow_command(struct command *command, const struct pd_stream *stream, int *status,
	struct pd_error *error)
{
	int64_t deadline = pd_milliseconds_now() + (int64_t)stream->seconds * 1000;
	size_t size = 0;
	for (;;) {
		bool idle = false;
		if (waitpid(command->process, status, WNOHANG) == command->process)
			break;
		if (read_either(command, stream, &size, &idle, error) &&
			check_stream(stream, deadline, error))
			continue;
		*status = end_command(command);
		return false;
	}
	for (int i = 0; i < MOST_READS && command->lines >= 0; i++) {
		bool idle = true;
		if (!read_either(command, stream, &size, &idle, error))
			return false;
		if (idle)
			break;
	}
	return true;
}

bool
pd_stream_run(const char *const *words, const struct pd_stream *stream, int *status,
	char **said, struct pd_error *error)
{
	struct command command = {.output = -1, .lines = -1};
	int ended = 0;
	want_status();
	*said = NULL;
	*status = -1;
	if (!start_command(&command, words, stream->called, stream, error))
		return false;
	bool followed = follow_command(&command, stream, &ended, error);
	read_last_output(&command);
	close_end(&command.output);
	close_end(&command.lines);
	*said = pd_copy_bytes(command.tail, command.size);
	*status = WIFEXITED(ended) ? WEXITSTATUS(ended) : -1;
	return followed;
}

char *
pd_program_find(const char *name)
{
	const char *path = getenv("PATH");
	for (const char *at = path ? path : ""; *at != '\0';) {
		size_t size = strcspn(at, ":");
		PD_AUTO(pd_drop_text)
		char *program = pd_format("%.*s/%s", (int)size, at, name);
		if (at[0] == '/' && access(program, X_OK) == 0)
			return pd_steal(program);
		at += size + (at[size] == ':');
	}
	return NULL;
}
