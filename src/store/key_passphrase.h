/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_KEY_PASSPHRASE_H
#define PD_STORE_KEY_PASSPHRASE_H

#include "x509/key/key_lock.h"
#include "x509/token/token_pin.h"

/* The passphrase of a store: all its private keys are encrypted by it, but those that have
 * one of their own. It is asked for once, and what it was stretched to is kept in memory
 * until nobody needed it for some minutes. The record that PD_KEY_LOCK names keeps what
 * everybody may know. */

struct pd_store;
struct pd_unlocked;

#define PD_KEY_LOCK "settings/key_passphrase"

/* What errors with PD_EPASSPHRASE name where it is needed, and what values call it. */
#define PD_KEY_PASSPHRASE "key-passphrase"

bool pd_store_has_passphrase(struct pd_store *store);

/* Keeps it in memory from now on; PD_EPASSPHRASE if it is not the right one. */
bool pd_store_unlock(struct pd_store *store, const struct pd_secret *passphrase,
	struct pd_error *error);
void pd_store_lock_keys(struct pd_store *store); /* forgets it */
bool pd_store_is_unlocked(struct pd_store *store);

/* After how many idle minutes it is forgotten: 10 if never called. */
void pd_store_set_idle_minutes(struct pd_store *store, long minutes);

/* Is this key encrypted by it? */
bool pd_store_key_is_locked(struct pd_store *store, const char *key_id);

/* The PINs of tokens that keys are in, forgotten alike. The second takes what the operator
 * typed for the token that asked. */
struct pd_token_pins *pd_store_pins(struct pd_store *store);
bool pd_store_give_pin(
	struct pd_store *store, const struct pd_secret *pin, struct pd_error *error);

/* ---- for store.c and change.c ---------------------------------------------------- */

/* What the record says; false: there is none, or an error. */
bool pd_store_load_lock(
	struct pd_store *store, struct pd_key_lock *out, struct pd_error *error);

/* The key in a file of the store, closed by its passphrase or one of its own. */
struct pd_key *pd_store_open_key(struct pd_store *store, struct pd_bytes pem,
	const struct pd_secret *own, const char *from, struct pd_error *error);

/* A key as it is to be kept: by a passphrase of its own, else by that of the store. */
bool pd_store_close_key(struct pd_store *store, const struct pd_key *key,
	const struct pd_secret *own, struct pd_secret *pem, struct pd_error *error);

struct pd_unlocked *pd_unlocked_new(void);
void pd_unlocked_free(struct pd_unlocked *unlocked); /* NULL is fine */

#endif
