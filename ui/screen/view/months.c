/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/view/months.h"

#include <langinfo.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/text.h"

enum {
	ROWS = 5, /* own, trusted, months, years, and a blank line */
	LEAST_LIST = 8,
	WORDS = 2, /* lines of them */
	LEAST_NARROW = 4,
	CELLS = 3, /* of a month */
	LABEL_GAP = 2,
	YEAR = 12,
};

/* On a narrow screen, such as a braille line, words. */
int
pd_months_rows(const struct pd_months *months, const struct pd_frame *frame)
{
	if (months->month == 0)
		return 0;
	if (frame->columns < PD_NARROW)
		return frame->rows >= WORDS + LEAST_NARROW ? WORDS : 0;
	return frame->rows >= ROWS + LEAST_LIST ? ROWS : 0;
}

static unsigned
find_most(const unsigned *counts, int months)
{
	unsigned most = 1;
	for (int i = 0; i < months; i++)
		most = counts[i] > most ? counts[i] : most;
	return most;
}

/* A block as high as its share of the most; outside of UTF-8 the number, as far as one
 * digit can say it. */
static void
add_month(struct pd_buffer *line, unsigned count, unsigned most)
{
	static const char *const blocks[] = {"\u2581", "\u2582", "\u2583", "\u2584",
		"\u2585", "\u2586", "\u2587", "\u2588"};
	enum { HIGHEST = 7, NINE = 9 };
	if (!pd_term_is_unicode()) {
		char digit = count > NINE ? '+' : count > 0 ? (char)('0' + count) : '.';
		pd_buffer_add_format(line, " %c ", digit);
		return;
	}
	const char *block = count > 0 ? blocks[count * HIGHEST / most] : "\u00b7";
	for (int i = 0; i < CELLS; i++)
		pd_buffer_add_text(line, i < CELLS - 1 || count == 0 ? block : " ");
}

static void
draw_counts(const unsigned *counts, int months, int row, int column, const char *label,
	unsigned style)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer line = {0};
	unsigned most = find_most(counts, months);
	for (int i = 0; i < months; i++)
		add_month(&line, counts[i], most);
	pd_term_put(row, LABEL_GAP, column - LABEL_GAP, style, label);
	pd_term_put(row, column, months * CELLS, style, pd_buffer_text(&line));
}

/* Every second month has its name, and the first and each January its year. */
static void
draw_scale(const struct pd_months *months, int count, int row, int column)
{
	static const nl_item names[] = {ABMON_1, ABMON_2, ABMON_3, ABMON_4, ABMON_5,
		ABMON_6, ABMON_7, ABMON_8, ABMON_9, ABMON_10, ABMON_11, ABMON_12};
	for (int i = 0; i < count; i++) {
		int month = (months->month - 1 + i) % YEAR;
		int at = column + i * CELLS;
		if (i % 2 == 0 && i + 1 < count)
			pd_term_put(row, at, CELLS, PD_STYLE_DIM,
				nl_langinfo(names[month]));
		/* Behind a December the first year is in the way of the next. */
		bool begins = i == 0 || (i > 1 && month == 0) || (i == 2 && month == 1);
		if (!begins || i + 1 >= count)
			continue;
		PD_AUTO(pd_drop_text)
		char *year =
			pd_format("%d", months->year + (months->month - 1 + i) / YEAR);
		pd_term_put(row + 1, at, pd_term_cells(year), PD_STYLE_DIM, year);
	}
}

void
pd_months_draw(const struct pd_months *months, const struct pd_frame *frame, int row)
{
	if (frame->columns < PD_NARROW) {
		PD_AUTO(pd_drop_text) char *words = pd_months_words(months);
		pd_term_blank(row, WORDS);
		(void)pd_frame_text(row, WORDS, frame->columns, PD_STYLE_PLAIN, words);
		return;
	}
	const char *own = _("own"), *trusted = _("trusted");
	int label = pd_term_cells(own) > pd_term_cells(trusted)
			    ? pd_term_cells(own)
			    : pd_term_cells(trusted);
	int column = LABEL_GAP + label + LABEL_GAP;
	int count = (frame->columns - column) / CELLS;
	count = count < PD_MONTHS ? count : PD_MONTHS;
	pd_term_blank(row, ROWS);
	draw_counts(months->own, count, row, column, own, PD_STYLE_PLAIN);
	draw_counts(months->trusted, count, row + 1, column, trusted, PD_STYLE_DIM);
	draw_scale(months, count, row + 2, column);
}
