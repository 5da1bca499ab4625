/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_SYSTEM_SYSTEM_TRUST_H
#define PD_TABS_TRUST_SYSTEM_SYSTEM_TRUST_H

#include "operation/operation.h"

/* The trust of this system as operations of the Trust tab: listed beside ours, added to,
 * taken from, distrusted. What was done is a record, system/SHA256: "act", the certificate
 * ("chain"), and the file that was written or removed. Where undo takes the record away or
 * brings it back, the system follows. */

extern const struct pd_field pd_system_add_fields[], pd_system_fields[];
pd_run pd_system_list, pd_system_add, pd_system_remove, pd_system_distrust;
pd_preview pd_system_preview_add, pd_system_preview_remove, pd_system_preview_distrust;

#endif
