/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_VIEW_PAGE_READ_H
#define PD_UI_SCREEN_VIEW_PAGE_READ_H

#include "operation/tab.h"
#include "ui/ask/job.h"

/* What a tab shows, read in a thread: a hundred thousand records, or a slow disk, must not
 * keep keys waiting. */

struct pd_page_reading;

/* Starts it. wake is that of pd_job_start. */
struct pd_page_reading *pd_page_reading_start(
	const struct pd_context *context, const struct pd_tab *tab, int wake);

/* For how many ms nothing is to be said yet of what nearly always ends at once. */
int pd_page_reading_patience(const struct pd_page_reading *reading);

bool pd_page_reading_has_ended(struct pd_page_reading *reading);

/* Asks it to stop, as nobody waits for it any more; it ends when it next looks. */
void pd_page_reading_stop(struct pd_page_reading *reading);

/* Waits for its end, and frees it. Why it failed, free() it; NULL: it did not. */
char *pd_page_reading_end(struct pd_page_reading *reading, struct pd_view *out);

#endif
