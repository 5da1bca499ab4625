/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_TELL_H
#define PD_UI_LINEAR_LINEAR_TELL_H

#include "ui/linear/linear_state.h"

/* Saying and asking, for all files of the dialogue. */

/* Borrowed; its time is now. */
struct pd_context *pd_linear_context(struct pd_linear *linear);

/* Says it, and keeps it in the list of messages. */
void pd_linear_tell(struct pd_linear *linear, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_linear_tell_error(struct pd_linear *linear, const struct pd_error *error);
void pd_linear_tell_reason(struct pd_linear *linear,
	const char *reason); /* made into a sentence of its own */
/* Why an operation does not begin: its name needs no telling, a file's does. */
void pd_linear_tell_refusal(struct pd_linear *linear, const struct pd_error *error);

/* Asks and reads a line. false: leave this level, because of C-c or the end of the
 * dialogue. */
bool pd_linear_ask(
	struct pd_linear *linear, const char *question, struct pd_secret *line);
bool pd_linear_ask_hidden(
	struct pd_linear *linear, const char *question, struct pd_secret *line);

/* Asks yes or no; only a yes is yes. Ignores what was typed before the question. */
bool pd_linear_agrees(struct pd_linear *linear, const char *question);

#endif
