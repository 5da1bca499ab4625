/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_REVIEW_H
#define PD_TABS_SSL_SSL_REVIEW_H

#include "tabs/ssl/ssl_order.h"
#include "x509/certificate/request.h"

/* Signing requests from others: reviewed first; only what the operator chose is taken.
 * */

/* The one request in a file; what else is there is named in warnings. NULL: error. */
struct pd_request *pd_review_load(struct pd_context *context, const char *path,
	struct pd_result *result, struct pd_error *error);

/* Fills the order from the request and the fields "dn", "san", "eku", "ku",
 * "extensions" and "accept". Refuses a weak request and one that its own key did not
 * sign. Warns of everything that was asked for and not taken. */
bool pd_review_take(const struct pd_request *request, const struct pd_values *values,
	struct pd_order *order, struct pd_result *result, struct pd_error *error);

#endif
