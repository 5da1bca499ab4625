/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_GRAMMAR_H
#define PD_SCAN_GRAMMAR_H

#include <stdatomic.h>

#include "base/error.h"
#include "base/memory.h"
#include "scan/split.h"

/* How configuration files are written, and their text taken apart into statements, in a
 * confined child. What the words mean is up to others. */

/* braces, tags, sections, connections, lines, indented, equals, colons, folded, config,
 * script, macros; NULL: there is no such word. */
const struct pd_grammar *pd_grammar_find(const char *name);

/* Do .ifdef, .ifndef, .else and .endif decide what holds, and words in capitals stand for
 * what was said of them? */
bool pd_grammar_has_macros(const struct pd_grammar *grammar);

struct pd_statement {
	enum pd_statement_kind kind;
	unsigned line;
	char **words; /* bytes of the file, not yet safe to show; NULL at the end */
	size_t count;
};

struct pd_statements {
	struct pd_statement *items;
	size_t count;
	bool is_cut; /* there were more than are read */
};

/* Wipes and frees a word: it may be a passphrase. */
void pd_drop_word(char *word);

/* from names the text in errors. */
bool pd_statements_read(const struct pd_grammar *grammar, struct pd_bytes text,
	const char *from, const atomic_bool *cancelled, struct pd_statements *out,
	struct pd_error *error);
void pd_statements_free(struct pd_statements *statements); /* PD_AUTO fits */

#endif
