/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_HISTORY_RECORDS_H
#define PD_STORE_HISTORY_RECORDS_H

#include "store/store.h"

/* Compares records and files with the digests of the last entries that touched them; fails
 * naming one that something else changed, and what it was. Keys and settings.cfg are left
 * out. Purged entries keep their digests, so they prove as much. */
bool pd_history_check_records(struct pd_store *store, struct pd_error *error);

#endif
