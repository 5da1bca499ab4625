/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/fleet/fleet_forget.h"

#include <string.h>

#include "base/text.h"
#include "tabs/fleet/fleet_rows.h"
#include "tabs/trust/trust_checked.h"

/* clang-format off */
const struct pd_field pd_fleet_forget_fields[] = {
	{.name = "host", .label = N_("Hosts"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_MANY | PD_ROW,
	 .help = N_("The name of each in the inventory")},
	{0}
};
/* clang-format on */

/* The hosts that are named, with what is known of them; sorted, each once. */
static bool
find_forgotten(struct pd_context *context, const struct pd_values *values,
	struct pd_fleet *out, struct pd_error *error)
{
	for (size_t i = 0; i < pd_value_count(values, "host"); i++) {
		const char *name = pd_value_item(values, "host", i);
		if (pd_fleet_find(out, name) == NULL)
			(void)pd_fleet_add(out, name);
		pd_fleet_sort(out);
	}
	if (!pd_fleet_join_known(context, out, error))
		return false;
	for (size_t i = 0; i < out->count; i++)
		if (out->items[i].time == 0 && out->items[i].checked == 0)
			return pd_fail(error, PD_ESTATE, out->items[i].name,
				_("nothing is known of this host"));
	return true;
}

/* A pd_checked_wanted. */
static bool
is_check_of(const void *work, const struct pd_checked *checked)
{
	return pd_fleet_find_checked(work, checked) != NULL;
}

bool
pd_fleet_forget(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet hosts = {0};
	struct pd_error problem = {0};
	if (!find_forgotten(context, values, &hosts, error) ||
		!pd_fleet_put_forgotten(context, &hosts, result, error))
		return false;
	if (!pd_checked_forget(context, is_check_of, &hosts, &problem))
		pd_result_warn(result, "%s: %s", problem.input, problem.message);
	result->changed = true;
	return true;
}

bool
pd_fleet_preview_forget(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet hosts = {0};
	if (!find_forgotten(context, values, &hosts, error))
		return false;
	pd_details_number(out, "count", _("Hosts"), (int64_t)hosts.count);
	pd_details_list(out, "hosts", _("Host"));
	for (size_t i = 0; i < hosts.count; i++)
		pd_details_item(out, hosts.items[i].name);
	pd_details_text(out, "effect", _("Effect"),
		_("The inventory and the log of runs stay as they are; the next run "
		  "or check tells of the hosts again."));
	return true;
}
