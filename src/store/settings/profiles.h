/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_SETTINGS_PROFILES_H
#define PD_STORE_SETTINGS_PROFILES_H

#include "store/store.h"

/* Profiles as settings.cfg lists them (tabs/ssl/ssl_profile.h has an example). Here is what
 * they say; what it means is known where certificates are issued. */

struct pd_profile_entry {
	char *place; /* FILE:LINE */
	char *name;
	char *purpose, *key, *eku, *names, *permitted, *excluded; /* NULL: not there */
	long days;                                                /* 0: not there */
	int path_length;                                          /* -1: not there */
};

struct pd_profile_entries {
	struct pd_profile_entry *items;
	size_t count;
};

/* All of them, those of the host before those of the store; none is fine. own: what is about
 * to be written as settings.cfg; NULL: what is there. PD_ESTORE, FILE:LINE: a member that is
 * unknown or of another type, days or a path length that cannot be, a name that is missing
 * or there twice: what limits a certificate is never passed over. */
bool pd_profile_entries_read(struct pd_store *store, const struct pd_bytes *own,
	struct pd_profile_entries *out, struct pd_error *error);
void pd_profile_entries_free(struct pd_profile_entries *entries); /* PD_AUTO fits */

#endif
