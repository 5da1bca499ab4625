/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SANDBOX_H
#define PD_X509_READ_SANDBOX_H

#include "base/error.h"
#include "base/memory.h"
#include "x509/read/confine.h"

#include <stdatomic.h>
#include <stdbool.h>

/* Internal to src/x509: work on hostile bytes in a child process that may crash, hang
 * or run out of memory without harm. The child has this process's memory as it was, and
 * nothing else: no files, no network, no processes (seccomp), and the limits below. */

/* Runs in the child. What it hands to pd_sandbox_answer is the result. */
typedef void pd_sandbox_work(void *context, int answer);

struct pd_sandbox_job {
	pd_sandbox_work *work;
	void *context; /* for work, which sees a copy */
	const struct pd_sandbox_limits *limits;
	const char *from;             /* names the input in errors */
	const atomic_bool *cancelled; /* ends the child when it becomes true
				       * (PD_ECANCEL); may be NULL */
};

/* Writes to the parent, in the child. It ends the child if the parent is gone. */
void pd_sandbox_answer(int answer, const void *bytes, size_t size);

/* Runs the work and leaves its answer in result, which must be empty and which a broken
 * child may have filled with anything. Fails with a sentence about from if the child
 * died, took too long or needed too much memory. The child is gone when this returns. */
bool pd_sandbox_run(const struct pd_sandbox_job *job, struct pd_secret *result,
	struct pd_error *error);

#endif
