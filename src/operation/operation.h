/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_OPERATION_OPERATION_H
#define PD_OPERATION_OPERATION_H

#include "operation/context.h"
#include "operation/field.h"
#include "operation/result.h"

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
	PD_ON_FORMER = 4096, /* a CA that was replaced */
	PD_ON_TARGET = 8192, /* a deploy target */
	PD_ON_HOOK = 16384,
	PD_ON_PROFILE = 32768,
	PD_ON_ANCHOR = 65536,  /* what this system trusts or distrusts */
	PD_ON_FOUND = 131072,  /* by a scan of this machine */
	PD_ON_HOST = 262144,   /* of an inventory */
	PD_ON_RUN = 524288,    /* on hosts */
	PD_ON_TOKEN = 1048576, /* of PKCS#11 */
};

/* Does the work, or fails with one sentence and changes nothing. Without a passphrase
 * that it needs it fails with PD_EPASSPHRASE and the field's name; the front end asks
 * for it and runs it again. */
typedef bool pd_run(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error);

/* The types of the members preview and blocked, below. */
struct pd_row;
typedef bool pd_preview(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);
typedef char *pd_blocked(struct pd_context *context, const struct pd_row *row);

struct pd_operation {
	const char *tab, *name; /* "tls", "request": CLI words, the id in tests */
	int key;                /* unique in its tab, and no key of the screen; 0: none;
				   * '\n' is Enter */
	const char *label, *help; /* N_(): bar text; one sentence */
	/* N_(): what the button of its form says, where the label is not a verb; what that
	 * of its question says. NULL: see pd_operation_button. */
	const char *button, *action;
	unsigned on;     /* kinds of row it applies to; PD_ON_TAB: the tab */
	unsigned beside; /* of what is done on the tab: kinds of row of the list that it
			  * is about, where there are several; 0: all */
	/* Of what is done on the tab: kinds of row that its fields propose something from,
	 * so that it is offered with such a row. */
	unsigned starts_from;
	/* N_(): of what is done on the tab, what the menu has it under; NULL: the tab. */
	const char *group;
	enum pd_hazard hazard;
	enum pd_role role;
	const struct pd_field *fields; /* NULL, or ends with a NULL name */
	pd_run *run;
	/* Changes nothing, not even in a store that is new, damaged or in the middle of
	 * a change: the run opens the store itself, with pd_context_look. */
	bool only_looks;
	/* Prefix of the one-line output of a monitoring plugin ("NAME UNKNOWN - ...",
	 * exit status 3, on failure); NULL if it is not one. */
	const char *plugin;
	/* Shown before the question: subject, fingerprint, effect. May be NULL. */
	pd_preview *preview;
	/* N_(): the question; required if the operation replaces or destroys. One that
	 * only adds may have one, asked where a preview is seen: not on the command
	 * line. */
	const char *confirm;
	/* N_(): why undo passes it over, and what to do instead. NULL: it can be
	 * undone. */
	const char *lasting;
	/* N_(): what is to be done after it was undone by force nevertheless, by its number
	 * and with a reason. NULL: what lasts cannot be. */
	const char *by_force;
	/* N_(): what history puts down before a secret is shown, handed over, used or, with
	 * what undo keeps, wiped; if that cannot be put down, it is refused. sensitive_with:
	 * the flag without which it is none of that; NULL: it always is. Changes have
	 * entries anyway. */
	const char *sensitive, *sensitive_with;
	/* Returns why it cannot be done now, translated, or NULL; free() it. The menu
	 * dims it and shows the reason. row may be NULL. May be NULL: always
	 * possible. */
	pd_blocked *blocked;
};

/* Its words on the command line, "tls request", or just "status" if it is named like
 * its tab; free() them. */
char *pd_operation_words(const struct pd_operation *operation);
bool pd_operation_is_alone(const struct pd_operation *operation);

/* The kinds of row it applies to, "the CA and issued certificates"; free() it. */
char *pd_operation_rows(const struct pd_operation *operation);

/* What the button of its form says, and that of the question whether to do it: by default
 * its label, and "Replace" for what replaces. Translated, borrowed. */
const char *pd_operation_button(const struct pd_operation *operation);
const char *pd_operation_action(const struct pd_operation *operation);

/* What any operation may find that it needs to use a private key, and that stands in no
 * table: the passphrase of the store's keys (PD_KEY_PASSPHRASE in store/key_passphrase.h),
 * and the PIN of the token that a key is in (PD_TOKEN_PIN). Ends with a NULL name. */
extern const struct pd_field pd_opening_fields[];

/* That of the name; NULL: it is none of them. Is the field one of them? */
const struct pd_field *pd_opening_field(const char *name);
bool pd_field_is_opening(const struct pd_field *field);

#endif
