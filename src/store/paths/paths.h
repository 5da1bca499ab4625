/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_PATHS_PATHS_H
#define PD_STORE_PATHS_PATHS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Paths of files below the store's directory, by their letters alone: "ssl/ca.cfg",
 * "keys/ID.pem". */

struct pd_store;

enum pd_removal { PD_UNLINK, PD_WIPE };

/* The path for an error; a word for a shell command in one. free() them. */
char *pd_files_shown(const struct pd_store *store, const char *file);
char *pd_files_shell_word(const char *path);

/* Is it a path that callers may name; may it be a file of the store? */
bool pd_files_check_path(const char *path, struct pd_error *error);
bool pd_files_is_file(const char *file);
bool pd_files_is_key(const char *file);
enum pd_removal pd_files_removal(const char *file); /* PD_WIPE for a key */

const char *pd_files_name(const char *file); /* "ca.cfg" of "ssl/ca.cfg" */

/* The largest record, and the largest of other files: a list of a million entries. */
#define PD_RECORD_LIMIT ((size_t)16 << 20)
#define PD_STORED_LIMIT ((size_t)256 << 20)
size_t pd_files_limit(const char *file);

/* A part of a path made from any text: what is not allowed becomes %XX; free() it. */
char *pd_store_name(const char *text);

/* The text that such a part was made of, if it was not too long to be kept whole; free()
 * it. */
char *pd_store_name_text(const char *name);

/* Where the store is when nothing else is said: $PEMDECK_STORE, /var/lib/pemdeck for root,
 * else $XDG_DATA_HOME/pemdeck, else ~/.local/share/pemdeck. free() it. NULL: error. */
char *pd_store_default_path(struct pd_error *error);

#endif
