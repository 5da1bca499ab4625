/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/colours.h"

struct pd_colour_pair
pd_colour_pair(int colours, enum pd_colour_use use)
{
	/* The first 16 are what the palette makes of them, those behind it are the same
	 * everywhere. */
	enum { ENOUGH = 256, RED = 1, YELLOW = 3, BLACK = 16, WHITE = 231 };
	if (colours < ENOUGH || use == PD_COLOUR_NONE)
		return (struct pd_colour_pair){-1, -1};
	return use == PD_COLOUR_BAD ? (struct pd_colour_pair){WHITE, RED}
				    : (struct pd_colour_pair){BLACK, YELLOW};
}
