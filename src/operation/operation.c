/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/operation.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/key_passphrase.h"

const struct pd_field pd_opening_fields[] = {
	{.name = PD_KEY_PASSPHRASE,
		.label = N_("Passphrase of the private keys"),
		.kind = PD_FIELD_PASSPHRASE,
		.help = N_("Opens the private keys of the store")},
	{.name = PD_TOKEN_PIN,
		.label = N_("PIN of the token"),
		.kind = PD_FIELD_PASSPHRASE,
		.help = N_("Lets the token use the private key that is in it")},
	{0}};

const struct pd_field *
pd_opening_field(const char *name)
{
	const struct pd_field *field = pd_opening_fields;
	while (field->name != NULL && strcmp(field->name, name) != 0)
		field++;
	return field->name != NULL ? field : NULL;
}

bool
pd_field_is_opening(const struct pd_field *field)
{
	return field != NULL && pd_opening_field(field->name) == field;
}

bool
pd_operation_is_alone(const struct pd_operation *operation)
{
	return strcmp(operation->tab, operation->name) == 0;
}

char *
pd_operation_words(const struct pd_operation *operation)
{
	return pd_operation_is_alone(operation)
		       ? pd_copy(operation->tab)
		       : pd_format("%s %s", operation->tab, operation->name);
}

const char *
pd_operation_button(const struct pd_operation *operation)
{
	return _(operation->button ? operation->button : operation->label);
}

const char *
pd_operation_action(const struct pd_operation *operation)
{
	if (operation->action != NULL)
		return _(operation->action);
	return operation->hazard == PD_REPLACES ? _("Replace")
						: pd_operation_button(operation);
}

char *
pd_operation_rows(const struct pd_operation *operation)
{
	static const struct {
		unsigned kind;
		const char *words;
	} kinds[] = {
		{PD_ON_CA, N_("the CA")},
		{PD_ON_FORMER, N_("replaced CAs")},
		{PD_ON_ISSUED, N_("issued certificates")},
		{PD_ON_ENTRY, N_("entries of history")},
		{PD_ON_SIGNER, N_("signing certificates")},
		{PD_ON_ALIAS, N_("aliases")},
		{PD_ON_KEY, N_("the key")},
		{PD_ON_CHAIN, N_("certificates")},
		{PD_ON_REQUEST, N_("signing requests")},
		{PD_ON_TRUSTED, N_("trusted certificates")},
		{PD_ON_REJECTED, N_("rejected chains")},
		{PD_ON_SETTING, N_("settings")},
		{PD_ON_TARGET, N_("deploy targets")},
		{PD_ON_HOOK, N_("hooks")},
		{PD_ON_PROFILE, N_("profiles")},
		{PD_ON_ANCHOR, N_("what this system trusts")},
		{PD_ON_FOUND, N_("certificates that were found")},
		{PD_ON_HOST, N_("hosts")},
		{PD_ON_RUN, N_("runs on hosts")},
		{PD_ON_TOKEN, N_("tokens")},
		{PD_ON_DAMAGED, N_("damaged records")},
	};
	char *words = NULL;
	/* Nobody needs to be told that damaged records are meant, too. */
	unsigned on = operation->on != PD_ON_TAB ? operation->on : operation->beside;
	unsigned left =
		on != PD_ON_DAMAGED ? on & ~(unsigned)PD_ON_DAMAGED : PD_ON_DAMAGED;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if ((left & kinds[i].kind) == 0)
			continue;
		left &= ~kinds[i].kind;
		PD_AUTO(pd_drop_text) char *before = words;
		if (before == NULL)
			words = pd_copy(_(kinds[i].words));
		else
			words = pd_format(left == 0 ? _("%s and %s") : _("%s, %s"),
				before, _(kinds[i].words));
	}
	return words;
}
