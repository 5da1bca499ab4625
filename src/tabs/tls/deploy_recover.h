/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_DEPLOY_RECOVER_H
#define PD_TABS_TLS_DEPLOY_RECOVER_H

#include "operation/context.h"

/* What is to be done where deploying was killed. */

/* The path of the journal (base/replace_journal.h); free() it. */
char *pd_deploy_journal(const struct pd_store *store);

/* Before any operation of a tab: puts the files before back and puts down in history that
 * it did. Where that fails the next deployment says why. Returns 0. */
long pd_deploy_recover(struct pd_context *context);

#endif
