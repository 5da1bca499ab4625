/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_SCRATCH_H
#define PD_TESTS_SCRATCH_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/history.h"
#include "store/store.h"
#include "x509/der/digest.h"

/* A directory for a test of the store, and what these tests do again and again. What
 * should never fail ends the test if it does. */

static char scratch[200];

/* libconfig 1.5 leaks the pending text of a file with a syntax error. */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libconfig.so\n";
}

static inline void
must(bool good, const char *what, const struct pd_error *error)
{
	if (good)
		return;
	printf("Bail out! %s: %s: %s\n", what, error ? error->input : "",
		error ? error->message : strerror(errno));
	exit(1);
}

static inline void
scratch_begin(void)
{
	const char *folder = getenv("TMPDIR");
	(void)snprintf(scratch, sizeof scratch, "%s/pemdeck-store.XXXXXX",
		folder ? folder : "/tmp");
	must(mkdtemp(scratch) != NULL, scratch, NULL);
	static char host[sizeof scratch + 4]; /* no settings of this machine */
	(void)snprintf(host, sizeof host, "%s/etc", scratch);
	must(setenv("PEMDECK_ETC", host, 1) == 0, host, NULL);
}

static inline int
scratch_remove_one(
	const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)kind, (void)place;
	return remove(path);
}

static inline void
scratch_remove(const char *path)
{
	(void)nftw(path, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void
scratch_end(void)
{
	scratch_remove(scratch);
}

/* A path in the directory; good until eight more were asked for. */
static inline const char *__attribute__((format(printf, 1, 2)))
at(const char *format, ...)
{
	static char paths[8][1000];
	static unsigned next;
	char *path = paths[next++ % 8];
	int used = snprintf(path, sizeof paths[0], "%s/", scratch);
	va_list arguments;
	va_start(arguments, format);
	(void)vsnprintf(path + used, sizeof paths[0] - (size_t)used, format, arguments);
	va_end(arguments);
	return path;
}

static inline void
put_bytes(const char *path, const void *bytes, size_t size)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	must(file >= 0 && write(file, bytes, size) == (ssize_t)size, path, NULL);
	(void)close(file);
}

static inline void
put_text(const char *path, const char *text)
{
	put_bytes(path, text, strlen(text));
}

/* All of a file as a string; "" if there is none. free() it. */
static inline char *
text_of(const char *path)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	char part[4096];
	ssize_t got;
	int file = open(path, O_RDONLY | O_CLOEXEC);
	while (file >= 0 && (got = read(file, part, sizeof part)) > 0)
		pd_secret_add(&text, part, (size_t)got);
	if (file >= 0)
		(void)close(file);
	return pd_copy_bytes(pd_secret_text(&text), text.size);
}

/* A folder with all below it, as another one that is not there yet. */
static inline void
scratch_copy(const char *from, const char *to)
{
	struct dirent **items;
	must(mkdir(to, 0700) == 0, to, NULL);
	int count = scandir(from, &items, NULL, NULL);
	for (int i = 0; i < count; i++) {
		const char *name = items[i]->d_name;
		PD_AUTO(pd_drop_text) char *source = pd_format("%s/%s", from, name);
		PD_AUTO(pd_drop_text) char *target = pd_format("%s/%s", to, name);
		PD_AUTO(pd_drop_text) char *content = NULL;
		if (items[i]->d_type == DT_DIR) {
			if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
				scratch_copy(source, target);
		} else {
			content = text_of(source);
			put_text(target, content);
		}
		free(items[i]);
	}
	must(count > 0, from, NULL);
	free(items);
}

static inline mode_t
mode_of(const char *path)
{
	struct stat status;
	return lstat(path, &status) == 0 ? status.st_mode & 07777 : 0;
}

/* One line for each file below path: its name, mode and digest. history: also what is
 * in there. free() it. */
static inline void
describe_tree(struct pd_secret *out, const char *path, const char *name, bool history)
{
	struct dirent **items;
	int count = scandir(path, &items, NULL, alphasort);
	for (int i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text)
		char *below = pd_format("%s/%s", path, items[i]->d_name);
		PD_AUTO(pd_drop_text)
		char *shown = pd_format("%s/%s", name, items[i]->d_name);
		bool skipped = strcmp(items[i]->d_name, ".") == 0 ||
			       strcmp(items[i]->d_name, "..") == 0 ||
			       (!history && (strcmp(shown, "/history") == 0 ||
						    strcmp(shown, "/lock") == 0));
		bool folder = items[i]->d_type == DT_DIR;
		free(items[i]);
		if (skipped)
			continue;
		if (folder) {
			describe_tree(out, below, shown, history);
			continue;
		}
		PD_AUTO(pd_drop_text) char *text = text_of(below);
		struct pd_bytes bytes = {(unsigned char *)text, strlen(text)};
		char digest[PD_DIGEST_SIZE] = "";
		struct pd_error error = {0};
		must(pd_digest_sha256(bytes, digest, &error), below, &error);
		pd_secret_add_format(
			out, "%s %o %.12s\n", shown + 1, mode_of(below), digest);
	}
	if (count >= 0)
		free(items);
}

static inline char *
tree(const char *path, bool history)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	describe_tree(&text, path, "", history);
	return pd_copy(pd_secret_text(&text));
}

/* ---- the store ------------------------------------------------------------------ */

static const struct pd_author me = {.account = "me"};

static inline struct pd_store *
open_store(const char *path)
{
	struct pd_error error = {0};
	struct pd_store *store = pd_store_open(path, &error);
	must(store != NULL, "opening the store", &error);
	return store;
}

static inline struct pd_change *
begin(struct pd_store *store, const char *operation)
{
	struct pd_error error = {0};
	struct pd_change *change = pd_change_begin(store, &me, operation, &error);
	must(change != NULL, "beginning a change", &error);
	return change;
}

/* Stages a record with that value in it, and the id of a key if there is one. */
static inline void
put(struct pd_change *change, const char *path, const char *value, const char *key_id)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "value", value);
	pd_record_set_text(record, "key", key_id);
	must(pd_change_put(change, path, record, &error), path, &error);
}

static inline void
commit(struct pd_change *change, const char *sentence)
{
	struct pd_error error = {0};
	must(pd_change_commit(change, sentence, &error), sentence, &error);
	pd_change_free(change);
}

/* A whole change of one record. */
static inline void
save(struct pd_store *store, const char *path, const char *value)
{
	struct pd_change *change = begin(store, "test save");
	put(change, path, value, NULL);
	commit(change, value);
}

static inline bool
never_lasts(const struct pd_entry *entry, const void *argument)
{
	(void)entry;
	(void)argument;
	return false;
}

/* Undoes the newest change that can be undone; its number in *number if that is not
 * NULL. */
static inline bool
undo_newest(struct pd_store *store, long *number, struct pd_error *error)
{
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	if (!pd_history_find_undoable(store, never_lasts, NULL, &entry, error))
		return false;
	if (number != NULL)
		*number = entry.number;
	return pd_history_undo(store, &me, entry.number, error);
}

/* The value of a record, "" if it is not there, "!" and why if it cannot be read.
 * free() it. */
static inline char *
value_of(struct pd_store *store, const char *path)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(store, path, &error);
	if (record == NULL && error.code == PD_ESTATE)
		return pd_copy("");
	if (record == NULL)
		return pd_format("!%s", error.message);
	const char *value = pd_record_text(record, "value");
	return pd_copy(value ? value : "?");
}

#define is_value(store, path, want, ...)                                               \
	do {                                                                           \
		PD_AUTO(pd_drop_text) char *value_ = value_of(store, path);            \
		tap_is(value_, want, __VA_ARGS__);                                     \
	} while (0)

/* A key as quick as it gets. */
static inline struct pd_key *
new_key(void)
{
	struct pd_error error = {0};
	struct pd_key *key = pd_key_generate(
		&(struct pd_key_kind){.algorithm = PD_EC, .curve = PD_P256}, &error);
	must(key != NULL, "generating a key", &error);
	return key;
}

#endif
