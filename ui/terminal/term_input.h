/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_INPUT_H
#define PD_UI_TERMINAL_TERM_INPUT_H

#include "base/memory.h"
#include "ui/terminal/term_keys.h"
#include "ui/terminal/terminal.h"

/* Reads keys and pastes from standard input, a terminal in raw mode. */

/* How pastes are told from typing. */
enum pd_paste_rule {
	PD_PASTE_MARKED,  /* the terminal marks them; without marks, only PEM is one */
	PD_PASTE_BY_TIME, /* so is any text that arrives too fast for typing */
};

/* Takes over the map. */
void pd_input_start(struct pd_key_map map, enum pd_paste_rule rule);
void pd_input_stop(void); /* wipes what was read */

/* Like pd_term_key, but also returns PD_KEY_NONE when a signal was noted. */
int pd_input_key(int milliseconds);
bool pd_input_pending(void);
struct pd_pasted pd_input_paste(void);
enum { PD_WATCHED_MOST = 2 }; /* descriptors */
void pd_input_watch(int descriptor);

#endif
