/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SIGNATURE_SIGNATURE_FILES_H
#define PD_TABS_SIGNATURE_SIGNATURE_FILES_H

#include "operation/operation.h"

/* The files that sign and verify work on. */

struct pd_signature_file {
	char *path;
	char *below; /* the path below the directory named, or the name alone */
	const struct pd_secret *content; /* NULL: it is read; else lent */
};

struct pd_signature_files {
	struct pd_signature_file *items;
	size_t count;
	uint64_t size;            /* the sum, as far as known */
	struct pd_names left_out; /* sentences on links and the like */
	size_t hidden;
};
void pd_signature_files_free(struct pd_signature_files *files); /* PD_AUTO fits */

/* The files that the field "file" names. Directories are walked, in sorted order,
 * without hidden files, signatures (.sig) and what is no regular file. */
bool pd_signature_files_find(const struct pd_values *values,
	struct pd_signature_files *out, struct pd_error *error);

/* Warns of what was left out of them, but for signatures. */
void pd_signature_files_warn(
	const struct pd_signature_files *files, struct pd_result *result);

/* Is it standard input? Then it is the only one. */
bool pd_signature_file_is_input(const struct pd_signature_file *file);

/* Where the signature of a file is: FILE.sig, or what out says; free() it. */
char *pd_signature_file_sig(const struct pd_signature_file *file);

/* Progress of the work on all files. */
struct pd_signature_progress {
	struct pd_context *context;
	const struct pd_signature_files *files;
	size_t index;  /* of the file at work */
	uint64_t done; /* bytes of those before */
	int percent;   /* told last */
};

/* Digests the file at work, reading it once and reporting progress. */
struct pd_digests;
bool pd_signature_digest(struct pd_signature_progress *progress, unsigned hashes,
	struct pd_digests *out, struct pd_error *error);

#endif
