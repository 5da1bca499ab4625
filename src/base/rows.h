/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ROWS_H
#define PD_BASE_ROWS_H

#include "base/memory.h"

/* Values that were copied from a screen, row by row. */

/* Appends a distinguished name that a terminal showed in several rows, as one line. What it
 * showed loses the blanks at the ends of rows, and has those that indent them: a break stands
 * for nothing behind a comma that parts, or where a word of at least 24 characters was cut,
 * and else for a blank. */
void pd_rows_join(struct pd_secret *out, struct pd_bytes text);

#endif
