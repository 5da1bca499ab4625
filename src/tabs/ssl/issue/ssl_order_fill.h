/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_ISSUE_SSL_ORDER_FILL_H
#define PD_TABS_SSL_ISSUE_SSL_ORDER_FILL_H

#include "tabs/ssl/ssl_order.h"

/* Fills in the order that the fields of issue describe, for the key of a request, or, without
 * one (NULL), for a key that is the caller's to add: all but that key. Warns of what the
 * request asks for and does not get. */
bool pd_order_fill(struct pd_context *context, const struct pd_values *values,
	const struct pd_request *request, struct pd_order *order,
	struct pd_result *result, struct pd_error *error);

/* The kind of key that the fields "algorithm", "curve", "bits" and "allow-weak" ask for, or
 * else the profile; and makes one. */
bool pd_order_key_kind(const struct pd_values *values, const struct pd_order *order,
	struct pd_key_kind *out, struct pd_error *error);
bool pd_order_make_key(
	const struct pd_values *values, struct pd_order *order, struct pd_error *error);

#endif
