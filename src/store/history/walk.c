/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history/walk.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/there/there.h"
#include "store/files.h"
#include "store/history.h"
#include "store/purge.h"

/* Entries are never changed once they are there: which of them is undone, and which can
 * be, follows from the later ones. They are walked from the newest down, and
 *
 * - an entry that is not undone itself undoes the one that it names. Such a pair leaves
 *   the store as it was before, so neither stands in the way of older entries;
 * - every other entry stands in the way of older ones that touched the same file. */

/* ---- maps ---------------------------------------------------------------------- */

/* From the file that a later entry touched, or the number of one that is undone, to the
 * number of that later entry. */
struct later {
	char *file;
	long undone;
	long by;
	long undoes; /* what by took back; 0: it is not an undo */
};

static int
compare_later(const void *one, const void *other)
{
	const struct later *first = one, *second = other;
	if (first->file != NULL)
		return strcmp(first->file, second->file);
	return (first->undone > second->undone) - (first->undone < second->undone);
}

static void
free_later(void *node)
{
	struct later *later = node;
	free(later->file);
	free(later);
}

static long
find_later(void *const *map, const struct later *wanted)
{
	struct later **found = tfind(wanted, map, compare_later);
	return found ? (*found)->by : 0;
}

static void
add_later(struct pd_walk *walk, void **map, const struct later *what)
{
	if (find_later(map, what) != 0)
		return;
	struct later *later = pd_alloc(1, sizeof *later);
	*later = *what;
	later->file = pd_copy(what->file);
	pd_files_tree_add(map, later, compare_later);
	if (later->file == NULL)
		return;
	walk->files =
		pd_grow_by_one(walk->files, walk->file_count, sizeof *walk->files);
	walk->files[walk->file_count++] = later->file;
}

/* ---- the walk ------------------------------------------------------------------ */

/* A large entry of which only the head was read. */
struct pd_large {
	struct pd_entry head;
	struct pd_secret text; /* of its file; empty: not read, or unfolded */
	size_t looks;
	bool is_unfolded; /* its files are in touched */
};

void
pd_walk_free(struct pd_walk *walk)
{
	for (size_t i = 0; i < walk->large_count; i++) {
		pd_entry_free(&walk->large[i].head);
		pd_secret_wipe(&walk->large[i].text);
	}
	free(walk->large);
	free(walk->files);
	pd_buffer_free(&walk->folders);
	tdestroy(walk->undone, free_later);
	tdestroy(walk->touched, free_later);
	tdestroy(walk->taken_back, free_later);
}

bool
pd_walk_start(struct pd_walk *walk, struct pd_error *error)
{
	return pd_purge_mark(walk->store, &walk->purged, error) &&
	       pd_entry_newest(walk->store, &walk->next, error);
}

bool
pd_walk_has_more(struct pd_walk *walk)
{
	/* One that cannot be looked at cannot be read, which is told then. */
	struct pd_error ignored = {0};
	while (walk->next > 0 &&
		pd_entry_look_number(walk->store, walk->next, &ignored) == PD_THERE_NOT)
		walk->next--;
	return walk->next > 0;
}

bool
pd_walk_is_left_alone(const struct pd_entry *entry, const struct pd_touched *touched)
{
	bool unchanged = touched->before == NULL && touched->after == NULL;
	return unchanged || (touched->before == NULL && entry->undoes == 0 &&
				    pd_files_is_key(touched->path));
}

/* ---- which later entry touched a file -------------------------------------------- */

/* An undo and what it took back leave a file as it was before both; but for an entry
 * between them, the file is now as it was before that. */
static long
find_undo_across(const struct pd_walk *walk, long number, const char *file)
{
	const struct later wanted = {.file = (char *)file};
	struct later **found = tfind(&wanted, &walk->taken_back, compare_later);
	return found != NULL && (*found)->undoes < number ? (*found)->by : 0;
}

static void
remember_undo(struct pd_walk *walk, const struct pd_entry *entry, const char *file)
{
	const struct later wanted = {
		.file = (char *)file, .by = entry->number, .undoes = entry->undoes};
	struct later **found = tfind(&wanted, &walk->taken_back, compare_later);
	if (found == NULL) {
		add_later(walk, &walk->taken_back, &wanted);
	} else if (entry->undoes < (*found)->undoes) {
		(*found)->by = entry->number;
		(*found)->undoes = entry->undoes;
	}
}

static void
add_toucher(struct pd_walk *walk, const struct pd_entry *entry, const char *file)
{
	size_t size = (size_t)(pd_files_name(file) - file);
	PD_AUTO(pd_drop_text) char *folder = pd_format(" %.*s ", (int)size, file);
	if (strstr(pd_buffer_text(&walk->folders), folder) == NULL)
		pd_buffer_add_text(&walk->folders, folder);
	if (entry->undoes != 0)
		remember_undo(walk, entry, file);
	else
		add_later(walk, &walk->touched,
			&(struct later){.file = (char *)file, .by = entry->number});
}

/* What cannot be read touches nothing here, and is told by who verifies history. */
static void
read_large_text(const struct pd_walk *walk, struct pd_large *large)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(large->head.number, "");
	if (large->text.size == 0)
		(void)pd_entry_read_text(walk->store, name, &large->text, &ignored);
}

/* Puts its files into touched. */
static void
unfold(struct pd_walk *walk, struct pd_large *large)
{
	size_t at = 0;
	large->is_unfolded = true;
	for (char *file; (file = pd_entry_next_file(&large->text, &at)) != NULL;
		free(file))
		add_toucher(walk, &large->head, file);
	pd_secret_wipe(&large->text);
}

/* Looking for one file in the text takes a hundredth of unfolding it. */
enum { FEW_LOOKS = 50 };

static bool
has_touched(struct pd_walk *walk, struct pd_large *large, long number, const char *file)
{
	if (large->is_unfolded || large->head.undoes >= number ||
		!pd_entry_may_touch(&large->head, file))
		return false;
	read_large_text(walk, large);
	if (large->looks++ < FEW_LOOKS)
		return pd_entry_text_has(&large->text, file);
	unfold(walk, large);
	return false;
}

/* By which entry later than number. */
static long
find_toucher(struct pd_walk *walk, long number, const char *file)
{
	long by = 0;
	for (size_t i = 0; i < walk->large_count && by == 0; i++)
		if (has_touched(walk, &walk->large[i], number, file))
			by = walk->large[i].head.number;
	if (by == 0)
		by = find_later(&walk->touched, &(struct later){.file = (char *)file});
	return by != 0 ? by : find_undo_across(walk, number, file);
}

/* The later entry that touched one of the files; 0: none. */
static long
find_blocker(struct pd_walk *walk, const struct pd_entry *entry)
{
	for (size_t i = 0; i < entry->touched_count; i++) {
		const struct pd_touched *touched = &entry->touched[i];
		long by = pd_walk_is_left_alone(entry, touched)
				  ? 0
				  : find_toucher(walk, entry->number, touched->path);
		if (by != 0)
			return by;
	}
	return 0;
}

/* Is one of the folders among others? Both with blanks around each. */
static bool
share_a_folder(const char *folders, const char *others)
{
	for (const char *at = folders; at[1] != '\0';) {
		size_t size = 1 + strcspn(at + 1, " ");
		PD_AUTO(pd_drop_text) char *word = pd_copy_bytes(at, size + 1);
		if (strstr(others, word) != NULL)
			return true;
		at += size;
	}
	return false;
}

static bool
shares_with_large(const struct pd_walk *walk, const struct pd_entry *large)
{
	for (size_t i = 0; i < walk->large_count; i++) {
		const struct pd_large *other = &walk->large[i];
		if (!other->is_unfolded &&
			(other->head.folders == NULL ||
				share_a_folder(large->folders, other->head.folders)))
			return true;
	}
	return false;
}

/* Has it none of the files that those later touched? */
static bool
has_none_of_few(const struct pd_walk *walk, const struct pd_secret *text)
{
	if (walk->file_count > FEW_LOOKS)
		return false;
	for (size_t i = 0; i < walk->file_count; i++)
		if (pd_entry_text_has(text, walk->files[i]))
			return false;
	return true;
}

/* Nearly always the folders say that nothing later touched one of its files, or looking
 * for the few that were does. */
static long
find_blocker_of_large(struct pd_walk *walk, const struct pd_entry *large)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(large->number, "");
	size_t at = 0;
	long by = 0;
	bool is_alone = large->folders != NULL && !shares_with_large(walk, large);
	if ((is_alone &&
		    !share_a_folder(large->folders, pd_buffer_text(&walk->folders))) ||
		!pd_entry_read_text(walk->store, name, &text, &ignored) ||
		(is_alone && has_none_of_few(walk, &text)))
		return 0;
	for (char *file; by == 0 && (file = pd_entry_next_file(&text, &at)) != NULL;
		free(file))
		by = find_toucher(walk, large->number, file);
	return by;
}

bool
pd_walk_is_all_left_alone(const struct pd_entry *entry)
{
	for (size_t i = 0; i < entry->touched_count; i++)
		if (!pd_walk_is_left_alone(entry, &entry->touched[i]))
			return false;
	return true;
}

bool
pd_walk_is_preparation(const struct pd_entry *entry)
{
	return strcmp(entry->operation, PD_OPERATION_PREPARE) == 0;
}

/* Is there a state before it, to go back to? Of a large one, of which a purge leaves all
 * or nothing, undo itself looks at every file. */
static bool
has_before(const struct pd_walk *walk, const struct pd_entry *entry)
{
	return (entry->is_head || (!pd_walk_is_all_left_alone(entry) &&
					  pd_entry_is_kept(walk->store, entry)));
}

static void
remember_large(struct pd_walk *walk, const struct pd_entry *entry)
{
	walk->large =
		pd_grow_by_one(walk->large, walk->large_count, sizeof *walk->large);
	walk->large[walk->large_count++] =
		(struct pd_large){.head = {.number = entry->number,
					  .undoes = entry->undoes,
					  .folders = pd_copy(entry->folders)}};
}

/* Records how the entry affects older ones. */
static void
remember_entry(struct pd_walk *walk, const struct pd_entry *entry)
{
	if (entry->undone_by != 0)
		return;
	if (entry->undoes != 0)
		add_later(walk, &walk->undone,
			&(struct later){.undone = entry->undoes, .by = entry->number});
	if (entry->is_head)
		remember_large(walk, entry);
	for (size_t i = 0; i < entry->touched_count; i++)
		add_toucher(walk, entry, entry->touched[i].path);
}

bool
pd_walk_next(struct pd_walk *walk, long *number, struct pd_entry *out, long *blocker,
	struct pd_error *error)
{
	*number = walk->next--;
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(*number, "");
	struct pd_entry entry = {0};
	if (!pd_entry_read_head(walk->store, name, &entry, error))
		return false;
	entry.undone_by = find_later(&walk->undone, &(struct later){.undone = *number});
	*blocker = 0;
	bool may_be_undone = entry.undone_by == 0 && entry.number > walk->purged &&
			     !pd_walk_is_preparation(&entry);
	if (may_be_undone)
		*blocker = entry.is_head ? find_blocker_of_large(walk, &entry)
					 : find_blocker(walk, &entry);
	entry.can_undo = may_be_undone && *blocker == 0 && has_before(walk, &entry);
	remember_entry(walk, &entry);
	*out = entry;
	return true;
}

bool
pd_walk_read_rest(struct pd_walk *walk, struct pd_entry *entry, struct pd_error *error)
{
	PD_AUTO(pd_entry_free) struct pd_entry all = {0};
	PD_AUTO(pd_drop_text) char *name = pd_entry_name(entry->number, "");
	if (!entry->is_head)
		return true;
	if (!pd_entry_read(walk->store, name, &all, error))
		return false;
	all.undone_by = entry->undone_by;
	all.can_undo = entry->can_undo && has_before(walk, &all);
	pd_entry_free(entry);
	*entry = all;
	all = (struct pd_entry){0};
	return true;
}
