/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/take_plan.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/directory.h"
#include "base/text.h"
#include "base/there/accounts.h"
#include "tabs/scan/take_reload.h"

void
pd_take_plan_free(struct pd_take_plan *plan)
{
	if (plan->import != NULL)
		pd_values_free(plan->import);
	if (plan->target != NULL)
		pd_values_free(plan->target);
	pd_names_free(&plan->warnings);
	*plan = (struct pd_take_plan){0};
}

char *
pd_take_name_of(const char *path)
{
	static const char *const ends[] = {".pem", ".crt", ".cer", ".cert", ".chain"};
	PD_AUTO(pd_drop_text) char *file = pd_directory_name(path);
	PD_AUTO(pd_buffer_free) struct pd_buffer name = {0};
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t size = strlen(file), end = strlen(ends[i]);
		if (size > end && strcmp(file + size - end, ends[i]) == 0)
			file[size - end] = '\0';
	}
	for (const char *c = file; *c != '\0'; c++)
		if (pd_ascii_is_alphanumeric(*c) || (c > file && strchr("._-", *c)))
			pd_buffer_add_byte(&name, (unsigned char)*c);
	return pd_buffer_steal_text(&name);
}

/* ---- its files ------------------------------------------------------------------- */

static bool
refuse(const struct pd_find *find, struct pd_error *error, const char *why)
{
	return pd_fail(error, PD_ESTATE, find->file->path, "%s", why);
}

/* The one key of all that use it. */
static const struct pd_scan_file *
find_only_key(const struct pd_find *find, struct pd_error *error)
{
	const struct pd_scan_file *key = NULL;
	for (size_t i = 0; i < find->use_count; i++) {
		const struct pd_scan_file *other = find->uses[i]->key;
		if (key != NULL && other != NULL && other != key) {
			(void)refuse(find, error,
				_("those who use it have different files with its key; "
				  "take them one by one: Import and Set target of the "
				  "TLS Key tab (tls import, tls target-set)"));
			return NULL;
		}
		key = other != NULL ? other : key;
	}
	if (key == NULL || key->number != 0)
		(void)refuse(find, error,
			_("its private key was not found, or cannot be read"));
	return key != NULL && key->number == 0 ? key : NULL;
}

static bool
is_in_folder(const char *path, const char *folder)
{
	return strncmp(path, folder, strlen(folder)) == 0;
}

static bool
check_find(const struct pd_find *find, struct pd_error *error)
{
	const char *real = find->file->real;
	if (find->leaf == NULL || real == NULL)
		return refuse(find, error,
			_("no certificate can be read there that could be taken over"));
	if (is_in_folder(real, "/etc/letsencrypt/") ||
		is_in_folder(real, "/var/lib/acme/"))
		return refuse(find, error,
			_("an ACME client renews it and would write over what is "
			  "deployed; have the service use other files first"));
	if (!find->is_used)
		return refuse(find, error,
			_("no service is known to use it; Import of the TLS Key tab "
			  "(tls import) takes it, and Set target (tls target-set) says "
			  "where it goes"));
	return true;
}

/* What is deployed is PEM. */
static bool
check_form(const struct pd_find *find, const struct pd_scan_file *key,
	struct pd_error *error)
{
	return (find->file->is_text && key->is_text) ||
	       refuse(find, error,
		       _("keystores and DER are not taken over, for what is deployed "
			 "is PEM; Import of the TLS Key tab (tls import) takes them, "
			 "and Export (tls export --format p12) writes a keystore"));
}

static void
warn_of_passphrase(struct pd_take_plan *plan, const struct pd_scan_file *key)
{
	if (!key->was_locked)
		return;
	PD_AUTO(pd_drop_text)
	char *text = pd_format(
		_("the private key in %s has a passphrase, and will have none once it "
		  "is deployed"),
		key->path);
	pd_names_add(&plan->warnings, text);
}

static void
warn_of_link(struct pd_take_plan *plan, const struct pd_scan_file *file)
{
	if (strcmp(file->path, file->real) == 0)
		return;
	PD_AUTO(pd_drop_text)
	char *text = pd_format(
		_("%s is a link: what is written is %s"), file->path, file->real);
	pd_names_add(&plan->warnings, text);
}

/* What is beside the certificate would be sent once more. */
static void
warn_of_chain(struct pd_take_plan *plan, const struct pd_find *find)
{
	for (size_t i = 0; i < find->use_count; i++) {
		const struct pd_scan_use *use = find->uses[i];
		if (use->chain == NULL)
			continue;
		PD_AUTO(pd_drop_text)
		char *text = pd_format(
			_("the chain comes in the file of the certificate; after the "
			  "first deployment take the line out of %s that names %s"),
			use->file, use->chain->path);
		pd_names_add(&plan->warnings, text);
	}
}

static void
fill_import(struct pd_take_plan *plan, const struct pd_find *find,
	const struct pd_scan_file *key, const struct pd_values *values)
{
	plan->import = pd_values_new();
	pd_values_add(plan->import, "file", find->file->real);
	if (key != find->file)
		pd_values_add(plan->import, "file", key->real);
	for (size_t i = 0; i < find->use_count; i++)
		if (find->uses[i]->chain != NULL && find->uses[i]->chain->real != NULL)
			pd_values_add(plan->import, "file", find->uses[i]->chain->real);
	if (pd_value_secret(values, "passphrase") != NULL)
		pd_values_set_secret(plan->import, "passphrase",
			pd_value_secret(values, "passphrase"));
}

/* ---- the target ------------------------------------------------------------------ */

/* Numbers where they have no names. */
static char *
name_owner(const struct stat *status)
{
	PD_AUTO(pd_drop_text) char *owner = pd_account_name(status->st_uid);
	if (owner == NULL)
		owner = pd_format("%u", (unsigned)status->st_uid);
	PD_AUTO(pd_drop_text) char *group = pd_account_group_name(status->st_gid);
	return group ? pd_format("%s:%s", owner, group)
		     : pd_format("%s:%u", owner, (unsigned)status->st_gid);
}

/* A group that can read the key has to be able to do so after it; what others could is a fault
 * that is not taken over. */
static void
fill_owner(struct pd_take_plan *plan, const struct stat *status)
{
	enum { OWN_AND_GROUP = 0660, GROUP = 0040 };
	mode_t mode = status->st_mode & OWN_AND_GROUP;
	bool is_roots = status->st_uid == 0 && status->st_gid == 0;
	if (is_roots && (mode & GROUP) == 0)
		return;
	PD_AUTO(pd_drop_text) char *owner = name_owner(status);
	pd_values_set(plan->target, "owner", owner);
	if ((mode & GROUP) == 0)
		return;
	PD_AUTO(pd_drop_text) char *text = pd_format("%04o", (unsigned)mode);
	pd_values_set(plan->target, "mode", text);
}

static void
fill_target(struct pd_take_plan *plan, const struct pd_find *find,
	const struct pd_scan_file *key, const struct pd_values *values)
{
	const char *name = pd_value_text(values, "name");
	const char *target = pd_value_text(values, "target");
	plan->target = pd_values_new();
	pd_values_set(plan->target, "target", target ? target : name);
	pd_values_set(plan->target, "name", name);
	pd_values_set(plan->target, "certificate", find->file->real);
	pd_values_set(plan->target, "key", key->real);
	fill_owner(plan, &key->status);
	PD_AUTO(pd_drop_text)
	char *reload = pd_take_reload(find, &plan->warnings);
	if (reload != NULL)
		pd_values_set(plan->target, "reload", reload);
}

bool
pd_take_plan_make(const struct pd_find *find, const struct pd_values *values,
	struct pd_take_plan *out, struct pd_error *error)
{
	if (!check_find(find, error))
		return false;
	const struct pd_scan_file *key = find_only_key(find, error);
	if (key == NULL || !check_form(find, key, error))
		return false;
	*out = (struct pd_take_plan){.leaf = find->leaf};
	fill_import(out, find, key, values);
	fill_target(out, find, key, values);
	warn_of_passphrase(out, key);
	warn_of_link(out, find->file);
	if (key != find->file)
		warn_of_link(out, key);
	warn_of_chain(out, find);
	return true;
}
