/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/ground_match.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* Patterns of paths, name by name, so that no link leads out of the root. */

enum { MOST_MATCHES = 10000 };

static bool
has_pattern(const char *text)
{
	return strpbrk(text, "*?[") != NULL;
}

/* What an editor or a package manager left beside. */
static bool
is_left_over(const char *name)
{
	static const char *const ends[] = {
		"~", ".bak", ".orig", ".rpmsave", ".rpmnew", ".swp"};
	size_t size = strlen(name);
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		size_t end = strlen(ends[i]);
		if (size >= end && strcmp(name + size - end, ends[i]) == 0)
			return true;
	}
	return name[0] == '.' || strstr(name, ".dpkg-") != NULL;
}

static void
match_name(struct pd_ground *ground, const char *folder, const char *pattern,
	struct pd_names *out)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	const char *listed = *folder != '\0' ? folder : "/";
	int number = pd_ground_list(ground, listed, &names);
	if (number != 0 && number != ENOENT && number != ENOTDIR)
		pd_ground_note_number(ground, listed, number);
	for (size_t i = 0; i < names.count && out->count < MOST_MATCHES; i++) {
		if (fnmatch(pattern, names.items[i], FNM_PERIOD) != 0 ||
			is_left_over(names.items[i]))
			continue;
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", folder, names.items[i]);
		pd_names_add(out, path);
	}
}

/* Appends the next name of the pattern to all paths so far. */
static void
match_next(struct pd_ground *ground, const char *name, struct pd_names *paths)
{
	PD_AUTO(pd_names_free) struct pd_names next = {0};
	for (size_t i = 0; i < paths->count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", paths->items[i], name);
		if (has_pattern(name))
			match_name(ground, paths->items[i], name, &next);
		else
			pd_names_add(&next, path);
	}
	struct pd_names before = *paths;
	*paths = next;
	next = before;
}

void
pd_ground_match(struct pd_ground *ground, const char *pattern, struct pd_names *out)
{
	PD_AUTO(pd_names_free) struct pd_names paths = {0};
	PD_AUTO(pd_drop_text) char *copy = pd_copy(pattern);
	char *rest = copy;
	pd_names_add(&paths, "");
	for (char *name; (name = strsep(&rest, "/")) != NULL;)
		if (*name != '\0')
			match_next(ground, name, &paths);
	for (size_t i = 0; i < paths.count; i++) {
		struct stat status;
		int number = pd_ground_look(ground, paths.items[i], &status);
		if (number == 0)
			pd_names_add(out, paths.items[i]);
		else if (number != ENOENT && number != ENOTDIR)
			pd_ground_note_number(ground, paths.items[i], number);
	}
}
