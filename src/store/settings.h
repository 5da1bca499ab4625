/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_SETTINGS_H
#define PD_STORE_SETTINGS_H

#include "store/layers.h"
#include "store/settings/names.h"
#include "store/store.h"

#include <stdint.h>

/* settings.cfg: what the operator decides about the store, and under it what is decided for
 * all stores of this host (store/layers.h). One constant table of rows: name, kind,
 * default, limits, one sentence of help. */

struct pd_setting {
	const char *name;
	long fallback, least, most;
	const char *help;           /* for gettext */
	const char *const *choices; /* the words for 0, 1, ...; NULL: it is a number */
};
extern const struct pd_setting pd_settings_table[]; /* ends with a NULL name */

/* Where the signing key is kept, and whose it is. */
enum pd_security_level { PD_LEVEL_LOW, PD_LEVEL_MEDIUM, PD_LEVEL_HIGH };

/* Where what goes into history goes as well (store/history/log.h). */
enum pd_log { PD_LOG_NONE, PD_LOG_SYSLOG, PD_LOG_FILES };

/* Which file was read: one that was changed meanwhile differs. */
struct pd_stamp {
	uint64_t device, inode;
	int64_t size, seconds, nanoseconds;
	uint64_t below; /* of the files of this host */
};
bool pd_stamp_is_same(const struct pd_stamp *a, const struct pd_stamp *b);

struct pd_settings {
	long warning_days;   /* the most days before its end that one "expires": 183 */
	long critical_days;  /* and is critical: 30 */
	long rejected_keep;  /* 100 */
	long undo_days;      /* 7 */
	long backup_days;    /* 0: no age of the last backup is a reason to warn */
	long security_level; /* of enum pd_security_level */
	long key_idle_minutes; /* 10 */
	long log;              /* of enum pd_log */
	long highlight; /* what of a selected row is lit: 0 the row, 1 name, 2 marker */
	long page_lines; /* of the dialogue in lines; 0: of the terminal */
	char roles[PD_ROLES][PD_ROLE_SIZE]; /* names, a blank between two; "" if none */
	char urls[PD_URLS][PD_URL_SIZE];    /* "" if none */
	struct pd_stamp stamp;
};

/* Reads it; a value out of its limits is an error that names it and them. */
bool pd_settings_load(
	struct pd_store *store, struct pd_settings *out, struct pd_error *error);

/* What would hold if the store said nothing: what this host says, and the defaults. store may
 * be NULL: there is none. */
bool pd_settings_load_usual(
	struct pd_store *store, struct pd_settings *out, struct pd_error *error);

/* Reads it again if it is another file than before, which costs one stat otherwise;
 * *changed says so. On failure settings stay as they were, and the next call tries
 * again. */
bool pd_settings_refresh(struct pd_store *store, struct pd_settings *settings,
	bool *changed, struct pd_error *error);

/* A setting, role or address as one types it; free() it. NULL if none has that name. */
char *pd_settings_text(const struct pd_settings *settings, const char *name);

/* Is it one whose value is a number? */
bool pd_settings_is_number(const char *name);

/* The allowed values, for people: "low, medium, high", "0 to 3653"; free() it. NULL:
 * none has that name. */
char *pd_settings_range(const char *name);

/* The words that it is one of, ending with NULL; NULL: it is no choice. */
const char *const *pd_settings_words(const char *name);

/* Sets one in settings, from text as typed. Refused: a name that is none, a value that
 * does not fit. */
bool pd_settings_set(struct pd_settings *settings, const char *name, const char *text,
	struct pd_error *error);

/* Fails as it is none of the settings, though settings.cfg may have it. */
bool pd_settings_fail_unknown(const char *name, struct pd_error *error);

/* Can this be locked: a setting, a role, an address, or one of the lists beside them? */
bool pd_settings_is_name(const char *name);

/* Where the value of a setting, role or address comes from. */
struct pd_origin {
	enum { PD_FROM_DEFAULT, PD_FROM_STORE, PD_FROM_HOST } from;
	char *file, *place; /* the file, and FILE:LINE; NULL for the default */
	char *lock;         /* FILE:LINE that locks it; NULL: it may be set here */
};
void pd_origin_free(struct pd_origin *origin); /* leaves it empty; PD_AUTO fits */
void pd_settings_origin(
	const struct pd_layers *layers, const char *name, struct pd_origin *out);

/* PD_ESTATE if this host locks it, so that it cannot be set in the store. */
bool pd_settings_check_open(
	struct pd_store *store, const char *name, struct pd_error *error);

/* Hands over what stands in settings and has no effect, and where (FILE:LINE): a name
 * that nothing reads, such as one that was typed wrong (lock NULL), or one of the store
 * that the host locks (lock: where). All are gone when take returns. Files that cannot be
 * read have none. */
typedef void pd_idle_setting(
	void *self, const char *place, const char *name, const char *lock);
void pd_settings_each_idle(struct pd_store *store, pd_idle_setting *take, void *self);

#endif
