/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/role.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/there/accounts.h"
#include "store/history.h"

/* A group of which nobody says who is in it. */
struct unanswered {
	char *group;
	int number; /* of errno */
};

static void
drop_unanswered(struct unanswered *unanswered)
{
	free(unanswered->group);
}

/* Is the account among the names, by itself or as a member of a group? Notes the first group
 * that is not answered for where it is not. */
static bool
names_hold(const char *names, const char *account, struct unanswered *unanswered)
{
	PD_AUTO(pd_drop_text) char *copy = pd_copy(names);
	char *rest = copy;
	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		bool group = word[0] == '@';
		enum pd_there there =
			group ? pd_account_is_member(account, word + 1) : PD_THERE_NOT;
		if (group ? there == PD_THERE_IS
			  : *word != '\0' && strcmp(word, account) == 0)
			return true;
		if (there == PD_THERE_UNKNOWN && unanswered->group == NULL)
			*unanswered = (struct unanswered){
				.number = errno, .group = pd_copy(word + 1)};
	}
	return false;
}

bool
pd_roles_are_given(const struct pd_settings *settings)
{
	for (size_t role = 0; role < PD_ROLES; role++)
		if (settings->roles[role][0] != '\0')
			return true;
	return false;
}

enum pd_role
pd_role_of(const struct pd_settings *settings, const char *account)
{
	PD_AUTO(drop_unanswered) struct unanswered unanswered = {0};
	for (size_t role = PD_ROLES; role-- > 0;)
		if (names_hold(settings->roles[role], account, &unanswered))
			return (enum pd_role)role;
	return pd_roles_are_given(settings) ? PD_OBSERVER : PD_SECURITY_OFFICER;
}

const char *
pd_role_label(enum pd_role role)
{
	if (role == PD_SECURITY_OFFICER)
		return _("security officer");
	return role == PD_SYSTEM_ADMINISTRATOR ? _("system administrator")
					       : _("observer");
}

/* --account tells whose work it is, and must not tell what one may do. */
static char *
explain_caller(const struct pd_context *context)
{
	enum pd_role role = context->caller
				    ? pd_role_of(&context->settings, context->caller)
				    : PD_SECURITY_OFFICER;
	if (role == PD_SECURITY_OFFICER)
		return NULL;
	return pd_format(
		_("%s works for %s, which needs the role %s, and %s has the role "
		  "%s; leave --account out"),
		context->caller, context->account, pd_role_label(PD_SECURITY_OFFICER),
		context->caller, pd_role_label(role));
}

char *
pd_role_unanswered(
	const struct pd_settings *settings, const char *account, enum pd_role needed)
{
	PD_AUTO(drop_unanswered) struct unanswered unanswered = {0};
	for (size_t role = needed; role < PD_ROLES; role++)
		if (names_hold(settings->roles[role], account, &unanswered))
			return NULL;
	return unanswered.group == NULL
		       ? NULL
		       : pd_format(_("whether %s has the role %s through the group "
				     "%s cannot be looked up: %s"),
				 account, pd_role_label(needed), unanswered.group,
				 strerror(unanswered.number));
}

static char *
explain_lack(const struct pd_context *context, enum pd_role needed)
{
	char *reason = explain_caller(context);
	enum pd_role role = pd_role_of(&context->settings, context->account);
	if (reason != NULL || role >= needed)
		return reason;
	PD_AUTO(pd_drop_text)
	char *unanswered =
		pd_role_unanswered(&context->settings, context->account, needed);
	if (unanswered != NULL)
		return pd_format(_("this needs the role %s; %s"), pd_role_label(needed),
			unanswered);
	return pd_format(_("this needs the role %s, and %s has the role %s; a security "
			   "officer can give it, with settings set"),
		pd_role_label(needed), context->account, pd_role_label(role));
}

char *
pd_role_blocked(const struct pd_context *context, const struct pd_operation *operation)
{
	return explain_lack(context, operation->role);
}

/* It is refused even if that cannot be recorded. */
static void
note_refusal(struct pd_context *context, const char *name, const char *reason)
{
	struct pd_error ignored = {0};
	struct pd_author author = pd_context_author(context);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Refused: %s"), reason);
	author.confirmed = 0;
	PD_AUTO(pd_drop_text) char *is_the_caller = explain_caller(context);
	if (is_the_caller != NULL)
		author.account = context->caller;
	(void)pd_history_note(context->store, &author, name, sentence, &ignored);
}

bool
pd_role_check(struct pd_context *context, const struct pd_operation *operation,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *reason = pd_role_blocked(context, operation);
	return reason == NULL || pd_role_refuse(context, operation, reason, error);
}

bool
pd_role_raise(struct pd_context *context, const struct pd_operation *operation,
	enum pd_role needed, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *reason = explain_lack(context, needed);
	return reason == NULL || pd_role_refuse(context, operation, reason, error);
}

bool
pd_role_refuse(struct pd_context *context, const struct pd_operation *operation,
	const char *reason, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *name = pd_operation_words(operation);
	note_refusal(context, name, reason);
	return pd_fail(error, PD_ESTATE, name, "%s", reason);
}
