/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SANDBOX_H
#define PD_X509_READ_SANDBOX_H

#include "base/error.h"
#include "base/memory.h"
#include "x509/read/sandbox_helper.h"

#include <stdatomic.h>
#include <stdbool.h>

/* Work on hostile bytes in a child process that may crash, hang or run out of memory
 * without harm. The child never saw this process's memory: it is a copy of a helper that
 * was started before there were secrets, threads or open files, and gets nothing but the
 * bytes of its job. What it may do then says struct pd_sandbox_limits. */

struct pd_sandbox_job {
	pd_sandbox_work *work;
	struct pd_bytes input;
	struct pd_bytes more; /* follows it: what is large stands nowhere twice */
	const struct pd_sandbox_limits *limits;
	const char *from;             /* names the input in errors */
	const atomic_bool *cancelled; /* ends the child when it becomes true
				       * (PD_ECANCEL); may be NULL */
};

/* Starts the helper. Called in main, when the language is set and before all else; later
 * callers of pd_sandbox_run start one if there is none. */
void pd_sandbox_start(void);

/* Ends the helper; the next job starts another, which sees the process as it is then. */
void pd_sandbox_stop(void);

/* Says what happens from now on where the system cannot confine a child; until then it is
 * PD_CONFINE_ALWAYS. Returns what held before. */
enum pd_confinement pd_sandbox_require(enum pd_confinement confinement);

/* Can a child be confined, as much as is required? PD_EIO says that nothing would be read. */
bool pd_sandbox_check(struct pd_error *error);

/* Writes to the parent, in the child. It ends the child if the parent is gone. */
void pd_sandbox_answer(int answer, const void *bytes, size_t size);

/* Runs the work and leaves its answer in result, which must be empty and which a broken
 * child may have filled with anything. Fails with a sentence about from if the child
 * died, took too long or needed too much memory, or if it cannot be confined. The child
 * is gone when this returns. */
bool pd_sandbox_run(const struct pd_sandbox_job *job, struct pd_secret *result,
	struct pd_error *error);

/* Parts of a job or an answer, one behind the other. pd_sandbox_take takes the next one;
 * false: there is none, or it is cut. */
void pd_sandbox_put(struct pd_secret *out, struct pd_bytes part);
void pd_sandbox_put_size(struct pd_secret *out, size_t size); /* of one that follows */
bool pd_sandbox_take(struct pd_bytes *rest, struct pd_bytes *part);

#endif
