/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_PARTS_H
#define PD_TABS_SSL_SSL_PARTS_H

#include "operation/operation.h"

/* What the table of ssl.c names: the operations of the SSL tab, each in a file of its
 * own kind. */

/* The CA (ssl_ca.c). */
pd_run pd_ssl_show_ca, pd_ssl_update, pd_ssl_import, pd_ssl_generate, pd_ssl_export_ca;

/* Certificates and signing requests. */
pd_run pd_ssl_issue, pd_ssl_batch, pd_ssl_review, pd_ssl_renew;
pd_run pd_ssl_revoke, pd_ssl_crl, pd_ssl_ocsp;
pd_run pd_ssl_list, pd_ssl_show_issued, pd_ssl_export_issued, pd_ssl_forget_key;
pd_run pd_ssl_request, pd_ssl_show_request, pd_ssl_request_delete;

/* What their questions show. */
bool pd_ssl_preview_ca(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);
bool pd_ssl_preview_issued(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);
bool pd_ssl_preview_forget(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);
bool pd_ssl_preview_request(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);

/* The pending request of an intermediate CA. */
#define PD_CA_REQUEST "ssl/request"

#endif
