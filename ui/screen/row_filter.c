/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/row_filter.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "base/text.h"
#include "base/time.h"

/* The text in lower case, in any script; free() it. */
static char *
fold_case(const char *text)
{
	size_t size = strlen(text);
	/* In UTF-8 a lower case letter takes at most one byte more than its capital. */
	char *folded = pd_alloc(size * 2 + 4, 1);
	size_t used = 0;
	for (size_t at = 0; at < size;) {
		int32_t character;
		at += pd_text_next(text + at, size - at, &character);
		if (character >= 0)
			used += pd_text_encode(
				(uint32_t)towlower((wint_t)character), folded + used);
	}
	folded[used] = '\0';
	return folded;
}

enum { LEAST_DIGITS = 4 };

/* The hex digits of a number in any notation, in lower case; NULL where there is anything
 * else, or too few to mean a number. */
static char *
take_digits(const char *text)
{
	char *digits = pd_alloc(strlen(text) + 1, 1);
	size_t used = 0;
	for (const char *c = text; *c != '\0'; c++) {
		if (isxdigit((unsigned char)*c))
			digits[used++] = (char)tolower((unsigned char)*c);
		else if (*c != ':' && *c != ' ') {
			free(digits);
			return NULL;
		}
	}
	if (used >= LEAST_DIGITS)
		return digits;
	free(digits);
	return NULL;
}

/* "left<90", "left > 30". */
static void
take_days(struct pd_row_filter *filter)
{
	static const char word[] = "left";
	const char *at = filter->folded;
	if (strncmp(at, word, strlen(word)) != 0)
		return;
	at += strlen(word);
	at += strspn(at, " ");
	char compares = *at;
	if (compares != '<' && compares != '>')
		return;
	at += 1 + strspn(at + 1, " ");
	char *end;
	long days = strtol(at, &end, 10);
	if (end == at || end[strspn(end, " d")] != '\0')
		return;
	filter->compares = compares;
	filter->days = days;
}

struct pd_row_filter
pd_row_filter_make(const char *text)
{
	struct pd_row_filter filter = {
		.folded = fold_case(text), .digits = take_digits(text)};
	take_days(&filter);
	return filter;
}

void
pd_row_filter_free(struct pd_row_filter *filter)
{
	free(filter->folded);
	free(filter->digits);
	*filter = (struct pd_row_filter){0};
}

static char
fold_ascii(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Does the text begin with what is folded already? */
static bool
begins_folded(const char *text, const char *folded)
{
	while (*folded != '\0' && fold_ascii(*text) == *folded) {
		text++;
		folded++;
	}
	return *folded == '\0';
}

/* A hundred thousand rows have a million cells, nearly all of ASCII: those are searched where
 * they are. */
static bool
has_text(const char *text, const char *folded)
{
	const char *at = text ? text : "";
	bool found = *folded == '\0';
	for (; *at != '\0' && !found; at++) {
		if ((unsigned char)*at >= 0x80) {
			PD_AUTO(pd_drop_text) char *own = fold_case(text);
			return strstr(own, folded) != NULL;
		}
		found = fold_ascii(*at) == *folded && begins_folded(at, folded);
	}
	return found;
}

static bool
is_separator(char c)
{
	return c == ':' || c == ' ';
}

/* As take_digits, without a copy. */
static bool
is_number(const char *text)
{
	size_t digits = 0;
	for (; isxdigit((unsigned char)*text) || is_separator(*text); text++)
		digits += !is_separator(*text);
	return *text == '\0' && digits >= LEAST_DIGITS;
}

static bool
begins_with_digits(const char *text, const char *digits)
{
	for (; *text != '\0' && *digits != '\0'; text++) {
		if (is_separator(*text))
			continue;
		if (fold_ascii(*text) != *digits++)
			return false;
	}
	return *digits == '\0';
}

static bool
has_digits(const char *text, const char *digits)
{
	bool found = false;
	if (text == NULL || !is_number(text))
		return false;
	for (; *text != '\0' && !found; text++)
		found = !is_separator(*text) && begins_with_digits(text, digits);
	return found;
}

/* A row without a date ends never. Days are whole ones, as they are shown. */
static bool
has_days(const struct pd_row_filter *filter, const struct pd_row *row, int64_t now)
{
	int64_t days = row->date < now ? -1 : (row->date - now) / PD_DAY;
	return row->has_date &&
	       (filter->compares == '<' ? days < filter->days : days > filter->days);
}

bool
pd_row_filter_fits(
	const struct pd_row_filter *filter, const struct pd_row *row, int64_t now)
{
	if (filter->compares != 0)
		return has_days(filter, row, now);
	for (size_t i = 0; i < PD_COLUMNS; i++)
		if ((row->cells[i] != NULL &&
			    has_text(row->cells[i], filter->folded)) ||
			(filter->digits != NULL &&
				(has_digits(row->cells[i], filter->digits) ||
					has_digits(row->values[i], filter->digits))))
			return true;
	return (filter->digits != NULL && has_digits(row->id, filter->digits)) ||
	       has_text(row->also, filter->folded);
}
