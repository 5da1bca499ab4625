/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/patched.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

/* Which packages have the fixes of 3.8.13: those of a distribution are called BASE before
 * its first fix, and then BASE, MENDED and a number. */
static const struct {
	const char *base, *mended;
	long number; /* the first that has them all */
} packages_known[] = {
	{"3.7.9-2", "+deb12u", 7},
	{"3.8.9-3", "+deb13u", 4},
	{"3.7.3-4ubuntu1", ".", 9},
	{"3.8.3-1.1ubuntu3", ".", 6},
	{"3.8.9-3ubuntu2", ".", 2},
	{"3.8.12-2ubuntu1", ".", 1},
};

const char *
pd_gnutls_version(void)
{
	return gnutls_check_version(NULL);
}

static bool
is_at_least(const char *version, const char *least)
{
	long has[3] = {0}, wants[3] = {0};
	(void)sscanf(version, "%ld.%ld.%ld", &has[0], &has[1], &has[2]);
	(void)sscanf(least, "%ld.%ld.%ld", &wants[0], &wants[1], &wants[2]);
	for (size_t i = 0; i < PD_COUNT(has); i++)
		if (has[i] != wants[i])
			return has[i] > wants[i];
	return true;
}

/* Takes a line off the rest. */
static bool
next_line(struct pd_bytes *rest, struct pd_bytes *line)
{
	if (rest->size == 0)
		return false;
	const unsigned char *end = memchr(rest->data, '\n', rest->size);
	size_t size = end != NULL ? (size_t)(end - rest->data) : rest->size;
	*line = (struct pd_bytes){rest->data, size};
	size += end != NULL;
	rest->data += size;
	rest->size -= size;
	return true;
}

static bool
begins_with(struct pd_bytes line, const char *text)
{
	size_t size = strlen(text);
	return line.size >= size && memcmp(line.data, text, size) == 0;
}

/* "libgnutls30", or "libgnutls30t64"; not those of other parts (libgnutls-dane0). */
static bool
names_library(struct pd_bytes line)
{
	return begins_with(line, "Package: libgnutls30") &&
	       (line.size == strlen("Package: libgnutls30") ||
		       begins_with(line, "Package: libgnutls30t64"));
}

static char *
find_package(struct pd_bytes packages)
{
	static const char field[] = "Version: ";
	struct pd_bytes line;
	bool is_inside = false;
	while (next_line(&packages, &line)) {
		is_inside = line.size > 0 && (is_inside || names_library(line));
		if (is_inside && begins_with(line, field))
			return pd_copy_bytes(line.data + sizeof field - 1,
				line.size - (sizeof field - 1));
	}
	return NULL;
}

static enum pd_patched
judge_package(const char *package)
{
	for (size_t i = 0; i < PD_COUNT(packages_known); i++) {
		size_t size = strlen(packages_known[i].base);
		const char *mended = packages_known[i].mended;
		if (strncmp(package, packages_known[i].base, size) != 0)
			continue;
		if (package[size] == '\0')
			return PD_UNPATCHED;
		if (strncmp(package + size, mended, strlen(mended)) == 0)
			return strtol(package + size + strlen(mended), NULL, 10) >=
					       packages_known[i].number
				       ? PD_PATCHED
				       : PD_UNPATCHED;
	}
	return PD_PATCH_UNKNOWN;
}

enum pd_patched
pd_gnutls_patched(const char *version, struct pd_bytes packages, char **package)
{
	size_t size = strlen(version);
	PD_AUTO(pd_drop_text) char *found = find_package(packages);
	bool is_its = found != NULL && strncmp(found, version, size) == 0 &&
		      found[size] == '-';
	*package = NULL;
	if (is_at_least(version, PD_GNUTLS_PATCHED))
		return PD_PATCHED;
	if (!is_its)
		return PD_PATCH_UNKNOWN;
	enum pd_patched patched = judge_package(found);
	*package = pd_steal(found);
	return patched;
}
