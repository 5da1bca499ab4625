/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_MONTHS_H
#define PD_OPERATION_MONTHS_H

#include <stdbool.h>
#include <stdint.h>

/* What ends in each month, from the one of now on: one's own, and what others made. */

enum { PD_MONTHS = 60 };

struct pd_months {
	int year, month; /* of the first: 1 to 12; 0: nothing was counted */
	unsigned own[PD_MONTHS], trusted[PD_MONTHS];
};

/* Begins with the month of that time here; counts what ends then, unless that is
 * before or after all of them. */
void pd_months_begin(struct pd_months *months, int64_t now);
void pd_months_count(struct pd_months *months, int64_t end, bool own);

/* The same in words, the first few of each: "own: 2026-12 1, 2027-02 3"; free() it. */
char *pd_months_words(const struct pd_months *months);

#endif
