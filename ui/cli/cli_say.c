/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_say.h"

#include <stdarg.h>

#include "base/text.h"
#include "ui/terminal/terminal.h"

void
pd_cli_say(FILE *file, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *text = pd_vformat(format, arguments);
	va_end(arguments);
	PD_AUTO(pd_secret_wipe) struct pd_secret shown = {0};
	pd_term_add_lines(text, &shown);
	(void)fputs(pd_secret_text(&shown), file);
}
