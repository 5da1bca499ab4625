/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-view.h"

#include <stdlib.h>
#include <string.h>
#include <vterm.h>
#include <wchar.h>

struct view {
	VTerm *terminal;
	VTermScreen *screen;
	int rows, columns;
	bool other_screen, hidden;
	int bells;
};

static int
note_property(VTermProp property, VTermValue *value, void *user)
{
	struct view *view = user;
	if (property == VTERM_PROP_ALTSCREEN)
		view->other_screen = value->boolean;
	if (property == VTERM_PROP_CURSORVISIBLE)
		view->hidden = !value->boolean;
	return 1;
}

static int
note_bell(void *user)
{
	struct view *view = user;
	view->bells++;
	return 1;
}

static const VTermScreenCallbacks callbacks = {
	.settermprop = note_property, .bell = note_bell};

static void *
need(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

struct view *
view_new(int rows, int columns)
{
	struct view *view = need(calloc(1, sizeof *view));
	view->rows = rows;
	view->columns = columns;
	view->terminal = need(vterm_new(rows, columns));
	vterm_set_utf8(view->terminal, 1);
	view->screen = vterm_obtain_screen(view->terminal);
	vterm_screen_enable_altscreen(view->screen, 1);
	vterm_screen_reset(view->screen, 1);
	vterm_screen_set_callbacks(view->screen, &callbacks, view);
	return view;
}

void
view_free(struct view *view)
{
	if (view != NULL)
		vterm_free(view->terminal);
	free(view);
}

void
view_resize(struct view *view, int rows, int columns)
{
	vterm_set_size(view->terminal, rows, columns);
	view->rows = rows;
	view->columns = columns;
}

void
view_write(struct view *view, const char *bytes, size_t size)
{
	(void)vterm_input_write(view->terminal, bytes, size);
}

size_t
view_answer(struct view *view, char *out, size_t room)
{
	return vterm_output_read(view->terminal, out, room);
}

int
view_rows(const struct view *view)
{
	return view->rows;
}

int
view_columns(const struct view *view)
{
	return view->columns;
}

static VTermScreenCell
cell_at(const struct view *view, int row, int column)
{
	VTermScreenCell cell = {.width = 1};
	(void)vterm_screen_get_cell(
		view->screen, (VTermPos){.row = row, .col = column}, &cell);
	return cell;
}

static size_t
put_character(char *out, uint32_t character)
{
	mbstate_t state = {0};
	size_t size = wcrtomb(out, (wchar_t)character, &state);
	if (size != (size_t)-1)
		return size;
	*out = '?';
	return 1;
}

char *
view_row(const struct view *view, int row)
{
	enum { CELL = VTERM_MAX_CHARS_PER_CELL * 8 };
	char *text = need(calloc((size_t)view->columns + 1, CELL));
	size_t used = 0;
	for (int column = 0; column < view->columns;) {
		VTermScreenCell cell = cell_at(view, row, column);
		if (cell.chars[0] == 0)
			text[used++] = ' ';
		for (int i = 0; i < VTERM_MAX_CHARS_PER_CELL && cell.chars[i]; i++)
			used += put_character(text + used, cell.chars[i]);
		column += cell.width > 1 ? cell.width : 1;
	}
	while (used > 0 && text[used - 1] == ' ')
		used--;
	text[used] = '\0';
	return text;
}

char *
view_text(const struct view *view)
{
	char *text = need(strdup(""));
	size_t used = 0;
	for (int row = 0; row < view->rows; row++) {
		char *line = view_row(view, row);
		size_t size = strlen(line);
		text = need(realloc(text, used + size + 2));
		memcpy(text + used, line, size);
		used += size;
		text[used++] = '\n';
		text[used] = '\0';
		free(line);
	}
	return text;
}

int
view_bells(const struct view *view)
{
	return view->bells;
}

void
view_cursor(const struct view *view, int *row, int *column)
{
	VTermPos at;
	vterm_state_get_cursorpos(vterm_obtain_state(view->terminal), &at);
	*row = at.row;
	*column = at.col;
}

unsigned
view_attributes(const struct view *view, int row, int column)
{
	VTermScreenCell cell = cell_at(view, row, column);
	bool coloured = !VTERM_COLOR_IS_DEFAULT_FG(&cell.fg) ||
			!VTERM_COLOR_IS_DEFAULT_BG(&cell.bg);
	return (cell.attrs.bold ? VIEW_BOLD : 0u) |
	       (cell.attrs.reverse ? VIEW_REVERSE : 0u) |
	       (cell.attrs.underline ? VIEW_UNDERLINE : 0u) |
	       (coloured ? VIEW_COLOURED : 0u);
}

size_t
view_paste_mark(struct view *view, bool begins, char *out, size_t room)
{
	if (begins)
		vterm_keyboard_start_paste(view->terminal);
	else
		vterm_keyboard_end_paste(view->terminal);
	return view_answer(view, out, room);
}

static bool
pen_is_plain(struct view *view)
{
	static const VTermAttr attributes[] = {
		VTERM_ATTR_BOLD, VTERM_ATTR_UNDERLINE, VTERM_ATTR_REVERSE};
	VTermState *state = vterm_obtain_state(view->terminal);
	for (size_t i = 0; i < sizeof attributes / sizeof *attributes; i++) {
		VTermValue value = {0};
		(void)vterm_state_get_penattr(state, attributes[i], &value);
		if (value.number != 0)
			return false;
	}
	VTermValue colour = {0};
	(void)vterm_state_get_penattr(state, VTERM_ATTR_FOREGROUND, &colour);
	return VTERM_COLOR_IS_DEFAULT_FG(&colour.color);
}

const char *
view_left_on(struct view *view)
{
	char sent[16];
	if (view->other_screen)
		return "the alternate screen";
	if (view->hidden)
		return "a hidden cursor";
	if (view_paste_mark(view, true, sent, sizeof sent) > 0)
		return "marked pastes";
	vterm_keyboard_key(view->terminal, VTERM_KEY_UP, VTERM_MOD_NONE);
	if (view_answer(view, sent, sizeof sent) < 2 || sent[1] != '[')
		return "application keys";
	return pen_is_plain(view) ? NULL : "attributes";
}

int
view_cells(const char *text, size_t size)
{
	int cells = 0;
	mbstate_t state = {0};
	for (size_t at = 0; at < size;) {
		wchar_t wide;
		size_t step = mbrtowc(&wide, text + at, size - at, &state);
		if (step == 0 || step > size - at)
			break;
		int width = wcwidth(wide);
		cells += width > 0 ? width : 0;
		at += step;
	}
	return cells;
}
