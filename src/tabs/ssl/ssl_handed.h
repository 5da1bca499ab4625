/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_HANDED_H
#define PD_TABS_SSL_SSL_HANDED_H

#include "tabs/ssl/ssl_issued.h"

/* The directory that an issued certificate was handed over in, as the register remembers
 * it. */

/* The directory as the register remembers it, absolute; free() it. NULL: the working
 * directory is gone. */
char *pd_handed_absolute(const char *directory);

/* Are both the same directory, however they are spelled, and whatever links lead there? NULL is
 * none. */
bool pd_handed_is_same(const char *one, const char *other);

/* Sets directory and digest of what is issued. */
bool pd_handed_remember(const char *directory, const struct pd_certificate *certificate,
	struct pd_issued *issued, struct pd_error *error);

enum pd_handed {
	PD_HANDED_NOWHERE, /* it was not handed over here */
	PD_HANDED_GONE,    /* there is no certificate */
	PD_HANDED_UNKNOWN, /* nobody can tell what lies there */
	PD_HANDED_OTHER,   /* another one lies there */
	PD_HANDED_OWN,
};
enum pd_handed pd_handed_look(const struct pd_issued *issued);

#endif
