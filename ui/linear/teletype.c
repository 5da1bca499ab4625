/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/teletype.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "ui/screen/frame.h"
#include "ui/terminal/echo.h"
#include "ui/terminal/term_output.h"
#include "ui/terminal/term_signals.h"

enum {
	LINE_LIMIT = 4096,
	PAUSE = 200, /* milliseconds without input after which a paste may have ended */
	PAPER_LINES = 20, /* of a page, if the terminal reports no size */
	LEAST_LINES = 5,
};

static struct {
	bool terminal; /* standard input is a terminal */
	int source; /* what is read: standard input, or the same terminal opened again */
	struct pd_echo echo;
	bool ended;             /* nothing more can be read */
	bool lost;              /* nothing more can be written */
	int failure;            /* errno of that, or 0 */
	size_t lines;           /* lines written since the last question */
	size_t page;            /* lines of a page; 0: those of the terminal */
	bool muted;             /* the rest of the page is skipped */
	struct pd_secret next;  /* the answer to the next question, typed early */
	struct pd_secret input; /* read, and not used yet from taken on */
	size_t taken;
} state;

/* ---- writing ------------------------------------------------------------------- */

static struct pd_size
read_terminal_size(void)
{
	struct winsize size = {0};
	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0)
		return (struct pd_size){0, 0};
	return (struct pd_size){size.ws_row, size.ws_col};
}

size_t
pd_teletype_page(void)
{
	/* Leave room for the lines around a page. */
	int rows = read_terminal_size().rows - 3;
	if (state.page > 0 || rows <= 0)
		return state.page > 0 ? state.page : PAPER_LINES;
	return (size_t)(rows > LEAST_LINES ? rows : LEAST_LINES);
}

void
pd_teletype_set_page(size_t lines)
{
	state.page = lines;
}

static void
write_to_teletype(const struct pd_secret *text)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret shown = {0};
	pd_term_add_lines(pd_secret_text(text), &shown);
	if (state.lost || pd_term_output_write(pd_secret_bytes(&shown)))
		return;
	state.lost = true;
	state.failure = errno;
}

/* On a screen, lines that scroll off may be lost. So before the first line beyond a
 * page, ask whether to go on. */
static void
ask_for_more_lines(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret answer = {0};
	bool has_pages = state.page > 0 || read_terminal_size().rows > 0;
	bool whole = has_pages && state.terminal && state.lines >= pd_teletype_page();
	if (!whole || state.muted || state.ended)
		return;
	enum pd_heard heard =
		pd_teletype_ask(_("Enter shows more, a dot leaves it out:"), &answer);
	state.muted = heard != PD_HEARD_LINE || answer.size > 0;
	if (heard == PD_HEARD_LINE && strcmp(pd_secret_text(&answer), ".") != 0)
		state.next = pd_secret_steal(&answer);
}

static void
write_counted_line(const struct pd_secret *line)
{
	ask_for_more_lines();
	if (!state.muted)
		write_to_teletype(line);
	for (size_t i = 0; i < line->size; i++)
		state.lines += line->data[i] == '\n';
}

static bool
is_printable_ascii(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

/* Adds a line without its line feed. ASCII, such as a private key, is not copied
 * elsewhere. */
static void
add_printable_line(struct pd_secret *out, const char *text, size_t size)
{
	if (is_printable_ascii(text, size)) {
		pd_secret_add(out, text, size);
		return;
	}
	PD_AUTO(pd_drop_text) char *copy = pd_copy_bytes(text, size);
	PD_AUTO(pd_drop_text) char *shown = pd_term_text(copy);
	pd_secret_add_text(out, shown);
}

/* Adds text, folded where it is too wide; the last line gets no line feed. */
static void
add_folded_line(struct pd_secret *out, const char *text, int columns)
{
	size_t size = strlen(text), next;
	for (;;) {
		size_t part = pd_frame_wrap(text, size, columns, &next);
		size_t shown = part;
		while (next < size && shown > 0 && text[shown - 1] == ' ')
			shown--;
		pd_secret_add(out, text, shown);
		text += next;
		size -= next;
		if (size == 0)
			return;
		pd_secret_add_text(out, "\n");
	}
}

static void
add_printable_lines(struct pd_secret *out, const char *text)
{
	int columns = read_terminal_size().columns;
	for (;;) {
		size_t size = strcspn(text, "\n");
		PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
		add_printable_line(&line, text, size);
		if (columns > 1)
			add_folded_line(out, pd_secret_text(&line), columns - 1);
		else
			pd_secret_add(out, line.data, line.size);
		if (text[size] == '\0')
			return;
		pd_secret_add_text(out, "\n");
		text += size + 1;
	}
}

void
pd_teletype_say(const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *text = pd_vformat(format, arguments);
	va_end(arguments);
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	add_printable_lines(&out, text);
	pd_secret_add_text(&out, "\n");
	write_counted_line(&out);
}

void
pd_teletype_print(const char *text, size_t size)
{
	for (size_t at = 0; at < size;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
		const char *end = memchr(text + at, '\n', size - at);
		size_t line = end ? (size_t)(end - text) - at : size - at;
		add_printable_line(&out, text + at, line);
		pd_secret_add_text(&out, "\n");
		write_counted_line(&out);
		at += line + 1;
	}
}

void
pd_teletype_go_on(void)
{
	state.muted = false;
}

static void
say_question(const char *question)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	add_printable_lines(&out, question);
	pd_secret_add_text(&out, " ");
	write_to_teletype(&out);
}

/* Ends the line of the question, where the typed answer did not. */
static void
end_typed_line(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	pd_secret_add_text(&out, "\n");
	write_to_teletype(&out);
}

/* ---- modes and signals --------------------------------------------------------- */

static void
show_input(void)
{
	pd_echo_restore(&state.echo);
}

static void
hide_input(tcflag_t flags)
{
	if (state.terminal)
		pd_echo_switch_off(&state.echo, STDIN_FILENO, flags, TCSADRAIN);
}

void
pd_teletype_forget(void)
{
	if (!state.terminal)
		return;
	(void)tcflush(STDIN_FILENO, TCIFLUSH);
	pd_secret_wipe(&state.input);
	pd_secret_wipe(&state.next);
	state.taken = 0;
}

/* C-c discards pending input even after poll has reported it, and a blocking read would
 * then wait without noticing the signal. So the terminal is opened again for reading
 * without blocking, which fails only for the terminal of another account. */
static void
open_input_source(void)
{
	state.source = -1;
	if (state.terminal)
		state.source = open("/proc/self/fd/0",
			O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (state.source < 0)
		state.source = STDIN_FILENO;
}

/* Whoever reads may have had enough, as head has, or hung up (EIO), or the program was told
 * to end (0). */
bool
pd_teletype_check(struct pd_error *error)
{
	errno = state.failure;
	return errno == 0 || errno == EPIPE || errno == EIO ||
	       pd_fail_errno(
		       error, PD_EIO, _("standard output"), _("cannot be written"));
}

bool
pd_teletype_start(struct pd_error *error)
{
	state.terminal = isatty(STDIN_FILENO);
	open_input_source();
	state.ended = state.lost = state.muted = false;
	state.failure = 0;
	pd_term_output_open();
	state.lines = 0;
	return pd_signals_start(error);
}

void
pd_teletype_stop(void)
{
	show_input();
	pd_secret_wipe(&state.input);
	pd_secret_wipe(&state.next);
	state.taken = 0;
	if (state.source != STDIN_FILENO)
		(void)close(state.source);
	pd_term_output_close();
	pd_signals_stop();
}

/* Stops the whole job, including a program that may have started us. */
static void
stop_job(void)
{
	end_typed_line();
	show_input();
	pd_signals_pause();
	(void)kill(0, SIGTSTP);
	pd_signals_resume();
}

enum taken { NO_SIGNAL, CANCELS, ENDS, STOPPED };

static enum taken
handle_noted_signals(void)
{
	if (!pd_signals_any())
		return NO_SIGNAL;
	(void)pd_signals_take(SIGWINCH);
	(void)pd_signals_take(SIGCONT);
	if (pd_signals_take(SIGTERM) || pd_signals_take(SIGHUP) ||
		pd_signals_take(SIGQUIT))
		return ENDS;
	if (pd_signals_take(SIGINT))
		return CANCELS;
	if (!pd_signals_take(SIGTSTP))
		return NO_SIGNAL;
	stop_job();
	return STOPPED;
}

/* ---- reading ------------------------------------------------------------------- */

/* Waits for input, PD_HEARD_WAKE, and handles signals meanwhile. */
static enum pd_heard
await_input(int descriptor, int milliseconds, bool *stopped)
{
	for (;;) {
		switch (handle_noted_signals()) {
		case CANCELS:
			return PD_HEARD_CANCEL;
		case ENDS:
			state.ended = true;
			break;
		case STOPPED:
			*stopped = true;
			return PD_HEARD_NOTHING;
		case NO_SIGNAL:
			break;
		}
		if (state.ended || state.lost)
			return PD_HEARD_END;
		struct pollfd polled[] = {
			{.fd = pd_signals_descriptor(), .events = POLLIN},
			{.fd = descriptor, .events = POLLIN}};
		int ready = poll(polled, 2, milliseconds);
		if (ready == 0)
			return PD_HEARD_NOTHING;
		if (ready > 0 && polled[0].revents == 0)
			return PD_HEARD_WAKE;
	}
}

enum pd_heard
pd_teletype_wait(int descriptor, int milliseconds)
{
	bool stopped = false;
	enum pd_heard heard = await_input(descriptor, milliseconds, &stopped);
	/* The terminal has echoed ^C on the current line. */
	if (heard == PD_HEARD_CANCEL && state.terminal)
		end_typed_line();
	return heard;
}

/* Reads a byte: PD_HEARD_LINE. */
static enum pd_heard
read_next_byte(int milliseconds, bool *stopped, char *byte)
{
	while (state.taken == state.input.size) {
		pd_secret_wipe(&state.input);
		state.taken = 0;
		enum pd_heard heard = await_input(state.source, milliseconds, stopped);
		if (heard != PD_HEARD_WAKE)
			return heard;
		unsigned char *room = pd_secret_reserve(&state.input, LINE_LIMIT);
		ssize_t got = read(state.source, room, LINE_LIMIT);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			continue;
		if (got <= 0) {
			state.ended = true;
			return PD_HEARD_END;
		}
		pd_secret_added(&state.input, (size_t)got);
	}
	*byte = (char)state.input.data[state.taken++];
	return PD_HEARD_LINE;
}

/* The rest of a line that is too long is read as well, so that it does not answer the
 * next question. */
static enum pd_heard
read_typed_line(bool *stopped, struct pd_secret *line)
{
	pd_secret_wipe(line);
	for (size_t size = 0;; size++) {
		char byte = '\0';
		enum pd_heard heard = read_next_byte(-1, stopped, &byte);
		/* The last line of a pipe may lack its line feed. */
		if (heard == PD_HEARD_END && size > 0)
			return PD_HEARD_LINE;
		if (heard != PD_HEARD_LINE || byte == '\n')
			return heard;
		if (size <= LINE_LIMIT)
			pd_secret_add(line, &byte, 1);
		pd_wipe(&byte, 1);
	}
}

/* Has the terminal echoed the line feed of the answer? */
static bool
is_answer_echoed(enum pd_heard heard, tcflag_t hidden)
{
	return heard == PD_HEARD_LINE && state.terminal && hidden == 0;
}

/* Removes spaces around an answer, and the CR of input with CRLF line ends. */
static void
trim_answer(struct pd_secret *line)
{
	size_t size = line->size, blanks = 0;
	while (size > 0 &&
		(line->data[size - 1] == ' ' || line->data[size - 1] == '\r'))
		size--;
	pd_secret_cut(line, size);
	while (blanks < size && line->data[blanks] == ' ')
		blanks++;
	pd_secret_remove(line, 0, blanks);
}

static bool
check_too_long(const struct pd_secret *line)
{
	if (line->size <= LINE_LIMIT)
		return false;
	pd_teletype_say(
		_("The line is longer than %d bytes; type a shorter one"), LINE_LIMIT);
	return true;
}

/* Arrow keys send sequences that are not text. */
static bool
check_is_text(const struct pd_secret *line)
{
	if (pd_text_is_safe(line->data, line->size))
		return true;
	pd_teletype_say(_("This line has characters that are not text, such as those "
			  "of an arrow key; type it again"));
	return false;
}

static enum pd_heard
ask_on_teletype(const char *question, tcflag_t hidden, struct pd_secret *line)
{
	for (;;) {
		bool stopped = false;
		if (hidden != 0)
			hide_input(hidden);
		say_question(question);
		state.lines = 0;
		state.muted = false;
		enum pd_heard heard = read_typed_line(&stopped, line);
		show_input();
		if (!stopped && !is_answer_echoed(heard, hidden))
			end_typed_line();
		if (heard == PD_HEARD_LINE && check_too_long(line))
			continue;
		if (!stopped)
			return heard;
	}
}

/* Answers with what was typed at the question for more lines, and shows it as if typed
 * here. */
static enum pd_heard
answer_with_typed(const char *question, struct pd_secret *line)
{
	*line = pd_secret_steal(&state.next);
	say_question(question);
	write_to_teletype(line);
	end_typed_line();
	state.lines = 0;
	state.muted = false;
	return PD_HEARD_LINE;
}

enum pd_heard
pd_teletype_ask(const char *question, struct pd_secret *line)
{
	if (state.next.size > 0)
		return answer_with_typed(question, line);
	for (;;) {
		enum pd_heard heard = ask_on_teletype(question, 0, line);
		if (heard != PD_HEARD_LINE)
			return heard;
		trim_answer(line);
		if (check_is_text(line))
			return heard;
	}
}

enum pd_heard
pd_teletype_ask_hidden(const char *question, struct pd_secret *line)
{
	pd_teletype_forget();
	enum pd_heard heard = ask_on_teletype(question, ECHO, line);
	if (line->size > 0 && line->data[line->size - 1] == '\r')
		pd_secret_cut(line, line->size - 1);
	return heard;
}

/* ---- pastes -------------------------------------------------------------------- */

static size_t
find_last_line(const struct pd_secret *text)
{
	size_t at = text->size - 1;
	while (at > 0 && text->data[at - 1] != '\n')
		at--;
	return at;
}

/* A line with a single dot ends the text; cut it off, with the line feed before it. */
static bool
cut_final_dot(struct pd_secret *text)
{
	size_t at = find_last_line(text);
	const char *line = (const char *)text->data + at;
	size_t size = text->size - at;
	bool dot = (size == 2 && memcmp(line, ".\n", 2) == 0) ||
		   (size == 3 && memcmp(line, ".\r\n", 3) == 0);
	if (dot)
		pd_secret_cut(text, at > 0 ? at - 1 : 0);
	return dot;
}

static bool
ends_with_empty_line(const struct pd_secret *text)
{
	size_t size = text->size;
	return size > 0 && text->data[size - 1] == '\n' &&
	       (size == 1 || text->data[size - 2] == '\n');
}

static enum pd_heard
read_pasted_text(
	pd_teletype_idle *idle, void *self, bool *stopped, struct pd_secret *text)
{
	size_t told = 0;
	const char end = state.echo.is_off ? (char)state.echo.modes.c_cc[VEOF] : '\0';
	for (;;) {
		char byte = '\0';
		int patience = text->size > told ? PAUSE : -1;
		enum pd_heard heard = read_next_byte(patience, stopped, &byte);
		if (heard == PD_HEARD_NOTHING && !*stopped) {
			told = text->size;
			if (idle(self, text) && ends_with_empty_line(text))
				return PD_HEARD_LINE;
			continue;
		}
		if (heard == PD_HEARD_END && text->size > 0)
			return PD_HEARD_LINE;
		if (heard != PD_HEARD_LINE)
			return heard;
		/* Without any text it is the end of input, as elsewhere. */
		if (end != '\0' && byte == end) {
			state.ended = text->size == 0;
			return state.ended ? PD_HEARD_END : PD_HEARD_LINE;
		}
		if (text->size <= PD_INPUT_LIMIT)
			pd_secret_add(text, &byte, 1);
		if (byte == '\n' && cut_final_dot(text))
			return PD_HEARD_LINE;
	}
}

enum pd_heard
pd_teletype_paste(const char *question, pd_teletype_idle *idle, void *self,
	struct pd_secret *text)
{
	for (;;) {
		bool stopped = false;
		/* Not line by line, as the terminal would cut lines at 4096 bytes; and
		 * before the question, as the answer may come at once. */
		hide_input(ECHO | ICANON);
		pd_teletype_say("%s", question);
		state.lines = 0;
		pd_secret_wipe(text);
		enum pd_heard heard = read_pasted_text(idle, self, &stopped, text);
		show_input();
		if (!stopped)
			return heard;
	}
}
