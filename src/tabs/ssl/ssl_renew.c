/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"
#include "store/key_passphrase.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_delivery.h"
#include "tabs/ssl/ssl_due.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_many.h"
#include "tabs/ssl/ssl_words.h"
#include "x509/write/issue.h"

/* Renews a certificate: the same subject, names and usages for the same key, or for a
 * new one of the same kind. */

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
choose_key(const struct pd_values *values, const struct pd_certificate *old,
	struct pd_order *order, struct pd_error *error)
{
	struct pd_key_kind kind;
	order->public_der = pd_certificate_public_der(old);
	if (!pd_value_flag(values, "new-key"))
		return true;
	if (!pd_issue_kind_of(order->public_der, "new-key", &kind, error))
		return false;
	order->key = pd_key_generate(&kind, error);
	return order->key != NULL;
}

static bool
fill_renewal(struct pd_context *context, const struct pd_values *values,
	const struct pd_issued *issued, struct pd_order *order, struct pd_error *error)
{
	const struct pd_certificate *old = issued->certificate;
	const char *purpose = *issued->purpose ? issued->purpose : "client";
	if (!pd_profile_find(context, purpose, &order->profile, error))
		return false;
	free(order->profile.name);
	order->profile.name = pd_copy(issued->profile);
	order->profile.days = count_days(values, old);
	order->days = pd_value_number(values, "days", 0);
	order->anyway = pd_value_flag(values, "anyway");
	order->allow_outlive = pd_value_flag(values, "allow-outlive");
	/* Its names were checked when it was issued, and are signed again unchanged. */
	order->profile.needs_names = false;
	order->renews = pd_copy(issued->id);
	return repeat_certificate(old, order, error) &&
	       choose_key(values, old, order, error) &&
	       pd_order_check_renewal(order, issued, error);
}

/* A key that stays is handed over if it is here and not encrypted. */
static bool
load_kept_key(struct pd_context *context, const struct pd_issued *issued,
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

/* ---- one, or several ----------------------------------------------------------------- */

struct renewals {
	struct pd_issued_list issued;
	struct pd_order *orders; /* one for each */
	bool is_due;             /* they renew themselves */
};

static void
free_renewals(struct renewals *renewals)
{
	for (size_t i = 0; renewals->orders && i < renewals->issued.count; i++)
		pd_order_free(&renewals->orders[i]);
	free(renewals->orders);
	pd_issued_list_free(&renewals->issued);
}

/* What is due goes where it was. */
static bool
find_due_renewals(struct pd_context *context, const struct pd_values *values,
	struct renewals *out, struct pd_result *result, struct pd_error *error)
{
	static const char *const others[] = {"serial", "out", "p12", "legacy-p12"};
	for (size_t i = 0; i < PD_COUNT(others); i++)
		if (pd_value_text(values, others[i]) != NULL &&
			strcmp(pd_value_text(values, others[i]), "no") != 0)
			return pd_fail(error, PD_EUSAGE, others[i],
				_("it does not go with --due, which finds the "
				  "certificates and where they were handed over "
				  "itself"));
	if (!pd_due_find(context, pd_value_number(values, "due", 0), &out->issued,
		    result, error))
		return false;
	out->is_due = true;
	out->orders = pd_alloc(out->issued.count + 1, sizeof *out->orders);
	for (size_t i = 0; i < out->issued.count; i++)
		out->orders[i].directory = pd_copy(out->issued.items[i].directory);
	return true;
}

static bool
find_renewals(struct pd_context *context, const struct pd_values *values,
	struct renewals *out, struct pd_error *error)
{
	const char *directory = pd_value_text(values, "out");
	if (pd_value_count(values, "serial") == 0)
		return pd_fail(error, PD_EUSAGE, "serial",
			_("it is missing; name the certificates to renew, or write "
			  "--due"));
	if (!pd_issued_find_all(context, values, NULL, &out->issued, error))
		return false;
	out->orders = pd_alloc(out->issued.count, sizeof *out->orders);
	if (directory != NULL && out->issued.count > 1)
		return pd_fail(error, PD_EUSAGE, "out",
			_("one directory cannot take the files of several "
			  "certificates; "
			  "renew one at a time, or leave it out and export them"));
	if (directory != NULL)
		out->orders[0].directory = pd_copy(directory);
	return true;
}

static void
tell_progress_of_renewal(struct pd_context *context, size_t done, size_t all)
{
	if (context->progress == NULL || all < 2)
		return;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("%zu of %zu certificates"), done, all);
	context->progress(context->face, (int)(100 * done / all), sentence);
}

/* The key stays, and so does its file, encrypted or not, whoever owns it. */
static bool
keeps_file(const struct renewals *renewals, const struct pd_order *order)
{
	if (!renewals->is_due || order->key != NULL)
		return false;
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/key.pem", order->directory);
	return access(path, F_OK) == 0;
}

static bool
sign_renewals(struct pd_context *context, const struct pd_values *values,
	const struct pd_authority *authority, struct renewals *renewals,
	struct pd_result *result, struct pd_error *error)
{
	for (size_t i = 0; i < renewals->issued.count; i++) {
		const struct pd_issued *issued = &renewals->issued.items[i];
		struct pd_order *order = &renewals->orders[i];
		if (renewals->issued.count > 1)
			order->from = issued->serial;
		if (!pd_common_go_on(context, error) ||
			!fill_renewal(context, values, issued, order, error) ||
			!pd_order_sign(authority, order, error) ||
			(!keeps_file(renewals, order) &&
				!load_kept_key(context, issued, order, result, error)))
			return false;
		tell_progress_of_renewal(context, i + 1, renewals->issued.count);
	}
	return true;
}

static char *
describe_renewals(const struct renewals *renewals)
{
	size_t count = renewals->issued.count;
	if (count > 1)
		return pd_format(ngettext("%zu certificate renewed",
					 "%zu certificates renewed", count),
			count);
	const struct pd_certificate *one = renewals->orders[0].certificate;
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(one));
	return pd_format(_("Certificate of %s renewed as %s, valid until %s"),
		renewals->issued.items[0].name, pd_certificate_serial(one), end);
}

bool
pd_ssl_renew(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_renewals) struct renewals renewals = {0};
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	bool due = pd_value_text(values, "due") != NULL;
	if (due ? !find_due_renewals(context, values, &renewals, result, error)
		: !find_renewals(context, values, &renewals, error))
		return false;
	if (renewals.issued.count == 0) {
		pd_result_say(result, "%s", _("No certificate is due"));
		return true;
	}
	if (!pd_authority_open(context, values, &authority, error) ||
		!sign_renewals(context, values, &authority, &renewals, result, error))
		return false;
	struct pd_delivery delivery = {&authority, renewals.orders,
		renewals.issued.count, pd_handover_of(context, values), due};
	delivery.handover.keep = due;
	delivery.handover.replace = delivery.handover.replace || due;
	PD_AUTO(pd_drop_text) char *sentence = describe_renewals(&renewals);
	if (!pd_delivery_run(&delivery, context, sentence, result, error))
		return false;
	if (renewals.issued.count == 1)
		pd_order_tell(&renewals.orders[0], result);
	return true;
}
