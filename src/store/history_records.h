/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_HISTORY_RECORDS_H
#define PD_STORE_HISTORY_RECORDS_H

#include "store/store.h"

/* Called for a record or file that something else than a change changed: what is wrong
 * with it, and where. */
typedef void pd_history_stranger(void *work, const struct pd_error *problem);

/* Compares records and files with the digests of the last entries that touched them, and
 * calls each for those that differ, and for those that no entry knows. Keys and
 * settings.cfg are left out. Purged entries keep their digests, so they prove as much.
 * false: it could not be done. */
bool pd_history_check_records(struct pd_store *store, pd_history_stranger *each,
	void *work, struct pd_error *error);

#endif
