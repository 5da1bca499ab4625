/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_PRINT_H
#define PD_UI_ASK_PRINT_H

#include "operation/operation.h"

/* Results as lines for people. All text is appended to out, in the wiped type: it may
 * hold a private key. */

/* Sections of aligned "Label: value" lines. */
void pd_print_details(const struct pd_details *details, struct pd_secret *out);

/* Their first value alone, with a line break. */
void pd_print_value(const struct pd_details *details, struct pd_secret *out);

/* A heading and a line for each row, in columns. */
void pd_print_rows(const struct pd_rows *rows, struct pd_secret *out);

/* Writes all of it to standard output now. false: errno says why. */
bool pd_print_write(struct pd_bytes bytes);

/* Is it text that does no harm to a terminal? */
bool pd_print_is_harmless(struct pd_bytes bytes);

#endif
