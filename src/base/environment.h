/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_BASE_ENVIRONMENT_H
#define PD_BASE_ENVIRONMENT_H

/* Forgets what makes libraries write secrets out. Where this process has root's rights,
 * also every variable by which libraries would read code, formats or names of hosts
 * (locales, catalogues, terminal descriptions, settings of GnuTLS and of the resolver) from
 * where somebody else can write: su, and sudo if told so, hand those of another account
 * on. PEMDECK_ETC is forgotten wherever it leads where somebody called root. Called before
 * the locale is set, before GnuTLS is started and before there are threads. */
void pd_environment_clean(void);

/* Sets a variable (value NULL: takes it away), for what a library is told while it begins. Returns
 * what it was (NULL: it was not set); free() it. */
char *pd_environment_exchange(const char *name, const char *value);

/* curses reads $HOME/.terminfo: takes HOME away while root opens the screen, where it is
 * another account's, and gives it back (serves as PD_AUTO). */
char *pd_environment_hide_home(void);
void pd_environment_show_home(char **hidden);

#endif
