/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/migrate/migrate_tab.h"

#include <stdlib.h>

#include "base/text.h"
#include "tabs/migrate/migrate_keys.h"
#include "tabs/migrate/migrate_plan.h"
#include "tabs/shared/fields.h"
#include "tabs/shared/weak.h"
#include "tabs/ssl/ssl.h"
#include "tabs/tls/tls_place.h"
#include "tabs/trust/trust_admit.h"

static pd_run run_migrate;
static pd_preview preview_migrate;

/* clang-format off */
static const struct pd_field migrate_fields[] = {
	{.name = "file", .label = N_("From"), .kind = PD_FIELD_FILE, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .help = N_("A database of XCA (.xdb) or gnoMint (.gnomint), a directory of easy-rsa, openssl ca or "
		"certbot, or a PKCS#12 file or Java keystore")},
	{.name = "ca", .label = N_("CA"), .kind = PD_FIELD_TEXT, .flags = PD_RARE,
	 .help = N_("Which CA, where several are in it: its subject, common name or serial number")},
	{.name = "name", .label = N_("Key name"), .kind = PD_FIELD_TEXT, .flags = PD_RARE,
	 .check = pd_tls_check_name,
	 .help = N_("What a TLS key is called here that comes without a CA; empty: as its file")},
	PD_FIELDS_KEY_IN(PD_HELP_KEEP_OPEN),
	PD_FIELD_ALLOW_WEAK,
	PD_FIELD_TAKE_ANYWAY,
	{0}
};

const struct pd_operation pd_migrate_operations[] = {
	{.tab = "migrate", .name = "migrate", .key = 'i', .label = N_("Migrate"),
	 .help = N_("Take over what another program has kept: its CA with all that it has issued and "
		"revoked, or its TLS keys"),
	 .on = PD_ON_TAB, .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = migrate_fields,
	 .run = run_migrate, .preview = preview_migrate, .confirm = N_("Take this over?"),
	 .action = N_("Take over")},
	{0}
};
/* clang-format on */

static bool
run_migrate(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_migrate_plan_free) struct pd_migrate_plan plan = {0};
	if (!pd_migrate_plan_make(context, values, &plan, error))
		return false;
	switch (plan.way) {
	case PD_MIGRATE_CA:
		return pd_ssl_import(context, values, result, error);
	case PD_MIGRATE_ADOPT:
		return pd_ssl_adopt(context, values, result, error);
	case PD_MIGRATE_KEYS:
		break;
	}
	return pd_migrate_keys(context, &plan, result, error);
}

static bool
preview_migrate(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_migrate_plan_free) struct pd_migrate_plan plan = {0};
	if (!pd_migrate_plan_make(context, values, &plan, error))
		return false;
	pd_details_text(out, "found", _("Found"), plan.found);
	switch (plan.way) {
	case PD_MIGRATE_CA:
		return pd_ssl_preview_takeover(context, values, out, error);
	case PD_MIGRATE_ADOPT:
		return pd_ssl_preview_adopt(context, values, out, error);
	case PD_MIGRATE_KEYS:
		break;
	}
	return pd_migrate_preview_keys(context, &plan, out, error);
}

/* ---- the page --------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"from", N_("From"), 20, 0, false}, {0}};

bool
pd_migrate_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	(void)context, (void)error;
	out->section_count = 1;
	out->sections[0].title = pd_copy(_("Take over from another program"));
	out->sections[0].columns = columns;
	out->sections[0].empty = pd_copy(
		_("XCA, gnoMint, easy-rsa, openssl ca and certbot: what was found is "
		  "shown before it is taken over, and undo takes it back."));
	return true;
}
