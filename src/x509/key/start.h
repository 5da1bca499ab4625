/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_START_H
#define PD_X509_KEY_START_H

#include <stdbool.h>

#include "base/error.h"

/* Starts GnuTLS, which would start before main if it were let, and so believe the
 * environment as it came (GNUTLS_SYSTEM_PRIORITY_FILE); and turns off its debug output,
 * which may contain keys. */
bool pd_gnutls_start(struct pd_error *error);

#endif
