/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "store/files.h"
#include "store/store.h"

/* The records of a folder, one after the other. */

/* ---- which ---------------------------------------------------------------------------- */

enum { ROOM = 16384, VALUE_ROOM = 80 };

/* Reads a file that fits, is whole, and is ours. Of any other, load_values says what is wrong
 * with it. 0: it is none. */
static size_t
read_plain_file(int folder, const char *name, char room[ROOM])
{
	struct stat status;
	PD_AUTO(pd_drop_descriptor)
	int file = openat(folder, name,
		O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
	if (file < 0 || fstat(file, &status) < 0 || !S_ISREG(status.st_mode) ||
		status.st_uid != geteuid() || (status.st_mode & PD_NOT_WRITABLE) != 0)
		return 0;
	ssize_t size = read(file, room, ROOM - VALUE_ROOM);
	if (size < 2 || size != status.st_size || room[size - 1] != '\n' ||
		room[size - 2] != ';')
		return 0;
	return (size_t)size;
}

/* The records of a folder that have a value of some name; NULL: all. */
struct choice {
	int folder;
	const char *value;
	size_t size; /* of it, with its NUL */
};

/* No name can be written with escapes: what does not stand in the text is not in the record.
 * It is put behind the text, so that one search tells of a NUL in that as well. */
static bool
lacks_value(const struct choice *choice, const char *name)
{
	char room[ROOM];
	size_t size = read_plain_file(choice->folder, name, room);
	if (size == 0 || choice->size > VALUE_ROOM)
		return false;
	memcpy(room + size, choice->value, choice->size);
	return strstr(room, choice->value) == room + size;
}

static bool
is_chosen(void *work, const char *name)
{
	const struct choice *choice = work;
	size_t size = strlen(name);
	return size > 4 && memcmp(name + size - 4, ".cfg", 4) == 0 &&
	       (choice->value == NULL || !lacks_value(choice, name)) &&
	       pd_files_is_file(name);
}

/* A folder of records, and the names in it; one that is missing has none, and is
 * no descriptor. */
static bool
list_folder(struct pd_store *store, const char *folder, const char *value, int *open,
	struct pd_names *out, struct pd_error *error)
{
	*out = (struct pd_names){0};
	*open = -1;
	if (!pd_files_check_path(folder, error))
		return false;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, folder);
	PD_AUTO(pd_drop_text) char *inside = pd_format("%s/", folder);
	struct pd_error missing = {0};
	*open = pd_files_folder(store, inside, PD_MISSING_FAILS, &missing);
	if (*open < 0 && missing.code == PD_ESTATE)
		return true;
	if (*open < 0)
		return pd_fail(
			error, missing.code, missing.input, "%s", missing.message);
	struct choice choice = {*open, value, value ? strlen(value) + 1 : 0};
	if (!pd_files_choose(*open, shown, is_chosen, &choice, out, error))
		return false;
	for (size_t i = 0; i < out->count; i++)
		out->items[i][strlen(out->items[i]) - 4] = '\0';
	/* Once more: "a.cfg" comes before "a-b.cfg" only without its ending. */
	pd_names_sort(out);
	return true;
}

bool
pd_store_list(struct pd_store *store, const char *folder, struct pd_names *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_descriptor) int open = -1;
	return list_folder(store, folder, NULL, &open, out, error);
}

/* The folder is opened once: walking down to it for each of ten thousand records takes
 * longer than reading them. */
static struct pd_record *
load_values(const struct pd_store *store, int folder, const char *file,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (!pd_files_read_from(store, folder, file, &text, error))
		return NULL;
	PD_AUTO(pd_drop_text) char *shown = pd_files_shown(store, file);
	if (!pd_record_check_filled(pd_secret_bytes(&text), shown, error))
		return NULL;
	return pd_record_parse_values(pd_secret_bytes(&text), shown, error);
}

bool
pd_store_each_with(struct pd_store *store, const char *folder, const char *value,
	pd_take_record *take, void *work, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	PD_AUTO(pd_drop_descriptor) int open = -1;
	if (!list_folder(store, folder, value, &open, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		struct pd_error problem = {0};
		PD_AUTO(pd_drop_text)
		char *file = pd_format("%s/%s.cfg", folder, names.items[i]);
		PD_AUTO(pd_drop_record)
		struct pd_record *record = load_values(store, open, file, &problem);
		if (problem.code != PD_ESTATE)
			take(work, names.items[i], record, &problem);
	}
	return true;
}

bool
pd_store_each(struct pd_store *store, const char *folder, pd_take_record *take,
	void *work, struct pd_error *error)
{
	return pd_store_each_with(store, folder, NULL, take, work, error);
}
