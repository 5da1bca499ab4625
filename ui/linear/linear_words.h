/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_WORDS_H
#define PD_UI_LINEAR_LINEAR_WORDS_H

#include "ui/linear/linear_state.h"

/* The words of the dialogue. Like those of the command line, they are the same in every
 * language. */

/* A word of the dialogue; a table of them ends with a NULL word. */
struct pd_linear_keyword {
	const char *word;
	char key;         /* of the screen, which does the same; 0: none */
	const char *help; /* N_(): what it does */
};

/* What can be typed: numbers, "/text", the words of operations (NULL: none) and of this
 * level (NULL: none), and the words that work everywhere. */
struct pd_prompt {
	const char *question;
	const struct pd_operation *operations;
	const struct pd_linear_keyword *words;
};

/* Asks for a command. Words may be abbreviated; those that work everywhere are handled
 * here. *word is the full word and line the rest; or *word is NULL, and line is empty
 * or begins with a digit or '/'. *word is "" if a word handled here has changed the
 * store. false: leave this level. */
bool pd_linear_ask_command(struct pd_linear *linear, const struct pd_prompt *prompt,
	const char **word, struct pd_secret *line);

#endif
