/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_TELETYPE_H
#define PD_UI_LINEAR_TELETYPE_H

#include "base/error.h"
#include "base/memory.h"

/* Standard input and output as a teletype: lines of printable characters, and
 * questions. Nothing is ever overwritten, so that speech, braille, paper and pipes can
 * follow. In a locale without UTF-8, text is written as ASCII, as pd_term_text does. */

/* Takes over signals; gives them and the terminal back. */
bool pd_teletype_start(struct pd_error *error);
/* Could all be written so far, as long as anybody wanted it? */
bool pd_teletype_check(struct pd_error *error);
void pd_teletype_stop(void);

/* If the terminal reports its number of rows, output pauses with a question after that
 * many lines, as lines that scroll off may be lost. */

/* Writes one or more lines, folded at blanks to the width of the terminal, if known.
 * The second never folds, so that text can be copied. */
void pd_teletype_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void pd_teletype_print(const char *text, size_t size);

/* Ends skipping the rest of a page: what follows is written again. */
void pd_teletype_go_on(void);

/* The lines of a page; sets them (0: those of the terminal), also where it does not report
 * its rows. */
size_t pd_teletype_page(void);
void pd_teletype_set_page(size_t lines);

enum pd_heard {
	PD_HEARD_LINE,
	PD_HEARD_CANCEL, /* C-c */
	PD_HEARD_END,    /* end of input, SIGTERM, or a lost terminal */
	PD_HEARD_WAKE,   /* from pd_teletype_wait: the descriptor is readable */
	PD_HEARD_NOTHING,
};

/* Asks and reads a line. The second does not echo it, and ignores what was typed before
 * the question. Asks again after the process was stopped and continued. */
enum pd_heard pd_teletype_ask(const char *question, struct pd_secret *line);
enum pd_heard pd_teletype_ask_hidden(const char *question, struct pd_secret *line);

/* Discards what has been typed so far, if input is a terminal. */
void pd_teletype_forget(void);

/* Reads pasted lines without echo, up to a single dot, C-d, or an empty line followed
 * by a pause at which idle returns true. idle is called at each pause, with self and
 * the text so far. */
typedef bool pd_teletype_idle(void *self, const struct pd_secret *text);
enum pd_heard pd_teletype_paste(const char *question, pd_teletype_idle *idle,
	void *self, struct pd_secret *text);

/* Waits for the descriptor, C-c or the end of input, at most that many milliseconds
 * (-1: forever). */
enum pd_heard pd_teletype_wait(int descriptor, int milliseconds);

#endif
