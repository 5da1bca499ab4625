/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_SCREEN_SCRIPT_H
#define PD_TESTS_SCREEN_SCRIPT_H

#include <regex.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/memory.h"

/* The script that runs, its results, and how its lines are read. */

struct script {
	const char *path;
	const char *folder, *name; /* parts of the path */
	unsigned line;
	const char *command;   /* the line as it is written */
	bool given_up;         /* what follows could not hold either */
	bool late;             /* a busy machine may be why something failed */
	int rows, columns;     /* of the next terminal */
	const char *directory; /* of its own, removed at the end */
};

extern struct script script;

/* Ends the test: the script itself is wrong. */
void script_stop(const char *format, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

/* One result, named after its line; returns good. What explains it follows. */
bool script_result(bool good);
void script_show(const char *what, const char *text);
void script_show_screen(void);
void script_skip(const char *why);

/* The exit status; SCRIPT_LATE: something failed that a busy machine may have delayed. What
 * is right is never too fast for it, so that one good run of several proves it. */
enum { SCRIPT_LATE = 75 };
int script_done(void);

/* $NAME of the environment in text; names are upper case. free() it. */
char *script_expand(const char *text);

/* Words between blanks; "a b" is one. They point into text, which is changed. Returns
 * their number; a NULL follows. */
enum { SCRIPT_WORDS = 64 };
size_t script_split(char *text, char **words);

/* Reads /pattern/ at *text, and moves behind it; regfree() it. */
regex_t script_pattern(char **text);
int script_number(const char *word);

struct pd_secret script_read_file(const char *path);

#endif
