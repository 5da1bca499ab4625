/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tabs.h"

#include <stdlib.h>

#include "base/text.h"
#include "store/history.h"
#include "tabs/encryption/encryption.h"
#include "tabs/fleet/fleet_tab.h"
#include "tabs/migrate/migrate_tab.h"
#include "tabs/scan/scan_tab.h"
#include "tabs/shared/identity.h"
#include "tabs/signature/signature.h"
#include "tabs/ssl/ssl.h"
#include "tabs/store/backup_tab.h"
#include "tabs/store/doctor.h"
#include "tabs/store/ends.h"
#include "tabs/store/history_tab.h"
#include "tabs/store/settings_tab.h"
#include "tabs/store/status.h"
#include "tabs/tls/deploy_recover.h"
#include "tabs/tls/tls.h"
#include "tabs/token/token_tab.h"
#include "tabs/trust/trust.h"

const struct pd_tab pd_tabs[] = {
	{
		.name = "ssl",
		.label = N_("SSL"),
		.help = N_("The built-in certificate authority"),
		.operations = pd_ssl_operations,
		.view = pd_ssl_view,
		.prepare = pd_ssl_prepare,
	},
	{
		.name = "signature",
		.label = N_("Signature"),
		.help = N_("The signing certificate"),
		.operations = pd_signature_operations,
		.view = pd_signature_view,
		.prepare = pd_signature_prepare,
		.blocked = pd_signature_blocked,
	},
	{
		.name = "encryption",
		.label = N_("Encryption"),
		.help = N_("Certificates to encrypt secrets for"),
		.operations = pd_encryption_operations,
		.view = pd_encryption_view,
	},
	{
		.name = "tls",
		.label = N_("TLS Key"),
		.help = N_("The TLS key of this host"),
		.operations = pd_tls_operations,
		.view = pd_tls_view,
		.prepare = pd_tls_prepare,
		.before = pd_deploy_recover,
		.after = pd_deploy_warn_undone,
	},
	{
		.name = "trust",
		.label = N_("Trust"),
		.help = N_("Trusted certificates, and rejected chains"),
		.operations = pd_trust_operations,
		.view = pd_trust_view,
		.before = pd_trust_hooks_before,
		.after = pd_trust_hooks_after,
	},
	{
		.name = "history",
		.label = N_("History"),
		.help = N_("What was done in this store, and undo"),
		.key = 'H',
		.operations = pd_history_operations,
		.view = pd_history_view,
	},
	{
		.name = "settings",
		.label = N_("Settings"),
		.help = N_("What is decided about this store, and roles"),
		.key = 'S',
		.operations = pd_settings_operations,
		.view = pd_settings_view,
	},
	{
		.name = "status",
		.label = N_("Validity"),
		.help = N_("When everything expires, for monitoring"),
		.key = 'V',
		.operations = pd_status_operations,
		.view = pd_ends_view,
	},
	{
		.name = "backup",
		.label = N_("Backup"),
		.help = N_("The whole store in one protected file"),
		.key = 'B',
		.operations = pd_backup_operations,
		.view = pd_backup_view,
	},
	{
		.name = "restore",
		.label = N_("Restore"),
		.help = N_("A store made of a backup"),
		.key = 'L',
		.operations = pd_restore_operations,
		.view = pd_restore_view,
	},
	{
		.name = "scan",
		.label = N_("Scan"),
		.help = N_("The certificates that services of this machine use"),
		.key = 'W',
		.operations = pd_scan_operations,
		.view = pd_scan_view,
	},
	{
		.name = "fleet",
		.label = N_("Hosts"),
		.help = N_("Hosts beyond this one, reached by Ansible"),
		.key = 'F',
		.operations = pd_fleet_operations,
		.view = pd_fleet_view,
	},
	{
		.name = "migrate",
		.label = N_("Migrate"),
		.help = N_("What other programs kept, taken over"),
		.key = 'I',
		.operations = pd_migrate_operations,
		.view = pd_migrate_view,
	},
	{
		.name = "token",
		.label = N_("Tokens"),
		.help = N_("The tokens of this machine, which keys can be in"),
		.key = 'K',
		.operations = pd_token_operations,
		.view = pd_token_view,
	},
	{
		.name = "doctor",
		.label = N_("Doctor"),
		.help = N_("Check the store, and tell how to repair it"),
		.key = 'D',
		.operations = pd_doctor_operations,
		.view = pd_doctor_view,
	},
	{0},
};

static bool
stage_standard_material(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		if (tab->prepare != NULL && !tab->prepare(context, change, error))
			return false;
	return true;
}

bool
pd_tabs_prepare(struct pd_context *context, struct pd_error *error)
{
	if (!pd_store_is_new(context->store) || pd_store_is_read_only(context->store))
		return true;
	const struct pd_author author = {.account = context->account};
	PD_AUTO(pd_drop_change)
	struct pd_change *change =
		pd_change_begin(context->store, &author, PD_OPERATION_PREPARE, error);
	if (change == NULL)
		return false;
	/* Another process may have been first while this one waited for the lock. */
	if (!pd_store_is_new(context->store))
		return true;
	bool staged = stage_standard_material(context, change, error);
	struct pd_identity *ca = pd_steal(context->standard_ca);
	if (ca != NULL)
		pd_identity_free(ca);
	free(ca);
	return staged && pd_change_commit(change,
				 _("Standard material made for a new store"), error);
}
