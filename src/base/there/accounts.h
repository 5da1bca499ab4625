/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_THERE_ACCOUNTS_H
#define PD_BASE_THERE_ACCOUNTS_H

#include "base/there/there.h"

#include <sys/types.h>

/* Is there a user or a group of that name on this host, and of which number? out may be NULL.
 * PD_THERE_UNKNOWN: whoever knows them, as a directory on the network, does not answer; errno
 * says why. */
enum pd_there pd_account_user(const char *name, uid_t *out);
enum pd_there pd_account_group(const char *name, gid_t *out);

/* The number of a user or group that is written so; false: it is none. */
bool pd_account_number(const char *text, unsigned *out);

/* What the user, or the group, of that number is called here; NULL: nobody knows. free() it. */
char *pd_account_name(uid_t user);
char *pd_account_group_name(gid_t group);

/* Is the user a member of that group, or is it the primary group? The same. */
enum pd_there pd_account_is_member(const char *user, const char *group);

#endif
