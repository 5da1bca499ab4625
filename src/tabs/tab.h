/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TAB_H
#define PD_TABS_TAB_H

#include "tabs/operation.h"

/* A tab: its operations, and what it shows. Front ends loop over pd_tabs. */

#define PD_SECTIONS 4

/* What needs doing, as a sentence; row: the id of the row that it is about, or NULL. */
struct pd_finding {
	char *text, *row;
};

/* What a tab shows: sections of rows (Trust list / Rejected), and the summary line. */
struct pd_view {
	struct pd_rows sections[PD_SECTIONS];
	size_t section_count;
	char *summary; /* the line above the message: "CA: EC P-256, key here, ..." */
	struct pd_finding *findings; /* worst first */
	size_t finding_count;
};
void pd_view_free(struct pd_view *view); /* leaves it empty; PD_AUTO fits */
void pd_view_find(struct pd_view *view, const char *row, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

struct pd_tab {
	const char *name;  /* "ssl": the CLI word */
	const char *label; /* N_(): "SSL" in the tab bar; NULL: a command line word
			    * only, whose operations the screen has as global keys */
	const char *help;  /* N_(): one sentence */
	const struct pd_operation *operations; /* ends with a NULL name; may be empty */
	/* Reads what the tab shows. A damaged record is a row that says what is wrong.
	 */
	bool (*view)(struct pd_context *context, struct pd_view *out,
		struct pd_error *error);
	/* Stages its standard material for a new store. May be NULL. */
	bool (*prepare)(struct pd_context *context, struct pd_change *change,
		struct pd_error *error);
	/* Why none of its operations can be done, from the settings alone, or NULL: the
	 * tab bar dims it, and what it shows says why. free() the sentence; row is
	 * NULL. May be NULL: always possible. */
	char *(*blocked)(struct pd_context *context, const struct pd_row *row);
};

extern const struct pd_tab pd_tabs[]; /* ends with a NULL name */

/* Puts the standard material of a new store in, as one change: does nothing if
 * pd_store_is_new is false. */
bool pd_tabs_prepare(struct pd_context *context, struct pd_error *error);

#endif
