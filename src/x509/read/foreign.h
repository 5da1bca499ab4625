/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_FOREIGN_H
#define PD_X509_READ_FOREIGN_H

#include "base/error.h"
#include "base/memory.h"

#include <stdbool.h>

/* Says why nothing was recognised in input: what it is instead, where that can be told
 * by the label of a PEM block ("" if there is none) or by its first bytes, and what
 * would be right. Always false. */
bool pd_foreign_fail(struct pd_bytes input, const char *label, const char *from,
	struct pd_error *error);

/* The same of one PEM block. */
bool pd_foreign_fail_block(
	const char *label, const char *place, struct pd_error *error);

#endif
