/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/services.h"

#include <libconfig.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/text.h"
#include "store/layers.h"
#include "store/record.h"

enum { TABLE_LIMIT = 1 << 20, MOST_SERVICES = 500, MOST_WORDS = 64 };

#define TABLE "services.cfg"

/* ---- members --------------------------------------------------------------------- */

struct member {
	const char *name;
	size_t offset; /* in struct pd_service */
};

#define MEMBER(name)                                                                   \
	{                                                                              \
#name, offsetof(struct pd_service, name)                               \
	}

static const struct member texts[] = {MEMBER(name), MEMBER(grammar), MEMBER(base),
	MEMBER(include_base), MEMBER(unit), MEMBER(renew)};

static const struct member lists[] = {MEMBER(files), MEMBER(places), MEMBER(ports),
	MEMBER(protocol), MEMBER(include), MEMBER(base_by), MEMBER(define),
	MEMBER(certificate), MEMBER(key), MEMBER(chain), MEMBER(authority),
	MEMBER(passphrase), MEMBER(listen), MEMBER(serve), MEMBER(off)};

static void *
member_of(struct pd_service *service, const struct member *member)
{
	return (char *)service + member->offset;
}

/* NULL: there is none of that name. */
static void *
find_member(struct pd_service *service, const struct member *members, size_t count,
	const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(members[i].name, name) == 0)
			return member_of(service, &members[i]);
	return NULL;
}

static void
free_service(struct pd_service *service)
{
	free(service->place);
	for (size_t i = 0; i < PD_COUNT(texts); i++)
		pd_drop_text(member_of(service, &texts[i]));
	for (size_t i = 0; i < PD_COUNT(lists); i++)
		pd_names_free(member_of(service, &lists[i]));
}

void
pd_services_free(struct pd_services *services)
{
	for (size_t i = 0; i < services->count; i++)
		free_service(&services->items[i]);
	free(services->items);
	*services = (struct pd_services){0};
}

/* ---- reading --------------------------------------------------------------------- */

static bool
read_words(const char *place, const config_setting_t *setting, struct pd_names *out,
	struct pd_error *error)
{
	const char *name = config_setting_name(setting);
	int count = config_setting_length(setting);
	if (config_setting_get_string(setting) != NULL) {
		pd_names_add(out, config_setting_get_string(setting));
		return true;
	}
	for (int i = 0; i < count && count <= MOST_WORDS; i++) {
		const char *word = config_setting_get_string_elem(setting, i);
		if (word == NULL || *word == '\0')
			break;
		pd_names_add(out, word);
	}
	return (count > 0 && out->count == (size_t)count) ||
	       pd_fail(error, PD_EINPUT, place,
		       _("%s of a service must be a list of 1 to %d words in quotes: "
			 "%s = [ \"word\", \"word\" ]"),
		       name, MOST_WORDS, name);
}

static bool
read_service_member(const char *shown, const config_setting_t *setting,
	struct pd_service *service, struct pd_error *error)
{
	const char *name = config_setting_name(setting);
	const char *text = config_setting_get_string(setting);
	char **single = find_member(service, texts, PD_COUNT(texts), name);
	struct pd_names *words = find_member(service, lists, PD_COUNT(lists), name);
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, setting);
	if (words != NULL)
		return read_words(place, setting, words, error);
	if (single == NULL)
		return pd_fail(error, PD_EINPUT, place,
			_("a service cannot have %.80s; the first lines of "
			  "services.cfg list what "
			  "it can have"),
			name);
	if (text == NULL || *text == '\0')
		return pd_fail(error, PD_EINPUT, place,
			_("%s of a service must be text in quotes"), name);
	*single = pd_copy(text);
	return true;
}

static bool
check_service(const struct pd_service *service, struct pd_error *error)
{
	const char *place = service->place;
	static const char *const ways[] = {"reload", "restart", "none"};
	bool known = service->renew == NULL;
	for (size_t i = 0; i < PD_COUNT(ways) && !known; i++)
		known = strcmp(service->renew, ways[i]) == 0;
	if (!known)
		return pd_fail(error, PD_EINPUT, place,
			_("renew must be \"reload\", \"restart\" or \"none\""));
	if (service->name == NULL)
		return pd_fail(error, PD_EINPUT, place,
			_("this service has no name; add one, such as name = "
			  "\"nginx\""));
	return service->files.count == 0 || service->grammar != NULL ||
	       pd_fail(error, PD_EINPUT, place,
		       _("%s has files, but no grammar; add how they are written, such "
			 "as grammar = \"equals\""),
		       service->name);
}

/* One of the same name makes room. */
static void
add_service(struct pd_services *all, struct pd_service *service)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->items[i].name, service->name) == 0) {
			free_service(&all->items[i]);
			all->items[i] = *service;
			*service = (struct pd_service){0};
			return;
		}
	all->items = pd_grow_by_one(all->items, all->count, sizeof *all->items);
	all->items[all->count++] = *service;
	*service = (struct pd_service){0};
}

static bool
read_service(const char *shown, const config_setting_t *group, struct pd_services *out,
	struct pd_error *error)
{
	PD_AUTO(free_service)
	struct pd_service service = {.place = pd_line_of(shown, group)};
	if (!config_setting_is_group(group))
		return pd_fail(error, PD_EINPUT, service.place,
			_("each service must be a group in braces"));
	for (int i = 0; i < config_setting_length(group); i++)
		if (!read_service_member(shown,
			    config_setting_get_elem(group, (unsigned)i), &service,
			    error))
			return false;
	if (!check_service(&service, error))
		return false;
	add_service(out, &service);
	return true;
}

/* A pd_layer_text: one file of the table. */
static bool
read_table(
	void *services, const char *shown, struct pd_bytes text, struct pd_error *error)
{
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_record_parse(text, shown, error);
	if (record == NULL)
		return false;
	const config_setting_t *list =
		config_lookup(pd_record_config(record), "services");
	int count = list ? config_setting_length(list) : 0;
	if (list == NULL || !config_setting_is_list(list) || count > MOST_SERVICES)
		return pd_fail(error, PD_EINPUT, shown,
			_("must have a list of at most %d services: services = ( { "
			  "name = \"...\"; } );"),
			MOST_SERVICES);
	for (int i = 0; i < count; i++)
		if (!read_service(shown, config_setting_get_elem(list, (unsigned)i),
			    services, error))
			return false;
	return true;
}

/* ---- all ------------------------------------------------------------------------- */

/* pd_environment_clean takes the variable from root whom somebody else called. */
static char *
installed_table(void)
{
	const char *said = secure_getenv("PEMDECK_DATA");
	return pd_format(
		"%s/" TABLE, said != NULL && *said != '\0' ? said : PACKAGE_DATA);
}

bool
pd_services_load(struct pd_services *out, struct pd_error *error)
{
	PD_AUTO(pd_services_free) struct pd_services read = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_text) char *path = installed_table();
	if (!pd_file_read_found(path, TABLE_LIMIT, &text, error) ||
		!read_table(&read, path, pd_secret_bytes(&text), error) ||
		!pd_layers_each_part("services.d", read_table, &read, error))
		return false;
	*out = read;
	read = (struct pd_services){0};
	return true;
}
