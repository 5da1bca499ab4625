/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_ENTRY_H
#define PD_STORE_ENTRY_H

#include <stdint.h>

#include "base/error.h"
#include "base/there/there.h"
#include "store/names.h"
#include "x509/der/digest.h"

/* An entry of history: what one change did, by whom. */

struct pd_store;

enum pd_effect { PD_EFFECT_ADDED, PD_EFFECT_REPLACED, PD_EFFECT_REMOVED };

struct pd_touched {
	char *path; /* of the record or file in the store: "ssl/ca" */
	enum pd_effect effect;
	char *before, *after; /* SHA-256 of the file, hex; NULL where there was none */
};

struct pd_entry {
	long number;
	int64_t time;
	char *account;
	char *operation; /* "ssl update" */
	char *sentence;
	char *comment;  /* NULL: none */
	long undone_by; /* number of the entry that undid it; 0: none */
	long undoes;    /* number of the entry that it undid; 0: none */
	bool can_undo;  /* pd_history_undo takes it, unless a file was edited by hand */
	bool is_head;   /* it is large, and only listed: touched was not read */
	char *folders;  /* of a large one: those of its files, with blanks between */
	struct pd_touched *touched;
	size_t touched_count;
};

struct pd_entries {
	struct pd_entry *items; /* newest first */
	size_t count;
};

/* Each leaves it empty; PD_AUTO fits. */
void pd_entry_free(struct pd_entry *entry);
void pd_entries_free(struct pd_entries *entries);

/* ---- on disk -------------------------------------------------------------------- */

#define PD_STAGE ".new" /* in history: what is being put together */
#define PD_ENTRY_FILE "entry.cfg"

/* The name of an entry's directory, and the number in one that has that suffix (0: it
 * is none). */
char *pd_entry_name(long number, const char *suffix); /* free() it */
long pd_entry_number(const char *name, const char *suffix);

/* The path of what is inside ("/entry.cfg" or "") for an error; free() it. */
char *pd_entry_shown(
	const struct pd_store *store, const char *name, const char *inside);

/* The name, in an entry's directory, of what was before or comes after its index-th
 * file; free() it. */
enum pd_slot { PD_SLOT_NEW, PD_SLOT_OLD };
char *pd_entry_slot(enum pd_slot slot, size_t index, const char *file);
bool pd_entry_slot_is_key(const char *name);

/* Names in history; numbers of the entries, ascending, free() *out. */
bool pd_entry_list(const struct pd_store *store, bool (*wanted)(const char *name),
	struct pd_names *out, struct pd_error *error);
bool pd_entry_numbers(const struct pd_store *store, long **out, size_t *count,
	struct pd_error *error);

/* The number of the newest entry, 0 if there is none; whether there is one of a number.
 * No list of them is read, unless what was put down of the newest is gone or wrong. */
bool pd_entry_newest(
	const struct pd_store *store, long *number, struct pd_error *error);
/* Is there something of this name in history, or such an entry? PD_THERE_UNKNOWN: error. */
enum pd_there pd_entry_look(
	const struct pd_store *store, const char *name, struct pd_error *error);
enum pd_there pd_entry_look_number(
	const struct pd_store *store, long number, struct pd_error *error);

/* Opens an entry's directory; -1: error. */
int pd_entry_open(
	const struct pd_store *store, const char *name, struct pd_error *error);

/* Reads entry.cfg of a directory; writes it into a staged one. touched[].path are
 * files. */
bool pd_entry_read(const struct pd_store *store, const char *name, struct pd_entry *out,
	struct pd_error *error);

/* Reads it for a list: a large one without touched (is_head). */
bool pd_entry_read_head(const struct pd_store *store, const char *name,
	struct pd_entry *out, struct pd_error *error);

/* May it have touched the file, going by its folders? */
bool pd_entry_may_touch(const struct pd_entry *large, const char *file);

/* The text of entry.cfg, whether a file is touched in it, and the next from *at on, which starts at 0;
 * NULL: no more. free() it. Much faster than reading thousands of them as values. */
bool pd_entry_read_text(const struct pd_store *store, const char *name,
	struct pd_secret *out, struct pd_error *error);
bool pd_entry_text_has(const struct pd_secret *text, const char *file);
char *pd_entry_next_file(const struct pd_secret *text, size_t *at);

bool pd_entry_write(const struct pd_store *store, int stage,
	const struct pd_entry *entry, struct pd_error *error);

/* The digest of an entry's file; of the one before, as an entry says it ("" where it
 * says none). */
bool pd_entry_digest(const struct pd_store *store, long number,
	char digest[PD_DIGEST_SIZE], struct pd_error *error);
bool pd_entry_previous(const struct pd_store *store, long number,
	char digest[PD_DIGEST_SIZE], struct pd_error *error);

/* Puts down which entry is the newest, with its digest, so that one taken away from the
 * end is missed too; reads it again (number 0: nothing was put down; false: it
 * cannot be read). */
void pd_entry_mark(const struct pd_store *store, long number);
bool pd_entry_marked(const struct pd_store *store, long *number,
	char digest[PD_DIGEST_SIZE], struct pd_error *error);

/* Is all that was before it still there? Only what is gone counts as missing, not what
 * cannot be looked at just now. */
bool pd_entry_is_kept(const struct pd_store *store, const struct pd_entry *entry);

#endif
