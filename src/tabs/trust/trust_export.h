/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_EXPORT_H
#define PD_TABS_TRUST_TRUST_EXPORT_H

#include "operation/operation.h"

/* Trusted certificates as a file or directory: one, or all. */

extern const char *const pd_trust_formats[]; /* pem, der, p12, directory */
pd_run pd_trust_export;                      /* id, file, all, format, passphrase */

#endif
