/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_INPUT_H
#define PD_UI_TERMINAL_TERM_INPUT_H

#include "base/memory.h"
#include "ui/terminal/term_keys.h"

/* Reads keys and pastes from standard input, a terminal in raw mode. */

/* Takes over the map. guess: this terminal does not mark pastes, so that text that
 * comes too fast for fingers is one; where it does, only PEM is. */
void pd_input_start(struct pd_key_map map, bool guess);
void pd_input_stop(void); /* wipes what was read */

/* As pd_term_key, but PD_KEY_NONE too if a signal was noted. */
int pd_input_key(int milliseconds);
bool pd_input_pending(void);
struct pd_secret *pd_input_paste(void);
void pd_input_watch(int descriptor);

#endif
