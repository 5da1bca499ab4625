/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/migrate/migrate_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/directory.h"
#include "base/text.h"
#include "base/there/there.h"
#include "tabs/scan/take_plan.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/takeover/ssl_part.h"
#include "tabs/tls/tls_place.h"
#include "tabs/trust/trust_files.h"

void
pd_migrate_plan_free(struct pd_migrate_plan *plan)
{
	for (size_t i = 0; i < plan->key_count; i++) {
		free(plan->keys[i].name);
		pd_values_free(plan->keys[i].values);
	}
	free(plan->keys);
	free(plan->found);
	*plan = (struct pd_migrate_plan){0};
}

/* Takes name. key NULL: it is in the same file. */
static void
add_key(struct pd_migrate_plan *plan, char *name, const char *chain, const char *key,
	const struct pd_values *values)
{
	plan->keys = pd_grow_by_one(plan->keys, plan->key_count, sizeof *plan->keys);
	struct pd_migrate_key *new = &plan->keys[plan->key_count++];
	*new = (struct pd_migrate_key){name, pd_values_new()};
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	pd_values_add(new->values, "file", chain);
	if (key != NULL)
		pd_values_add(new->values, "file", key);
	pd_values_set(new->values, "name", name);
	if (passphrase != NULL)
		pd_values_set_secret(new->values, "passphrase", passphrase);
	if (pd_value_flag(values, "remove-passphrase"))
		pd_values_set(new->values, "remove-passphrase", "yes");
	if (pd_value_flag(values, "allow-weak"))
		pd_values_set(new->values, "allow-weak", "yes");
	if (pd_value_flag(values, "anyway"))
		pd_values_set(new->values, "anyway", "yes");
}

/* ---- directories ------------------------------------------------------------------ */

static bool
has_entry_called(const char *directory, const char *name)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", directory, name);
	return pd_there_is(path);
}

struct lineages {
	struct pd_migrate_plan *plan;
	const struct pd_values *values;
};

/* Each folder with these two files is what certbot calls a lineage. */
static bool
take_lineage(void *work, const char *path, struct pd_error *error)
{
	static const char chain[] = "/fullchain.pem";
	struct lineages *lineages = work;
	size_t size = strlen(path), end = sizeof chain - 1;
	(void)error;
	if (size <= end || strcmp(path + size - end, chain) != 0)
		return true;
	PD_AUTO(pd_drop_text) char *folder = pd_copy_bytes(path, size - end);
	PD_AUTO(pd_drop_text) char *key = pd_format("%s/privkey.pem", folder);
	if (has_entry_called(folder, "privkey.pem"))
		add_key(lineages->plan, pd_take_name_of(folder), path, key,
			lineages->values);
	return true;
}

static void
pass_over(void *work, const char *path, const char *why)
{
	(void)work, (void)path, (void)why;
}

static bool
find_lineages(const char *path, const struct pd_values *values,
	struct pd_migrate_plan *out, struct pd_error *error)
{
	struct lineages lineages = {out, values};
	const struct pd_trust_files files = {
		take_lineage, pass_over, pass_over, &lineages};
	PD_AUTO(pd_drop_text) char *live = pd_format("%s/live", path);
	bool has_live = pd_directory_is_there(live);
	if (!has_live && !has_entry_called(path, "fullchain.pem"))
		return true;
	return pd_trust_files(has_live ? live : path, &files, error);
}

static const char *
words_for_directory(const char *path)
{
	if (has_entry_called(path, "index.txt") &&
		has_entry_called(path, "private/ca.key"))
		return _("a pki of easy-rsa");
	if (has_entry_called(path, "index.txt"))
		return _("a directory of openssl ca");
	return _("a directory with the files of a CA");
}

/* ---- files ------------------------------------------------------------------------ */

static char *
words_for_file(const struct pd_gathered *gathered)
{
	if (gathered->program != NULL)
		return pd_format(_("a database of %s"), gathered->program);
	return pd_copy(_("a file with certificates and keys"));
}

static bool
is_ca_here(
	struct pd_context *context, const char *key, bool *here, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	*here = false;
	if (!pd_authority_keys(context, &keys, error))
		return false;
	for (size_t i = 0; i < keys.count; i++)
		*here = *here || strcmp(keys.items[i], key) == 0;
	return true;
}

static bool
has_wanted_ca(const struct pd_gathered *gathered)
{
	const struct pd_certificates *all = &gathered->bundle.certificates;
	for (size_t i = 0; i < all->count; i++)
		if (pd_gathered_is_wanted(gathered, all->items[i]))
			return true;
	return false;
}

static char *
name_for_key(const struct pd_values *values, const char *path)
{
	const char *name = pd_value_text(values, "name");
	return name ? pd_copy(name) : pd_take_name_of(path);
}

/* A CA that is here gets what is new of it; a key without a CA is a TLS key. */
static bool
find_way(struct pd_context *context, const struct pd_values *values,
	const struct pd_gathered *gathered, struct pd_migrate_plan *out,
	struct pd_error *error)
{
	bool here = false;
	const char *path = pd_value_text(values, "file");
	const struct pd_certificate *ca = NULL;
	if (!pd_part_find(context, gathered, &ca, error) ||
		(ca != NULL &&
			!is_ca_here(context, pd_certificate_key_id(ca), &here, error)))
		return false;
	if (ca != NULL && pd_value_text(values, "name") != NULL)
		return pd_fail(error, PD_EUSAGE, "name",
			_("there is a CA in it, which takes the place of the CA here "
			  "and "
			  "has no name; leave the name out"));
	if (ca != NULL) {
		out->way = here ? PD_MIGRATE_ADOPT : PD_MIGRATE_CA;
		return true;
	}
	bool lacks_key = gathered->ca ? has_wanted_ca(gathered)
				      : gathered->bundle.key_count == 0;
	if (lacks_key && !pd_left_outs_check_keys(&gathered->bundle.left_out, error))
		return false;
	if (gathered->ca != NULL)
		return pd_fail(error, PD_EINPUT, "ca",
			_("no CA in it whose key can be taken over has this subject, "
			  "common name "
			  "or serial number"));
	out->way = PD_MIGRATE_KEYS;
	if (gathered->bundle.key_count == 0)
		return pd_fail(error, PD_EINPUT, path,
			_("there is no private key in it that can be taken over; give "
			  "the file that has it, too"));
	add_key(out, name_for_key(values, path), path, NULL, values);
	return true;
}

/* What was typed for what certbot keeps. */
static bool
check_lineages(const struct pd_values *values, struct pd_migrate_plan *plan,
	struct pd_error *error)
{
	const char *name = pd_value_text(values, "name");
	if (pd_value_text(values, "ca") != NULL)
		return pd_fail(error, PD_EUSAGE, "ca",
			_("there is no CA in it; leave the CA out"));
	if (name != NULL && plan->key_count > 1)
		return pd_fail(error, PD_EUSAGE, "name",
			_("there are several keys in it, which are called as their "
			  "folders; leave the name out"));
	if (name != NULL) {
		free(plan->keys[0].name);
		plan->keys[0].name = pd_copy(name);
		pd_values_set(plan->keys[0].values, "name", name);
	}
	return true;
}

bool
pd_migrate_plan_make(struct pd_context *context, const struct pd_values *values,
	struct pd_migrate_plan *out, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	PD_AUTO(pd_gathered_free) struct pd_gathered gathered = {0};
	PD_AUTO(pd_result_free) struct pd_result told_later = {0};
	if (pd_directory_is_there(path) && !find_lineages(path, values, out, error))
		return false;
	if (out->key_count > 0) {
		out->way = PD_MIGRATE_KEYS;
		out->found = pd_copy(_("certificates of certbot"));
		return check_lineages(values, out, error);
	}
	if (!pd_gather(context, values, PD_WANT_PAIR | PD_WANT(PD_OBJECT_CRL),
		    &gathered, &told_later, error))
		return false;
	out->found = pd_directory_is_there(path) ? pd_copy(words_for_directory(path))
						 : words_for_file(&gathered);
	return find_way(context, values, &gathered, out, error);
}
