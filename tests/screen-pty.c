/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-pty.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

struct event {
	enum pty_state state;
	int value; /* the program's process, or its status */
};

static pid_t kept;

static void
let_go_on(int number)
{
	(void)number;
	(void)tcsetpgrp(STDIN_FILENO, kept);
	(void)kill(-kept, SIGCONT);
}

static void
start_program(char **words)
{
	pid_t keeper = getppid();
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != keeper)
		_exit(127);
	(void)setpgid(0, 0);
	(void)tcsetpgrp(STDIN_FILENO, getpid()); /* SIGTTOU is still ignored */
	static const int defaults[] = {
		SIGTTOU, SIGHUP, SIGUSR1, SIGINT, SIGQUIT, SIGTSTP, SIGTERM, SIGPIPE};
	for (size_t i = 0; i < sizeof defaults / sizeof *defaults; i++)
		(void)signal(defaults[i], SIG_DFL);
	(void)execvp(words[0], words);
	(void)fprintf(stderr, "%s: %s\n", words[0], strerror(errno));
	_exit(127);
}

static void
tell(int events, enum pty_state state, int value)
{
	struct event event = {state, value};
	if (write(events, &event, sizeof event) != (ssize_t)sizeof event)
		_exit(1);
}

/* Never returns: it is killed. If it ended by itself, the terminal would be gone. */
static void
keep(int events, char **words)
{
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)signal(SIGTTOU, SIG_IGN);
	(void)signal(SIGHUP, SIG_IGN);
	kept = fork();
	if (kept == 0)
		start_program(words);
	(void)setpgid(kept, kept);
	(void)sigaction(SIGUSR1,
		&(struct sigaction){.sa_handler = let_go_on, .sa_flags = SA_RESTART},
		NULL);
	tell(events, PTY_RUNS, kept);
	for (;;) {
		int status;
		if (waitpid(kept, &status, WUNTRACED | WCONTINUED) != kept)
			break;
		if (WIFSTOPPED(status)) {
			(void)tcsetpgrp(STDIN_FILENO, getpid());
			tell(events, PTY_STOPPED, 0);
		} else if (WIFCONTINUED(status))
			tell(events, PTY_RUNS, kept);
		else
			tell(events, PTY_ENDED, status);
	}
	for (;;)
		(void)pause();
}

static void
take_terminal(const struct pty *pty)
{
	(void)setsid();
	(void)ioctl(pty->slave, TIOCSCTTY, 0);
	for (int i = 0; i <= STDERR_FILENO; i++)
		(void)dup2(pty->slave, i);
	(void)close(pty->master);
	(void)close(pty->slave);
}

static void
read_event(struct pty *pty)
{
	struct event event;
	if (read(pty->events, &event, sizeof event) != (ssize_t)sizeof event)
		return;
	pty->state = event.state;
	if (event.state == PTY_RUNS)
		pty->program = event.value;
	if (event.state == PTY_ENDED)
		pty->status = event.value;
}

bool
pty_run(struct pty *pty, char **words, int rows, int columns)
{
	struct winsize size = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	int ends[2];
	if (openpty(&pty->master, &pty->slave, NULL, NULL, &size) != 0 ||
		pipe2(ends, O_CLOEXEC) != 0) {
		perror("screen-driver");
		return false;
	}
	(void)fcntl(pty->master, F_SETFD, FD_CLOEXEC);
	(void)fcntl(pty->master, F_SETFL, O_NONBLOCK);
	(void)tcgetattr(pty->slave, &pty->before);
	(void)fflush(stdout);
	pty->keeper = fork();
	if (pty->keeper == 0) {
		take_terminal(pty);
		keep(ends[1], words);
	}
	(void)close(ends[1]);
	pty->events = ends[0];
	pty->state = PTY_NONE;
	read_event(pty); /* which process it is */
	return pty->state == PTY_RUNS;
}

void
pty_resize(struct pty *pty, int rows, int columns)
{
	struct winsize size = {
		.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	(void)ioctl(pty->master, TIOCSWINSZ, &size);
}

void
pty_continue(struct pty *pty)
{
	/* Said now: whoever looks before the keeper's word must not see the old stop. */
	pty->state = PTY_RUNS;
	(void)kill(pty->keeper, SIGUSR1);
}

void
pty_hang_up(struct pty *pty)
{
	(void)close(pty->master);
	(void)close(pty->slave);
	pty->master = pty->slave = -1;
}

size_t
pty_read(struct pty *pty, char *out, size_t room, int milliseconds)
{
	struct pollfd sources[] = {{.fd = pty->master, .events = POLLIN},
		{.fd = pty->events, .events = POLLIN}};
	if (poll(sources, 2, milliseconds) <= 0)
		return 0;
	if (sources[0].revents & POLLIN) {
		ssize_t size = read(pty->master, out, room);
		return size > 0 ? (size_t)size : 0;
	}
	if (sources[1].revents & POLLIN)
		read_event(pty);
	return 0;
}

size_t
pty_write(struct pty *pty, const char *bytes, size_t size)
{
	ssize_t wrote = write(pty->master, bytes, size);
	return wrote > 0 ? (size_t)wrote : 0;
}

/* The file with this path, which is freed; "" if there is none. */
static void
read_proc(char *path, char *out, size_t room)
{
	size_t size = 0;
	FILE *file = fopen(path, "re");
	if (file != NULL) {
		size = fread(out, 1, room - 1, file);
		(void)fclose(file);
	}
	out[size] = '\0';
	free(path);
}

static bool process_sleeps(int process);

static bool
children_sleep(int process, const char *thread)
{
	char children[1024];
	read_proc(pd_format("/proc/%d/task/%s/children", process, thread), children,
		sizeof children);
	bool sleep = true;
	int child, used;
	for (const char *at = children; sleep && sscanf(at, "%d%n", &child, &used) == 1;
		at += used)
		sleep = process_sleeps(child);
	return sleep;
}

/* Its first thread, and the children of all: what was cancelled may go on in another. */
static bool
process_sleeps(int process)
{
	char line[512];
	read_proc(pd_format("/proc/%d/stat", process), line, sizeof line);
	const char *name_end = strrchr(line, ')');
	bool sleeps = name_end == NULL || strchr("STZ", name_end[2]) != NULL;
	PD_AUTO(pd_drop_text) char *folder = pd_format("/proc/%d/task", process);
	DIR *threads = opendir(folder);
	for (struct dirent *thread;
		sleeps && threads != NULL && (thread = readdir(threads)) != NULL;)
		sleeps = thread->d_name[0] == '.' ||
			 children_sleep(process, thread->d_name);
	if (threads != NULL)
		(void)closedir(threads);
	return sleeps;
}

bool
pty_is_waiting(const struct pty *pty)
{
	int unread = 0;
	struct pollfd slave = {.fd = pty->slave, .events = POLLIN};
	/* What was sent may still be on its way, which poll makes short. */
	(void)poll(&slave, 1, 0);
	if (pty->slave >= 0 && ioctl(pty->slave, FIONREAD, &unread) == 0 && unread > 0)
		return false;
	return process_sleeps(pty->program);
}

bool
pty_is_restored(const struct pty *pty)
{
	struct termios now;
	const struct termios *was = &pty->before;
	return tcgetattr(pty->slave, &now) == 0 && now.c_iflag == was->c_iflag &&
	       now.c_oflag == was->c_oflag && now.c_cflag == was->c_cflag &&
	       now.c_lflag == was->c_lflag &&
	       memcmp(now.c_cc, was->c_cc, sizeof now.c_cc) == 0;
}

void
pty_end(struct pty *pty)
{
	if (pty->keeper <= 0)
		return;
	if (pty->program > 0 && pty->state != PTY_ENDED)
		(void)kill(-pty->program, SIGKILL);
	(void)kill(pty->keeper, SIGKILL);
	(void)waitpid(pty->keeper, NULL, 0);
	(void)close(pty->events);
	if (pty->master >= 0)
		pty_hang_up(pty);
	*pty = (struct pty){.master = -1, .slave = -1};
}
