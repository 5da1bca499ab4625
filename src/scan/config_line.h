/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_CONFIG_LINE_H
#define PD_SCAN_CONFIG_LINE_H

#include <stdbool.h>

#include "store/services.h"

/* The configuration of a service, all its files put together as the service does: included
 * ones where they are included, blocks within blocks. */

struct pd_config_line {
	const char *file; /* of the configuration's files */
	unsigned line;
	size_t block;
	char **words; /* with variables put in; NULL at the end */
	size_t count;
};

struct pd_config {
	const struct pd_service *service;
	struct pd_config_line *lines;
	size_t line_count;
	size_t *parents; /* of each block; block 0, the whole, has none */
	size_t block_count;
	struct pd_names files; /* that were read */
};

/* Is block the other one, or within it? */
bool pd_config_is_within(const struct pd_config *config, size_t block, size_t other);

/* What the line says to one of the directives, which may have two words: the index in its
 * words of the first value; 0: it is another line. */
size_t pd_config_value(
	const struct pd_config_line *line, const struct pd_names *directives);

/* The same where all words behind the first of a directive have to be in the line: the value
 * is behind the first word. */
size_t pd_config_value_with(
	const struct pd_config_line *line, const struct pd_names *directives);

#endif
