/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_FORM_FORM_STATE_H
#define PD_UI_SCREEN_FORM_FORM_STATE_H

#include "ui/ask/pem_paste.h"
#include "ui/screen/edit.h"
#include "ui/screen/form/form_task.h"
#include "ui/screen/stack.h"

/* The state of a form, for the files that make it up. */

struct pd_box {
	const struct pd_field *field; /* asked, below */
	struct pd_field asked;        /* the operation's, as it is for the row */
	struct pd_edit edit, again;   /* text, and a new passphrase once more */
	struct pd_paste paste;        /* PEM */
	struct pd_picks picks; /* of a choice, what each of choices is; or empty */
	size_t choice;         /* index of choices; of a flag, 1 is yes */
	char *told;     /* the last of the names that Tab told, where there are more */
	bool due;       /* it is asked now, by the others */
	bool begun;     /* it was asked, and has got its default */
	bool suggested; /* nothing was typed: the first character replaces the text */
	bool kept;      /* rare, but filled in, maybe of the row: it is not folded */
	bool typed;     /* the value was chosen, and no longer follows another field */
};

enum pd_part {
	PD_PART_FIELD,
	PD_PART_AGAIN,
	PD_PART_MORE,
	PD_PART_RUN,
	PD_PART_CANCEL
};

/* What can have the focus. */
struct pd_stop {
	struct pd_box *box; /* NULL: a button, or the line for the folded fields */
	enum pd_part part;
};

struct pd_form {
	struct pd_sheet sheet;
	const struct pd_form_task *task;
	struct pd_box *boxes; /* one per field of the operation */
	size_t count;
	struct pd_stop *stops; /* the fields asked now, then the buttons */
	size_t stop_count, focus;
	size_t folded; /* rare fields that are due and not shown */
	int top;       /* first line shown */
	int columns;   /* of the screen when last drawn */
	bool dirty;
	bool open;  /* the rare fields are shown too */
	char *flaw; /* why the focused field was refused, until it changes; or NULL */
	bool unsettled; /* a value has changed, see pd_form_settle */
};

#endif
