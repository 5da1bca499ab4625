/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/tls_issue.h"

#include "base/text.h"
#include "tabs/ssl/renew/ssl_renewal.h"
#include "tabs/tls/tls_device.h"
#include "x509/judge/validity.h"

void
pd_tls_issue_free(struct pd_tls_issue *issue)
{
	pd_order_free(&issue->order);
	pd_authority_free(&issue->authority);
}

char *
pd_tls_has_ca(struct pd_context *context, const char *row)
{
	(void)row;
	struct pd_error none = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (!pd_authority_load(context, &ca, &none))
		return pd_copy("no");
	const struct pd_certificate *leaf = pd_identity_leaf(&ca);
	bool signs = pd_validity_judge(leaf, context->now) == 0 &&
		     pd_store_has_key(context->store, pd_certificate_key_id(leaf));
	return pd_copy(signs ? "yes" : "no");
}

/* The usual days are cut at the end of the CA; others that were typed are refused. */
static bool
fill_leaf(struct pd_context *context, const struct pd_values *values,
	struct pd_order *order, struct pd_error *error)
{
	long days = pd_value_number(values, "days", PD_TLS_DAYS);
	if (!pd_profile_find(context, "both", &order->profile, error))
		return false;
	order->profile.days = days;
	order->days = days == PD_TLS_DAYS ? 0 : days;
	order->allow_outlive = pd_value_flag(values, "allow-outlive");
	order->anyway = pd_value_flag(values, "anyway");
	order->allow_weak = pd_value_flag(values, "allow-weak");
	order->subject = pd_name_parse(pd_value_text(values, "dn"), "dn", error);
	return order->subject != NULL &&
	       pd_tls_names(order->subject, pd_value_text(values, "san"), &order->names,
		       error);
}

bool
pd_tls_issue_new(struct pd_context *context, const struct pd_values *values,
	const struct pd_key *key, struct pd_tls_issue *out, struct pd_error *error)
{
	out->order.public_der = pd_key_public_der(key);
	return fill_leaf(context, values, &out->order, error) &&
	       pd_authority_open(context, values, &out->authority, error) &&
	       pd_order_sign(&out->authority, &out->order, error);
}

bool
pd_tls_issue_again(struct pd_context *context, const struct pd_values *values,
	const struct pd_issued *issued, struct pd_tls_issue *out,
	struct pd_error *error)
{
	return pd_authority_open(context, values, &out->authority, error) &&
	       pd_renewal_fill(context, values, issued, &out->order, error) &&
	       pd_order_sign(&out->authority, &out->order, error);
}

void
pd_tls_issue_take(struct pd_tls_issue *issue, struct pd_identity *identity)
{
	struct pd_order *order = &issue->order;
	pd_certificates_add(&identity->chain, pd_certificate_copy(order->certificate));
	pd_certificates_add_copies(&identity->chain, &issue->authority.above);
	pd_tls_split_root(identity);
	if (order->key != NULL)
		identity->key = pd_steal(order->key);
	identity->origin = pd_copy("generated");
}
