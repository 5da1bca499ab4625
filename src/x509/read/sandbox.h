/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SANDBOX_H
#define PD_X509_READ_SANDBOX_H

#include "base/error.h"
#include "base/memory.h"
#include "x509/read/confine.h"

#include <stdatomic.h>
#include <stdbool.h>

/* Work on hostile bytes in a child process that may crash, hang or run out of memory
 * without harm. The child never saw this process's memory: it is a copy of a helper that
 * was started before there were secrets, threads or open files, and gets nothing but the
 * bytes of its job. What it may do then says struct pd_sandbox_limits. */

/* Runs in the child; job is a copy of what the caller gave. What it hands to
 * pd_sandbox_answer is the result. */
typedef void pd_sandbox_work(struct pd_bytes job, int answer);

struct pd_sandbox_job {
	pd_sandbox_work *work;
	struct pd_bytes input;
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

/* What happens where the system cannot confine a child (no seccomp): the work is refused,
 * which is so until this says otherwise, or done without. Returns what held before. */
enum pd_confinement { PD_CONFINE_ALWAYS, PD_CONFINE_IF_POSSIBLE };
enum pd_confinement pd_sandbox_require(enum pd_confinement confinement);

/* Writes to the parent, in the child. It ends the child if the parent is gone. */
void pd_sandbox_answer(int answer, const void *bytes, size_t size);

/* In the child of a job whose limits say `later`: gives up what the limits do not allow.
 * It ends the child where that is required and cannot be done. */
void pd_sandbox_confine(void);

/* Runs the work and leaves its answer in result, which must be empty and which a broken
 * child may have filled with anything. Fails with a sentence about from if the child
 * died, took too long or needed too much memory, or if it cannot be confined. The child
 * is gone when this returns. */
bool pd_sandbox_run(const struct pd_sandbox_job *job, struct pd_secret *result,
	struct pd_error *error);

/* Parts of a job or an answer, one behind the other. pd_sandbox_take takes the next one;
 * false: there is none, or it is cut. */
void pd_sandbox_put(struct pd_secret *out, struct pd_bytes part);
bool pd_sandbox_take(struct pd_bytes *rest, struct pd_bytes *part);

#endif
