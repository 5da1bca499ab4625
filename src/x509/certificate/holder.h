/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_HOLDER_H
#define PD_X509_CERTIFICATE_HOLDER_H

#include "x509/name/alternative.h"
#include "x509/name/name.h"

/* What the holder of a certificate or request is called. RFC 5280 4.1.2.6 lets the subject be
 * empty where there are alternative names; the first of these is shown then, with its kind
 * in the place of the subject, and without in that of the common name. Both are "" where
 * there is no name at all. free() them. */
char *pd_holder_subject(
	const struct pd_name *subject, const struct pd_alternatives *names);
char *pd_holder_common_name(const struct pd_name *subject,
	const struct pd_alternatives *names); /* else the subject */

#endif
