/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_CONFINE_H
#define PD_X509_READ_CONFINE_H

#include <stddef.h>

/* Sanitizers map terabytes of address space and report on standard error. */
#if defined(__SANITIZE_ADDRESS__)
#define PD_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define PD_SANITIZED 1
#endif
#endif
#ifndef PD_SANITIZED
#define PD_SANITIZED 0
#endif

struct pd_sandbox_limits {
	unsigned seconds;     /* by the clock */
	unsigned cpu_seconds; /* of computing */
	size_t memory;        /* bytes above what this process has mapped */
	size_t result;        /* bytes that the child may answer */
};

/* In a child just forked from parent, with all signals blocked: closes every descriptor
 * but answer, silences the standard ones, resets signals, and gives up all that the
 * work does not need. Returns the descriptor that answer is now. What the system cannot
 * do (an old kernel, no seccomp) is left out. */
int pd_confine(int answer, int parent, const struct pd_sandbox_limits *limits);

#endif
