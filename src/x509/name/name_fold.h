/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_FOLD_H
#define PD_X509_NAME_NAME_FOLD_H

/* Prepares valid UTF-8 for comparison as RFC 5280 7.1 and RFC 4518 2 ask: invisible
 * characters are dropped, runs of blanks become one space and are trimmed, letters
 * are composed (NFC) and case-folded. Compatibility forms, such as full-width
 * letters, stay distinct. free() it. */
char *pd_name_fold(const char *text);

#endif
