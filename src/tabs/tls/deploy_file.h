/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_DEPLOY_FILE_H
#define PD_TABS_TLS_DEPLOY_FILE_H

#include "base/replace.h"
#include "store/targets.h"

/* One file of a deploy target: what is there, and what it is to be. Starts as {0}. */

struct pd_deploy_file {
	struct pd_new_file wanted;
	struct pd_owner owner;
	bool existed, loses_mode; /* loses_mode: others could read the key before */
	struct pd_secret before;
	uid_t uid_before;
	gid_t gid_before;
	mode_t mode_before;
};

enum pd_deploy_kind { PD_DEPLOY_CERTIFICATE, PD_DEPLOY_KEY };

/* Looks at what is there, and decides owner and mode: those of the target; else a
 * certificate keeps what it has, or gets 0644, and a key keeps what it has if nobody else
 * may read it, or gets 0600 and is the caller's. path and content stay lent. set is what
 * the file will be one of. Refused, naming it: a symbolic link, anything else that is no
 * regular file, a directory that is not safe (base/directory.h). */
bool pd_deploy_file_open(struct pd_deploy_file *file, struct pd_replacement *set,
	const struct pd_deploy_target *target, enum pd_deploy_kind kind,
	struct pd_bytes content, struct pd_error *error);

bool pd_deploy_file_is_changed(const struct pd_deploy_file *file);

void pd_deploy_file_free(struct pd_deploy_file *file);

#endif
