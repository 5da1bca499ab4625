/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_HISTORY_WATCH_H
#define PD_STORE_HISTORY_WATCH_H

#include "store/entry.h"

/* Tells a face that shows the store what others do in it meanwhile. */

/* A descriptor that becomes readable when somebody has changed something: by an entry of
 * history, or settings.cfg by hand. close() it. -1: this system or file system tells none
 * of that. */
int pd_watch_open(const struct pd_store *store);

/* Reads what it has told, so that it waits for the next. */
void pd_watch_drain(int watch);

/* The entries after the one of number *seen that changed something, oldest first and at
 * most the newest few of them; *seen becomes the newest there is. false: history cannot be
 * read. */
bool pd_watch_look(struct pd_store *store, long *seen, struct pd_entries *out,
	struct pd_error *error);

#endif
