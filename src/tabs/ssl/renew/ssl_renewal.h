/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_RENEW_SSL_RENEWAL_H
#define PD_TABS_SSL_RENEW_SSL_RENEWAL_H

#include "tabs/ssl/ssl_order.h"

/* Fills in the order that renews a certificate: the same subject, names and usages for the
 * same key, or for a new one of the same kind (field "new-key"), for as long as it was valid
 * or so many "days". Refuses another certificate for a key whose certificate is revoked. The
 * public key is borrowed from issued. */
bool pd_renewal_fill(struct pd_context *context, const struct pd_values *values,
	const struct pd_issued *issued, struct pd_order *order, struct pd_error *error);

/* Does the key stay, and with it its file in the directory, encrypted or not, whoever owns
 * it? */
bool pd_renewal_keeps_file(const struct pd_order *order);

/* A key that stays is handed over in the directory if it is here and not encrypted; else a
 * warning says how to get it. */
bool pd_renewal_load_key(struct pd_context *context, const struct pd_issued *issued,
	struct pd_order *order, struct pd_result *result, struct pd_error *error);

/* The sentence for history; free() it. */
char *pd_renewal_sentence(
	const struct pd_issued *issued, const struct pd_certificate *certificate);

#endif
