/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/walk.h"

#include <errno.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "scan/material.h"

/* Folders in which certificates lie, whoever uses them. */

enum { DEEPEST = 32 };

struct walking {
	struct pd_machine *scan;
	const struct pd_service *service;
	enum pd_scan_walk walk;
	dev_t device;
};

/* OpenSSL's names of links to certificates in the same folder: 1a2b3c4d.0 */
static bool
is_hash_link(const char *name)
{
	size_t digits = 0;
	while (pd_hex_digit(name[digits]) >= 0)
		digits++;
	return digits == 8 && name[digits] == '.' &&
	       pd_ascii_is_digit(name[digits + 1]);
}

/* What links into /usr comes with the distribution's packages, as the roots that it trusts
 * do. */
static bool
is_of_distribution(struct pd_machine *scan, const char *path)
{
	PD_AUTO(pd_drop_text) char *real = pd_ground_real(&scan->ground, path);
	return real == NULL || strncmp(real, "/usr/", 5) == 0;
}

static bool
is_in_use(const struct pd_machine *scan, const struct pd_scan_file *file)
{
	for (size_t i = 0; i < scan->use_count; i++)
		if (scan->uses[i].certificate == file || scan->uses[i].key == file ||
			scan->uses[i].chain == file || scan->uses[i].authority == file)
			return true;
	return false;
}

static void
take_walked_file(struct walking *walking, const char *path)
{
	struct pd_machine *scan = walking->scan;
	struct pd_scan_file *file =
		pd_material_find(scan, path, PD_GROUND_CERTIFICATES);
	bool holds =
		file->certificates.count > 0 || file->keys.count > 0 || file->is_locked;
	if (!holds || is_in_use(scan, file))
		return;
	bool is_ones = walking->service != NULL &&
		       strcmp(walking->service->name, PD_NOBODY) != 0 &&
		       file->certificates.count > 0;
	struct pd_scan_use *use = pd_machine_add_use(
		scan, is_ones ? PD_SCAN_SERVES : PD_SCAN_LIES, walking->service, file);
	if (file->keys.count > 0)
		use->key = file;
}

static void walk_folder(struct walking *walking, const char *path, unsigned depth);

static void
take_walked_name(
	struct walking *walking, const char *path, const char *name, unsigned depth)
{
	struct pd_ground *ground = &walking->scan->ground;
	struct stat status;
	bool link = pd_ground_is_link(ground, path);
	bool given = walking->walk == PD_SCAN_GIVEN;
	if (link && !given &&
		(is_hash_link(name) || is_of_distribution(walking->scan, path)))
		return;
	int number = pd_ground_look(ground, path, &status);
	if (number != 0) {
		if (!link)
			pd_ground_note_number(ground, path, number);
		return;
	}
	if (S_ISREG(status.st_mode))
		take_walked_file(walking, path);
	if (!S_ISDIR(status.st_mode) || link)
		return;
	if (status.st_dev != walking->device && !ground->everywhere)
		pd_ground_note(ground, path,
			_("this is on another file system; --other-file-systems goes "
			  "there"));
	else
		walk_folder(walking, path, depth + 1);
}

static void
walk_folder(struct walking *walking, const char *path, unsigned depth)
{
	struct pd_ground *ground = &walking->scan->ground;
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (depth > DEEPEST) {
		pd_ground_note(ground, path, _("this is nested too deeply"));
		return;
	}
	pd_ground_note_number(ground, path, pd_ground_list(ground, path, &names));
	for (size_t i = 0; i < names.count && !pd_ground_is_over(ground); i++) {
		PD_AUTO(pd_drop_text)
		char *inside = pd_format(
			"%s/%s", strcmp(path, "/") == 0 ? "" : path, names.items[i]);
		take_walked_name(walking, inside, names.items[i], depth);
	}
}

void
pd_scan_walk(struct pd_machine *scan, const struct pd_service *service,
	const char *path, enum pd_scan_walk walk)
{
	struct walking walking = {.scan = scan, .service = service, .walk = walk};
	struct stat status;
	int number = pd_ground_look(&scan->ground, path, &status);
	if (number != 0) {
		if (walk == PD_SCAN_GIVEN || number != ENOENT)
			pd_ground_note_number(&scan->ground, path, number);
		return;
	}
	walking.device = status.st_dev;
	if (S_ISDIR(status.st_mode))
		walk_folder(&walking, path, 0);
	else if (S_ISREG(status.st_mode))
		take_walked_file(&walking, path);
	else
		pd_ground_note_number(&scan->ground, path, EINVAL);
}
