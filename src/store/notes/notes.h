/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_NOTES_NOTES_H
#define PD_STORE_NOTES_NOTES_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

/* What was seen of others, which is no change of the store: a file beside the records.
 * History has no entry of it, undo takes none back, and it waits for no change. */

struct pd_store;

char *pd_notes_shown(const struct pd_store *store); /* for errors; free() it */

/* Reads them into out (empty), which stays empty where there are none. */
bool pd_notes_read(
	struct pd_store *store, struct pd_secret *out, struct pd_error *error);

/* Puts what revise makes of them in their place in one step, under a lock of their own. */
typedef bool pd_notes_revise(void *work, struct pd_bytes before,
	struct pd_buffer *after, struct pd_error *error);
bool pd_notes_write(struct pd_store *store, pd_notes_revise *revise, void *work,
	struct pd_error *error);

#endif
