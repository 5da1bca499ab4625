/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/pager.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "ui/ask/available.h"
#include "ui/ask/editor.h"
#include "ui/ask/print.h"
#include "ui/screen/ask/question.h"
#include "ui/screen/edit.h"
#include "ui/screen/help_rows.h"
#include "ui/screen/render.h"
#include "ui/screen/save.h"

struct pager {
	struct pd_sheet sheet;
	char *title;
	char *note; /* NULL: none */
	struct pd_details details;
	struct pd_secret text; /* shown instead of details */
	bool secret;           /* the text is secret */
	struct pd_render render;
	int columns;    /* width that the lines were rendered for */
	size_t at, top; /* the current line, and the first on the screen */
	int page;
	bool searching;
	struct pd_edit search;
	size_t origin; /* the current line when the search began */
	/* The operation that can show the private key too, by which flag, and its row.
	 * NULL if there is none, or the key is already shown. */
	const struct pd_operation *key_operation;
	const struct pd_field *key_field;
	char *row, *row_name;
};

/* ---- details ------------------------------------------------------------------- */

static bool
is_pem_line(const struct pd_line *line)
{
	return line->kind == PD_LONG_VALUE &&
	       strncmp(line->text, "-----BEGIN ", 11) == 0;
}

/* ---- clipboard ----------------------------------------------------------------- */

static void
send_copy(struct pd_app *app, const char *text)
{
	size_t size = strlen(text);
	switch (pd_term_copy((struct pd_bytes){(const unsigned char *)text, size})) {
	case PD_SENT:
		pd_app_say(app,
			ngettext("Sent to your terminal's clipboard (%zu byte)",
				"Sent to your terminal's clipboard (%zu bytes)", size),
			size);
		break;
	case PD_SENT_TO_TMUX:
		pd_app_say(app,
			ngettext("Sent to tmux (%zu byte), which passes it on to your "
				 "terminal's clipboard if its option set-clipboard is "
				 "on",
				"Sent to tmux (%zu bytes), which passes them on to "
				"your terminal's clipboard if its option set-clipboard "
				"is on",
				size),
			size);
		break;
	case PD_SENT_NOT:
		pd_app_hint(app, _("This terminal has no clipboard to send to"));
		break;
	}
}

void
pd_pager_copy(struct pd_app *app, const struct pd_details *details)
{
	const struct pd_line *line = pd_details_find(details, is_pem_line);
	if (line == NULL)
		pd_app_hint(app, _("No PEM text here to send"));
	else
		send_copy(app, line->text);
}

/* A single line, such as an encrypted value, is meant for pasting into forms, so it is
 * sent without its line break. */
static void
send_pager_text(const struct pager *pager)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret line = {0};
	const char *text = pd_secret_text(&pager->text);
	size_t size = strcspn(text, "\n");
	bool one_line = size + 1 == pager->text.size;
	if (one_line)
		pd_secret_add(&line, text, size);
	send_copy(pager->sheet.app, one_line ? pd_secret_text(&line) : text);
}

/* ---- private keys -------------------------------------------------------------- */

static void
answered_key(void *argument, enum pd_answer answer)
{
	struct pager *pager = argument;
	if (answer == PD_NO)
		return;
	struct pd_values *presets = pd_values_new();
	pd_values_set(presets, pager->key_field->name, "yes");
	const struct pd_row_ref row = {pager->row, pager->row_name};
	pd_task_start(
		pager->sheet.app, pager->key_operation, &row, 1, presets, PD_TASK_SHOW);
}

static bool
ask_for_key(struct pager *pager)
{
	pd_question_ask(pager->sheet.app, _("Show the private key on this screen?"),
		answered_key, pager);
	return true;
}

/* ---- what leaves the screen ---------------------------------------------------- */

static bool
shows_private_key(const struct pager *pager)
{
	return pd_details_find(&pager->details, pd_line_is_private_key) != NULL ||
	       strstr(pd_secret_text(&pager->text), "PRIVATE KEY-----") != NULL;
}

static bool
shows_secret(const struct pager *pager)
{
	return pager->secret || shows_private_key(pager);
}

/* A secret leaves the screen only after asking, wherever it goes. */
static void
let_out(struct pager *pager, bool secret, const char *question, pd_answered *leave)
{
	if (secret)
		pd_question_ask(pager->sheet.app, question, leave, pager);
	else
		leave(pager, PD_YES);
}

static void
answered_copy(void *argument, enum pd_answer answer)
{
	struct pager *pager = argument;
	if (answer == PD_NO)
		return;
	if (pager->text.size > 0)
		send_pager_text(pager);
	else
		pd_pager_copy(pager->sheet.app, &pager->details);
}

/* Of details only the certificate is sent, which is no secret. */
static bool
copy_pager_text(void *self, int key)
{
	(void)key;
	struct pager *pager = self;
	let_out(pager, pager->text.size > 0 && shows_secret(pager),
		_("This is secret. Send it to the clipboard of your terminal?"),
		answered_copy);
	return true;
}

static void
answered_save(void *argument, enum pd_answer answer)
{
	struct pager *pager = argument;
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	if (answer == PD_NO)
		return;
	if (pager->text.size > 0)
		pd_secret_add(&out, pager->text.data, pager->text.size);
	else
		pd_print_details(&pager->details, &out);
	pd_save_start(pager->sheet.app, pager->title, &out);
}

static bool
save_pager_text(void *self, int key)
{
	(void)key;
	struct pager *pager = self;
	let_out(pager, shows_secret(pager),
		_("This is secret. Write it to a file that only you can read?"),
		answered_save);
	return true;
}

/* Line by line, so that line feeds are not escaped. */
static void
append_safe_lines(struct pd_secret *out, const char *text)
{
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		PD_AUTO(pd_drop_text) char *safe = pd_text_safe(text, size);
		pd_secret_add_format(out, "%s\n", safe);
		text += size + (text[size] == '\n');
	}
}

static bool
run_pager_program(void *self, int key)
{
	(void)key;
	struct pager *pager = self;
	const char *text = pd_secret_text(&pager->text);
	if (shows_secret(pager)) {
		pd_app_hint(pager->sheet.app,
			pager->secret
				? _("What is secret is not given to another program")
				: _("A private key is not given to another program"));
		return true;
	}
	PD_AUTO(pd_secret_wipe) struct pd_secret out = {0};
	struct pd_error error = {0};
	if (pager->text.size > 0)
		append_safe_lines(&out, text);
	else
		pd_print_details(&pager->details, &out);
	if (!pd_editor_show(pd_secret_bytes(&out), &error))
		pd_app_say_error(pager->sheet.app, &error);
	return true;
}

/* ---- moving -------------------------------------------------------------------- */

static bool
move_line(struct pager *pager, long by)
{
	long last = (long)pager->render.count - 1, at = (long)pager->at + by;
	pager->at = at < 0 || last < 0 ? 0 : (size_t)(at > last ? last : at);
	return true;
}

static bool
move_by_line(void *self, int key)
{
	bool up = key == PD_KEY_UP || key == 'k' || key == PD_CTRL('p');
	return move_line(self, up ? -1 : 1);
}

static bool
move_by_page(void *self, int key)
{
	struct pager *pager = self;
	bool up = key == PD_KEY_PAGE_UP || key == PD_CTRL('b');
	long by = pager->page > 1 ? pager->page - 1 : 1;
	/* The view scrolls along, as in every pager. */
	long top = (long)pager->top + (up ? -by : by);
	pager->top = top < 0 ? 0 : (size_t)top;
	return move_line(pager, up ? -by : by);
}

static bool
move_to_end(void *self, int key)
{
	struct pager *pager = self;
	bool first = key == PD_KEY_HOME || key == '<';
	return move_line(pager, first ? -(long)pager->at : (long)pager->render.count);
}

/* ---- search -------------------------------------------------------------------- */

static bool
contains_ignoring_case(const char *text, size_t size, const char *needle)
{
	size_t length = strlen(needle);
	for (size_t i = 0; i + length <= size; i++)
		if (strncasecmp(text + i, needle, length) == 0)
			return true;
	return false;
}

static bool
matches_line(const struct pd_render_line *line, const char *needle)
{
	return contains_ignoring_case(line->text, line->size, needle) ||
	       (line->label != NULL && contains_ignoring_case(line->label,
					       strlen(line->label), needle)) ||
	       /* A match across wrapped lines is found on the first line of its value. */
	       (line->value == line->text && !line->title && line->column > 0 &&
		       contains_ignoring_case(
			       line->value, strlen(line->value), needle));
}

/* Moves to the next line that matches, beginning at start + behind and wrapping around. */
static bool
find_match(struct pager *pager, size_t start, size_t behind)
{
	const char *needle = pd_secret_text(&pager->search.text);
	size_t count = pager->render.count;
	for (size_t i = behind; *needle != '\0' && i < count + behind; i++) {
		size_t at = (start + i) % count;
		if (!matches_line(&pager->render.lines[at], needle))
			continue;
		pager->at = at;
		return true;
	}
	return false;
}

static bool
start_search(void *self, int key)
{
	(void)key;
	struct pager *pager = self;
	pager->searching = true;
	pager->origin = pager->at;
	pd_edit_set(&pager->search, "");
	return true;
}

static bool
find_next_match(void *self, int key)
{
	(void)key;
	struct pager *pager = self;
	if (pager->search.text.size == 0)
		return start_search(self, key);
	if (!find_match(pager, pager->at, 1))
		pd_app_hint(pager->sheet.app, _("Not found: %s"),
			pd_secret_text(&pager->search.text));
	return true;
}

static void
end_search(struct pager *pager, int key)
{
	pager->searching = false;
	if (key == PD_KEY_ENTER)
		return;
	pager->at = pager->origin;
	pd_edit_set(&pager->search, "");
}

static bool
type_in_pager(struct pd_sheet *sheet, int key)
{
	struct pager *pager = (struct pager *)sheet;
	if (!pager->searching)
		return (key == 'k' && pager->key_operation && ask_for_key(pager)) ||
		       (key == 'e' && pager->text.size > 0 &&
			       save_pager_text(pager, key));
	if (key == PD_KEY_ENTER || key == PD_KEY_ESCAPE || key == PD_CTRL('g')) {
		end_search(pager, key);
		return true;
	}
	if (!pd_edit_key(&pager->search, key))
		return false;
	if (!find_match(pager, pager->origin, 0)) {
		pager->at = pager->origin;
		pd_app_hint(pager->sheet.app, _("Not found: %s"),
			pd_secret_text(&pager->search.text));
	}
	return true;
}

/* clang-format off */
static const struct pd_binding keys[] = {
	{{PD_KEY_DOWN, 'j', PD_CTRL('n'), PD_KEY_UP, 'k', PD_CTRL('p')}, "Up Down C-p C-n",
	 N_("Move by a line"), move_by_line},
	{{PD_KEY_PAGE_DOWN, PD_CTRL('f'), PD_KEY_PAGE_UP, PD_CTRL('b'), ' '}, "PgUp PgDn Space",
	 N_("Move by a page"), move_by_page},
	{{PD_KEY_HOME, '<', PD_KEY_END, '>'}, "Home End < >",
	 N_("Go to the first or last line"), move_to_end},
	{{'/', PD_KEY_F1 + 3}, "/ F4", N_("Search as you type"), start_search},
	{{'n'}, "n", N_("Find the next"), find_next_match},
	{{'p'}, "p", N_("Read it in your own pager ($PAGER)"), run_pager_program},
	{{'w'}, "w", N_("Write what is shown to a file"), save_pager_text},
	{{'y'}, "y", N_("Send a copy of the PEM text to the clipboard of your terminal"),
	 copy_pager_text},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

/* ---- drawing ------------------------------------------------------------------- */

/* It is what was asked for, and stands at the end. */
static void
go_to_private_key(struct pager *pager)
{
	const struct pd_line *line =
		pd_details_find(&pager->details, pd_line_is_private_key);
	for (size_t i = 0; line != NULL && i < pager->render.count; i++)
		if (pager->render.lines[i].text == line->text)
			pager->at = pager->top = i > 0 ? i - 1 : 0;
}

static void
render_pager(struct pager *pager, int columns)
{
	if (pager->columns == columns)
		return;
	/* Keep the same value current after a resize. */
	const char *value = pager->at < pager->render.count
				    ? pager->render.lines[pager->at].text
				    : NULL;
	pager->columns = columns;
	if (pager->text.size > 0)
		pd_render_text(&pager->render, pd_secret_bytes(&pager->text), columns);
	else
		pd_render_details(&pager->render, &pager->details, columns);
	size_t at = 0;
	for (size_t i = pager->render.count; value != NULL && i-- > 0;)
		if (pager->render.lines[i].text == value)
			at = i;
	pager->at = at;
	if (value == NULL)
		go_to_private_key(pager);
}

static void
draw_pager_summary(struct pager *pager, const struct pd_frame *frame)
{
	if (pager->searching) {
		int row = frame->summary >= 0 ? frame->summary : frame->message;
		const char *label = _("Search:");
		int start = pd_term_cells(label) + 1;
		pd_frame_line(frame, row, PD_STYLE_PLAIN, label, NULL);
		pd_term_cursor(row, pd_edit_draw(&pager->search, row, start,
					    frame->columns - start, PD_STYLE_PLAIN));
		return;
	}
	if (frame->summary >= 0)
		pd_frame_line(frame, frame->summary, PD_STYLE_PLAIN,
			pager->note ? pager->note : "", NULL);
}

static void
draw_pager(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	struct pager *pager = (struct pager *)sheet;
	render_pager(pager, frame->columns);
	size_t count = pager->render.count;
	pager->page = frame->rows;
	pd_frame_scroll(pager->at, &pager->top, (size_t)frame->rows, count);
	PD_AUTO(pd_drop_text)
	char *place =
		pd_format(_("line %zu of %zu"), count > 0 ? pager->at + 1 : 0, count);
	pd_frame_title(frame, pager->title, count > (size_t)frame->rows ? place : NULL);
	for (int i = 0; i < frame->rows; i++) {
		size_t line = pager->top + (size_t)i;
		if (line < count)
			pd_render_draw(
				&pager->render, line, frame->body + i, frame->columns);
		else
			pd_term_blank(frame->body + i, 1);
	}
	pd_term_cursor(frame->body + (int)(pager->at - pager->top), 0);
	draw_pager_summary(pager, frame);
}

static bool
is_searching(struct pd_sheet *sheet)
{
	return ((struct pager *)sheet)->searching;
}

static void
hint_pager(struct pd_sheet *sheet, struct pd_hints *out)
{
	struct pager *pager = (struct pager *)sheet;
	if (pager->searching) {
		pd_hints_add(out, _("Enter"), _("Stay there"));
		pd_hints_add(out, _("Esc"), _("Go back"));
		return;
	}
	pd_hints_add(out, "q", _("Back"));
	pd_hints_add(out, "/", _("Search"));
	pd_hints_add(out, "n", _("Next"));
	if (pager->text.size > 0 ||
		pd_details_find(&pager->details, is_pem_line) != NULL)
		pd_hints_add(out, "y", _("Copy"));
	if (pager->key_operation != NULL)
		pd_hints_add(out, "k", _("Private key"));
	pd_hints_add(out, "w", _("Write"));
	pd_hints_add(out, "p", _("Pager"));
}

static void
add_pager_help(struct pd_sheet *sheet, struct pd_rows *rows)
{
	if (((struct pager *)sheet)->key_operation != NULL)
		pd_help_add(rows, _("Show the private key too, after asking"), "k");
}

static void
free_pager(struct pd_sheet *sheet)
{
	struct pager *pager = (struct pager *)sheet;
	pd_render_free(&pager->render);
	pd_details_free(&pager->details);
	pd_secret_wipe(&pager->text);
	pd_edit_free(&pager->search);
	free(pager->title);
	free(pager->note);
	free(pager->row);
	free(pager->row_name);
	free(pager);
}

#define PAGER                                                                          \
	.keys = keys, .draw = draw_pager, .key = type_in_pager, .types = is_searching, \
	.hints = hint_pager, .help = add_pager_help, .free = free_pager

/* Details are closed when the store changes; the output of an operation is not. Those of
 * what was done on the tab, such as a check of a host, are not about the selected row. */
static const struct pd_sheet_kind row_kind = {PAGER, .on_row = true, .of_store = true};
static const struct pd_sheet_kind details_kind = {PAGER, .of_store = true};
static const struct pd_sheet_kind text_kind = {PAGER};

static struct pager *
new_pager(struct pd_app *app, const char *title, const struct pd_sheet_kind *kind)
{
	struct pager *pager = pd_alloc(1, sizeof *pager);
	pager->sheet = (struct pd_sheet){.kind = kind, .app = app};
	pager->title = pd_copy(title ? title : "");
	return pager;
}

struct pd_sheet *
pd_pager_of_details(struct pd_app *app, const char *title, struct pd_details *details)
{
	struct pager *pager = new_pager(app, title, &row_kind);
	pager->details = *details;
	*details = (struct pd_details){0};
	return &pager->sheet;
}

struct pd_sheet *
pd_pager_of_result(struct pd_app *app, const char *title, struct pd_details *details,
	const struct pd_operation *operation, struct pd_row_ref row, bool of_row)
{
	const struct pd_field *field = pd_operation_key_field(operation, details);
	struct pager *pager = (struct pager *)pd_pager_of_details(app, title, details);
	if (!of_row)
		pager->sheet.kind = &details_kind;
	pager->key_operation = field ? operation : NULL;
	pager->key_field = field;
	pager->row = pd_copy(row.id);
	pager->row_name = pd_copy(row.name);
	return &pager->sheet;
}

struct pd_sheet *
pd_pager_of_text(
	struct pd_app *app, const char *title, struct pd_secret *text, const char *note)
{
	struct pager *pager = new_pager(app, title, &text_kind);
	pager->text = pd_secret_steal(text);
	pager->note = pd_copy(note);
	return &pager->sheet;
}

struct pd_sheet *
pd_pager_of_secret(
	struct pd_app *app, const char *title, struct pd_secret *text, const char *note)
{
	struct pager *pager = (struct pager *)pd_pager_of_text(app, title, text, note);
	pager->secret = true;
	return &pager->sheet;
}
