/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_COMPARISON_H
#define PD_TABS_SHARED_COMPARISON_H

#include "operation/operation.h"
#include "x509/certificate/certificate.h"
#include "x509/read/left_out.h"

/* Two certificates, and what differs between them, field by field. */

struct pd_compared {
	struct pd_certificate *certificate;
	char *name; /* what the operator calls it: a path, HOST:PORT, an alias */
	struct pd_left_outs left_out; /* what else was in the file */
};
void pd_compared_free(struct pd_compared *compared); /* PD_AUTO fits */

/* Reads what word means: the leaf in that file ("-": standard input), else what the host
 * serves, asked by the fields "starttls" and "timeout". Errors name field. */
bool pd_compared_read(struct pd_context *context, const struct pd_values *values,
	const char *word, const char *field, struct pd_compared *out,
	struct pd_error *error);

/* Fills the result with a row for each field that differs, named by columns (field, one,
 * other), for the screen with each pair one above the other, and with the exit status: 0
 * alike, 1 different. What follows from other fields (a serial number in decimal, SHA-1,
 * the days left) is left out. */
void pd_compared_show(const struct pd_compared *one, const struct pd_compared *other,
	const struct pd_column *columns, int64_t now, struct pd_result *result);

#endif
