/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/layers.h"

#include <errno.h>
#include <fcntl.h>
#include <libconfig.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "store/files.h"
#include "store/groups.h"
#include "store/store.h"

enum { MOST_FILES = 100, FILE_LIMIT = 1 << 20 };

#define SETTINGS "settings.cfg"
#define PARTS "settings.d"

void
pd_layers_free(struct pd_layers *layers)
{
	for (size_t i = 0; i < layers->count; i++) {
		free(layers->items[i].shown);
		pd_record_free(layers->items[i].record);
	}
	free(layers->items);
	*layers = (struct pd_layers){0};
}

static void
add_layer(struct pd_layers *layers, const char *shown, struct pd_record *record)
{
	layers->items =
		pd_grow(layers->items, layers->count + 1, sizeof *layers->items);
	layers->items[layers->count++] = (struct pd_layer){pd_copy(shown), record};
}

/* ---- the files of the host ----------------------------------------------------- */

/* pd_environment_clean takes the variable from root whom somebody else called. */
static const char *
host_folder(void)
{
	const char *said = secure_getenv("PEMDECK_ETC");
	return said != NULL && *said != '\0' ? said : HOST_SETTINGS;
}

static bool
check_host_file(int file, const char *shown, struct pd_error *error)
{
	struct stat status;
	PD_AUTO(pd_drop_text) char *word = pd_files_shell_word(shown);
	if (fstat(file, &status) < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be read"));
	if (!pd_files_check_regular(shown, status.st_mode, error))
		return false;
	if (status.st_uid != 0 && status.st_uid != geteuid())
		return pd_fail(error, PD_ESTORE, shown,
			_("belongs to the user with the number %ju, who could change "
			  "what holds for all stores of this host; give it to root: "
			  "chown root %s"),
			(uintmax_t)status.st_uid, word);
	return (status.st_mode & PD_NOT_WRITABLE) == 0 ||
	       pd_fail(error, PD_ESTORE, shown,
		       _("other users can write to it; close it to them: chmod go-w "
			 "%s"),
		       word);
}

/* Nothing is in text where there is no such file. */
static bool
read_host_text(int folder, const char *name, const char *shown, struct pd_secret *text,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor)
	int file = openat(folder, name,
		O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (file < 0 && errno == ENOENT)
		return true;
	if (file < 0 && errno == ELOOP)
		return pd_fail(error, PD_ESTORE, shown,
			_("is a symbolic link, which is not followed here; put the "
			  "file itself there"));
	if (file < 0)
		return pd_fail_errno(error, PD_EIO, shown, _("cannot be opened"));
	return check_host_file(file, shown, error) &&
	       pd_file_read_fd(file, shown, FILE_LIMIT, text, error);
}

static bool
take_layer(
	void *layers, const char *shown, struct pd_bytes text, struct pd_error *error)
{
	struct pd_record *record = pd_record_parse(text, shown, error);
	if (record == NULL)
		return false;
	add_layer(layers, shown, record);
	return pd_store_check_format(record, shown, PD_FORMAT_MAY_MISS, error);
}

/* No file that an editor or a package manager left beside: .cfg~, .cfg.dpkg-old. */
static bool
is_settings_part(const char *name)
{
	size_t size = strlen(name);
	return name[0] != '.' && size > 4 && strcmp(name + size - 4, ".cfg") == 0;
}

/* -1: there is none (the error has no code), or it cannot be believed. */
static int
open_host_folder(const char *path, struct pd_error *error)
{
	const struct pd_guard guard = {.is_on = true, .trusted = {0, geteuid()}};
	struct stat status;
	if (stat(path, &status) < 0 && (errno == ENOENT || errno == ENOTDIR))
		return -1;
	return pd_directory_open(path, &guard, error);
}

static bool
read_host_file(const char *folder, int open, const char *name, pd_layer_text *take,
	void *work, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_text) char *shown = pd_format("%s/%s", folder, name);
	if (!read_host_text(open, name, shown, &text, error))
		return false;
	return text.data == NULL || take(work, shown, pd_secret_bytes(&text), error);
}

bool
pd_layers_each_part(
	const char *part, pd_layer_text *take, void *work, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", host_folder(), part);
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	PD_AUTO(pd_drop_descriptor) int open = open_host_folder(path, error);
	if (open < 0)
		return error->code == PD_OK;
	if (!pd_files_list(open, path, is_settings_part, &names, error))
		return false;
	if (names.count > MOST_FILES)
		return pd_fail(error, PD_ESTORE, path,
			_("there are more than %d files of settings in it; put them "
			  "into fewer"),
			MOST_FILES);
	for (size_t i = 0; i < names.count; i++)
		if (!read_host_file(path, open, names.items[i], take, work, error))
			return false;
	return true;
}

static bool
read_host(struct pd_layers *layers, struct pd_error *error)
{
	const char *folder = host_folder();
	PD_AUTO(pd_drop_descriptor) int open = open_host_folder(folder, error);
	if (open < 0)
		return error->code == PD_OK;
	return read_host_file(folder, open, SETTINGS, take_layer, layers, error) &&
	       pd_layers_each_part(PARTS, take_layer, layers, error);
}

/* ---- contradictions ------------------------------------------------------------ */

static bool
is_single(const config_setting_t *member)
{
	static const char *const many[] = {
		"format", "locked", "deploy", "hooks", "profiles"};
	for (size_t i = 0; i < PD_COUNT(many); i++)
		if (strcmp(config_setting_name(member), many[i]) == 0)
			return false;
	return true;
}

static bool
compare_members(const struct pd_layer *one, const struct pd_layer *other,
	const config_setting_t *mine, const config_setting_t *theirs,
	struct pd_error *error)
{
	for (int i = 0; i < config_setting_length(mine); i++) {
		const config_setting_t *value =
			config_setting_get_elem(mine, (unsigned)i);
		const config_setting_t *match =
			config_setting_get_member(theirs, config_setting_name(value));
		if (match == NULL || !is_single(value) ||
			pd_record_same_value(value, match))
			continue;
		if (config_setting_is_group(value) && config_setting_is_group(match)) {
			if (!compare_members(one, other, value, match, error))
				return false;
			continue;
		}
		PD_AUTO(pd_drop_text) char *place = pd_line_of(other->shown, match);
		PD_AUTO(pd_drop_text) char *first = pd_line_of(one->shown, value);
		return pd_fail(error, PD_ESTORE, place,
			_("contradicts %s, which says something else of %s; delete one "
			  "of the two lines"),
			first, config_setting_name(value));
	}
	return true;
}

static bool
check_agreement(const struct pd_layers *layers, struct pd_error *error)
{
	for (size_t i = 1; i < layers->count; i++)
		for (size_t k = i + 1; k < layers->count; k++) {
			const struct pd_layer *one = &layers->items[i],
					      *other = &layers->items[k];
			if (!compare_members(one, other,
				    config_root_setting(pd_record_config(one->record)),
				    config_root_setting(
					    pd_record_config(other->record)),
				    error))
				return false;
		}
	return true;
}

/* Takes the record of the store's file, which may be NULL: error says why. */
static bool
load_layers(struct pd_store *store, struct pd_record *record, struct pd_layers *out,
	struct pd_error *error)
{
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	PD_AUTO(pd_drop_text)
	char *shown = store ? pd_files_shown(store, SETTINGS) : pd_copy(SETTINGS);
	if (record == NULL)
		return false;
	add_layer(&layers, shown, record);
	if (!read_host(&layers, error) || !check_agreement(&layers, error))
		return false;
	*out = layers;
	layers = (struct pd_layers){0};
	return true;
}

bool
pd_layers_load(struct pd_store *store, struct pd_layers *out, struct pd_error *error)
{
	return load_layers(store, pd_store_load(store, "settings", error), out, error);
}

bool
pd_layers_try(struct pd_store *store, struct pd_bytes text, struct pd_layers *out,
	struct pd_error *error)
{
	return load_layers(store, pd_record_parse(text, SETTINGS, error), out, error);
}

/* ---- whether they changed ------------------------------------------------------ */

static void
mix(uint64_t *stamp, const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;
	for (size_t i = 0; i < size; i++)
		*stamp = (*stamp ^ byte[i]) * UINT64_C(1099511628211);
}

static bool
mix_file(void *stamp, int folder, const char *name)
{
	struct stat status;
	if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) < 0)
		return true;
	mix(stamp, name, strlen(name));
	mix(stamp, &status.st_ino, sizeof status.st_ino);
	mix(stamp, &status.st_size, sizeof status.st_size);
	mix(stamp, &status.st_mode, sizeof status.st_mode);
	mix(stamp, &status.st_mtim.tv_sec, sizeof status.st_mtim.tv_sec);
	mix(stamp, &status.st_mtim.tv_nsec, sizeof status.st_mtim.tv_nsec);
	return true;
}

uint64_t
pd_layers_stamp(void)
{
	uint64_t stamp = 0;
	PD_AUTO(pd_drop_descriptor)
	int folder = open(host_folder(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder < 0)
		return stamp;
	(void)mix_file(&stamp, folder, SETTINGS);
	PD_AUTO(pd_drop_descriptor)
	int parts = openat(folder, PARTS, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (parts >= 0)
		(void)pd_directory_list(parts, mix_file, &stamp);
	return stamp;
}

/* ---- what prevails ------------------------------------------------------------- */

static bool
is_role_path(const char *path)
{
	return strncmp(path, "roles.", 6) == 0;
}

char *
pd_layers_lock(const struct pd_layers *layers, const char *name)
{
	const char *word = is_role_path(name) ? name + 6 : name;
	for (size_t i = 1; i < layers->count; i++) {
		const config_setting_t *list = config_lookup(
			pd_record_config(layers->items[i].record), "locked");
		for (int k = 0; list != NULL && k < config_setting_length(list); k++) {
			const char *locked = config_setting_get_string_elem(list, k);
			if (locked != NULL && (strcmp(locked, word) == 0 ||
						      (strcmp(locked, "roles") == 0 &&
							      is_role_path(name))))
				return pd_line_of(layers->items[i].shown, list);
		}
	}
	return NULL;
}

bool
pd_layers_counts(
	const struct pd_layers *layers, const struct pd_layer *layer, const char *name)
{
	if (layer != &layers->items[0])
		return true;
	PD_AUTO(pd_drop_text) char *lock = pd_layers_lock(layers, name);
	return lock == NULL;
}

const config_setting_t *
pd_layers_find(
	const struct pd_layers *layers, const char *path, const struct pd_layer **layer)
{
	for (size_t i = 0; i < layers->count; i++) {
		const struct pd_layer *one = &layers->items[i];
		const config_setting_t *value =
			config_lookup(pd_record_config(one->record), path);
		if (value == NULL || !pd_layers_counts(layers, one, path))
			continue;
		*layer = one;
		return value;
	}
	*layer = NULL;
	return NULL;
}
