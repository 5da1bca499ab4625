/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_RENDER_H
#define PD_UI_SCREEN_RENDER_H

#include "base/details.h"
#include "base/memory.h"

/* Details or plain text as lines of a certain width. The lines lend their text from
 * what they show, which may be a private key: nothing is copied. */

struct pd_render_line {
	const char *label; /* put at the start; NULL: none */
	const char *text;
	size_t size;
	int column; /* where the text begins */
	bool title;
	const char *value; /* the whole value that the text is a part of, to search */
};

struct pd_render {
	struct pd_render_line *lines;
	size_t count;
	int label_width;
};

/* Replaces what render held. A line of a name that skip gives (NULL: none) is left
 * out. */
void pd_render_details(struct pd_render *render, const struct pd_details *details,
	int columns, const char *skip);
void pd_render_text(struct pd_render *render, struct pd_bytes text, int columns);

void pd_render_draw(const struct pd_render *render, size_t line, int row, int columns);

void pd_render_free(struct pd_render *render); /* {0} again */

#endif
