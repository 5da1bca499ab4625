/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SANDBOX_H
#define PD_X509_READ_SANDBOX_H

#include "base/error.h"
#include "base/memory.h"

#include <stdatomic.h>
#include <stdbool.h>

/* Internal to src/x509: work on hostile bytes in a child process that may crash, hang
 * or run out of memory without harm. The child has this process's memory as it was, and
 * nothing else: no files, no network, no processes (seccomp), and the limits below. */

struct pd_sandbox_limits {
	unsigned seconds;     /* by the clock */
	unsigned cpu_seconds; /* of computing */
	size_t memory;        /* bytes above what this process has mapped */
	size_t result;        /* bytes that the child may answer */
};

/* Runs in the child. What it hands to pd_sandbox_answer is the result. */
typedef void pd_sandbox_work(void *context, int answer);

/* Writes to the parent, in the child. It ends the child if the parent is gone. */
void pd_sandbox_answer(int answer, const void *bytes, size_t size);

/* Runs work; what it answered is in result, which must be empty and which a broken
 * child may have filled with anything. Fails with a sentence about from if the child
 * died, took too long or needed too much memory, and with PD_ECANCEL if *cancelled
 * (may be NULL) became true. The child is gone when this returns. */
bool pd_sandbox_run(pd_sandbox_work *work, void *context,
	const struct pd_sandbox_limits *limits, const char *from,
	const atomic_bool *cancelled, struct pd_secret *result, struct pd_error *error);

#endif
