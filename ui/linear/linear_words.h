/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_WORDS_H
#define PD_UI_LINEAR_LINEAR_WORDS_H

#include "ui/linear/linear_state.h"

/* Words of the dialogue. Like those of the command line they are the same in every
 * language. */

/* As they are typed, in every language; the table ends with a NULL word. */
struct pd_linear_word {
	const char *word;
	char key;         /* does the same, as it does on the screen; 0: none */
	const char *help; /* N_(): what it does */
};

/* What can be typed: numbers, "/text", and words: those of operations (NULL: none), of
 * a level (NULL: none), and those that are known everywhere. */
struct pd_prompt {
	const char *question;
	const struct pd_operation *operations;
	const struct pd_linear_word *words;
};

/* Asks for a command. Words may be shortened; what is known everywhere is done here.
 * *word is the whole word, line what was typed behind it; or *word is NULL, and line
 * begins with a digit or '/', or is empty. *word is "" after what was done here changed
 * the store. false: the level is left. */
bool pd_linear_command(struct pd_linear *linear, const struct pd_prompt *prompt,
	const char **word, struct pd_secret *line);

#endif
