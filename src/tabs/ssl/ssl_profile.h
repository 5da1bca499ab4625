/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_PROFILE_H
#define PD_TABS_SSL_SSL_PROFILE_H

#include "operation/operation.h"
#include "x509/key/key.h"

/* Profiles: what certificates of a kind have in common. Those that are shipped are a
 * constant table; settings.cfg may hold more, each built on one of these:
 *
 *	profiles = ( { name = "web"; purpose = "server"; days = 90; key = "rsa 3072";
 *	               eku = "serverAuth,clientAuth"; names = "*.example.org";
 *	               permitted = "DNS:example.org"; excluded = "IP:0.0.0.0/0";
 *	               path_length = 0; } );
 */

struct pd_profile {
	char *name;
	char *purpose;    /* the shipped one it is built on */
	char **purposes;  /* OIDs, NULL at the end */
	bool needs_names; /* servers are identified by their names only */
	bool ca, no_check;
	int path_length; /* of a CA; -1: no limit */
	long days;
	struct pd_key_kind key;
	char *names;                /* pattern that every name has to fit; NULL: any */
	char *permitted, *excluded; /* name constraints of a CA; NULL: none */
};

/* The shipped ones, NULL at the end. */
extern const char *const pd_profile_names[];

/* PD_EUSAGE, naming those that exist; PD_ESTORE if settings.cfg is wrong. */
bool pd_profile_find(struct pd_context *context, const char *name,
	struct pd_profile *out, struct pd_error *error);

/* Does a name of any kind fit the pattern of the profile? Compared label by label,
 * ignoring case; labels end at @ . : and /, also in addresses and URIs. "*" matches one
 * whole label, never several. */
bool pd_profile_allows(const struct pd_profile *profile, const char *name);

/* The names of those of settings.cfg, the host's first. */
bool pd_profiles_names(
	struct pd_store *store, struct pd_names *out, struct pd_error *error);

/* Would that text be right as settings.cfg, for these? NULL: is what is there? */
bool pd_profiles_judge(
	struct pd_store *store, const struct pd_bytes *own, struct pd_error *error);

void pd_profile_free(struct pd_profile *profile); /* PD_AUTO fits */

#endif
