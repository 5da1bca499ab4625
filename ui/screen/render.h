/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_RENDER_H
#define PD_UI_SCREEN_RENDER_H

#include "base/details.h"
#include "base/memory.h"

/* Details or plain text wrapped into lines of a given width. The lines point into the
 * original, which may be a private key, instead of copying it. */

struct pd_render_line {
	const char *label; /* at the start of the line, or NULL */
	const char *text;
	size_t size;
	int column; /* where the text starts */
	bool title;
	bool branch; /* it hangs on the line before */
	int life; /* behind the text: this many percent of a life are over; -1: none */
	const char *value; /* the whole value that the text is part of, for searching */
};

struct pd_render {
	struct pd_render_line *lines;
	size_t count;
	int label_width;
};

/* Renders details anew; the same for plain text. */
void pd_render_details(
	struct pd_render *render, const struct pd_details *details, int columns);
void pd_render_text(struct pd_render *render, struct pd_bytes text, int columns);

void pd_render_draw(const struct pd_render *render, size_t line, int row, int columns);

void pd_render_free(struct pd_render *render); /* {0} again */

#endif
