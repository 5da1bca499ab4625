/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DATABASE_XCA_H
#define PD_X509_DATABASE_XCA_H

#include "x509/database/database_table.h"

/* Internal to database.c: what is in an .xdb. */

bool pd_xca_is(const struct pd_table_base *base);
bool pd_xca_unpack(const struct pd_table_base *base, struct pd_error *error);

#endif
