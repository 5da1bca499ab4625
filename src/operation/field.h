/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_FIELD_H
#define PD_OPERATION_FIELD_H

#include "base/error.h"
#include "base/memory.h"
#include "operation/picks.h"
#include "store/names.h"

/* The inputs of an operation: a form on the screen, arguments and options on the
 * command line. A front end collects values for the fields; the operation sees nothing
 * else. */

enum pd_field_kind {
	PD_FIELD_TEXT,
	PD_FIELD_CHOICE, /* one of choices */
	PD_FIELD_NUMBER, /* least to most */
	PD_FIELD_FLAG,   /* --name, --no-name; "yes" or "no" */
	PD_FIELD_DATE,   /* YYYY-MM-DD */
	PD_FIELD_FILE,   /* an existing file to read; "-" is standard input */
	PD_FIELD_OUTPUT, /* a file to write; "-" is standard output */
	PD_FIELD_PEM,    /* many lines, pasted; on the command line standard input */
	PD_FIELD_PASSPHRASE, /* masked; on the command line --NAME-file FILE, or asked
				for */
	PD_FIELD_DN,
	PD_FIELD_SAN,
};

enum pd_field_flag {
	PD_REQUIRED = 1,
	PD_ARGUMENT = 2, /* on the command line a word without option; others: --name */
	PD_MANY = 4,     /* several values: arguments, or words in the field (files) */
	PD_ROW = 8,      /* the row chosen: its id; no field on the screen */
	PD_COMMAND = 16, /* asked only on the command line */
	PD_SCREEN = 32,  /* asked only on the screen */
	PD_CONFIRM_NEW = 64, /* a new passphrase: typed twice */
	/* An output that may replace a file, after asking (--yes). */
	PD_OVERWRITE = 128,
	/* PD_FIELD_PEM: any text, also none, which the screen does not show; standard
	 * input if the command line gives nothing else. */
	PD_ANY_TEXT = 256,
	/* Of files: a directory, and so neither standard input nor output. */
	PD_DIRECTORY = 512,
	/* A flag after which standard output is in another format than JSON. */
	PD_OWN_OUTPUT = 1024,
	/* A flag that adds the private key to what is shown; the screen offers it as a
	 * key of its own. */
	PD_SHOWS_KEY = 2048,
	/* Seldom needed: a form folds it away, with others, until somebody opens them. */
	PD_RARE = 4096,
	/* An empty value takes out what is there; of others it is a slip on a command
	 * line. */
	PD_EMPTIES = 8192,
	/* Of arguments: a number in hex that may be negative, as serial numbers are; a word
	 * of "-" and digits is that, and no option. */
	PD_SIGNED = 16384,
	/* Of text: a form begins with what was typed last in one of that kind. */
	PD_RECALLS = 32768,
	/* Of files to read: found by its name, so that standard input is none. */
	PD_NAMED = 65536,
};

struct pd_context;
struct pd_values;

struct pd_field {
	const char *name;         /* the option, snake-case with '-': "path-length" */
	const char *label, *help; /* N_(): form label; one sentence for the help line */
	enum pd_field_kind kind;
	unsigned flags;             /* of enum pd_field_flag */
	const char *const *choices; /* PD_FIELD_CHOICE: NULL at the end; the first is
				     * the default if preset is NULL */
	const char *preset;         /* default text, or NULL */
	/* PD_FIELD_NUMBER: the value of its option where no number follows; NULL: one
	 * has to. */
	const char *bare;
	/* A default that depends on the store or the row; free() it; may be NULL. */
	char *(*compute)(struct pd_context *context, const char *row);
	/* As compute, but for forms only: a command line has to give the value. */
	char *(*propose)(struct pd_context *context, const char *row);
	long least, most; /* PD_FIELD_NUMBER */
	/* Asked only while the field when_field has this value, or one of "a|b"; "":
	 * while it has none; NULL: while it has any. when_field NULL: always. */
	const char *when_field, *when_value;
	/* Forms ask for it only while this flag is yes, to stay short; a command line
	 * does not need the flag. "!name=value": while that field has another value. NULL:
	 * always. */
	const char *asked_with;
	/* Checks a value beyond its kind; name is what errors call it. Called on every
	 * key stroke. May be NULL. */
	bool (*check)(const char *text, const char *name, struct pd_error *error);
	/* For the screen; free() the results, NULL is nothing. follow: the field's text
	 * until somebody types there, or the choice until another is made, derived from
	 * earlier fields (names from a subject); what is no choice is none. note: what the
	 * value amounts to, shown beside it ("until 2028-11-19"). */
	char *(*follow)(struct pd_context *context, const struct pd_values *values);
	char *(*note)(struct pd_context *context, const struct pd_values *values);
	/* Of text: the words that it is one of, for that row, ending with NULL; constant.
	 * NULL: any text. May be NULL. */
	const char *const *(*words)(const char *row);
	/* Likewise what of the row it is one of; nothing is added: any text. May be NULL. */
	void (*pick)(struct pd_context *context, const char *row, struct pd_picks *out);
	/* For completion: what the store has of them. May be NULL. */
	void (*offer)(struct pd_context *context, struct pd_names *out);
};

/* ---- values ------------------------------------------------------------------- */

/* Values by field name. All of them are kept as secrets: a form cannot know what is
 * pasted into it. */
struct pd_values *pd_values_new(void);
void pd_values_free(struct pd_values *values); /* NULL is fine; wipes */
PD_DROP(pd_drop_values, struct pd_values *, pd_values_free);

/* Set (replacing), add one more of a PD_MANY field, forget. */
void pd_values_set(struct pd_values *values, const char *name, const char *text);
void pd_values_add(struct pd_values *values, const char *name, const char *text);
void pd_values_set_secret(
	struct pd_values *values, const char *name, const struct pd_secret *secret);
void pd_values_unset(struct pd_values *values, const char *name);

/* Reading; borrowed. An empty value counts as none: text NULL, count 0. */
const char *pd_value_text(const struct pd_values *values, const char *name);
bool pd_value_is_set(const struct pd_values *values, const char *name); /* or empty */
size_t pd_value_count(const struct pd_values *values, const char *name);
const char *pd_value_item(
	const struct pd_values *values, const char *name, size_t index);
bool pd_value_flag(const struct pd_values *values, const char *name);
long pd_value_number(const struct pd_values *values, const char *name, long fallback);
const struct pd_secret *pd_value_secret(
	const struct pd_values *values, const char *name); /* NULL if none */

/* The words that the field is one of for that row, borrowed from picks, which is empty
 * before, or constant. NULL: any text; row may be NULL. */
const char *const *pd_field_words(const struct pd_field *field,
	struct pd_context *context, const char *row, struct pd_picks *picks);

/* Does the field apply, given the values of the others? */
bool pd_field_is_asked(const struct pd_field *field, const struct pd_values *values);

/* For pd_field.check: has a passphrase that is chosen at least 8 characters? */
bool pd_check_new_passphrase(
	const char *text, const char *name, struct pd_error *error);

/* The same for the value of a field "passphrase" that may also open what is there, once it
 * is to protect something new. NULL, none, is fine. */
bool pd_check_protection(const struct pd_secret *passphrase, struct pd_error *error);

/* Does this one value fit the field (choice, number and its limits, date, DN, SAN,
 * required)? The form calls it when one leaves the field, pd_values_check for all.
 * Errors have code PD_EUSAGE and the field's name as input. */
bool pd_field_check(
	const struct pd_field *field, const char *text, struct pd_error *error);

/* pd_values_default sets the defaults of fields without a value; fields ends with a
 * NULL name. pd_values_check checks all values, and refuses those of fields that do not
 * apply. */
void pd_values_default(const struct pd_field *fields, struct pd_context *context,
	const char *row, struct pd_values *values);
bool pd_values_check(const struct pd_field *fields, struct pd_values *values,
	struct pd_error *error);

#endif
