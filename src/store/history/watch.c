/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/history/watch.h"

#include <stdlib.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "store/files.h"

enum { MOST_TOLD = 5 };

/* A change is done when its entry gets its number, by a rename in history; the same tells
 * of much else there, which pd_watch_look passes over. */
int
pd_watch_open(const struct pd_store *store)
{
	PD_AUTO(pd_drop_text) char *history = pd_format("%s/history", store->path);
	PD_AUTO(pd_drop_descriptor) int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	if (watch < 0 ||
		inotify_add_watch(watch, history, IN_MOVED_TO | IN_ONLYDIR) < 0)
		return -1;
	/* Where that fails, settings are looked at when a key is pressed. */
	(void)inotify_add_watch(
		watch, store->path, IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR);
	int opened = watch;
	watch = -1;
	return opened;
}

void
pd_watch_drain(int watch)
{
	char told[4096] __attribute__((aligned(__alignof__(struct inotify_event))));
	while (read(watch, told, sizeof told) > 0)
		;
}

/* What only put something down, as signing does, changed nothing that is shown. */
static bool
changed_something(const struct pd_entry *entry)
{
	return entry->touched_count > 0 || entry->is_head;
}

bool
pd_watch_look(struct pd_store *store, long *seen, struct pd_entries *out,
	struct pd_error *error)
{
	long newest = 0;
	if (!pd_entry_newest(store, &newest, error))
		return false;
	long first =
		*seen + 1 > newest - MOST_TOLD ? *seen + 1 : newest - MOST_TOLD + 1;
	*seen = newest;
	out->items = pd_alloc(MOST_TOLD, sizeof *out->items);
	for (long number = first; number <= newest; number++) {
		struct pd_error gone = {0};
		struct pd_entry *entry = &out->items[out->count];
		PD_AUTO(pd_drop_text) char *name = pd_entry_name(number, "");
		if (pd_entry_read_head(store, name, entry, &gone) &&
			changed_something(entry))
			out->count++;
		else
			pd_entry_free(entry);
	}
	return true;
}
