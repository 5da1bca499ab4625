/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_TOKEN_KEY_H
#define PD_TABS_SHARED_TOKEN_KEY_H

#include "operation/operation.h"
#include "x509/read/bundle.h"

/* New keys, here or in a token (PKCS#11), and keys that are in one already. */

/* clang-format off */
#define PD_HELP_NEW_IN_TOKEN \
	N_("The token that keeps the key, which is made there unless it is there already: a URL such as " \
	   "pkcs11:token=NAME;object=NAME; empty: the key is kept here")
#define PD_FIELD_TOKEN_WHEN(field_, value_, help_) \
	{.name = "token", .label = N_("Token"), .kind = PD_FIELD_TEXT, .flags = PD_RARE, \
	 .check = pd_check_token_url, .when_field = field_, .when_value = value_, .help = help_}
#define PD_FIELD_NEW_IN_TOKEN PD_FIELD_TOKEN_WHEN(NULL, NULL, PD_HELP_NEW_IN_TOKEN)
#define PD_FIELD_IN_TOKEN \
	PD_FIELD_TOKEN_WHEN(NULL, NULL, \
		N_("The private key is in this token and stays there: a URL such as " \
		   "pkcs11:token=NAME;object=NAME; empty: it is in the file, or here already"))
/* clang-format on */

/* Of a field: is it a URL of PKCS#11? */
bool pd_check_token_url(const char *text, const char *name, struct pd_error *error);

/* A passphrase (NULL: none) protects nothing of a key in a token. */
bool pd_check_no_passphrase(const struct pd_secret *passphrase, struct pd_error *error);

/* A new key of that kind; where the field "token" has a URL, that which it names, or one made
 * in that token, which no field "passphrase" can protect. values may be NULL. NULL: error. */
struct pd_key *pd_make_key(struct pd_context *context, const struct pd_values *values,
	const struct pd_key_kind *kind, struct pd_error *error);

/* A new key in the place of that one: in the same token if it is in one. */
struct pd_key *pd_make_next_key(struct pd_context *context, const char *key_id,
	const struct pd_key_kind *kind, struct pd_error *error);

/* Is the key where the field "token" says? True if that says nothing. */
bool pd_token_key_is_in(
	struct pd_context *context, const struct pd_values *values, const char *key_id);

/* Adds the key that the field "token" names to what was read. */
bool pd_add_token_key(struct pd_context *context, const struct pd_values *values,
	struct pd_bundle *bundle, struct pd_error *error);

/* May the private key be shown or handed over? One in a token does not leave it, and the
 * sentence says so. */
bool pd_check_key_leaves(
	struct pd_store *store, const char *key_id, struct pd_error *error);

/* May services get it, who read files? One in a token cannot be written. */
bool pd_check_key_for_services(const struct pd_key *key, struct pd_error *error);

#endif
