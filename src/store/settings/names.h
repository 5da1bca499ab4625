/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_SETTINGS_NAMES_H
#define PD_STORE_SETTINGS_NAMES_H

#include "store/layers.h"

/* The settings that are text: roles and addresses. */

/* Who may do what: in settings.cfg the group "roles", whose members security_officer,
 * system_administrator and observer are lists of users and @groups. */
enum { PD_ROLES = 3, PD_ROLE_SIZE = 1024 };
struct pd_text_setting {
	const char *name, *help; /* help: for gettext */
};
extern const struct pd_text_setting pd_role_settings[PD_ROLES]; /* the lowest first */

/* The addresses that issued certificates name (RFC 5280 4.2.1.13, 4.2.2.1). */
enum pd_url { PD_URL_CRL, PD_URL_ISSUER, PD_URL_OCSP, PD_URLS };
enum { PD_URL_SIZE = 2049 }; /* an address has at most 2,048 bytes */
extern const struct pd_text_setting pd_url_settings[PD_URLS];

/* Is it the name of a role, or of an address? */
bool pd_settings_is_role(const char *name);
bool pd_settings_is_url(const char *name);

/* ---- for settings.c -------------------------------------------------------------- */

/* Where it stands in pd_role_settings; PD_ROLES if it is none. */
size_t pd_settings_find_role(const char *name);
/* Where it stands in pd_url_settings; PD_URLS if it is none. */
size_t pd_settings_find_url(const char *name);

/* Read what a layer says of them; PD_ESTORE names its file and line. */
bool pd_settings_read_roles(const struct pd_layer *layer,
	char roles[PD_ROLES][PD_ROLE_SIZE], struct pd_error *error);
bool pd_settings_read_urls(const struct pd_layer *layer,
	char urls[PD_URLS][PD_URL_SIZE], struct pd_error *error);

/* Takes users and @groups as typed, with blanks or commas between them. */
bool pd_settings_take_role(char names[PD_ROLE_SIZE], const char *name, const char *text,
	struct pd_error *error);

/* Takes an address as typed, or none where text is empty. */
bool pd_settings_take_url(char url[PD_URL_SIZE], const char *name, const char *text,
	struct pd_error *error);

#endif
