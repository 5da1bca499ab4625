/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_ENCRYPTION_ALIAS_AGENTS_H
#define PD_TABS_ENCRYPTION_ALIAS_AGENTS_H

#include "base/error.h"

/* The agents of JS7 that an alias is assigned to: those that hold its private key. */

/* For pd_field.check: ids with commas between them. */
bool pd_agents_check(const char *text, const char *name, struct pd_error *error);

/* The ids in order, each once, with commas between them; NULL: none; free() it. text may be
 * NULL. */
char *pd_agents_order(const char *text);

#endif
