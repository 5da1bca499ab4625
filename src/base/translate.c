/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/translate.h"

#include <libintl.h>
#include <string.h>

/* More than any message of ours has. */
enum { MOST_ARGUMENTS = 16 };

/* What printf takes from its arguments, by their position: a conversion with its length
 * modifier; '\0': nothing. */
struct arguments {
	char kinds[MOST_ARGUMENTS][4];
	size_t next; /* the position of one that names none */
};

/* Reads a number that stands in decimal at *at, and passes it; 0: there is none. */
static size_t
read_position(const char **at)
{
	size_t number = 0;
	for (; **at >= '0' && **at <= '9' && number <= MOST_ARGUMENTS; ++*at)
		number = number * 10 + (size_t)(**at - '0');
	return number;
}

/* Passes "N$", and says N; 0: none stands there. */
static size_t
take_position(const char **at)
{
	const char *after = *at;
	size_t number = read_position(&after);
	if (number == 0 || *after != '$')
		return 0;
	*at = after + 1;
	return number;
}

/* Notes that the argument at that position (0: the next one) is of that kind. false: it
 * was of another kind before, or there are too many. */
static bool
note_argument(struct arguments *arguments, size_t position, const char *kind)
{
	size_t index = position > 0 ? position - 1 : arguments->next++;
	if (index >= MOST_ARGUMENTS)
		return false;
	char *known = arguments->kinds[index];
	if (*known != '\0')
		return strcmp(known, kind) == 0;
	(void)strcpy(known, kind);
	return true;
}

/* Passes a width or precision: digits, or an argument. */
static bool
take_size(const char **at, struct arguments *arguments)
{
	if (**at != '*') {
		(void)read_position(at);
		return true;
	}
	++*at;
	return note_argument(arguments, take_position(at), "d");
}

/* Passes what stands behind '%', and notes what it takes. */
static bool
take_conversion(const char **at, struct arguments *arguments)
{
	char kind[4] = "";
	if (**at == '%') {
		++*at;
		return true;
	}
	size_t position = take_position(at), used = 0;
	*at += strspn(*at, "-+ #0'");
	if (!take_size(at, arguments))
		return false;
	if (**at == '.' && (++*at, !take_size(at, arguments)))
		return false;
	for (; **at != '\0' && strchr("hljztL", **at) != NULL && used < 2; ++*at)
		kind[used++] = **at;
	if (**at == '\0' || strchr("diouxXeEfFgGaAcsp", **at) == NULL)
		return false;
	kind[used] = **at == 'i' ? 'd' : **at;
	++*at;
	return note_argument(arguments, position, kind);
}

static bool
read_format(const char *format, struct arguments *out)
{
	for (const char *at = format; (at = strchr(at, '%')) != NULL;) {
		at++;
		if (!take_conversion(&at, out))
			return false;
	}
	return true;
}

/* The last may be left out, as "one file" has no number; none may be passed over. */
static bool
are_first_of(const struct arguments *some, const struct arguments *all)
{
	size_t i = 0;
	while (i < MOST_ARGUMENTS && *some->kinds[i] != '\0' &&
		strcmp(some->kinds[i], all->kinds[i]) == 0)
		i++;
	while (i < MOST_ARGUMENTS && *some->kinds[i] == '\0')
		i++;
	return i == MOST_ARGUMENTS;
}

bool
pd_translation_fits(const char *message, const char *translation)
{
	struct arguments wanted = {0}, got = {0};
	return read_format(message, &wanted) && read_format(translation, &got) &&
	       are_first_of(&got, &wanted);
}

const char *
pd_translate(const char *message)
{
	const char *found = gettext(message);
	return found == message || pd_translation_fits(message, found) ? found
								       : message;
}

const char *
pd_translate_plural(const char *one, const char *many, unsigned long number)
{
	const char *found = ngettext(one, many, number);
	const char *ours = number == 1 ? one : many;
	return found == one || found == many || pd_translation_fits(many, found) ? found
										 : ours;
}
