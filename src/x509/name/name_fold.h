/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_FOLD_H
#define PD_X509_NAME_NAME_FOLD_H

/* Valid UTF-8 as RFC 5280 7.1 has names compared, by RFC 4518 2: what cannot be seen is
 * left out, each run of blanks is one space and those at the ends are none, letters are
 * composed and in lower case. Compatibility forms, such as full-width letters, stay
 * letters of their own. free() it. */
char *pd_name_fold(const char *text);

#endif
