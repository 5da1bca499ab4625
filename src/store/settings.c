/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/text.h"
#include "store/files.h"
#include "store/layers.h"
#include "store/store.h"

#include <libconfig.h>

enum { TEN_YEARS = 3653 };

static const char *const levels[] = {"low", "medium", "high", NULL};
static const char *const logs[] = {"none", "syslog", "file", NULL};
static const char *const highlights[] = {"row", "name", "marker", NULL};

const struct pd_setting pd_settings_table[] = {
	{"warning_days", 183, 0, TEN_YEARS,
		N_("Days before expiry from which a certificate may be reported as "
		   "expiring; never before the last third of its life."),
		NULL},
	{"critical_days", 30, 0, TEN_YEARS,
		N_("Days before expiry from which a certificate may be critical; never "
		   "before the last sixth of its life."),
		NULL},
	{"rejected_keep", 100, 0, 10000,
		N_("How many rejected chains to keep (the newest)."), NULL},
	{"undo_days", 7, 0, TEN_YEARS,
		N_("Days during which a change can be undone; then what was before is "
		   "dropped and unused keys are wiped."),
		NULL},
	{"backup_days", 0, 0, TEN_YEARS,
		N_("Age in days of the last backup at which status warns; 0: never."),
		NULL},
	{"security_level", PD_LEVEL_LOW, PD_LEVEL_LOW, PD_LEVEL_HIGH,
		N_("The signing key: low: one for all; medium: one for each account; "
		   "high: none is kept here."),
		levels},
	{"key_idle_minutes", 10, 1, 1440,
		N_("Minutes after its last use at which the passphrase of the private "
		   "keys is forgotten."),
		NULL},
	{"log", PD_LOG_NONE, PD_LOG_NONE, PD_LOG_FILES,
		N_("What goes into history is logged too: to syslog, or to the file "
		   "history.log in the store; where it cannot be, nothing is done."),
		logs},
	{"highlight", 1, 0, 2,
		N_("How the selected row is highlighted: row, name or marker; on a "
		   "line slower than 38400 baud always the marker."),
		highlights},
	{"page_lines", 0, 0, 1000,
		N_("Lines of a page of the dialogue in lines; 0: as many as the "
		   "terminal has, or 20."),
		NULL},
	{0},
};

/* The value of a setting in settings. */
static long *
number_of(struct pd_settings *settings, const struct pd_setting *setting)
{
	long *const values[] = {&settings->warning_days, &settings->critical_days,
		&settings->rejected_keep, &settings->undo_days, &settings->backup_days,
		&settings->security_level, &settings->key_idle_minutes, &settings->log,
		&settings->highlight, &settings->page_lines};
	_Static_assert(PD_COUNT(values) + 1 == PD_COUNT(pd_settings_table),
		"a value for each row of the table, in its order");
	return values[setting - pd_settings_table];
}

/* ---- reading ------------------------------------------------------------------- */

static char *
join_words(const char *const *words)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	for (size_t i = 0; words[i] != NULL; i++)
		pd_buffer_add_item(&list, words[i]);
	return pd_buffer_steal_text(&list);
}

static bool
fail_value(const struct pd_setting *setting, enum pd_code code, const char *place,
	struct pd_error *error)
{
	if (setting->choices == NULL)
		return pd_fail(error, code, place,
			_("%s must be a whole number from %ld to %ld"), setting->name,
			setting->least, setting->most);
	PD_AUTO(pd_drop_text) char *words = join_words(setting->choices);
	return pd_fail(
		error, code, place, _("%s must be one of: %s"), setting->name, words);
}

static bool
find_choice(const struct pd_setting *setting, const char *word, long *out)
{
	for (long i = 0; word != NULL && setting->choices[i] != NULL; i++)
		if (strcmp(setting->choices[i], word) == 0) {
			*out = i;
			return true;
		}
	return false;
}

static bool
read_setting_number(
	const struct pd_setting *setting, const config_setting_t *value, long *out)
{
	int type = config_setting_type(value);
	if (setting->choices != NULL)
		return find_choice(setting, config_setting_get_string(value), out);
	long long number = config_setting_get_int64(value);
	if ((type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64) ||
		number < setting->least || number > setting->most)
		return false;
	*out = (long)number;
	return true;
}

/* What stands in each layer must be right, also where another prevails. */
static bool
read_setting(const struct pd_layer *layer, const struct pd_setting *setting, long *out,
	struct pd_error *error)
{
	const config_setting_t *value =
		config_lookup(pd_record_config(layer->record), setting->name);
	*out = setting->fallback;
	if (value == NULL || read_setting_number(setting, value, out))
		return true;
	PD_AUTO(pd_drop_text) char *place = pd_line_of(layer->shown, value);
	return fail_value(setting, PD_ESTORE, place, error);
}

/* ---- all layers ---------------------------------------------------------------- */

static bool
read_layer(
	const struct pd_layer *layer, struct pd_settings *out, struct pd_error *error)
{
	for (const struct pd_setting *row = pd_settings_table; row->name; row++)
		if (!read_setting(layer, row, number_of(out, row), error))
			return false;
	return pd_settings_read_roles(layer, out->roles, error) &&
	       pd_settings_read_urls(layer, out->urls, error);
}

/* In the file; free() it. */
static char *
path_of(const char *name)
{
	return pd_format("%s%s", pd_settings_is_role(name) ? "roles." : "", name);
}

/* What the layer says that prevails for that name; NULL: none has it. */
static const struct pd_settings *
find_values(const struct pd_layers *layers, const struct pd_settings *each,
	const char *name)
{
	const struct pd_layer *layer;
	PD_AUTO(pd_drop_text) char *path = path_of(name);
	(void)pd_layers_find(layers, path, &layer);
	return layer ? &each[layer - layers->items] : NULL;
}

/* Takes each value from the layer that prevails; each layer was read by itself. */
static void
choose_values(const struct pd_layers *layers, const struct pd_settings *each,
	struct pd_settings *out)
{
	const struct pd_settings *from;
	for (const struct pd_setting *row = pd_settings_table; row->name; row++) {
		from = find_values(layers, each, row->name);
		*number_of(out, row) =
			from ? *number_of((struct pd_settings *)from, row)
			     : row->fallback;
	}
	for (size_t i = 0; i < PD_ROLES; i++) {
		from = find_values(layers, each, pd_role_settings[i].name);
		if (from != NULL)
			memcpy(out->roles[i], from->roles[i], PD_ROLE_SIZE);
	}
	for (size_t i = 0; i < PD_URLS; i++) {
		from = find_values(layers, each, pd_url_settings[i].name);
		if (from != NULL)
			memcpy(out->urls[i], from->urls[i], PD_URL_SIZE);
	}
}

static void
drop_each(struct pd_settings **each)
{
	free(*each);
}

static bool
check_locked_names(const struct pd_layer *layer, struct pd_error *error)
{
	const config_setting_t *list =
		config_lookup(pd_record_config(layer->record), "locked");
	if (list == NULL)
		return true;
	PD_AUTO(pd_drop_text) char *place = pd_line_of(layer->shown, list);
	int type = config_setting_type(list);
	if (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY)
		return pd_fail(error, PD_ESTORE, place,
			_("locked must be a list of settings in quotes: locked = [ "
			  "\"undo_days\", \"roles\" ];"));
	for (int i = 0; i < config_setting_length(list); i++) {
		const char *name = config_setting_get_string_elem(list, i);
		if (name == NULL || !pd_settings_is_name(name))
			return pd_fail(error, PD_ESTORE, place,
				_("locked names %.80s, which is not a setting; pemdeck "
				  "settings list shows all"),
				name ? name : "?");
	}
	return true;
}

/* All zero if the file is missing; loading reports that. */
static struct pd_stamp
stamp_of(const struct pd_store *store)
{
	struct stat status;
	if (fstatat(store->folder, "settings.cfg", &status, AT_SYMLINK_NOFOLLOW) < 0)
		return (struct pd_stamp){0};
	return (struct pd_stamp){
		.device = status.st_dev,
		.inode = status.st_ino,
		.size = status.st_size,
		.seconds = status.st_mtim.tv_sec,
		.nanoseconds = status.st_mtim.tv_nsec,
		.below = pd_layers_stamp(),
	};
}

bool
pd_stamp_is_same(const struct pd_stamp *one, const struct pd_stamp *other)
{
	return one->device == other->device && one->inode == other->inode &&
	       one->size == other->size && one->seconds == other->seconds &&
	       one->nanoseconds == other->nanoseconds && one->below == other->below;
}

static bool
read_layers(
	const struct pd_layers *layers, struct pd_settings *out, struct pd_error *error)
{
	PD_AUTO(drop_each)
	struct pd_settings *each = pd_alloc(layers->count, sizeof *each);
	for (size_t i = 0; i < layers->count; i++)
		if (!read_layer(&layers->items[i], &each[i], error) ||
			(i > 0 && !check_locked_names(&layers->items[i], error)))
			return false;
	choose_values(layers, each, out);
	return true;
}

bool
pd_settings_load(
	struct pd_store *store, struct pd_settings *out, struct pd_error *error)
{
	/* Before it is read: what is written meanwhile is found by the next look. */
	struct pd_settings read = {.stamp = stamp_of(store)};
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (!pd_layers_load(store, &layers, error) ||
		!read_layers(&layers, &read, error))
		return false;
	*out = read;
	return true;
}

bool
pd_settings_load_usual(
	struct pd_store *store, struct pd_settings *out, struct pd_error *error)
{
	struct pd_settings read = {0};
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (!pd_layers_try(store, pd_bytes_of_text("format = 1;"), &layers, error) ||
		!read_layers(&layers, &read, error))
		return false;
	*out = read;
	return true;
}

bool
pd_settings_refresh(struct pd_store *store, struct pd_settings *settings, bool *changed,
	struct pd_error *error)
{
	struct pd_stamp now = stamp_of(store);
	*changed = false;
	if (pd_stamp_is_same(&now, &settings->stamp))
		return true;
	*changed = pd_settings_load(store, settings, error);
	return *changed;
}

/* ---- by name ------------------------------------------------------------------- */

static const struct pd_setting *
find_setting(const char *name)
{
	const struct pd_setting *row = pd_settings_table;
	while (row->name != NULL && strcmp(row->name, name) != 0)
		row++;
	return row->name ? row : NULL;
}

char *
pd_settings_text(const struct pd_settings *settings, const char *name)
{
	size_t role = pd_settings_find_role(name);
	if (role < PD_ROLES)
		return pd_copy(settings->roles[role]);
	size_t url = pd_settings_find_url(name);
	if (url < PD_URLS)
		return pd_copy(settings->urls[url]);
	const struct pd_setting *row = find_setting(name);
	if (row == NULL)
		return NULL;
	long number = *number_of((struct pd_settings *)settings, row);
	return row->choices ? pd_copy(row->choices[number]) : pd_format("%ld", number);
}

bool
pd_settings_is_number(const char *name)
{
	const struct pd_setting *row = find_setting(name);
	return row != NULL && row->choices == NULL;
}

char *
pd_settings_range(const char *name)
{
	const struct pd_setting *row = find_setting(name);
	if (pd_settings_is_role(name))
		return pd_copy(_("users and @groups, a blank between two"));
	if (pd_settings_is_url(name))
		return pd_copy(_("an address such as http://pki.example.org/ca.crl, or "
				 "nothing"));
	if (row == NULL)
		return NULL;
	return row->choices ? join_words(row->choices)
			    : pd_format(_("%ld to %ld"), row->least, row->most);
}

const char *const *
pd_settings_words(const char *name)
{
	const struct pd_setting *row = find_setting(name);
	return row ? row->choices : NULL;
}

static bool
set_number(const struct pd_setting *row, const char *text, long *out,
	struct pd_error *error)
{
	char *end;
	errno = 0;
	long number = row->choices ? -1 : strtol(text, &end, 10);
	bool good = row->choices ? find_choice(row, text, &number)
				 : errno == 0 && end != text && *end == '\0' &&
					   number >= row->least && number <= row->most;
	if (!good)
		return fail_value(row, PD_EUSAGE, text, error);
	*out = number;
	return true;
}

bool
pd_settings_set(struct pd_settings *settings, const char *name, const char *text,
	struct pd_error *error)
{
	size_t role = pd_settings_find_role(name);
	if (role < PD_ROLES)
		return pd_settings_take_role(settings->roles[role], name, text, error);
	size_t url = pd_settings_find_url(name);
	if (url < PD_URLS)
		return pd_settings_take_url(settings->urls[url], name, text, error);
	const struct pd_setting *row = find_setting(name);
	if (row != NULL)
		return set_number(row, text, number_of(settings, row), error);
	return pd_settings_fail_unknown(name, error);
}

/* ---- where from ---------------------------------------------------------------- */

void
pd_origin_free(struct pd_origin *origin)
{
	free(origin->file);
	free(origin->place);
	free(origin->lock);
	*origin = (struct pd_origin){0};
}

void
pd_settings_origin(
	const struct pd_layers *layers, const char *name, struct pd_origin *out)
{
	PD_AUTO(pd_drop_text) char *path = path_of(name);
	const struct pd_layer *layer;
	const config_setting_t *value = pd_layers_find(layers, path, &layer);
	*out = (struct pd_origin){.lock = pd_layers_lock(layers, path)};
	if (layer == NULL)
		return;
	out->from = layer == layers->items ? PD_FROM_STORE : PD_FROM_HOST;
	out->file = pd_copy(layer->shown);
	out->place = pd_line_of(layer->shown, value);
}

bool
pd_settings_check_open(struct pd_store *store, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	PD_AUTO(pd_origin_free) struct pd_origin origin = {0};
	if (!pd_layers_load(store, &layers, error))
		return false;
	pd_settings_origin(&layers, name, &origin);
	return origin.lock == NULL ||
	       pd_fail(error, PD_ESTATE, name,
		       _("%s locks it for all stores of this host, so it cannot be "
			 "changed here; change it there"),
		       origin.lock);
}

/* ---- what has no effect -------------------------------------------------------- */

static bool
is_read_elsewhere(const char *name)
{
	static const char *const names[] = {
		"format", "roles", "hooks", "deploy", "profiles"};
	for (size_t i = 0; i < PD_COUNT(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	return false;
}

/* One line of the file, which is no group. */
static bool
is_one_line(const char *name)
{
	return find_setting(name) != NULL || pd_settings_is_url(name);
}

bool
pd_settings_is_name(const char *name)
{
	return is_one_line(name) || pd_settings_is_role(name) ||
	       (is_read_elsewhere(name) && strcmp(name, "format") != 0);
}

bool
pd_settings_fail_unknown(const char *name, struct pd_error *error)
{
	return pd_fail(error, PD_EUSAGE, name,
		is_read_elsewhere(name)
			? _("is not a single setting; pemdeck.cfg(5) says how it is "
			    "changed")
			: _("no such setting; pemdeck settings list shows all"));
}

/* Hands over what of a group, or of the file, does not count. */
static void
find_idle(const struct pd_layers *layers, const struct pd_layer *layer,
	const config_setting_t *group, pd_idle_setting *take, void *self)
{
	const char *above = config_setting_name(group);
	bool is_store = layer == layers->items;
	for (int i = 0; i < config_setting_length(group); i++) {
		config_setting_t *member = config_setting_get_elem(group, (unsigned)i);
		const char *name = config_setting_name(member);
		PD_AUTO(pd_drop_text) char *place = pd_line_of(layer->shown, member);
		PD_AUTO(pd_drop_text)
		char *path =
			pd_format("%s%s%s", above ? above : "", above ? "." : "", name);
		PD_AUTO(pd_drop_text)
		char *lock = is_store ? pd_layers_lock(layers, path) : NULL;
		bool is_known = above != NULL || is_one_line(name) ||
				is_read_elsewhere(name) ||
				(!is_store && strcmp(name, "locked") == 0);
		if (!is_known || lock != NULL)
			take(self, place, name, lock);
		else if (above == NULL && strcmp(name, "roles") == 0)
			find_idle(layers, layer, member, take, self);
	}
}

void
pd_settings_each_idle(struct pd_store *store, pd_idle_setting *take, void *self)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (!pd_layers_load(store, &layers, &ignored))
		return;
	for (size_t i = 0; i < layers.count; i++)
		find_idle(&layers, &layers.items[i],
			config_root_setting(pd_record_config(layers.items[i].record)),
			take, self);
}
