/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ENVIRONMENT_H
#define PD_BASE_ENVIRONMENT_H

/* Where this process has root's rights, forgets every variable by which libraries would
 * read code or formats (locales, catalogues, terminal descriptions) from a directory that
 * somebody else can write: su, and sudo if told so, hand those of another account on.
 * Called before the locale is set, and before there are threads. */
void pd_environment_clean(void);

#endif
