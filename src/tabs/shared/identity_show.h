/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_IDENTITY_SHOW_H
#define PD_TABS_SHARED_IDENTITY_SHOW_H

#include "tabs/shared/identity.h"

/* How the tabs describe an identity and hand it over. */

/* The origin, and how a key of the store is protected, as text; lent. */
const char *pd_identity_origin_words(const struct pd_identity *identity);
const char *pd_identity_key_words(struct pd_store *store, const char *key_id);

/* "self-signed", or "issued by" whom; free() it. */
char *pd_identity_issuer_words(const struct pd_identity *identity);

/* The lines "has_private_key" and, where it is here, "key_encrypted". */
void pd_identity_describe_key(
	struct pd_store *store, const char *key_id, struct pd_details *out);

/* Lines for the origin and for the private key. */
void pd_identity_describe_origin(const struct pd_context *context,
	const struct pd_identity *identity, struct pd_details *out);

/* A section per certificate; those above the leaf are titled issuer. */
void pd_identity_describe_chain(const struct pd_context *context,
	const struct pd_identity *identity, const char *issuer, struct pd_details *out);

/* A section with the private key itself, as it is stored. PD_ESTATE if it is not kept
 * here; name is its certificate in that sentence. */
bool pd_identity_show_key(struct pd_store *store, const char *key_id, const char *name,
	struct pd_details *out, struct pd_error *error);

/* Packs them as the fields "format", "chain", "root", "private-key" and "passphrase" say, and
 * writes them where the field "file" says. */
bool pd_identities_hand_over(const struct pd_context *context,
	const struct pd_identity *identities, size_t count,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

#endif
