/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/renew/ssl_renewal.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/there/there.h"
#include "base/time.h"
#include "store/key_passphrase.h"
#include "tabs/shared/token_key.h"
#include "tabs/ssl/ssl_words.h"
#include "x509/write/issue.h"

/* Extensions that are made anew; all others are copied. */
static bool
is_made_anew(const char *oid)
{
	static const char *const anew[] = {PD_OID_SUBJECT_KEY, PD_OID_AUTHORITY_KEY,
		PD_OID_BASIC_CONSTRAINTS, PD_OID_KEY_USAGE, PD_OID_PURPOSES,
		PD_OID_CRL_POINTS, PD_OID_AUTHORITY_INFO};
	for (size_t i = 0; i < PD_COUNT(anew); i++)
		if (strcmp(anew[i], oid) == 0)
			return true;
	return false;
}

static char **
copy_purposes(const struct pd_certificate *certificate, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (const char *const *oid = pd_certificate_purposes(certificate); *oid; oid++)
		pd_buffer_add_format(&text, "%s,", *oid);
	return pd_purposes_parse(pd_buffer_text(&text), "eku", error);
}

/* Names and extensions of any kind are copied as they are. */
static bool
repeat_certificate(const struct pd_certificate *old, struct pd_order *order,
	struct pd_error *error)
{
	PD_AUTO(pd_extras_free) struct pd_extras all = {0};
	pd_extras_of_certificate(old, &all);
	for (size_t i = 0; i < all.count; i++) {
		const struct pd_extra *extra = &all.items[i];
		if (!is_made_anew(extra->oid))
			pd_extras_add(&order->extras, extra->oid, extra->critical,
				(struct pd_bytes){extra->value, extra->size});
	}
	const struct pd_extra *usage = pd_extras_find(&all, PD_OID_KEY_USAGE);
	order->usage = usage ? pd_extra_usage(usage) : 0;
	order->profile.no_check = false;
	order->profile.ca = pd_certificate_is_ca(old, &order->profile.path_length);
	order->purposes = copy_purposes(old, error);
	order->subject = pd_name_from_der(pd_certificate_subject_der(old), error);
	return order->purposes != NULL && order->subject != NULL;
}

/* The validity of the old one, unless days are given. */
static long
count_days(const struct pd_values *values, const struct pd_certificate *old)
{
	int64_t life = pd_certificate_not_after(old) - pd_certificate_not_before(old);
	long days = (long)(pd_days_begun(life));
	return pd_value_number(values, "days", days > 0 ? days : 1);
}

static bool
choose_key(struct pd_context *context, const struct pd_values *values,
	const struct pd_certificate *old, struct pd_order *order,
	struct pd_error *error)
{
	struct pd_key_kind kind;
	order->public_der = pd_certificate_public_der(old);
	if (!pd_value_flag(values, "new-key"))
		return true;
	if (!pd_issue_kind_of(order->public_der, "new-key", &kind, error))
		return false;
	order->key =
		pd_make_next_key(context, pd_certificate_key_id(old), &kind, error);
	return order->key != NULL;
}

/* The profile may have changed since, and what is signed now has to fit it; one that is gone
 * wants nothing any more. */
static bool
keep_to_profile(struct pd_context *context, const struct pd_issued *issued,
	struct pd_profile *profile, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_profile_free) struct pd_profile now = {0};
	if (!pd_profile_find(context, issued->profile, &now, &problem))
		return problem.code == PD_EUSAGE ||
		       pd_fail(error, problem.code, problem.input, "%s",
			       problem.message);
	profile->names = pd_steal(now.names);
	return true;
}

bool
pd_renewal_fill(struct pd_context *context, const struct pd_values *values,
	const struct pd_issued *issued, struct pd_order *order, struct pd_error *error)
{
	const struct pd_certificate *old = issued->certificate;
	const char *purpose = *issued->purpose ? issued->purpose : "client";
	if (!pd_profile_find(context, purpose, &order->profile, error))
		return false;
	free(order->profile.name);
	order->profile.name = pd_copy(issued->profile);
	if (!keep_to_profile(context, issued, &order->profile, error))
		return false;
	order->profile.days = count_days(values, old);
	order->days = pd_value_number(values, "days", 0);
	order->anyway = pd_value_flag(values, "anyway");
	order->allow_weak = pd_value_flag(values, "allow-weak");
	order->allow_outlive = pd_value_flag(values, "allow-outlive");
	/* They are signed again unchanged. */
	order->profile.needs_names = false;
	order->renews = pd_copy(issued->id);
	order->subject_from = order->names_from = order->renews;
	return repeat_certificate(old, order, error) &&
	       choose_key(context, values, old, order, error) &&
	       pd_order_check_renewal(order, issued, error);
}

bool
pd_renewal_keeps_file(const struct pd_order *order)
{
	if (order->key != NULL || order->directory == NULL)
		return false;
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/key.pem", order->directory);
	return pd_there_is(path);
}

bool
pd_renewal_load_key(struct pd_context *context, const struct pd_issued *issued,
	struct pd_order *order, struct pd_result *result, struct pd_error *error)
{
	if (order->directory == NULL || order->key != NULL ||
		!pd_store_has_key(context->store, issued->key))
		return true;
	if (pd_store_key_is_encrypted(context->store, issued->key) &&
		!pd_store_key_is_locked(context->store, issued->key)) {
		pd_result_warn(result,
			_("key.pem is not written: the key is kept encrypted; ssl "
			  "export %s --private-key writes it"),
			issued->serial);
		return true;
	}
	order->kept_key = pd_store_load_key(context->store, issued->key, NULL, error);
	return order->kept_key != NULL;
}

char *
pd_renewal_sentence(
	const struct pd_issued *issued, const struct pd_certificate *certificate)
{
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	return pd_format(_("Certificate of %s renewed as %s, valid until %s"),
		issued->name, pd_certificate_serial(certificate), end);
}
