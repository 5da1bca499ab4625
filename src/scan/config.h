/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_CONFIG_H
#define PD_SCAN_CONFIG_H

#include "scan/config_line.h"
#include "scan/ground.h"

/* Reads the configuration of a service. */

/* Reads what is there; none may be. What cannot be read or followed is noted in ground. */
void pd_config_load(const struct pd_service *service, struct pd_ground *ground,
	struct pd_config *out);
void pd_config_free(struct pd_config *config); /* PD_AUTO fits */

/* The whole path that the value stands for: relative ones begin where the service says; free()
 * it. NULL: it names no file, and why is noted if it should. */
char *pd_config_path(const struct pd_config *config, const struct pd_config_line *line,
	const char *value, struct pd_ground *ground);

#endif
