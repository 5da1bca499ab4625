/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_H
#define PD_TABS_SSL_SSL_H

#include "operation/view.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/shared/pending_request.h"

/* The SSL tab: the built-in CA. Its row of pd_tabs names these. */

extern const struct pd_operation pd_ssl_operations[];
bool pd_ssl_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error);
bool pd_ssl_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error);

/* The operations of its table. */

/* The CA itself: ssl_ca.c. */
extern const struct pd_identity_kind pd_ca_kind;
pd_run pd_ssl_import, pd_ssl_generate, pd_ssl_renew_ca, pd_ssl_adopt;
pd_run pd_ssl_trust;
pd_preview pd_ssl_preview_ca, pd_ssl_preview_import, pd_ssl_preview_trust;
/* What import and adopt would take over, and leave out, for migrate. */
pd_preview pd_ssl_preview_takeover, pd_ssl_preview_adopt;

/* What it signs, beside issue/issue.h: ssl_batch.c, ssl_review.c, ssl_renew.c, ssl_revoke.c,
 * ssl_ocsp.c. */
pd_run pd_ssl_batch, pd_ssl_review, pd_ssl_renew;
pd_blocked pd_ssl_blocked_revoke;
pd_run pd_ssl_revoke, pd_ssl_crl, pd_ssl_ocsp;

/* What it has issued: ssl_view.c, ssl_list.c, ssl_export.c. */
pd_run pd_ssl_list, pd_ssl_show_issued, pd_ssl_export, pd_ssl_forget_key;
pd_preview pd_ssl_preview_forget, pd_ssl_preview_revoke;

/* CAs that were replaced: ssl_publish.c. */
pd_run pd_ssl_retire;
pd_preview pd_ssl_preview_retire;

/* The pending request of an intermediate CA: ssl_request.c. */
#define PD_CA_REQUEST "ssl/request"
extern const struct pd_pending_kind pd_ca_request_kind;
pd_run pd_ssl_request, pd_ssl_show_request, pd_ssl_request_delete;
pd_preview pd_ssl_preview_request;

/* Beside the days of a renewal: until when that is, or what no number means; free() it. */
char *pd_ssl_note_renewal(struct pd_context *context, const struct pd_values *values);

#endif
