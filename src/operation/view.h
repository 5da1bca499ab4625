/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_VIEW_H
#define PD_OPERATION_VIEW_H

#include "operation/months.h"
#include "operation/result.h"

#define PD_SECTIONS 4

/* Something that needs doing, as a sentence. */
struct pd_finding {
	char *text;
	char *row;         /* the id of the row that it is about, or NULL */
	const char *mends; /* the operation of the tab that does it, or NULL */
	bool of_others;    /* it is for others to do, and told last */
	/* Of what is no row: what it is about in a few words, its state, and whether that is
	 * bad already; or NULL. */
	char *name, *state;
	bool is_bad;
};

/* What one does first in a new store; faces say how. */
struct pd_first_step {
	const char *tab, *operation; /* NULL: the last one was before */
	const char *words;           /* N_(): "make a CA under your own name" */
};

/* The contents of a tab: sections of rows (Trust list / Rejected), and the summary
 * line. */
struct pd_view {
	struct pd_rows sections[PD_SECTIONS];
	size_t section_count;
	char *summary; /* the line above the message: "CA: EC P-256, key here, ..." */
	char *welcome; /* lines for who sees it for the first time; or NULL */
	const struct pd_first_step *steps; /* below those; NULL: none; constant */
	struct pd_months months;           /* drawn above the rows; or none */
	struct pd_finding *findings;       /* worst first */
	size_t finding_count;
};
void pd_view_free(struct pd_view *view); /* leaves it empty; PD_AUTO fits */
void pd_view_find(struct pd_view *view, const char *row, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Does its row say by itself what needs doing, as one that ends does? If not, as of a CA whose
 * revocation list ends, the sentence has to. row may be NULL. */
bool pd_view_row_tells(const struct pd_row *row);
/* Of what was found last: which operation does it; that it is for others to do. */
void pd_view_mend(struct pd_view *view, const char *operation);
void pd_view_leave_to_others(struct pd_view *view);
void pd_view_name(
	struct pd_view *view, const char *name, const char *state, bool is_bad);

#endif
