/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_ENCRYPTION_ALIAS_TOKEN_H
#define PD_TABS_ENCRYPTION_ALIAS_TOKEN_H

#include "tabs/encryption/alias.h"
#include "x509/key/key.h"

/* Private keys of aliases that are in tokens (PKCS#11): the path of such an alias is the URL
 * of its key. */

/* Is the path of the entry one that can be kept? A URL has to be whole, and without a PIN;
 * whether the token is there does not matter. */
bool pd_alias_check_path(const struct pd_alias *entry, struct pd_error *error);

/* Opens the key that the URL names. NULL: error; PD_EPASSPHRASE if it needs its PIN. */
struct pd_opener *pd_alias_token_opener(
	struct pd_context *context, const char *url, struct pd_error *error);

/* Makes the key that the field "token" names, if it has a value, the private key of the entry,
 * whose certificate is known. Refused: one that is not there or does not fit, and where the
 * field "private-key-path" has another value than before, which may be NULL. */
bool pd_alias_take_token(struct pd_context *context, const struct pd_values *values,
	const char *before, struct pd_alias *entry, struct pd_error *error);

/* The key that the field "token" names, or a new one of RSA in that token. NULL: error. */
struct pd_key *pd_alias_make_key(struct pd_context *context,
	const struct pd_values *values, struct pd_error *error);

/* Has an alias its private key in a token, with this id? */
bool pd_alias_uses_key(struct pd_context *context, const char *key_id);

#endif
