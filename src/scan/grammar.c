/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/grammar.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "scan/split.h"
#include "x509/read/sandbox.h"

enum { MOST_STATEMENTS = 100000, MOST_WORDS = 256 };

/* clang-format off */
static const struct pd_grammar grammars[] = {
	{.name = "braces", .comments = "#", .quotes = "\"'", .semicolons = true, .braces = true},
	{.name = "tags", .comments = "#", .comments_begin_lines = true, .quotes = "\"'", .lines = true,
	 .tags = true, .backslashes = true},
	{.name = "sections", .comments = "#", .quotes = "\"'", .lines = true,
	 .heads = " global defaults frontend backend listen userlist peers resolvers mailers cache "
		"program ring http-errors log-forward fcgi-app crt-store traces "},
	{.name = "connections", .comments = "#", .quotes = "\"", .assigns = '=', .lines = true,
	 .heads = " conn config ca "},
	{.name = "lines", .comments = "#;", .quotes = "\"", .lines = true},
	{.name = "indented", .comments = "#", .quotes = "\"", .lines = true, .folds = true},
	{.name = "equals", .comments = "#;", .quotes = "\"'", .assigns = '=', .lines = true,
	 .brackets = true},
	{.name = "colons", .comments = "#", .comments_begin_lines = true, .quotes = "", .assigns = ':',
	 .lines = true, .folds = true, .joins = true},
	{.name = "folded", .comments = "#", .comments_begin_lines = true, .quotes = "", .assigns = '=',
	 .lines = true, .folds = true, .comma_blanks = true},
	{.name = "config", .comments = "#", .quotes = "\"'", .assigns = '=', .lines = true, .braces = true,
	 .comma_blanks = true},
	{.name = "script", .comments = "", .long_comment = "--", .quotes = "\"'", .assigns = '=',
	 .lines = true, .braces = true, .semicolons = true, .commas = true},
	{.name = "macros", .comments = "#", .comments_begin_lines = true, .quotes = "", .assigns = '=',
	 .lines = true, .backslashes = true, .macros = true},
};
/* clang-format on */

const struct pd_grammar *
pd_grammar_find(const char *name)
{
	for (size_t i = 0; name != NULL && i < PD_COUNT(grammars); i++)
		if (strcmp(grammars[i].name, name) == 0)
			return &grammars[i];
	return NULL;
}

bool
pd_grammar_has_macros(const struct pd_grammar *grammar)
{
	return grammar->macros;
}

/* ---- in the child ---------------------------------------------------------------- */

/* How each statement travels: this, then its words in one part. */
struct head {
	uint32_t kind, line;
};

struct telling {
	struct pd_secret *out;
	size_t count;
};

static bool
put_statement(
	void *work, enum pd_statement_kind kind, unsigned line, struct pd_bytes words)
{
	struct telling *telling = work;
	const struct head head = {(uint32_t)kind, line};
	if (telling->count == MOST_STATEMENTS)
		return false;
	telling->count++;
	pd_sandbox_put(telling->out,
		(struct pd_bytes){(const unsigned char *)&head, sizeof head});
	pd_sandbox_put(telling->out, words);
	return true;
}

/* A pd_sandbox_work: the name of a grammar with its NUL, and the text. */
static void
split_in_child(struct pd_bytes job, int answer)
{
	struct pd_bytes name, text;
	PD_AUTO(pd_secret_wipe) struct pd_secret told = {0};
	struct telling telling = {&told, 0};
	if (pd_sandbox_take(&job, &name) && pd_sandbox_take(&job, &text))
		pd_split(pd_grammar_find((const char *)name.data), text, put_statement,
			&telling);
	pd_sandbox_answer(answer, told.data, told.size);
}

/* ---- what it answered ------------------------------------------------------------ */

void
pd_drop_word(char *word)
{
	if (word != NULL)
		pd_wipe(word, strlen(word));
	free(word);
}

void
pd_statements_free(struct pd_statements *statements)
{
	for (size_t i = 0; i < statements->count; i++) {
		char **words = statements->items[i].words;
		for (char **word = words; word != NULL && *word != NULL; word++)
			pd_drop_word(*word);
		free(words);
	}
	free(statements->items);
	*statements = (struct pd_statements){0};
}

static void
take_statement_words(struct pd_bytes bytes, struct pd_statement *out)
{
	out->words = pd_alloc(MOST_WORDS + 1, sizeof *out->words);
	while (bytes.size > 0 && out->count < MOST_WORDS) {
		size_t size = strnlen((const char *)bytes.data, bytes.size);
		size_t step = size < bytes.size ? size + 1 : size;
		out->words[out->count++] = pd_copy_bytes(bytes.data, size);
		bytes.data += step;
		bytes.size -= step;
	}
	out->words = pd_grow(out->words, out->count + 1, sizeof *out->words);
	out->words[out->count] = NULL;
}

/* false: the child was broken. */
static bool
take_statement(struct pd_bytes *answer, struct pd_statements *out)
{
	struct pd_bytes part, words;
	struct head head;
	if (!pd_sandbox_take(answer, &part) || part.size != sizeof head ||
		!pd_sandbox_take(answer, &words))
		return false;
	memcpy(&head, part.data, sizeof head);
	if (head.kind > PD_CLOSES || out->count == MOST_STATEMENTS)
		return false;
	out->items = pd_grow_by_one(out->items, out->count, sizeof *out->items);
	struct pd_statement *one = &out->items[out->count++];
	*one = (struct pd_statement){
		.kind = (enum pd_statement_kind)head.kind, .line = head.line};
	take_statement_words(words, one);
	return true;
}

bool
pd_statements_read(const struct pd_grammar *grammar, struct pd_bytes text,
	const char *from, const atomic_bool *cancelled, struct pd_statements *out,
	struct pd_error *error)
{
	static const struct pd_sandbox_limits limits = {.seconds = 20,
		.cpu_seconds = 10,
		.memory = (size_t)256 << 20,
		.result = (size_t)64 << 20};
	PD_AUTO(pd_secret_wipe) struct pd_secret input = {0}, answer = {0};
	PD_AUTO(pd_statements_free) struct pd_statements read = {0};
	pd_sandbox_put(&input, (struct pd_bytes){(const unsigned char *)grammar->name,
				       strlen(grammar->name) + 1});
	pd_sandbox_put(&input, text);
	const struct pd_sandbox_job job = {.work = split_in_child,
		.input = pd_secret_bytes(&input),
		.limits = &limits,
		.from = from,
		.cancelled = cancelled};
	if (!pd_sandbox_run(&job, &answer, error))
		return false;
	struct pd_bytes rest = pd_secret_bytes(&answer);
	while (rest.size > 0)
		if (!take_statement(&rest, &read))
			return pd_fail(error, PD_EIO, from,
				_("the process that parsed it gave an invalid answer"));
	read.is_cut = read.count == MOST_STATEMENTS;
	*out = read;
	read = (struct pd_statements){0};
	return true;
}
