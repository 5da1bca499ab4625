/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_UNLISTED_H
#define PD_TABS_SSL_SSL_UNLISTED_H

#include "operation/context.h"
#include "x509/certificate/certificate.h"

/* What the register does not have, though a CA that is kept here signed it: elsewhere, or
 * before the register had certificates of every kind. */

/* Is this certificate of that kind? Neither a record nor the index has it. False, too, where
 * the register cannot be read: whoever asks is told that of its records. */
bool pd_register_lacks(
	struct pd_context *context, const struct pd_certificate *certificate);

#endif
