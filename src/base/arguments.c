/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/arguments.h"

#include <string.h>

#include "base/buffer.h"

#define BLANKS " \t"

/* ---- reading ----------------------------------------------------------------------- */

/* One character of a word, or a part of its quoting, at *from. */
static void
take_character(char **from, char **to, char *quote)
{
	char *at = *from;
	if (*quote != '\0' && *at == *quote)
		*quote = '\0';
	else if (*quote == '\0' && (*at == '"' || *at == '\''))
		*quote = *at;
	else {
		if (*at == '\\' && *quote != '\'' && at[1] != '\0')
			at++;
		*(*to)++ = *at;
	}
	*from = at + 1;
}

char *
pd_arguments_cut(char **text)
{
	char *from = *text + strspn(*text, BLANKS), *word = from, *to = from;
	char quote = '\0';
	if (*from == '\0')
		return NULL;
	while (*from != '\0' && (quote != '\0' || strchr(BLANKS, *from) == NULL))
		take_character(&from, &to, &quote);
	*text = from + (*from != '\0');
	*to = '\0';
	return word;
}

bool
pd_arguments_are_whole(const char *text)
{
	char quote = '\0';
	for (const char *at = text; *at != '\0'; at++)
		if (*at == '\\' && quote != '\'') {
			if (*++at == '\0')
				return false;
		} else if (quote != '\0')
			quote = *at == quote ? '\0' : quote;
		else if (*at == '"' || *at == '\'')
			quote = *at;
	return quote == '\0';
}

/* ---- writing ----------------------------------------------------------------------- */

static void
add_quoted_argument(struct pd_buffer *out, const char *word)
{
	bool plain = *word != '\0' && strpbrk(word, BLANKS "\"'\\") == NULL;
	if (plain || strchr(word, '\'') == NULL) {
		pd_buffer_add_format(out, plain ? "%s" : "'%s'", word);
		return;
	}
	pd_buffer_add_text(out, "\"");
	for (const char *at = word; *at != '\0'; at++)
		pd_buffer_add_format(
			out, *at == '"' || *at == '\\' ? "\\%c" : "%c", *at);
	pd_buffer_add_text(out, "\"");
}

char *
pd_arguments_join(const char *const *words)
{
	struct pd_buffer line = {0};
	for (; *words != NULL; words++) {
		if (line.size > 0)
			pd_buffer_add_text(&line, " ");
		add_quoted_argument(&line, *words);
	}
	return pd_buffer_steal_text(&line);
}
