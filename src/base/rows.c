/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/rows.h"

#include "base/ascii.h"

/* No narrower row shows a value, so that shorter words are not cut. */
enum { LEAST_CUT = 24 };

static bool
is_break(unsigned char byte)
{
	return byte == '\n' || byte == '\r';
}

/* The end of a run of blanks with a break in it; at itself if there is none. */
static size_t
skip_break(struct pd_bytes text, size_t at)
{
	size_t end = at;
	bool broken = false;
	for (; end < text.size && pd_ascii_is_blank((char)text.data[end]); end++)
		broken |= is_break(text.data[end]);
	return broken ? end : at;
}

/* Does a row that ends like that go on in the next without a blank? */
static bool
runs_on(struct pd_bytes row)
{
	size_t word = row.size;
	if (row.size == 0)
		return true;
	if (row.data[row.size - 1] == ',')
		return row.size == 1 || row.data[row.size - 2] != '\\';
	while (word > 0 && row.data[word - 1] != ' ' && row.data[word - 1] != ',')
		word--;
	return row.size - word >= LEAST_CUT;
}

void
pd_rows_join(struct pd_secret *out, struct pd_bytes text)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	for (size_t at = 0; at < text.size;) {
		size_t next = skip_break(text, at);
		if (next == at)
			pd_secret_add(&line, &text.data[at++], 1);
		else if (next < text.size && !runs_on(pd_secret_bytes(&line)))
			pd_secret_add(&line, " ", 1);
		at = next > at ? next : at;
	}
	pd_secret_add(out, line.data, line.size);
}
