/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_EXPORT_H
#define PD_TABS_SSL_SSL_EXPORT_H

#include "tabs/shared/identity.h"
#include "tabs/ssl/ssl_issued.h"

/* Is this row, or what was typed for one, an issued certificate? Others are the CA (also NULL),
 * its damaged record, and CAs that were replaced. */
bool pd_ssl_is_issued(const char *row);

/* Its certificate, with the chain of the CA that issued it if that is kept here. */
bool pd_ssl_issued_identity(struct pd_context *context, const struct pd_issued *issued,
	struct pd_identity *out, struct pd_error *error);

#endif
