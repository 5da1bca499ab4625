/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_COMPARE_H
#define PD_TABS_TRUST_TRUST_COMPARE_H

#include "operation/operation.h"

pd_run pd_trust_compare; /* first, second */

#endif
