/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SANDBOX_HELPER_H
#define PD_X509_READ_SANDBOX_HELPER_H

#include "base/memory.h"
#include "x509/read/confine.h"

#include <stdint.h>

/* Internal to the sandbox: the helper, which forks a child for each job, and what it and
 * this process say to each other. Both are the same program, so that addresses of
 * functions hold. */

/* Runs in the child; job is a copy of what the caller gave. What it hands to
 * pd_sandbox_answer is the result. */
typedef void pd_sandbox_work(struct pd_bytes job, int answer);

/* Where the system cannot confine a child (no seccomp), its work is refused, or done
 * without. */
enum pd_confinement { PD_CONFINE_ALWAYS, PD_CONFINE_IF_POSSIBLE };

/* In the child of a job whose limits say `later`: gives up what the limits do not allow.
 * It ends the child where that is required and cannot be done. */
void pd_sandbox_confine(void);

/* The exit status of a child that could not be confined and had to be. */
enum { PD_EXIT_UNCONFINED = 113 };

/* With it come two sockets: the child's (job in, answer out, closed at its end), and the
 * one over which its end is told, and which ends it when it is closed. */
struct pd_helper_request {
	pd_sandbox_work *work;
	struct pd_sandbox_limits limits;
	enum pd_confinement confinement;
	size_t size; /* of the job */
};

struct pd_helper_end {
	int number; /* errno: no child could be started; 0: status holds */
	int status; /* as wait(2) says it */
	int64_t cpu_seconds;
	int64_t grown; /* KiB that it came to need more than the helper at most */
};

/* Serves the other end of that socket until it is closed, and ends. */
void pd_helper_serve(int control) __attribute__((noreturn));

#endif
