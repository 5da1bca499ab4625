/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/render.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/screen/frame.h"

enum { INDENT = 2, GAP = 2, LEAST_VALUE = 24 };

static void
add_render_line(struct pd_render *render, struct pd_render_line line)
{
	/* The capacity doubles, so that adding many lines takes linear time. */
	if ((render->count & (render->count - 1)) == 0)
		render->lines = pd_grow(render->lines,
			render->count > 0 ? 2 * render->count : 1,
			sizeof *render->lines);
	render->lines[render->count++] = line;
}

/* Adds text wrapped into lines; the first one gets the label. */
static void
add_wrapped_lines(struct pd_render *render, const char *label, const char *text,
	size_t size, int column, int columns)
{
	const char *value = text;
	size_t next = 0;
	do {
		size_t part = pd_frame_wrap(text, size, columns - column, &next);
		add_render_line(render, (struct pd_render_line){.label = label,
						.text = text,
						.size = part,
						.column = column,
						.life = -1,
						.value = value});
		label = NULL;
		text += next;
		size -= next;
	} while (size > 0);
}

static void
add_detail_value(
	struct pd_render *render, const char *label, const char *text, int columns)
{
	int beside = INDENT + render->label_width + GAP;
	if (columns - beside >= LEAST_VALUE ||
		pd_term_cells(text) <= columns - beside) {
		add_wrapped_lines(render, label, text, strlen(text), beside, columns);
		return;
	}
	if (label != NULL)
		add_render_line(
			render, (struct pd_render_line){
					.label = label, .text = text, .life = -1});
	add_wrapped_lines(render, NULL, text, strlen(text), 2 * INDENT, columns);
}

/* Puts the lines of an item below the one that it hangs on, where there is room. */
static void
hang_lines(struct pd_render *render, size_t first, int depth, int columns)
{
	for (size_t i = first; i < render->count; i++) {
		struct pd_render_line *line = &render->lines[i];
		int column = line->column + INDENT * depth;
		PD_AUTO(pd_drop_text)
		char *text = pd_copy_bytes(line->text, line->size);
		if (column + pd_term_cells(text) > columns)
			continue;
		line->column = column;
		line->branch = i == first;
	}
}

static void
add_detail_line(struct pd_render *render, const struct pd_line *line, int columns)
{
	const char *label = line->label;
	if (line->kind == PD_LONG_VALUE) {
		/* Without indentation, so that it can be copied off the screen. */
		add_render_line(render,
			(struct pd_render_line){
				.label = label, .text = line->text, .life = -1});
		add_wrapped_lines(
			render, NULL, line->text, strlen(line->text), 0, columns);
		return;
	}
	if (!pd_line_is_list(line))
		add_detail_value(render, label, line->text ? line->text : "", columns);
	if (line->kind == PD_LIFE_VALUE)
		render->lines[render->count - 1].life = (int)line->number;
	for (size_t i = 0; i < line->item_count; i++) {
		size_t before = render->count;
		add_detail_value(
			render, i == 0 ? label : NULL, line->items[i], columns);
		if (line->kind == PD_TREE_VALUE && i > 0)
			hang_lines(render, before, (int)i, columns);
	}
}

static bool
is_skipped_line(const struct pd_line *line)
{
	return line->label == NULL || line->kind == PD_TYPED_VALUE;
}

static int
measure_labels(const struct pd_details *details, int columns)
{
	int widest = 0;
	for (size_t s = 0; s < details->section_count; s++)
		for (size_t i = 0; i < details->sections[s].line_count; i++) {
			const struct pd_line *line = &details->sections[s].lines[i];
			if (line->kind == PD_LONG_VALUE || is_skipped_line(line))
				continue;
			int cells = pd_term_cells(line->label);
			if (cells > widest)
				widest = cells;
		}
	return widest < columns / 2 ? widest : columns / 2;
}

void
pd_render_details(
	struct pd_render *render, const struct pd_details *details, int columns)
{
	pd_render_free(render);
	render->label_width = measure_labels(details, columns);
	for (size_t s = 0; s < details->section_count; s++) {
		const struct pd_section *section = &details->sections[s];
		if (s > 0 && section->title != NULL)
			add_render_line(render,
				(struct pd_render_line){.text = "", .life = -1});
		if (section->title != NULL)
			add_render_line(
				render, (struct pd_render_line){.text = section->title,
						.size = strlen(section->title),
						.value = section->title,
						.life = -1,
						.title = true});
		for (size_t i = 0; i < section->line_count; i++)
			if (!is_skipped_line(&section->lines[i]))
				add_detail_line(render, &section->lines[i], columns);
	}
}

void
pd_render_text(struct pd_render *render, struct pd_bytes text, int columns)
{
	pd_render_free(render);
	add_wrapped_lines(render, NULL, (const char *)text.data, text.size, 0, columns);
}

/* Behind the text, where there is room. */
static void
draw_life(const struct pd_render_line *line, int row, int columns)
{
	PD_AUTO(pd_drop_text) char *text = pd_copy_bytes(line->text, line->size);
	enum { LEAST = 8, MOST = 24, PERCENT = 100 };
	int column = line->column + pd_term_cells(text) + GAP;
	int width = columns - column < MOST ? columns - column : MOST;
	if (width >= LEAST)
		pd_frame_bar(row, column, width, width * line->life / PERCENT);
}

void
pd_render_draw(const struct pd_render *render, size_t line, int row, int columns)
{
	const struct pd_render_line *at = &render->lines[line];
	pd_term_blank(row, 1);
	if (at->label != NULL) {
		int cells = pd_term_cells(at->label);
		int room = at->size > 0 ? at->column - INDENT - 1 : columns - INDENT;
		pd_term_put(row, INDENT, cells < room ? cells : room, PD_STYLE_DIM,
			at->label);
	}
	if (at->size > 0)
		pd_frame_part(row, at->column, columns - at->column,
			at->title ? PD_STYLE_TITLE : PD_STYLE_PLAIN, at->text,
			at->size);
	if (at->branch)
		pd_term_put(row, at->column - INDENT, 1, PD_STYLE_DIM,
			pd_term_is_unicode() ? "\u2514" : "`");
	if (at->life >= 0)
		draw_life(at, row, columns);
}

void
pd_render_free(struct pd_render *render)
{
	free(render->lines);
	*render = (struct pd_render){0};
}
