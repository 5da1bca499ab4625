/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/global_keys.h"

#include <signal.h>
#include <stdlib.h>

#include "base/text.h"
#include "tabs/store/undo.h"
#include "ui/ask/available.h"
#include "ui/screen/app_state.h"
#include "ui/screen/ask/comment.h"
#include "ui/screen/ask/question.h"
#include "ui/screen/findings.h"
#include "ui/screen/meanwhile.h"
#include "ui/screen/page.h"

/* ---- leaving ------------------------------------------------------------------- */

static void
answered_quit(void *argument, enum pd_answer answer)
{
	struct pd_app *app = argument;
	app->ended = answer == PD_YES;
}

static bool
would_lose_input(struct pd_app *app)
{
	for (struct pd_sheet *sheet = app->top; sheet != NULL; sheet = sheet->below)
		if (sheet->kind->dirty != NULL && sheet->kind->dirty(sheet))
			return true;
	return false;
}

static bool
quit_program(void *self, int key)
{
	(void)key;
	struct pd_app *app = self;
	if (pd_app_top(app)->kind->line != NULL)
		return false;
	if (pd_task_is_running(app))
		pd_question_ask(app, _("Work is still running. Cancel it and quit?"),
			answered_quit, app);
	else if (would_lose_input(app))
		pd_question_ask(
			app, _("Discard your input and quit?"), answered_quit, app);
	else
		app->ended = true;
	return true;
}

static bool
go_back(void *self, int key)
{
	struct pd_app *app = self;
	if (app->top != NULL) {
		pd_app_close(app, app->top);
		return true;
	}
	if (key == 'q')
		return quit_program(app, key);
	if (!pd_task_cancel(app))
		pd_app_hint(app, _("There is nothing to go back from; q quits"));
	return true;
}

static bool
cancel_work(void *self, int key)
{
	(void)key;
	struct pd_app *app = self;
	if (!pd_task_cancel(app))
		pd_app_hint(app, _("No work is running; q quits"));
	return true;
}

static bool
suspend_program(void *self, int key)
{
	(void)self;
	(void)key;
	pd_term_suspend();
	/* Stop the whole job, including a program that may have started us. */
	(void)kill(0, SIGTSTP);
	pd_term_resume();
	return true;
}

/* ---- going elsewhere ----------------------------------------------------------- */

static bool
go_to_tab_number(void *self, int key)
{
	struct pd_app *app = self;
	size_t page = (size_t)(key - '1');
	if (page >= app->page_count)
		return false;
	pd_page_go_to(app, page);
	return true;
}

static bool
go_to_next_tab(void *self, int key)
{
	struct pd_app *app = self;
	bool back = key == PD_KEY_BACKTAB || key == PD_KEY_LEFT;
	size_t by = back ? app->page_count - 1 : 1;
	pd_page_go_to(app, (app->page + by) % app->page_count);
	return true;
}

/* ---- undo ---------------------------------------------------------------------- */

static void
answered_undo(void *argument, enum pd_answer answer)
{
	struct pd_app *app = argument;
	const struct pd_operation *undo = pd_undo_operation(pd_app_context(app));
	if (answer == PD_YES)
		pd_task_start(app, undo, &(struct pd_row_ref){.id = app->undo}, 1, NULL,
			PD_TASK_SHOW);
	else
		pd_app_hint(app, _("Nothing was undone"));
}

static bool
ask_to_undo(void *self, int key)
{
	(void)key;
	struct pd_app *app = self;
	const struct pd_operation *undo = pd_undo_operation(pd_app_context(app));
	PD_AUTO(pd_drop_text) char *entry = NULL;
	PD_AUTO(pd_drop_text) char *question = NULL;
	struct pd_error error = {0};
	if (!pd_task_may(app, undo))
		return true;
	if (!pd_undo_offer(pd_app_context(app), &entry, &question, &error)) {
		pd_task_hint_refusal(app, &error);
		return true;
	}
	if (entry == NULL) { /* the operation says why not */
		pd_task_start(
			app, undo, &(struct pd_row_ref){0}, 1, NULL, PD_TASK_SHOW);
		return true;
	}
	free(app->undo);
	app->undo = pd_steal(entry);
	pd_question_ask(app, question, answered_undo, app);
	return true;
}

/* ---- sheets to find things with ------------------------------------------------ */

static bool
toggle_menu(void *self, int key)
{
	(void)key;
	pd_menu_open(self);
	return true;
}

static bool
open_help(void *self, int key)
{
	(void)key;
	if (pd_app_top(self)->kind->line != NULL)
		return false;
	pd_menu_open_help(self, &pd_global_keys);
	return true;
}

static bool
open_findings(void *self, int key)
{
	(void)key;
	pd_findings_open(self);
	return true;
}

static bool
open_messages(void *self, int key)
{
	(void)key;
	pd_menu_open_messages(self);
	return true;
}

static bool
reload_store(void *self, int key)
{
	(void)key;
	pd_meanwhile_skip(self);
	pd_app_note_change(self);
	pd_app_hint(self, _("Read again"));
	return true;
}

/* What runs has its comment already. */
static bool
ask_comment(void *self, int key)
{
	(void)key;
	struct pd_app *app = self;
	if (pd_task_is_running(app))
		(void)pd_task_is_busy(app);
	else
		pd_comment_ask(app);
	return true;
}

static bool
repaint_screen(void *self, int key)
{
	(void)self;
	(void)key;
	pd_term_repaint();
	return true;
}

/* clang-format off */
static const struct pd_binding free_keys[] = {
	{{'1', '2', '3', '4', '5', '6', '7'}, "1..5", N_("Go to the tab of that number"), go_to_tab_number},
	{{PD_KEY_TAB, PD_KEY_RIGHT},    "Tab Right",  N_("Go to the next tab"),     go_to_next_tab},
	{{PD_KEY_BACKTAB, PD_KEY_LEFT}, "S-Tab Left", N_("Go to the tab before"),   go_to_next_tab},
	{{'m', PD_KEY_F1 + 8}, "m F9",  N_("Menu of the operations here"),          toggle_menu},
	{{'!'},                "!",     N_("What needs doing, worst first"),        open_findings},
	{{'z'},                "z",     N_("Undo the last change"),                 ask_to_undo},
	{{'M'},                "M",     N_("Messages so far"),                      open_messages},
	{{'R', PD_KEY_F1 + 4}, "R F5",  N_("Read the store again"),                 reload_store},
	{{'Q'},                "Q F10", N_("Quit"),                                 quit_program},
	{{0}, NULL, NULL, NULL}
};

static const struct pd_binding back_keys[] = {
	{{'?'},                "? F1",  N_("Help: all keys, to search"),            open_help},
	{{PD_KEY_ESCAPE, 'q', PD_CTRL('g')}, "Esc q", N_("Go back one level; q at the top quits"), go_back},
	{{0}, NULL, NULL, NULL}
};

static const struct pd_binding always_keys[] = {
	{{PD_KEY_F1},      "F1",  N_("Help on what can be pressed here"), open_help},
	{{PD_KEY_F1 + 2, PD_CTRL('r')}, "F3 C-r",
	 N_("Add a comment, which history keeps with the change"), ask_comment},
	{{PD_CTRL('c')},   "C-c", N_("Cancel the work that runs"),        cancel_work},
	{{PD_CTRL('l')},   "C-l", N_("Redraw the screen"),           repaint_screen},
	{{PD_CTRL('z')},   "C-z", N_("Suspend the program"),              suspend_program},
	{{PD_KEY_F1 + 9},  "F10", N_("Quit"),                             quit_program},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

const struct pd_menu_keys pd_global_keys = {
	.always = always_keys, .back = back_keys, .free = free_keys};
