/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_CLI_CLI_SAY_H
#define PD_UI_CLI_CLI_SAY_H

#include <stdio.h>

/* Writes text for people, as the locale can show it. */
void pd_cli_say(FILE *file, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
