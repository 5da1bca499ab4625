/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/entry.h"

#include <errno.h>
#include <fcntl.h>
#include <libconfig.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "store/files.h"
#include "store/record.h"

/* The entries of history on disk: what their directories and files are called, and
 * entry.cfg. What the names with an ending mean is told in journal.c. */

void
pd_entry_free(struct pd_entry *entry)
{
	for (size_t i = 0; i < entry->touched_count; i++) {
		free(entry->touched[i].path);
		free(entry->touched[i].before);
		free(entry->touched[i].after);
	}
	free(entry->touched);
	free(entry->account);
	free(entry->operation);
	free(entry->sentence);
	free(entry->comment);
	free(entry->folders);
	*entry = (struct pd_entry){0};
}

void
pd_entries_free(struct pd_entries *entries)
{
	for (size_t i = 0; i < entries->count; i++)
		pd_entry_free(&entries->items[i]);
	free(entries->items);
	*entries = (struct pd_entries){0};
}

/* ---- names --------------------------------------------------------------------- */

char *
pd_entry_name(long number, const char *suffix)
{
	return pd_format("%08ld%s", number, suffix);
}

char *
pd_entry_slot(enum pd_slot slot, size_t index, const char *file)
{
	return pd_format("%zu.%s%s", index, slot == PD_SLOT_NEW ? "new" : "old",
		pd_files_is_key(file) ? "-key" : "");
}

bool
pd_entry_slot_is_key(const char *name)
{
	size_t size = strlen(name);
	return size > 4 && strcmp(name + size - 4, "-key") == 0;
}

/* The number of an entry's directory with that suffix; 0 for any other name. */
long
pd_entry_number(const char *name, const char *suffix)
{
	if (name[0] < '0' || name[0] > '9')
		return 0;
	char *end;
	errno = 0;
	long number = strtol(name, &end, 10);
	return errno == 0 && number > 0 && strcmp(end, suffix) == 0 ? number : 0;
}

static bool
is_done(const char *name)
{
	return pd_entry_number(name, "") > 0;
}

bool
pd_entry_list(const struct pd_store *store, bool (*wanted)(const char *name),
	struct pd_names *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, "history");
	return pd_files_list(store->history, shown, wanted, out, error);
}

static int
compare_entry_numbers(const void *one, const void *other)
{
	long first = *(const long *)one, second = *(const long *)other;
	return (first > second) - (first < second);
}

bool
pd_entry_numbers(
	const struct pd_store *store, long **out, size_t *count, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_entry_list(store, is_done, &names, error))
		return false;
	long *numbers = pd_alloc(names.count, sizeof *numbers);
	for (size_t i = 0; i < names.count; i++)
		numbers[i] = pd_entry_number(names.items[i], "");
	qsort(numbers, names.count, sizeof *numbers, compare_entry_numbers);
	*out = numbers;
	*count = names.count;
	return true;
}

char *
pd_entry_shown(const struct pd_store *store, const char *name, const char *inside)
{
	return pd_format("%s/history/%s%s", store->path, name, inside);
}

int
pd_entry_open(const struct pd_store *store, const char *name, struct pd_error *error)
{
	int entry = openat(
		store->history, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (entry < 0) {
		PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, name, "");
		(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be opened"));
	}
	return entry;
}

/* ---- entry.cfg ----------------------------------------------------------------- */

/* An entry of that size or more is large, and so is one of so many files. */
enum { LARGE = 1 << 14, MANY_FILES = 64 };

static void
add_text(config_setting_t *group, const char *name, const char *text)
{
	if (text != NULL)
		(void)config_setting_set_string(
			config_setting_add(group, name, CONFIG_TYPE_STRING), text);
}

static void
add_touched(struct pd_record *record, const struct pd_entry *entry)
{
	config_setting_t *list =
		config_setting_add(config_root_setting(pd_record_config(record)),
			"touched", CONFIG_TYPE_LIST);
	for (size_t i = 0; i < entry->touched_count; i++) {
		const struct pd_touched *touched = &entry->touched[i];
		config_setting_t *group =
			config_setting_add(list, NULL, CONFIG_TYPE_GROUP);
		add_text(group, "path", touched->path);
		add_text(group, "before", touched->before);
		add_text(group, "after", touched->after);
	}
}

static bool
has_folder(const char *folders, const char *file, size_t size)
{
	for (const char *at = folders; (at = strstr(at, " ")) != NULL; at++)
		if (strncmp(at + 1, file, size) == 0 && at[size + 1] == ' ')
			return true;
	return false;
}

bool
pd_entry_may_touch(const struct pd_entry *large, const char *file)
{
	size_t size = (size_t)(pd_files_name(file) - file);
	return large->folders == NULL || has_folder(large->folders, file, size);
}

/* Whether two large entries can have a file in common is known without reading them. */
static void
add_folders(struct pd_record *record, const struct pd_entry *entry)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer folders = {0};
	if (entry->touched_count < MANY_FILES)
		return;
	pd_buffer_add_text(&folders, " ");
	for (size_t i = 0; i < entry->touched_count; i++) {
		const char *file = entry->touched[i].path;
		size_t size = (size_t)(pd_files_name(file) - file);
		if (!has_folder(pd_buffer_text(&folders), file, size))
			pd_buffer_add_format(&folders, "%.*s ", (int)size, file);
	}
	pd_record_set_text(record, "folders", pd_buffer_text(&folders));
}

static bool
read_entry_file(
	int entry, const char *shown, struct pd_secret *out, struct pd_error *error)
{
	return pd_files_read_at(
		entry, PD_ENTRY_FILE, shown, PD_INPUT_LIMIT, out, error);
}

/* The digest of the entry before: entries are a chain, so that one that is taken away
 * or changed afterwards shows. */
bool
pd_entry_digest(const struct pd_store *store, long number, char digest[PD_DIGEST_SIZE],
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "");
	PD_AUTO(pd_drop_text)
	char *shown = pd_entry_shown(store, name, "/" PD_ENTRY_FILE);
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_descriptor) int entry = pd_entry_open(store, name, error);
	return entry >= 0 && read_entry_file(entry, shown, &text, error) &&
	       pd_digest_sha256(pd_secret_bytes(&text), digest, error);
}

/* The link to the entry before. A file that is gone is told when history is verified, and
 * must not end all changes; but one that cannot be read now might be read later, and an
 * entry without its link would look tampered with for ever: so the change fails. */
static bool
add_previous(const struct pd_store *store, long number, struct pd_record *record,
	struct pd_error *error)
{
	struct pd_error problem = {0};
	char digest[PD_DIGEST_SIZE];
	long marked = 0;
	if (number == 1)
		return true;
	/* As it was written: a large one need not be read again. */
	if (!pd_entry_marked(store, &marked, digest, error))
		return false;
	if (marked != number - 1 &&
		!pd_entry_digest(store, number - 1, digest, &problem))
		return problem.code == PD_ESTATE ||
		       pd_fail(error, problem.code, problem.input, "%s",
			       problem.message);
	pd_record_set_text(record, "previous", digest);
	return true;
}

bool
pd_entry_write(const struct pd_store *store, int stage, const struct pd_entry *entry,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_number(record, "number", entry->number);
	pd_record_set_number(record, "time", entry->time);
	pd_record_set_text(record, "account", entry->account);
	pd_record_set_text(record, "operation", entry->operation);
	pd_record_set_safe(record, "sentence", entry->sentence);
	pd_record_set_text(record, "comment", entry->comment);
	if (entry->undoes > 0)
		pd_record_set_number(record, "undoes", entry->undoes);
	if (!add_previous(store, entry->number, record, error))
		return false;
	add_folders(record, entry);
	add_touched(record, entry);
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	PD_AUTO(pd_drop_text)
	char *shown = pd_entry_shown(store, PD_STAGE, "/" PD_ENTRY_FILE);
	return pd_record_write(record, &text, error) &&
	       pd_files_write_at(
		       stage, PD_ENTRY_FILE, shown, pd_buffer_bytes(&text), error);
}

static char *
member_text(const config_setting_t *group, const char *name)
{
	const char *text = NULL;
	return config_setting_lookup_string(group, name, &text) ? pd_copy(text) : NULL;
}

static bool
is_digest(const char *text)
{
	return text == NULL ||
	       (strlen(text) == PD_DIGEST_SIZE - 1 &&
		       strspn(text, "0123456789abcdef") == PD_DIGEST_SIZE - 1);
}

static bool
read_touched(const config_setting_t *list, struct pd_entry *entry)
{
	if (list == NULL || config_setting_type(list) != CONFIG_TYPE_LIST)
		return false;
	size_t count = (size_t)config_setting_length(list);
	entry->touched = pd_alloc(count, sizeof *entry->touched);
	for (size_t i = 0; i < count; i++) {
		config_setting_t *group = config_setting_get_elem(list, (unsigned)i);
		if (config_setting_type(group) != CONFIG_TYPE_GROUP)
			return false;
		struct pd_touched *touched = &entry->touched[i];
		entry->touched_count = i + 1;
		touched->path = member_text(group, "path");
		touched->before = member_text(group, "before");
		touched->after = member_text(group, "after");
		touched->effect = touched->before == NULL  ? PD_EFFECT_ADDED
				  : touched->after == NULL ? PD_EFFECT_REMOVED
							   : PD_EFFECT_REPLACED;
		/* Recovery renames to this path: a damaged one must not lead away. */
		if (touched->path == NULL || !pd_files_is_file(touched->path) ||
			!is_digest(touched->before) || !is_digest(touched->after))
			return false;
	}
	return true;
}

static bool
read_entry_values(struct pd_record *record, struct pd_entry *entry)
{
	entry->number = (long)pd_record_number(record, "number", 0);
	entry->time = pd_record_number(record, "time", 0);
	entry->undoes = (long)pd_record_number(record, "undoes", 0);
	entry->account = pd_copy(pd_record_text(record, "account"));
	entry->operation = pd_copy(pd_record_text(record, "operation"));
	entry->sentence = pd_copy(pd_record_text(record, "sentence"));
	entry->comment = pd_copy(pd_record_text(record, "comment"));
	entry->folders = pd_copy(pd_record_text(record, "folders"));
	return entry->account != NULL && entry->operation != NULL &&
	       entry->sentence != NULL;
}

static bool
read_all_values(struct pd_record *record, struct pd_entry *entry)
{
	return read_entry_values(record, entry) &&
	       read_touched(config_lookup(pd_record_config(record), "touched"), entry);
}

bool
pd_entry_read_text(const struct pd_store *store, const char *name,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *shown = pd_entry_shown(store, name, "/" PD_ENTRY_FILE);
	PD_AUTO(pd_drop_descriptor) int entry = pd_entry_open(store, name, error);
	return entry >= 0 && read_entry_file(entry, shown, out, error);
}

static struct pd_record *
read_entry_record(
	const struct pd_store *store, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *shown = pd_entry_shown(store, name, "/" PD_ENTRY_FILE);
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (!pd_entry_read_text(store, name, &text, error))
		return NULL;
	return pd_record_parse(pd_secret_bytes(&text), shown, error);
}

static bool
fail_damaged_entry(const char *shown, struct pd_error *error)
{
	return pd_fail(error, PD_ESTORE, shown,
		_("the entry of history is damaged: a value is missing or wrong; "
		  "restore the file from a backup"));
}

bool
pd_entry_read(const struct pd_store *store, const char *name, struct pd_entry *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_record)
	struct pd_record *record = read_entry_record(store, name, error);
	if (record == NULL)
		return false;
	PD_AUTO(pd_entry_free) struct pd_entry read = {0};
	PD_AUTO(pd_drop_text)
	char *shown = pd_entry_shown(store, name, "/" PD_ENTRY_FILE);
	if (!read_all_values(record, &read) || read.number != strtol(name, NULL, 10))
		return fail_damaged_entry(shown, error);
	*out = read;
	read = (struct pd_entry){0};
	return true;
}

/* Its own line, as pd_entry_write has it: in a text, a line cannot begin so. */
static const unsigned char *
find_touched_list(struct pd_bytes text)
{
	static const char line[] = "\ntouched = ";
	return memmem(text.data, text.size, line, sizeof line - 1);
}

/* The beginning of a large entry, up to what it touched; all of a small one. */
static struct pd_record *
read_head_record(const struct pd_store *store, const char *name, bool *is_head,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *shown = pd_entry_shown(store, name, "/" PD_ENTRY_FILE);
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_descriptor) int folder = pd_entry_open(store, name, error);
	if (folder < 0 || !pd_files_read_start_at(
				  folder, PD_ENTRY_FILE, shown, LARGE, &text, error))
		return NULL;
	struct pd_bytes head = pd_secret_bytes(&text);
	const unsigned char *list = head.size < LARGE ? NULL : find_touched_list(head);
	*is_head = list != NULL;
	if (list != NULL)
		head.size = (size_t)(list - head.data);
	else if (head.size >= LARGE)
		return read_entry_record(store, name, error);
	return pd_record_parse(head, shown, error);
}

bool
pd_entry_read_head(const struct pd_store *store, const char *name, struct pd_entry *out,
	struct pd_error *error)
{
	bool is_head = false;
	PD_AUTO(pd_drop_record)
	struct pd_record *record = read_head_record(store, name, &is_head, error);
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	PD_AUTO(pd_drop_text)
	char *shown = pd_entry_shown(store, name, "/" PD_ENTRY_FILE);
	if (record == NULL)
		return false;
	if (!(is_head ? read_entry_values : read_all_values)(record, &entry) ||
		entry.number != strtol(name, NULL, 10))
		return fail_damaged_entry(shown, error);
	entry.is_head = is_head;
	*out = entry;
	entry = (struct pd_entry){0};
	return true;
}

bool
pd_entry_text_has(const struct pd_secret *text, const char *file)
{
	PD_AUTO(pd_drop_text) char *line = pd_format("path = \"%s\";", file);
	struct pd_bytes all = pd_secret_bytes(text);
	const unsigned char *list = find_touched_list(all);
	size_t before = list ? (size_t)(list - all.data) : all.size;
	return memmem(all.data + before, all.size - before, line, strlen(line)) != NULL;
}

char *
pd_entry_next_file(const struct pd_secret *text, size_t *at)
{
	static const char before[] = "path = \"";
	struct pd_bytes rest = pd_secret_bytes(text);
	if (*at == 0) {
		const unsigned char *list = find_touched_list(rest);
		*at = list ? (size_t)(list - rest.data) : rest.size;
	}
	rest.data += *at;
	rest.size -= *at;
	const unsigned char *found =
		memmem(rest.data, rest.size, before, sizeof before - 1);
	if (found == NULL)
		return NULL;
	found += sizeof before - 1;
	const unsigned char *end =
		memchr(found, '"', rest.size - (size_t)(found - rest.data));
	if (end == NULL)
		return NULL;
	*at += (size_t)(end - rest.data);
	return pd_copy_bytes((const char *)found, (size_t)(end - found));
}

/* ---- the chain of entries ------------------------------------------------------ */

bool
pd_entry_previous(const struct pd_store *store, long number,
	char digest[PD_DIGEST_SIZE], struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "");
	PD_AUTO(pd_drop_record)
	struct pd_record *record = read_entry_record(store, name, error);
	if (record == NULL)
		return false;
	const char *previous = pd_record_text(record, "previous");
	bool good = previous != NULL && is_digest(previous);
	(void)snprintf(digest, PD_DIGEST_SIZE, "%s", good ? previous : "");
	return true;
}

/* The newest entry's number and digest. It is written after the entry and is not
 * synced: after a crash it may lag behind, which is no harm; it never runs ahead. */
#define NEWEST "newest"
enum { MARK_BYTES = 256 }; /* that is read of it; what is longer is nonsense anyway */

void
pd_entry_mark(const struct pd_store *store, long number)
{
	struct pd_error ignored = {0};
	char digest[PD_DIGEST_SIZE];
	if (!pd_entry_digest(store, number, digest, &ignored))
		return;
	PD_AUTO(pd_drop_text) char *text = pd_format("%ld %s\n", number, digest);
	const struct pd_bytes content = {(const unsigned char *)text, strlen(text)};
	(void)unlinkat(store->history, NEWEST ".new", 0);
	if (pd_files_write_at(store->history, NEWEST ".new", NEWEST, content, &ignored))
		(void)renameat(store->history, NEWEST ".new", store->history, NEWEST);
}

bool
pd_entry_marked(const struct pd_store *store, long *number, char digest[PD_DIGEST_SIZE],
	struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, NEWEST, "");
	*number = 0;
	digest[0] = '\0';
	if (!pd_files_read_start_at(
		    store->history, NEWEST, shown, MARK_BYTES, &text, &problem))
		return problem.code == PD_ESTATE ||
		       pd_fail(error, problem.code, problem.input, "%s",
			       problem.message);
	if (sscanf(pd_secret_text(&text), "%ld %64s", number, digest) != 2)
		*number = 0;
	return true;
}

enum pd_there
pd_entry_look(const struct pd_store *store, const char *name, struct pd_error *error)
{
	enum pd_there there = pd_there_at(store->history, name, NULL);
	if (there != PD_THERE_UNKNOWN)
		return there;
	PD_AUTO(pd_drop_text) char *shown = pd_entry_shown(store, name, "");
	(void)pd_fail_errno(error, PD_EIO, shown, _("cannot be looked at"));
	return there;
}

enum pd_there
pd_entry_look_number(const struct pd_store *store, long number, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "");
	return pd_entry_look(store, name, error);
}

/* What was put down may lag behind by what a crash cut off. */
bool
pd_entry_newest(const struct pd_store *store, long *number, struct pd_error *error)
{
	char digest[PD_DIGEST_SIZE] = "";
	long newest = 0;
	if (!pd_entry_marked(store, &newest, digest, error))
		return false;
	enum pd_there there =
		newest > 0 ? pd_entry_look_number(store, newest, error) : PD_THERE_NOT;
	bool is_marked = there == PD_THERE_IS;
	while (there == PD_THERE_IS)
		if ((there = pd_entry_look_number(store, newest + 1, error)) ==
			PD_THERE_IS)
			newest++;
	if (there == PD_THERE_UNKNOWN)
		return false;
	if (is_marked) {
		*number = newest;
		return true;
	}
	long *numbers = NULL;
	size_t count = 0;
	if (!pd_entry_numbers(store, &numbers, &count, error))
		return false;
	*number = count ? numbers[count - 1] : 0;
	free(numbers);
	return true;
}

bool
pd_entry_is_kept(const struct pd_store *store, const struct pd_entry *entry)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(entry->number, "");
	PD_AUTO(pd_drop_descriptor) int folder = pd_entry_open(store, name, &ignored);
	for (size_t i = 0; i < entry->touched_count; i++) {
		const struct pd_touched *touched = &entry->touched[i];
		PD_AUTO(pd_drop_text)
		char *slot = pd_entry_slot(PD_SLOT_OLD, i, touched->path);
		if (touched->before != NULL &&
			pd_there_at(folder, slot, NULL) == PD_THERE_NOT)
			return false;
	}
	return true;
}
