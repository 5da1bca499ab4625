/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"

/* A place in memory is best: nothing of a key gets onto a disk. */
static bool
make_scratch_folder(struct pd_scratch *scratch, struct pd_error *error)
{
	const char *places[] = {
		getenv("XDG_RUNTIME_DIR"), "/dev/shm", getenv("TMPDIR"), "/tmp"};
	for (size_t i = 0; i < PD_COUNT(places); i++) {
		if (places[i] == NULL || *places[i] != '/')
			continue;
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/pemdeck-XXXXXX", places[i]);
		if (mkdtemp(path) == NULL)
			continue;
		scratch->folder = pd_steal(path);
		scratch->directory = open(scratch->folder,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (scratch->directory >= 0)
			return true;
		break;
	}
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
