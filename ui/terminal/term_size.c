/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/terminal/term_size.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/environment.h"
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

struct pd_size_told
pd_term_size_tell(void)
{
	int rows = 0, columns = 0;
	if (!pd_term_window(&rows, &columns))
		return (struct pd_size_told){
			pd_copy(getenv("LINES")), pd_copy(getenv("COLUMNS"))};
	PD_AUTO(pd_drop_text) char *high = pd_format("%d", rows);
	PD_AUTO(pd_drop_text) char *wide = pd_format("%d", columns);
	return (struct pd_size_told){pd_environment_exchange("LINES", high),
		pd_environment_exchange("COLUMNS", wide)};
}

void
pd_term_size_told_before(struct pd_size_told *before)
{
	free(pd_environment_exchange("LINES", before->high));
	free(pd_environment_exchange("COLUMNS", before->wide));
	pd_drop_text(&before->high);
	pd_drop_text(&before->wide);
}
