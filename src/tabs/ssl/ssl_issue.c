/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_delivery.h"
#include "tabs/ssl/ssl_review.h"
#include "x509/name/alternative_parse.h"
#include "x509/write/issue.h"

/* Issues one certificate, for a new key or for a signing request. */

static bool
fill_new_order(
	const struct pd_values *values, struct pd_order *order, struct pd_error *error)
{
	const char *dn = pd_value_text(values, "dn");
	const char *names = pd_value_text(values, "san");
	if (dn == NULL)
		return pd_fail(error, PD_EUSAGE, "dn",
			_("a subject is needed; write one such as "
			  "CN=www.example.org,O=Example"));
	order->subject = pd_name_parse(dn, "dn", error);
	return order->subject != NULL &&
	       pd_alternatives_parse(names ? names : "", "san", &order->names, error) &&
	       pd_order_make_key(values, order, error);
}

static bool
fill_order(struct pd_context *context, const struct pd_values *values,
	const struct pd_request *request, struct pd_order *order,
	struct pd_result *result, struct pd_error *error)
{
	const char *own = pd_value_text(values, "profile");
	const char *purpose = pd_value_text(values, "purpose");
	order->days = pd_value_number(values, "days", 0);
	order->allow_outlive = pd_value_flag(values, "allow-outlive");
	order->limits = pd_authority_limits(values);
	order->allow_weak = pd_value_flag(values, "allow-weak");
	order->anyway = pd_value_flag(values, "anyway");
	if (!pd_profile_find(context, own ? own : purpose, &order->profile, error))
		return false;
	return request ? pd_review_take(request, values, order, result, error)
		       : fill_new_order(values, order, error);
}

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
		!fill_order(context, values, request, &order, result, error) ||
		!pd_order_sign(&authority, &order, error))
		return false;
	const struct pd_delivery delivery = {
		&authority, &order, 1, pd_handover_of(context, values), false};
	PD_AUTO(pd_drop_text) char *sentence = pd_order_sentence(&order);
	if (!pd_delivery_run(&delivery, context, sentence, result, error))
		return false;
	pd_order_tell(&order, result);
	return true;
}
