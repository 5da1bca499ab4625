/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_ENCRYPTION_ALIAS_NAME_H
#define PD_TABS_ENCRYPTION_ALIAS_NAME_H

#include "base/error.h"

/* Checks an alias by JS7's rule, which uses it as the name of a job resource: no
 * blanks, none of !?~'"}[]{@:;#/\^$%&*)(+= and , no '.' or '-' at either end, neither
 * ".." nor "--", no Java keyword. Fails with PD_EUSAGE and name as input. */
bool pd_alias_check(const char *alias, const char *name, struct pd_error *error);

#endif
