/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_FIND_H
#define PD_TABS_SSL_SSL_FIND_H

#include "tabs/shared/identity.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/notation.h"

/* Finds what a CA has issued by what was typed of its serial number: in the register, and
 * in the indexes of the CAs that are kept here. */

/* The certificate whose serial number begins with what was typed (in any
 * notation). Refuses none and several. */
bool pd_issued_find(struct pd_context *context, const char *typed,
	struct pd_issued *out, struct pd_error *error);

/* The same also where only the serial number is known. */
bool pd_issued_find_known(struct pd_context *context, const char *typed,
	struct pd_issued *out, struct pd_error *error);

/* Is that "ca", or the serial number of a CA that is kept here, in use or replaced? Then out
 * has it. It fits so well at least: the beginning says nothing of one that is not listed. */
bool pd_issued_is_ca(struct pd_context *context, const char *typed,
	enum pd_serial_match least, struct pd_identity *out);

/* One that nothing here knows, by its whole serial number: of the CA behind "@", else of the
 * present one. */
bool pd_issued_make_unlisted(struct pd_context *context, const char *typed,
	struct pd_issued *out, struct pd_error *error);

#endif
