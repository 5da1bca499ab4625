/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_CRL_H
#define PD_TABS_SSL_SSL_CRL_H

#include "tabs/ssl/revoke/ssl_crl_last.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_index.h"

/* Revocation lists: what they are made of. ssl_crl_last.h has the last one. */

/* A list to be signed. */
struct pd_new_crl {
	const struct pd_authority *authority;
	const struct pd_issued *changed; /* count as they will be; NULL: none changes */
	size_t changed_count;
	const struct pd_index *index; /* as it will be; NULL: as it is */
	long days;                    /* 0: as the last list */
	int64_t until;                /* its end, if not by days; 0: by days */
	const char *path;             /* where it is to be written; NULL: nowhere */
	char *pem;                    /* what was signed */
};
void pd_new_crl_free(struct pd_new_crl *list); /* PD_AUTO fits */

/* Signs a list of all that is revoked then, with a number above all before, and stages it.
 * PD_ESTATE where nobody said what the CA has revoked elsewhere, or where what the last list
 * names is not kept any more: a list without that would make it valid again. */
bool pd_crl_put(struct pd_context *context, struct pd_change *change,
	struct pd_new_crl *list, struct pd_error *error);

/* What a list of now has at least for its number. */
int64_t pd_crl_number_now(void);

/* May the CA sign lists? PD_ESTATE if not. */
bool pd_crl_may_sign(const struct pd_authority *authority, struct pd_error *error);

/* Warns if it has expired, which its list does not outlive where clients look at dates. */
void pd_crl_warn_expired(const struct pd_context *context,
	const struct pd_authority *authority, struct pd_result *result);

/* Is everything known that it has revoked: was it made here, has it signed a list here, or
 * was one given? */
bool pd_crl_is_complete(struct pd_context *context, const struct pd_identity *ca);
bool pd_crl_check_complete(struct pd_context *context, const struct pd_identity *ca,
	struct pd_error *error); /* PD_ESTATE if not, with what to do */

#endif
