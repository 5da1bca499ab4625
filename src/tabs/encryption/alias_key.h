/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_ENCRYPTION_ALIAS_KEY_H
#define PD_TABS_ENCRYPTION_ALIAS_KEY_H

#include "tabs/encryption/alias.h"

/* The private keys that aliases point to: files outside the store, or keys in tokens. */

/* Opens the file's only private key, read by the sandboxed reader first, or that which the path
 * names as a URL of PKCS#11. NULL: error; PD_EPASSPHRASE with input "passphrase" if it needs
 * one, or with that of a PIN. What else is in the file becomes warnings of result, which may be
 * NULL. */
struct pd_opener *pd_alias_key(struct pd_context *context, const char *path,
	const struct pd_secret *passphrase, struct pd_result *result,
	struct pd_error *error);

/* Is the private key at its path, and does it fit? */
enum pd_alias_fit {
	PD_FIT_NO_PATH,
	PD_FIT_NOT_HERE, /* or not readable to this account */
	PD_FIT_HERE,     /* not looked at, or encrypted */
	PD_FIT_GOOD,
	PD_FIT_BAD,      /* the key of another certificate */
	PD_FIT_NO_KEY,   /* the file holds no private key */
	PD_FIT_IN_TOKEN, /* which is not looked for */
};
/* Looks for the file alone: NO_PATH, NOT_HERE, HERE or IN_TOKEN. */
enum pd_alias_fit pd_alias_find_key(const struct pd_alias *entry);
/* Reads it, too, if it is here. */
enum pd_alias_fit pd_alias_fit(
	struct pd_context *context, const struct pd_alias *entry);
const char *pd_alias_fit_words(enum pd_alias_fit fit); /* translated, constant */
const char *pd_alias_fit_name(enum pd_alias_fit fit);  /* for scripts */

#endif
