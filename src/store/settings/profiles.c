/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings/profiles.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "base/time.h"
#include "store/groups.h"

enum { MOST_PROFILES = 1000, TEXT_LIMIT = 10000, MOST_PATH = 20 };

void
pd_profile_entries_free(struct pd_profile_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++) {
		struct pd_profile_entry *entry = &entries->items[i];
		free(entry->place);
		free(entry->name);
		free(entry->purpose);
		free(entry->key);
		free(entry->eku);
		free(entry->names);
		free(entry->permitted);
		free(entry->excluded);
	}
	free(entries->items);
	*entries = (struct pd_profile_entries){0};
}

/* ---- one member ---------------------------------------------------------------- */

static bool
read_profile_number(const char *place, const config_setting_t *setting, int least,
	int most, long *out, struct pd_error *error)
{
	int type = config_setting_type(setting);
	long long number = config_setting_get_int64(setting);
	if ((type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) || number < least ||
		number > most)
		return pd_fail(error, PD_ESTORE, place,
			_("%s must be a whole number from %d to %d"),
			config_setting_name(setting), least, most);
	*out = (long)number;
	return true;
}

static bool
read_profile_text(const char *place, const config_setting_t *setting, char **out,
	struct pd_error *error)
{
	const char *text = config_setting_get_string(setting);
	if (text == NULL || *text == '\0' || strlen(text) > TEXT_LIMIT)
		return pd_fail(error, PD_ESTORE, place,
			_("%s of a profile must be text of 1 to %d bytes in quotes"),
			config_setting_name(setting), TEXT_LIMIT);
	*out = pd_copy(text);
	return true;
}

static bool
read_profile_member(const char *place, const config_setting_t *setting,
	struct pd_profile_entry *entry, struct pd_error *error)
{
	const char *name = config_setting_name(setting);
	const struct {
		const char *name;
		char **text;
	} texts[] = {{"name", &entry->name}, {"purpose", &entry->purpose},
		{"key", &entry->key}, {"eku", &entry->eku}, {"names", &entry->names},
		{"permitted", &entry->permitted}, {"excluded", &entry->excluded}};
	long length = -1;
	for (size_t i = 0; i < PD_COUNT(texts); i++)
		if (strcmp(name, texts[i].name) == 0)
			return read_profile_text(place, setting, texts[i].text, error);
	if (strcmp(name, "days") == 0)
		return read_profile_number(
			place, setting, 1, PD_MOST_DAYS, &entry->days, error);
	if (strcmp(name, "path_length") != 0)
		return pd_fail(error, PD_ESTORE, place,
			_("a profile has no %.80s; it has name, purpose, days, key, "
			  "names, eku, path_length, permitted and excluded"),
			name);
	if (!read_profile_number(place, setting, 0, MOST_PATH, &length, error))
		return false;
	entry->path_length = (int)length;
	return true;
}

/* ---- all ----------------------------------------------------------------------- */

static bool
check_profile_name(const struct pd_profile_entries *entries,
	const struct pd_profile_entry *entry, struct pd_error *error)
{
	if (entry->name == NULL)
		return pd_fail(error, PD_ESTORE, entry->place,
			_("a profile has no name; add one"));
	for (size_t i = 0; i + 1 < entries->count; i++)
		if (strcmp(entries->items[i].name, entry->name) == 0)
			return pd_fail(error, PD_ESTORE, entry->place,
				_("two profiles are named %.100s; name each "
				  "differently"),
				entry->name);
	return true;
}

static bool
read_profile(const char *shown, const config_setting_t *group, void *entries,
	struct pd_error *error)
{
	struct pd_profile_entries *out = entries;
	out->items = pd_grow(out->items, out->count + 1, sizeof *out->items);
	struct pd_profile_entry *entry = &out->items[out->count++];
	*entry = (struct pd_profile_entry){
		.place = pd_line_of(shown, group), .path_length = -1};
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *member =
			config_setting_get_elem(group, (unsigned)i);
		PD_AUTO(pd_drop_text) char *line = pd_line_of(shown, member);
		if (!read_profile_member(line, member, entry, error))
			return false;
	}
	return check_profile_name(out, entry, error);
}

bool
pd_profile_entries_read(struct pd_store *store, const struct pd_bytes *own,
	struct pd_profile_entries *out, struct pd_error *error)
{
	static const struct pd_groups groups = {
		"profiles", MOST_PROFILES, read_profile};
	PD_AUTO(pd_profile_entries_free) struct pd_profile_entries read = {0};
	if (!pd_groups_read(store, own, &groups, &read, error))
		return false;
	*out = read;
	read = (struct pd_profile_entries){0};
	return true;
}
