/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_size.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/text.h"

/* A line can claim 65535 by 65535. */
enum { MOST_ROWS = 1000, MOST_COLUMNS = 2000 };

bool
pd_term_window(int *high, int *wide)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) < 0 || size.ws_row == 0 ||
		size.ws_col == 0)
		return false;
	*high = size.ws_row < MOST_ROWS ? size.ws_row : MOST_ROWS;
	*wide = size.ws_col < MOST_COLUMNS ? size.ws_col : MOST_COLUMNS;
	return true;
}

static void
set_variable(const char *name, const char *value)
{
	if (value != NULL)
		(void)setenv(name, value, 1);
	else
		(void)unsetenv(name);
}

struct pd_size_told
pd_term_size_tell(void)
{
	int rows = 0, columns = 0;
	const struct pd_size_told before = {
		pd_copy(getenv("LINES")), pd_copy(getenv("COLUMNS"))};
	if (!pd_term_window(&rows, &columns))
		return before;
	PD_AUTO(pd_drop_text) char *high = pd_format("%d", rows);
	PD_AUTO(pd_drop_text) char *wide = pd_format("%d", columns);
	set_variable("LINES", high);
	set_variable("COLUMNS", wide);
	return before;
}

void
pd_term_size_told_before(struct pd_size_told *before)
{
	set_variable("LINES", before->high);
	set_variable("COLUMNS", before->wide);
	pd_drop_text(&before->high);
	pd_drop_text(&before->wide);
}
