/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_KEYS_H
#define PD_UI_TERMINAL_KEYS_H

#include "ui/terminal/terminal.h"

/* Keys as data: one table of bindings serves dispatch, the key bar and help. */

#define PD_CTRL(letter) ((letter)&0x1f)

struct pd_binding {
	int keys[8];                      /* ends with 0; help presses the first */
	const char *shown;                /* "Up k C-p" */
	const char *help;                 /* N_(): what it does */
	bool (*run)(void *self, int key); /* false: it does nothing here */
};

/* The row of a table (which ends with a row without keys) that has this key, or NULL;
 * table may be NULL. */
const struct pd_binding *pd_binding_find(const struct pd_binding *table, int key);

/* The name of the key: "Enter", "C-x", "F2", "x"; free() it. */
char *pd_key_name(int key);

/* The key bar: what to press and what it does. */
enum { PD_HINTS = 24 };
struct pd_hints {
	struct {
		char key[16];
		const char *words; /* translated; borrowed */
		size_t rows;       /* of how many, said behind it; 0: of one */
		bool dimmed;       /* not possible now */
		bool wanted;       /* others give way to it */
	} items[PD_HINTS];
	size_t count;
};
void pd_hints_add(struct pd_hints *hints, const char *key, const char *words);
void pd_hints_add_dimmed(struct pd_hints *hints, const char *key, const char *words);

#endif
