/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/groups.h"

#include "base/text.h"
#include "store/layers.h"

static bool
read_list(const char *shown, const config_setting_t *list,
	const struct pd_groups *groups, void *out, struct pd_error *error)
{
	const char *name = config_setting_name(list);
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, list);
	if (!config_setting_is_list(list) || config_setting_length(list) > groups->most)
		return pd_fail(error, PD_ESTORE, place,
			_("%s must be a list of at most %d groups in braces: %s = ( { "
			  "... }, { ... } )"),
			name, groups->most, name);
	for (int i = 0; i < config_setting_length(list); i++) {
		const config_setting_t *group =
			config_setting_get_elem(list, (unsigned)i);
		PD_AUTO(pd_drop_text) char *line = pd_line_of(shown, group);
		if (!config_setting_is_group(group))
			return pd_fail(error, PD_ESTORE, line,
				_("each of %s must stand in braces: %s = ( { ... }, { "
				  "... } )"),
				name, name);
		if (!groups->read(shown, group, out, error))
			return false;
	}
	return true;
}

bool
pd_groups_read(struct pd_store *store, const struct pd_bytes *own,
	const struct pd_groups *groups, void *out, struct pd_error *error)
{
	const char *name = groups->name;
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (own != NULL ? !pd_layers_try(store, *own, &layers, error)
			: !pd_layers_load(store, &layers, error))
		return false;
	/* The store's last, for it is the one to be changed if they do not fit. */
	for (size_t i = layers.count; i-- > 0;) {
		const struct pd_layer *layer = &layers.items[i];
		const config_setting_t *list =
			config_lookup(pd_record_config(layer->record), name);
		if (list != NULL && pd_layers_counts(&layers, layer, name) &&
			!read_list(layer->shown, list, groups, out, error))
			return false;
	}
	return true;
}
