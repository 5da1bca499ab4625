/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-commands.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "screen-golden.h"
#include "screen-keys.h"
#include "screen-script.h"
#include "screen-session.h"

static void
do_size(char *rest)
{
	char *words[SCRIPT_WORDS];
	PD_AUTO(pd_drop_text) char *text = script_expand(rest);
	if (script_split(text, words) != 2)
		script_stop("size ROWS COLUMNS");
	script.rows = script_number(words[0]);
	script.columns = script_number(words[1]);
}

static void
do_env(char *rest)
{
	char *value = strchr(rest, ' ');
	if (value == NULL) {
		(void)unsetenv(rest);
		return;
	}
	*value = '\0';
	PD_AUTO(pd_drop_text) char *expanded = script_expand(value + 1);
	(void)setenv(rest, expanded, 1);
}

static void
do_run(char *rest)
{
	char *words[SCRIPT_WORDS];
	PD_AUTO(pd_drop_text) char *text = script_expand(rest);
	if (script_split(text, words) == 0)
		script_stop("run PROGRAM ARGUMENTS...");
	if (!session_run(words, script.rows, script.columns))
		script_stop("there is no terminal to run on");
	(void)setenv("TTY", ttyname(session.pty.slave), 1);
}

static void
do_resize(char *rest)
{
	char *words[SCRIPT_WORDS];
	if (script_split(rest, words) != 2)
		script_stop("resize ROWS COLUMNS");
	session_resize(script_number(words[0]), script_number(words[1]));
}

static void
do_hangup(char *rest)
{
	(void)rest;
	pty_hang_up(&session.pty);
}

static void
do_continue(char *rest)
{
	(void)rest;
	pty_continue(&session.pty);
}

static void
do_signal(char *rest)
{
	int number = session_signal(rest);
	if (number == 0 || session.pty.program <= 0)
		script_stop("signal TERM, HUP, WINCH, ... to a program that runs");
	(void)kill(session.pty.program, number);
}

static void
do_key(char *rest)
{
	char *words[SCRIPT_WORDS];
	struct pd_secret burst = {0};
	const char *type = getenv("TERM");
	size_t count = script_split(rest, words);
	for (size_t i = 0; i < count; i++) {
		char *times = strlen(words[i]) > 1 ? strrchr(words[i], '*') : NULL;
		int repeat = times ? script_number(times + 1) : 1;
		if (times != NULL)
			*times = '\0';
		char bytes[32];
		if (!keys_bytes(type ? type : "", words[i], bytes, sizeof bytes))
			script_stop("there is no key %s", words[i]);
		for (int n = 0; n < repeat; n++)
			pd_secret_add_text(&burst, bytes);
		if (strcmp(words[i], "Esc") != 0 && i + 1 < count)
			continue;
		session_send((const char *)burst.data, burst.size);
		pd_secret_wipe(&burst);
		/* With a key right behind it Esc would be Alt. */
		if (strcmp(words[i], "Esc") == 0 && i + 1 < count)
			(void)session_settle();
	}
}

/* No faster than fingers, or it would be a paste where terminals do not mark pastes. */
static void
do_type(char *rest)
{
	enum { AT_ONCE = 7 };
	size_t size = strlen(rest);
	for (size_t at = 0; at < size; at += AT_ONCE) {
		if (at > 0)
			(void)session_settle();
		session_send(rest + at, size - at < AT_ONCE ? size - at : AT_ONCE);
	}
}

static void
do_raw(char *rest)
{
	size_t size = keys_unescape(rest);
	session_send(rest, size);
}

/* raw-slow MILLISECONDS BYTES: each so long after the other, unless the machine is late. */
static void
do_raw_slow(char *rest)
{
	enum { TOLERATED = 3 };
	char *bytes = strchr(rest, ' ');
	if (bytes == NULL)
		script_stop("raw-slow MILLISECONDS BYTES");
	*bytes++ = '\0';
	int pause = script_number(rest);
	size_t size = keys_unescape(bytes);
	long long next = session_now();
	for (size_t i = 0; i < size; i++) {
		script.late = script.late || session_now() > next + TOLERATED;
		next = session_now() + pause;
		session_send(bytes + i, 1);
		while (session_now() < next)
			session_pump((int)(next - session_now()));
	}
}

/* raw-packets MILLISECONDS BYTES...: each word so long after the other. */
static void
do_raw_packets(char *rest)
{
	char *word = strsep(&rest, " ");
	int pause = script_number(word);
	while ((word = strsep(&rest, " ")) != NULL) {
		long long next = session_now() + pause;
		session_send(word, keys_unescape(word));
		while (session_now() < next)
			session_pump((int)(next - session_now()));
	}
}

/* A terminal sends Enter for the line breaks of a paste. */
static void
paste(const char *rest, bool marked)
{
	PD_AUTO(pd_drop_text) char *path = script_expand(rest);
	PD_AUTO(pd_secret_wipe) struct pd_secret content = script_read_file(path);
	for (size_t i = 0; i < content.size; i++)
		if (content.data[i] == '\n')
			content.data[i] = '\r';
	char mark[16];
	if (marked)
		session_send(
			mark, view_paste_mark(session.view, true, mark, sizeof mark));
	session_send((const char *)content.data, content.size);
	if (marked)
		session_send(
			mark, view_paste_mark(session.view, false, mark, sizeof mark));
}

static void
do_paste(char *rest)
{
	paste(rest, true);
}

static void
do_paste_plain(char *rest)
{
	paste(rest, false);
}

static void
do_mask(char *rest)
{
	regex_t pattern = script_pattern(&rest);
	golden_mask(pattern, rest + strspn(rest, " "));
}

static void
do_mark(char *rest)
{
	(void)rest;
	(void)session_settle();
	session.written = 0;
}

const struct command act_commands[] = {
	{"continue", do_continue, true},
	{"env", do_env, false},
	{"hangup", do_hangup, true},
	{"key", do_key, true},
	{"mark", do_mark, true},
	{"mask", do_mask, false},
	{"paste", do_paste, true},
	{"paste-plain", do_paste_plain, true},
	{"raw", do_raw, true},
	{"raw-packets", do_raw_packets, true},
	{"raw-slow", do_raw_slow, true},
	{"resize", do_resize, true},
	{"run", do_run, false},
	{"signal", do_signal, true},
	{"size", do_size, false},
	{"type", do_type, true},
	{NULL, NULL, false},
};
