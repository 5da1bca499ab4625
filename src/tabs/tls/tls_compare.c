/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"
#include "tabs/shared/comparison.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"

/* The TLS Key tab: the certificate in use beside another one. */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"field", N_("Field"), 20, 0, false},
	{"here", N_("Here"), 20, 0, false},
	{"there", N_("There"), 20, 0, true},
	{0},
};

bool
pd_tls_compare(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_compared_free) struct pd_compared here = {0}, there = {0};
	if (!pd_compared_read(context, values, pd_value_text(values, "with"), "with",
		    &there, error) ||
		!pd_tls_load_fitting(
			context, values, there.certificate, &place, &identity, error))
		return false;
	here.certificate = pd_certificate_copy(pd_identity_leaf(&identity));
	here.name = place.is_device ? pd_copy(_("the TLS certificate kept here"))
				    : pd_format(_("the TLS certificate %s kept here"),
					      place.name);
	pd_compared_show(&here, &there, columns, context->now, result);
	return true;
}
