/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_FOUND_H
#define PD_UI_ASK_FOUND_H

#include "operation/tab.h"
#include "operation/view.h"

/* What needs doing, with what it is about, in the order in which all faces say it. */
struct pd_found {
	const struct pd_tab *tab;
	const struct pd_finding *finding;
	const struct pd_rows *rows; /* of its row */
	const struct pd_row *row;   /* NULL: it is about the tab */
};

/* A finding of the view of a tab; all is borrowed. */
struct pd_found pd_found_look_up(const struct pd_tab *tab, const struct pd_view *view,
	const struct pd_finding *finding);

bool pd_found_is_bad(const struct pd_found *found);

/* What it is about in a few words; its state, "" if nothing is said of it. Borrowed. */
const char *pd_found_name(const struct pd_found *found);
const char *pd_found_state(const struct pd_found *found);

/* For qsort: what others have to do comes last; then what is bad already, and what ends
 * first. */
int pd_found_compare(const void *one, const void *other);

#endif
