/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_INPUT_H
#define PD_UI_TERMINAL_TERM_INPUT_H

#include "base/memory.h"
#include "ui/terminal/term_keys.h"

/* Reads keys and pastes from standard input, a terminal in raw mode. */

/* Takes over the map. With guess the terminal does not mark pastes, so any text that
 * arrives too fast for typing counts as one; without, only PEM does. */
void pd_input_start(struct pd_key_map map, bool guess);
void pd_input_stop(void); /* wipes what was read */

/* Like pd_term_key, but also returns PD_KEY_NONE when a signal was noted. */
int pd_input_key(int milliseconds);
bool pd_input_pending(void);
struct pd_secret *pd_input_paste(void);
void pd_input_watch(int descriptor);

#endif
