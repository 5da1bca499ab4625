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

/* The hex digits of a number in any notation, in lower case; NULL where there is anything
 * else, or too few to mean a number. */
static char *
take_digits(const char *text)
{
	enum { LEAST = 4 };
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
	if (used >= LEAST)
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

static bool
has_text(const char *text, const char *folded)
{
	PD_AUTO(pd_drop_text) char *own = fold_case(text ? text : "");
	return strstr(own, folded) != NULL;
}

static bool
has_digits(const char *text, const char *digits)
{
	PD_AUTO(pd_drop_text) char *own = take_digits(text ? text : "");
	return own != NULL && strstr(own, digits) != NULL;
}

/* "2031-11-19T08:00:00Z", as rows keep times. */
static bool
read_time(const char *text, int64_t *time)
{
	enum { DATE = 10, HOUR = 3600, MINUTE = 60 };
	PD_AUTO(pd_drop_text) char *date = pd_copy_bytes(text, strnlen(text, DATE));
	if (!pd_text_read_date(date, time))
		return false;
	if (strlen(text) > DATE + 6)
		*time += strtol(text + DATE + 1, NULL, 10) * HOUR +
			 strtol(text + DATE + 4, NULL, 10) * MINUTE;
	return true;
}

/* A row without a date ends never. Days are whole ones, as they are shown. */
static bool
has_days(const struct pd_row_filter *filter, const struct pd_row *row, int64_t now)
{
	for (size_t i = 0; i < PD_COLUMNS; i++) {
		int64_t end;
		if (row->kinds[i] != PD_TIME_VALUE || row->values[i] == NULL ||
			!read_time(row->values[i], &end))
			continue;
		int64_t days = end < now ? -1 : (end - now) / PD_DAY;
		return filter->compares == '<' ? days < filter->days
					       : days > filter->days;
	}
	return false;
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
