/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_SYSTEM_SYSTEM_PLACE_H
#define PD_TABS_TRUST_SYSTEM_SYSTEM_PLACE_H

#include "base/error.h"
#include "operation/result.h"

/* Where this system keeps what its programs trust, as its distribution has it. */

struct pd_system_place {
	const char *family; /* "Debian" */
	const char *mark;   /* a path that only such a system has */
	const char *list;   /* what programs read; made of the rest by update */
	/* Where anchors are added: all files in and below it whose names end so. */
	const char *anchors, *suffix;
	/* Which of those that are shipped count: a line each, relative to the directory
	 * shipped; one that begins with ! does not. NULL: there is a blocklist. */
	const char *lines, *shipped;
	const char *blocklist;     /* a directory of what does not count; or NULL */
	const char *const *update; /* a program and its arguments */
};

/* That of this system. PD_ESTATE: it is none that is known here. NULL: error. */
const struct pd_system_place *pd_system_place_find(struct pd_error *error);

/* Warns in result of programs on this system that read a list of their own. */
void pd_system_place_tell_others(struct pd_result *result);

#endif
