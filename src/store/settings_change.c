/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings_change.h"

#include <libconfig.h>
#include <string.h>

#include "base/text.h"
#include "store/files.h"
#include "store/settings/text.h"
#include "store/store.h"

#define SETTINGS "settings.cfg"

/* ---- the value as it stands in the file ---------------------------------------- */

static void
add_quoted_word(struct pd_buffer *out, const char *word)
{
	pd_buffer_add_text(out, "\"");
	for (const char *c = word; *c != '\0'; c++)
		if (*c == '"' || *c == '\\')
			pd_buffer_add_format(out, "\\%c", *c);
		else if ((unsigned char)*c < ' ')
			pd_buffer_add_format(out, "\\x%02x", (unsigned char)*c);
		else
			pd_buffer_add_byte(out, (unsigned char)*c);
	pd_buffer_add_text(out, "\"");
}

char *
pd_settings_quote(const char *text)
{
	struct pd_buffer quoted = {0};
	add_quoted_word(&quoted, text);
	return pd_buffer_steal_text(&quoted);
}

char *
pd_settings_quote_list(const char *const *words)
{
	struct pd_buffer list = {0};
	for (; *words != NULL; words++) {
		pd_buffer_add_text(&list, list.size > 0 ? ", " : "[ ");
		add_quoted_word(&list, *words);
	}
	pd_buffer_add_text(&list, list.size > 0 ? " ]" : "[]");
	return pd_buffer_steal_text(&list);
}

static char *
write_role(const char *names)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	PD_AUTO(pd_drop_text) char *copy = pd_copy(names);
	char *rest = copy;
	for (char *word; (word = strsep(&rest, " ")) != NULL;) {
		if (*word == '\0')
			continue;
		pd_buffer_add_text(&list, list.size ? ", " : "[ ");
		add_quoted_word(&list, word);
	}
	pd_buffer_add_text(&list, list.size ? " ]" : "[]");
	return pd_buffer_steal_text(&list);
}

static char *
write_value(const struct pd_settings *settings, const char *name)
{
	if (pd_settings_is_number(name))
		return pd_settings_text(settings, name);
	PD_AUTO(pd_drop_text) char *text = pd_settings_text(settings, name);
	PD_AUTO(pd_buffer_free) struct pd_buffer quoted = {0};
	if (pd_settings_is_role(name))
		return write_role(text);
	add_quoted_word(&quoted, text);
	return pd_buffer_steal_text(&quoted);
}

/* ---- the file ------------------------------------------------------------------ */

/* Takes one out; a group is not missed when it is empty. */
static void
take_out(struct pd_record *record, const char *group, const char *name)
{
	config_setting_t *root = config_root_setting(pd_record_config(record));
	config_setting_t *inside =
		group ? config_setting_get_member(root, group) : root;
	if (inside == NULL)
		return;
	(void)config_setting_remove(inside, name);
	if (group != NULL && config_setting_length(inside) == 0)
		(void)config_setting_remove(root, group);
}

/* What libconfig reads in the new text is the old but for that value. */
static bool
says_the_same(struct pd_record *old, struct pd_record *new, const char *group,
	const char *name, const char *value)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer alone = {0};
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s%s%s", group ? group : "", group ? "." : "", name);
	pd_settings_text_set("", group, name, value, &alone);
	PD_AUTO(pd_drop_record)
	struct pd_record *wanted =
		pd_record_parse(pd_buffer_bytes(&alone), SETTINGS, &ignored);
	if (wanted == NULL ||
		!pd_record_same_value(config_lookup(pd_record_config(wanted), path),
			config_lookup(pd_record_config(new), path)))
		return false;
	take_out(old, group, name);
	take_out(new, group, name);
	return pd_record_same_value(config_root_setting(pd_record_config(old)),
		config_root_setting(pd_record_config(new)));
}

static bool
edit_text(struct pd_bytes text, const struct pd_settings *settings, const char *name,
	struct pd_buffer *out, struct pd_error *error)
{
	const char *group = pd_settings_is_role(name) ? "roles" : NULL;
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *copy = pd_copy_bytes(text.data, text.size);
	PD_AUTO(pd_drop_text) char *value = write_value(settings, name);
	PD_AUTO(pd_drop_record)
	struct pd_record *old = pd_record_parse(text, SETTINGS, error);
	if (old == NULL)
		return false;
	pd_settings_text_set(copy, group, name, value, out);
	PD_AUTO(pd_drop_record)
	struct pd_record *new =
		pd_record_parse(pd_buffer_bytes(out), SETTINGS, &problem);
	return (new != NULL &&says_the_same(old, new, group, name, value)) ||
	       pd_fail(error, PD_ESTORE, SETTINGS,
		       _("%s cannot be set without harming what else is written "
			 "there; write it into the file yourself: %s = %s;"),
		       name, name, value);
}

/* An editor may have saved the file since it was read here. */
static bool
check_not_edited(struct pd_change *change, struct pd_bytes text, struct pd_error *error)
{
	char read[PD_DIGEST_SIZE], now[PD_DIGEST_SIZE];
	if (!pd_digest_sha256(text, read, error) ||
		!pd_change_digest(change, SETTINGS, now, error))
		return false;
	return strcmp(read, now) == 0 ||
	       pd_fail(error, PD_ESTATE, SETTINGS,
		       _("somebody edited it at this moment, so nothing is set; set it "
			 "again"));
}

bool
pd_settings_stage_text(struct pd_change *change, struct pd_bytes old,
	const struct pd_buffer *new, struct pd_error *error)
{
	struct pd_bytes content = pd_buffer_bytes(new);
	return pd_change_stage(change, SETTINGS, &content, error) &&
	       check_not_edited(change, old, error);
}

bool
pd_settings_put(struct pd_store *store, struct pd_change *change,
	const struct pd_settings *settings, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer edited = {0};
	return pd_files_read(store, SETTINGS, &text, error) &&
	       edit_text(pd_secret_bytes(&text), settings, name, &edited, error) &&
	       pd_settings_stage_text(change, pd_secret_bytes(&text), &edited, error);
}

/* ---- taking one out -------------------------------------------------------------- */

bool
pd_settings_fail_harm(const char *name, struct pd_error *error)
{
	return pd_fail(error, PD_ESTORE, SETTINGS,
		_("%s cannot be changed without harming what else is written there; "
		  "change the file yourself"),
		name);
}

static bool
drop_from_text(struct pd_bytes text, const char *name, struct pd_buffer *out,
	struct pd_error *error)
{
	const char *group = pd_settings_is_role(name) ? "roles" : NULL;
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *copy = pd_copy_bytes(text.data, text.size);
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s%s", group ? "roles." : "", name);
	PD_AUTO(pd_drop_record)
	struct pd_record *old = pd_record_parse(text, SETTINGS, error);
	if (old == NULL)
		return false;
	if (config_lookup(pd_record_config(old), path) == NULL)
		return pd_settings_fail_harm(name, error);
	pd_settings_text_remove(copy, group, name, out);
	PD_AUTO(pd_drop_record)
	struct pd_record *new =
		pd_record_parse(pd_buffer_bytes(out), SETTINGS, &problem);
	if (new == NULL || config_lookup(pd_record_config(new), path) != NULL)
		return pd_settings_fail_harm(name, error);
	take_out(old, group, name);
	take_out(new, group, name);
	return pd_record_same_value(config_root_setting(pd_record_config(old)),
		       config_root_setting(pd_record_config(new))) ||
	       pd_settings_fail_harm(name, error);
}

bool
pd_settings_drop(struct pd_store *store, struct pd_change *change, const char *name,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer edited = {0};
	return pd_files_read(store, SETTINGS, &text, error) &&
	       drop_from_text(pd_secret_bytes(&text), name, &edited, error) &&
	       pd_settings_stage_text(change, pd_secret_bytes(&text), &edited, error);
}
