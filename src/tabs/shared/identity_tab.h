/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_IDENTITY_TAB_H
#define PD_TABS_SHARED_IDENTITY_TAB_H

#include "operation/view.h"
#include "tabs/shared/identity.h"

/* The operations of a tab that holds one identity: SSL, Signature and TLS Key install,
 * show and export theirs alike. What differs is the kind. */

struct pd_identity_kind {
	/* Texts, marked by N_. */
	const char *title; /* of the section that show begins with */
	const char *name;  /* what advice calls it: "The CA certificate" */

	const char *missing; /* its private key is not here, and what to do */
	const char *remedy;  /* label of the operation that makes a new standard one */
	const char *mends;   /* the operation that puts off its end */

	/* The path of its record in the store, or the function that makes it; free()
	 * what that returns. */
	const char *path;
	char *(*record)(const struct pd_context *context);

	/* Which of several that a tab keeps, for its functions; lent. NULL: it keeps
	 * one. */
	const void *which;

	/* Why nothing can be installed now; NULL: something always can. */
	bool (*allowed)(struct pd_context *context, struct pd_error *error);

	/* The identity kept here. PD_ESTATE, with what to do, if there is none. NULL
	 * where several are kept. */
	bool (*load)(struct pd_context *context, struct pd_identity *out,
		struct pd_error *error);

	/* Picks what is to be installed out of a bundle called from, and judges it. */
	bool (*take)(const struct pd_identity_kind *kind, struct pd_context *context,
		struct pd_bundle *bundle, const char *from, struct pd_identity *out,
		struct pd_error *error);

	/* Do others accept what was taken, or is that excused? */
	bool (*judge)(struct pd_context *context, const struct pd_values *values,
		const struct pd_identity *identity, const char *from,
		struct pd_result *result, struct pd_error *error);

	/* The sentence for one that came from elsewhere; free() it. */
	char *(*installed)(const struct pd_identity_kind *kind,
		const struct pd_context *context, const struct pd_identity *identity);

	/* What else changes when it is installed; may be NULL. */
	bool (*stage)(const struct pd_identity_kind *kind, struct pd_context *context,
		struct pd_change *change, const struct pd_identity *identity,
		struct pd_error *error);

	/* What is right, but may not be what was wanted; may be NULL. */
	void (*warn)(struct pd_context *context, const struct pd_identity *identity,
		struct pd_result *result);

	/* The first lines of show; may be NULL. */
	void (*describe)(const struct pd_context *context, struct pd_details *out);

	/* Says that export wrote it. */
	void (*tell_written)(
		const char *subject, const char *path, struct pd_result *result);
};

/* What the fields "file", "pem", "passphrase", "remove-passphrase" and "allow-weak" give; what
 * else was there is named in warnings. */
bool pd_identity_read(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_identity *out,
	struct pd_result *result, struct pd_error *error);

/* Stages it, and what goes with it. */
bool pd_identity_stage(const struct pd_identity_kind *kind, struct pd_context *context,
	struct pd_change *change, const struct pd_identity *identity,
	struct pd_error *error);

/* Replaces the one kept here, as one change, and tells history and the operator the
 * sentence, and the operator what needs doing about it. */
bool pd_identity_install(const struct pd_identity_kind *kind,
	struct pd_context *context, const struct pd_identity *identity,
	const char *sentence, struct pd_result *result, struct pd_error *error);

/* The operations update and import: both of the above. */
bool pd_identity_import(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

/* The operations show and export. */
bool pd_identity_show(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);
bool pd_identity_export(const struct pd_identity_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

/* The same of one that is loaded. */
bool pd_identity_show_one(const struct pd_identity_kind *kind,
	struct pd_context *context, const struct pd_identity *identity,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);
bool pd_identity_export_one(const struct pd_identity_kind *kind,
	struct pd_context *context, const struct pd_identity *identity,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

/* What needs doing about the one kept here, as findings about that row. */
void pd_identity_add_findings(const struct pd_identity_kind *kind,
	const struct pd_context *context, const struct pd_identity *identity,
	const char *row, struct pd_view *out);

/* The preview of what a new one replaces, which is made with that subject (NULL: the same)
 * and is valid until that day (NULL: nothing is said of it), or is in what was read. Where none
 * is kept, or one that cannot be read, nothing is lost, and nothing is said. */
bool pd_identity_preview(const struct pd_identity_kind *kind,
	struct pd_context *context, const char *subject, const char *end,
	struct pd_details *out, struct pd_error *error);
bool pd_identity_preview_import(const struct pd_identity_kind *kind,
	struct pd_context *context, const struct pd_certificate *leaf,
	struct pd_details *out, struct pd_error *error);

#endif
