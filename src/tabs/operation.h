/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_OPERATION_H
#define PD_TABS_OPERATION_H

#include "base/details.h"
#include "store/settings.h"
#include "tabs/field.h"

#include <stdatomic.h>
#include <stdint.h>

/* The table of operations: everything an operator can do is one row. */

enum pd_hazard {
	PD_READS,
	PD_ADDS,
	PD_REPLACES, /* asks before it runs; on the command line --yes */
	PD_DESTROYS, /* asks, Cancel first; on the command line --yes */
};

enum pd_role { PD_OBSERVER, PD_SYSTEM_ADMINISTRATOR, PD_SECURITY_OFFICER };

/* Kinds of row that an operation applies to. */
enum pd_on {
	PD_ON_TAB = 0,
	PD_ON_CA = 1,
	PD_ON_ISSUED = 2,
	PD_ON_ENTRY = 4,   /* of history */
	PD_ON_DAMAGED = 8, /* a record that cannot be read: only told */
	PD_ON_SIGNER = 16,
	PD_ON_ALIAS = 32,
	PD_ON_KEY = 64,
	PD_ON_CHAIN = 128,
	PD_ON_REQUEST = 256,
	PD_ON_TRUSTED = 512,
	PD_ON_REJECTED = 1024,
	PD_ON_SETTING = 2048,
};

/* What a run works with. The front end owns it; one operation runs at a time. */
struct pd_identity;
struct pd_context {
	struct pd_store *store; /* NULL only for operations that only look */
	const char *store_path; /* where it is */
	struct pd_settings settings;
	const char *account; /* whose work it is */
	const char *comment; /* the operator's, for history; may be NULL */
	int64_t now;         /* seconds since the epoch: tests set it */
	bool may_replace;    /* the operator agreed to replace output files */
	bool on_screen;      /* the face that asked is the screen */
	/* Progress in percent and words; called from the thread that runs. May be NULL.
	 */
	void (*progress)(void *face, int percent, const char *sentence);
	void *face;
	atomic_bool *cancelled; /* may be NULL */
	/* Standard input, once an operation has read it: a second try with a passphrase
	 * finds it here. The front end wipes it. */
	struct pd_secret standard_input;
	/* While a new store is given its standard material: its CA with the key, for
	 * the tabs whose certificates it issues. Else NULL. */
	struct pd_identity *standard_ca;
};

/* Opens the store for looking, unless it is open. */
bool pd_context_look(struct pd_context *context, struct pd_error *error);

/* Reads a FILE value: a file, or "-" for standard input, which is read only once. */
bool pd_context_read(struct pd_context *context, const char *path,
	struct pd_secret *out, struct pd_error *error);

/* ---- rows --------------------------------------------------------------------- */

#define PD_COLUMNS 10

struct pd_column {
	const char *name; /* snake_case: the member in JSON */
	const char
		*label;  /* N_(); NULL: only for programs, and so are those behind it */
	int least, most; /* cells; the name column (the first) takes what is left */
};

struct pd_row {
	unsigned kind;            /* one of enum pd_on */
	char *id;                 /* what the operation's PD_ROW field gets */
	char marker;              /* ' ', '!', 'x', '+' */
	char *cells[PD_COLUMNS];  /* safe to show; [0] is the name */
	char *values[PD_COLUMNS]; /* for JSON where it differs (times, states); or NULL
				   */
	/* enum pd_value_kind, for JSON: text, a number, a flag; a time without text is
	 * null. */
	unsigned char kinds[PD_COLUMNS];
	int depth; /* in an issuer tree: indented so often */
};

struct pd_rows {
	char *title; /* "Profile SSL: the built-in certificate authority" */
	char *count; /* right of it: "3 issued, 1 expires soon" */
	const struct pd_column *columns; /* constant, ends with a NULL name */
	struct pd_row *items;
	size_t count_of_items;
	char *empty; /* the sentence for an empty section */
};

/* Appends a row; cells follow one by one. free by pd_rows_free. */
struct pd_row *pd_rows_add(
	struct pd_rows *rows, unsigned kind, const char *id, char marker);
void pd_row_set(
	struct pd_row *row, size_t column, const char *shown, const char *value);
/* The same for what is no text to programs. A date is shown as its day, and is the time
 * for programs; none is shown as nothing, and null for them. */
void pd_row_number(struct pd_row *row, size_t column, int64_t number);
void pd_row_flag(struct pd_row *row, size_t column, bool flag, const char *shown);
void pd_row_date(struct pd_row *row, size_t column, int64_t time);
/* What programs find elsewhere: shown, and null for them. */
void pd_row_none(struct pd_row *row, size_t column, const char *shown);
void pd_rows_free(struct pd_rows *rows); /* leaves it empty; PD_AUTO fits */

/* ---- result ------------------------------------------------------------------- */

struct pd_result {
	char *sentence;  /* what was done; the message line, or stderr unless --quiet */
	char **warnings; /* each a sentence: stderr, or the message list */
	size_t warning_count;
	bool has_details;
	struct pd_details details; /* show: pager, lines or one JSON object */
	bool is_value; /* the details are one value, printed without its label */
	bool has_rows;
	struct pd_rows rows; /* list: rows, lines or a JSON array */
	char *headline;      /* the line above the rows, on standard output; or NULL */
	bool has_output;
	struct pd_secret output; /* a file for standard output, as it is */
	bool output_is_secret;   /* what was decrypted: not kept without asking */
	bool changed;            /* the store: the screen reloads */
	int status; /* exit status where it is not 0 although it was done */
	/* On the screen: another operation of the tab whose form follows, and what is
	 * filled in there. NULL: none. */
	const char *next;
	struct pd_values *presets;
};
void pd_result_free(
	struct pd_result *result); /* wipes; leaves it empty; PD_AUTO fits */

/* printf into result->sentence; adds a warning. */
void pd_result_say(struct pd_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void pd_result_warn(struct pd_result *result, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* ---- operation ---------------------------------------------------------------- */

/* Does it, or fails with one sentence and changes nothing. A run that needs a
 * passphrase it was not given fails with PD_EPASSPHRASE and the field's name; the front
 * end asks and runs it again. */
typedef bool pd_run(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error);

struct pd_operation {
	const char *tab, *name;   /* "tls", "request": CLI words, the id in tests */
	int key;                  /* unique in its tab, never a global key; 0: none;
				   * '\n' is Enter */
	const char *label, *help; /* N_(): bar text; one sentence */
	unsigned on;              /* kinds of row it applies to; PD_ON_TAB: the tab */
	enum pd_hazard hazard;
	enum pd_role role;
	const struct pd_field *fields; /* NULL, or ends with a NULL name */
	pd_run *run;
	/* It changes nothing, not even for a store that is new, broken or cut off in a
	 * change: it opens the store itself, if it is not open, by pd_context_look. */
	bool only_looks;
	/* The name of a monitoring plugin: what fails is also told in a plugin's line,
	 * "NAME UNKNOWN - sentence", and ends with 3. NULL: it is none. */
	const char *plugin;
	/* What asking shows before it replaces or destroys: lines such as the subject,
	 * the fingerprint, the effect. May be NULL. */
	bool (*preview)(struct pd_context *context, const struct pd_values *values,
		struct pd_details *out, struct pd_error *error);
	/* N_(): the question; required where hazard asks. What only adds may have one,
	 * which is asked where one sees the preview: not on the command line. */
	const char *confirm;
	/* N_(): why undo refuses what it did, and what would be right. NULL: it can be
	 * undone. */
	const char *lasting;
	/* Why it cannot be done now, translated, or NULL if it can: the menu dims it
	 * and says this. May be NULL: always possible. row may be NULL. free() the
	 * sentence. */
	char *(*blocked)(struct pd_context *context, const struct pd_row *row);
};

/* Runs it, as both front ends do, and then what hangs on what it changed: the hooks of
 * the trust list. */
bool pd_operation_run(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

/* Its words on the command line, "tls request"; one that is called like its tab is the
 * tab's word alone: "status". free() them. */
char *pd_operation_words(const struct pd_operation *operation);
bool pd_operation_is_alone(const struct pd_operation *operation);

/* The kinds of row that it is for, "the CA and issued certificates"; free() it. */
char *pd_operation_rows(const struct pd_operation *operation);

/* The operation of that tab and name in pd_tabs, or NULL. */
const struct pd_operation *pd_operation_find(const char *tab, const char *name);

#endif
