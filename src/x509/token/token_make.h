/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_TOKEN_TOKEN_MAKE_H
#define PD_X509_TOKEN_TOKEN_MAKE_H

#include "x509/key/key.h"
#include "x509/token/token.h"

/* Takes keys that are in tokens, and makes new ones there. */

/* The key that url names, which is in the token. PD_ESTATE: the token is not there, or no
 * such key, or several. NULL: error. */
struct pd_key *pd_token_find_key(const struct pd_token_url *url,
	struct pd_token_pins *pins, const char *from, struct pd_error *error);

/* Makes one in the token, with the object and id of the url if it has them. */
struct pd_key *pd_token_generate(const struct pd_token_url *url,
	const struct pd_key_kind *kind, struct pd_token_pins *pins, const char *from,
	struct pd_error *error);

/* What was made in a token is noted for this thread until the key is kept by the store; what
 * nobody kept, for the operation failed, the second removes from its token. pins outlives
 * that. */
void pd_token_keep_made(const char *key_id);
void pd_token_drop_made(void);

#endif
