/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_LINEAR_LINEAR_STATE_H
#define PD_UI_LINEAR_LINEAR_STATE_H

#include "tabs/tab.h"
#include "ui/ask/messages.h"
#include "ui/ask/work.h"
#include "ui/linear/teletype.h"

/* The state of the line dialogue, for the files that make it up. */

struct pd_linear {
	struct pd_context *context;
	int64_t offset;             /* from the system's clock to the context's time */
	bool ended;                 /* by quit, the end of the input or a signal */
	unsigned changes;           /* of the store so far */
	const struct pd_tab *go_to; /* its name was typed; NULL: none was */
	struct pd_messages messages;
	char *comment; /* for history; NULL */
	struct pd_cancelled cancelled;
	int wake[2]; /* a pipe that jobs write to */
};

/* ---- linear -------------------------------------------------------------------- */

/* Borrowed; its time is now. */
struct pd_context *pd_linear_context(struct pd_linear *linear);

/* Says it and keeps it in the list of messages. */
void pd_linear_tell(struct pd_linear *linear, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_linear_tell_error(struct pd_linear *linear, const struct pd_error *error);
void pd_linear_tell_reason(struct pd_linear *linear, const char *reason); /* alone */

/* Reads a line. false: the level is left, by C-c or because the dialogue has ended. */
bool pd_linear_ask(
	struct pd_linear *linear, const char *question, struct pd_secret *line);
bool pd_linear_ask_hidden(
	struct pd_linear *linear, const char *question, struct pd_secret *line);

/* Only a yes is yes. What was typed before the question is no answer to it. */
bool pd_linear_agrees(struct pd_linear *linear, const char *question);

/* Says all that needs doing, worst first in each tab. */
void pd_linear_findings(struct pd_linear *linear);

/* ---- linear_words -------------------------------------------------------------- */

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

/* ---- linear_page, linear_menu -------------------------------------------------- */

/* What a tab shows, until the operator leaves it; or rows of a result, which it takes.
 */
void pd_linear_page(
	struct pd_linear *linear, const struct pd_tab *tab, struct pd_rows *rows);

/* The rows that something is done on, borrowed; none: it is done on the tab. */
struct pd_chosen {
	const struct pd_row **rows;
	size_t count;
};

/* Offers what can be done on them, until it changed something or the operator leaves. */
void pd_linear_menu(
	struct pd_linear *linear, const struct pd_tab *tab, struct pd_chosen chosen);

/* ---- linear_rows ----------------------------------------------------------------- */

/* The row of that number, from 1 on through all sections; borrowed; NULL: none. */
const struct pd_row *pd_linear_row(const struct pd_view *view, size_t number);

/* Reads the numbers of rows that text begins with, "3", "3 5", "3-7"; *rest is what
 * stands behind them. free() the rows. false: it was said what is wrong. */
bool pd_linear_choose(const struct pd_view *view, const char *text,
	struct pd_chosen *chosen, const char **rest);

/* Prints the rows that some text is found in ("": all), numbered, from first on, as many
 * as fit on a page; returns the number of the first that is not printed. */
size_t pd_linear_print_rows(
	const struct pd_view *view, size_t first, const char *search);

/* ---- linear_task ---------------------------------------------------------------- */

/* Does the operation, from its questions to its result. Takes presets (NULL: none). */
void pd_linear_do(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_chosen chosen, struct pd_values *presets);

/* ---- linear_field --------------------------------------------------------------- */

enum pd_linear_step { PD_STEP_ON, PD_STEP_BACK, PD_STEP_OUT };

/* Asks for the value of a field, which values has as its default, until it is right. */
enum pd_linear_step pd_linear_field(struct pd_linear *linear,
	const struct pd_field *field, struct pd_values *values);

/* ---- linear_secret -------------------------------------------------------------- */

/* Text that is pasted; a passphrase, twice if it is chosen. Neither is shown. */
enum pd_linear_step pd_linear_paste(struct pd_linear *linear,
	const struct pd_field *field, struct pd_values *values);
enum pd_linear_step pd_linear_passphrase(struct pd_linear *linear,
	const struct pd_field *field, struct pd_values *values);

/* ---- linear_work ---------------------------------------------------------------- */

/* Runs the operation, or its preview, as a job, and waits for it: C-c cancels it. values
 * are taken, and given back when it has ended. NULL: error; else pd_work_free it. */
struct pd_work *pd_linear_work(struct pd_linear *linear,
	const struct pd_operation *operation, struct pd_values **values, bool previews,
	bool may_replace, struct pd_error *error);

/* ---- linear_result -------------------------------------------------------------- */

/* Details as "Label: value", without the line of the name that skip gives (NULL: none).
 */
void pd_linear_print_details(const struct pd_details *details, const char *skip);

/* Says what an operation brought, and shows it. Moves from result. */
void pd_linear_result(struct pd_linear *linear, const struct pd_operation *operation,
	struct pd_result *result);

/* Says what an operation warned of. */
void pd_linear_warn(struct pd_linear *linear, const struct pd_result *result);

#endif
