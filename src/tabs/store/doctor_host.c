/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/doctor_host.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/accounts.h"
#include "operation/role.h"
#include "store/history/log.h"
#include "tabs/trust/trust_write.h"

char *
pd_doctor_command(const struct pd_context *context, const char *words)
{
	PD_AUTO(pd_drop_text)
	char *word = pd_store_shell_word(pd_store_path(context->store));
	return pd_format("pemdeck --store %s %s", word, words);
}

/* ---- roles ------------------------------------------------------------------------- */

static void
add_unknown(struct pd_context *context, const char *role, const char *name, bool group,
	struct pd_store_faults *out)
{
	PD_AUTO(pd_drop_text)
	char *problem =
		group ? pd_format(_("Role %s names the group %s, which this host does "
				    "not know."),
				role, name)
		      : pd_format(_("Role %s names the user %s, whom this host does "
				    "not know."),
				role, name);
	PD_AUTO(pd_drop_text) char *words = pd_format("settings set %s NAMES", role);
	PD_AUTO(pd_drop_text) char *remedy = pd_doctor_command(context, words);
	pd_store_faults_add(out, "settings", "settings", problem, remedy);
}

/* Somebody who is kept elsewhere may well be there. */
static void
add_unanswered(
	const char *role, const char *name, bool group, struct pd_store_faults *out)
{
	PD_AUTO(pd_drop_text)
	char *problem = pd_format(
		group ? _("Role %s names the group %s, which cannot be looked up: %s")
		      : _("Role %s names the user %s, who cannot be looked up: %s"),
		role, name, strerror(errno));
	PD_AUTO(pd_drop_text) char *word = pd_store_shell_word(name);
	PD_AUTO(pd_drop_text)
	char *remedy = pd_format("getent %s %s", group ? "group" : "passwd", word);
	pd_store_faults_add(out, "settings", "settings", problem, remedy);
}

static void
check_holder(struct pd_context *context, const char *role, const char *name,
	struct pd_store_faults *out)
{
	bool group = name[0] == '@';
	const char *called = name + group;
	enum pd_there there =
		group ? pd_account_group(called, NULL) : pd_account_user(called, NULL);
	if (there == PD_THERE_NOT)
		add_unknown(context, role, called, group, out);
	else if (there == PD_THERE_UNKNOWN)
		add_unanswered(role, called, group, out);
}

/* Nobody could give the role any more, then. */
static void
check_officer(const struct pd_settings *settings, struct pd_store_faults *out)
{
	if (pd_roles_are_given(settings) &&
		settings->roles[PD_SECURITY_OFFICER][0] == '\0')
		pd_store_faults_add(out, "settings", "settings",
			_("Roles are given, but nobody is a security officer, so "
			  "nobody can change settings, revoke or decide what is "
			  "trusted."),
			_("name one in settings.cfg: roles = { security_officer = [ "
			  "\"alice\" ]; };"));
}

void
pd_doctor_check_holders(struct pd_context *context, struct pd_store_faults *out)
{
	check_officer(&context->settings, out);
	for (size_t i = 0; i < PD_ROLES; i++) {
		PD_AUTO(pd_drop_text)
		char *names = pd_copy(context->settings.roles[i]);
		char *rest = names;
		for (char *name; (name = strsep(&rest, " ")) != NULL;)
			if (*name != '\0')
				check_holder(
					context, pd_role_settings[i].name, name, out);
	}
}

/* ---- the log ----------------------------------------------------------------------- */

/* It can be taken out by hand alone. */
void
pd_doctor_check_log(struct pd_context *context, struct pd_store_faults *out)
{
	struct pd_error problem = {0};
	if (access(pd_store_path(context->store), W_OK) == 0 &&
		!pd_log_check(context->store, context->settings.log, &problem))
		pd_store_faults_add(out, "settings", problem.input, problem.message,
			_("let it be written, or take the line log out of "
			  "settings.cfg"));
}

/* ---- hooks ------------------------------------------------------------------------- */

/* What the hook does, as a command. An empty list is not exported. */
static char *
hook_remedy(const struct pd_context *context, const struct pd_hook *hook, bool is_empty)
{
	if (is_empty)
		return pd_copy(_("change the trust list, which runs the hook"));
	PD_AUTO(pd_drop_text) char *path = pd_store_shell_word(hook->path);
	PD_AUTO(pd_drop_text)
	char *words = pd_format(
		"trust export --all --yes --format %s %s", hook->format, path);
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	PD_AUTO(pd_drop_text) char *command = pd_doctor_command(context, words);
	pd_buffer_add_format(&out, "%s%s", command, hook->run != NULL ? " &&" : "");
	for (char **run = hook->run; run != NULL && *run != NULL; run++) {
		PD_AUTO(pd_drop_text) char *word = pd_store_shell_word(*run);
		pd_buffer_add_format(&out, " %s", word);
	}
	return pd_buffer_steal_text(&out);
}

/* Could a hook write there? One that fills a directory goes where links lead. */
static bool
may_be_written(const struct pd_hook *hook, struct pd_error *error)
{
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	const struct pd_new_file file = {
		.path = hook->path, .mode = 0644, .replace = PD_REPLACE};
	if (strcmp(hook->format, "directory") == 0)
		return true;
	int directory = pd_replacement_directory(&set, &file, error);
	return directory >= 0 && pd_replace_check(directory, &file, error);
}

/* That its place be mended says the problem; this is what else there is to do. */
static char *
place_remedy(const struct pd_context *context, const struct pd_hook *hook)
{
	PD_AUTO(pd_drop_text) char *path = pd_store_shell_word(hook->path);
	PD_AUTO(pd_drop_text)
	char *words = pd_format("settings hook-rename %s TO", path);
	return pd_doctor_command(context, words);
}

static void
check_written(struct pd_context *context, const struct pd_hook *hook,
	const struct pd_trusted_list *list, struct pd_store_faults *out)
{
	struct pd_error problem = {0};
	const struct pd_trust_package package = {list, hook->format, NULL};
	enum pd_trust_is is = pd_trust_look(context, &package, hook->path, &problem);
	struct pd_error bars = {0};
	bool is_barred = is != PD_TRUST_IS_SAME && !may_be_written(hook, &bars);
	PD_AUTO(pd_drop_text)
	char *remedy = is_barred ? place_remedy(context, hook)
				 : hook_remedy(context, hook, list->count == 0);
	if (is_barred)
		pd_store_faults_add(out, "hook", bars.input, bars.message, remedy);
	else if (is == PD_TRUST_IS_MISSING)
		pd_store_faults_add(out, "hook", hook->path,
			_("A hook is to write the trust list here, but nothing is "
			  "there."),
			remedy);
	else if (is == PD_TRUST_IS_OTHER)
		pd_store_faults_add(out, "hook", hook->path,
			_("This is not the trust list as it is now: its hook failed, "
			  "or something else changed it."),
			remedy);
	else if (is == PD_TRUST_IS_UNKNOWN)
		pd_store_faults_add(
			out, "hook", problem.input, problem.message, remedy);
}

/* May somebody else put another there? */
static bool
is_place_open(const char *path, const struct pd_guard *guard)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(path);
	PD_AUTO(pd_drop_descriptor)
	int directory = pd_directory_open(part, guard, &problem);
	return directory < 0 && problem.code == PD_EINPUT;
}

/* What a hook runs, others must not choose: the program, its directory and, where that is a
 * link, those that it leads to. */
static void
check_program_guarded(const struct pd_hook *hook, const struct stat *status,
	struct pd_store_faults *out)
{
	const struct pd_guard guard = pd_guard_for(0700, (uid_t)-1);
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *real = realpath(hook->run[0], NULL);
	PD_AUTO(pd_drop_text)
	char *word = pd_store_shell_word(real ? real : hook->run[0]);
	PD_AUTO(pd_drop_text) char *remedy = pd_format("chmod go-w %s", word);
	PD_AUTO(pd_drop_descriptor)
	int program = pd_file_open_found(hook->run[0], SIZE_MAX, &ignored);
	bool is_open = pd_guard_others_may_write(program, status);
	if (!is_open && pd_guard_trusts(&guard, status->st_uid) &&
		!is_place_open(hook->run[0], &guard) &&
		(real == NULL || !is_place_open(real, &guard)))
		return;
	PD_AUTO(pd_drop_text)
	char *problem = pd_format(_("The hook for %s runs this program, which others "
				    "may change, or replace with another."),
		hook->path);
	pd_store_faults_add(out, "hook_open", hook->run[0], problem,
		is_open ? remedy
			: _("keep it in a directory that only you or root may change"));
}

/* Of one that an account may not look at, nothing is known. */
static void
check_program(const struct pd_context *context, const struct pd_hook *hook,
	struct pd_store_faults *out)
{
	struct stat status;
	bool is_there = hook->run == NULL || stat(hook->run[0], &status) == 0;
	bool may_run = hook->run == NULL ||
		       (is_there && S_ISREG(status.st_mode) &&
			       (status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) != 0);
	if (may_run && hook->run != NULL)
		check_program_guarded(hook, &status, out);
	if (may_run || (!is_there && errno != ENOENT && errno != ENOTDIR))
		return;
	PD_AUTO(pd_drop_text)
	char *problem =
		pd_format(is_there ? _("The hook for %s is to run this, which "
				       "is not a program.")
				   : _("The hook for %s is to run this program, "
				       "which is not there."),
			hook->path);
	PD_AUTO(pd_drop_text) char *word = pd_store_shell_word(hook->path);
	PD_AUTO(pd_drop_text)
	char *words = pd_format("settings hook-set %s --run COMMAND", word);
	PD_AUTO(pd_drop_text) char *remedy = pd_doctor_command(context, words);
	pd_store_faults_add(out, "hook_program", hook->run[0], problem, remedy);
}

void
pd_doctor_check_hooks(struct pd_context *context, const struct pd_hooks *hooks,
	struct pd_store_faults *out)
{
	/* What is damaged in the list is told of its records. */
	struct pd_error damage = {0};
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	if (hooks->count == 0 || !pd_trusted_list(context, &list, &damage))
		return;
	for (size_t i = 0; i < hooks->count; i++) {
		check_written(context, &hooks->items[i], &list, out);
		check_program(context, &hooks->items[i], out);
	}
}

/* ---- tokens ------------------------------------------------------------------------ */

static void
tell_away(
	struct pd_context *context, const struct pd_watched *item, struct pd_names *out)
{
	struct pd_error away = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_store_load_key(context->store, item->key, NULL, &away);
	if (key == NULL || pd_key_check_there(key, &away))
		return;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("the private key of %s cannot be used now: %s"),
		item->subject, away.message);
	pd_names_add(out, sentence);
}

void
pd_doctor_tell_tokens(
	struct pd_context *context, const struct pd_watch *watch, struct pd_names *out)
{
	for (size_t i = 0; i < watch->count; i++)
		if (watch->items[i].key != NULL &&
			pd_store_key_is_in_token(context->store, watch->items[i].key))
			tell_away(context, &watch->items[i], out);
}
