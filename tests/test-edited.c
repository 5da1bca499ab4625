/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scratch.h"
#include "store/history_records.h"
#include "tap.h"

/* Somebody edits the store by hand: a record, an entry of history or what it keeps of before.
 * A bit is flipped, bytes are cut off, put in or taken from another file, or the file goes.
 * History tells of it; where it is what undo would bring back, undo refuses. As often as
 * PEMDECK_TRIES says. */

enum { MOST = 200, SIZE = 8000, EDITED = 6, ENTRIES = 7 };

static unsigned long long chance = 0x9e3779b97f4a7c15U;

static size_t
pick(size_t count)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (size_t)(chance >> 11) % count;
}

/* ---- the files ------------------------------------------------------------------------- */

static char *files[MOST];
static size_t file_count;

static bool
is_edited(const char *path)
{
	return strstr(path, "/lock") == NULL && strstr(path, "/keys/") == NULL &&
	       strstr(path, "/settings.cfg") == NULL;
}

static int
add_file(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)place;
	if (kind == FTW_F && is_edited(path) && file_count < MOST)
		files[file_count++] = pd_copy(path);
	return 0;
}

static size_t
read_bytes(const char *path, unsigned char out[SIZE])
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t size = file < 0 ? -1 : read(file, out, SIZE);
	must(size >= 0 && size < SIZE && close(file) == 0, path, NULL);
	return (size_t)size;
}

/* Always something else than before. */
static void
edit(const char *path, const unsigned char *text, size_t size)
{
	unsigned char new[2 * SIZE];
	size_t at = pick(size), other = 0;
	memcpy(new, text, size);
	switch (pick(5)) {
	case 0:
		new[at] ^= (unsigned char)(1U << pick(8));
		break;
	case 1:
		size = at;
		break;
	case 2:
		memmove(new + at + 1, text + at, size - at);
		new[at] = (unsigned char)pick(256);
		size++;
		break;
	case 3:
		do
			other = read_bytes(files[pick(file_count)], new);
		while (other == size && memcmp(new, text, size) == 0);
		size = other;
		break;
	default:
		must(unlink(path) == 0, path, NULL);
		return;
	}
	put_bytes(path, new, size);
}

/* ---- what is said ------------------------------------------------------------------------ */

static void
count_stranger(void *work, const struct pd_error *problem)
{
	(void)problem;
	++*(long *)work;
}

/* By the operation "history verify", in a store that is opened anew. */
static bool
is_found(void)
{
	struct pd_error error = {0};
	long count = 0, strangers = 0;
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open_to_read(at("s"), &error);
	return store == NULL || !pd_history_verify(store, &count, &error) ||
	       !pd_history_check_records(store, count_stranger, &strangers, &error) ||
	       strangers > 0;
}

/* Where what is put down of the newest entry is lost, the entries are listed: nothing of what
 * history says is another. */
static bool
is_newest_known(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	PD_AUTO(pd_drop_store)
	struct pd_store *store = pd_store_open_to_read(at("s"), &error);
	return store != NULL && pd_history_load(store, 0, &entry, &error) &&
	       entry.number == ENTRIES;
}

/* Undoing entry number puts nothing in place that was not there before it. */
static bool
is_undo_safe(long number, const unsigned char *text, size_t size)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_text) char *copy = pd_format("%s", at("copy"));
	scratch_remove(copy);
	scratch_copy(at("s"), copy);
	PD_AUTO(pd_drop_store) struct pd_store *store = pd_store_open(copy, &error);
	if (store == NULL || !pd_history_undo(store, &me, number, &error))
		return true;
	unsigned char now[SIZE];
	PD_AUTO(pd_drop_text) char *record = pd_format("%s/one/record.cfg", copy);
	return read_bytes(record, now) == size && memcmp(now, text, size) == 0;
}

static bool
is_kept(const char *path)
{
	size_t size = strlen(path);
	return size > 4 && strcmp(path + size - 4, ".old") == 0;
}

/* Counts an edit that is not seen, and one that undo brings back. */
static void
try_edit(long *unseen, long *undone)
{
	const char *path = files[pick(file_count)];
	unsigned char text[SIZE];
	size_t size = read_bytes(path, text);
	if (size == 0)
		return;
	edit(path, text, size);
	if (is_kept(path)) {
		if (strstr(path, "/00000006/") != NULL)
			*undone += !is_undo_safe(EDITED, text, size);
	} else if (!is_found() &&
		   !(strstr(path, "/newest") != NULL && is_newest_known())) {
		printf("# unseen: %s\n", path);
		++*unseen;
	}
	put_bytes(path, text, size);
}

int
main(void)
{
	const char *wanted = getenv("PEMDECK_TRIES"), *seed = getenv("PEMDECK_SEED");
	long tries = wanted ? atol(wanted) : 60, unseen = 0, undone = 0;
	if (seed != NULL)
		chance ^= strtoull(seed, NULL, 10) * 0x100000001b3U;
	scratch_begin();
	PD_AUTO(pd_drop_store) struct pd_store *store = open_store(at("s"));
	for (int i = 0; i < 4; i++) {
		PD_AUTO(pd_drop_text) char *name = pd_format("many/%d", i);
		save(store, name, "something");
	}
	save(store, "one/record", "first");
	save(store, "one/record", "second"); /* EDITED */
	save(store, "many/1", "something else");
	tap_ok(!is_found(), "history is whole");
	must(nftw(at("s"), add_file, 16, FTW_PHYS) == 0 && file_count > 10, "files",
		NULL);
	for (long i = 0; i < tries; i++)
		try_edit(&unseen, &undone);
	tap_ok(unseen == 0, "a store that was edited, %ld tries: %ld unseen", tries,
		unseen);
	tap_ok(undone == 0, "of what is kept for undo: %ld brought back", undone);
	tap_ok(!is_found(), "as it was, history is whole");
	for (size_t i = 0; i < file_count; i++)
		free(files[i]);
	scratch_end();
	return tap_done();
}
