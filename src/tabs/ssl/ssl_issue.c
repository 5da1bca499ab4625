/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_handover.h"
#include "tabs/ssl/ssl_order.h"
#include "tabs/ssl/ssl_review.h"
#include "x509/write/issue.h"

/* Issuing one certificate: for a new key, or for a signing request. */

static bool
fill_new(const struct pd_values *values, struct pd_order *order, struct pd_error *error)
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
fill(struct pd_context *context, const struct pd_values *values,
	const struct pd_request *request, struct pd_order *order,
	struct pd_result *result, struct pd_error *error)
{
	const char *own = pd_value_text(values, "profile");
	const char *purpose = pd_value_text(values, "purpose");
	order->days = pd_value_number(values, "days", 0);
	order->allow_outlive = pd_value_flag(values, "allow-outlive");
	if (!pd_profile_find(context, own ? own : purpose, &order->profile, error))
		return false;
	return request ? pd_review_take(request, values, order, result, error)
		       : fill_new(values, order, error);
}

static bool
record(struct pd_context *context, const struct pd_authority *authority,
	const struct pd_order *order, const struct pd_secret *passphrase,
	const char *sentence, long *number, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!pd_order_put(context, change, authority, order, passphrase, error) ||
		!pd_change_commit(change, sentence, error))
		return false;
	*number = pd_change_number(change);
	return true;
}

static bool
keep(struct pd_context *context, const struct pd_authority *authority,
	const struct pd_order *order, const struct pd_handover *handover,
	const struct pd_secret *passphrase, struct pd_result *result,
	struct pd_error *error)
{
	long number = 0;
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(order->certificate));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Certificate issued for %s, valid until %s"),
		pd_certificate_common_name(order->certificate), end);
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	if (!pd_handover_begin(handover, &written, error) ||
		!record(context, authority, order, passphrase, sentence, &number,
			error))
		return false;
	if (!pd_handover_write(handover, order->certificate, &authority->identity.chain,
		    order->key, &written, error) ||
		!pd_output_commit(&written, result, error))
		return pd_handover_failed(context, number, error);
	pd_replacement_keep(&written);
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	return true;
}

bool
pd_ssl_issue(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	if (pd_value_text(values, "batch") != NULL)
		return pd_ssl_batch(context, values, result, error);
	const char *csr = pd_value_text(values, "csr");
	const struct pd_handover handover = pd_handover_of(context, values);
	PD_AUTO(pd_drop_request) struct pd_request *request = NULL;
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_order_free) struct pd_order order = {0};
	if (csr != NULL) {
		request = pd_review_load(context, csr, error);
		if (request == NULL)
			return false;
	}
	if (!pd_authority_open(context, values, &authority, error) ||
		!fill(context, values, request, &order, result, error) ||
		!pd_order_sign(&authority, &order, error) ||
		!pd_handover_prepare(&handover, order.key != NULL, error) ||
		!pd_common_go_on(context, error) ||
		!keep(context, &authority, &order, &handover,
			pd_value_secret(values, "passphrase"), result, error))
		return false;
	pd_order_tell(&order, handover.directory, result);
	pd_handover_warn(&handover, result);
	return true;
}
