/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Somebody who presses anything: keys, pastes, other sizes, split sequences. The screen
 * must survive it, give the terminal back, and leave a sound store.
 *
 * MONKEY_KEYS=100000 presses so many keys (5000 if it is not set), MONKEY_SEED=N chooses
 * others, MONKEY_LOG=FILE keeps all that was pressed, as lines that screen-driver plays.
 */

#include <locale.h>
#include <signal.h>
#include <sys/wait.h>

#include "base/memory.h"
#include "monkey-fence.h"
#include "monkey-hand.h"
#include "screen-session.h"
#include "tool.h"

enum { KEYS = 5000, MOST_SECONDS = 3600, BURST = 24, LIFE = 1000 };

static long keys_pressed;
static int starts;

/* ---- the program --------------------------------------------------------------- */

static void
prepare_environment(void)
{
	static const char *const unwanted[] = {"COLUMNS", "LINES", "LANGUAGE", "VISUAL",
		"NO_COLOR", "PEMDECK_STORE", "XDG_DATA_HOME", "XDG_STATE_HOME",
		"XDG_RUNTIME_DIR", "TMUX", "STY", "TERMINFO", "TERMCAP", "SUDO_UID"};
	for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
		(void)unsetenv(unwanted[i]);
	(void)setenv("HOME", tool_folder, 1);
	(void)setenv("EDITOR", "/bin/true", 1);
	(void)setenv("PAGER", "cat", 1);
	/* Names that it makes up are not asked for long where there is a network. */
	(void)setenv("RES_OPTIONS", "timeout:1 attempts:1", 1);
	/* What a sanitizer says would be lost on the screen. */
	PD_AUTO(pd_drop_text) char *log = pd_format("log_path=%s/report", tool_folder);
	(void)setenv("ASAN_OPTIONS", log, 1);
	(void)setenv("UBSAN_OPTIONS", log, 1);
}

static bool
is_up(const void *unused)
{
	(void)unused;
	PD_AUTO(pd_drop_text) char *row = view_row(session.view, 0);
	return *row == '[' || session.pty.state == PTY_ENDED;
}

static void
start(const char *pemdeck)
{
	static const char *const types[] = {"xterm-256color", "linux", "vt100"};
	static const char *const locales[] = {"C.UTF-8", "C.UTF-8", "C"};
	(void)setenv("TERM", types[starts % 3], 1);
	(void)setenv("LC_ALL", locales[starts / 3 % 3], 1);
	starts++;
	char program[4096], option[] = "--store", store[] = "store";
	(void)snprintf(program, sizeof program, "%s", pemdeck);
	char *words[] = {program, option, store, NULL};
	if (!session_run(words, 24, 80))
		abort();
	/* Before that a C-c is a signal, which ends it. */
	(void)session_until(is_up, NULL, SESSION_DEADLINE);
	hand_begin(getenv("TERM"));
}

static bool
has_ended(const void *unused)
{
	(void)unused;
	return session.pty.state == PTY_ENDED;
}

static bool
is_restored(const void *unused)
{
	(void)unused;
	return pty_is_restored(&session.pty) && view_left_on(session.view) == NULL;
}

static void
show_last(const char *rule)
{
	PD_AUTO(pd_drop_text) char *screen = view_text(session.view);
	PD_AUTO(pd_drop_text) char *last = hand_log();
	tap_ok(false, "%s", rule);
	printf("#   status %#x, %ld keys, %d starts\n", (unsigned)session.pty.status,
		keys_pressed, starts);
	tap_show("the screen", screen);
	tap_show("pressed last", last);
}

/* It ended, by a key that quits or since it was told to. */
static bool
check_end(void)
{
	session_pump(20);
	int status = session.pty.status;
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		show_last("it ends well");
		return false;
	}
	/* After a hang-up there is no terminal to look at. */
	if (session.pty.master < 0 || session_until(is_restored, NULL, 2000))
		return true;
	show_last("the terminal is given back");
	printf("#   left on: %s\n", view_left_on(session.view));
	return false;
}

static bool
end_program(void)
{
	if (session.pty.state == PTY_STOPPED)
		pty_continue(&session.pty);
	if (hand_number(4) == 0)
		pty_hang_up(&session.pty);
	else
		(void)kill(session.pty.program, SIGTERM);
	if (session_until(has_ended, NULL, SESSION_DEADLINE))
		return check_end();
	show_last("it ends when it is told to");
	return false;
}

/* ---- pressing ------------------------------------------------------------------ */

/* After each burst: does it still read its keys? */
static bool
check_lives(void)
{
	bool settled = session_settle();
	/* A C-z that fell into the time of an editor. */
	for (int i = 0; i < 3 && session.pty.state == PTY_STOPPED; i++) {
		pty_continue(&session.pty);
		settled = session_settle();
	}
	if (session.pty.state == PTY_ENDED)
		return check_end();
	if (!settled)
		show_last("it reads its keys and waits for more");
	return settled;
}

/* One start of the program: until it quits, or has had its keys. */
static bool
live(const char *pemdeck, long keys)
{
	start(pemdeck);
	while (keys_pressed < keys) {
		int burst = 1 + hand_number(BURST);
		for (int i = 0; i < burst && session.pty.state == PTY_RUNS; i++)
			keys_pressed += hand_act();
		if (!check_lives())
			return false;
		if (session.pty.state == PTY_ENDED)
			return true;
	}
	return end_program();
}

/* Each life on another kind of terminal. */
static bool
press(const char *pemdeck, long keys, int seconds)
{
	long long end = session_now() + seconds * 1000LL;
	while (keys_pressed < keys && session_now() < end) {
		long until = keys_pressed + 300 + hand_number(LIFE);
		if (!live(pemdeck, until < keys ? until : keys))
			return false;
	}
	return true;
}

/* ---- the store ----------------------------------------------------------------- */

/* What there is to change, and files that are named and pasted. */
static void
furnish(const char *pemdeck)
{
	static const char *const commands[] = {
		"ssl issue --purpose server --dn CN=one.example --out in --quiet",
		"ssl issue --purpose client --dn CN=two,O=Example --out in2 --quiet",
		"encryption import --alias agent in/cert.pem --quiet",
		"trust import in/ca.pem in2/cert.pem --quiet",
		"tls request --dn CN=three.example --quiet",
	};
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		int status;
		PD_AUTO(pd_drop_text)
		char *said = tool_run(
			&status, "'%s' --store store --yes %s", pemdeck, commands[i]);
		if (status != 0)
			printf("# %s: %s", commands[i], said);
	}
}

static void
check_store(const char *pemdeck)
{
	static const char *const commands[] = {"ssl list", "signature show",
		"encryption list", "tls show", "trust list", "trust rejected",
		"history list", "history verify"};
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		int status;
		PD_AUTO(pd_drop_text)
		char *said = tool_run(
			&status, "'%s' --store store %s", pemdeck, commands[i]);
		if (!tap_ok(status == 0, "%s reads the store", commands[i]))
			tap_show("it said", said);
	}
}

static void
check_reports(void)
{
	PD_AUTO(pd_drop_text) char *said = tool_run(NULL, "cat report.* 2>/dev/null");
	if (!tap_ok(*said == '\0', "no sanitizer has anything to report"))
		tap_show("reported", said);
}

static long
number_of(const char *name, long usual)
{
	const char *text = getenv(name);
	return text != NULL && *text != '\0' ? atol(text) : usual;
}

static int
play(const char *pemdeck)
{
	long keys = number_of("MONKEY_KEYS", KEYS), seed = number_of("MONKEY_SEED", 1);
	(void)setlocale(LC_ALL, "C.UTF-8");
	session_heed_signals();
	hand_prepare((unsigned)seed, getenv("MONKEY_LOG"));
	fence_raise(tool_folder);
	prepare_environment();
	furnish(pemdeck);
	bool good = press(pemdeck, keys, MOST_SECONDS);
	printf("# MONKEY_SEED=%ld: %ld keys, %d starts\n", seed, keys_pressed, starts);
	tap_ok(good, "the screen survives %ld keys", keys);
	session_end();
	check_reports();
	check_store(pemdeck);
	return tap_done();
}

/* Behind the fence the folder itself cannot be removed: a child goes there. */
int
main(void)
{
	const char *pemdeck = getenv("PEMDECK");
	if (pemdeck == NULL || getenv("PEMDECK_VALGRIND") != NULL)
		return tap_skip_all("no PEMDECK, or a slow one");
	tool_begin();
	pid_t child = fork();
	if (child == 0)
		return play(pemdeck);
	int status = 1;
	if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status))
		return 1;
	return WEXITSTATUS(status);
}
