/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_INTERACTION_H
#define PD_UI_ASK_INTERACTION_H

#include "ui/ask/work.h"

/* One operation on its way from who may do it to its result: what is asked, in which
 * order, and what every answer leads to. It knows no face and shows nothing; each face
 * shows what pd_interaction_next says and hands in the answer, until it is over. */

/* What comes next, and what a face does about it. */
enum pd_next {
	PD_NEXT_FIELDS,     /* asks for the values, then pd_interaction_submit */
	PD_NEXT_REPLACE,    /* asks pd_interaction_question, then agree or decline */
	PD_NEXT_CONFIRM,    /* the same, with the preview above the question */
	PD_NEXT_PASSPHRASE, /* puts pd_interaction_field into the values, then submits */
	PD_NEXT_PREVIEW,    /* pd_interaction_start, or pd_interaction_work */
	PD_NEXT_RUN,        /* the same: this is the operation itself */
	PD_NEXT_DECLINED,   /* the answer was no; may ask for the values again */
	PD_NEXT_FAILED,     /* tells the error; may ask for the values again */
	PD_NEXT_DONE,       /* shows the result */
};

/* How much an operator says before anything is asked. */
enum pd_manner {
	PD_DIALOGUE,       /* nothing: whoever looks at a preview is asked */
	PD_COMMAND_LINE,   /* the values; what only adds is not asked about */
	PD_COMMAND_AGREED, /* and yes to all questions */
};

struct pd_interaction_order {
	const struct pd_operation *operation;
	/* The face's own. Its settings are read again before anything is done, for other
	 * processes change them. It outlives the interaction. */
	struct pd_context *context;
	enum pd_manner manner;
	/* That it is for, or which is selected where it is on the tab: defaults may
	 * depend on it. Borrowed for the call. */
	const struct pd_row *const *rows;
	size_t row_count;
	/* What is filled in already: the values of a command line, or what the operation
	 * before this one found. Taken; NULL: nothing. */
	struct pd_values *values;
};

struct pd_interaction;

/* Begins; it may have failed at once, for want of a role. Only pd_interaction_free ends
 * it. */
struct pd_interaction *pd_interaction_new(const struct pd_interaction_order *order);
void pd_interaction_free(struct pd_interaction *interaction); /* NULL is fine */
PD_DROP(pd_drop_interaction, struct pd_interaction *, pd_interaction_free);

enum pd_next pd_interaction_next(const struct pd_interaction *interaction);
const struct pd_operation *pd_interaction_operation(
	const struct pd_interaction *interaction);

/* May the account do it, by settings as they are now? Fails with PD_ESTATE, and history
 * notes the refusal; or with PD_ESTORE where the settings cannot be read. */
bool pd_interaction_allows(struct pd_context *context,
	const struct pd_operation *operation, struct pd_error *error);

/* ---- values -------------------------------------------------------------------- */

/* Puts into values what the field begins with: the rows, what was filled in already, or
 * its default. A field that is not due, by the others in values, loses what it had. */
void pd_interaction_fill(const struct pd_interaction *interaction,
	const struct pd_field *field, struct pd_values *values);

/* Was it filled in before anything was asked? */
bool pd_interaction_is_preset(
	const struct pd_interaction *interaction, const struct pd_field *field);

/* The field as it is asked for the row: text that is one of some words is a choice. Where
 * these say what each is, picks, which is empty before, gets that; the caller frees it,
 * after the field. */
struct pd_field pd_interaction_asked(const struct pd_interaction *interaction,
	const struct pd_field *field, struct pd_picks *picks);

/* Does an operator in a dialogue have to fill in anything? */
bool pd_interaction_has_questions(const struct pd_interaction *interaction);

/* The values so far, to be changed in place; or others in their place, which it takes. */
struct pd_values *pd_interaction_values(struct pd_interaction *interaction);
void pd_interaction_set_values(
	struct pd_interaction *interaction, struct pd_values *values);

/* ---- answers ------------------------------------------------------------------- */

/* The values are complete. Anew after it failed, was declined, or lacked a passphrase. */
void pd_interaction_submit(struct pd_interaction *interaction);

void pd_interaction_agree(struct pd_interaction *interaction);
void pd_interaction_decline(struct pd_interaction *interaction);

/* The operator changed a value other than a passphrase: what was agreed to is asked
 * again. */
void pd_interaction_forget_answers(struct pd_interaction *interaction);

/* ---- what a face shows ----------------------------------------------------------- */

/* The question of REPLACE and CONFIRM; free() it. */
char *pd_interaction_question(const struct pd_interaction *interaction);

/* What is in the way, borrowed; NULL: the question that comes next, or was declined, is
 * that of CONFIRM. */
const char *pd_interaction_path(const struct pd_interaction *interaction);

/* CONFIRM: what is shown above the question; may be moved from. */
struct pd_details *pd_interaction_preview(struct pd_interaction *interaction);

/* PASSPHRASE: the field that takes it. FAILED: the field at fault; NULL: none. */
const struct pd_field *pd_interaction_field(const struct pd_interaction *interaction);

/* FAILED: why. PASSPHRASE and REPLACE: what is said where there is nobody to ask. */
const struct pd_error *pd_interaction_error(const struct pd_interaction *interaction);

/* FAILED: is there another try? Not after too many wrong passphrases. */
bool pd_interaction_can_retry(const struct pd_interaction *interaction);

/* DONE: what it brought; else what the last run warned of before it failed. May be moved
 * from. */
struct pd_result *pd_interaction_result(struct pd_interaction *interaction);

/* ---- work ------------------------------------------------------------------------ */

/* PREVIEW and RUN, in a thread: pd_interaction_end takes the job when it has ended. NULL:
 * it has failed, as pd_interaction_next says. wake is that of pd_job_start. */
struct pd_job *pd_interaction_start(struct pd_interaction *interaction, int wake);
void pd_interaction_end(struct pd_interaction *interaction, struct pd_job *job);

/* Cancels the job, which ends by itself among the cancelled; it has failed then, with
 * PD_ECANCEL. */
void pd_interaction_cancel(struct pd_interaction *interaction, struct pd_job *job,
	struct pd_cancelled *cancelled);

/* The same in this thread, with the context itself. */
void pd_interaction_work(struct pd_interaction *interaction);

#endif
