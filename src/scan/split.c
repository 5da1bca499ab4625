/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/split.h"

#include <string.h>

#include "base/ascii.h"

enum { LONGEST = 16384 }; /* bytes of one statement */

struct splitting {
	const struct pd_grammar *grammar;
	const unsigned char *at, *end;
	unsigned line, began; /* where the statement began */
	struct pd_buffer words;
	size_t word; /* where the word in work begins */
	bool in_word, assigned, in_tag, closes_tag, in_brackets, in_section;
	bool at_line_start; /* nothing but blanks before, in this line */
	bool at_margin;     /* the statement began at the very start of its line */
	pd_split_tell *tell;
	void *work;
	bool stopped;
};

/* ---- words ----------------------------------------------------------------------- */

static void
start_word(struct splitting *s)
{
	if (s->words.size == 0 && !s->in_word)
		s->began = s->line;
	if (!s->in_word)
		s->word = s->words.size;
	s->in_word = true;
	s->at_line_start = false;
}

static void
add_byte(struct splitting *s, unsigned char byte)
{
	start_word(s);
	if (s->words.size < LONGEST && byte != '\0')
		pd_buffer_add_byte(&s->words, byte);
}

static void
end_word(struct splitting *s)
{
	if (s->in_word)
		pd_buffer_add_byte(&s->words, '\0');
	s->in_word = false;
}

/* ---- statements ------------------------------------------------------------------ */

static void
tell_statement(struct splitting *s, enum pd_statement_kind kind)
{
	if (!s->stopped)
		s->stopped =
			!s->tell(s->work, kind, s->began, pd_buffer_bytes(&s->words));
	pd_buffer_cut(&s->words, 0);
	s->assigned = false;
}

static void
begin_section(struct splitting *s)
{
	if (s->in_section) {
		struct pd_buffer words = pd_buffer_steal(&s->words);
		tell_statement(s, PD_CLOSES);
		s->words = words;
	}
	s->in_section = true;
	tell_statement(s, PD_OPENS);
}

/* Does the statement begin with one of the words that begin a section? */
static bool
is_head(const struct splitting *s)
{
	const char *heads = s->grammar->heads;
	if (heads == NULL || !s->at_margin || s->words.size == 0)
		return false;
	PD_AUTO(pd_drop_text)
	char *word = pd_format(" %s ", pd_buffer_text(&s->words));
	return strstr(heads, word) != NULL;
}

static void
end_statement(struct splitting *s)
{
	end_word(s);
	if (s->in_tag && s->closes_tag)
		tell_statement(s, PD_CLOSES);
	else if (s->in_tag)
		tell_statement(s, PD_OPENS);
	else if (s->in_brackets || is_head(s))
		begin_section(s);
	else if (s->words.size > 0)
		tell_statement(s, PD_STATES);
	s->in_tag = s->closes_tag = s->in_brackets = s->at_margin = false;
}

static void
open_block(struct splitting *s)
{
	end_word(s);
	if (s->words.size == 0)
		s->began = s->line;
	tell_statement(s, PD_OPENS);
}

static void
close_block(struct splitting *s)
{
	end_statement(s);
	s->began = s->line;
	tell_statement(s, PD_CLOSES);
}

/* ---- what is more than one character --------------------------------------------- */

static void
skip_comment(struct splitting *s)
{
	while (s->at < s->end && *s->at != '\n')
		s->at++;
}

static bool
begins_comment(const struct splitting *s)
{
	const struct pd_grammar *grammar = s->grammar;
	const char *more = grammar->long_comment;
	size_t size = more ? strlen(more) : 0;
	if (s->in_word || (grammar->comments_begin_lines && !s->at_line_start))
		return false;
	if (pd_ascii_is_one_of((char)*s->at, grammar->comments))
		return true;
	return size > 0 && (size_t)(s->end - s->at) >= size &&
	       memcmp(s->at, more, size) == 0;
}

/* Where the quote ends that begins here; NULL: it is an apostrophe. */
static const unsigned char *
find_quote_end(const struct splitting *s)
{
	for (const unsigned char *c = s->at + 1; c < s->end; c++) {
		if (*c == '\\' && c + 1 < s->end)
			c++;
		else if (*c == *s->at)
			return c;
		else if (*c == '\n' && s->grammar->lines)
			return NULL;
	}
	return NULL;
}

static void
take_quoted(struct splitting *s, const unsigned char *end)
{
	unsigned char quote = *s->at;
	start_word(s);
	for (s->at++; s->at < end; s->at++) {
		bool escapes = *s->at == '\\' && s->at + 1 < end &&
			       (s->at[1] == quote || s->at[1] == '\\');
		s->at += escapes;
		s->line += *s->at == '\n';
		add_byte(s, *s->at);
	}
	s->at++;
}

/* ${NAME}, whose braces are no block. */
static void
take_variable(struct splitting *s)
{
	while (s->at < s->end && *s->at != '\n' && *s->at != '}')
		add_byte(s, *s->at++);
	if (s->at < s->end && *s->at == '}')
		add_byte(s, *s->at++);
}

static bool
is_blank_line(const unsigned char *at, const unsigned char *end)
{
	while (at < end && *at != '\n' && pd_ascii_is_blank((char)*at))
		at++;
	return at == end || *at == '\n';
}

/* At the end of a line. */
static void
take_line_end(struct splitting *s)
{
	const unsigned char *next = s->at + 1;
	bool folds = s->grammar->folds && next < s->end &&
		     (*next == ' ' || *next == '\t') && !is_blank_line(next, s->end) &&
		     (s->words.size > 0 || s->in_word);
	s->at++;
	if (folds && s->grammar->joins)
		s->at++;
	else if (folds || !s->grammar->lines)
		end_word(s);
	else
		end_statement(s);
	s->line++;
	s->at_line_start = true;
}

/* A backslash before the end of a line. */
static bool
take_continuation(struct splitting *s)
{
	const unsigned char *next = s->at + 1;
	next += next < s->end && *next == '\r';
	if (!s->grammar->backslashes || *s->at != '\\' || next >= s->end ||
		*next != '\n')
		return false;
	s->at = next + 1;
	s->line++;
	return true;
}

/* ---- one character --------------------------------------------------------------- */

static bool
is_new(const struct splitting *s)
{
	return s->words.size == 0 && !s->in_word && !s->in_tag && !s->in_brackets;
}

/* < and [ where a statement could begin. */
static bool
take_opening(struct splitting *s)
{
	const struct pd_grammar *grammar = s->grammar;
	if (!is_new(s) || !s->at_line_start)
		return false;
	s->in_tag = grammar->tags && *s->at == '<';
	s->in_brackets = grammar->brackets && *s->at == '[';
	if (!s->in_tag && !s->in_brackets)
		return false;
	s->began = s->line;
	s->at_line_start = false;
	s->at++;
	s->closes_tag = s->in_tag && s->at < s->end && *s->at == '/';
	s->at += s->closes_tag;
	return true;
}

static bool
take_mark(struct splitting *s)
{
	const struct pd_grammar *grammar = s->grammar;
	unsigned char c = *s->at;
	if ((grammar->semicolons && c == ';') || (grammar->commas && c == ',') ||
		(s->in_tag && c == '>') || (s->in_brackets && c == ']'))
		end_statement(s);
	else if (grammar->braces && c == '{')
		open_block(s);
	else if (grammar->braces && c == '}')
		close_block(s);
	else if (grammar->comma_blanks && c == ',')
		end_word(s);
	else if (grammar->assigns == c && c != '\0' && !s->assigned && !is_new(s)) {
		end_word(s);
		s->assigned = true;
		s->at += s->at + 1 < s->end && s->at[1] == c; /* == */
	} else
		return false;
	s->at++;
	return true;
}

static void
take_plain(struct splitting *s)
{
	if (pd_ascii_is_blank((char)*s->at))
		end_word(s);
	else {
		s->at_margin =
			s->at_margin || (is_new(s) && s->at_line_start &&
						(s->line == 1 || s->at[-1] == '\n'));
		add_byte(s, *s->at);
	}
	s->at++;
}

static void
take_next(struct splitting *s)
{
	const unsigned char *quote =
		pd_ascii_is_one_of((char)*s->at, s->grammar->quotes) ? find_quote_end(s)
								     : NULL;
	if (begins_comment(s))
		skip_comment(s);
	else if (quote != NULL)
		take_quoted(s, quote);
	else if (*s->at == '\n')
		take_line_end(s);
	else if (*s->at == '$' && s->at + 1 < s->end && s->at[1] == '{')
		take_variable(s);
	else if (!take_continuation(s) && !take_opening(s) && !take_mark(s))
		take_plain(s);
}

void
pd_split(const struct pd_grammar *grammar, struct pd_bytes text, pd_split_tell *tell,
	void *work)
{
	struct splitting s = {.grammar = grammar,
		.at = text.data,
		.end = text.data + text.size,
		.line = 1,
		.began = 1,
		.at_line_start = true,
		.tell = tell,
		.work = work};
	while (s.at < s.end && !s.stopped)
		take_next(&s);
	end_statement(&s);
	pd_buffer_free(&s.words);
}
