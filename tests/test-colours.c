/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a terminal is told to colour is legible: the contrast that WCAG 2.1 computes is 4.5 or
 * more, in every palette that is usual, whichever background the terminal has. */
#include "ui/terminal/colours.h"

#include <math.h>

#include "base/array.h"
#include "tap.h"

enum { NAMED = 16, CUBE = 216, STEPS = 6 };

/* clang-format off */
static const struct {
	const char *name;
	unsigned colours[NAMED];
} palettes[] = {
	{"xterm", {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
		0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff}},
	{"tango", {0x2e3436, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf,
		0x555753, 0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec}},
	{"solarized", {0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198, 0xeee8d5,
		0x002b36, 0xcb4b16, 0x586e75, 0x657b83, 0x839496, 0x6c71c4, 0x93a1a1, 0xfdf6e3}},
};

static const struct {
	const char *name;
	unsigned fore, back;
} terminals[] = {
	{"black", 0xffffff, 0x000000},
	{"white", 0x000000, 0xffffff},
	{"solarized dark", 0x839496, 0x002b36},
	{"solarized light", 0x586e75, 0xfdf6e3},
};
/* clang-format on */

static unsigned
find_colour(size_t palette, int index)
{
	static const unsigned steps[STEPS] = {0, 95, 135, 175, 215, 255};
	if (index < NAMED)
		return palettes[palette].colours[index];
	int cell = index - NAMED;
	if (cell >= CUBE)
		return 0x10101U * (unsigned)(8 + 10 * (cell - CUBE));
	return steps[cell / STEPS / STEPS] << 16 | steps[cell / STEPS % STEPS] << 8 |
	       steps[cell % STEPS];
}

static double
measure_channel(unsigned value)
{
	double part = (value & 0xff) / 255.0;
	return part <= 0.03928 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double
measure_light(unsigned colour)
{
	return 0.2126 * measure_channel(colour >> 16) +
	       0.7152 * measure_channel(colour >> 8) + 0.0722 * measure_channel(colour);
}

static double
measure_contrast(unsigned one, unsigned other)
{
	double a = measure_light(one) + 0.05, b = measure_light(other) + 0.05;
	return a > b ? a / b : b / a;
}

static double
find_least_contrast(struct pd_colour_pair pair)
{
	double least = 21;
	for (size_t p = 0; p < PD_COUNT(palettes); p++)
		for (size_t t = 0; t < PD_COUNT(terminals); t++) {
			unsigned fore = pair.fore < 0 ? terminals[t].fore
						      : find_colour(p, pair.fore);
			unsigned back = pair.back < 0 ? terminals[t].back
						      : find_colour(p, pair.back);
			double contrast = measure_contrast(fore, back);
			if (contrast < least)
				least = contrast;
		}
	return least;
}

static void
test_contrast(void)
{
	static const int levels[] = {0, 2, 8, 16, 88, 255, 256, 32767, 1 << 24};
	for (size_t i = 0; i < PD_COUNT(levels); i++)
		for (int use = PD_COLOUR_NONE; use <= PD_COLOUR_BAD; use++) {
			struct pd_colour_pair pair =
				pd_colour_pair(levels[i], (enum pd_colour_use)use);
			bool own = pair.fore < 0 && pair.back < 0;
			double contrast = own ? 21 : find_least_contrast(pair);
			tap_ok(own || (pair.fore < levels[i] && pair.back < levels[i]),
				"%d colours, use %d: there are such colours", levels[i],
				use);
			tap_ok(contrast >= 4.5, "%d colours, use %d: contrast %.2f",
				levels[i], use, contrast);
		}
}

/* As others compute it. */
static void
test_measure(void)
{
	struct pd_colour_pair red = {1, -1};
	tap_ok(fabs(measure_contrast(0x000000, 0xffffff) - 21) < 0.01,
		"black on white");
	tap_ok(fabs(measure_contrast(0x777777, 0xffffff) - 4.48) < 0.01,
		"grey on white");
	tap_ok(find_colour(0, 231) == 0xffffff && find_colour(0, 16) == 0 &&
			find_colour(0, 160) == 0xd70000 &&
			find_colour(0, 232) == 0x080808 &&
			find_colour(0, 255) == 0xeeeeee,
		"colours that are the same everywhere");
	tap_ok(find_least_contrast(red) < 4.5,
		"red letters on the terminal's own background are not legible on all");
}

static void
test_marks(void)
{
	struct pd_colour_pair bad = pd_colour_pair(256, PD_COLOUR_BAD);
	struct pd_colour_pair warn = pd_colour_pair(256, PD_COLOUR_WARN);
	tap_ok(bad.back >= 0 && warn.back >= 0 && bad.back != warn.back,
		"what is bad differs from what needs attention");
}

int
main(void)
{
	test_measure();
	test_contrast();
	test_marks();
	return tap_done();
}
