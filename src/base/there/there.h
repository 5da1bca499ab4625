/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_THERE_THERE_H
#define PD_BASE_THERE_THERE_H

#include "base/error.h"

#include <stdbool.h>
#include <sys/stat.h>

/* Whether there is something of a name. Only ENOENT and ENOTDIR say that there is nothing: a
 * folder that may not be searched, a link that leads to itself or a disk that fails hides what
 * is there. */

enum pd_there { PD_THERE_NOT, PD_THERE_IS, PD_THERE_UNKNOWN };

/* Below a directory descriptor, following no link. PD_THERE_UNKNOWN: errno says why. status, if
 * it is not NULL, is set where something is there. */
enum pd_there pd_there_at(int directory, const char *name, struct stat *status);

/* By a path, following links. PD_THERE_UNKNOWN: error names it. */
enum pd_there pd_there_look(const char *path, struct pd_error *error);

/* The same where yes or no is asked: no where it cannot be told, but that is a doubt, with which
 * no operation succeeds (pd_operation_run) and no change is committed. */
bool pd_there_is(const char *path);

/* The first doubt of this thread is put into *doubt from now on (NULL: nowhere). Returns where
 * it was put before, to be named again when that is over. */
struct pd_error *pd_doubts_note(struct pd_error *doubt);
void pd_doubts_add(const struct pd_error *doubt);
/* false, with the doubt, if there is one. It is told then, and what has to be taken back can be. */
bool pd_doubts_are_none(struct pd_error *error);

#endif
