/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_H
#define PD_TABS_TRUST_TRUST_H

#include "operation/operation.h"
#include "operation/view.h"

/* The Trust tab: the trust list, and the chains that were rejected. Its row of pd_tabs
 * names these. */

extern const struct pd_operation pd_trust_operations[];
bool pd_trust_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);

/* ---- the operations of its table that have files of their own -------------------- */

/* trust_accept.c */
pd_run pd_trust_rejected, pd_trust_accept, pd_trust_forget;
pd_preview pd_trust_preview_accept, pd_trust_preview_forget;
pd_blocked pd_trust_blocked_accept;
char *pd_trust_propose_accepted(struct pd_context *context, const char *row);
void pd_trust_pick_accepted(
	struct pd_context *context, const char *row, struct pd_picks *out);

/* trust_rejected.c: the host of a rejected chain, and the name that it was checked for if
 * that is another; free() it. NULL: it came from a file. */
char *pd_trust_propose_host(struct pd_context *context, const char *row);
char *pd_trust_propose_name(struct pd_context *context, const char *row);

/* trust_import.c */
pd_run pd_trust_add, pd_trust_import;
pd_preview pd_trust_preview_ensure;
pd_preview pd_trust_preview_add; /* subject and fingerprint of each certificate */

/* Each in the file of its name. */
pd_run pd_trust_show, pd_trust_compare, pd_trust_export, pd_trust_check,
	pd_trust_verify;
extern const char *const pd_trust_formats[]; /* of export: pem, der, p12, directory */

/* ---- hooks (trust_hook.c): keeps current what settings.cfg names under hooks
 * ------ */

/* The newest entry of history before an operation runs; -1 where there are no hooks, so
 * that nothing is to be done after it. */
long pd_trust_hooks_before(struct pd_context *context, struct pd_result *result);

/* If an entry since then touched the trust list: writes each hook's file or directory
 * anew and runs its command. What fails is a warning: the change itself stays. */
void pd_trust_hooks_after(
	struct pd_context *context, long before, struct pd_result *result);

#endif
