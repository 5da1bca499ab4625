/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_squeeze.h"

#include <stdio.h>
#include <string.h>

enum { ESCAPE = 0x1b, SHIFT_OUT = 0x0e, SHIFT_IN = 0x0f, DELETE = 0x7f, ROOM = 64 };

enum kind { TEXT, STYLE, MOVE, SET, STAYS, OTHER };

/* What stands at one place of what curses wrote. */
struct token {
	enum kind kind;
	size_t size;
	unsigned char last;    /* of a sequence: its letter */
	int numbers[8], count; /* 0: left out */
};

/* What is put off until something has to be written: where it goes, and how it looks. */
struct pending {
	size_t begin; /* since there */
	bool moved, styled;
	struct pd_squeeze_place to;
	struct pd_squeeze_look look;
};

/* ---- what curses wrote ------------------------------------------------------------ */

static void
take_digit(struct token *token, unsigned char byte)
{
	enum { MOST = 10000, TEN = 10 };
	int *number = &token->numbers[token->count - 1];
	if (*number < MOST)
		*number = TEN * *number + byte - '0';
}

/* ESC [ numbers letter. What has other signs in it, or too many numbers, is of no kind. */
static bool
read_style_numbers(const unsigned char *bytes, size_t size, struct token *token)
{
	size_t at = 2;
	token->count = 1;
	for (; at < size &&
		(bytes[at] == ';' || (bytes[at] >= '0' && bytes[at] <= '9'));
		at++) {
		if (bytes[at] != ';')
			take_digit(token, bytes[at]);
		else if (token->count++ == sizeof token->numbers / sizeof(int))
			return false;
	}
	if (at >= size || bytes[at] < '@' || bytes[at] > '~')
		return false;
	token->last = bytes[at];
	token->size = at + 1;
	return true;
}

static struct token
read_sequence(const unsigned char *bytes, size_t size)
{
	struct token token = {.kind = OTHER, .size = 1};
	if (size >= 3 && bytes[1] == '(') {
		token = (struct token){.kind = SET, .size = 3, .last = bytes[2]};
		return token;
	}
	if (size < 3 || bytes[1] != '[' || !read_style_numbers(bytes, size, &token))
		return token;
	switch (token.last) {
	case 'm':
		token.kind = STYLE;
		break;
	case 'H':
	case 'd':
	case 'G':
	case 'A':
	case 'B':
	case 'C':
	case 'D':
		token.kind = MOVE;
		break;
	case 'K':
	case 'J':
	case 'X':
	case 'P':
	case '@':
		token.kind = STAYS;
		break;
	default:
		break;
	}
	return token;
}

static struct token
read_written(const unsigned char *bytes, size_t size)
{
	if (bytes[0] == ESCAPE)
		return read_sequence(bytes, size);
	struct token token = {.kind = OTHER, .size = 1, .last = bytes[0]};
	if (bytes[0] == SHIFT_OUT || bytes[0] == SHIFT_IN)
		token.kind = SET;
	else if (bytes[0] == '\r')
		token.kind = MOVE;
	else if (bytes[0] == '\b')
		token = (struct token){.kind = MOVE, .size = 1, .last = 'D'};
	else if (bytes[0] >= ' ' && bytes[0] != DELETE)
		token.kind = TEXT;
	return token;
}

/* ---- how it looks ----------------------------------------------------------------- */

static void
apply_number(struct pd_squeeze_look *look, int number)
{
	enum {
		BOLD = 1,
		DIM = 2,
		LINE = 4,
		REVERSE = 7,
		FORE = 30,
		BACK = 40,
		DEFAULT = 9
	};
	if (number == 0)
		*look = (struct pd_squeeze_look){.known = true};
	else if (number == BOLD || number == DIM || number == LINE || number == REVERSE)
		look->flags |= 1U << number;
	else if (number >= FORE && number < FORE + DEFAULT - 1)
		look->fore = number;
	else if (number >= BACK && number < BACK + DEFAULT - 1)
		look->back = number;
	else if (number == FORE + DEFAULT)
		look->fore = 0;
	else if (number == BACK + DEFAULT)
		look->back = 0;
	else
		look->known = false;
}

/* 38;5;n and 48;5;n are one number here: 38000 + n. */
enum { CUBE = 1000, CUBE_FORE = 38, CUBE_BACK = 48, INDEXED = 5 };

static bool
is_indexed(const struct token *token, int at)
{
	return (token->numbers[at] == CUBE_FORE || token->numbers[at] == CUBE_BACK) &&
	       at + 2 < token->count && token->numbers[at + 1] == INDEXED &&
	       token->numbers[at + 2] < CUBE;
}

static void
apply_style(struct pd_squeeze_look *look, const struct token *token)
{
	for (int i = 0; i < token->count; i++) {
		if (!is_indexed(token, i)) {
			apply_number(look, token->numbers[i]);
			continue;
		}
		int colour = token->numbers[i] * CUBE + token->numbers[i + 2];
		*(token->numbers[i] == CUBE_FORE ? &look->fore : &look->back) = colour;
		i += 2;
	}
}

static void
add_style_number(char *out, int number)
{
	size_t size = strlen(out);
	(void)snprintf(out + size, ROOM - size, "%s%d", size > 2 ? ";" : "", number);
}

static void
add_colour(char *out, int colour)
{
	if (colour < CUBE) {
		add_style_number(out, colour);
		return;
	}
	add_style_number(out, colour / CUBE);
	add_style_number(out, INDEXED);
	add_style_number(out, colour % CUBE);
}

/* What is to be added to one look, or to none, to get the other. */
static void
add_look(
	char *out, const struct pd_squeeze_look *from, const struct pd_squeeze_look *to)
{
	enum { MOST = 7 };
	for (int i = 1; i <= MOST; i++)
		if ((to->flags & ~from->flags) & 1U << i)
			add_style_number(out, i);
	if (to->fore != from->fore)
		add_colour(out, to->fore);
	if (to->back != from->back)
		add_colour(out, to->back);
}

/* What only adds is added; else all begins anew, as not every terminal can take away one
 * alone. */
static void
write_look(
	char *out, const struct pd_squeeze_look *from, const struct pd_squeeze_look *to)
{
	static const struct pd_squeeze_look plain;
	bool adds = from->known && (from->flags & ~to->flags) == 0 &&
		    (from->fore == 0 || to->fore != 0) &&
		    (from->back == 0 || to->back != 0);
	bool same = from->known && from->flags == to->flags && from->fore == to->fore &&
		    from->back == to->back;
	if (same)
		return;
	char style[ROOM] = "\033[";
	if (!adds) {
		char numbers[ROOM] = "\033[";
		add_look(numbers, &plain, to);
		(void)snprintf(style, sizeof style, "\033[%s%.*s",
			numbers[2] ? ";" : "", ROOM - 4, numbers + 2);
	} else
		add_look(style, from, to);
	size_t size = strlen(out);
	(void)snprintf(out + size, ROOM, "%.*sm", ROOM - 2, style);
}

/* ---- where it goes ---------------------------------------------------------------- */

static void
apply_way(struct pd_squeeze_place *place, const struct token *token)
{
	int number = token->numbers[0] > 0 ? token->numbers[0] : 1;
	switch (token->last) {
	case '\r':
	case 'G':
		place->column = token->last == 'G' ? number : 1;
		place->vague = false;
		break;
	case 'd':
		place->row = number;
		break;
	case 'H':
		place->row = number;
		place->column = token->count > 1 && token->numbers[1] > 0
					? token->numbers[1]
					: 1;
		place->vague = false;
		break;
	case 'A':
	case 'B':
		number = token->last == 'A' ? -number : number;
		place->row = place->row > 0 ? place->row + number : 0;
		break;
	default:
		number = token->last == 'D' ? -number : number;
		place->column = place->column > 0 ? place->column + number : 0;
	}
}

static bool
is_sure_place(const struct pd_squeeze_place *place)
{
	return place->row > 0 && place->column > 0 && !place->vague;
}

static bool
is_before(const struct pd_squeeze_place *one, const struct pd_squeeze_place *other)
{
	return one->row < other->row ||
	       (one->row == other->row && one->column < other->column);
}

/* A blank looks the same in it as in any other such. */
static bool
is_plain(const struct pd_squeeze_look *look)
{
	enum { UNSEEN = 1U << 1 | 1U << 2 }; /* bold and dim */
	return look->known && look->back == 0 && (look->flags & ~UNSEEN) == 0;
}

/* Does a blank that is written from there on change nothing? */
static bool
is_blank_from(const struct pd_squeeze *state, const struct pd_squeeze_place *place)
{
	return state->blank.row > 0 && !is_before(place, &state->blank) &&
	       is_plain(&state->look);
}

/* The way within a row, or from its first column; over blanks, a few of them are shorter. */
static void
write_way(char *out, int from, int to, bool blank)
{
	enum { FEW = 3 };
	if (to == 1)
		(void)snprintf(out, ROOM, "\r");
	else if (blank && to > from && to - from <= FEW)
		(void)snprintf(out, ROOM, "%*s", to - from, "");
	else if (to == from + 1)
		(void)snprintf(out, ROOM, "\033[C");
	else if (to > from)
		(void)snprintf(out, ROOM, "\033[%dC", to - from);
	else if (to == from - 1)
		(void)snprintf(out, ROOM, "\b");
	else if (to < from)
		(void)snprintf(out, ROOM, "\033[%dD", from - to);
}

/* By its numbers, or by the way there: along the row, or to the next one, where that does not
 * scroll. */
static void
write_place(
	char *out, const struct pd_squeeze *state, const struct pd_squeeze_place *to)
{
	const struct pd_squeeze_place *from = &state->at;
	char way[ROOM] = "", next[ROOM] = "";
	if (to->column == 1)
		(void)snprintf(out, ROOM, "\033[%dH", to->row);
	else
		(void)snprintf(out, ROOM, "\033[%d;%dH", to->row, to->column);
	if (from->row == to->row && (is_sure_place(from) || to->column == 1)) {
		if (from->column == to->column && is_sure_place(from))
			*out = '\0';
		write_way(way, from->column, to->column, is_blank_from(state, from));
	} else if (from->row > 0 && to->row == from->row + 1 && state->bottom >= 0 &&
		   from->row != state->bottom) {
		const struct pd_squeeze_place first = {.row = to->row, .column = 1};
		if (to->column > 1)
			write_way(next, 1, to->column, is_blank_from(state, &first));
		(void)snprintf(way, sizeof way, "\r\n%.*s", ROOM - 4, next);
	}
	if (way[0] != '\0' && strlen(way) < strlen(out))
		(void)snprintf(out, ROOM, "%s", way);
}

/* A character that is not of ASCII may take two cells. What reaches the end of the row may be
 * anywhere. */
static void
advance_place(struct pd_squeeze_place *place, int cells, bool vague, int columns)
{
	place->column = place->column > 0 ? place->column + cells : 0;
	place->vague = place->vague || vague;
	if (place->column == 0 || place->column > columns)
		*place = (struct pd_squeeze_place){0};
}

/* What a text in that row covered, up to here or to its end, is not blank any more. */
static void
cover_blank(struct pd_squeeze *state, int row)
{
	struct pd_squeeze_place end = state->at;
	if (end.row == 0)
		end = (struct pd_squeeze_place){.row = row + 1, .column = 1};
	if (row == 0)
		state->blank = (struct pd_squeeze_place){0};
	else if (state->blank.row > 0 && is_before(&state->blank, &end))
		state->blank = end;
}

/* Nothing moves, but cells are erased, or make room. */
static void
pass_erased(struct pd_squeeze *state, const struct token *token)
{
	bool rest = token->last == 'J' && token->numbers[0] == 0;
	if (rest && is_sure_place(&state->at) && is_plain(&state->look))
		state->blank = state->at;
	else if (token->last == '@' || !is_plain(&state->look))
		state->blank = (struct pd_squeeze_place){0};
}

/* ---- shorter ---------------------------------------------------------------------- */

/* Writes what is pending, and never more than curses wrote for it. */
static unsigned char *
write_pending(struct pd_squeeze *state, struct pending *pending, unsigned char *bytes,
	size_t end, unsigned char *out)
{
	char brief[2 * ROOM] = "";
	size_t size = end - pending->begin;
	bool clear = (!pending->moved || is_sure_place(&pending->to)) &&
		     (!pending->styled || pending->look.known);
	if (clear && pending->moved)
		write_place(brief, state, &pending->to);
	if (clear && pending->styled)
		write_look(brief, &state->look, &pending->look);
	if (clear && strlen(brief) < size) {
		size = strlen(brief);
		memcpy(out, brief, size);
	} else
		memmove(out, bytes + pending->begin, size);
	state->at = pending->to;
	state->look = pending->look;
	return out + size;
}

/* The terminal has made this choice already. */
static bool
is_known_set(struct pd_squeeze *state, const struct token *token)
{
	unsigned char *known = token->size > 1 ? &state->set : &state->shift;
	bool same = *known == token->last;
	*known = token->last;
	return same;
}

/* Is it put off, or not needed? */
static bool
put_off_token(
	struct pd_squeeze *state, struct pending *pending, const struct token *token)
{
	pending->styled = pending->styled || token->kind == STYLE;
	pending->moved = pending->moved || token->kind == MOVE;
	if (token->kind == STYLE)
		apply_style(&pending->look, token);
	if (token->kind == MOVE)
		apply_way(&pending->to, token);
	return token->kind == STYLE || token->kind == MOVE ||
	       (token->kind == SET && is_known_set(state, token));
}

/* A character, of which one that is not of ASCII may have more bytes than this one. */
static void
pass_text(struct pd_squeeze *state, unsigned char byte, int width)
{
	int row = state->at.row;
	advance_place(&state->at, byte < DELETE ? 1 : 2, byte > DELETE, width);
	cover_blank(state, row);
}

/* Of what is not known nobody knows where it leads. ESC [ top ; bottom r names the rows that
 * scroll, which may be fewer than there are. */
static void
pass_other(struct pd_squeeze *state, const struct token *token)
{
	state->at = state->blank = (struct pd_squeeze_place){0};
	if (token->last == 'r' && token->size > 1)
		state->bottom = token->count > 1 ? token->numbers[1] : 0;
}

size_t
pd_term_squeeze(struct pd_squeeze *state, int width, unsigned char *bytes, size_t size)
{
	unsigned char *out = bytes;
	if (width == 0) {
		*state = (struct pd_squeeze){.bottom = -1};
		return size;
	}
	state->blank = (struct pd_squeeze_place){0};
	struct pending pending = {.to = state->at, .look = state->look};
	for (size_t at = 0; at < size;) {
		const struct token token = read_written(bytes + at, size - at);
		if (!put_off_token(state, &pending, &token)) {
			out = write_pending(state, &pending, bytes, at, out);
			if (token.kind == TEXT)
				pass_text(state, bytes[at], width);
			else if (token.kind == STAYS)
				pass_erased(state, &token);
			else if (token.kind == OTHER)
				pass_other(state, &token);
			memmove(out, bytes + at, token.size);
			out += token.size;
			pending = (struct pending){.begin = at + token.size,
				.to = state->at,
				.look = state->look};
		}
		at += token.size;
	}
	out = write_pending(state, &pending, bytes, size, out);
	return (size_t)(out - bytes);
}
