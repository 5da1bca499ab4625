/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/wrapped.h"

#include <string.h>

#include "base/ascii.h"
#include "x509/read/armour.h"
#include "x509/read/shape.h"

/* The base64 of an Ed25519 key, the shortest thing that is read. */
enum { SHORTEST = 64 };

struct value {
	struct pd_secret text;
	size_t word;   /* where its last word begins */
	unsigned line; /* where it begins */
};

static bool
is_blank(int c)
{
	return c == ' ' || c == '\n';
}

static bool
is_base64(int c)
{
	return c > 0 && (pd_ascii_is_alphanumeric((char)c) ||
				pd_ascii_is_one_of((char)c, "+/="));
}

/* What follows a value, not a key. */
static bool
ends_value(int c)
{
	return c > 0 && pd_ascii_is_one_of((char)c, ",;)]}");
}

static void
add_character(struct value *value, int c)
{
	const char letter = (char)c;
	pd_secret_add(&value->text, &letter, 1);
}

static void
forget_value(struct value *value)
{
	pd_secret_cut(&value->text, 0);
	value->word = 0;
}

static bool
ends_padded(const struct value *value)
{
	const struct pd_secret *text = &value->text;
	return text->size > 0 && text->data[text->size - 1] == '=';
}

static bool
holds_pem(struct pd_bytes content)
{
	static const char begin[] = "-----BEGIN ";
	return memmem(content.data, content.size, begin, sizeof begin - 1) != NULL;
}

/* Text may begin with the digit 0, which is the tag of a SEQUENCE. */
static bool
holds_der(struct pd_bytes content)
{
	return pd_shape_size(content) == content.size &&
	       pd_shape_of(content) != PD_SHAPE_UNKNOWN;
}

static bool
decode_value(struct value *value, struct pd_secret *content)
{
	bool good = value->text.size >= SHORTEST &&
		    pd_armour_bare(pd_secret_bytes(&value->text), content) &&
		    (holds_pem(pd_secret_bytes(content)) ||
			    holds_der(pd_secret_bytes(content)));
	if (!good)
		pd_secret_cut(content, 0);
	forget_value(value);
	return good;
}

/* Reads on to the end of a value; false at the end of the text. What stands before a colon
 * or the like was no base64 but the next key of a table. */
static bool
collect_value(struct pd_scan *scan, struct value *value)
{
	bool in_word = false;
	for (;;) {
		struct pd_scan here = *scan;
		int c = pd_scan_next(scan);
		if (c == PD_SCAN_END)
			return false;
		if (is_blank(c)) {
			in_word = false;
			continue;
		}
		if (!is_base64(c)) {
			if (in_word && !ends_value(c))
				pd_secret_cut(&value->text, value->word);
			return true;
		}
		if (c != '=' && ends_padded(value)) {
			*scan = here;
			return true;
		}
		if (value->text.size == 0)
			value->line = here.line;
		if (!in_word)
			value->word = value->text.size;
		in_word = true;
		add_character(value, c);
	}
}

bool
pd_wrapped_next(struct pd_scan *scan, struct pd_secret *content, unsigned *line)
{
	struct value value = {0};
	for (bool go_on = true; go_on;) {
		go_on = collect_value(scan, &value);
		*line = value.line;
		if (decode_value(&value, content))
			break;
	}
	pd_secret_wipe(&value.text);
	return content->size > 0;
}
