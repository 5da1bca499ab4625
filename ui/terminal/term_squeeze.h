/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_SQUEEZE_H
#define PD_UI_TERMINAL_TERM_SQUEEZE_H

#include <stddef.h>

/* What the terminal was told of its character set; {0} where nobody knows. */
struct pd_squeeze {
	unsigned char set;   /* of G0, as in ESC ( B */
	unsigned char shift; /* SI or SO */
};

/* Shortens what curses wrote, in place, without a change to what it does: curses selects
 * the character set with every style, though nothing leaves it, and writes each part of a
 * style as a sequence of its own. Of ECMA-48, which takes an empty number for 0. Returns the
 * new size; no sequence may be cut at the end. */
size_t pd_term_squeeze(struct pd_squeeze *state, unsigned char *bytes, size_t size);

#endif
