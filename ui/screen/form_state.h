/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_STATE_H
#define PD_UI_SCREEN_FORM_STATE_H

#include "ui/ask/pem_paste.h"
#include "ui/screen/edit.h"
#include "ui/screen/form.h"

/* What a form holds, for form.c, which handles its keys, form_values.c and form_draw.c.
 */

struct pd_box {
	const struct pd_field *field;
	struct pd_edit edit, again; /* text; again: the new passphrase once more */
	struct pd_paste paste;      /* PEM */
	size_t choice;              /* of choices; of a flag: 1 is yes */
	bool begun;                 /* it was asked, and got its default */
	bool typed; /* what is there was chosen: it follows no other field */
};

enum pd_part { PD_PART_FIELD, PD_PART_AGAIN, PD_PART_RUN, PD_PART_CANCEL };

/* What can have the focus. */
struct pd_stop {
	struct pd_box *box; /* NULL: a button */
	enum pd_part part;
};

struct pd_form {
	struct pd_sheet sheet;
	struct pd_task *task;
	struct pd_box *boxes; /* one for each field of the operation */
	size_t count;
	struct pd_stop *stops; /* what is asked now, then the buttons */
	size_t stop_count, focus;
	int top;     /* first line shown */
	int columns; /* it was drawn in last */
	bool dirty;
	bool unsettled; /* a value has changed: what is asked has to be found out */
};

/* What the field says; puts it into values as a run gets it. */
const char *pd_form_text(const struct pd_box *box);
void pd_form_put(struct pd_values *values, const struct pd_box *box);

/* Finds out what is asked, after a value has changed; the focus stays where it was. */
void pd_form_arrange(struct pd_form *form);

/* Is all of it as far as one can see what the operation takes? Else says what is not,
 * with the focus on it. And of the one field that the focus leaves. */
bool pd_form_check(struct pd_form *form, struct pd_values *values);
void pd_form_check_left(struct pd_form *form);

bool pd_form_paste(struct pd_form *form, struct pd_bytes text);
int pd_form_rows(const struct pd_form *form); /* that it needs */
void pd_form_draw(struct pd_form *form, const struct pd_frame *frame);

#endif
