/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_FLEET_FLEET_FORGET_H
#define PD_TABS_FLEET_FLEET_FORGET_H

#include "operation/operation.h"

/* fleet forget: of these hosts nothing is known any more, by runs or by trust check. */

extern const struct pd_field pd_fleet_forget_fields[];

pd_run pd_fleet_forget;
pd_preview pd_fleet_preview_forget;

#endif
