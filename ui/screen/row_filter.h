/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_ROW_FILTER_H
#define PD_UI_SCREEN_ROW_FILTER_H

#include "operation/result.h"

#include <stdbool.h>

/* What a filter shows: rows of which some cell, or what they stand for, has its text,
 * ignoring case, such as "revoked"; or the same digits in hex, as serial numbers and
 * fingerprints are written with colons, blanks or neither; or "left<90", those of which so
 * many days are left (or ">"), by their first date. */

struct pd_row_filter {
	char *folded;  /* the text in lower case */
	char *digits;  /* hex digits alone; NULL: it is not that */
	char compares; /* '<' or '>'; 0: it does not ask for days */
	long days;
};

struct pd_row_filter pd_row_filter_make(const char *text);
void pd_row_filter_free(struct pd_row_filter *filter); /* PD_AUTO fits */

/* now: seconds since the epoch. */
bool pd_row_filter_fits(
	const struct pd_row_filter *filter, const struct pd_row *row, int64_t now);

#endif
