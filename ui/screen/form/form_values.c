/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/form/form_values.h"

#include <string.h>

#include "base/text.h"
#include "ui/ask/question_rules.h"

const char *
pd_form_text(const struct pd_box *box)
{
	if (box->field->kind == PD_FIELD_CHOICE)
		return box->field->choices[box->choice];
	if (box->field->kind == PD_FIELD_FLAG)
		return box->choice ? "yes" : "no";
	return pd_secret_text(&box->edit.text);
}

/* ---- values -------------------------------------------------------------------- */

static void
put_secret_value(
	struct pd_values *values, const char *name, const struct pd_secret *secret)
{
	if (secret->size > 0)
		pd_values_set_secret(values, name, secret);
}

static void
put_box_value(struct pd_values *values, const struct pd_box *box)
{
	const struct pd_field *field = box->field;
	pd_values_unset(values, field->name);
	if (field->kind == PD_FIELD_PEM)
		put_secret_value(values, field->name, &box->paste.text);
	else if (field->kind == PD_FIELD_PASSPHRASE)
		put_secret_value(values, field->name, &box->edit.text);
	else
		pd_field_parse(values, field, pd_form_text(box));
}

static size_t
find_choice_index(const struct pd_field *field, const char *text)
{
	if (field->kind == PD_FIELD_FLAG)
		return strcmp(text, "yes") == 0;
	for (size_t i = 0; field->choices[i] != NULL; i++)
		if (strcmp(field->choices[i], text) == 0)
			return i;
	return 0;
}

static void
set_box_value(struct pd_box *box, const char *text)
{
	if (box->field->kind == PD_FIELD_CHOICE || box->field->kind == PD_FIELD_FLAG)
		box->choice = find_choice_index(box->field, text);
	else if (box->field->kind == PD_FIELD_PEM)
		(void)pd_paste_add(&box->paste,
			(struct pd_bytes){(const unsigned char *)text, strlen(text)});
	else
		pd_edit_set(&box->edit, text);
}

/* A field starts with its default when first asked. Later it may be empty: the run gets
 * what is on the screen. */
static void
begin_box(const struct pd_form *form, struct pd_box *box, struct pd_values *values)
{
	pd_interaction_fill(form->task->interaction, box->field, values);
	const char *text = pd_value_text(values, box->field->name);
	bool recalls = text == NULL && (box->field->flags & PD_RECALLS) != 0;
	if (recalls)
		text = pd_app_recalled(form->sheet.app);
	if (text != NULL)
		set_box_value(box, text);
	box->begun = true;
	box->kept = pd_interaction_is_preset(form->task->interaction, box->field) ||
		    (text != NULL && box->field->propose != NULL);
	bool is_choice = box->field->kind == PD_FIELD_CHOICE;
	box->typed = text != NULL && !(is_choice && box->field->follow && !box->kept);
	box->suggested = text != NULL && (recalls || box->field->propose != NULL ||
						 box->field->compute != NULL ||
						 box->field->preset != NULL);
}

static void
follow_other_field(
	const struct pd_form *form, struct pd_box *box, const struct pd_values *values)
{
	if (box->field->follow == NULL || box->typed)
		return;
	PD_AUTO(pd_drop_text)
	char *text = box->field->follow(pd_app_context(form->sheet.app), values);
	if (box->field->kind == PD_FIELD_CHOICE) {
		box->choice = find_choice_index(box->field, text ? text : "");
		return;
	}
	if (strcmp(text ? text : "", pd_secret_text(&box->edit.text)) != 0)
		pd_edit_set(&box->edit, text ? text : "");
	box->suggested = text != NULL;
}

/* All values so far, as whether a field is asked may depend on a later one. */
static struct pd_values *
collect_begun_values(const struct pd_form *form)
{
	struct pd_values *values = pd_values_new();
	for (size_t i = 0; i < form->count; i++)
		if (pd_field_on_form(form->boxes[i].field) && form->boxes[i].begun)
			put_box_value(values, &form->boxes[i]);
	return values;
}

/* In the order of the fields, as most depend only on earlier ones. */
struct pd_values *
pd_form_values(const struct pd_form *form)
{
	struct pd_values *values = collect_begun_values(form);
	for (size_t i = 0; i < form->count; i++) {
		struct pd_box *box = &form->boxes[i];
		const struct pd_field *field = box->field;
		if (!pd_field_on_form(field))
			pd_interaction_fill(form->task->interaction, field, values);
		else if (!pd_field_is_due(field, values))
			pd_values_unset(values, field->name);
		else {
			if (!box->begun)
				begin_box(form, box, values);
			follow_other_field(form, box, values);
			put_box_value(values, box);
		}
	}
	return values;
}

/* ---- what is asked ------------------------------------------------------------- */

static void
add_form_stop(struct pd_form *form, struct pd_box *box, enum pd_part part)
{
	form->stops[form->stop_count++] = (struct pd_stop){box, part};
}

static bool
is_rare(const struct pd_box *box)
{
	return (box->field->flags & PD_RARE) != 0 && !box->kept;
}

bool
pd_form_folds(const struct pd_form *form, const struct pd_box *box)
{
	return form->folded > 0 && is_rare(box);
}

/* One folded field would take as many lines as it saves. */
static void
note_due_boxes(struct pd_form *form)
{
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_form_values(form);
	form->folded = 0;
	for (size_t i = 0; i < form->count; i++) {
		struct pd_box *box = &form->boxes[i];
		box->due = pd_field_on_form(box->field) &&
			   pd_field_is_due(box->field, values);
		form->folded += box->due && is_rare(box) && !form->open;
	}
	if (form->folded == 1)
		form->folded = 0;
}

static void
list_form_stops(struct pd_form *form)
{
	form->stop_count = 0;
	note_due_boxes(form);
	for (size_t i = 0; i < form->count; i++) {
		struct pd_box *box = &form->boxes[i];
		if (!box->due || pd_form_folds(form, box))
			continue;
		add_form_stop(form, box, PD_PART_FIELD);
		if ((box->field->flags & PD_CONFIRM_NEW) != 0 &&
			box->edit.text.size > 0)
			add_form_stop(form, box, PD_PART_AGAIN);
	}
	if (form->folded > 0)
		add_form_stop(form, NULL, PD_PART_MORE);
	add_form_stop(form, NULL, PD_PART_RUN);
	add_form_stop(form, NULL, PD_PART_CANCEL);
}

void
pd_form_arrange(struct pd_form *form)
{
	struct pd_stop before = form->stops[form->focus];
	list_form_stops(form);
	form->focus = 0;
	for (size_t i = 0; i < form->stop_count; i++)
		if (form->stops[i].box == before.box &&
			form->stops[i].part == before.part)
			form->focus = i;
}
