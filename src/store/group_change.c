/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/group_change.h"

#include <stdlib.h>
#include <string.h>

#include "base/arguments.h"
#include "base/text.h"
#include "store/files.h"
#include "store/layers.h"
#include "store/settings_change.h"

#define SETTINGS "settings.cfg"

/* ---- which group it is ----------------------------------------------------------- */

/* The number of the group that is known by name in the list of one file; -1: none. */
static int
find_edited_group(const struct pd_group_edit *edit, const config_setting_t *list)
{
	for (int i = 0; list != NULL && i < config_setting_length(list); i++) {
		config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
		const char *known = NULL;
		for (size_t k = 0; k < 2 && edit->keys[k] && known == NULL; k++)
			if (!config_setting_lookup_string(group, edit->keys[k], &known))
				known = NULL;
		if (known != NULL && strcmp(known, edit->name) == 0)
			return i;
	}
	return -1;
}

static const config_setting_t *
list_of(struct pd_record *record, const struct pd_group_edit *edit)
{
	return config_lookup(pd_record_config(record), edit->list);
}

/* One that this host makes is changed where it stands. */
static bool
check_own(const struct pd_layers *layers, const struct pd_group_edit *edit,
	struct pd_error *error)
{
	for (size_t i = 1; i < layers->count; i++)
		if (find_edited_group(edit, list_of(layers->items[i].record, edit)) >=
			0)
			return pd_fail(error, PD_ESTATE, edit->name,
				_("stands in %s, which holds for all stores of this "
				  "host; change it there"),
				layers->items[i].shown);
	return true;
}

static char *
write_plain(const config_setting_t *value)
{
	const char *text = value ? config_setting_get_string(value) : NULL;
	if (value == NULL || text != NULL)
		return pd_copy(text);
	if (config_setting_is_number(value))
		return pd_format("%lld", config_setting_get_int64(value));
	int count = config_setting_length(value);
	const char **words = pd_alloc((size_t)count + 1, sizeof *words);
	for (int i = 0; i < count; i++) {
		const char *word = config_setting_get_string_elem(value, i);
		words[i] = word ? word : "";
	}
	char *line = pd_arguments_join(words);
	free(words);
	return line;
}

/* The group that edit names, in the first layer that has it; NULL: none has. */
static const config_setting_t *
group_in(const struct pd_layers *layers, const struct pd_group_edit *edit)
{
	for (size_t i = 0; i < layers->count; i++) {
		const config_setting_t *list = list_of(layers->items[i].record, edit);
		int number = find_edited_group(edit, list);
		if (number >= 0)
			return config_setting_get_elem(list, (unsigned)number);
	}
	return NULL;
}

char *
pd_group_text(
	struct pd_store *store, const struct pd_group_edit *edit, const char *member)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (!pd_layers_load(store, &layers, &ignored))
		return NULL;
	const config_setting_t *group = group_in(&layers, edit);
	return group ? write_plain(config_setting_get_member(group, member)) : NULL;
}

bool
pd_group_find(struct pd_store *store, const struct pd_group_edit *edit, bool *found,
	struct pd_error *error)
{
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (!pd_layers_load(store, &layers, error))
		return false;
	*found = group_in(&layers, edit) != NULL;
	return true;
}

/* ---- the text -------------------------------------------------------------------- */

/* Do both have the same groups, but for that number? */
static bool
has_others(const config_setting_t *old, const config_setting_t *new, int number)
{
	int count = old ? config_setting_length(old) : 0, next = 0;
	int there = new ? config_setting_length(new) : 0;
	for (int i = 0; i < count; i++) {
		bool is_it = i == number;
		if (is_it && there < count)
			continue;
		if (next >= there ||
			(!is_it &&
				!pd_record_same_value(
					config_setting_get_elem(old, (unsigned)i),
					config_setting_get_elem(new, (unsigned)next))))
			return false;
		next++;
	}
	return true;
}

/* What libconfig reads in the new text is the old but for that group. */
static bool
says_all_else(struct pd_record *old, struct pd_record *new,
	const struct pd_group_edit *edit, int number)
{
	if (!has_others(list_of(old, edit), list_of(new, edit), number))
		return false;
	config_setting_t *before = config_root_setting(pd_record_config(old));
	config_setting_t *after = config_root_setting(pd_record_config(new));
	(void)config_setting_remove(before, edit->list);
	(void)config_setting_remove(after, edit->list);
	return pd_record_same_value(before, after);
}

static bool
edit_groups(struct pd_bytes text, const struct pd_group_edit *edit,
	struct pd_buffer *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *copy = pd_copy_bytes(text.data, text.size);
	PD_AUTO(pd_drop_record)
	struct pd_record *old = pd_record_parse(text, SETTINGS, error);
	if (old == NULL)
		return false;
	int number = find_edited_group(edit, list_of(old, edit));
	size_t index = number >= 0 ? (size_t)number : SIZE_MAX;
	if (edit->members != NULL)
		pd_settings_text_set_group(copy, edit->list, index, edit->members, out);
	else
		pd_settings_text_remove_group(copy, edit->list, index, out);
	PD_AUTO(pd_drop_record)
	struct pd_record *new =
		pd_record_parse(pd_buffer_bytes(out), SETTINGS, &problem);
	struct pd_group_edit wanted = *edit;
	wanted.name = edit->new_name ? edit->new_name : edit->name;
	bool is_there =
		new != NULL &&find_edited_group(&wanted, list_of(new, edit)) >= 0;
	return (new != NULL &&is_there == (edit->members != NULL) &&
		       says_all_else(old, new, edit, number)) ||
	       pd_settings_fail_harm(edit->name, error);
}

/* The sentence of the reader is about what was typed, not about a line of the file, unless the
 * file was as wrong before; that of the system is about the file. */
static bool
judge_text(struct pd_store *store, const struct pd_group_edit *edit,
	const struct pd_buffer *text, struct pd_error *error)
{
	struct pd_error problem = {0};
	struct pd_bytes own = pd_buffer_bytes(text);
	if (edit->judge(store, &own, &problem))
		return true;
	struct pd_error before = {0};
	bool was_wrong = !edit->judge(store, NULL, &before) &&
			 strcmp(before.message, problem.message) == 0;
	if (was_wrong || problem.code == PD_EIO)
		return pd_fail(error, problem.code,
			was_wrong ? before.input : problem.input, "%s",
			problem.message);
	return pd_fail(error, PD_EUSAGE, edit->new_name ? edit->new_name : edit->name,
		"%s", problem.message);
}

/* Applies one edit to the text. */
static bool
put_next(const struct pd_layers *layers, const struct pd_group_edit *edit,
	struct pd_buffer *text, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer before = *text;
	*text = (struct pd_buffer){0};
	return check_own(layers, edit, error) &&
	       edit_groups(pd_buffer_bytes(&before), edit, text, error);
}

bool
pd_group_put_all(struct pd_store *store, struct pd_change *change,
	const struct pd_group_edit *edits, size_t count, struct pd_error *error)
{
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer edited = {0};
	if (!pd_settings_check_open(store, edits[0].list, error) ||
		!pd_layers_load(store, &layers, error) ||
		!pd_files_read(store, SETTINGS, &text, error))
		return false;
	pd_buffer_add_bytes(&edited, pd_secret_bytes(&text));
	for (size_t i = 0; i < count; i++)
		if (!put_next(&layers, &edits[i], &edited, error))
			return false;
	return judge_text(store, &edits[count - 1], &edited, error) &&
	       pd_settings_stage_text(change, pd_secret_bytes(&text), &edited, error);
}

bool
pd_group_put(struct pd_store *store, struct pd_change *change,
	const struct pd_group_edit *edit, struct pd_error *error)
{
	return pd_group_put_all(store, change, edit, 1, error);
}
