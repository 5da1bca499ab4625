/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_IDENTITY_H
#define PD_TABS_SHARED_IDENTITY_H

#include "operation/operation.h"
#include "x509/read/bundle.h"

/* An identity: a private key and its certificate chain, leaf first, in one record. The
 * SSL, Signature and TLS Key tabs hold one each. The key itself is a file of the store,
 * named by its public key id. */

struct pd_identity {
	struct pd_certificates chain;  /* never empty once loaded or taken */
	struct pd_certificates roots;  /* came along, to be kept beside the chain */
	struct pd_certificates others; /* cross-certificates that came along, but are
					* not on the way that the chain takes */
	struct pd_key *key;            /* came along or is new; NULL: as in the store */
	const struct pd_secret *passphrase; /* protects that key; NULL: none; lent */
	bool is_there; /* read, and found to bring nothing that is not kept here already */
	char *origin; /* "standard", "generated", "imported", "pasted" */
};

void pd_identity_free(struct pd_identity *identity); /* leaves it empty; PD_AUTO fits */

/* The certificate that the identity is about; borrowed. */
const struct pd_certificate *pd_identity_leaf(const struct pd_identity *identity);

/* Its chain and then its roots; free() items, which are lent. */
struct pd_certificates pd_identity_certificates(const struct pd_identity *identity);

/* The identity in the record at path (key stays NULL). PD_ESTATE if there is none. */
bool pd_identity_load(struct pd_store *store, const char *path, struct pd_identity *out,
	struct pd_error *error);

/* Stages the record of the chain, and the key if it has one. */
bool pd_identity_put(struct pd_change *change, const char *path,
	const struct pd_identity *identity, const struct pd_context *context,
	struct pd_error *error);

/* Does any record but the one at path (NULL: any record at all) need the private key?
 * Asks the records of the CA, of signers, of the TLS key and of pending requests; the
 * second form asks those of one folder. A damaged record needs what its text names. */
bool pd_identity_needs_key(
	struct pd_store *store, const char *key_id, const char *path);
bool pd_identity_folder_needs_key(struct pd_store *store, const char *folder,
	const char *key_id, const char *path);

/* Takes the identity out of a bundle: one private key and its chain, or, without a key,
 * a chain whose leaf fits a key of the store. Refuses two keys, no certificate, a key
 * that does not fit, and a broken chain. from names the input in errors. */
bool pd_identity_take(struct pd_bundle *bundle, struct pd_store *store,
	const char *from, struct pd_identity *out, struct pd_error *error);

/* The same of the chain whose leaf has this public key id, without a look at keys. */
bool pd_identity_take_chain(struct pd_bundle *bundle, const char *key_id,
	const char *from, struct pd_identity *out, struct pd_error *error);

/* Warns of each of the others. */
void pd_identity_warn_others(
	const struct pd_identity *identity, struct pd_result *result);

#endif
