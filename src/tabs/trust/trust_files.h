/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_FILES_H
#define PD_TABS_TRUST_TRUST_FILES_H

#include "base/error.h"

/* The files that a word on the command line means: itself, or, if it is a directory,
 * all in it and below, by name. Links to files are followed, links to directories are
 * not: so nothing goes round in circles. */

struct pd_trust_files {
	/* Each file. false: it ends, error is set. */
	bool (*take)(void *work, const char *path, struct pd_error *error);
	/* What is left out: a socket, a pipe, a device, ... why is a phrase. */
	void (*skip)(void *work, const char *path, const char *why);
	/* What cannot be read: a directory, or something in it. why is a sentence. */
	void (*bad)(void *work, const char *path, const char *why);
	void *work;
};

/* false: take said so, or there are too many files. */
bool pd_trust_files(
	const char *path, const struct pd_trust_files *files, struct pd_error *error);

#endif
