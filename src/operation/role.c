/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/role.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/there/accounts.h"
#include "store/history.h"

enum { GROUP_LIMIT = 65536 };

/* ---- groups -------------------------------------------------------------------- */

static bool
is_listed(const struct group *group, const char *account)
{
	for (char **member = group->gr_mem; *member != NULL; member++)
		if (strcmp(*member, account) == 0)
			return true;
	return false;
}

static bool
is_in_group(const char *account, const char *name)
{
	PD_AUTO(pd_drop_text) char *room = pd_alloc(GROUP_LIMIT, 1);
	struct group entry, *group = NULL;
	(void)getgrnam_r(name, &entry, room, GROUP_LIMIT, &group);
	if (group == NULL)
		return false;
	if (is_listed(group, account))
		return true;
	/* The primary group is in the user's entry alone. */
	PD_AUTO(pd_drop_text) char *more = pd_alloc(GROUP_LIMIT, 1);
	struct passwd user, *found = NULL;
	(void)getpwnam_r(account, &user, more, GROUP_LIMIT, &found);
	return found != NULL && found->pw_gid == group->gr_gid;
}

/* ---- roles --------------------------------------------------------------------- */

/* Is the account among the names, by itself or as a member of a group? */
static bool
names_hold(const char *names, const char *account)
{
	PD_AUTO(pd_drop_text) char *copy = pd_copy(names);
	char *rest = copy;
	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		bool group = word[0] == '@';
		if (group ? is_in_group(account, word + 1)
			  : *word != '\0' && strcmp(word, account) == 0)
			return true;
	}
	return false;
}

enum pd_role
pd_role_of(const struct pd_settings *settings, const char *account)
{
	bool given = false;
	for (size_t role = PD_ROLES; role-- > 0;) {
		given = given || settings->roles[role][0] != '\0';
		if (names_hold(settings->roles[role], account))
			return (enum pd_role)role;
	}
	return given ? PD_OBSERVER : PD_SECURITY_OFFICER;
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

/* A group that has this role or a higher one, and of which nobody says who is in it: the
 * sentence. */
static char *
explain_unanswered(const struct pd_context *context, enum pd_role needed)
{
	for (size_t role = needed; role < PD_ROLES; role++) {
		PD_AUTO(pd_drop_text)
		char *names = pd_copy(context->settings.roles[role]);
		char *rest = names;
		for (char *word; (word = strsep(&rest, " ")) != NULL;)
			if (word[0] == '@' &&
				pd_account_group(word + 1, NULL) == PD_THERE_UNKNOWN)
				return pd_format(
					_("this needs the role %s; whether %s has it "
					  "through the group %s cannot be looked up: "
					  "%s"),
					pd_role_label(needed), context->account,
					word + 1, strerror(errno));
	}
	return NULL;
}

static char *
explain_lack(const struct pd_context *context, enum pd_role needed)
{
	char *reason = explain_caller(context);
	enum pd_role role = pd_role_of(&context->settings, context->account);
	if (reason != NULL || role >= needed)
		return reason;
	reason = explain_unanswered(context, needed);
	if (reason != NULL)
		return reason;
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
