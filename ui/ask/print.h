/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_PRINT_H
#define PD_UI_ASK_PRINT_H

#include "operation/operation.h"

/* Results as lines for people, appended to out. That is wiped, as they may hold a private
 * key. */

/* Sections of aligned "Label: value" lines. */
void pd_print_details(const struct pd_details *details, struct pd_secret *out);

/* Only their first value, and a line break. */
void pd_print_value(const struct pd_details *details, struct pd_secret *out);

/* A heading and a line for each row, in columns. columns: no line is longer than that
 * many cells, whatever has to be cut or left out; 0: everything is printed. */
void pd_print_rows(const struct pd_rows *rows, int columns, struct pd_secret *out);

/* How many columns the terminal has that is standard output; 0: it is none. */
int pd_print_columns(void);

/* Writes all bytes to standard output at once. false: see errno. */
bool pd_print_write(struct pd_bytes bytes);

/* Is it text that cannot harm a terminal? */
bool pd_print_is_harmless(struct pd_bytes bytes);

#endif
