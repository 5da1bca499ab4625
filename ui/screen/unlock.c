/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/unlock.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ui/screen/edit.h"
#include "ui/screen/sheet.h"

enum { MARKER = 2 };

struct unlock {
	struct pd_sheet sheet;
	const struct pd_field *field;
	char *reason;
	struct pd_edit edit;
	pd_unlocked_by *answered;
	void *argument;
};

static struct unlock *
unlock_of_sheet(void *sheet)
{
	return sheet;
}

static bool
answer_unlock(struct unlock *unlock, const struct pd_secret *passphrase)
{
	pd_unlocked_by *answered = unlock->answered;
	void *argument = unlock->argument;
	pd_app_close(unlock->sheet.app, &unlock->sheet);
	answered(argument, passphrase);
	return true;
}

static bool
give_unlocking_up(void *self, int key)
{
	(void)key;
	return answer_unlock(self, NULL);
}

/* It is copied, for closing wipes it. */
static bool
finish_unlocking(void *self, int key)
{
	struct unlock *unlock = self;
	(void)key;
	if (unlock->edit.text.size == 0)
		return true;
	PD_AUTO(pd_secret_wipe)
	struct pd_secret passphrase = pd_secret_steal(&unlock->edit.text);
	return answer_unlock(unlock, &passphrase);
}

/* clang-format off */
static const struct pd_binding keys[] = {
	{{PD_KEY_ENTER}, "Enter", N_("Open the private keys"), finish_unlocking},
	{{PD_KEY_ESCAPE, PD_CTRL('g'), PD_CTRL('c')}, "Esc", N_("Cancel"), give_unlocking_up},
	{{0}, NULL, NULL, NULL}
};
/* clang-format on */

static bool
type_passphrase(struct pd_sheet *sheet, int key)
{
	return pd_edit_key(&unlock_of_sheet(sheet)->edit, key);
}

static bool
always_types(struct pd_sheet *sheet)
{
	(void)sheet;
	return true;
}

static bool
paste_passphrase(struct pd_sheet *sheet, struct pd_bytes text)
{
	return pd_edit_paste(&unlock_of_sheet(sheet)->edit, text);
}

static int
count_unlock_rows(struct pd_sheet *sheet, int columns)
{
	return pd_frame_count(unlock_of_sheet(sheet)->reason, columns);
}

/* The reason is the title, and goes on below it where it is long. */
static void
draw_unlock(struct pd_sheet *sheet, const struct pd_frame *frame)
{
	struct unlock *unlock = unlock_of_sheet(sheet);
	int first = frame->title >= 0 ? frame->title : frame->body;
	int last = frame->body + frame->rows - 1;
	int row = first + pd_frame_count(unlock->reason, frame->columns);
	const char *label = _(unlock->field->label);
	int start = MARKER + pd_term_cells(label) + 2;
	row = row < last ? row : last;
	pd_term_blank(frame->body, frame->rows);
	if (row > first)
		(void)pd_frame_text(first, row - first, frame->columns, PD_STYLE_TITLE,
			unlock->reason);
	pd_term_put(row, 0, MARKER, PD_STYLE_PLAIN, ">");
	PD_AUTO(pd_drop_text) char *shown = pd_format("%s:", label);
	pd_frame_put(row, MARKER, frame->columns - MARKER, PD_STYLE_PLAIN, shown);
	if (start >= frame->columns)
		start = MARKER;
	pd_term_cursor(row, pd_edit_draw(&unlock->edit, row, start,
				    frame->columns - start, PD_STYLE_PLAIN));
	if (frame->summary >= 0)
		pd_term_blank(frame->summary, 1);
}

static void
hint_unlock(struct pd_sheet *sheet, struct pd_hints *out)
{
	(void)sheet;
	pd_hints_add(out, _("Enter"), _("Open the private keys"));
	pd_hints_add(out, _("Esc"), _("Cancel"));
}

static void
free_unlock(struct pd_sheet *sheet)
{
	struct unlock *unlock = unlock_of_sheet(sheet);
	pd_edit_free(&unlock->edit);
	free(unlock->reason);
	free(unlock);
}

static const struct pd_sheet_kind kind = {
	.modal = true,
	.keys = keys,
	.rows = count_unlock_rows,
	.draw = draw_unlock,
	.key = type_passphrase,
	.types = always_types,
	.paste = paste_passphrase,
	.hints = hint_unlock,
	.free = free_unlock,
};

struct pd_sheet *
pd_unlock_new(struct pd_app *app, const struct pd_field *field, const char *reason,
	pd_unlocked_by *answered, void *argument)
{
	struct unlock *unlock = pd_alloc(1, sizeof *unlock);
	unlock->sheet = (struct pd_sheet){.kind = &kind, .app = app};
	unlock->field = field;
	unlock->reason = pd_text_sentence(reason);
	unlock->edit.masked = true;
	unlock->answered = answered;
	unlock->argument = argument;
	return &unlock->sheet;
}
