/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_CHECK_H
#define PD_STORE_CHECK_H

#include "store/store.h"

/* Finds what is wrong with a store and says how to fix it. Changes nothing. */

struct pd_store_fault {
	const char *kind; /* for scripts: permissions, owner, leftover, ... */
	char *path;       /* where; what it is about */
	char *problem;    /* a sentence */
	char *remedy;     /* the command that mends it, or what to do */
};

struct pd_store_faults {
	struct pd_store_fault *items;
	size_t count, room;
};
void pd_store_faults_free(
	struct pd_store_faults *flaws); /* leaves it empty; PD_AUTO fits */

/* Appends one, unless something is wrong there already: what is found first has to be
 * mended first. The texts are copied. */
void pd_store_faults_add(struct pd_store_faults *flaws, const char *kind,
	const char *path, const char *problem, const char *remedy);

/* Looks at the files themselves, also of a store that does not open: owners, modes,
 * links, what was left over. PD_ESTORE if there is no such directory. */
bool pd_store_check_files(
	const char *path, struct pd_store_faults *out, struct pd_error *error);

/* Looks into an open store: records that cannot be read, keys that are damaged, are
 * called like others, or that nothing needs. */
bool pd_store_check_content(
	struct pd_store *store, struct pd_store_faults *out, struct pd_error *error);

/* A path as a word for a shell; free() it. */
char *pd_store_shell_word(const char *path);

#endif
