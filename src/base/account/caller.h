/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ACCOUNT_CALLER_H
#define PD_BASE_ACCOUNT_CALLER_H

#include <stdbool.h>
#include <sys/types.h>

/* Who called sudo, OpenDoas or pkexec, to work as root or as another account. */
struct pd_caller {
	const char *variable; /* of the environment, which says so */
	char *account;        /* a number where the user has no name */
	uid_t user;           /* (uid_t)-1: there is no such user */
};

/* false: nobody did, and out is empty. Else drop it. The account is what the environment
 * says: check it before it becomes part of anything. */
bool pd_caller_find(struct pd_caller *out);
void pd_caller_drop(struct pd_caller *caller);

/* Says the environment that somebody did? Asks no database of users. */
bool pd_caller_is_there(void);

#endif
