/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_REVOKE_SSL_CRL_PUBLISHED_H
#define PD_TABS_SSL_REVOKE_SSL_CRL_PUBLISHED_H

#include "operation/context.h"
#include "x509/certificate/revocation.h"

/* A list that was published before, in the place of which the next one goes. Where the whole
 * store was put back to an earlier state, with records, last list and history, this alone still
 * knows what was revoked since: it has the signature of the CA. */

/* The list in the file at path that this CA signed after the last one that the store knows of;
 * NULL in out: there is none, or something else. path may be NULL or "-". */
bool pd_crl_published_load(struct pd_context *context, const struct pd_certificate *ca,
	const char *path, struct pd_revocation_list **out, struct pd_error *error);

#endif
