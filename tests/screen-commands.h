/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_SCREEN_COMMANDS_H
#define PD_TESTS_SCREEN_COMMANDS_H

#include <stdbool.h>

/* What a line of a script can say; screens/README.md explains them. */

struct command {
	const char *name; /* NULL ends a table */
	void (*run)(char *rest);
	bool needs_program;
};

extern const struct command act_commands[];   /* do something */
extern const struct command check_commands[]; /* something has to hold */

#endif
