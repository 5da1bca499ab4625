/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_TYPE_H
#define PD_UI_TERMINAL_TERM_TYPE_H

#include <stddef.h>

/* Types of terminals, as TERM names them. */

/* The type that comes nearest to one that terminfo does not have. */
const char *pd_term_relative(const char *type);

/* Forgets variables by which whoever called sudo could choose what root's program reads
 * as terminfo. */
void pd_term_distrust_environment(void);

/* Appends a capability to the string in out, which has room bytes, without its padding
 * ($<5>). */
void pd_term_append_plain(char *out, size_t room, const char *capability);

#endif
