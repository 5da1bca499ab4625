/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/renew/ssl_due.h"
#include "tabs/ssl/renew/ssl_renewal.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_delivery.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_many.h"
#include "tabs/ssl/ssl_words.h"
#include "x509/write/issue.h"

/* Renews what the CA issued: one certificate, several, or all that are due. */

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
				_("does not go with --due, which finds the "
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
			_("is missing; name the certificates to renew, or write "
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
			!pd_renewal_fill(context, values, issued, order, error) ||
			!pd_order_sign(authority, order, error) ||
			(!(renewals->is_due && pd_renewal_keeps_file(order)) &&
				!pd_renewal_load_key(
					context, issued, order, result, error)))
			return false;
		pd_delivery_tell(context, PD_PHASE_SIGN, i + 1, renewals->issued.count);
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
	return pd_renewal_sentence(
		&renewals->issued.items[0], renewals->orders[0].certificate);
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
		renewals.issued.count, pd_handover_of(context, values), due, NULL,
		NULL};
	delivery.handover.keep = due;
	delivery.handover.replace = delivery.handover.replace || due;
	PD_AUTO(pd_drop_text) char *sentence = describe_renewals(&renewals);
	if (!pd_delivery_run(&delivery, context, sentence, result, error))
		return false;
	if (renewals.issued.count == 1)
		pd_order_tell(&renewals.orders[0], result);
	return true;
}

char *
pd_ssl_note_renewal(struct pd_context *context, const struct pd_values *values)
{
	return pd_value_text(values, "days") != NULL
		       ? pd_common_note_days(context, values)
		       : pd_copy(_("as many as the old one"));
}
