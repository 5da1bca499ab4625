/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_OUTPUT_H
#define PD_UI_TERMINAL_TERM_OUTPUT_H

#include <termios.h>

#include "base/memory.h"

/* Writes to standard output where it is a terminal or a pipe that may take nothing for a
 * while: a line that is held by C-s, a reader that sleeps. */

void pd_term_output_open(void);
void pd_term_output_close(void);

/* The modes that the screen has, made of those before: we set them ourselves, as curses only
 * sees a file in memory. */
struct termios pd_term_output_modes(const struct termios *before);

/* From now on what is not taken at once is dropped: the program ends. */
void pd_term_output_hurry(void);

/* Waits while nothing is taken, unless a signal ends the program meanwhile. false: not
 * all was written, see errno; 0 where a signal was the reason. */
bool pd_term_output_write(struct pd_bytes bytes);

/* Sends text to the clipboard by OSC 52, in pieces that GNU screen passes on, where that
 * is what we run in. */
void pd_term_output_copy(struct pd_bytes text);

#endif
