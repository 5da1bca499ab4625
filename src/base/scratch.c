/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"

/* The program that is started opens the file by its path, so that nobody else may be able
 * to put another directory in the place of this one: su leaves XDG_RUNTIME_DIR to root as
 * it was. */
static bool
make_scratch_folder_in(
	const char *place, struct pd_scratch *scratch, struct pd_error *problem)
{
	const struct pd_guard guard = {
		.is_on = true, .trusted = {0, geteuid(), geteuid(), geteuid()}};
	unsigned long long random;
	if (getrandom(&random, sizeof random, 0) != (ssize_t)sizeof random)
		return false;
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s/pemdeck-%016llx", place, random);
	scratch->directory = pd_directory_make(path, 0700, &guard, problem);
	if (scratch->directory < 0)
		return false;
	scratch->folder = pd_steal(path);
	return true;
}

/* A place in memory is best: nothing of a key gets onto a disk. */
static bool
make_scratch_folder(struct pd_scratch *scratch, struct pd_error *error)
{
	const char *places[] = {
		getenv("XDG_RUNTIME_DIR"), "/dev/shm", getenv("TMPDIR"), "/tmp"};
	struct pd_error problem = {0};
	for (size_t i = 0; i < PD_COUNT(places); i++) {
		pd_error_clear(&problem);
		if (places[i] != NULL && *places[i] == '/' &&
			make_scratch_folder_in(places[i], scratch, &problem))
			return true;
	}
	/* That it is not safe has no number. */
	if (problem.code == PD_EINPUT)
		return pd_fail(error, PD_EINPUT, problem.input, "%s", problem.message);
	return pd_fail_errno(error, PD_EIO, "/tmp",
		_("no directory for a temporary file can be made there"));
}

bool
pd_scratch_make(struct pd_scratch *scratch, const char *name, struct pd_bytes content,
	struct pd_error *error)
{
	if (!make_scratch_folder(scratch, error))
		return false;
	scratch->path = pd_format("%s/%s", scratch->folder, name);
	return pd_file_create_at(
		scratch->directory, name, scratch->path, content, 0600, error);
}

bool
pd_scratch_read(
	const struct pd_scratch *scratch, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *name = pd_directory_name(scratch->path);
	return pd_file_read_at(
		scratch->directory, name, scratch->path, PD_INPUT_LIMIT, out, error);
}

static bool
wipe_file(void *work, int folder, const char *name)
{
	static const unsigned char zeros[4096];
	(void)work;
	struct stat status;
	PD_AUTO(pd_drop_descriptor)
	int file = openat(folder, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
	if (file >= 0 && fstat(file, &status) == 0 && S_ISREG(status.st_mode))
		for (off_t done = 0; done < status.st_size; done += (off_t)sizeof zeros)
			if (write(file, zeros, sizeof zeros) < 0)
				break;
	(void)unlinkat(folder, name, 0);
	return true;
}

/* With it goes what the editor left beside it: backups and the like. */
void
pd_scratch_drop(struct pd_scratch *scratch)
{
	if (scratch->directory >= 0)
		(void)pd_directory_list(scratch->directory, wipe_file, NULL);
	if (scratch->folder != NULL)
		(void)rmdir(scratch->folder);
	pd_drop_descriptor(&scratch->directory);
	free(scratch->folder);
	free(scratch->path);
	*scratch = (struct pd_scratch){.directory = -1};
}
