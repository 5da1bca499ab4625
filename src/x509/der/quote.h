/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_QUOTE_H
#define PD_X509_DER_QUOTE_H

#include <stddef.h>

/* Part of an input for an error sentence: safe to show, and shortened with "..."
 * where it is too long for one. free() it. */
char *pd_quote(const char *text, size_t size);

#endif
