/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/hooks.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/directory.h"
#include "base/text.h"
#include "store/files.h"
#include "store/groups.h"

enum { MOST_HOOKS = 100, MOST_WORDS = 100 };

static void
free_hook(struct pd_hook *hook)
{
	free(hook->path);
	free(hook->format);
	for (char **word = hook->run; word != NULL && *word != NULL; word++)
		free(*word);
	free(hook->run);
}

void
pd_hooks_free(struct pd_hooks *hooks)
{
	for (size_t i = 0; i < hooks->count; i++)
		free_hook(&hooks->items[i]);
	free(hooks->items);
	*hooks = (struct pd_hooks){0};
}

/* ---- one member ---------------------------------------------------------------- */

static bool
is_absolute(const char *path)
{
	return path != NULL && path[0] == '/' && strlen(path) < PATH_MAX &&
	       path[strspn(path, "/")] != '\0';
}

static bool
read_path(const char *place, const char *text, struct pd_hook *hook,
	struct pd_error *error)
{
	if (!is_absolute(text))
		return pd_fail(error, PD_ESTORE, place,
			_("path must be the full path of a file or directory, such as "
			  "\"/etc/squid/roots.pem\""));
	hook->path = pd_copy(text);
	return true;
}

static bool
read_hook_format(const char *place, const char *text, struct pd_hook *hook,
	struct pd_error *error)
{
	static const char *const formats[] = {"pem", "p12", "directory"};
	for (size_t i = 0; text && i < PD_COUNT(formats); i++)
		if (strcmp(text, formats[i]) == 0) {
			free(hook->format);
			hook->format = pd_copy(text);
			return true;
		}
	return pd_fail(error, PD_ESTORE, place,
		_("format must be \"pem\", \"p12\" (a truststore of Java) or "
		  "\"directory\" (as OpenSSL looks them up)"));
}

/* A vector of words, so that no shell reads them. */
static bool
read_run(const char *place, const config_setting_t *list, struct pd_hook *hook,
	struct pd_error *error)
{
	int type = config_setting_type(list), count = config_setting_length(list);
	bool good = (type == CONFIG_TYPE_LIST || type == CONFIG_TYPE_ARRAY) &&
		    count > 0 && count <= MOST_WORDS &&
		    is_absolute(config_setting_get_string_elem(list, 0));
	char **words = pd_alloc((size_t)(good ? count : 0) + 1, sizeof *words);
	hook->run = words;
	for (int i = 0; i < count && good; i++) {
		const char *word = config_setting_get_string_elem(list, i);
		good = word != NULL;
		words[i] = pd_copy(word);
	}
	return good ||
	       pd_fail(error, PD_ESTORE, place,
		       _("run must be a list of at most %d words in quotes, and the "
			 "first the full path of a program: run = "
			 "[ \"/usr/bin/systemctl\", \"reload\", \"squid\" ]"),
		       MOST_WORDS);
}

static bool
read_hook_member(const char *place, const config_setting_t *setting,
	struct pd_hook *hook, struct pd_error *error)
{
	const char *name = config_setting_name(setting);
	const char *text = config_setting_get_string(setting);
	if (strcmp(name, "path") == 0)
		return read_path(place, text, hook, error);
	if (strcmp(name, "format") == 0)
		return read_hook_format(place, text, hook, error);
	if (strcmp(name, "run") == 0)
		return read_run(place, setting, hook, error);
	return pd_fail(error, PD_ESTORE, place,
		_("a hook has no %.80s; it has path, format and run"), name);
}

/* ---- all ----------------------------------------------------------------------- */

static bool
check_hook(const char *place, const struct pd_hooks *hooks, const struct pd_hook *hook,
	struct pd_error *error)
{
	if (hook->path == NULL)
		return pd_fail(error, PD_ESTORE, place,
			_("this hook has no path; add that of the file or directory to "
			  "keep current"));
	for (size_t i = 0; i + 1 < hooks->count; i++) {
		const char *other = hooks->items[i].path;
		if (strcmp(other, hook->path) == 0)
			return pd_fail(error, PD_ESTORE, place,
				_("two hooks write %s; name each path once"),
				hook->path);
		if (pd_directory_is_same_place(other, hook->path))
			return pd_fail(error, PD_ESTORE, place,
				_("two hooks write one file or directory, by the paths "
				  "%s and %s; name it once"),
				other, hook->path);
	}
	return true;
}

static bool
read_hook(const char *shown, const config_setting_t *group, void *hooks,
	struct pd_error *error)
{
	struct pd_hooks *out = hooks;
	PD_AUTO(pd_drop_text) char *place = pd_line_of(shown, group);
	out->items = pd_grow(out->items, out->count + 1, sizeof *out->items);
	struct pd_hook *hook = &out->items[out->count++];
	*hook = (struct pd_hook){.format = pd_copy("pem")};
	for (int i = 0; i < config_setting_length(group); i++) {
		const config_setting_t *member =
			config_setting_get_elem(group, (unsigned)i);
		PD_AUTO(pd_drop_text) char *line = pd_line_of(shown, member);
		if (!read_hook_member(line, member, hook, error))
			return false;
	}
	return check_hook(place, out, hook, error);
}

static bool
read_hooks(struct pd_store *store, const struct pd_bytes *own, struct pd_hooks *out,
	struct pd_error *error)
{
	static const struct pd_groups groups = {"hooks", MOST_HOOKS, read_hook};
	PD_AUTO(pd_hooks_free) struct pd_hooks read = {0};
	if (!pd_groups_read(store, own, &groups, &read, error))
		return false;
	*out = read;
	read = (struct pd_hooks){0};
	return true;
}

bool
pd_hooks_load(struct pd_store *store, struct pd_hooks *out, struct pd_error *error)
{
	return read_hooks(store, NULL, out, error);
}

bool
pd_hooks_judge(
	struct pd_store *store, const struct pd_bytes *own, struct pd_error *error)
{
	PD_AUTO(pd_hooks_free) struct pd_hooks read = {0};
	return read_hooks(store, own, &read, error);
}
