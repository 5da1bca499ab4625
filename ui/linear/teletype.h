/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_TELETYPE_H
#define PD_UI_LINEAR_TELETYPE_H

#include "base/error.h"
#include "base/memory.h"

/* Standard input and output as a teletype: lines below each other, of printable
 * characters alone, and questions. Nothing is ever written over, so a speech
 * synthesiser, a braille display, paper and a pipe can follow. Text goes out as
 * term.h writes it: in a locale without UTF-8 as ASCII. */

/* Takes the signals; gives them and the terminal back. */
bool pd_teletype_start(struct pd_error *error);
void pd_teletype_stop(void);

/* A terminal that says how many rows it has is asked whether it goes on after as many
 * lines: what was scrolled off may be gone. */

/* A line, or several where text has line feeds; folded at blanks where the terminal
 * says how wide it is. As it is, to be copied, never folded. */
void pd_teletype_say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void pd_teletype_print(const char *text, size_t size);

/* A page that is left out ends here: what follows is written. */
void pd_teletype_go_on(void);

/* Lines that a page of the terminal has, and of paper. */
size_t pd_teletype_page(void);

enum pd_heard {
	PD_HEARD_LINE,
	PD_HEARD_CANCEL, /* C-c */
	PD_HEARD_END,    /* of the input; or SIGTERM, or the line is lost */
	PD_HEARD_WAKE,   /* of pd_teletype_wait: the descriptor can be read */
	PD_HEARD_NOTHING,
};

/* Asks and reads a line: what is typed is shown; it is not, and what was typed before
 * the question is no answer to it. On a terminal that stopped and goes on, it asks
 * again. */
enum pd_heard pd_teletype_ask(const char *question, struct pd_secret *line);
enum pd_heard pd_teletype_ask_hidden(const char *question, struct pd_secret *line);

/* Forgets what was typed before now, where input is a terminal. */
void pd_teletype_forget(void);

/* Reads lines that are pasted, without showing them, until one of a single dot, C-d, or
 * an empty one behind which nothing comes while idle says that it may be the end; idle
 * is asked, with self, whenever there is a pause, with what is there so far. */
typedef bool pd_teletype_idle(void *self, const struct pd_secret *text);
enum pd_heard pd_teletype_paste(const char *question, pd_teletype_idle *idle,
	void *self, struct pd_secret *text);

/* Waits for the descriptor, C-c or the end; so many milliseconds (-1: for ever). */
enum pd_heard pd_teletype_wait(int descriptor, int milliseconds);

#endif
