/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings_change.h"

#include <libconfig.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/store.h"

static config_setting_t *
find_roles_group(config_t *config)
{
	config_setting_t *group = config_lookup(config, "roles");
	return group ? group
		     : config_setting_add(
			       config_root_setting(config), "roles", CONFIG_TYPE_GROUP);
}

static void
put_role(config_t *config, const char *role, const char *names)
{
	config_setting_t *group = find_roles_group(config);
	(void)config_setting_remove(group, role);
	config_setting_t *list = config_setting_add(group, role, CONFIG_TYPE_ARRAY);
	PD_AUTO(pd_drop_text) char *copy = pd_copy(names);
	char *rest = copy;
	for (char *word; (word = strsep(&rest, " ")) != NULL;)
		if (*word != '\0')
			(void)config_setting_set_string_elem(list, -1, word);
}

static bool
is_role_setting(const char *name)
{
	for (size_t i = 0; i < PD_ROLES; i++)
		if (strcmp(pd_role_settings[i].name, name) == 0)
			return true;
	return false;
}

bool
pd_settings_put(struct pd_store *store, struct pd_change *change,
	const struct pd_settings *settings, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(store, "settings", error);
	if (record == NULL)
		return false;
	PD_AUTO(pd_drop_text) char *text = pd_settings_text(settings, name);
	if (is_role_setting(name))
		put_role(pd_record_config(record), name, text);
	else if (pd_settings_is_number(name))
		pd_record_set_number(record, name, strtol(text, NULL, 10));
	else
		pd_record_set_text(record, name, text);
	return pd_change_put(change, "settings", record, error);
}
