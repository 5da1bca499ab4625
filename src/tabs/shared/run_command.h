/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_RUN_COMMAND_H
#define PD_TABS_SHARED_RUN_COMMAND_H

#include "base/error.h"
#include "base/memory.h"

#include <stdatomic.h>

/* Runs a command of settings.cfg with /bin/sh -c, without a terminal, in a session of its
 * own, for at most that many seconds. Fails unless the status is 0; the
 * sentence tells how the command ended and its last line of output. Setting *cancelled
 * (may be NULL) kills it: PD_ECANCEL. */
bool pd_reload_run(const char *command, int seconds, const atomic_bool *cancelled,
	struct pd_error *error);

/* The same for a program, by its absolute path, with its arguments: no shell reads them.
 */
bool pd_reload_run_words(const char *const *words, int seconds,
	const atomic_bool *cancelled, struct pd_error *error);

/* A program that is followed while it works: what it writes to one of its descriptors is
 * handed over as it comes, and all else that it says is kept to be told. */
struct pd_stream {
	const char *called; /* in errors */
	int descriptor;     /* of the program: standard output, or one of its own */
	size_t most;        /* bytes that it may write there */
	int seconds;        /* that it may take; 0: any time */
	const char *const
		*environment; /* NAME=VALUE besides ours; NULL at the end; or NULL */
	const atomic_bool *cancelled; /* may be NULL */
	/* Takes bytes, in any pieces. false: error, which ends the program. */
	bool (*take)(void *work, struct pd_bytes bytes, struct pd_error *error);
	void *work;
};

/* Runs it, by its absolute path, as above. *status is its exit status, -1 if a signal ended
 * it; *said the last 2,000 bytes of its other output, as they are; free() it. What is
 * cancelled (PD_ECANCEL), takes too long or says too much gets SIGINT, and SIGKILL if it
 * does not end then. */
bool pd_stream_run(const char *const *words, const struct pd_stream *stream,
	int *status, char **said, struct pd_error *error);

/* Where PATH has a program of that name, by an absolute path; free() it. NULL: nowhere. */
char *pd_program_find(const char *name);

#endif
