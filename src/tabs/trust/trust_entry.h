/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_ENTRY_H
#define PD_TABS_TRUST_TRUST_ENTRY_H

#include "operation/operation.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"

/* An entry of the trust list: trust/SHA256.cfg. A record says in plain values what
 * lists show of its certificate, so that ten thousand of them are listed without
 * parsing one. */

#define PD_TRUST_FOLDER "trust"
#define PD_TRUST_ID_SIZE 65 /* SHA-256 of the DER: 64 lower-case hex digits, a NUL */

struct pd_trusted {
	char *id;
	char *alias; /* NULL: none */
	char *name;  /* the common name, else the subject */
	char *subject, *issuer;
	char *key_id;
	struct pd_validity validity;
	bool is_ca;
	int64_t added;
	char *account, *origin; /* origin: "imported", "pasted", "accepted", ... */
	char *problem;          /* the record is damaged: all but the id is missing */
};
void pd_trusted_free(struct pd_trusted *trusted); /* leaves it empty; PD_AUTO fits */

struct pd_trusted_list {
	struct pd_trusted *items;
	size_t count;
};

/* Those that have an alias, by id, and damaged ones. */
bool pd_trusted_list_aliased(struct pd_context *context, struct pd_trusted_list *out,
	struct pd_error *error);

/* All, by name. */
bool pd_trusted_list(struct pd_context *context, struct pd_trusted_list *out,
	struct pd_error *error);

/* Only those that the values "id" name, where these are whole ids, or else all: so that
 * one among many costs what one among few does. */
struct pd_values;
bool pd_trusted_list_named(struct pd_context *context, const struct pd_values *values,
	struct pd_trusted_list *out, struct pd_error *error);
void pd_trusted_list_free(struct pd_trusted_list *list); /* PD_AUTO fits */

/* Finds an entry by fingerprint or its beginning (in any notation),
 * alias, subject or common name. NULL: none, or several, which the error names. */
const struct pd_trusted *pd_trusted_find(
	const struct pd_trusted_list *list, const char *typed, struct pd_error *error);

/* A short name for lists of candidates, "ABCD1234 (CN=...)"; free() it. */
char *pd_trusted_words(const struct pd_trusted *trusted);

/* Frees the array, not the entries in it; PD_AUTO fits. */
void pd_trust_drop_found(const struct pd_trusted ***found);

/* Its certificate. NULL: error. */
struct pd_certificate *pd_trusted_certificate(
	struct pd_context *context, const char *id, struct pd_error *error);

/* The id of a certificate: its fingerprint without colons, in lower case. */
void pd_trust_id(const struct pd_certificate *certificate, char out[PD_TRUST_ID_SIZE]);

/* Is it in the trust list? */
bool pd_trust_has(struct pd_context *context, const struct pd_certificate *certificate);

/* Stages another alias for the entry of that id; NULL: none. */
bool pd_trusted_rename(struct pd_change *change, const struct pd_context *context,
	const char *id, const char *alias, struct pd_error *error);

/* Stages a record for it. alias NULL: none. */
bool pd_trusted_put(struct pd_change *change, const struct pd_context *context,
	const struct pd_certificate *certificate, const char *alias, const char *origin,
	struct pd_error *error);

/* Adds its row; the columns of these rows. */
void pd_trusted_row(const struct pd_context *context, const struct pd_trusted *trusted,
	struct pd_rows *rows);
extern const struct pd_column pd_trusted_columns[PD_COLUMNS + 1];
enum { PD_TRUSTED_ISSUER_COLUMN = 3 };

#endif
