/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_HANDOVER_H
#define PD_TABS_SSL_SSL_HANDOVER_H

#include "operation/operation.h"
#include "tabs/shared/output.h"
#include "x509/certificate/chain.h"

/* What an issued certificate is handed over as: a directory with key.pem (0600),
 * cert.pem, chain.pem (leaf first, without the root), ca.pem (the root, or the highest
 * CA known here), and bundle.p12 if asked. */

struct pd_handover {
	const char *directory;
	bool replace; /* files that are there already */
	bool has_key; /* key.pem is one of them */
	bool p12, legacy;
	const struct pd_secret *key_passphrase; /* protects key.pem; NULL: none */
	const struct pd_secret *p12_passphrase;
};

/* What the fields "out", "p12", "legacy-p12", "p12-passphrase" and "passphrase" say. */
struct pd_handover pd_handover_of(
	const struct pd_context *context, const struct pd_values *values);

/* Before anything is issued: refuses a directory that cannot be written. A passphrase that
 * is missing is asked for. */
bool pd_handover_check(const struct pd_handover *handover, struct pd_error *error);

/* Adds the files that it would replace to the count; the first of all goes to *first,
 * which is NULL before; free() it. */
void pd_handover_look(const struct pd_handover *handover, char **first, size_t *count);

/* Warns of a bundle.p12 that is there and was not written: it is not of this
 * certificate. */
void pd_handover_warn(const struct pd_handover *handover, struct pd_result *result);

/* Makes the directory. What it and the next write waits in written to be kept. */
bool pd_handover_begin(const struct pd_handover *handover,
	struct pd_replacement *written, struct pd_error *error);

/* Adds them to written, once what was issued is recorded: not even a crash may leave a
 * certificate that the register does not know. chain: the CA and those above it. key may be
 * NULL. */
bool pd_handover_write(const struct pd_handover *handover,
	const struct pd_certificate *certificate, const struct pd_certificates *chain,
	const struct pd_key *key, struct pd_replacement *written,
	struct pd_error *error);

#endif
