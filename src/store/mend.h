/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_MEND_H
#define PD_STORE_MEND_H

#include "store/check.h"

/* Mends faults of the store's own files of which nothing is lost: owners, modes, and what an
 * interrupted write left. No link is followed. */

bool pd_store_can_mend(const struct pd_store_fault *fault);

/* As the remedy of the fault would, under the store's lock. PD_ESTORE if it cannot. */
bool pd_store_mend(struct pd_store *store, const struct pd_store_fault *fault,
	struct pd_error *error);

#endif
