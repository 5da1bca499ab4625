/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_SIGNALS_H
#define PD_UI_TERMINAL_TERM_SIGNALS_H

#include "base/error.h"

#include <stdbool.h>

/* Notes the signals that mean something to the screen while the terminal is ours. A
 * forked child has its signals as if this were not there. */

bool pd_signals_start(struct pd_error *error);
void pd_signals_stop(void);

/* Is this the process that took the terminal, and not a child of it? */
bool pd_signals_are_ours(void);

/* Readable once a signal was noted since the last pd_signals_any. */
int pd_signals_descriptor(void);
bool pd_signals_any(void);

/* Was one noted that ends the program: SIGTERM, SIGHUP or SIGQUIT? */
bool pd_signals_end(void);

/* Was that signal noted? It is forgotten by asking. */
bool pd_signals_take(int number);

/* Between these two, another program has the terminal: SIGTSTP stops the process, and
 * C-c is not for us. */
void pd_signals_pause(void);
void pd_signals_resume(void);

#endif
