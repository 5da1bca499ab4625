/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/groups.h"

#include "base/text.h"
#include "store/files.h"
#include "store/store.h"

/* Lists of groups in settings.cfg: name = ( { ... }, { ... } ); */

char *
pd_line_of(const char *shown, const config_setting_t *setting)
{
	return pd_format("%s:%u", shown, config_setting_source_line(setting));
}

static bool
read_list(const char *shown, const config_setting_t *list, int most,
	pd_read_group *read, void *out, struct pd_error *error)
{
	const char *name = config_setting_name(list);
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, list);
	if (!config_setting_is_list(list) || config_setting_length(list) > most)
		return pd_fail(error, PD_ESTORE, place,
			_("%s must be a list of at most %d groups in braces: %s = ( { "
			  "... }, { ... } )"),
			name, most, name);
	for (int i = 0; i < config_setting_length(list); i++) {
		const config_setting_t *group =
			config_setting_get_elem(list, (unsigned)i);
		PD_AUTO(pd_drop_text) char *line = pd_line_of(shown, group);
		if (!config_setting_is_group(group))
			return pd_fail(error, PD_ESTORE, line,
				_("each of %s must stand in braces: %s = ( { ... }, { "
				  "... } )"),
				name, name);
		if (!read(shown, group, out, error))
			return false;
	}
	return true;
}

bool
pd_groups_read(struct pd_store *store, const char *name, int most, pd_read_group *read,
	void *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, "settings.cfg");
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(store, "settings", error);
	if (record == NULL)
		return false;
	const config_setting_t *list = config_lookup(pd_record_config(record), name);
	return list == NULL || read_list(shown, list, most, read, out, error);
}
