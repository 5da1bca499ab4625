/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "monkey-hand.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "screen-keys.h"
#include "screen-session.h"

/* ---- chance -------------------------------------------------------------------- */

static uint64_t state;

/* xorshift64*: the same on every machine. */
int
hand_number(int below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (int)((state * 2685821657736338717u >> 33) % (unsigned)below);
}

/* ---- log ----------------------------------------------------------------------- */

enum { LINES = 400 };

static char *lines[LINES];
static size_t line_count;
static FILE *log_file;
static const char *terminal;

void
hand_prepare(unsigned seed, const char *log)
{
	state = seed * 2685821657736338717u + 1;
	log_file = log != NULL ? fopen(log, "we") : NULL;
}

static void __attribute__((format(printf, 1, 2))) note(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	char **line = &lines[line_count++ % LINES];
	free(*line);
	*line = pd_vformat(format, arguments);
	va_end(arguments);
	if (log_file != NULL && fprintf(log_file, "%s\n", *line) > 0)
		(void)fflush(log_file);
}

char *
hand_log(void)
{
	struct pd_secret text = {0};
	for (size_t i = line_count > LINES ? line_count - LINES : 0; i < line_count;
		i++)
		pd_secret_add_format(&text, "%s\n", lines[i % LINES]);
	char *log = pd_copy(pd_secret_text(&text));
	pd_secret_wipe(&text);
	return log;
}

void
hand_begin(const char *type)
{
	terminal = type;
	note("# ---- started with TERM=%s", type);
}

/* ---- acts ---------------------------------------------------------------------- */

/* Names that lead back to the same file are twice there, so that they come more often.
 * "/" is never pressed alone: no name it types may begin at the root. */
static const char *const keys[] = {"Up", "Up", "Down", "Down", "Down", "Left", "Right",
	"Home", "End", "PgUp", "PgDn", "Tab", "Tab", "Tab", "Tab", "S-Tab", "Enter",
	"Enter", "Enter", "Enter", "Enter", "Esc", "Esc", "Esc", "Space", "Space", "BS",
	"Del", "Ins", "F1", "F2", "F2", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9",
	"F11", "F12", "C-a", "C-b", "C-d", "C-e", "C-f", "C-g", "C-h", "C-k", "C-l",
	"C-n", "C-o", "C-p", "C-u", "C-w", "C-y", "C-c", "M-b", "M-f", "M-x", "y", "n",
	"?", "!", "*", "<", ">", "[", "]", "m", "H", "S", "z", "M", "R"};

/* Rarely, for they end the program, or stop it for a while. */
static const char *const ends[] = {"q", "q", "q", "Q", "F10", "C-z"};

static const char *const words[] = {"CN=monkey", "CN=m,O=Example\\, Inc.,C=DE", "root",
	"one.example", "DNS:m.example,IP:192.0.2.1", "in", "in/key.pem", "in/cert.pem",
	"in2/chain.pem", "out", "out.pem", "3650", "0", "-1", "99999999999",
	"2030-01-01", "agent", "pass word", "127.0.0.1:1", "localhost:1", "none",
	"DELETE", "clear", "yes", "Gr\303\274\303\237e", "\346\274\242\345\255\227",
	"e\314\201", "\342\200\256x", "rsa", "Standard"};

static void
press(const char *name)
{
	char bytes[32];
	if (!keys_bytes(terminal, name, bytes, sizeof bytes))
		abort();
	note("key %s", name);
	session_send(bytes, strlen(bytes));
}

static int
act_key(void)
{
	press(keys[hand_number(sizeof keys / sizeof *keys)]);
	return 1;
}

static int
act_character(void)
{
	char name[2] = {(char)('!' + hand_number('~' - '!' + 1)), '\0'};
	if (strchr("/qQ", name[0]) != NULL)
		name[0] = 'a';
	press(name);
	return 1;
}

static int
act_tab(void)
{
	char name[2] = {(char)('1' + hand_number(5)), '\0'};
	press(name);
	return 1;
}

static bool
runs_no_more(const void *unused)
{
	(void)unused;
	return session.pty.state != PTY_RUNS;
}

/* What is typed while it is stopped is for the shell. In a paste that has no end these
 * keys are text. */
static int
act_leave(void)
{
	if (hand_number(4) > 0)
		return 0;
	press(ends[hand_number(sizeof ends / sizeof *ends)]);
	(void)session_until(runs_no_more, NULL, 300);
	if (session.pty.state == PTY_STOPPED) {
		note("continue");
		pty_continue(&session.pty);
	}
	return 1;
}

static int
act_word(void)
{
	const char *word = words[hand_number(sizeof words / sizeof *words)];
	note("type %s", word);
	session_send(word, strlen(word));
	return (int)strlen(word);
}

/* A form from its beginning to its end, with something in its fields. */
static int
act_form(void)
{
	int count = 0;
	for (int fields = hand_number(6); fields > 0; fields--) {
		if (hand_number(3) > 0)
			count += act_word();
		press("Tab");
		count++;
	}
	press("F2");
	(void)session_settle();
	press("Tab");
	press("Enter");
	return count + 3;
}

static int
act_resize(void)
{
	int rows = 1 + hand_number(hand_number(3) ? 30 : 80);
	int columns = 1 + hand_number(hand_number(3) ? 100 : 250);
	note("resize %d %d", rows, columns);
	session_resize(rows, columns);
	return 1;
}

static size_t
read_file(const char *path, char *out, size_t room)
{
	FILE *file = fopen(path, "re");
	if (file == NULL)
		return 0;
	size_t size = fread(out, 1, room, file);
	(void)fclose(file);
	return size;
}

enum { MOST_PASTE = 1 << 16 };

static int
act_paste(void)
{
	static const char *const files[] = {"in/cert.pem", "in/key.pem", "in/chain.pem",
		"in2/key.pem", "in/ca.pem"};
	static char text[MOST_PASTE + 64];
	size_t size = view_paste_mark(session.view, true, text, 32);
	const char *path = files[hand_number(sizeof files / sizeof *files)];
	size_t got = read_file(path, text + size, MOST_PASTE - size);
	int way = hand_number(8);
	if (way == 0) /* cut */
		got = (size_t)hand_number((int)got + 1);
	for (size_t copy = got; way == 1 && copy > 0 && size + got + copy < MOST_PASTE;
		got += copy)
		memcpy(text + size + got, text + size, copy);
	note("paste $DIR/%s", path);
	size += got;
	if (way != 2) /* else its end never comes */
		size += view_paste_mark(session.view, false, text + size, 32);
	session_send(text, size);
	return 1;
}

/* Its bytes come one by one, with time between them, and not always all. */
static int
act_split(void)
{
	char bytes[32];
	const char *name = keys[hand_number(sizeof keys / sizeof *keys)];
	(void)keys_bytes(terminal, name, bytes, sizeof bytes);
	size_t size = strlen(bytes);
	if (hand_number(3) == 0)
		size = 1 + (size_t)hand_number((int)size);
	note("# the first %zu bytes of %s one by one", size, name);
	for (size_t i = 0; i < size; i++) {
		session_send(bytes + i, 1);
		session_pump(1 + hand_number(hand_number(4) ? 10 : 60));
	}
	return 1;
}

static int
act_noise(void)
{
	static const char *const noise[] = {"\033[", "\033]0;x\007", "\033P",
		"\033[<0;3;4M", "\033[?1;2c", "\377", "\300\200", "\302",
		"\355\240\200", "\033\033", "\033[1;5", "\033[201~",
		"\033[999999999999~", "\033O", "\r\n", "\036", "\302\233", "\033[200~"};
	const char *bytes = noise[hand_number(sizeof noise / sizeof *noise)];
	note("# noise that begins with %#x", (unsigned char)bytes[0]);
	session_send(bytes, strlen(bytes));
	return 1;
}

static const struct {
	int (*act)(void);
	int weight;
} acts[] = {
	{act_key, 100},
	{act_character, 40},
	{act_tab, 10},
	{act_leave, 4},
	{act_word, 12},
	{act_form, 4},
	{act_resize, 6},
	{act_paste, 5},
	{act_split, 5},
	{act_noise, 4},
};

int
hand_act(void)
{
	int all = 0;
	for (size_t i = 0; i < sizeof acts / sizeof *acts; i++)
		all += acts[i].weight;
	int chosen = hand_number(all);
	size_t i = 0;
	while (chosen >= acts[i].weight)
		chosen -= acts[i++].weight;
	return acts[i].act();
}
