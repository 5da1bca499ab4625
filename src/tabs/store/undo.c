/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/undo.h"

#include <string.h>

#include "base/text.h"
#include "operation/role.h"
#include "operation/tab.h"

static const struct pd_operation *
operation_of(const struct pd_context *context, const struct pd_entry *entry)
{
	size_t size = strcspn(entry->operation, " ");
	bool is_alone = entry->operation[size] == '\0'; /* called like its tab */
	PD_AUTO(pd_drop_text) char *tab = pd_copy_bytes(entry->operation, size);
	return pd_operation_find(
		context->tabs, tab, is_alone ? tab : entry->operation + size + 1);
}

/* The reason why the entry's operation cannot be undone, or NULL. */
static const char *
lasting_reason(const struct pd_context *context, const struct pd_entry *entry)
{
	const struct pd_operation *operation = operation_of(context, entry);
	return operation ? operation->lasting : NULL;
}

bool
pd_undo_is_possible(const struct pd_context *context, const struct pd_entry *entry)
{
	return entry->can_undo && lasting_reason(context, entry) == NULL;
}

static bool
is_lasting(const struct pd_entry *entry, const void *context)
{
	return lasting_reason(context, entry) != NULL;
}

bool
pd_undo_find(struct pd_context *context, struct pd_entry *out, struct pd_error *error)
{
	return pd_history_find_undoable(
		context->store, is_lasting, context, out, error);
}

const struct pd_operation *
pd_undo_operation(const struct pd_context *context)
{
	return pd_operation_find(context->tabs, "history", "undo");
}

/* That of the change itself, also where the entry undid it, or undid that. */
static const struct pd_operation *
changed_by(struct pd_context *context, const struct pd_entry *entry)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_entry_free) struct pd_entry before = {0};
	if (entry->undoes <= 0 || entry->undoes >= entry->number)
		return operation_of(context, entry);
	return pd_history_load(context->store, entry->undoes, &before, &ignored)
		       ? changed_by(context, &before)
		       : NULL;
}

bool
pd_undo_check_role(struct pd_context *context, const struct pd_entry *entry,
	struct pd_error *error)
{
	enum pd_role has = pd_role_of(&context->settings, context->account);
	bool is_own = strcmp(entry->account, context->account) == 0;
	const struct pd_operation *change = is_own ? changed_by(context, entry) : NULL;
	enum pd_role needed = change ? change->role : PD_SECURITY_OFFICER;
	if (has >= needed)
		return true;
	PD_AUTO(pd_drop_text) char *account = pd_text_safe_string(entry->account);
	PD_AUTO(pd_drop_text)
	char *reason =
		is_own ? pd_format(_("undoing entry %ld needs the role %s, and %s has "
				     "the role %s"),
				 entry->number, pd_role_label(needed), account,
				 pd_role_label(has))
		       : pd_format(_("entry %ld is of %s, and undoing what others did "
				     "needs the role %s; %s has the role %s"),
				 entry->number, account, pd_role_label(needed),
				 context->account, pd_role_label(has));
	return pd_role_refuse(context, pd_undo_operation(context), reason, error);
}

/* May what lasts be undone none the less? */
static bool
check_force(const struct pd_context *context, const struct pd_entry *entry,
	struct pd_error *error)
{
	if (operation_of(context, entry)->by_force == NULL)
		return pd_fail(error, PD_ESTATE, entry->sentence, "%s",
			_(lasting_reason(context, entry)));
	return (context->comment != NULL && context->comment[0] != '\0') ||
	       pd_fail(error, PD_EUSAGE, "force",
		       _("say why with --comment REASON; history keeps it"));
}

/* Loads the entry of that number; fails if its operation lasts. */
static bool
load_undoable(struct pd_context *context, const struct pd_values *values,
	struct pd_entry *out, struct pd_error *error)
{
	long number = pd_value_number(values, "number", 0);
	if (!pd_history_load(context->store, number, out, error))
		return false;
	const char *reason = out->can_undo ? lasting_reason(context, out) : NULL;
	if (reason != NULL && pd_value_flag(values, "force"))
		return check_force(context, out, error);
	return reason == NULL ||
	       pd_fail(error, PD_ESTATE, out->sentence, "%s", _(reason));
}

bool
pd_undo_run(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const struct pd_author author = pd_context_author(context);
	long number = pd_value_number(values, "number", 0);
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	bool found = number == 0 ? pd_undo_find(context, &entry, error)
				 : load_undoable(context, values, &entry, error);
	if (!found || !pd_undo_check_role(context, &entry, error) ||
		!pd_history_undo(context->store, &author, entry.number, error))
		return false;
	result->changed = true;
	pd_result_say(
		result, _("Undone: entry %ld, \"%s\""), entry.number, entry.sentence);
	const struct pd_operation *operation = operation_of(context, &entry);
	if (operation != NULL && operation->by_force != NULL)
		pd_result_warn(result, "%s", _(operation->by_force));
	return true;
}
