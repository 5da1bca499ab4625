/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_CROSS_H
#define PD_TABS_SSL_SSL_CROSS_H

#include "operation/context.h"
#include "x509/certificate/chain.h"

/* Cross-certificates of a CA that has a new key (RFC 4210 4.4): the new key signed by the
 * old one, for those who have the old root alone, and the old key signed by the new one, for
 * those who have the new root alone. They are in the register, with the profile PD_CROSS;
 * ssl/cross/KEYID tells which certify that key.
 *
 * What is handed out is one path and never a choice, for OpenSSL and GnuTLS try only one:
 * with what the key in use signs that to the older roots, and with what an older key signed
 * that to the root in use. */

#define PD_CROSS "cross"

enum pd_cross_direction { PD_TO_OLDER, PD_TO_NEWER };

/* Stages one that issuer has signed; direction: is issuer older or newer than its key? */
bool pd_cross_put(struct pd_context *context, struct pd_change *change,
	const struct pd_certificate *cross, const struct pd_certificate *issuer,
	enum pd_cross_direction direction, struct pd_error *error);

/* Appends the path of those that are valid now, from the key on. */
void pd_cross_add(struct pd_context *context, const char *key,
	enum pd_cross_direction direction, struct pd_certificates *out);

#endif
