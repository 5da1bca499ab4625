/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tab.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/history.h"
#include "tabs/encryption/encryption.h"
#include "tabs/shared/identity.h"
#include "tabs/signature/signature.h"
#include "tabs/ssl/ssl.h"
#include "tabs/store/doctor.h"
#include "tabs/store/history_tab.h"
#include "tabs/store/settings_tab.h"
#include "tabs/store/status.h"
#include "tabs/tls/tls.h"
#include "tabs/trust/trust.h"
#include "tabs/trust/trust_hook.h"

/* clang-format off */
const struct pd_tab pd_tabs[] = {
	{"ssl",        N_("SSL"),        N_("The built-in certificate authority"),        pd_ssl_operations,     pd_ssl_view,     pd_ssl_prepare, NULL},
	{"signature",  N_("Signature"),  N_("The signing certificate"),                   pd_signature_operations, pd_signature_view, pd_signature_prepare, pd_signature_blocked},
	{"encryption", N_("Encryption"), N_("Certificates to encrypt secrets for"),       pd_encryption_operations, pd_encryption_view, NULL, NULL},
	{"tls",        N_("TLS Key"),    N_("The TLS key of this host"),                  pd_tls_operations,     pd_tls_view,     pd_tls_prepare, NULL},
	{"trust",      N_("Trust"),      N_("Trusted certificates, and rejected chains"), pd_trust_operations,   pd_trust_view,   NULL, NULL},
	{"history",    NULL,             N_("What was done in this store, and undo"),     pd_history_operations, pd_history_view, NULL, NULL},
	{"settings",   NULL,             N_("What is decided about this store, and roles"), pd_settings_operations, pd_settings_view, NULL, NULL},
	{"status",     NULL,             N_("How long everything is good, for monitoring"), pd_status_operations, pd_status_view, NULL, NULL},
	{"doctor",     NULL,             N_("Whether the store is sound, and what mends it"), pd_doctor_operations, pd_doctor_view, NULL, NULL},
	{0}
};
/* clang-format on */

static const struct pd_operation *
find_in(const struct pd_operation *operations, const char *name)
{
	for (const struct pd_operation *row = operations; row && row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

bool
pd_operation_run(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	context->operation = operation;
	if (operation->only_looks)
		return operation->run(context, values, result, error);
	long before = pd_trust_hooks_before(context);
	if (!operation->run(context, values, result, error))
		return false;
	pd_trust_hooks_after(context, before, result);
	return true;
}

const struct pd_operation *
pd_operation_find(const char *tab, const char *name)
{
	for (const struct pd_tab *row = pd_tabs; row->name != NULL; row++)
		if (strcmp(row->name, tab) == 0)
			return find_in(row->operations, name);
	return NULL;
}

static void
drop_standard_ca(struct pd_context **context)
{
	struct pd_identity *ca = pd_steal((*context)->standard_ca);
	if (ca != NULL)
		pd_identity_free(ca);
	free(ca);
}

bool
pd_tabs_prepare(struct pd_context *context, struct pd_error *error)
{
	if (!pd_store_is_new(context->store) || pd_store_is_read_only(context->store))
		return true;
	const struct pd_author author = {context->account, NULL};
	PD_AUTO(drop_standard_ca) struct pd_context *prepared = context;
	PD_AUTO(pd_drop_change)
	struct pd_change *change =
		pd_change_begin(context->store, &author, PD_OPERATION_PREPARE, error);
	if (change == NULL)
		return false;
	/* Another process may have been first while this one waited for the lock. */
	if (!pd_store_is_new(context->store))
		return true;
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++)
		if (tab->prepare != NULL && !tab->prepare(prepared, change, error))
			return false;
	return pd_change_commit(
		change, _("Standard material made for a new store"), error);
}
