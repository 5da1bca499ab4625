/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_SIZE_H
#define PD_UI_TERMINAL_TERM_SIZE_H

#include <stdbool.h>

/* The size of the window on standard output, in cells, or as much of it as is used. false: it
 * is not known, as on a serial line. */
bool pd_term_window(int *high, int *wide);

/* What the environment says of the size. */
struct pd_size_told {
	char *high, *wide; /* NULL: nothing */
};

/* curses takes the size of the window from its output, and pemdeck's is a file in memory: so
 * the environment tells it while curses begins, else it would have rows scroll as on the
 * smallest terminal of the type, also after the end. Returns what was told before. */
struct pd_size_told pd_term_size_tell(void);
/* Serves as PD_AUTO: programs that are started must not take the size for fixed. */
void pd_term_size_told_before(struct pd_size_told *before);

#endif
