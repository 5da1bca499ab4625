/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_ROWS_H
#define PD_TABS_SSL_SSL_ROWS_H

#include "operation/operation.h"

/* The rows of the SSL tab, for the screen and for list: the CA, below it what it issued,
 * then what other CAs issued here before, and a pending request. status is all, valid,
 * expiring, expired or revoked (NULL: all); search a part of the name, subject,
 * alternative names or serial number (NULL: any). */
bool pd_ssl_rows(struct pd_context *context, const char *status, const char *search,
	struct pd_rows *out, struct pd_error *error);

#endif
