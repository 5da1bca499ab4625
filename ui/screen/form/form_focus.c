/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/form/form_focus.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/ask/question_rules.h"
#include "ui/screen/form/form_values.h"

void
pd_form_settle(struct pd_form *form)
{
	if (!form->unsettled)
		return;
	form->unsettled = false;
	for (size_t i = 0; i < form->count; i++)
		pd_paste_settle(&form->boxes[i].paste);
	pd_form_arrange(form);
}

struct pd_stop *
pd_form_focused_stop(struct pd_form *form)
{
	return &form->stops[form->focus];
}

struct pd_edit *
pd_form_focused_edit(struct pd_form *form)
{
	struct pd_stop *stop = pd_form_focused_stop(form);
	if (stop->box == NULL || stop->box->field->kind == PD_FIELD_PEM ||
		stop->box->field->kind == PD_FIELD_CHOICE ||
		stop->box->field->kind == PD_FIELD_FLAG)
		return NULL;
	return stop->part == PD_PART_AGAIN ? &stop->box->again : &stop->box->edit;
}

bool
pd_form_open(struct pd_form *form)
{
	bool on_line = pd_form_focused_stop(form)->part == PD_PART_MORE;
	size_t first = 0;
	if (form->folded == 0)
		return false;
	while (!form->boxes[first].due || !pd_form_folds(form, &form->boxes[first]))
		first++;
	form->open = true;
	pd_form_arrange(form);
	for (size_t i = 0; on_line && i < form->stop_count; i++)
		if (form->stops[i].box == &form->boxes[first])
			form->focus = i;
	return true;
}

/* A folded field is shown when there is something to say about it. */
static void
open_for(struct pd_form *form, const struct pd_field *field)
{
	for (size_t i = 0; field != NULL && i < form->count; i++)
		if (strcmp(form->boxes[i].field->name, field->name) == 0 &&
			form->boxes[i].due && pd_form_folds(form, &form->boxes[i]))
			(void)pd_form_open(form);
}

bool
pd_form_focus(struct pd_form *form, const struct pd_error *error)
{
	pd_form_settle(form);
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_form_values(form);
	const struct pd_field *field =
		pd_field_of_error(form->task->operation->fields, values, error);
	open_for(form, field);
	for (size_t i = 0; field != NULL && i < form->stop_count; i++) {
		const struct pd_stop *stop = &form->stops[i];
		if (stop->part != PD_PART_FIELD ||
			strcmp(stop->box->field->name, field->name) != 0)
			continue;
		form->focus = i;
		return true;
	}
	return false;
}

void
pd_form_blame(struct pd_form *form, const char *flaw)
{
	PD_AUTO(pd_drop_text) char *before = form->flaw;
	form->flaw = flaw ? pd_text_safe_string(flaw) : NULL;
	/* Nothing would change on the screen: a braille line shows nothing of it. */
	if (before != NULL && form->flaw != NULL && strcmp(before, form->flaw) == 0)
		pd_term_bell();
}

void
pd_form_explain(struct pd_form *form, const struct pd_error *error)
{
	struct pd_box *box = pd_form_focused_stop(form)->box;
	/* The next attempt starts with an empty field. */
	if (error->code == PD_EPASSPHRASE && pd_form_focused_edit(form) != NULL) {
		pd_edit_set(&box->edit, "");
		pd_edit_set(&box->again, "");
	}
	struct pd_error said = *error;
	if (box != NULL && strcmp(box->field->name, error->input) == 0)
		*said.input = '\0';
	pd_app_say_error(form->sheet.app, &said);
	pd_form_blame(form, said.message);
}
