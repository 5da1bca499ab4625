/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_output.h"

#include <fcntl.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "tap.h"
#include "ui/ask/print.h"
#include "ui/terminal/term_signals.h"
#include "ui/terminal/term_squeeze.h"

/* Writing where nothing is taken for a while: no byte is lost, and a signal still ends
 * the program. Where the rule is broken, a child is killed by its alarm. */

enum { PATIENCE = 30, MUCH = 1 << 20 };

static struct pd_bytes
much(void)
{
	static unsigned char bytes[MUCH];
	memset(bytes, 'x', sizeof bytes);
	return (struct pd_bytes){bytes, sizeof bytes};
}

static void
tell(int descriptor)
{
	if (write(descriptor, "", 1) != 1)
		_exit(9);
}

static void
hear(int descriptor)
{
	char byte;
	if (read(descriptor, &byte, 1) != 1)
		exit(9);
}

static int
status_of(pid_t child)
{
	int status = 0;
	(void)waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* A child on a terminal of its own, as forkpty has it; valgrind does not know the call by
 * which newer C libraries open one. */
static pid_t
fork_on_terminal(int *master)
{
	*master = posix_openpt(O_RDWR | O_NOCTTY);
	if (*master < 0 || grantpt(*master) != 0 || unlockpt(*master) != 0)
		exit(9);
	const char *name = ptsname(*master);
	pid_t child = fork();
	if (child != 0)
		return child;
	(void)setsid();
	int terminal = open(name, O_RDWR);
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		if (dup2(terminal, i) < 0)
			_exit(9);
	return 0;
}

static void
test_signal(int number, const char *name)
{
	int ready[2], master;
	struct pd_error error = {0};
	if (pipe(ready) != 0)
		exit(9);
	pid_t child = fork_on_terminal(&master);
	if (child == 0) {
		(void)alarm(PATIENCE);
		(void)signal(number, SIG_DFL); /* which nohup takes away */
		if (!pd_signals_start(&error))
			_exit(9);
		pd_term_output_open();
		tell(ready[1]);
		bool all = pd_term_output_write(much());
		_exit(all ? 1 : 0);
	}
	hear(ready[0]);
	(void)kill(child, number);
	tap_number(
		status_of(child), 0, "%s ends what a stalled terminal holds up", name);
	(void)close(master);
	(void)close(ready[0]);
	(void)close(ready[1]);
}

/* A pipe that was left so that nobody waits at it. */
static void
open_hasty_pipe(int ends[2])
{
	if (pipe2(ends, O_NONBLOCK) != 0)
		exit(9);
}

static void
test_hasty_output(bool (*put)(struct pd_bytes bytes), const char *whose)
{
	int ends[2];
	PD_AUTO(pd_secret_wipe) struct pd_secret got = {0};
	struct pd_error error = {0};
	open_hasty_pipe(ends);
	pid_t child = fork();
	if (child == 0) {
		(void)alarm(PATIENCE);
		if (!pd_signals_start(&error))
			_exit(9);
		(void)dup2(ends[1], STDOUT_FILENO);
		(void)close(ends[0]);
		(void)close(ends[1]);
		_exit(put(much()) ? 0 : 1);
	}
	(void)close(ends[1]);
	bool good = pd_file_read_fd(ends[0], "pipe", MUCH, &got, &error);
	tap_ok(good && got.size == MUCH, "%s: a hasty pipe gets all, %zu bytes", whose,
		got.size);
	tap_number(status_of(child), 0, "%s: and it ends well", whose);
	(void)close(ends[0]);
}

static bool
write_to_outlet(struct pd_bytes bytes)
{
	pd_term_output_open();
	bool good = pd_term_output_write(bytes);
	pd_term_output_close();
	return good;
}

static void
test_copy(const char *variable, const char *sent, const char *rule)
{
	int ends[2];
	char got[2048];
	if (pipe(ends) != 0)
		exit(9);
	pid_t child = fork();
	if (child == 0) {
		struct pd_error error = {0};
		(void)unsetenv("STY");
		(void)unsetenv("TMUX");
		(void)setenv(variable, "1", 1);
		(void)dup2(ends[1], STDOUT_FILENO);
		if (!pd_signals_start(&error))
			_exit(9);
		pd_term_output_copy((struct pd_bytes){much().data, 300});
		_exit(0);
	}
	(void)status_of(child);
	ssize_t size = read(ends[0], got, sizeof got - 1);
	got[size > 0 ? size : 0] = '\0';
	tap_ok(strncmp(got, sent, strlen(sent)) == 0, "%s", rule);
	const char *longest = got;
	size_t most = 0;
	for (const char *end; (end = strstr(longest, "\033\\")) != NULL;
		longest = end + 2)
		most = (size_t)(end - longest) > most ? (size_t)(end - longest) : most;
	tap_ok(most <= 254, "no control string is longer than screen keeps: %zu", most);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* What curses writes is shortened, and stays what it says. */
static void
test_squeeze(void)
{
	static const struct {
		const char *written, *sent, *rule;
	} cases[] = {
		{"\033(Ba\033(Bb\033(0q\033(Bc", "\033(Bab\033(0q\033(Bc",
			"a character set is chosen when it changes"},
		{"\017a\017b\016c\017d", "\017ab\016c\017d", "and shifted to"},
		{"\033[0;1m\033[31mx\033[39m\033[my", "\033[;1;31mx\033[my",
			"styles are one sequence, and none before one that ends all"},
		{"\033[31m\033[0m\033[4mx", "\033[;4mx", "0 ends what was before"},
		{"\033[40mx\033[0040my\033[m\033[m", "\033[40mx\033[0040my\033[m",
			"a number that begins with 0 is no 0"},
		{"\033[1m\033[2;3H\033[2m\n", "\033[1m\033[2;3H\033[2m\n",
			"what nobody knows stays as it is"},
		{"\033[?25h\033[>4m\033[1;", "\033[?25h\033[>4m\033[1;",
			"other sequences are as they are"},
		{"\033[ma\033[0;7mb\033[0;1;7;31mc\033[0;7md\033[0;1;31me\033[me",
			"\033[ma\033[7mb\033[1;31mc\033[;7md\033[;1;31me\033[me",
			"what a style adds is all that is sent of it"},
		{"\033[m\033[31ma\033[38;5;9mb\033[1mc\033[0;1md",
			"\033[;31ma\033[38;5;9mb\033[1mc\033[;1md",
			"behind a style that is not known all begins anew"},
		{"\033[5;3Habc\033[5;20Hd\r\033[6de\033[7;5Hf\033[7;3Hg\033[6;1Hh",
			"\033[5;3Habc\033[14Cd\r\ne\033[7;5Hf\033[3Dg\033[6Hh",
			"the way is written where it is shorter than the place"},
		{"\033[9;9Ha\b\bb\033[9;9Hc\033[9;9Hd", "\033[9;9Ha\b\bbc\bd",
			"and a step back is one"},
		{"\033[5;3H\303\274x\033[5;20Hd\r\033[6de\033[6;9Hf",
			"\033[5;3H\303\274x\033[5;20Hd\r\ne\033[7Cf",
			"behind characters that may be wide, places are named"},
		{"\033[5;79Hab\r\033[6dc\033[5;79H\303\274\r\033[6dd",
			"\033[5;79Hab\033[6Hc\033[5;79H\303\274\033[6Hd",
			"and behind the end of a row"},
		{"\033[2;2Ha\033[K\033[2;9Hb\033[4Xc\033[2;20H\033[1mz",
			"\033[2;2Ha\033[K\033[6Cb\033[4Xc\033[2;20H\033[1mz",
			"erasing moves nothing"},
		{"\033[1;24r\033[24;1Ha\r\033[25db\r\033[26dc\033[1;60r\033[24;"
		 "1Hd\r\033[25de",
			"\033[1;24r\033[24Ha\033[25Hb\r\nc\033[1;60r\033[24Hd\r\ne",
			"no line feed where it would scroll"},
		{"\033[m\033[2;1H\033[Ja\r\033[3d\033[2Cb\033[3;7Hc\033[3;9Hd\033[5;"
		 "2He",
			"\033[2H\033[m\033[Ja\r\n  b   c d\033[5;2He",
			"a few blanks are shorter than the way over what was erased"},
		{"\033[m\033[2;1H\033[Ja\r\033[3db\033[2;4Hc\033[3;4Hd",
			"\033[2H\033[m\033[Ja\r\nb\033[2;4Hc\033[3;4Hd",
			"and cover nothing that was written since"},
		{"\033[m\033[2;1H\033[Ja\033[7m\033[2;4Hb\033[0;1m\033[2;7Hc",
			"\033[2H\033[m\033[Ja  \033[7mb\033[2C\033[;1mc",
			"nor show where a blank would be seen"},
		{"\033[41m\033[2;1H\033[Ja\033[m\033[2;4Hb",
			"\033[41m\033[2;1H\033[Ja\033[2C\033[mb",
			"nor change the colour of what was erased"},
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct pd_squeeze state = {0};
		unsigned char bytes[128];
		size_t size = strlen(cases[i].written);
		memcpy(bytes, cases[i].written, size);
		size = pd_term_squeeze(&state, 80, bytes, size);
		tap_ok(size == strlen(cases[i].sent) &&
				memcmp(bytes, cases[i].sent, size) == 0,
			"%s", cases[i].rule);
	}
	struct pd_squeeze state = {0};
	unsigned char first[] = "\033[5;1Ha", second[] = "b\r\033[6dc";
	(void)pd_term_squeeze(&state, 80, first, sizeof first - 1);
	size_t two = pd_term_squeeze(&state, 80, second, sizeof second - 1);
	tap_ok(two == 4 && memcmp(second, "b\r\nc", two) == 0,
		"what is written next goes on from there");
	state = (struct pd_squeeze){0};
	unsigned char many[4096];
	for (size_t i = 0; i < sizeof many; i += 4)
		memcpy(many + i, i > 0 ? "\033[1m" : "\033[0m", 4);
	size_t size = pd_term_squeeze(&state, 80, many, sizeof many);
	tap_ok(size < 8 && many[size - 1] == 'm',
		"a thousand styles are one sequence: %zu bytes", size);
}

int
main(void)
{
	(void)setlocale(LC_ALL, "C.UTF-8");
	(void)signal(SIGPIPE, SIG_IGN);
	test_signal(SIGTERM, "SIGTERM");
	test_signal(SIGHUP, "SIGHUP");
	test_hasty_output(pd_print_write, "the command line");
	test_hasty_output(write_to_outlet, "dialogues");
	test_copy("STY", "\033P\033]52;c;eHh4",
		"GNU screen gets it as what it passes on");
	test_copy("TMUX", "\033]52;c;eHh4", "tmux as it is");
	test_squeeze();
	return tap_done();
}
