/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_REVOKE_SSL_COMPROMISED_H
#define PD_TABS_SSL_REVOKE_SSL_COMPROMISED_H

#include "tabs/ssl/ssl_issued.h"

/* Keys that others have: a certificate was revoked for that reason (RFC 5280 5.3.1), and what
 * else is for that key is worth as little. */

/* Fails if a certificate for the key with this id was revoked so; from names the input. */
bool pd_compromised_check(struct pd_context *context, const char *key, const char *from,
	struct pd_error *error);

/* The valid certificates for the keys of these that are not among them; with the sentence
 * that each is to be revoked, too, for which tell is called. */
bool pd_compromised_others(struct pd_context *context,
	const struct pd_issued_list *list,
	void (*tell)(void *work, const char *sentence), void *work,
	struct pd_error *error);

#endif
