/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/form_state.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* "> Label  value": where the value begins. */
enum { MARKER = 2, GAP = 2, MOST_LABEL = 24, LEAST_PEM = 34 };

/* A part of the form that is on the screen. */
struct place {
	int row; /* may lie outside of the body: then nothing is drawn */
	int column, columns;
	bool focused;
	const struct pd_frame *frame;
};

static bool
is_visible(const struct place *place, int row)
{
	return row >= place->frame->body &&
	       row < place->frame->body + place->frame->rows;
}

static const char *
label_of(const struct pd_stop *stop)
{
	return stop->part == PD_PART_AGAIN ? _("Again") : _(stop->box->field->label);
}

static int
value_column(const struct pd_form *form, int columns)
{
	int widest = 0;
	for (size_t i = 0; i < form->stop_count; i++) {
		int cells = form->stops[i].box != NULL
				    ? pd_text_cells(label_of(&form->stops[i]))
				    : 0;
		if (cells > widest)
			widest = cells;
	}
	int most = columns * 2 / 5 < MOST_LABEL ? columns * 2 / 5 : MOST_LABEL;
	return MARKER + (widest < most ? widest : most) + GAP;
}

/* ---- values -------------------------------------------------------------------- */

static void
draw_choice(const struct pd_box *box, const struct place *place)
{
	PD_AUTO(pd_drop_text)
	char *value = pd_format("< %s >", box->field->choices[box->choice]);
	PD_AUTO(pd_secret_wipe) struct pd_secret others = {0};
	for (size_t i = 0; box->field->choices[i] != NULL; i++)
		if (i != box->choice)
			pd_secret_add_format(&others, "%s%s",
				others.size > 0 ? ", " : "", box->field->choices[i]);
	int cells = pd_text_cells(value), room = place->columns - place->column;
	unsigned style = place->focused ? PD_STYLE_FOCUS : PD_STYLE_PLAIN;
	pd_term_put(
		place->row, place->column, cells < room ? cells : room, style, value);
	int hint = place->column + cells + GAP;
	/* What else there is, as far as it fits whole. */
	if (place->focused &&
		hint + pd_text_cells(pd_secret_text(&others)) <= place->columns)
		pd_term_put(place->row, hint, place->columns - hint, PD_STYLE_DIM,
			pd_secret_text(&others));
	if (place->focused)
		pd_term_cursor(place->row, place->column);
}

static void
draw_flag(const struct pd_box *box, const struct place *place)
{
	const char *value = box->choice ? _("[x] yes") : _("[ ] no");
	int cells = pd_text_cells(value), room = place->columns - place->column;
	pd_term_put(place->row, place->column, cells < room ? cells : room,
		place->focused ? PD_STYLE_FOCUS : PD_STYLE_PLAIN, value);
	if (place->focused)
		pd_term_cursor(place->row, place->column);
}

static void
draw_stars(const struct pd_edit *edit, const struct place *place)
{
	char stars[17] = "****************";
	size_t count = edit->text.size < 16 ? edit->text.size : 16;
	stars[count] = '\0';
	pd_term_put(place->row, place->column, place->columns - place->column,
		PD_STYLE_PLAIN, count > 0 ? stars : _("(none)"));
}

static void
draw_edit(struct pd_edit *edit, const struct place *place)
{
	int width = place->columns - place->column;
	if (place->focused) {
		int cursor = pd_edit_draw(
			edit, place->row, place->column, width, PD_STYLE_PLAIN);
		pd_term_cursor(place->row, cursor);
		return;
	}
	if (edit->masked)
		draw_stars(edit, place);
	else
		pd_term_put(place->row, place->column, width, PD_STYLE_PLAIN,
			pd_secret_text(&edit->text));
}

static void
draw_paste(const struct pd_box *box, const struct place *place)
{
	int rows = pd_paste_rows(&box->paste);
	int cursor = pd_paste_draw(
		&box->paste, place->row, place->column, place->columns - place->column);
	if (place->focused && cursor > 0)
		pd_term_cursor(place->row + rows - 1, cursor);
	else if (place->focused)
		pd_term_cursor(place->row, 0);
	if (is_visible(place, place->row + rows))
		pd_term_put(place->row + rows, place->column,
			place->columns - place->column, PD_STYLE_DIM,
			box->paste.words ? box->paste.words
			: box->paste.any
				? _("Type or paste it here; it is not shown")
				: _("Paste it here, or C-o writes it in an editor"));
}

/* A BEGIN line takes the place of the label where there is no room for both. */
static int
column_of(const struct pd_form *form, size_t stop, int columns)
{
	const struct pd_box *box = form->stops[stop].box;
	int column = value_column(form, columns);
	bool has_pem = box != NULL && box->paste.text.size > 0;
	return has_pem && columns - column < LEAST_PEM ? MARKER : column;
}

/* ---- stops --------------------------------------------------------------------- */

static int
height(const struct pd_stop *stop)
{
	bool is_pem = stop->box != NULL && stop->box->field->kind == PD_FIELD_PEM;
	return is_pem ? pd_paste_rows(&stop->box->paste) + 1 : 1;
}

static void
draw_stop(struct pd_stop *stop, const struct place *place)
{
	const struct pd_field *field = stop->box->field;
	pd_term_put(place->row, 0, MARKER, PD_STYLE_PLAIN, place->focused ? ">" : "");
	if (place->column > MARKER)
		pd_term_put(place->row, MARKER, place->column - MARKER - 1,
			PD_STYLE_PLAIN, label_of(stop));
	if (field->kind == PD_FIELD_CHOICE)
		draw_choice(stop->box, place);
	else if (field->kind == PD_FIELD_FLAG)
		draw_flag(stop->box, place);
	else if (field->kind == PD_FIELD_PEM)
		draw_paste(stop->box, place);
	else
		draw_edit(stop->part == PD_PART_AGAIN ? &stop->box->again
						      : &stop->box->edit,
			place);
}

static int
draw_button(const struct place *place, const char *words)
{
	PD_AUTO(pd_drop_text) char *text = pd_format("[ %s ]", words);
	int cells = pd_text_cells(text), room = place->columns - place->column;
	if (room <= 0)
		return place->column;
	pd_term_put(place->row, place->column, cells < room ? cells : room,
		place->focused ? PD_STYLE_FOCUS : PD_STYLE_PLAIN, text);
	if (place->focused)
		pd_term_cursor(place->row, place->column);
	return place->column + cells + GAP;
}

static void
draw_buttons(const struct pd_form *form, struct place place)
{
	place.column = MARKER;
	place.focused = form->focus == form->stop_count - 2;
	place.column = draw_button(&place, _(pd_task_operation(form->task)->label));
	place.focused = form->focus == form->stop_count - 1;
	(void)draw_button(&place, _("Cancel"));
}

/* The line where a stop begins, counted from the first of the form. */
static int
line_of(const struct pd_form *form, size_t stop)
{
	int line = 0;
	/* Both buttons are on one line. */
	for (size_t i = 0; i < stop && i < form->stop_count - 2; i++)
		line += height(&form->stops[i]);
	return line;
}

int
pd_form_rows(const struct pd_form *form)
{
	return line_of(form, form->stop_count - 1) + 1;
}

static void
scroll(struct pd_form *form, int rows)
{
	int first = line_of(form, form->focus);
	int last = first + height(&form->stops[form->focus]) - 1;
	int all = pd_form_rows(form);
	if (last >= form->top + rows)
		form->top = last - rows + 1;
	if (first < form->top)
		form->top = first;
	if (form->top + rows > all)
		form->top = all > rows ? all - rows : 0;
}

static void
draw_title(const struct pd_form *form, const struct pd_frame *frame)
{
	const struct pd_operation *operation = pd_task_operation(form->task);
	size_t fields = form->stop_count - 2;
	PD_AUTO(pd_drop_text)
	char *place = form->focus < fields ? pd_format(_("field %zu of %zu"),
						     form->focus + 1, fields)
					   : NULL;
	PD_AUTO(pd_drop_text)
	char *title = pd_format("%s: %s", _(operation->label), _(operation->help));
	int room = frame->columns - (place ? pd_text_cells(place) + 2 : 0);
	bool fits = pd_text_cells(title) <= room;
	pd_frame_title(frame, fits ? title : _(operation->label), place);
}

/* The help of a field stands above the message; if it is longer than a line, in the
 * lines that the form leaves free. */
static void
draw_help(const struct pd_form *form, const struct pd_frame *frame)
{
	const struct pd_box *box = form->stops[form->focus].box;
	const char *help = box != NULL ? _(box->field->help) : "";
	if (frame->summary < 0)
		return;
	int end = frame->body + pd_form_rows(form);
	int rows = pd_frame_count(help, frame->columns);
	int row = frame->summary + 1 - rows;
	if (row < end)
		pd_frame_line(frame, frame->summary, PD_STYLE_PLAIN, help, NULL);
	else
		(void)pd_frame_text(row, rows, frame->columns, PD_STYLE_PLAIN, help);
}

void
pd_form_draw(struct pd_form *form, const struct pd_frame *frame)
{
	draw_title(form, frame);
	pd_term_blank(frame->body, frame->rows);
	draw_help(form, frame);
	scroll(form, frame->rows);
	struct place place = {
		.columns = frame->columns,
		.frame = frame,
	};
	for (size_t i = 0; i + 1 < form->stop_count; i++) {
		place.row = frame->body + line_of(form, i) - form->top;
		place.focused = i == form->focus;
		place.column = column_of(form, i, frame->columns);
		if (!is_visible(&place, place.row))
			continue;
		if (form->stops[i].box != NULL)
			draw_stop(&form->stops[i], &place);
		else
			draw_buttons(form, place);
	}
}
