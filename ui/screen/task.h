/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_TASK_H
#define PD_UI_SCREEN_TASK_H

#include "ui/screen/sheet.h"

/* One operation on its way: its form, the questions before it, the run in a thread, and
 * what becomes of the result. There is at most one at a time. */

struct pd_task;

enum pd_task_purpose {
	PD_TASK_SHOW, /* shows what the operation brings */
	PD_TASK_COPY, /* sends its PEM text to the clipboard instead */
};

/* Starts the operation on what is selected in page (NULL: on nothing), or says why
 * not. */
void pd_task_start(struct pd_app *app, const struct pd_operation *operation,
	struct pd_page *page, enum pd_task_purpose purpose);

/* May the operator do it, by his role, and are the settings known? false: it was said
 * why not, and put into history. */
bool pd_task_may(struct pd_app *app, const struct pd_operation *operation);

/* The row that an operation is for, where it is not the selected one. Borrowed. */
struct pd_target {
	const char *id, *name; /* name may be NULL */
};

/* Starts it on that row, with presets filled in (NULL: none), which it takes. */
void pd_task_start_on(struct pd_app *app, const struct pd_operation *operation,
	struct pd_target target, struct pd_values *presets);

/* ---- for the form -------------------------------------------------------------- */

const struct pd_operation *pd_task_operation(const struct pd_task *task);
const char *pd_task_row(const struct pd_task *task);  /* the first's id, or NULL */
const char *pd_task_name(const struct pd_task *task); /* of the one row, or NULL */
void pd_task_put_rows(const struct pd_task *task, const struct pd_field *field,
	struct pd_values *values);

/* What another operation has filled in already, or NULL. */
const struct pd_values *pd_task_presets(const struct pd_task *task);

/* The form is filled in: goes on with values, which it takes. */
void pd_task_submit(struct pd_task *task, struct pd_values *values);

/* Something other than a passphrase was changed in the form: what was answered before
 * is to be asked again. */
void pd_task_forget_answers(struct pd_task *task);

/* The form was given up. */
void pd_task_give_up(struct pd_task *task);

/* ---- for the event loop -------------------------------------------------------- */

/* Does work run? */
bool pd_task_is_running(const struct pd_app *app);

/* Does the running work hold the sheet that has the keys? */
bool pd_task_holds(const struct pd_app *app, const struct pd_sheet *sheet);

/* Cancels the work; false: none runs. */
bool pd_task_cancel(struct pd_app *app);

/* Looks whether work has ended. */
void pd_task_poll(struct pd_app *app);

/* What the message line says while work runs, or NULL; free() it. */
char *pd_task_progress(struct pd_app *app);

/* At the end: cancels all and waits a moment. false: some of it still runs. */
bool pd_task_end_all(struct pd_app *app);

#endif
