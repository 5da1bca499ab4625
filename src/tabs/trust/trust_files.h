/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_FILES_H
#define PD_TABS_TRUST_TRUST_FILES_H

#include "base/error.h"

/* The files that an argument means: itself, or all files in and below a directory,
 * sorted by name. Links to files are followed, links to directories are not, so there
 * are no loops. */

struct pd_trust_files {
	/* Called with each file. false: stop, error is set. */
	bool (*take)(void *work, const char *path, struct pd_error *error);
	/* Called with what is skipped: a socket, a pipe, a device. why is a phrase. */
	void (*skip)(void *work, const char *path, const char *why);
	/* Called with what cannot be read. why is a sentence. */
	void (*bad)(void *work, const char *path, const char *why);
	void *work;
};

/* false: take failed, or there are too many files. */
bool pd_trust_files(
	const char *path, const struct pd_trust_files *files, struct pd_error *error);

#endif
