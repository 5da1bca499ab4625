/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_RUN_COMMAND_H
#define PD_TABS_SHARED_RUN_COMMAND_H

#include "base/error.h"
#include "base/memory.h"

#include <stdatomic.h>

/* Runs a command of settings.cfg with /bin/sh -c, without a terminal, in its own
 * process group, for at most that many seconds. Fails unless the status is 0; the
 * sentence tells how the command ended and its last line of output. Setting *cancelled
 * (may be NULL) kills it: PD_ECANCEL. */
bool pd_reload_run(const char *command, int seconds, const atomic_bool *cancelled,
	struct pd_error *error);

/* The same for a program, by its absolute path, with its arguments: no shell reads them.
 */
bool pd_reload_run_words(const char *const *words, int seconds,
	const atomic_bool *cancelled, struct pd_error *error);

#endif
