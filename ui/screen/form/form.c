/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/form/form.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/rows.h"
#include "base/text.h"
#include "ui/ask/complete.h"
#include "ui/ask/editor.h"
#include "ui/ask/question_rules.h"
#include "ui/screen/ask/question.h"
#include "ui/screen/form/form_check.h"
#include "ui/screen/form/form_directory.h"
#include "ui/screen/form/form_draw.h"
#include "ui/screen/form/form_focus.h"
#include "ui/screen/form/form_picks.h"
#include "ui/screen/form/form_values.h"
#include "ui/screen/help_rows.h"

static bool put_form_paste(struct pd_form *form, struct pd_pasted pasted);

/* ---- focus --------------------------------------------------------------------- */

static bool
is_paste_area(const struct pd_box *box)
{
	return box != NULL && box->field->kind == PD_FIELD_PEM;
}

/* A bare name becomes a distinguished one where it can be seen. */
static void
complete_left_name(struct pd_form *form)
{
	struct pd_box *box = pd_form_focused_stop(form)->box;
	PD_AUTO(pd_drop_text)
	char *name = box != NULL ? pd_field_complete_name(box->field, pd_form_text(box))
				 : NULL;
	if (name != NULL)
		pd_edit_set(&box->edit, name);
}

static void
move_focus(struct pd_form *form, size_t stop)
{
	complete_left_name(form);
	pd_form_blame(form, NULL);
	pd_form_check_left(form);
	form->focus = stop;
}

static bool
go_to_next_stop(void *self, int key)
{
	(void)key;
	struct pd_form *form = self;
	move_focus(form, (form->focus + 1) % form->stop_count);
	return true;
}

static bool
go_to_previous_stop(void *self, int key)
{
	(void)key;
	struct pd_form *form = self;
	move_focus(form, (form->focus + form->stop_count - 1) % form->stop_count);
	return true;
}

/* ---- running and leaving ------------------------------------------------------- */

static bool
run_form(void *self, int key)
{
	(void)key;
	struct pd_form *form = self;
	complete_left_name(form);
	if (!pd_form_check(form))
		return true;
	pd_form_keep_typed(form);
	form->task->submit(form->task->owner, pd_form_values(form));
	return true;
}

static void
answered_discard(void *argument, enum pd_answer answer)
{
	struct pd_form *form = argument;
	if (answer == PD_YES)
		form->task->give_up(form->task->owner);
}

static bool
cancel_form(void *self, int key)
{
	(void)key;
	struct pd_form *form = self;
	if (form->dirty)
		pd_question_ask(form->sheet.app, _("Discard your input?"),
			answered_discard, form);
	else
		form->task->give_up(form->task->owner);
	return true;
}

static bool
is_last_field(const struct pd_form *form)
{
	enum pd_part after = form->stops[form->focus + 1].part;
	return after == PD_PART_RUN || after == PD_PART_MORE;
}

static bool
open_rare_fields(void *self, int key)
{
	(void)key;
	struct pd_form *form = self;
	if (!pd_form_open(form))
		pd_app_hint(form->sheet.app, _("All fields of the form are shown"));
	return true;
}

static bool
enter_form(void *self, int key)
{
	struct pd_form *form = self;
	const struct pd_stop *stop = pd_form_focused_stop(form);
	if (stop->part == PD_PART_CANCEL)
		return cancel_form(form, key);
	if (stop->part == PD_PART_MORE)
		return pd_form_open(form);
	if (stop->part == PD_PART_RUN || is_last_field(form))
		return run_form(form, key);
	return go_to_next_stop(form, key);
}

static bool
edit_in_program(void *self, int key)
{
	(void)key;
	struct pd_form *form = self;
	struct pd_box *box = pd_form_focused_stop(form)->box;
	struct pd_edit *edit = pd_form_focused_edit(form);
	bool is_pem = box != NULL && box->field->kind == PD_FIELD_PEM;
	bool is_hidden = (edit != NULL && edit->masked) || (is_pem && box->paste.any);
	if ((edit == NULL && !is_pem) || is_hidden) {
		pd_app_hint(form->sheet.app, _("The editor is for text, not for this"));
		return true;
	}
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	const struct pd_secret *from = is_pem ? &box->paste.text : &edit->text;
	pd_secret_add(&text, from->data, from->size);
	struct pd_error error = {0};
	if (!pd_editor_edit(&text, &error)) {
		pd_app_say_error(form->sheet.app, &error);
		return true;
	}
	if (is_pem)
		pd_paste_free(&box->paste);
	else
		pd_edit_set(edit, "");
	return put_form_paste(form, (struct pd_pasted){pd_secret_bytes(&text), true});
}

/* ---- keys of a field ----------------------------------------------------------- */

static void
note_form_change(struct pd_form *form)
{
	struct pd_box *box = pd_form_focused_stop(form)->box;
	form->dirty = true;
	pd_form_blame(form, NULL);
	if (box != NULL) {
		free(pd_steal(box->told));
		box->typed = true;
		pd_form_check_typed(form, box);
	}
	if (box != NULL && box->field->kind != PD_FIELD_PASSPHRASE)
		pd_interaction_forget_answers(form->task->interaction);
	form->unsettled = true;
}

/* Tab moves on when completion adds nothing, unless the file must exist and does not. */
static bool
complete_file_name(struct pd_form *form, struct pd_box *box)
{
	PD_AUTO(pd_completion_free)
	struct pd_completion found = pd_complete(pd_secret_text(&box->edit.text),
		(box->field->flags & PD_MANY) != 0 ? PD_MANY_NAMES : PD_ONE_NAME,
		box->told);
	free(box->told);
	box->told = found.more == NULL ? pd_steal(found.last) : NULL;
	bool stays = found.found || box->field->kind == PD_FIELD_FILE;
	if (found.more != NULL) {
		pd_edit_append(&box->edit, found.more);
		note_form_change(form);
	}
	if (found.told != NULL && stays)
		pd_app_hint(form->sheet.app, "%s", found.told);
	return found.more != NULL || (found.told != NULL && stays);
}

static bool
take_last_directory(void *self, int key)
{
	(void)key;
	struct pd_form *form = self;
	if (pd_form_take_directory(form))
		note_form_change(form);
	return true;
}

static size_t
count_choices(const struct pd_field *field)
{
	size_t count = 0;
	while (field->choices[count] != NULL)
		count++;
	return count;
}

/* Selects the next choice that begins with the letter. */
static bool
choose_by_letter(struct pd_box *box, int key)
{
	size_t count = count_choices(box->field);
	for (size_t i = 1; i <= count; i++) {
		size_t choice = (box->choice + i) % count;
		if (key < 0x80 && pd_ascii_lower(box->field->choices[choice][0]) ==
					  pd_ascii_lower((char)key)) {
			box->choice = choice;
			return true;
		}
	}
	return false;
}

static bool
press_choice_key(struct pd_box *box, int key)
{
	size_t count = count_choices(box->field);
	if (box->picks.count > 0 && (key == PD_KEY_DOWN || key == PD_KEY_UP))
		return pd_form_pick(box, key);
	if (key == PD_KEY_RIGHT || key == ' ')
		box->choice = (box->choice + 1) % count;
	else if (key == PD_KEY_LEFT)
		box->choice = (box->choice + count - 1) % count;
	else
		return choose_by_letter(box, key);
	return true;
}

static bool
press_flag_key(struct pd_box *box, int key)
{
	if (key == 'y' || key == 'n')
		box->choice = key == 'y';
	else if (key == ' ' || key == PD_KEY_LEFT || key == PD_KEY_RIGHT)
		box->choice = !box->choice;
	else
		return false;
	return true;
}

static bool
press_button_key(struct pd_form *form, int key)
{
	if (key == ' ')
		return enter_form(form, key);
	if (pd_form_focused_stop(form)->part == PD_PART_MORE)
		return key == PD_KEY_RIGHT && pd_form_open(form);
	if (key == PD_KEY_LEFT || key == PD_KEY_RIGHT) {
		form->focus =
			form->stop_count - 1 - (form->focus == form->stop_count - 1);
		return true;
	}
	return false;
}

static bool
press_box_key(struct pd_box *box, struct pd_edit *edit, int key)
{
	switch (box->field->kind) {
	case PD_FIELD_CHOICE:
		return press_choice_key(box, key);
	case PD_FIELD_FLAG:
		return press_flag_key(box, key);
	case PD_FIELD_PEM:
		return pd_paste_key(&box->paste, key);
	default:
		return pd_edit_key(edit, key);
	}
}

/* Does the key only move the cursor? */
static bool
is_cursor_key(int key)
{
	static const int keys_of_cursor[] = {PD_KEY_LEFT, PD_KEY_RIGHT, PD_KEY_HOME,
		PD_KEY_END, PD_CTRL('a'), PD_CTRL('b'), PD_CTRL('e'), PD_CTRL('f')};
	for (size_t i = 0; i < sizeof keys_of_cursor / sizeof *keys_of_cursor; i++)
		if (keys_of_cursor[i] == key)
			return true;
	return false;
}

/* What is typed or pasted replaces what was only suggested; a comma goes on with names. */
static void
drop_suggestion(struct pd_form *form, struct pd_edit *edit, int key)
{
	struct pd_box *box = pd_form_focused_stop(form)->box;
	bool goes_on = box->field->kind == PD_FIELD_SAN && key == ',';
	if (box->suggested && edit == &box->edit && !goes_on)
		pd_edit_replace(edit, "");
	box->suggested = false;
}

/* Types a character, or says that the field is full. */
static void
type_character(struct pd_form *form, struct pd_edit *edit, int key)
{
	drop_suggestion(form, edit, key);
	size_t size = edit->text.size;
	(void)pd_edit_key(edit, key);
	if (edit->text.size > size)
		note_form_change(form);
	else
		pd_app_hint(form->sheet.app,
			_("This field is full; it takes %zu bytes"),
			pd_edit_limit(edit));
}

/* Text is taken without settling the rest of the form, so that typing stays fast. */
static bool
type_in_form(struct pd_form *form, int key)
{
	struct pd_box *box = pd_form_focused_stop(form)->box;
	struct pd_edit *edit = pd_form_focused_edit(form);
	if (key < ' ' || (key >= 0x7f && key < 0xa0) || key >= PD_KEY_UP)
		return false;
	if (edit != NULL)
		type_character(form, edit, key);
	else if (is_paste_area(box) && pd_paste_key(&box->paste, key))
		note_form_change(form);
	else
		return false;
	return true;
}

static bool
press_form_key(struct pd_sheet *sheet, int key)
{
	struct pd_form *form = (struct pd_form *)sheet;
	if (type_in_form(form, key))
		return true;
	pd_form_settle(form);
	struct pd_box *box = pd_form_focused_stop(form)->box;
	if (box == NULL)
		return press_button_key(form, key);
	if (key == PD_KEY_TAB && pd_field_is_file(box->field) &&
		complete_file_name(form, box))
		return true;
	if (key == PD_KEY_RIGHT && pd_form_directory(form) != NULL)
		return false;
	struct pd_edit *edit = pd_form_focused_edit(form);
	if (!press_box_key(box, edit, key))
		return false;
	box->suggested = false;
	if (edit == NULL || !is_cursor_key(key))
		note_form_change(form);
	return true;
}

/* If the form has a PEM area, pasted PEM text goes there, wherever the focus is; so
 * does any text while the focus is not on a text field. */
static void
focus_paste_area(struct pd_form *form, const char *kinds)
{
	if (is_paste_area(pd_form_focused_stop(form)->box) ||
		(kinds == NULL && pd_form_focused_edit(form) != NULL))
		return;
	for (size_t i = 0; i < form->stop_count; i++)
		if (is_paste_area(form->stops[i].box)) {
			form->focus = i;
			return;
		}
}

/* A subject may have been copied from a screen, in rows. */
static bool
paste_into_edit(
	struct pd_edit *edit, const struct pd_field *field, struct pd_pasted pasted)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	if (field->kind != PD_FIELD_DN)
		return pd_edit_paste(edit, pasted);
	pd_rows_join(&line, pasted.text);
	return pd_edit_paste(
		edit, (struct pd_pasted){pd_secret_bytes(&line), pasted.whole});
}

static bool
put_form_paste(struct pd_form *form, struct pd_pasted pasted)
{
	pd_form_settle(form);
	PD_AUTO(pd_drop_text) char *kinds = pd_paste_kinds(pasted.text);
	focus_paste_area(form, kinds);
	struct pd_box *box = pd_form_focused_stop(form)->box;
	struct pd_edit *edit = pd_form_focused_edit(form);
	if (edit == NULL && !is_paste_area(box))
		return false;
	if (edit != NULL && kinds != NULL && pd_field_is_file(box->field)) {
		pd_app_hint(form->sheet.app,
			_("This field takes the name of a file: write what you pasted "
			  "into one, and name that"));
		return true;
	}
	if (edit != NULL)
		drop_suggestion(form, edit, 0);
	bool good = edit != NULL ? paste_into_edit(edit, box->field, pasted)
				 : pd_paste_add(&box->paste, pasted.text);
	if (!good) {
		pd_app_hint(form->sheet.app,
			_("What was pasted is longer than this field can be"));
		return true;
	}
	if (edit == NULL)
		pd_paste_look(&box->paste, pd_app_context(form->sheet.app));
	note_form_change(form);
	return true;
}

static bool
paste_in_form(struct pd_sheet *sheet, struct pd_pasted pasted)
{
	return put_form_paste((struct pd_form *)sheet, pasted);
}

/* clang-format off */
static const struct pd_binding keys[] = {
	{{PD_KEY_TAB, PD_KEY_DOWN, PD_CTRL('n')}, "Tab Down",
	 N_("Go to the next field; in a file field Tab completes the name"), go_to_next_stop},
	{{PD_KEY_BACKTAB, PD_KEY_UP, PD_CTRL('p')}, "S-Tab Up",
	 N_("Go to the previous field"), go_to_previous_stop},
	{{PD_KEY_RIGHT}, "Right",
	 N_("In an empty file field: begin with the directory used last"), take_last_directory},
	{{PD_KEY_ENTER}, "Enter", N_("Go to the next field; on the last run it"), enter_form},
	{{PD_KEY_F1 + 1}, "F2", N_("Run it"), run_form},
	{{PD_CTRL('x')}, "C-x", N_("Also show the fields that are seldom needed"), open_rare_fields},
	{{PD_CTRL('o')}, "C-o", N_("Edit the text in your editor"), edit_in_program},
	{{PD_KEY_ESCAPE, PD_CTRL('g'), PD_CTRL('c')}, "Esc C-c", N_("Cancel the form"), cancel_form},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

/* ---- sheet --------------------------------------------------------------------- */

static int
count_form_rows(struct pd_sheet *sheet, int columns)
{
	(void)columns;
	struct pd_form *form = (struct pd_form *)sheet;
	pd_form_settle(form);
	return pd_form_rows(form);
}

static void
draw_form_sheet(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	pd_form_draw((struct pd_form *)sheet, frame);
}

static void
hint_form(struct pd_sheet *sheet, struct pd_hints *out)
{
	struct pd_form *form = (struct pd_form *)sheet;
	if (sheet->held) {
		pd_hints_add(out, _("Esc"), _("Cancel the work"));
		return;
	}
	const struct pd_field *field = pd_form_focused_stop(form)->box
					       ? pd_form_focused_stop(form)->box->field
					       : NULL;
	bool file = field != NULL && pd_field_is_file(field) &&
		    *pd_form_text(pd_form_focused_stop(form)->box) != '\0';
	pd_hints_add(out, "F2", pd_operation_button(form->task->operation));
	pd_hints_add(out, _("Esc"), _("Cancel"));
	pd_hints_add(out, _("Tab"), file ? _("Complete") : _("Next"));
	if (form->folded > 0)
		pd_hints_add(out, "C-x", _("More"));
	if (field != NULL && pd_form_focused_stop(form)->box->picks.count > 1)
		pd_hints_add(out, _("Up/Down"), _("Choose"));
	if (field != NULL && field->kind == PD_FIELD_FLAG)
		pd_hints_add(out, _("Space"), _("Change"));
	if (field != NULL && field->kind == PD_FIELD_PEM &&
		(field->flags & PD_ANY_TEXT) == 0)
		pd_hints_add(out, "C-o", _("Editor"));
}

/* The help of all fields, beginning with the focused one. */
static void
add_form_help(struct pd_sheet *sheet, struct pd_rows *rows)
{
	struct pd_form *form = (struct pd_form *)sheet;
	for (size_t i = 0; i < form->stop_count; i++) {
		size_t at = (form->focus + i) % form->stop_count;
		const struct pd_stop *stop = &form->stops[at];
		if (stop->box == NULL || stop->part == PD_PART_AGAIN)
			continue;
		const struct pd_field *field = stop->box->field;
		PD_AUTO(pd_drop_text)
		char *what = pd_format("%s: %s", _(field->label), _(field->help));
		pd_help_add(rows, what, "");
	}
}

static void
free_form(struct pd_sheet *sheet)
{
	struct pd_form *form = (struct pd_form *)sheet;
	for (size_t i = 0; i < form->count; i++) {
		pd_edit_free(&form->boxes[i].edit);
		pd_edit_free(&form->boxes[i].again);
		pd_paste_free(&form->boxes[i].paste);
		pd_picks_free(&form->boxes[i].picks);
		free(form->boxes[i].told);
	}
	free(form->boxes);
	free(form->flaw);
	free(form->stops);
	free(form);
}

static bool
is_form_dirty(struct pd_sheet *sheet)
{
	return ((struct pd_form *)sheet)->dirty;
}

static const struct pd_sheet_kind kind = {
	.dirty = is_form_dirty,
	.modal = true,
	.keys = keys,
	.rows = count_form_rows,
	.draw = draw_form_sheet,
	.key = press_form_key,
	.paste = paste_in_form,
	.hints = hint_form,
	.help = add_form_help,
	.free = free_form,
};

struct pd_sheet *
pd_form_sheet(struct pd_form *form)
{
	return &form->sheet;
}

static void
add_form_box(struct pd_form *form, const struct pd_field *field)
{
	struct pd_box *box = &form->boxes[form->count++];
	box->asked = pd_interaction_asked(form->task->interaction, field, &box->picks);
	box->field = &box->asked;
	box->edit.masked = box->again.masked = field->kind == PD_FIELD_PASSPHRASE;
	box->paste.any = (field->flags & PD_ANY_TEXT) != 0;
}

struct pd_form *
pd_form_new(
	struct pd_app *app, const struct pd_form_task *task, struct pd_secret *pasted)
{
	struct pd_form *form = pd_alloc(1, sizeof *form);
	const struct pd_field *fields = task->operation->fields;
	size_t count = 0;
	while (fields[count].name != NULL)
		count++;
	form->sheet = (struct pd_sheet){.kind = &kind, .app = app};
	form->task = task;
	form->boxes = pd_alloc(count, sizeof *form->boxes);
	form->stops = pd_alloc(2 * count + 3, sizeof *form->stops);
	for (size_t i = 0; i < count; i++)
		add_form_box(form, &fields[i]);
	pd_form_arrange(form);
	form->focus = 0;
	if (pasted->size > 0) {
		for (size_t i = form->stop_count; i-- > 0;)
			if (form->stops[i].box != NULL &&
				form->stops[i].box->field->kind == PD_FIELD_PEM)
				form->focus = i;
		(void)put_form_paste(
			form, (struct pd_pasted){pd_secret_bytes(pasted), true});
		pd_secret_wipe(pasted);
	}
	return form;
}
