/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/encryption.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/encryption/alias_agents.h"
#include "tabs/encryption/alias_key.h"
#include "tabs/encryption/alias_token.h"
#include "tabs/shared/common.h"
#include "tabs/shared/likeness.h"
#include "x509/der/pem.h"
#include "x509/der/structure.h"
#include "x509/token/token_make.h"

/* Changes of the register: add, import, update, delete. */

static bool
check_unused(struct pd_context *context, const char *alias, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = pd_alias_record(alias);
	return !pd_store_has(context->store, path) ||
	       pd_fail(error, PD_EINPUT, "alias",
		       _("\"%s\" is an alias already; choose another one, or update "
			 "that "
			 "entry"),
		       alias);
}

static char *
read_key_path(const struct pd_values *values)
{
	const char *path = pd_value_text(values, "private-key-path");
	return path && strcmp(path, "-") != 0 ? pd_copy(path) : NULL;
}

static void
warn_of(struct pd_context *context, const struct pd_alias *entry,
	struct pd_result *result)
{
	PD_AUTO(pd_drop_text) char *needs = pd_alias_needs(context, entry);
	pd_common_warn_left_out(&entry->left_out, result);
	if (needs != NULL)
		pd_result_warn(result, "%s", needs);
	enum pd_alias_fit fit = pd_alias_fit(context, entry);
	if (fit == PD_FIT_BAD)
		pd_result_warn(result,
			_("The private key in %s is not that of the certificate"),
			entry->key_path);
	if (fit == PD_FIT_NO_KEY)
		pd_result_warn(result,
			_("%s is here, but holds no private key of this kind"),
			entry->key_path);
}

static void
sign_entry(const struct pd_context *context, const char *origin, struct pd_alias *entry)
{
	free(entry->account);
	free(entry->origin);
	entry->account = pd_copy(context->account);
	entry->origin = pd_copy(origin);
	entry->time = context->now;
}

static bool
put_new(struct pd_context *context, const struct pd_alias *entry,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !check_unused(context, entry->alias, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("%s added to encrypt for: %s"), entry->alias,
		*entry->subject ? entry->subject : _("an empty subject"));
	if (!pd_alias_put(change, entry, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	warn_of(context, entry, result);
	return true;
}

/* The source of a certificate: its bytes, their name in errors, and the origin to
 * record. */
struct source {
	struct pd_bytes input;
	const char *name, *origin;
};

/* What has the alias already; *out stays empty if nothing has, or it is damaged. */
static void
find_present(struct pd_context *context, const char *alias, struct pd_alias *out)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_drop_text) char *record = pd_alias_record(alias);
	if (pd_store_has(context->store, record))
		(void)pd_alias_load(context, alias, out, &unreadable);
}

/* Without a path, that which is there stays. */
static bool
fill_wanted(struct pd_context *context, const struct source *source,
	const struct pd_values *values, const struct pd_alias *present,
	struct pd_alias *out, struct pd_error *error)
{
	bool given = pd_value_text(values, "private-key-path") != NULL;
	*out = (struct pd_alias){.alias = pd_copy(pd_value_text(values, "alias")),
		.key_path = given ? read_key_path(values) : pd_copy(present->key_path),
		.agents = pd_copy(present->agents)};
	sign_entry(context, source->origin, out);
	return pd_alias_check_path(out, error) &&
	       pd_alias_take(context, source->input, source->name, out, error) &&
	       pd_alias_take_token(context, values, NULL, out, error);
}

static bool
is_alike(const struct pd_alias *one, const struct pd_alias *other)
{
	const char *path = one->key_path ? one->key_path : "";
	return pd_bytes_equal(pd_alias_der(one), pd_alias_der(other)) &&
	       strcmp(path, other->key_path ? other->key_path : "") == 0;
}

static void
say_alike(struct pd_context *context, const struct pd_alias *present,
	const struct pd_alias *entry, struct pd_result *result)
{
	pd_result_say(result,
		_("Nothing to do: %s is already in the register as requested"),
		present->alias);
	warn_of(context, entry, result);
}

static bool
add_from(struct pd_context *context, const struct source *source,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	const char *alias = pd_value_text(values, "alias");
	PD_AUTO(pd_alias_free) struct pd_alias present = {0};
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	find_present(context, alias, &present);
	if ((present.alias == NULL && !check_unused(context, alias, error)) ||
		!fill_wanted(context, source, values, &present, &entry, error) ||
		!pd_common_go_on(context, error))
		return false;
	if (present.alias == NULL || !is_alike(&present, &entry))
		return pd_alias_admit(
			       context, values, &entry, source->name, result, error) &&
		       check_unused(context, alias, error) &&
		       put_new(context, &entry, result, error);
	say_alike(context, &present, &entry, result);
	return true;
}

bool
pd_encryption_add(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const struct source source = {pd_secret_bytes(pd_value_secret(values, "pem")),
		_("the PEM text"), "pasted"};
	return add_from(context, &source, values, result, error);
}

/* Reads the field "file" into content, which the source borrows. */
static bool
read_source(struct pd_context *context, const struct pd_values *values,
	struct pd_secret *content, struct source *out, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	if (!pd_context_read(context, path, content, error))
		return false;
	*out = (struct source){
		pd_secret_bytes(content), pd_common_input(path), "imported"};
	return true;
}

bool
pd_encryption_import(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct source source;
	return read_source(context, values, &content, &source, error) &&
	       add_from(context, &source, values, result, error);
}

/* The entry of a key in a token, which it takes. */
static bool
take_generated(struct pd_context *context, const struct pd_values *values,
	struct pd_key *key, struct pd_alias *out, struct pd_error *error)
{
	*out = (struct pd_alias){.alias = pd_copy(pd_value_text(values, "alias")),
		.key_path = pd_token_url_text(pd_key_token(key))};
	PD_AUTO(pd_drop_text)
	char *pem = pd_pem_text("PUBLIC KEY", pd_key_public_der(key));
	PD_AUTO(pd_drop_opener)
	struct pd_opener *opener = pd_opener_of_token(key, "token", error);
	sign_entry(context, "generated", out);
	return opener != NULL &&
	       pd_alias_take(context, pd_bytes_of_text(pem), "token", out, error);
}

bool
pd_encryption_generate(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	char id[PD_KEY_ID_SIZE];
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	struct pd_key *key =
		check_unused(context, pd_value_text(values, "alias"), error)
			? pd_alias_make_key(context, values, error)
			: NULL;
	if (key == NULL)
		return false;
	memcpy(id, pd_key_id(key), sizeof id);
	if (!take_generated(context, values, key, &entry, error) ||
		!pd_alias_admit(context, values, &entry, "token", result, error) ||
		!pd_common_go_on(context, error) ||
		!put_new(context, &entry, result, error))
		return false;
	pd_token_keep_made(id);
	return true;
}

/* Those that are given, none where they are given as none, or those that are there. */
static char *
read_agents(const struct pd_alias *before, const struct pd_values *values)
{
	return pd_value_is_set(values, "agents")
		       ? pd_agents_order(pd_value_text(values, "agents"))
		       : pd_copy(before->agents);
}

bool
pd_alias_check_update(const struct pd_alias *before, const struct pd_values *values,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = read_key_path(values);
	const char *alias = pd_value_text(values, "alias");
	PD_AUTO(pd_drop_text) char *agents = read_agents(before, values);
	const char *old_path = before->key_path ? before->key_path : "";
	const char *old_agents = before->agents ? before->agents : "";
	bool changes = pd_value_secret(values, "pem") != NULL ||
		       pd_value_text(values, "token") != NULL ||
		       (alias != NULL && strcmp(alias, before->alias) != 0) ||
		       strcmp(path ? path : "", old_path) != 0 ||
		       strcmp(agents ? agents : "", old_agents) != 0;
	return changes ||
	       pd_fail(error, PD_EUSAGE, NULL,
		       _("give something to change: another alias, certificate, "
			 "private key path or other agents"));
}

/* The entry as it will be. */
static bool
change_entry(struct pd_context *context, const struct pd_alias *before,
	const struct pd_values *values, struct pd_alias *out, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_secret *pem = pd_value_secret(values, "pem");
	PD_AUTO(pd_drop_text) char *kept = pd_alias_pem(before);
	const struct pd_bytes old = {(const unsigned char *)kept, strlen(kept)};
	const char *alias = pd_value_text(values, "alias");
	*out = (struct pd_alias){.alias = pd_copy(alias ? alias : before->alias),
		.key_path = read_key_path(values),
		.agents = read_agents(before, values)};
	sign_entry(context, pem ? "pasted" : before->origin, out);
	return pd_alias_check_path(out, error) &&
	       pd_alias_take(context, pem ? pd_secret_bytes(pem) : old,
		       pem ? _("the PEM text") : before->alias, out, error) &&
	       pd_alias_take_token(context, values, before->key_path, out, error) &&
	       (pem == NULL || pd_alias_admit(context, values, out, _("the PEM text"),
				       result, error));
}

static bool
put_changed(struct pd_context *context, const struct pd_alias *before,
	const struct pd_alias *after, struct pd_result *result, struct pd_error *error)
{
	bool renamed = strcmp(before->alias, after->alias) != 0;
	PD_AUTO(pd_drop_text) char *path = pd_alias_record(before->alias);
	PD_AUTO(pd_drop_text)
	char *sentence = renamed ? pd_format(_("%s changed, now %s"), before->alias,
					   after->alias)
				 : pd_format(_("%s changed"), after->alias);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL &&
	       (!renamed || check_unused(context, after->alias, error)) &&
	       (!renamed || pd_change_remove(change, path, error)) &&
	       pd_alias_put(change, after, error) &&
	       pd_context_end_change(change, sentence, result, error);
}

bool
pd_encryption_update(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias before = {0};
	PD_AUTO(pd_alias_free) struct pd_alias after = {0};
	if (!pd_alias_load(context, pd_value_text(values, "entry"), &before, error) ||
		!pd_alias_check_update(&before, values, error) ||
		!change_entry(context, &before, values, &after, result, error) ||
		!pd_common_go_on(context, error))
		return false;
	if (!put_changed(context, &before, &after, result, error))
		return false;
	warn_of(context, &after, result);
	return true;
}

/* The same alias may be named twice. */
static bool
is_named_before(const struct pd_values *values, size_t index)
{
	const char *alias = pd_value_item(values, "alias", index);
	for (size_t i = 0; i < index; i++)
		if (strcmp(pd_value_item(values, "alias", i), alias) == 0)
			return true;
	return false;
}

static bool
remove_aliases(struct pd_context *context, struct pd_change *change,
	const struct pd_values *values, size_t *removed, struct pd_error *error)
{
	*removed = 0;
	for (size_t i = 0; i < pd_value_count(values, "alias"); i++) {
		const char *alias = pd_value_item(values, "alias", i);
		PD_AUTO(pd_drop_text) char *path = pd_alias_listed_record(alias);
		PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(alias);
		if (is_named_before(values, i))
			continue;
		if (!pd_store_has(context->store, path))
			return pd_fail(error, PD_ESTATE, safe,
				_("no such alias; encryption list shows them all"));
		if (!pd_change_remove(change, path, error))
			return false;
		*removed += 1;
	}
	return true;
}

bool
pd_encryption_delete(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	size_t count;
	PD_AUTO(pd_drop_text)
	char *safe = pd_text_safe_string(pd_value_item(values, "alias", 0));
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !remove_aliases(context, change, values, &count, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = count == 1 ? pd_format(_("%s deleted"), safe)
				    : pd_format(ngettext("%zu entry deleted",
							"%zu entries deleted", count),
					      count);
	return pd_context_end_change(change, sentence, result, error);
}

/* ---- ensure -------------------------------------------------------------------- */

/* present: what is there, empty if nothing is; entry: what is to be. */
static bool
read_ensured(struct pd_context *context, const struct pd_values *values,
	struct pd_alias *present, struct pd_alias *entry, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct source source;
	find_present(context, pd_value_text(values, "alias"), present);
	return read_source(context, values, &content, &source, error) &&
	       fill_wanted(context, &source, values, present, entry, error);
}

static void
tell_ensured(const struct pd_context *context, const struct pd_alias *entry,
	const char *reason, struct pd_result *result)
{
	struct pd_details *out = &result->details;
	pd_details_section(out, NULL, NULL);
	pd_details_text(out, "alias", _("Alias"), entry->alias);
	pd_details_text(out, "subject", _("Subject"), entry->subject);
	if (entry->certificate != NULL) {
		pd_details_text(out, "serial", _("Serial number"),
			pd_certificate_serial(entry->certificate));
		pd_details_time(
			out, "not_after", _("Valid until"), entry->validity.not_after);
		pd_likeness_tell(context, entry->certificate, reason, out);
	} else
		pd_details_text(out, "reason", NULL, reason);
	result->has_details = true;
}

bool
pd_encryption_ensure(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias present = {0};
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	if (!read_ensured(context, values, &present, &entry, error) ||
		!pd_common_go_on(context, error))
		return false;
	bool missing = present.alias == NULL;
	bool alike = !missing && is_alike(&present, &entry);
	const char *from = pd_common_input(pd_value_text(values, "file"));
	if (!alike && !pd_alias_admit(context, values, &entry, from, result, error))
		return false;
	if (missing ? !put_new(context, &entry, result, error)
		    : !alike && !put_changed(context, &present, &entry, result, error))
		return false;
	if (alike)
		say_alike(context, &present, &entry, result);
	else if (!missing)
		warn_of(context, &entry, result);
	tell_ensured(context, &entry,
		missing ? "missing" : (result->changed ? "differs" : "valid"), result);
	return true;
}

bool
pd_encryption_preview_ensure(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias present = {0};
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	if (!read_ensured(context, values, &present, &entry, error))
		return false;
	if (present.alias == NULL || is_alike(&present, &entry))
		return true;
	pd_details_section(out, "replaced", _("Replaced"));
	pd_details_text(out, "alias", _("Alias"), present.alias);
	pd_details_text(out, "subject", _("Subject"), present.subject);
	pd_common_preview_undo(context, out);
	return true;
}
