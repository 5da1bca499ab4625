/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_QUOTE_H
#define PD_X509_DER_QUOTE_H

#include <stddef.h>

/* The part of an input that an error sentence quotes: made safe to show, and cut with
 * "..." where it is longer than the sentence can bear. free() it. */
char *pd_quote(const char *text, size_t size);

#endif
