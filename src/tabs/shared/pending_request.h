/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_PENDING_REQUEST_H
#define PD_TABS_SHARED_PENDING_REQUEST_H

#include "tabs/shared/identity.h"
#include "x509/certificate/request.h"

/* A signing request that was made here and waits for its answer: that of an intermediate CA
 * (SSL) and that of the host (TLS Key). */

struct pd_pending_kind {
	const char *tab;    /* what errors call it: "tls" */
	const char *record; /* "tls/request" */
	const char *none;   /* N_(): none is pending, and what to do */
};

struct pd_pending_request {
	char *pem, *subject, *key_id;
	bool own_key; /* its key was made for it and is used by nothing else */
	int64_t time;
};

void pd_pending_free(struct pd_pending_request *request); /* PD_AUTO fits */

/* PD_ESTATE, with what to do, if none is pending; PD_ESTORE: the record is damaged. */
bool pd_pending_load(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_pending_request *out, struct pd_error *error);

/* The same for one that is to be deleted: *out stays empty if it is damaged. */
bool pd_pending_load_to_delete(const struct pd_pending_kind *kind,
	struct pd_context *context, struct pd_pending_request *out,
	struct pd_error *error);

/* The request itself, as the only one of the bundle: it was made here, but is read like
 * everything that is parsed. */
bool pd_pending_parse(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_bundle *out, struct pd_error *error);

/* The section of details about what it asks for. */
bool pd_pending_describe(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_details *out, struct pd_error *error);

/* Writes it where the field "file" says, in the "format" pem or der. */
bool pd_pending_export(const struct pd_pending_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error);

/* One on its way into the store. */
struct pd_new_request {
	const struct pd_request *request;
	const struct pd_key *key; /* made for it; NULL: it is for a key in use */
	const struct pd_secret *passphrase; /* protects that key; NULL: none */
	const char *path, *format;          /* of the file for the CA */
};

/* Replaces the pending one, and writes it for the CA, as one change. The key of the one
 * before goes if nothing else uses it. */
bool pd_pending_install(const struct pd_pending_kind *kind, struct pd_context *context,
	const struct pd_new_request *new, const char *sentence,
	struct pd_result *result, struct pd_error *error);

/* Deletes it, damaged or not, and its key if nothing else uses it. */
bool pd_pending_delete(const struct pd_pending_kind *kind, struct pd_context *context,
	const char *sentence, struct pd_result *result, struct pd_error *error);

/* Stages that it is done with, if the identity answers it. */
bool pd_pending_answer(const struct pd_pending_kind *kind, struct pd_context *context,
	struct pd_change *change, const struct pd_identity *identity,
	struct pd_error *error);

#endif
