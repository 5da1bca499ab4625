/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/form/form_draw.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "ui/screen/form/form_directory.h"
#include "ui/screen/form/form_picks.h"
#include "ui/screen/form/form_values.h"

/* The layout of a line: "> Label  value". */
enum { MARKER = 2, GAP = 2, MOST_LABEL = 24, LEAST_PEM = 34 };

/* Where a part of the form is drawn. */
struct place {
	int row; /* nothing is drawn if outside of the body */
	int column, columns;
	bool focused;
	const char *flaw; /* why its value was refused; NULL: it was not */
	const struct pd_frame *frame;
};

static bool
is_row_visible(const struct place *place, int row)
{
	return row >= place->frame->body &&
	       row < place->frame->body + place->frame->rows;
}

/* NULL: it has none, as a button. */
static const char *
stop_label(const struct pd_stop *stop)
{
	if (stop->part == PD_PART_AGAIN)
		return _("Passphrase again");
	if (stop->part == PD_PART_MORE)
		return _("More");
	return stop->box ? _(stop->box->field->label) : NULL;
}

static int
measure_value_column(const struct pd_form *form, int columns)
{
	int widest = 0;
	for (size_t i = 0; i < form->stop_count; i++) {
		const char *label = stop_label(&form->stops[i]);
		int cells = label != NULL ? pd_term_cells(label) : 0;
		if (cells > widest)
			widest = cells;
	}
	int most = columns * 2 / 5 < MOST_LABEL ? columns * 2 / 5 : MOST_LABEL;
	return MARKER + (widest < most ? widest : most) + GAP;
}

/* ---- values -------------------------------------------------------------------- */

/* Draws dimmed text after a value, as much of it as fits. */
static void
draw_beside_value(const struct place *place, int column, const char *text)
{
	enum { LEAST = 24 };
	int start = column + GAP, room = place->columns - start;
	int cells = pd_term_cells(text);
	if (room < LEAST && room < cells)
		return;
	pd_term_put(place->row, start, room, PD_STYLE_DIM, text);
	if (cells > room)
		pd_term_put(place->row, place->columns - 3, 3, PD_STYLE_DIM, "...");
}

/* Adds a word to a list that has room for so many cells, or that there are more, and no
 * part of one. false: no other fits either. */
static bool
add_whole_word(struct pd_buffer *list, const char *word, int room)
{
	static const char more[] = ", ...";
	int used = pd_term_cells(pd_buffer_text(list)) + GAP + pd_term_cells(word);
	bool fits = used + (int)strlen(more) <= room;
	if (fits)
		pd_buffer_add_item(list, word);
	else
		pd_buffer_add_text(list, list->size > 0 ? more : more + GAP);
	return fits;
}

static void
draw_choice_value(const struct pd_box *box, const struct place *place)
{
	PD_AUTO(pd_drop_text)
	char *value = pd_format("< %s >", box->field->choices[box->choice]);
	int cells = pd_term_cells(value), room = place->columns - place->column;
	PD_AUTO(pd_drop_text) char *none = pd_format(_("Left/Right: %s"), "");
	PD_AUTO(pd_buffer_free) struct pd_buffer others = {0};
	int left = room - cells - GAP - pd_term_cells(none);
	for (size_t i = 0; box->field->choices[i] != NULL; i++)
		if (i != box->choice &&
			!add_whole_word(&others, box->field->choices[i], left))
			break;
	unsigned style = place->focused ? PD_STYLE_FOCUS : PD_STYLE_PLAIN;
	pd_term_put(
		place->row, place->column, cells < room ? cells : room, style, value);
	if (!place->focused)
		return;
	PD_AUTO(pd_drop_text)
	char *hint = pd_format(_("Left/Right: %s"), pd_buffer_text(&others));
	draw_beside_value(place, place->column + cells, hint);
	pd_term_cursor(place->row, place->column);
}

static void
draw_flag_value(const struct pd_box *box, const struct place *place)
{
	const char *value = box->choice ? _("[x] yes") : _("[ ] no");
	int cells = pd_term_cells(value), room = place->columns - place->column;
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

/* The reason begins in the line of the cursor, as much of it as fits: a braille line shows
 * no other. The message line has all of it. Returns how many cells are left for the
 * value, which keeps one for the cursor. */
static int
draw_flaw(const struct place *place, int cells)
{
	enum { LEAST = 12 };
	int width = place->columns - place->column, start = cells + 1 + GAP;
	PD_AUTO(pd_drop_text) char *text = pd_format("! %s", place->flaw);
	if (width - start < LEAST)
		return width;
	pd_term_put(place->row, place->column + cells + 1, GAP, PD_STYLE_PLAIN, "");
	pd_frame_put(
		place->row, place->column + start, width - start, PD_STYLE_KEY, text);
	return cells + 1;
}

static void
draw_edit_value(struct pd_edit *edit, const struct place *place, const char *note)
{
	int width = place->columns - place->column;
	int cells = edit->masked ? 0 : pd_term_cells(pd_secret_text(&edit->text));
	if (place->flaw != NULL)
		width = draw_flaw(place, cells);
	else if (note != NULL && cells + GAP + pd_term_cells(note) <= width) {
		/* The cursor needs a blank after the edited text. */
		draw_beside_value(place, place->column + cells + 1, note);
		width = cells + 1;
	}
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

/* The description of a paste takes two lines if it does not fit into one. */
static int
count_paste_rows(const struct pd_form *form, const struct pd_box *box)
{
	const char *words = box->paste.words;
	return words != NULL && pd_term_cells(words) > form->columns - MARKER ? 2 : 1;
}

static void
draw_paste_area(
	const struct pd_form *form, const struct pd_box *box, const struct place *place)
{
	int rows = pd_paste_rows(&box->paste);
	int cursor = pd_paste_draw(
		&box->paste, place->row, place->column, place->columns - place->column);
	if (place->focused && cursor > 0)
		pd_term_cursor(place->row + rows - 1, cursor);
	else if (place->focused)
		pd_term_cursor(place->row, 0);
	int lines = count_paste_rows(form, box);
	if (!is_row_visible(place, place->row + rows + lines - 1))
		return;
	if (lines > 1) {
		(void)pd_frame_text(place->row + rows, lines, place->columns,
			PD_STYLE_DIM, box->paste.words);
		return;
	}
	const char *words = box->paste.words ? box->paste.words
			    : box->paste.any
				    ? _("Type or paste it here; it is not shown")
				    : _("Paste it here; C-o opens an editor");
	bool fits = pd_term_cells(words) <= place->columns - place->column;
	int column = fits ? place->column : MARKER;
	pd_frame_put(place->row + rows, column, place->columns - column, PD_STYLE_DIM,
		words);
}

/* On a narrow screen, the BEGIN line is shown instead of the label. */
static int
find_stop_column(const struct pd_form *form, size_t stop, int columns)
{
	const struct pd_box *box = form->stops[stop].box;
	int column = measure_value_column(form, columns);
	bool is_wide =
		box != NULL && (box->paste.text.size > 0 || box->picks.count > 0);
	return is_wide && columns - column < LEAST_PEM ? MARKER : column;
}

/* ---- stops --------------------------------------------------------------------- */

static int
measure_stop(const struct pd_form *form, const struct pd_stop *stop)
{
	bool is_pem = stop->box != NULL && stop->box->field->kind == PD_FIELD_PEM;
	if (stop->box != NULL && stop->box->picks.count > 0)
		return (int)stop->box->picks.count;
	if (!is_pem)
		return 1;
	return pd_paste_rows(&stop->box->paste) + count_paste_rows(form, stop->box);
}

static void
draw_stop(const struct pd_form *form, struct pd_stop *stop, const struct place *place,
	const char *note)
{
	const struct pd_field *field = stop->box->field;
	bool is_picked = stop->box->picks.count > 0;
	pd_term_put(place->row, 0, MARKER, PD_STYLE_PLAIN,
		place->focused && !is_picked ? ">" : "");
	if (place->column > MARKER && is_row_visible(place, place->row))
		pd_term_put(place->row, MARKER, place->column - MARKER - 1,
			PD_STYLE_PLAIN, stop_label(stop));
	if (is_picked)
		pd_form_draw_picks(stop->box, place->frame, place->row, place->column,
			place->focused);
	else if (field->kind == PD_FIELD_CHOICE)
		draw_choice_value(stop->box, place);
	else if (field->kind == PD_FIELD_FLAG)
		draw_flag_value(stop->box, place);
	else if (field->kind == PD_FIELD_PEM)
		draw_paste_area(form, stop->box, place);
	else
		draw_edit_value(stop->part == PD_PART_AGAIN ? &stop->box->again
							    : &stop->box->edit,
			place, note);
}

/* Names the folded fields. */
static void
draw_more(const struct pd_form *form, const struct pd_stop *stop,
	const struct place *place)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	int room = place->columns - place->column;
	for (size_t i = 0; i < form->count; i++)
		if (form->boxes[i].due && pd_form_folds(form, &form->boxes[i]) &&
			!add_whole_word(&names, _(form->boxes[i].field->label), room))
			break;
	pd_term_put(place->row, 0, MARKER, PD_STYLE_PLAIN, place->focused ? ">" : "");
	pd_term_put(place->row, MARKER, place->column - MARKER - 1, PD_STYLE_PLAIN,
		stop_label(stop));
	pd_frame_put(place->row, place->column, place->columns - place->column,
		place->focused ? PD_STYLE_FOCUS : PD_STYLE_DIM, pd_buffer_text(&names));
	if (place->focused)
		pd_term_cursor(place->row, place->column);
}

static void
draw_form_buttons(const struct pd_form *form, int row, int columns)
{
	size_t run = form->stop_count - 2, cancel = form->stop_count - 1;
	int next = pd_frame_button(row, MARKER, columns,
		form->focus == run ? PD_STYLE_FOCUS : PD_STYLE_PLAIN,
		pd_operation_button(form->task->operation));
	(void)pd_frame_button(row, next, columns,
		form->focus == cancel ? PD_STYLE_FOCUS : PD_STYLE_PLAIN, _("Cancel"));
}

/* The line where a stop begins, counted from the top of the form. */
static int
find_stop_line(const struct pd_form *form, size_t stop)
{
	int line = 0;
	/* Both buttons are on one line. */
	for (size_t i = 0; i < stop && i < form->stop_count - 2; i++)
		line += measure_stop(form, &form->stops[i]);
	return line;
}

int
pd_form_rows(const struct pd_form *form)
{
	return find_stop_line(form, form->stop_count - 1) + 1;
}

static void
scroll_form(struct pd_form *form, int rows)
{
	const struct pd_stop *stop = &form->stops[form->focus];
	int first = find_stop_line(form, form->focus);
	int last = first + measure_stop(form, stop) - 1;
	if (stop->box != NULL && stop->box->picks.count > 0 && last - first >= rows)
		first = last = first + (int)stop->box->choice;
	int all = pd_form_rows(form);
	if (last >= form->top + rows)
		form->top = last - rows + 1;
	if (first < form->top)
		form->top = first;
	if (form->top + rows > all)
		form->top = all > rows ? all - rows : 0;
}

static void
draw_form_title(const struct pd_form *form, const struct pd_frame *frame)
{
	const struct pd_operation *operation = form->task->operation;
	size_t fields = form->stop_count - 2 - (form->folded > 0);
	PD_AUTO(pd_drop_text)
	char *place = form->focus < fields ? pd_format(_("field %zu of %zu"),
						     form->focus + 1, fields)
					   : NULL;
	/* The name of the row says more than the help of the operation, which is shown as
	 * a whole or not at all: the buttons tell it, too. */
	const char *name = form->task->name;
	PD_AUTO(pd_drop_text)
	char *whole = pd_format(
		"%s: %s", _(operation->label), name ? name : _(operation->help));
	int room = frame->columns - (place ? pd_term_cells(place) + GAP : 0);
	bool fits = name != NULL || pd_term_cells(whole) <= room;
	PD_AUTO(pd_drop_text)
	char *title = pd_frame_shorten(fits ? whole : _(operation->label), room);
	pd_frame_title(frame, title, place);
}

/* The help of a field is shown above the message line; if longer than a line, as far as
 * the form leaves lines free. */
static void
draw_field_help(const struct pd_form *form, const struct pd_frame *frame)
{
	const struct pd_stop *stop = &form->stops[form->focus];
	const char *note = stop->box != NULL ? pd_form_pick_note(stop->box) : NULL;
	const char *help =
		note != NULL        ? note
		: stop->box != NULL ? _(stop->box->field->help)
		: stop->part == PD_PART_MORE
			? _("Fields that are seldom needed; Enter shows them")
		: stop->part == PD_PART_RUN ? _(form->task->operation->help)
					    : "";
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

/* Where the focused field can begin, if that fits; free() it. */
static char *
format_directory(struct pd_form *form, const struct pd_field *field, int room)
{
	const char *directory = pd_form_directory(form);
	if (directory == NULL)
		return NULL;
	PD_AUTO(pd_drop_text)
	char *note =
		pd_format((field->flags & PD_REQUIRED) != 0 ? _("(required; Right: %s)")
							    : _("(Right: %s)"),
			directory);
	return pd_term_cells(note) + GAP <= room ? pd_steal(note) : NULL;
}

/* The note on the value, such as what a number of days comes to, or NULL; free() it. */
static char *
format_note(struct pd_form *form, const struct pd_stop *stop, const struct place *place,
	const struct pd_values *values)
{
	const struct pd_field *field = stop->box->field;
	int room = place->columns - place->column;
	if (stop->part != PD_PART_FIELD)
		return NULL;
	char *begins = place->focused ? format_directory(form, field, room) : NULL;
	if (begins != NULL)
		return begins;
	if ((field->flags & PD_REQUIRED) != 0 && stop->box->edit.text.size == 0)
		return pd_copy(_("(required)"));
	if (field->note == NULL)
		return NULL;
	return field->note(pd_app_context(form->sheet.app), values);
}

static void
draw_stops(struct pd_form *form, struct place place)
{
	const struct pd_frame *frame = place.frame;
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_form_values(form);
	for (size_t i = 0; i + 1 < form->stop_count; i++) {
		struct pd_stop *stop = &form->stops[i];
		place.row = frame->body + find_stop_line(form, i) - form->top;
		place.focused = i == form->focus;
		place.column = find_stop_column(form, i, frame->columns);
		bool is_picked = stop->box != NULL && stop->box->picks.count > 0;
		if (!is_row_visible(&place, place.row) && !is_picked)
			continue;
		if (stop->part == PD_PART_MORE) {
			draw_more(form, stop, &place);
			continue;
		}
		if (stop->box == NULL) {
			draw_form_buttons(form, place.row, place.columns);
			continue;
		}
		place.flaw = place.focused ? form->flaw : NULL;
		PD_AUTO(pd_drop_text)
		char *note = format_note(form, stop, &place, values);
		draw_stop(form, stop, &place, note);
	}
}

void
pd_form_draw(struct pd_form *form, const struct pd_frame *frame)
{
	form->columns = frame->columns;
	draw_form_title(form, frame);
	pd_term_blank(frame->body, frame->rows);
	draw_field_help(form, frame);
	scroll_form(form, frame->rows);
	draw_stops(form, (struct place){.columns = frame->columns, .frame = frame});
}
