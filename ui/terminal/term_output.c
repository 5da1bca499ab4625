/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ui/terminal/term_signals.h"
#include "ui/terminal/terminal.h"

enum { LAST_PATIENCE = 250 }; /* milliseconds */

static struct {
	int line;   /* standard output, or the same opened again */
	bool hurry; /* the program ends */
} output = {.line = STDOUT_FILENO};

/* Whether one waits in a write belongs to the open file, which others share. So it is
 * opened again, which fails only for the terminal of another account; that can make the
 * program wait. A file is left alone, as it would be written from its beginning. */
void
pd_term_output_open(void)
{
	struct stat status;
	output.hurry = false;
	output.line = -1;
	if (isatty(STDOUT_FILENO) ||
		(fstat(STDOUT_FILENO, &status) == 0 && S_ISFIFO(status.st_mode)))
		output.line = open("/proc/self/fd/1",
			O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (output.line < 0)
		output.line = STDOUT_FILENO;
}

void
pd_term_output_close(void)
{
	if (output.line != STDOUT_FILENO)
		(void)close(output.line);
	output.line = STDOUT_FILENO;
}

struct termios
pd_term_output_modes(const struct termios *before)
{
	struct termios raw = *before;
	raw.c_iflag &= ~(tcflag_t)(BRKINT | PARMRK | IXON | ICRNL | INLCR | IGNCR);
	raw.c_oflag &= ~(tcflag_t)ONLCR;
	raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	return raw;
}

void
pd_term_output_hurry(void)
{
	output.hurry = true;
}

/* false: the program is to end, and nothing more is written. */
static bool
wait_for_room(void)
{
	enum { LINE, SIGNAL, COUNT };
	for (;;) {
		struct pollfd sources[COUNT] = {
			[LINE] = {.fd = output.line, .events = POLLOUT},
			[SIGNAL] = {.fd = pd_signals_descriptor(), .events = POLLIN},
		};
		if (output.hurry)
			return poll(sources, 1, LAST_PATIENCE) > 0;
		(void)pd_signals_any();
		if (pd_signals_end())
			return false;
		if (poll(sources, COUNT, -1) > 0 && sources[LINE].revents != 0)
			return true;
	}
}

bool
pd_term_output_write(struct pd_bytes bytes)
{
	while (bytes.size > 0) {
		ssize_t wrote = write(output.line, bytes.data, bytes.size);
		if (wrote >= 0) {
			bytes.data += wrote;
			bytes.size -= (size_t)wrote;
			continue;
		}
		if (errno == EAGAIN && !wait_for_room()) {
			errno = 0;
			return false;
		}
		if (errno != EAGAIN && errno != EINTR)
			return false;
	}
	return true;
}

/* ---- clipboard ------------------------------------------------------------------- */

static void
add_base64(struct pd_secret *out, struct pd_bytes bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	for (size_t at = 0; at < bytes.size; at += 3) {
		size_t left = bytes.size - at;
		unsigned second = left > 1 ? bytes.data[at + 1] : 0;
		unsigned third = left > 2 ? bytes.data[at + 2] : 0;
		unsigned group = (unsigned)bytes.data[at] << 16 | second << 8 | third;
		char four[4] = {digits[group >> 18], digits[group >> 12 & 63],
			left > 1 ? digits[group >> 6 & 63] : '=',
			left > 2 ? digits[group & 63] : '='};
		pd_secret_add(out, four, sizeof four);
	}
}

/* GNU screen swallows OSC 52, and passes on what a control string of it holds, of which it
 * keeps 256 bytes in its older versions. */
static void
add_wrapped_for_screen(struct pd_secret *out, const struct pd_secret *sequence)
{
	enum { PIECE = 240 };
	for (size_t at = 0; at < sequence->size; at += PIECE) {
		size_t left = sequence->size - at;
		pd_secret_add_text(out, "\033P");
		pd_secret_add(out, sequence->data + at, left < PIECE ? left : PIECE);
		pd_secret_add_text(out, "\033\\");
	}
}

void
pd_term_output_copy(struct pd_bytes text)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret sequence = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret wrapped = {0};
	pd_secret_add_text(&sequence, "\033]52;c;");
	add_base64(&sequence, text);
	pd_secret_add_text(&sequence, "\a");
	bool in_screen = getenv("STY") != NULL && getenv("TMUX") == NULL;
	if (in_screen)
		add_wrapped_for_screen(&wrapped, &sequence);
	(void)pd_term_output_write(pd_secret_bytes(in_screen ? &wrapped : &sequence));
}
