/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_DOCTOR_MEND_H
#define PD_TABS_STORE_DOCTOR_MEND_H

#include "operation/operation.h"

/* Mends what doctor found and of which nothing can be lost. */

extern const struct pd_field pd_doctor_mend_fields[];
pd_run pd_doctor_mend; /* path: of each fault, as doctor says it */

#endif
