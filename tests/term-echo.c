/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/terminal.h"

#include <errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/text.h"
#include "ui/ask/job.h"

/* Shows the keys it gets as text, for the tests of the terminal. Its arguments are
 * lines of text that it shows; "\xHH" in them is that byte. Letters that do something:
 * q ends, e calls exit, S, A and O crash, T and P crash in a thread of work, f lets a
 * child crash and another exit, w makes its watched descriptor readable, c copies, v
 * gives the terminal to "stty". */

enum { LOG_ROW = 3, SHOWN = 30 };

static struct {
	char *notice;
	char **texts;
	int text_count;
	char log[2048]; /* names of the keys */
	int count, paints;
	int wake[2];
} echo;

static const char *const names[] = {"Up", "Down", "Left", "Right", "PgUp", "PgDn",
	"Home", "End", "Ins", "Del", "BS", "Enter", "Tab", "S-Tab", "Esc", "F1", "F2",
	"F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "PASTE",
	"RESIZE", "WAKE", "LOST"};

static void
name_key(int key, char *out, size_t room)
{
	char bytes[5] = "";
	if (key == PD_KEY_PASTE) {
		struct pd_pasted pasted = pd_term_paste();
		struct pd_bytes paste = pasted.text;
		unsigned sum = 0, lines = 0;
		for (size_t i = 0; i < paste.size; i++) {
			sum = sum * 31 + paste.data[i];
			lines += paste.data[i] == '\n';
		}
		(void)snprintf(out, room, "PASTE(%zu,%u,%08x)", paste.size, lines, sum);
	} else if (key >= PD_KEY_UP)
		(void)snprintf(out, room, "%s", names[key - PD_KEY_UP]);
	else if (key < ' ')
		(void)snprintf(out, room, "C-%c", key + 0x60);
	else {
		(void)pd_text_encode((uint32_t)key, bytes);
		(void)snprintf(out, room, "%s", bytes);
	}
}

static void
log_key(int key)
{
	char name[64];
	name_key(key, name, sizeof name);
	size_t used = strlen(echo.log);
	if (used + sizeof name >= sizeof echo.log)
		used = 0;
	(void)snprintf(echo.log + used, sizeof echo.log - used, "%s ", name);
	echo.count++;
}

static void
paint(void)
{
	struct pd_size size = pd_term_size();
	char line[sizeof echo.log + 64];
	(void)snprintf(line, sizeof line, "echo %dx%d%s", size.rows, size.columns,
		pd_term_is_slow() ? " slow" : "");
	pd_term_put(0, 0, size.columns, PD_STYLE_TITLE, line);
	pd_term_put(1, 0, size.columns, PD_STYLE_PLAIN, echo.notice ? echo.notice : "");
	(void)snprintf(line, sizeof line, "paints %d", ++echo.paints);
	pd_term_put(2, 0, size.columns, PD_STYLE_DIM, line);
	size_t used = strlen(echo.log);
	const char *tail = used > 1000 ? echo.log + used - 1000 : echo.log;
	(void)snprintf(line, sizeof line, "keys %d: %s.", echo.count, tail);
	for (int row = LOG_ROW; row < size.rows && row < LOG_ROW + 2; row++) {
		size_t skip = (size_t)(row - LOG_ROW) * (size_t)size.columns;
		pd_term_put(row, 0, size.columns, PD_STYLE_PLAIN,
			skip < strlen(line) ? line + skip : "");
	}
	static const unsigned styles[] = {PD_STYLE_PLAIN, PD_STYLE_FOCUS,
		PD_STYLE_TITLE, PD_STYLE_WARN, PD_STYLE_BAD, PD_STYLE_KEY};
	for (int i = 0; i < echo.text_count; i++) {
		pd_term_put(LOG_ROW + 3 + i, 0, SHOWN,
			styles[(size_t)i % (sizeof styles / sizeof *styles)],
			echo.texts[i]);
		pd_term_put(LOG_ROW + 3 + i, SHOWN, 1, PD_STYLE_PLAIN, "|");
	}
	pd_term_cursor(LOG_ROW, 0);
	pd_term_flush();
}

static void
in_child(void (*act)(void))
{
	pid_t child = fork();
	if (child == 0) {
		act();
		_exit(0);
	}
	while (waitpid(child, NULL, 0) < 0 && errno == EINTR)
		;
}

static void
overrun(void)
{
	(void)raise(SIGSEGV);
}

static void
leave(void)
{
	exit(0);
}

/* Runs out of stack, as a parser does that goes as deep as its input says. */
static int
recurse(const volatile char *above, unsigned long depth)
{
	volatile char here[4096];
	here[0] = above[0];
	return depth == 0 ? 0 : recurse(here, depth - 1) + here[0];
}

/* Reads through a pointer that leads nowhere. */
static bool
fault(struct pd_context *context, void *load, struct pd_error *error)
{
	(void)context;
	(void)load;
	const volatile char *nowhere =
		mmap(NULL, 1, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	return pd_fail(error, PD_EIO, "", "%c", *nowhere);
}

static bool
overflow(struct pd_context *context, void *load, struct pd_error *error)
{
	(void)context;
	(void)load;
	return pd_fail(error, PD_EIO, "", "%d", recurse("", ~0UL));
}

static void
crash_in_thread(pd_job_work *work)
{
	static const struct pd_context context;
	struct pd_error error = {0};
	struct pd_job *job = pd_job_start(&context, work, NULL, echo.wake[1], &error);
	if (job != NULL)
		pd_job_free(job);
}

static void
lend_terminal(void)
{
	pd_term_suspend();
	(void)raise(SIGINT); /* C-c for the other program */
	(void)(system("stty -a | grep -c ' icanon' | sed 's/^/lent with icanon /'") +
		1);
	pd_term_resume();
}

static bool
act_on(int key)
{
	static const char clip[] = "clipboard";
	if (key == 'q' || key == PD_KEY_LOST)
		return false;
	if (key == 'e')
		exit(3);
	if (key == 'S')
		(void)raise(SIGSEGV);
	if (key == 'A')
		abort();
	if (key == 'O')
		(void)recurse("", ~0UL);
	if (key == 'T')
		crash_in_thread(fault);
	if (key == 'P')
		crash_in_thread(overflow);
	if (key == 'f') {
		in_child(overrun);
		in_child(leave);
	}
	if (key == 'w' && write(echo.wake[1], "", 1) < 0)
		abort();
	char byte;
	if (key == PD_KEY_WAKE && read(echo.wake[0], &byte, 1) < 0)
		abort();
	if (key == 'c' && pd_term_copy((struct pd_bytes){(const unsigned char *)clip,
				  sizeof clip - 1}) == PD_SENT_NOT)
		log_key('!');
	if (key == 'v')
		lend_terminal();
	if (key == 'l' - '`')
		pd_term_repaint();
	if (key == 'z' - '`') {
		pd_term_suspend();
		(void)raise(SIGTSTP);
		pd_term_resume();
	}
	return true;
}

/* Text from the command line with its \xHH made bytes. */
static void
unescape(char *text)
{
	char *to = text;
	for (const char *from = text; *from != '\0'; to++) {
		unsigned byte;
		if (sscanf(from, "\\x%2x", &byte) == 1) {
			*to = (char)byte;
			from += 4;
		} else
			*to = *from++;
	}
	*to = '\0';
}

int
main(int count, char **words)
{
	(void)setlocale(LC_ALL, "");
	struct pd_error error = {0};
	for (int i = 1; i < count; i++)
		unescape(words[i]);
	echo.texts = words + 1;
	echo.text_count = count - 1;
	if (!pd_term_start(&echo.notice, &error)) {
		(void)fprintf(
			stderr, "term-echo: %s: %s\n", error.input, error.message);
		return 1;
	}
	if (pipe(echo.wake) != 0)
		abort();
	pd_term_watch(echo.wake[0]);
	int key = PD_KEY_NONE;
	bool changed = true;
	do {
		if (key != PD_KEY_NONE)
			log_key(key);
		changed |= key != PD_KEY_NONE;
		if (changed && !pd_term_pending()) {
			paint();
			changed = false;
		}
		key = pd_term_key(-1);
	} while (act_on(key));
	bool lost = key == PD_KEY_LOST;
	pd_term_stop();
	free(echo.notice);
	return lost ? 4 : 0;
}
