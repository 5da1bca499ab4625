/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_CONFIG_VARIABLES_H
#define PD_SCAN_CONFIG_VARIABLES_H

#include "scan/config_line.h"

/* Internal to the configuration: what $NAME, ${NAME} and macros stand for. */

/* Puts in what lines before said of them; what nobody said stays as it is. */
void pd_config_put_variables(
	const struct pd_config *config, struct pd_config_line *line, bool macros);

/* What a line so far said that the macro stands for, its words joined; NULL: none did.
 * Borrowed. */
const char *pd_config_find_macro(const struct pd_config *config, const char *name);

#endif
