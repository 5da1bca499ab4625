/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_ISSUE_H
#define PD_TABS_TLS_TLS_ISSUE_H

#include "tabs/shared/identity.h"
#include "tabs/ssl/ssl_order.h"

/* What the CA of the SSL tab signs for the host. */

struct pd_tls_issue {
	struct pd_authority authority;
	struct pd_order order;
};
void pd_tls_issue_free(struct pd_tls_issue *issue); /* PD_AUTO fits */

/* For a form: "yes" where a CA is here that can sign, else "no"; free() it. */
char *pd_tls_has_ca(struct pd_context *context, const char *row);

/* Has a certificate signed for key, which is borrowed, by the fields "dn", "san", "days",
 * "ca-passphrase", "allow-weak" and "anyway". Refused as ssl issue refuses. */
bool pd_tls_issue_new(struct pd_context *context, const struct pd_values *values,
	const struct pd_key *key, struct pd_tls_issue *out, struct pd_error *error);

/* Has issued renewed, by the fields of renewal (ssl/renew/ssl_renewal.h) and
 * "ca-passphrase"; issued is borrowed. */
bool pd_tls_issue_again(struct pd_context *context, const struct pd_values *values,
	const struct pd_issued *issued, struct pd_tls_issue *out,
	struct pd_error *error);

/* Puts what was signed into identity, with the chain of its CA, and the key if one was made
 * for it. */
void pd_tls_issue_take(struct pd_tls_issue *issue, struct pd_identity *identity);

#endif
