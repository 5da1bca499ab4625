/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/settings_passphrase.h"

#include <string.h>

#include "base/text.h"
#include "store/history.h"
#include "store/key_passphrase.h"
#include "store/key_passphrase_change.h"

const char *
pd_setting_passphrase_text(struct pd_context *context)
{
	return pd_store_has_passphrase(context->store) ? "set" : "none";
}

const char *
pd_setting_passphrase_help(void)
{
	return _("Whether the private keys here are encrypted by a passphrase: set, or "
		 "none.");
}

/* ---- what is wanted ------------------------------------------------------------- */

enum wish { SET, NONE };

/* Somebody may type the passphrase itself, where others can see it. */
static bool
read_wish(const struct pd_values *values, enum wish *out, struct pd_error *error)
{
	const char *value = pd_value_text(values, "value");
	*out = value != NULL && strcmp(value, "none") == 0 ? NONE : SET;
	return value == NULL || *out == NONE || strcmp(value, "set") == 0 ||
	       pd_fail(error, PD_EUSAGE, "value",
		       _("%s is set or none; the passphrase itself is asked for, or "
			 "read from --new-passphrase-file FILE, as others can see what "
			 "stands on a command line"),
		       PD_SETTING_PASSPHRASE);
}

/* Whoever found a screen that was left open must not be able to change it. */
static bool
check_wish(struct pd_context *context, const struct pd_values *values, enum wish wish,
	struct pd_error *error)
{
	bool has = pd_store_has_passphrase(context->store);
	if (wish == NONE && !has)
		return pd_fail(error, PD_ESTATE, PD_SETTING_PASSPHRASE,
			_("the private keys of this store have no passphrase"));
	if (wish == SET && pd_value_secret(values, "new-passphrase") == NULL)
		return pd_fail(error, PD_EPASSPHRASE, "new-passphrase",
			_("choose the passphrase that is to encrypt the private keys "
			  "of this store"));
	if (has && pd_value_secret(values, PD_KEY_PASSPHRASE) == NULL)
		return pd_fail(error, PD_EPASSPHRASE, PD_KEY_PASSPHRASE,
			_("the passphrase that the private keys have now is needed"));
	return true;
}

bool
pd_setting_passphrase_preview(struct pd_context *context,
	const struct pd_values *values, struct pd_details *out, struct pd_error *error)
{
	enum wish wish;
	if (!read_wish(values, &wish, error))
		return false;
	bool has = pd_store_has_passphrase(context->store);
	pd_details_text(out, "setting", _("Setting"), PD_SETTING_PASSPHRASE);
	if (wish == NONE)
		pd_details_text(out, "effect", _("Effect"),
			_("The private keys are kept without encryption, readable only "
			  "to this account."));
	else
		pd_details_text(out, "effect", _("Effect"),
			has ? _("The private keys are encrypted anew, by the new "
				"passphrase.")
			    : _("The private keys are encrypted. Whoever forgets the "
				"passphrase has lost them."));
	if (wish == SET)
		pd_details_text(out, "undo", _("Undo"),
			_("Nothing that was done until now can be undone any more, "
			  "because history keeps private keys as they were."));
	return true;
}

/* ---- doing it ------------------------------------------------------------------- */

static const char *
describe_change(enum wish wish, bool had)
{
	if (wish == NONE)
		return _("The private keys are not encrypted any more");
	return had ? _("The private keys are encrypted by the new passphrase")
		   : _("The private keys are encrypted by the passphrase");
}

static bool
commit_passphrase(struct pd_context *context, const struct pd_secret *passphrase,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	unsigned long own;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!pd_change_set_passphrase(
			context->store, change, passphrase, &own, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	if (own > 0)
		pd_result_warn(result,
			ngettext("%lu private key has a passphrase of its own and "
				 "stays as it is",
				"%lu private keys have passphrases of their own and "
				"stay as they are",
				own),
			own);
	return true;
}

/* History must not keep what the passphrase protects. */
static void
forget_old_keys(struct pd_context *context, struct pd_result *result)
{
	struct pd_error error = {0};
	long wiped;
	if (!pd_history_purge(context->store, NULL, PD_PURGE_ALL, &wiped, &error))
		pd_result_warn(result,
			_("history still keeps private keys as they were (%s: %s); "
			  "pemdeck history purge --yes wipes them"),
			error.input, error.message);
}

bool
pd_setting_passphrase_change(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	enum wish wish;
	bool had = pd_store_has_passphrase(context->store);
	if (!read_wish(values, &wish, error) ||
		!check_wish(context, values, wish, error))
		return false;
	const struct pd_secret *passphrase =
		wish == SET ? pd_value_secret(values, "new-passphrase") : NULL;
	if (!commit_passphrase(
		    context, passphrase, describe_change(wish, had), result, error))
		return false;
	if (wish == SET)
		forget_old_keys(context, result);
	pd_store_lock_keys(context->store);
	return true;
}
