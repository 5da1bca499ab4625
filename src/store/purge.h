/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_PURGE_H
#define PD_STORE_PURGE_H

#include "base/error.h"

/* Drops what history no longer needs to keep; the top of purge.c describes how. */

struct pd_store;

/* Up to which entry undo was given up, by age or for all. */
bool pd_purge_mark(const struct pd_store *store, long *up_to, struct pd_error *error);

/* The ids of all keys that a record, or what undo could bring back, refers to; in a tree
 * of <search.h>. */
bool pd_purge_referred_ids(
	const struct pd_store *store, void **ids, struct pd_error *error);
bool pd_purge_is_among(void *const ids, const char *id);
void pd_purge_drop_ids(void **ids); /* PD_AUTO fits */

enum pd_purge { PD_PURGE_DUE, PD_PURGE_ALL };

/* With the lock held. */
bool pd_purge_locked(struct pd_store *store, enum pd_purge what, long *wiped,
	struct pd_error *error);

#endif
