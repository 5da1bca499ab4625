/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_ENCRYPTION_ALIAS_NAME_H
#define PD_TABS_ENCRYPTION_ALIAS_NAME_H

#include "base/error.h"

/* May this be an alias? JS7 takes it as the name of a job resource; its rule is ours:
 * no blanks, none of !?~'"}[]{@:;#/\^$%&*)(+= and , no '.' or '-' at an end, neither
 * ".." nor "--", no word of Java. Errors have code PD_EUSAGE and name as input. */
bool pd_alias_check(const char *alias, const char *name, struct pd_error *error);

#endif
