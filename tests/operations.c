/* SPDX-License-Identifier: GPL-3.0-or-later */
/* usage: operations
 *
 * Prints the table of operations for tests that go through all of it: one a line, with
 * its tab, name, key (- where it has none), hazard, label, and "files" where it reads such,
 * between tabs. */

#include <stdio.h>

#include "base/memory.h"
#include "tabs/tabs.h"
#include "ui/terminal/keys.h"

static const char *const hazards[] = {
	[PD_READS] = "reads",
	[PD_ADDS] = "adds",
	[PD_REPLACES] = "replaces",
	[PD_DESTROYS] = "destroys",
};

static bool
reads_files(const struct pd_operation *row)
{
	const struct pd_field *field = row->fields;
	while (field != NULL && field->name != NULL && field->kind != PD_FIELD_FILE &&
		field->kind != PD_FIELD_PEM)
		field++;
	return field != NULL && field->name != NULL;
}

static void
print(const struct pd_operation *row)
{
	PD_AUTO(pd_drop_text)
	char *key = row->key != 0 ? pd_key_name(row->key) : pd_copy("-");
	printf("%s\t%s\t%s\t%s\t%s\t%s\n", row->tab, row->name, key,
		hazards[row->hazard], row->label, reads_files(row) ? "files" : "-");
}

int
main(void)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		for (const struct pd_operation *row = tab->operations; row && row->name;
			row++)
			print(row);
	return 0;
}
