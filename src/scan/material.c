/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/material.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "x509/key/key.h"
#include "x509/read/reader.h"

/* The files with certificates and keys, each of which is read once. */

enum { FILE_LIMIT = 1 << 20 };

#define BEGIN "-----BEGIN "

static void
keep_key_id(struct pd_scan_file *file, const struct pd_object *object)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_key_from_der(object->der, file->path, &problem);
	if (key != NULL)
		pd_names_add(&file->keys, pd_key_id(key));
	else if (file->problem == NULL)
		file->problem = pd_copy(problem.message);
}

static void
keep_read_certificate(struct pd_scan_file *file, const struct pd_object *object)
{
	struct pd_error problem = {0};
	struct pd_certificate *certificate =
		pd_certificate_from_reader(object->der, file->path, &problem);
	if (certificate != NULL)
		pd_certificates_add(&file->certificates, certificate);
	else if (file->problem == NULL)
		file->problem = pd_copy(problem.message);
}

static void
keep_read_problem(struct pd_scan_file *file, const struct pd_error *problem)
{
	if (problem->code == PD_EPASSPHRASE)
		file->is_locked = true;
	else if (file->problem == NULL)
		file->problem = pd_copy(problem->message);
}

static void
keep_read_object(struct pd_scan_file *file, const struct pd_object *object)
{
	if (object->problem.code != PD_OK)
		keep_read_problem(file, &object->problem);
	else if (object->kind == PD_OBJECT_CERTIFICATE)
		keep_read_certificate(file, object);
	else if (object->kind == PD_OBJECT_KEY)
		keep_key_id(file, object);
}

static bool
is_locked(const struct pd_objects *objects, const struct pd_error *problem)
{
	bool locked = problem->code == PD_EPASSPHRASE;
	for (size_t i = 0; i < objects->count; i++)
		locked = locked || objects->items[i].problem.code == PD_EPASSPHRASE;
	return locked;
}

/* Reads it again if the passphrase opens it. */
static bool
open_scanned(const struct pd_secret *passphrase, struct pd_reading *reading,
	struct pd_objects *out)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_objects_free) struct pd_objects opened = {0};
	reading->passphrase = passphrase;
	if (!pd_reader_read(reading, &opened, &problem) || is_locked(&opened, &problem))
		return false;
	pd_objects_free(out);
	*out = opened;
	opened = (struct pd_objects){0};
	return true;
}

/* What needs a passphrase is tried with the one that was given and those that the service's
 * configuration says; where they are another's, it is as if there were none. */
static bool
read_scanned(const struct pd_machine *scan, struct pd_reading *reading,
	bool *was_locked, struct pd_objects *out, struct pd_error *error)
{
	bool good = pd_reader_read(reading, out, error);
	*was_locked = is_locked(out, error);
	if (!*was_locked)
		return good;
	bool opened = scan->passphrase != NULL &&
		      open_scanned(scan->passphrase, reading, out);
	for (size_t i = 0; i < scan->passphrase_count && !opened; i++)
		if (scan->passphrases[i].service == scan->current)
			opened =
				open_scanned(&scan->passphrases[i].words, reading, out);
	if (opened)
		pd_error_clear(error);
	return good || opened;
}

static void
read_scanned_file(
	struct pd_machine *scan, struct pd_scan_file *file, enum pd_ground_want want)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	file->number =
		pd_ground_read(&scan->ground, file->path, FILE_LIMIT, want, &content);
	if (file->number != 0)
		return;
	struct pd_reading reading = {.input = pd_secret_bytes(&content),
		.from = file->path,
		.mode = PD_READ_ALL,
		.cancelled = scan->ground.cancelled,
		.wanted = PD_WANT_PAIR};
	file->is_text =
		memmem(content.data, content.size, BEGIN, strlen(BEGIN)) != NULL;
	if (!read_scanned(scan, &reading, &file->was_locked, &objects, &problem) &&
		problem.code == PD_EIO)
		pd_ground_note(&scan->ground, file->path, problem.message);
	else if (problem.code != PD_OK)
		keep_read_problem(file, &problem);
	for (size_t i = 0; i < objects.count; i++)
		keep_read_object(file, &objects.items[i]);
	if (file->keys.count > 0 || file->is_locked)
		file->is_open = pd_ground_is_open(&scan->ground, file->path);
}

/* The same file by another name is one. */
static struct pd_scan_file *
find_scanned_file(
	const struct pd_machine *scan, const char *path, const struct stat *status)
{
	for (size_t i = 0; i < scan->file_count; i++) {
		struct pd_scan_file *each = scan->files[i];
		bool same = status != NULL && each->real != NULL &&
			    each->status.st_dev == status->st_dev &&
			    each->status.st_ino == status->st_ino;
		if (same || strcmp(each->path, path) == 0)
			return each;
	}
	return NULL;
}

struct pd_scan_file *
pd_material_find(struct pd_machine *scan, const char *path, enum pd_ground_want want)
{
	struct stat status;
	int number = pd_ground_look(&scan->ground, path, &status);
	struct pd_scan_file *file =
		find_scanned_file(scan, path, number == 0 ? &status : NULL);
	if (file != NULL && (file->number != ENODATA || want != PD_GROUND_ANY))
		return file;
	if (file == NULL) {
		file = pd_alloc(1, sizeof *file);
		file->path = pd_copy(path);
		file->number = number;
		scan->files = pd_grow_by_one(
			scan->files, scan->file_count, sizeof *scan->files);
		scan->files[scan->file_count++] = file;
	}
	if (number == 0) {
		file->status = status;
		free(file->real);
		file->real = pd_ground_real(&scan->ground, path);
		read_scanned_file(scan, file, want);
	}
	if (file->number != ENOENT && file->number != ENODATA)
		pd_ground_note_number(&scan->ground, path, file->number);
	return file;
}
