/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "screen-golden.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

static struct mask {
	regex_t pattern;
	char *replacement;
} * masks;
static size_t mask_count;

void
golden_mask(regex_t pattern, const char *replacement)
{
	masks = pd_grow(masks, mask_count + 1, sizeof *masks);
	masks[mask_count++] = (struct mask){pattern, pd_copy(replacement)};
}

void
golden_forget(void)
{
	for (size_t i = 0; i < mask_count; i++) {
		regfree(&masks[i].pattern);
		free(masks[i].replacement);
	}
	free(masks);
	masks = NULL;
	mask_count = 0;
}

/* What matches becomes the replacement, cut or filled to the same width. */
static char *
apply_mask(const struct mask *mask, char *line)
{
	struct pd_secret out = {0};
	size_t at = 0, size = strlen(line);
	regmatch_t match;
	while (at < size && regexec(&mask->pattern, line + at, 1, &match,
				    at > 0 ? REG_NOTBOL : 0) == 0) {
		size_t start = at + (size_t)match.rm_so, end = at + (size_t)match.rm_eo;
		if (end == start)
			break;
		pd_secret_add(&out, line + at, start - at);
		int width = view_cells(line + start, end - start);
		pd_secret_add_format(&out, "%-*.*s", width, width, mask->replacement);
		at = end;
	}
	pd_secret_add_text(&out, line + at);
	char *masked = pd_copy(pd_secret_text(&out));
	for (size = strlen(masked); size > 0 && masked[size - 1] == ' '; size--)
		masked[size - 1] = '\0';
	pd_secret_wipe(&out);
	free(line);
	return masked;
}

/* The screen as its file has it: runs of blank rows are one line, "~", with their
 * number where there is more than one run. */
static char **
masked_rows(const struct view *view, int count)
{
	char **rows = pd_alloc((size_t)count, sizeof *rows);
	for (int i = 0; i < count; i++) {
		rows[i] = view_row(view, i);
		for (size_t k = 0; k < mask_count; k++)
			rows[i] = apply_mask(&masks[k], rows[i]);
	}
	return rows;
}

/* How many blank rows follow one another from there. */
static int
blank_run(char **rows, int count, int from)
{
	int size = 0;
	while (from + size < count && rows[from + size][0] == '\0')
		size++;
	return size;
}

static int
count_runs(char **rows, int count)
{
	int runs = 0;
	for (int i = 0; i < count;) {
		int blank = blank_run(rows, count, i);
		runs += blank > 1;
		i += blank > 0 ? blank : 1;
	}
	return runs;
}

char *
golden_text(const struct view *view)
{
	int count = view_rows(view);
	char **rows = masked_rows(view, count);
	bool numbered = count_runs(rows, count) > 1;
	struct pd_secret out = {0};
	for (int i = 0; i < count;) {
		int blank = blank_run(rows, count, i);
		if (blank > 1 && numbered)
			pd_secret_add_format(&out, "~ %d\n", blank);
		else if (blank > 1)
			pd_secret_add_text(&out, "~\n");
		else
			pd_secret_add_format(&out, "%s\n", rows[i]);
		i += blank > 0 ? blank : 1;
	}
	for (int i = 0; i < count; i++)
		free(rows[i]);
	free(rows);
	char *text = pd_copy(pd_secret_text(&out));
	pd_secret_wipe(&out);
	return text;
}
