/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/edit.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/terminal/keys.h"

enum { LIMIT = 4096 };

size_t
pd_edit_limit(const struct pd_edit *edit)
{
	return edit->limit > 0 ? edit->limit : LIMIT;
}

/* Combining marks belong to the character before them, unless they are shown as
 * escapes. */
static bool
is_combining_mark(const char *bytes, size_t size, int32_t character)
{
	return character >= 0x300 && pd_text_cells_of(character) == 0 &&
	       pd_text_is_safe(bytes, size);
}

/* The end of the character at an offset, including its combining marks. */
static size_t
find_next_character(const struct pd_secret *text, size_t at)
{
	const char *bytes = pd_secret_text(text);
	int32_t character;
	at += pd_text_next(bytes + at, text->size - at, &character);
	while (at < text->size) {
		size_t step = pd_text_next(bytes + at, text->size - at, &character);
		if (!is_combining_mark(bytes + at, step, character))
			break;
		at += step;
	}
	return at;
}

static size_t
find_character_before(const struct pd_secret *text, size_t end)
{
	size_t start = 0;
	for (size_t next = 0; next < end; next = find_next_character(text, next))
		start = next;
	return start;
}

static bool
is_space_at(const struct pd_secret *text, size_t at)
{
	return text->data[at] == ' ';
}

static size_t
find_word_start(const struct pd_secret *text, size_t end)
{
	while (end > 0 && is_space_at(text, end - 1))
		end--;
	while (end > 0 && !is_space_at(text, end - 1))
		end--;
	return end;
}

static void
insert_text(struct pd_edit *edit, struct pd_bytes bytes)
{
	if (bytes.size == 0 || edit->text.size + bytes.size > pd_edit_limit(edit))
		return;
	pd_secret_insert(&edit->text, edit->at, bytes.data, bytes.size);
	edit->at += bytes.size;
}

static void
erase_text(struct pd_edit *edit, size_t from, size_t to)
{
	if (from == to)
		return;
	pd_secret_remove(&edit->text, from, to - from);
	edit->at = from;
	if (edit->first > from)
		edit->first = from;
}

static void
erase_for_yank(struct pd_edit *edit, size_t from, size_t to)
{
	if (from == to)
		return;
	pd_secret_wipe(&edit->killed);
	pd_secret_add(&edit->killed, edit->text.data + from, to - from);
	erase_text(edit, from, to);
}

/* Swaps the characters around the cursor; at the end of the text, the last two. */
static void
transpose_characters(struct pd_edit *edit)
{
	struct pd_secret *text = &edit->text;
	size_t second = edit->at < text->size ? edit->at
					      : find_character_before(text, edit->at);
	if (second == 0)
		return;
	size_t first = find_character_before(text, second),
	       end = find_next_character(text, second);
	PD_AUTO(pd_secret_wipe) struct pd_secret moved = {0};
	pd_secret_add(&moved, text->data + first, second - first);
	pd_secret_remove(text, first, second - first);
	pd_secret_insert(text, end - moved.size, moved.data, moved.size);
	edit->at = end;
}

/* ---- undo ---------------------------------------------------------------------- */

enum { MOST_STEPS = 32 };

static void
free_step(struct pd_edit_step *step)
{
	pd_secret_wipe(&step->text);
}

static struct pd_edit_step
copy_step(const struct pd_edit *edit)
{
	struct pd_edit_step step = {.at = edit->at};
	pd_secret_add(&step.text, edit->text.data, edit->text.size);
	return step;
}

/* The oldest goes when there are too many. */
static void
push_step(struct pd_edit *edit, struct pd_edit_step step)
{
	if (edit->steps == NULL)
		edit->steps = pd_alloc(MOST_STEPS, sizeof *edit->steps);
	if (edit->step_count == MOST_STEPS) {
		free_step(&edit->steps[0]);
		edit->step_count--;
		memmove(edit->steps, edit->steps + 1,
			edit->step_count * sizeof *edit->steps);
	}
	edit->steps[edit->step_count++] = step;
}

static bool
is_step_vain(const struct pd_edit *edit, const struct pd_edit_step *step)
{
	return step->text.size == edit->text.size &&
	       memcmp(pd_secret_text(&step->text), pd_secret_text(&edit->text),
		       edit->text.size) == 0;
}

static void
undo_step(struct pd_edit *edit)
{
	if (edit->step_count == 0)
		return;
	struct pd_edit_step *step = &edit->steps[--edit->step_count];
	pd_secret_wipe(&edit->text);
	edit->text = step->text;
	edit->at = step->at;
	edit->first = 0;
	*step = (struct pd_edit_step){0};
}

/* ---- keys ---------------------------------------------------------------------- */

static bool
press_cursor_key(struct pd_edit *edit, int key)
{
	switch (key) {
	case PD_KEY_HOME:
	case PD_CTRL('a'):
		edit->at = 0;
		return true;
	case PD_KEY_END:
	case PD_CTRL('e'):
		edit->at = edit->text.size;
		return true;
	case PD_KEY_LEFT:
	case PD_CTRL('b'):
		edit->at = find_character_before(&edit->text, edit->at);
		return true;
	case PD_KEY_RIGHT:
	case PD_CTRL('f'):
		edit->at = find_next_character(&edit->text, edit->at);
		return true;
	default:
		return false;
	}
}

static bool
change_text(struct pd_edit *edit, int key)
{
	const struct pd_secret *text = &edit->text;
	switch (key) {
	case PD_KEY_BACKSPACE:
	case PD_CTRL('h'):
		erase_text(edit, find_character_before(text, edit->at), edit->at);
		return true;
	case PD_KEY_DELETE:
	case PD_CTRL('d'):
		erase_text(edit, edit->at, find_next_character(text, edit->at));
		return true;
	case PD_CTRL('k'):
		erase_for_yank(edit, edit->at, text->size);
		return true;
	case PD_CTRL('u'):
		erase_for_yank(edit, 0, edit->at);
		return true;
	case PD_CTRL('w'):
		erase_for_yank(edit, find_word_start(text, edit->at), edit->at);
		return true;
	case PD_CTRL('y'):
		insert_text(edit, pd_secret_bytes(&edit->killed));
		return true;
	case PD_CTRL('t'):
		transpose_characters(edit);
		return true;
	default:
		return false;
	}
}

static bool
press_change_key(struct pd_edit *edit, int key)
{
	if (key == PD_CTRL('_')) {
		undo_step(edit);
		return true;
	}
	struct pd_edit_step before = copy_step(edit);
	bool taken = change_text(edit, key);
	if (is_step_vain(edit, &before))
		free_step(&before);
	else
		push_step(edit, before);
	return taken;
}

void
pd_edit_set(struct pd_edit *edit, const char *text)
{
	struct pd_secret set = {0};
	pd_secret_add_text(&set, text);
	pd_secret_wipe(&edit->text);
	edit->text = set;
	edit->at = set.size;
	edit->first = 0;
}

void
pd_edit_replace(struct pd_edit *edit, const char *text)
{
	push_step(edit, copy_step(edit));
	pd_edit_set(edit, text);
	edit->typing = true;
}

bool
pd_edit_key(struct pd_edit *edit, int key)
{
	bool was_typing = edit->typing;
	bool types = key >= ' ' && (key < 0x7f || key >= 0xa0) && key < PD_KEY_UP;
	edit->typing = types;
	if (!types)
		return press_cursor_key(edit, key) || press_change_key(edit, key);
	char bytes[4];
	size_t size = pd_text_encode((uint32_t)key, bytes);
	if (!was_typing)
		push_step(edit, copy_step(edit));
	insert_text(edit, (struct pd_bytes){(const unsigned char *)bytes, size});
	pd_wipe(bytes, sizeof bytes);
	return true;
}

static bool
is_line_break(unsigned char byte)
{
	return byte == '\n' || byte == '\r';
}

static bool
is_white_space(unsigned char byte)
{
	return byte == ' ' || byte == '\t' || is_line_break(byte);
}

static struct pd_bytes
trim_paste(struct pd_pasted pasted)
{
	bool (*goes)(unsigned char) = pasted.whole ? is_white_space : is_line_break;
	struct pd_bytes text = pasted.text;
	while (text.size > 0 && goes(text.data[text.size - 1]))
		text.size--;
	while (text.size > 0 && goes(text.data[0])) {
		text.data++;
		text.size--;
	}
	return text;
}

/* Appends text as a single line. */
static void
append_as_line(struct pd_secret *line, struct pd_bytes text)
{
	for (size_t at = 0, step; at < text.size; at += step) {
		const char *bytes = (const char *)text.data + at;
		int32_t character;
		step = pd_text_next(bytes, text.size - at, &character);
		bool joins = at > 0 && is_line_break(text.data[at]) &&
			     is_line_break(text.data[at - 1]);
		bool control = character >= 0 && character < ' ';
		if (is_white_space(text.data[at]) && !joins)
			pd_secret_add_text(line, " ");
		else if (!control && !(character >= 0x7f && character < 0xa0))
			pd_secret_add(line, bytes, step);
	}
}

bool
pd_edit_paste(struct pd_edit *edit, struct pd_pasted pasted)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	append_as_line(&line, trim_paste(pasted));
	if (edit->text.size + line.size > pd_edit_limit(edit))
		return false;
	push_step(edit, copy_step(edit));
	edit->typing = false;
	insert_text(edit, pd_secret_bytes(&line));
	return true;
}

void
pd_edit_append(struct pd_edit *edit, const char *text)
{
	push_step(edit, copy_step(edit));
	edit->typing = false;
	edit->at = edit->text.size;
	insert_text(edit, (struct pd_bytes){(const unsigned char *)text, strlen(text)});
}

/* The text as drawn: pieces of one character with its combining marks. */
struct piece {
	size_t at; /* byte offset in the text */
	int cells;
};

struct layout {
	struct piece *pieces; /* count pieces, and one more for the cursor at the end */
	size_t count, cursor, first;
};

static char *
format_piece(const struct pd_edit *edit, size_t from, size_t to)
{
	if (edit->masked)
		return pd_copy("*");
	PD_AUTO(pd_drop_text)
	char *piece = pd_copy_bytes(edit->text.data + from, to - from);
	return pd_term_text(piece);
}

static struct layout
lay_out_edit(const struct pd_edit *edit)
{
	struct layout layout = {
		pd_alloc(edit->text.size + 1, sizeof *layout.pieces), 0, 0, 0};
	size_t at = 0;
	for (; at < edit->text.size; layout.count++) {
		size_t next = find_next_character(&edit->text, at);
		PD_AUTO(pd_drop_text) char *shown = format_piece(edit, at, next);
		layout.pieces[layout.count] = (struct piece){at, pd_text_cells(shown)};
		layout.cursor += at < edit->at;
		layout.first += at < edit->first;
		at = next;
	}
	layout.pieces[layout.count] = (struct piece){at, 1};
	return layout;
}

static int
count_cells_between(const struct layout *layout, size_t from, size_t to)
{
	int cells = 0;
	for (size_t i = from; i < to; i++)
		cells += layout->pieces[i].cells;
	return cells;
}

/* Is there room for '<' and '>' beside the text? */
static bool
has_room_for_marks(int width)
{
	return width > 2;
}

static int
has_left_mark(const struct layout *layout, int width)
{
	return has_room_for_marks(width) && layout->first > 0;
}

/* Is the piece under the cursor within width, next to '<' and '>'? */
static bool
is_cursor_visible(const struct layout *layout, int width)
{
	if (layout->cursor < layout->first)
		return false;
	int marks = has_left_mark(layout, width) +
		    (has_room_for_marks(width) && layout->cursor + 1 < layout->count);
	return count_cells_between(layout, layout->first, layout->cursor + 1) + marks <=
	       width;
}

/* Scrolls by a part of the width, as every step repaints the line. */
static void
scroll_edit(struct layout *layout, int width)
{
	bool hidden_left = layout->first > 0 && layout->cursor <= layout->first;
	if (count_cells_between(layout, 0, layout->count + 1) <= width)
		layout->first = 0;
	else if (hidden_left || !is_cursor_visible(layout, width)) {
		int kept = hidden_left ? width / 3 : width * 2 / 3;
		layout->first = layout->cursor;
		while (layout->first > 0 &&
			count_cells_between(
				layout, layout->first - 1, layout->cursor) <= kept)
			layout->first--;
	}
	while (layout->first < layout->cursor && !is_cursor_visible(layout, width))
		layout->first++;
}

static void
append_blanks(struct pd_secret *line, int count)
{
	for (int i = 0; i < count; i++)
		pd_secret_add_text(line, " ");
}

static void
compose_edit_line(const struct pd_edit *edit, const struct layout *layout, int width,
	struct pd_secret *line)
{
	int left = width - has_left_mark(layout, width);
	if (left < width)
		pd_secret_add_text(line, "<");
	/* The cell for the cursor after the text does not count as more text. */
	int rest = count_cells_between(layout, layout->first, layout->count);
	bool more = has_room_for_marks(width) && rest > left;
	left -= more;
	size_t i = layout->first;
	for (; i < layout->count && layout->pieces[i].cells <= left; i++) {
		PD_AUTO(pd_drop_text)
		char *shown = format_piece(
			edit, layout->pieces[i].at, layout->pieces[i + 1].at);
		pd_secret_add_text(line, shown);
		left -= layout->pieces[i].cells;
	}
	if (!more)
		return;
	append_blanks(line, left);
	pd_secret_add_text(line, ">");
}

int
pd_edit_draw(struct pd_edit *edit, int row, int column, int width, unsigned style)
{
	struct layout layout = lay_out_edit(edit);
	scroll_edit(&layout, width);
	edit->first = layout.pieces[layout.first].at;
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	compose_edit_line(edit, &layout, width, &line);
	pd_term_put(row, column, width, style, pd_secret_text(&line));
	int before_cursor = has_left_mark(&layout, width) +
			    count_cells_between(&layout, layout.first, layout.cursor);
	free(layout.pieces);
	return column + (before_cursor < width ? before_cursor : width - 1);
}

void
pd_edit_free(struct pd_edit *edit)
{
	pd_secret_wipe(&edit->text);
	pd_secret_wipe(&edit->killed);
	for (size_t i = 0; i < edit->step_count; i++)
		free_step(&edit->steps[i]);
	free(edit->steps);
	*edit = (struct pd_edit){0};
}
