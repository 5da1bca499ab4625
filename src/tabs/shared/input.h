/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_INPUT_H
#define PD_TABS_SHARED_INPUT_H

#include "operation/operation.h"
#include "x509/read/bundle.h"

/* Input from the fields "file" and "pem". */

/* The name of a path in sentences; "-" is standard input. Lent. */
const char *pd_common_input(const char *path);

/* Adds to bundle what the fields "file" and "pem" give of the wanted kinds (PD_WANT),
 * opened by "passphrase". *from names it in errors; lent. PD_EUSAGE if nothing was given.
 */
bool pd_common_read(struct pd_context *context, const struct pd_values *values,
	unsigned wanted, struct pd_bundle *bundle, const char **from,
	struct pd_error *error);

/* Adds one such file, or standard input, which the command line has read by then; how has
 * no input and no name. */
bool pd_common_read_file(struct pd_context *context, const char *path,
	const struct pd_reading *how, struct pd_bundle *bundle, struct pd_error *error);

/* Names in warnings what was left out; of many the first ones. */
void pd_common_warn_left_out(const struct pd_left_outs *list, struct pd_result *result);

#endif
