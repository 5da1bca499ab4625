/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_KEY_PASSPHRASE_CHANGE_H
#define PD_STORE_KEY_PASSPHRASE_CHANGE_H

#include "store/change.h"

/* Stages all keys of the store anew, encrypted by passphrase, or by none if that is NULL,
 * and the record that says so. Keys with a passphrase of their own stay as they are; their
 * number is put into own. What history keeps of the others is not encrypted by it: purge
 * that before and after. PD_EPASSPHRASE if the one before has to be asked for. */
bool pd_change_set_passphrase(struct pd_store *store, struct pd_change *change,
	const struct pd_secret *passphrase, unsigned long *own, struct pd_error *error);

#endif
