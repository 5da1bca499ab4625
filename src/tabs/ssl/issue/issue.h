/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_ISSUE_ISSUE_H
#define PD_TABS_SSL_ISSUE_ISSUE_H

#include "operation/operation.h"

/* Operations of the SSL tab that issue one certificate. */

pd_run pd_ssl_issue, pd_ssl_ensure;

#endif
