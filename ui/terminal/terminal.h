/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERMINAL_H
#define PD_UI_TERMINAL_TERMINAL_H

#include "base/error.h"
#include "base/memory.h"

#include <stdint.h>

/* The only door to the terminal. Rows and columns count from 0 in cells. */

enum pd_style { /* may be joined with | */
	PD_STYLE_PLAIN = 0,
	PD_STYLE_FOCUS = 1, /* the selected thing */
	PD_STYLE_TITLE = 2,
	PD_STYLE_DIM = 4,
	PD_STYLE_GOOD = 8,
	PD_STYLE_WARN = 16,
	PD_STYLE_BAD = 32,
	PD_STYLE_KEY = 64,
};

struct pd_size {
	int rows, columns;
};

/* Keys that are no character; characters are their code point. */
enum pd_key_code {
	PD_KEY_NONE = -1, /* nothing within the time, or a key without meaning */
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

/* Can a terminal of the type that TERM names show the screen? One that cannot place
 * the cursor, such as dumb, can not; an unknown one is drawn for as another. */
bool pd_term_can_show(void);

/* Takes the terminal. false with a sentence: standard input or output is none, or its
 * type can do nothing. An unknown TERM falls back and *notice says so (free() it; NULL:
 * nothing to say). */
bool pd_term_start(char **notice, struct pd_error *error);
void pd_term_stop(void); /* gives it back; fine if never started */

struct pd_size pd_term_size(void);
bool pd_term_is_slow(void); /* slower than 38400 baud */

/* The text as pd_term_put writes it, so that its cells can be counted: safe, and in a
 * locale that is not UTF-8 ASCII, by likeness or else as \u00e4. free() it. */
char *pd_term_text(const char *text);

/* The cells that pd_term_put takes for safe text, and for one character of it. */
int pd_term_cells(const char *text);
int pd_term_cells_of(int32_t character);

/* Appends safe text of many lines as the locale can show it: outside of UTF-8 what is not
 * ASCII as its likeness or escape. Lines of ASCII, such as those of a private key, are
 * copied nowhere else. */
void pd_term_add_lines(const char *text, struct pd_secret *out);
bool pd_term_is_unicode(void);

/* Writes safe text (what is not safe becomes so) into width cells from there, cut at
 * the end, the rest blank. */
void pd_term_put(int row, int column, int width, unsigned style, const char *text);
void pd_term_blank(int row, int rows);    /* whole rows */
void pd_term_cursor(int row, int column); /* where it stands after the flush */
void pd_term_flush(void);                 /* writes what changed */
void pd_term_repaint(void); /* writes all at the next flush, asking the size again */

/* The next key; waits at most milliseconds (-1: for ever). */
int pd_term_key(int milliseconds);
bool pd_term_pending(void);            /* has the next key come already? */
struct pd_secret *pd_term_paste(void); /* borrowed until the next key */

/* pd_term_key returns PD_KEY_WAKE when it can be read. */
void pd_term_watch(int descriptor);

/* Gives the terminal away and takes it back around another program, or to stop (^Z). */
void pd_term_suspend(void);
void pd_term_resume(void);

/* Sends text to the clipboard of the operator's own terminal (OSC 52). No answer
 * exists. */
bool pd_term_copy(struct pd_bytes text);

#endif
