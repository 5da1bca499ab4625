/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_REVIEW_H
#define PD_TABS_SSL_SSL_REVIEW_H

#include "tabs/ssl/ssl_order.h"
#include "x509/certificate/request.h"

/* Signing requests from others: what they ask for is judged, and only what the operator
 * chose is taken from them. */

/* The one request in a file. NULL: error. */
struct pd_request *pd_review_load(
	struct pd_context *context, const char *path, struct pd_error *error);

/* What the request, and the fields "dn", "san", "eku", "ku", "extensions" and "accept",
 * say for an order. Refused: a request that its key did not sign, one that is weak. What
 * is asked for and not taken is a warning each. */
bool pd_review_take(const struct pd_request *request, const struct pd_values *values,
	struct pd_order *order, struct pd_result *result, struct pd_error *error);

#endif
