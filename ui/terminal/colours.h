/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_TERMINAL_COLOURS_H
#define PD_UI_TERMINAL_COLOURS_H

/* Which colours a terminal is told that has so many. Nobody knows its background, and no colour
 * has a contrast of 4.5 on black, white, solarized dark and light: so what is coloured has a
 * background of its own, and all else is bold, dim or reversed in the terminal's own colours.
 * Below 256 colours there is no white and black that every palette has. */

enum pd_colour_use { PD_COLOUR_NONE, PD_COLOUR_WARN, PD_COLOUR_BAD };

struct pd_colour_pair {
	short fore, back; /* -1: none */
};
struct pd_colour_pair pd_colour_pair(int colours, enum pd_colour_use use);

#endif
