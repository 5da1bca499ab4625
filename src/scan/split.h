/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_SPLIT_H
#define PD_SCAN_SPLIT_H

#include <stdbool.h>

#include "base/buffer.h"

/* Internal to the grammars: takes a text apart, in the child. */

enum pd_statement_kind {
	PD_STATES, /* words: the directive and what follows it */
	PD_OPENS,  /* a block, with the words before it */
	PD_CLOSES,
};

struct pd_grammar {
	const char *name;
	const char *comments; /* characters that begin one, where a word could begin */
	const char *long_comment; /* "--" or "//"; NULL */
	const char *quotes;
	const char
		*heads; /* words, in blanks, that begin a section at a line's start */
	char assigns;   /* between a name and its value; '\0': a blank */
	bool comments_begin_lines; /* a comment is a whole line */
	bool lines;                /* a statement ends with its line */
	bool semicolons;           /* or with ; */
	bool commas;               /* or with , */
	bool comma_blanks;         /* a comma is as good as a blank */
	bool braces;               /* { } are blocks */
	bool tags;                 /* <Block words> ... </Block> */
	bool brackets;             /* [section] */
	bool backslashes;          /* one at its end goes on with the next line */
	bool folds;                /* so does a blank at the beginning of the next */
	bool joins;                /* and is dropped */
	bool macros;
};

/* Told of each statement; words are size bytes, each with a NUL behind. false: stop. */
typedef bool pd_split_tell(
	void *work, enum pd_statement_kind kind, unsigned line, struct pd_bytes words);

void pd_split(const struct pd_grammar *grammar, struct pd_bytes text,
	pd_split_tell *tell, void *work);

#endif
