/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_MANY_H
#define PD_TABS_SSL_SSL_MANY_H

#include "tabs/ssl/ssl_issued.h"

/* Operations that take several certificates: all of them, or none. */

/* Finds one by what was typed. */
typedef bool pd_issued_finder(struct pd_context *context,
	const struct pd_values *values, const char *typed, struct pd_issued *out,
	struct pd_error *error);

/* Those of the field "serial", each once, in the order in which they are given; find NULL:
 * pd_issued_find. */
bool pd_issued_find_all(struct pd_context *context, const struct pd_values *values,
	pd_issued_finder *find, struct pd_issued_list *out, struct pd_error *error);

/* Appends them to a preview: one in full, several a line each. */
void pd_issued_preview(struct pd_context *context, const struct pd_issued_list *list,
	struct pd_details *out);

#endif
