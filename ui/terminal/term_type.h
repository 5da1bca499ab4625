/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_TERM_TYPE_H
#define PD_UI_TERMINAL_TERM_TYPE_H

#include <stddef.h>

/* Terminal types, as TERM names them. */

/* The nearest common type to one that is not in terminfo. */
const char *pd_term_similar_type(const char *type);

/* Appends a capability to the string in out, which has room bytes, without its padding
 * ($<5>). */
void pd_term_append_plain(char *out, size_t room, const char *capability);

#endif
