/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

#include "base/memory.h"
#include "base/text.h"

void
pd_lines_begin(struct pd_lines *lines, int descriptor, size_t limit)
{
	*lines = (struct pd_lines){.left = limit};
	lines->file = fdopen(descriptor, "r");
	if (lines->file == NULL)
		pd_out_of_memory();
}

void
pd_lines_end(struct pd_lines *lines)
{
	free(lines->line);
	if (lines->file != NULL)
		(void)fclose(lines->file);
	*lines = (struct pd_lines){0};
}

bool
pd_lines_next(struct pd_lines *lines)
{
	lines->number++;
	ssize_t got = getline(&lines->line, &lines->room, lines->file);
	if (got <= 0)
		return false;
	if ((size_t)got > lines->left) {
		lines->left = 0;
		errno = EFBIG;
		return false;
	}
	lines->left -= (size_t)got;
	lines->size = strcspn(lines->line, "\n");
	lines->cut = lines->size + 1 != (size_t)got;
	lines->line[lines->size] = '\0';
	return !lines->cut;
}

bool
pd_lines_check(const struct pd_lines *lines, const char *shown, struct pd_error *error)
{
	return (feof(lines->file) && !ferror(lines->file)) || lines->cut ||
	       pd_fail_errno(error, PD_EIO, shown, _("cannot be read"));
}
