/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_H
#define PD_TABS_TLS_TLS_H

#include "operation/view.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/shared/pending_request.h"
#include "tabs/tls/tls_place.h"

/* The TLS Key tab: the host's own key, chain and request. Its row of pd_tabs names
 * these. */

extern const struct pd_operation pd_tls_operations[];
bool pd_tls_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);
bool pd_tls_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error);

/* For the operations of identity_tab.h and of pending_request.h; place is lent to what
 * they return. */
struct pd_identity_kind pd_tls_kind(const struct pd_tls_place *place);
struct pd_pending_kind pd_tls_request_kind(const struct pd_tls_place *place);

/* The operations of its table, each in the file of its name: tls_show.c, tls_make.c,
 * tls_import.c, tls_request.c, tls_export.c, tls_check.c, tls_deploy.c, tls_keys.c,
 * tls_rename.c. */
pd_run pd_tls_show, pd_tls_list;
pd_run pd_tls_new, pd_tls_generate, pd_tls_renew, pd_tls_clear, pd_tls_remove;
pd_run pd_tls_ensure;
pd_preview pd_tls_preview_ensure;
pd_preview pd_tls_preview; /* of the certificate that is replaced */
pd_preview pd_tls_preview_clear, pd_tls_preview_remove;
pd_blocked pd_tls_blocked_renew, pd_tls_blocked_clear, pd_tls_blocked_remove;
/* May renew make it new: is it the standard one, or issued by the CA here? */
bool pd_tls_is_renewable(
	struct pd_context *context, const struct pd_identity *identity);
pd_run pd_tls_import, pd_tls_rename;
pd_blocked pd_tls_blocked_rename;
pd_preview pd_tls_preview_import;
pd_run pd_tls_request, pd_tls_request_export, pd_tls_request_delete;
pd_preview pd_tls_preview_request, pd_tls_preview_request_delete;
bool pd_tls_describe_request(struct pd_context *context,
	const struct pd_tls_place *place, struct pd_details *out,
	struct pd_error *error);
char *pd_tls_request_file(struct pd_context *context, const char *row);
pd_run pd_tls_export, pd_tls_trust;
pd_preview pd_tls_preview_trust;
pd_run pd_tls_check, pd_tls_compare;
char *pd_tls_check_host(struct pd_context *context, const char *row);
pd_run pd_tls_deploy;
pd_preview pd_tls_preview_deploy;
pd_blocked pd_tls_blocked_deploy;

#endif
