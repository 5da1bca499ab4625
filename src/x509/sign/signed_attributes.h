/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_SIGN_SIGNED_ATTRIBUTES_H
#define PD_X509_SIGN_SIGNED_ATTRIBUTES_H

#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: a CMS signature may be over its signed attributes, which have the
 * digest of the file in them, or over the file itself, and nothing in it says over which.
 * So a file of such attributes would be signed by whoever signed any other file, and the
 * other way round (RFC 5652 5.4). */

/* Would a CMS signature take the file for signed attributes? */
bool pd_signed_attributes_are(struct pd_bytes file);

/* The same for the first bytes of a file that is too long to be held: does it begin so? */
bool pd_signed_attributes_begin(struct pd_bytes start);

#endif
