/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/targets.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "store/files.h"
#include "store/groups.h"

enum { MOST_TARGETS = 100, TEXT_LIMIT = 1000 };

void
pd_deploy_targets_free(struct pd_deploy_targets *targets)
{
	for (size_t i = 0; i < targets->count; i++) {
		struct pd_deploy_target *target = &targets->items[i];
		free(target->name);
		free(target->tls);
		free(target->certificate);
		free(target->key);
		free(target->owner);
		free(target->reload);
	}
	free(targets->items);
	*targets = (struct pd_deploy_targets){0};
}

/* ---- one member ---------------------------------------------------------------- */

static bool
check_target_path(
	const char *place, const char *name, const char *path, struct pd_error *error)
{
	size_t size = strlen(path);
	if (path[0] == '/' && size < PATH_MAX && path[size - 1] != '/')
		return true;
	return pd_fail(error, PD_ESTORE, place,
		_("%s must be the full path of a file, such as "
		  "\"/etc/nginx/ssl/site.pem\""),
		name);
}

static bool
read_mode(const char *place, const char *text, int *out, struct pd_error *error)
{
	enum { ALLOWED = 0666, OTHERS = 0006, OWN = 0400 };
	char *end;
	long mode = strtol(text, &end, 8);
	if (end == text || *end != '\0' || mode < 0 || (mode & ~ALLOWED) != 0 ||
		(mode & OWN) == 0)
		return pd_fail(error, PD_ESTORE, place,
			_("mode must be the octal mode of a file, such as \"0640\""));
	*out = (int)mode;
	return true;
}

static bool
read_target_member(const char *shown, const config_setting_t *setting,
	struct pd_deploy_target *target, struct pd_error *error)
{
	const char *name = config_setting_name(setting);
	const char *text = config_setting_get_string(setting);
	struct {
		const char *name;
		char **text;
		bool is_path;
	} members[] = {
		{"name", &target->name, false},
		{"tls", &target->tls, false},
		{"certificate", &target->certificate, true},
		{"key", &target->key, true},
		{"owner", &target->owner, false},
		{"reload", &target->reload, false},
	};
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, setting);
	if (text == NULL || *text == '\0' || strlen(text) > TEXT_LIMIT)
		return pd_fail(error, PD_ESTORE, place,
			_("%s of a deploy target must be text of 1 to %d bytes in "
			  "quotes"),
			name, TEXT_LIMIT);
	if (strcmp(name, "mode") == 0)
		return read_mode(place, text, &target->mode, error);
	for (size_t i = 0; i < PD_COUNT(members); i++) {
		if (strcmp(name, members[i].name) != 0)
			continue;
		*members[i].text = pd_copy(text);
		return !members[i].is_path ||
		       check_target_path(place, name, text, error);
	}
	return pd_fail(error, PD_ESTORE, place,
		_("a deploy target has no %s; it has name, tls, certificate, key, "
		  "owner, mode and reload"),
		name);
}

/* ---- one target ---------------------------------------------------------------- */

static bool
check_deploy_target(const char *place, const struct pd_deploy_target *target,
	struct pd_error *error)
{
	if (target->certificate == NULL)
		return pd_fail(error, PD_ESTORE, place,
			_("this deploy target has no certificate; add the path of the "
			  "file that the service reads"));
	if (target->key != NULL && target->mode >= 0 && (target->mode & 0006) != 0)
		return pd_fail(error, PD_ESTORE, place,
			_("mode %04o would let everybody read the private key; leave "
			  "out the last digit, as in \"0640\""),
			(unsigned)target->mode);
	return true;
}

static bool
is_same_target(const char *one, const char *other)
{
	return one != NULL && other != NULL && strcmp(one, other) == 0;
}

static bool
check_once(const char *place, const struct pd_deploy_targets *before,
	const struct pd_deploy_target *target, struct pd_error *error)
{
	for (size_t i = 0; i < before->count; i++) {
		const struct pd_deploy_target *other = &before->items[i];
		if (is_same_target(other->name, target->name))
			return pd_fail(error, PD_ESTORE, place,
				_("two deploy targets are named %s; name each "
				  "differently"),
				target->name);
		if (is_same_target(other->certificate, target->certificate) ||
			is_same_target(other->key, target->key) ||
			is_same_target(other->certificate, target->key) ||
			is_same_target(other->key, target->certificate))
			return pd_fail(error, PD_ESTORE, place,
				_("the deploy targets %s and %s write the same file; "
				  "name each file once"),
				other->name, target->name);
	}
	return true;
}

static bool
read_target(const char *shown, const config_setting_t *group, void *targets,
	struct pd_error *error)
{
	struct pd_deploy_targets *out = targets;
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, group);
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets one = {0};
	one.items = pd_alloc(1, sizeof *one.items);
	one.count = 1;
	struct pd_deploy_target *target = &one.items[0];
	target->mode = -1;
	for (int i = 0; i < config_setting_length(group); i++)
		if (!read_target_member(shown,
			    config_setting_get_elem(group, (unsigned)i), target, error))
			return false;
	if (!check_deploy_target(place, target, error))
		return false;
	if (target->name == NULL)
		target->name = pd_copy(target->certificate);
	if (target->tls == NULL)
		target->tls = pd_copy(PD_TARGET_USUAL_KEY);
	if (!check_once(place, out, target, error))
		return false;
	out->items = pd_grow(out->items, out->count + 1, sizeof *out->items);
	out->items[out->count++] = *target;
	*target = (struct pd_deploy_target){0};
	return true;
}

bool
pd_deploy_target_is_one_file(const struct pd_deploy_target *target)
{
	return target->key != NULL && strcmp(target->key, target->certificate) == 0;
}

/* ---- all ----------------------------------------------------------------------- */

static bool
read_targets(struct pd_store *store, const struct pd_bytes *own,
	struct pd_deploy_targets *out, struct pd_error *error)
{
	static const struct pd_groups groups = {"deploy", MOST_TARGETS, read_target};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets read = {0};
	if (!pd_groups_read(store, own, &groups, &read, error))
		return false;
	*out = read;
	read = (struct pd_deploy_targets){0};
	return true;
}

bool
pd_deploy_targets_load(
	struct pd_store *store, struct pd_deploy_targets *out, struct pd_error *error)
{
	return read_targets(store, NULL, out, error);
}

bool
pd_deploy_targets_judge(
	struct pd_store *store, const struct pd_bytes *own, struct pd_error *error)
{
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets read = {0};
	return read_targets(store, own, &read, error);
}
