/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_HANDOVER_H
#define PD_TABS_SSL_SSL_HANDOVER_H

#include "operation/operation.h"
#include "tabs/shared/output.h"
#include "x509/certificate/chain.h"

/* The files of an issued certificate: a directory with key.pem (0600), cert.pem,
 * chain.pem (leaf first, without the root), ca.pem (the root, or the highest CA known
 * here), and bundle.p12 on request. */

struct pd_handover {
	const char *directory;
	bool replace; /* files that are there already */
	bool keep;    /* their modes and owners */
	bool has_key; /* key.pem is one of them */
	bool p12, legacy;
	const struct pd_secret *key_passphrase; /* protects key.pem; NULL: none */
	const struct pd_secret *p12_passphrase;
};

/* Reads the fields "out", "p12", "legacy-p12", "p12-passphrase" and "passphrase". */
struct pd_handover pd_handover_of(
	const struct pd_context *context, const struct pd_values *values);

/* Refuses, before anything is issued, a directory that cannot be written.
 * PD_EPASSPHRASE if bundle.p12 lacks a passphrase. */
bool pd_handover_check(const struct pd_handover *handover, struct pd_error *error);

/* Adds the number of files that would be replaced to *count. *first, NULL before,
 * becomes the path of the first one; free() it. */
void pd_handover_look(const struct pd_handover *handover, char **first, size_t *count);

/* Warns of an old bundle.p12 that was not rewritten, and so is of another certificate. */
void pd_handover_warn(const struct pd_handover *handover, struct pd_result *result);

/* What chain.pem holds, appended to out: without the root, as whoever trusts that has it
 * already. */
void pd_handover_chain(const struct pd_certificate *certificate,
	const struct pd_certificates *chain, struct pd_buffer *out);

/* Makes the directory, as part of written. */
bool pd_handover_begin(const struct pd_handover *handover,
	struct pd_replacement *written, struct pd_error *error);

/* Adds the files to written. chain: the CA and those above it. key may be NULL. */
bool pd_handover_write(const struct pd_handover *handover,
	const struct pd_certificate *certificate, const struct pd_certificates *chain,
	const struct pd_key *key, struct pd_replacement *written,
	struct pd_error *error);

#endif
