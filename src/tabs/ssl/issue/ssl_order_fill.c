/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/issue/ssl_order_fill.h"

#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/revoke/ssl_compromised.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_review.h"
#include "x509/name/alternative_parse.h"

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
	       pd_alternatives_parse(names ? names : "", "san", &order->names, error);
}

bool
pd_order_key_kind(const struct pd_values *values, const struct pd_order *order,
	struct pd_key_kind *out, struct pd_error *error)
{
	const char *algorithm = pd_value_text(values, "algorithm");
	*out = order->profile.key;
	return algorithm == NULL || strcmp(algorithm, "profile") == 0 ||
	       pd_common_key_kind(values, out, error);
}

bool
pd_order_make_key(
	const struct pd_values *values, struct pd_order *order, struct pd_error *error)
{
	struct pd_key_kind kind;
	if (!pd_order_key_kind(values, order, &kind, error))
		return false;
	order->key = pd_key_generate(&kind, error);
	return order->key != NULL;
}

bool
pd_order_fill(struct pd_context *context, const struct pd_values *values,
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
	if (request == NULL)
		return fill_new_order(values, order, error);
	const char *key = pd_request_key_id(request);
	return pd_compromised_check(context, key, "csr", error) &&
	       (order->profile.ca || pd_authority_check_other_key(
					     context->store, key, "csr", error)) &&
	       pd_review_take(request, values, order, result, error);
}
