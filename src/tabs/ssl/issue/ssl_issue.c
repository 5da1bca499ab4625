/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "tabs/ssl/issue/issue.h"
#include "tabs/ssl/issue/ssl_order_fill.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_delivery.h"
#include "tabs/ssl/ssl_review.h"

/* Issues one certificate, for a new key or for a signing request. */

bool
pd_ssl_issue(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	if (pd_value_text(values, "batch") != NULL)
		return pd_ssl_batch(context, values, result, error);
	const char *csr = pd_value_text(values, "csr");
	PD_AUTO(pd_drop_request) struct pd_request *request = NULL;
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_order_free)
	struct pd_order order = {.directory = pd_copy(pd_value_text(values, "out"))};
	if (csr != NULL) {
		request = pd_review_load(context, csr, result, error);
		if (request == NULL)
			return false;
	}
	if (!pd_authority_open(context, values, &authority, error) ||
		!pd_order_fill(context, values, request, &order, result, error) ||
		(request == NULL && !pd_order_make_key(values, &order, error)) ||
		!pd_order_sign(&authority, &order, error))
		return false;
	const struct pd_delivery delivery = {&authority, &order, 1,
		pd_handover_of(context, values), false, NULL, NULL};
	PD_AUTO(pd_drop_text) char *sentence = pd_order_sentence(&order);
	if (!pd_delivery_run(&delivery, context, sentence, result, error))
		return false;
	pd_order_tell(&order, result);
	return true;
}
