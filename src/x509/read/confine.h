/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_CONFINE_H
#define PD_X509_READ_CONFINE_H

#include <stdbool.h>
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
	size_t memory;        /* bytes above what the helper has mapped */
	size_t result;        /* bytes that the child may answer */
	bool network;         /* may talk over sockets that are open by then */
	bool later;           /* the work itself calls pd_sandbox_confine */
};

/* In a process just forked, with all signals blocked: closes every descriptor but that
 * one, silences the standard ones, and resets signals. Returns the descriptor that it is
 * now. */
int pd_confine_keep(int descriptor);

/* Gives up, for good, all that work on bytes does not need: memory and time beyond the
 * limits, and every system call but some. false: the system cannot do that (an old
 * kernel, no seccomp, limits that cannot be set). */
bool pd_confine(const struct pd_sandbox_limits *limits);

#endif
