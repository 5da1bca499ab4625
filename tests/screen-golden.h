/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_SCREEN_GOLDEN_H
#define PD_TESTS_SCREEN_GOLDEN_H

#include "screen-view.h"

#include <regex.h>

/* Screens as text files that can be read like documentation. */

/* What matches is compared as the replacement, cut or filled to the same width. Takes
 * over the pattern. */
void golden_mask(regex_t pattern, const char *replacement);
void golden_forget(void);

/* The screen as its file has it: rows without trailing blanks; two or more blank rows
 * are one line "~", with their number where there are several such runs. free() it. */
char *golden_text(const struct view *view);

#endif
