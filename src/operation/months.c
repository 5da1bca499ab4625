/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/months.h"

#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"

enum { YEAR = 12 };

void
pd_months_begin(struct pd_months *months, int64_t now)
{
	const struct pd_civil civil = pd_time_to_local(now, NULL);
	*months = (struct pd_months){.year = civil.year, .month = civil.month};
}

void
pd_months_count(struct pd_months *months, int64_t end, bool own)
{
	const struct pd_civil civil = pd_time_to_local(end, NULL);
	int at = (civil.year - months->year) * YEAR + civil.month - months->month;
	if (at >= 0 && at < PD_MONTHS)
		(own ? months->own : months->trusted)[at]++;
}

/* "2026-12 1, 2027-02 3"; "none". */
static char *
list_months(const struct pd_months *months, const unsigned *counts)
{
	enum { MOST = 4 };
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	int told = 0;
	for (int i = 0; i < PD_MONTHS && told < MOST; i++) {
		int month = months->month - 1 + i;
		if (counts[i] == 0)
			continue;
		PD_AUTO(pd_drop_text)
		char *item = pd_format("%d-%02d %u", months->year + month / YEAR,
			month % YEAR + 1, counts[i]);
		pd_buffer_add_item(&list, item);
		told++;
	}
	return told > 0 ? pd_buffer_steal_text(&list) : pd_copy(_("none"));
}

char *
pd_months_words(const struct pd_months *months)
{
	PD_AUTO(pd_drop_text) char *own = list_months(months, months->own);
	PD_AUTO(pd_drop_text) char *trusted = list_months(months, months->trusted);
	return pd_format(_("Ends by month, own: %s; trusted: %s"), own, trusted);
}
