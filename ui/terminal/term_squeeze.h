/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_SQUEEZE_H
#define PD_UI_TERMINAL_TERM_SQUEEZE_H

#include <stdbool.h>
#include <stddef.h>

/* Where the cursor is, from 1; 0: nobody knows. */
struct pd_squeeze_place {
	int row, column;
	bool vague; /* the column is the furthest that it can be */
};

struct pd_squeeze_look {
	bool known;
	unsigned flags; /* bit 1: bold; 2: dim; 4: underlined; 7: reversed */
	int fore,
		back; /* 0: as the terminal has it; 30 to 37; 40 to 47; 38005: 38;5;5 */
};

/* What the terminal was told, and so where its cursor stands, which curses relies on as well;
 * {0} where nobody knows. */
struct pd_squeeze {
	unsigned char set;   /* of G0, as in ESC ( B */
	unsigned char shift; /* SI or SO */
	struct pd_squeeze_look look;
	struct pd_squeeze_place at;
	struct pd_squeeze_place
		blank; /* since it was erased all from here on is blank */
	int bottom; /* the row below which nothing scrolls; 0: the last; -1: nobody knows */
};

/* Shortens what curses wrote for a terminal of so many columns, in place, without a change to
 * what it does: curses selects the character set with every style, though nothing leaves it,
 * begins each style anew and in several sequences, and names row and column wherever the way
 * is longer than a few cells, or passes over cells that were just erased where a blank is
 * shorter. Of ECMA-48, which takes an empty number for 0. Returns the new
 * size. Where a sequence may be cut at the end, 0 columns say so, and all stays as it is. */
size_t pd_term_squeeze(
	struct pd_squeeze *state, int width, unsigned char *bytes, size_t size);

#endif
