/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_SANDBOX_HELPER_H
#define PD_X509_READ_SANDBOX_HELPER_H

#include "x509/read/sandbox.h"

#include <stdint.h>

/* Internal to the sandbox: the helper, which forks a child for each job, and what it and
 * this process say to each other. Both are the same program, so that addresses of
 * functions hold. */

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
