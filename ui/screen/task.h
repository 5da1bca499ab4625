/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_SCREEN_TASK_H
#define PD_UI_SCREEN_TASK_H

#include "ui/screen/stack.h"

/* One operation on its way: its form, the questions before it, the run in a thread, and
 * what becomes of the result. There is at most one at a time. */

struct pd_task;

enum pd_task_purpose {
	PD_TASK_SHOW, /* shows what the operation brings */
	PD_TASK_COPY, /* sends its PEM text to the clipboard instead */
};

/* A row that an operation is for. Borrowed. */
struct pd_row_ref {
	const char *id, *name; /* either may be NULL */
};

/* Starts the operation on these rows (none: on the tab) with presets filled in (NULL:
 * none), which it takes; or says that another is still open. */
void pd_task_start(struct pd_app *app, const struct pd_operation *operation,
	const struct pd_row_ref *rows, size_t count, struct pd_values *presets,
	enum pd_task_purpose purpose);

/* Is another operation open? If so, says which. */
bool pd_task_is_busy(struct pd_app *app);

/* May the operator do it, by his role, and are the settings known? false: it was said
 * why not, and put into history. */
bool pd_task_may(struct pd_app *app, const struct pd_operation *operation);

/* Says why an operation that is known may not be done. */
void pd_task_hint_refusal(struct pd_app *app, const struct pd_error *refused);

/* The result of an operation, for whoever shows it. Borrowed; result may be moved from. */
struct pd_finished {
	const struct pd_operation *operation;
	struct pd_row_ref row; /* the first row that it was for; {0}: the tab */
	enum pd_task_purpose purpose;
	struct pd_result *result;
};

/* ---- for the event loop -------------------------------------------------------- */

/* Is a job running? */
bool pd_task_is_running(const struct pd_app *app);

/* Cancels the job; false: none is running. */
bool pd_task_cancel(struct pd_app *app);

/* Checks whether jobs have ended. */
void pd_task_poll(struct pd_app *app);

/* The message line while a job is running, of that many cells, or NULL; free() it. It
 * changes by itself after PD_TASK_PULSE milliseconds. */
enum { PD_TASK_PULSE = 5000 };
char *pd_task_progress(struct pd_app *app, int columns);

/* Before leaving: cancels everything and waits a moment. false: something is still
 * running. */
bool pd_task_end_all(struct pd_app *app);

#endif
