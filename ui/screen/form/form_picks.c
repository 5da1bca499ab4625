/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/form/form_picks.h"

#include "base/text.h"

enum { INDENT = 2, MARK = 4 };

bool
pd_form_pick(struct pd_box *box, int key)
{
	bool down = key == PD_KEY_DOWN;
	if (down ? box->choice + 1 == box->picks.count : box->choice == 0)
		return false;
	box->choice = down ? box->choice + 1 : box->choice - 1;
	return true;
}

const char *
pd_form_pick_note(const struct pd_box *box)
{
	return box->picks.count > 0 ? box->picks.items[box->choice].note : NULL;
}

/* Indented as far as leaves half of the line to the words. */
static void
draw_pick(const struct pd_pick *pick, bool chosen, int row, int column, int columns,
	bool focused)
{
	int room = columns - column, indent = INDENT * pick->depth;
	unsigned style = chosen && focused ? PD_STYLE_FOCUS : PD_STYLE_PLAIN;
	if (indent > room / 2)
		indent = room / 2;
	pd_term_put(row, column, MARK, PD_STYLE_PLAIN, chosen ? "(*) " : "( ) ");
	column += MARK + indent;
	if (pick->depth > 0)
		pd_term_put(row, column - INDENT, 1, PD_STYLE_DIM,
			pd_term_is_unicode() ? "\u2514" : "`");
	int cells = pd_term_cells(pick->words);
	room = columns - column;
	PD_AUTO(pd_drop_text) char *words = pd_frame_shorten(pick->words, room);
	pd_term_put(row, column, cells < room ? cells : room, style, words);
}

void
pd_form_draw_picks(const struct pd_box *box, const struct pd_frame *frame, int first,
	int column, bool focused)
{
	for (size_t i = 0; i < box->picks.count; i++) {
		int row = first + (int)i;
		bool chosen = i == box->choice;
		if (row < frame->body || row >= frame->body + frame->rows)
			continue;
		draw_pick(&box->picks.items[i], chosen, row, column, frame->columns,
			focused);
		if (!chosen || !focused)
			continue;
		pd_term_put(row, 0, 1, PD_STYLE_PLAIN, ">");
		pd_term_cursor(row, column);
	}
}
