/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_squeeze.h"

#include <stdbool.h>
#include <string.h>

enum { ESCAPE = 0x1b, SHIFT_OUT = 0x0e, SHIFT_IN = 0x0f, LONGEST = 40 };

/* A style that is not written yet: the numbers of ESC [ numbers m. */
struct style {
	char numbers[LONGEST + 8];
	size_t size;
	bool any;
};

/* The size of a sequence for a style at the start; 0: there is none. */
static size_t
measure_style(const unsigned char *bytes, size_t size)
{
	size_t at = 2;
	if (size < 3 || bytes[0] != ESCAPE || bytes[1] != '[')
		return 0;
	while (at < size &&
		(bytes[at] == ';' || (bytes[at] >= '0' && bytes[at] <= '9')))
		at++;
	return at < size && at <= LONGEST && bytes[at] == 'm' ? at + 1 : 0;
}

static unsigned char *
write_style(struct style *style, unsigned char *out)
{
	if (!style->any)
		return out;
	*out++ = ESCAPE;
	*out++ = '[';
	memcpy(out, style->numbers, style->size);
	out += style->size;
	*out++ = 'm';
	*style = (struct style){.any = false};
	return out;
}

/* What begins with 0 makes those before of no effect. */
static unsigned char *
add_style(struct style *style, const unsigned char *numbers, size_t size,
	unsigned char *out)
{
	bool zero = size > 0 && numbers[0] == '0' && (size == 1 || numbers[1] == ';');
	numbers += zero ? 1 : 0;
	size -= zero ? 1 : 0;
	if (size == 0 || numbers[0] == ';')
		*style = (struct style){.any = false};
	if (style->size + 1 + size > sizeof style->numbers)
		out = write_style(style, out);
	if (style->any)
		style->numbers[style->size++] = ';';
	style->any = true;
	memcpy(style->numbers + style->size, numbers, size);
	style->size += size;
	return out;
}

/* Is it a choice of the character set that the terminal has made already? Its size. */
static size_t
measure_known_set(struct pd_squeeze *state, const unsigned char *bytes, size_t size)
{
	bool designates = size >= 3 && bytes[0] == ESCAPE && bytes[1] == '(';
	bool shifts = bytes[0] == SHIFT_OUT || bytes[0] == SHIFT_IN;
	if (!designates && !shifts)
		return 0;
	unsigned char *known = designates ? &state->set : &state->shift;
	unsigned char chosen = designates ? bytes[2] : bytes[0];
	bool same = *known == chosen;
	*known = chosen;
	return same ? (designates ? 3 : 1) : 0;
}

size_t
pd_term_squeeze(struct pd_squeeze *state, unsigned char *bytes, size_t size)
{
	struct style style = {.any = false};
	unsigned char *out = bytes;
	for (size_t at = 0; at < size;) {
		size_t skipped = measure_known_set(state, bytes + at, size - at);
		size_t styled = measure_style(bytes + at, size - at);
		if (styled > 0)
			out = add_style(&style, bytes + at + 2, styled - 3, out);
		at += skipped + styled;
		if (skipped + styled > 0)
			continue;
		out = write_style(&style, out);
		*out++ = bytes[at++];
	}
	out = write_style(&style, out);
	return (size_t)(out - bytes);
}
