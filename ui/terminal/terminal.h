/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERMINAL_H
#define PD_UI_TERMINAL_TERMINAL_H

#include "base/error.h"
#include "base/memory.h"

#include <stdint.h>

/* The only door to the terminal. Rows and columns count from 0 in cells. */

enum pd_style { /* can be combined with | */
	PD_STYLE_PLAIN = 0,
	PD_STYLE_FOCUS = 1, /* what is selected */
	PD_STYLE_TITLE = 2,
	PD_STYLE_DIM = 4,
	PD_STYLE_WARN = 8, /* of marks: on a background of their own */
	PD_STYLE_BAD = 16,
	PD_STYLE_KEY = 32,
};

struct pd_size {
	int rows, columns;
};

/* Keys that are not characters; a character is its code point. */
enum pd_key_code {
	PD_KEY_NONE = -1, /* no key within the time, or one without meaning */
	PD_KEY_UP = 0x110000,
	PD_KEY_DOWN,
	PD_KEY_LEFT,
	PD_KEY_RIGHT,
	PD_KEY_PAGE_UP,
	PD_KEY_PAGE_DOWN,
	PD_KEY_HOME,
	PD_KEY_END,
	PD_KEY_INSERT,
	PD_KEY_DELETE,
	PD_KEY_BACKSPACE,
	PD_KEY_ENTER,
	PD_KEY_TAB,
	PD_KEY_BACKTAB,
	PD_KEY_ESCAPE,
	PD_KEY_F1, /* to F12, in order */
	PD_KEY_F12 = PD_KEY_F1 + 11,
	PD_KEY_PASTE,  /* pd_term_paste has the text */
	PD_KEY_RESIZE, /* the size changed */
	PD_KEY_WAKE,   /* the descriptor of pd_term_watch has something to read */
	PD_KEY_LOST,   /* the terminal is gone, or SIGTERM: end */
};

/* Can the terminal that TERM names show the screen? Not if it cannot place the cursor,
 * such as dumb. An unknown type is treated like a similar one. *why: a sentence, where
 * that is the host's fault, else NULL; free() it. */
bool pd_term_can_show(char **why);

/* Takes over the terminal. Fails if standard input or output is not a terminal, or its
 * type cannot show the screen. If TERM is unknown, *notice tells which type is used
 * instead; free() it; else NULL. */
bool pd_term_start(char **notice, struct pd_error *error);
void pd_term_stop(void); /* gives it back; no effect if not started */

struct pd_size pd_term_size(void);
bool pd_term_is_slow(void); /* slower than 38400 baud */

/* The text as pd_term_put writes it, for counting its cells: safe, and what the charset
 * of the locale lacks escaped (\u0430). Nothing is transliterated. free() it. */
char *pd_term_text(const char *text);

/* Such text in the charset of the locale, to be written as it is; free() it. */
char *pd_term_encode(const char *shown);

/* The cells that pd_term_put needs for safe text, and for a single character. */
int pd_term_cells(const char *text);
int pd_term_cells_of(int32_t character);

/* Appends safe text of several lines as the locale can show it, as pd_term_text does.
 * in its charset. Lines of ASCII, such as those of a private key, are not copied anywhere
 * else. */
void pd_term_add_lines(const char *text, struct pd_secret *out);
bool pd_term_is_unicode(void);

/* Writes text, made safe, into width cells from there on: cut if too long, padded with
 * blanks if too short. */
void pd_term_put(int row, int column, int width, unsigned style, const char *text);
void pd_term_blank(int row, int rows);

/* Clears the rows from this one on at once, for what is put over them next. */
void pd_term_clear(int row);              /* whole rows */
void pd_term_cursor(int row, int column); /* where it is after the flush */
void pd_term_flush(void);                 /* writes what changed */
void pd_term_bell(void);                  /* rings at once */
void pd_term_repaint(
	void); /* asks for the size, and rewrites everything at the next flush */

/* The next key. Waits at most that many milliseconds, forever if -1. */
int pd_term_key(int milliseconds);
bool pd_term_pending(void); /* is input waiting already? */

/* A paste. Where the terminal marked none, text that came too fast for typing counts as
 * one, and that may be a part of what was pasted, or typed over a slow line. */
struct pd_pasted {
	struct pd_bytes text;
	bool whole; /* its ends are those of what was pasted */
};
struct pd_pasted pd_term_paste(void); /* borrowed until the next key */

/* From now on pd_term_key returns PD_KEY_WAKE when the descriptor, too, becomes readable:
 * at most two. */
void pd_term_watch(int descriptor);

/* Gives the terminal back while another program runs or the process is stopped, and
 * takes it over again. */
void pd_term_suspend(void);
void pd_term_resume(void);

/* Sends text to the clipboard of the operator's terminal (OSC 52), which never confirms
 * it. Not sent: the terminal has none, or the text is too long. */
enum pd_sent {
	PD_SENT_NOT,
	PD_SENT,
	PD_SENT_TO_TMUX, /* which passes it on only if it is told to */
};
enum pd_sent pd_term_copy(struct pd_bytes text);

#endif
