/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/form/form_check.h"

#include <string.h>

#include "base/text.h"
#include "ui/ask/question_rules.h"
#include "ui/screen/form/form_focus.h"
#include "ui/screen/form/form_values.h"

static bool
is_same_twice(const struct pd_box *box)
{
	return strcmp(pd_secret_text(&box->edit.text),
		       pd_secret_text(&box->again.text)) == 0;
}

static void
check_file_of_field(struct pd_form *form, const struct pd_field *field)
{
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_form_values(form);
	struct pd_error error = {0};
	if (!pd_field_check_file(field, values, &error))
		pd_form_explain(form, &error);
}

void
pd_form_check_left(struct pd_form *form)
{
	const struct pd_stop *stop = &form->stops[form->focus];
	if (stop->box == NULL)
		return;
	const struct pd_field *field = stop->box->field;
	struct pd_error error = {0};
	bool empty = *pd_form_text(stop->box) == '\0';
	if (stop->part == PD_PART_AGAIN && !is_same_twice(stop->box))
		pd_app_hint(form->sheet.app,
			_("The two passphrases differ; type the same twice"));
	else if (field->kind != PD_FIELD_PEM && !empty &&
		 (field->flags & PD_MANY) == 0 &&
		 !pd_field_check(field, pd_form_text(stop->box), &error))
		pd_app_hint_reason(form->sheet.app, error.message);
	else if (field->kind == PD_FIELD_FILE)
		check_file_of_field(form, field);
}

void
pd_form_check_typed(struct pd_form *form, const struct pd_box *box)
{
	struct pd_error error = {0};
	const char *text = pd_form_text(box);
	if (box->field->check != NULL && *text != '\0' &&
		!box->field->check(text, box->field->name, &error))
		pd_app_hint_reason(form->sheet.app, error.message);
}

/* What is wrong with it beyond what the interaction checks, or NULL. */
static const char *
find_flaw(const struct pd_stop *stop)
{
	if (stop->part == PD_PART_AGAIN && !is_same_twice(stop->box))
		return _("The two passphrases differ; type the same twice");
	bool is_pem = stop->box != NULL && stop->box->field->kind == PD_FIELD_PEM;
	if (is_pem && pd_paste_is_broken(&stop->box->paste))
		return stop->box->paste.words;
	return NULL;
}

bool
pd_form_check(struct pd_form *form)
{
	for (size_t i = 0; i < form->stop_count; i++) {
		const char *flaw = find_flaw(&form->stops[i]);
		if (flaw == NULL)
			continue;
		form->focus = i;
		pd_app_hint(form->sheet.app, "%s", flaw);
		pd_form_blame(form, flaw);
		return false;
	}
	return true;
}
