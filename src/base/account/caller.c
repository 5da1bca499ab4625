/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/account/caller.h"

#include <stdlib.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/there/accounts.h"

/* sudo says both, OpenDoas the name alone, and pkexec the number. */
static const struct {
	const char *account, *user;
} variables[] = {
	{"SUDO_USER", "SUDO_UID"},
	{"DOAS_USER", NULL},
	{NULL, "PKEXEC_UID"},
};

static const char *
read_variable(const char *name)
{
	const char *value = name == NULL ? NULL : getenv(name);
	return value != NULL && *value != '\0' ? value : NULL;
}

static uid_t
read_user_number(const char *text)
{
	unsigned number;
	return pd_account_number(text, &number) ? (uid_t)number : (uid_t)-1;
}

static uid_t
user_of(const char *account)
{
	uid_t user = (uid_t)-1;
	return pd_account_user(account, &user) == PD_THERE_IS ? user : (uid_t)-1;
}

static char *
account_of(uid_t user, const char *number)
{
	char *name = user != (uid_t)-1 ? pd_account_name(user) : NULL;
	return name != NULL ? name : pd_copy(number);
}

bool
pd_caller_find(struct pd_caller *out)
{
	*out = (struct pd_caller){.user = (uid_t)-1};
	for (size_t i = 0; i < PD_COUNT(variables); i++) {
		const char *account = read_variable(variables[i].account);
		const char *number = read_variable(variables[i].user);
		if (account == NULL && number == NULL)
			continue;
		out->variable = account ? variables[i].account : variables[i].user;
		out->user = number ? read_user_number(number) : user_of(account);
		out->account =
			account ? pd_copy(account) : account_of(out->user, number);
		return true;
	}
	return false;
}

void
pd_caller_drop(struct pd_caller *caller)
{
	pd_drop_text(&caller->account);
}

bool
pd_caller_is_there(void)
{
	for (size_t i = 0; i < PD_COUNT(variables); i++)
		if (read_variable(variables[i].account) != NULL ||
			read_variable(variables[i].user) != NULL)
			return true;
	return false;
}
