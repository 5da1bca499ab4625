/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/settings/names.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "x509/name/alternative_parse.h"

#include <libconfig.h>

const struct pd_text_setting pd_role_settings[PD_ROLES] = {
	{"observer", N_("Users and @groups who may view everything but private keys.")},
	{"system_administrator", N_("Users and @groups who may also issue, sign, "
				    "decrypt and export, and run "
				    "the keys of this host.")},
	{"security_officer",
		N_("Users and @groups who may do all. While no role is given to "
		   "anybody, that is whoever can open the store.")},
};

const struct pd_text_setting pd_url_settings[PD_URLS] = {
	[PD_URL_CRL] = {"crl_url",
		N_("Address of the revocation list, which issued certificates name.")},
	[PD_URL_ISSUER] = {"issuer_url",
		N_("Address of the CA certificate, which issued certificates name.")},
	[PD_URL_OCSP] = {"ocsp_url",
		N_("Address of the OCSP responder, which issued certificates name.")},
};

/* Where a name stands in a table of count texts; count if it does not. */
static size_t
find_text(const struct pd_text_setting *table, size_t count, const char *name)
{
	size_t i = 0;
	while (i < count && strcmp(table[i].name, name) != 0)
		i++;
	return i;
}

size_t
pd_settings_find_role(const char *name)
{
	return find_text(pd_role_settings, PD_ROLES, name);
}

size_t
pd_settings_find_url(const char *name)
{
	return find_text(pd_url_settings, PD_URLS, name);
}

bool
pd_settings_is_role(const char *name)
{
	return pd_settings_find_role(name) < PD_ROLES;
}

bool
pd_settings_is_url(const char *name)
{
	return pd_settings_find_url(name) < PD_URLS;
}

/* ---- roles --------------------------------------------------------------------- */

/* Users and @groups as useradd makes them, and those of directory services. */
static bool
is_holder(const char *name)
{
	const char *start = name[0] == '@' ? name + 1 : name;
	size_t size = strlen(start);
	return size > 0 && size <= 64 && strpbrk(start, " ,\t\n/:") == NULL &&
	       pd_text_is_utf8(start, size);
}

static bool
add_holder(char names[PD_ROLE_SIZE], const char *name, const char *place,
	enum pd_code code, struct pd_error *error)
{
	size_t size = strlen(names);
	if (!is_holder(name))
		return pd_fail(error, code, place,
			_("\"%.80s\" is neither a user nor a @group; write login "
			  "names, and groups with @ before them"),
			name);
	if (size + 1 + strlen(name) >= PD_ROLE_SIZE)
		return pd_fail(error, code, place,
			_("these are too many names for one role; put the users into a "
			  "group and write @group"));
	if (size > 0)
		names[size++] = ' ';
	strcpy(names + size, name);
	return true;
}

static bool
read_role(const config_setting_t *list, const char *shown, char names[PD_ROLE_SIZE],
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, list);
	int type = config_setting_type(list);
	if (type != CONFIG_TYPE_LIST && type != CONFIG_TYPE_ARRAY)
		return pd_fail(error, PD_ESTORE, place,
			_("a role must be a list of users and @groups, such as "
			  "[\"alice\", \"@admins\"]"));
	for (int i = 0; i < config_setting_length(list); i++) {
		const char *name = config_setting_get_string_elem(list, i);
		if (!add_holder(names, name ? name : "", place, PD_ESTORE, error))
			return false;
	}
	return true;
}

bool
pd_settings_read_roles(const struct pd_layer *layer, char roles[PD_ROLES][PD_ROLE_SIZE],
	struct pd_error *error)
{
	const char *shown = layer->shown;
	const config_setting_t *group =
		config_lookup(pd_record_config(layer->record), "roles");
	if (group == NULL)
		return true;
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, group);
	if (config_setting_type(group) != CONFIG_TYPE_GROUP)
		return pd_fail(error, PD_ESTORE, place,
			_("roles must be a group: roles = { security_officer = "
			  "[\"alice\"]; }"));
	for (int i = 0; i < config_setting_length(group); i++) {
		config_setting_t *list = config_setting_get_elem(group, (unsigned)i);
		size_t role = pd_settings_find_role(config_setting_name(list));
		PD_AUTO(pd_drop_text) char *line = pd_line_of(shown, list);
		if (role == PD_ROLES)
			return pd_fail(error, PD_ESTORE, line,
				_("no role %.80s; the roles are security_officer, "
				  "system_administrator and observer"),
				config_setting_name(list));
		if (!read_role(list, shown, roles[role], error))
			return false;
	}
	return true;
}

bool
pd_settings_take_role(char names[PD_ROLE_SIZE], const char *name, const char *text,
	struct pd_error *error)
{
	char taken[PD_ROLE_SIZE] = "";
	PD_AUTO(pd_drop_text) char *copy = pd_copy(text);
	char *rest = copy;
	for (char *word; (word = strsep(&rest, " ,")) != NULL;)
		if (*word != '\0' && !add_holder(taken, word, name, PD_EUSAGE, error))
			return false;
	memcpy(names, taken, sizeof taken);
	return true;
}

/* ---- addresses ----------------------------------------------------------------- */

bool
pd_settings_take_url(char url[PD_URL_SIZE], const char *name, const char *text,
	struct pd_error *error)
{
	/* None of them is to be fetched by TLS (RFC 5280 8). */
	static const char example[] = "http://pki.example.org/";
	struct pd_error problem = {0};
	/* In one of LDAP there may be commas. */
	const char *comma = strchr(text, ',');
	if (*text != '\0' && !pd_uri_check(text, example, name, &problem))
		return pd_fail(error, PD_EUSAGE, name, "%s", problem.message);
	if (comma != NULL && strstr(comma, "://") != NULL)
		return pd_fail(error, PD_EUSAGE, name,
			_("these are several addresses; give one of them"));
	(void)snprintf(url, PD_URL_SIZE, "%s", text);
	return true;
}

bool
pd_settings_read_urls(const struct pd_layer *layer, char urls[PD_URLS][PD_URL_SIZE],
	struct pd_error *error)
{
	for (size_t i = 0; i < PD_URLS; i++) {
		const char *name = pd_url_settings[i].name;
		const config_setting_t *value =
			config_lookup(pd_record_config(layer->record), name);
		if (value == NULL)
			continue;
		PD_AUTO(pd_drop_text) char *place = pd_line_of(layer->shown, value);
		const char *text = config_setting_get_string(value);
		struct pd_error problem = {0};
		if (text == NULL)
			return pd_fail(error, PD_ESTORE, place,
				_("%s must be an address in quotes"), name);
		if (!pd_settings_take_url(urls[i], name, text, &problem))
			return pd_fail(error, PD_ESTORE, place, "%s: %s", name,
				problem.message);
	}
	return true;
}
