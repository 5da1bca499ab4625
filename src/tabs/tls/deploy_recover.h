/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_DEPLOY_RECOVER_H
#define PD_TABS_TLS_DEPLOY_RECOVER_H

#include "operation/context.h"
#include "operation/result.h"

/* What is to be done where deploying was killed. */

/* The path of the journal (base/replace_journal.h); free() it. */
char *pd_deploy_journal(const struct pd_store *store);

/* Before any operation of a tab: puts the files before back, warns and puts down in history
 * that it did. Where that fails the next deployment says why. Returns the newest entry. */
long pd_deploy_recover(struct pd_context *context, struct pd_result *result);

/* After it: an undo does not reach the services that have what was undone; says which. */
void pd_deploy_warn_undone(
	struct pd_context *context, long before, struct pd_result *result);

#endif
