/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DATABASE_GNOMINT_H
#define PD_X509_DATABASE_GNOMINT_H

#include "x509/database/database_table.h"

/* Internal to database.c: what is in a .gnomint. */

bool pd_gnomint_is(const struct pd_table_base *base);
bool pd_gnomint_unpack(const struct pd_table_base *base, struct pd_error *error);

#endif
