/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/help_rows.h"

#include "base/text.h"
#include "ui/screen/choice.h"

struct pd_row *
pd_help_add_act(struct pd_rows *rows, struct pd_help_act act, const char *name,
	const char *shown, const char *more)
{
	struct pd_row *row = pd_rows_add(rows, act.key, act.operation, ' ');
	pd_row_set(row, 0, name, NULL);
	pd_row_set(row, 1, shown, NULL);
	pd_row_set(row, PD_CHOICE_MORE, more, NULL);
	return row;
}

void
pd_help_add(struct pd_rows *rows, const char *what, const char *keys)
{
	(void)pd_help_add_act(rows, (struct pd_help_act){"", 0}, what, keys, what);
}

void
pd_help_add_bindings(struct pd_rows *rows, const struct pd_binding *table)
{
	for (const struct pd_binding *row = table; row && row->keys[0] != 0; row++) {
		const struct pd_help_act act = {"", (unsigned)row->keys[0]};
		(void)pd_help_add_act(
			rows, act, _(row->help), row->shown, _(row->help));
	}
}
