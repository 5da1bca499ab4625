/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_ENCRYPTION_ALIAS_H
#define PD_TABS_ENCRYPTION_ALIAS_H

#include "operation/operation.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"
#include "x509/envelope/envelope.h"

/* One entry of the register of encryption certificates: an alias, a certificate or a
 * bare public key, and where its private key lies, which need not be here. */

struct pd_alias {
	char *alias;
	char *key_path; /* NULL: none is known */
	char *origin;   /* "pasted", "imported" */
	char *account;
	int64_t time;
	/* What lists show, so that they need not parse what follows. */
	char *subject; /* of a bare public key: what kind of key it is */
	bool is_bare;
	bool may_encrypt;            /* its keyUsage does not forbid it */
	struct pd_validity validity; /* a bare key has no dates */
	/* Only loaded whole. */
	struct pd_certificate *certificate; /* NULL: a bare public key */
	struct pd_recipient *recipient;
};

void pd_alias_free(struct pd_alias *entry); /* leaves it empty; PD_AUTO fits */

/* The path of its record in the store; free() it. */
char *pd_alias_record(const char *alias);

/* The same of what the list shows as alias: for an entry that cannot be read that is its
 * record itself. */
char *pd_alias_listed_record(const char *id);

/* Reads a whole entry by what the list shows as its alias. PD_ESTATE if there is none. */
bool pd_alias_load(struct pd_context *context, const char *alias, struct pd_alias *out,
	struct pd_error *error);

/* Reads the record at that path as far as lists need it. */
bool pd_alias_glance(struct pd_context *context, const char *record,
	struct pd_alias *out, struct pd_error *error);

/* Puts the one certificate or public key that is in input into the entry, which must
 * have none. Refused by what it is: a private key, two of them, nothing of the kind,
 * one that nothing can be encrypted for. */
bool pd_alias_take(struct pd_context *context, struct pd_bytes input, const char *from,
	struct pd_alias *entry, struct pd_error *error);

/* Stages the record of a whole entry. */
bool pd_alias_put(
	struct pd_change *change, const struct pd_alias *entry, struct pd_error *error);

/* PEM of its certificate or public key; free() it. DER; borrowed. */
char *pd_alias_pem(const struct pd_alias *entry);
struct pd_bytes pd_alias_der(const struct pd_alias *entry);

/* What speaks against encrypting for it: bits of enum pd_reject. Nobody vouches for it but
 * who put it here; its time, its keyUsage and its revocation count. */
bool pd_alias_judge(struct pd_context *context, const struct pd_alias *entry,
	unsigned *reasons, struct pd_error *error);

/* The same as one sentence, or NULL; free() it. Of an entry without its certificate its
 * revocation is not known. */
char *pd_alias_doubt(struct pd_context *context, const struct pd_alias *entry);

#endif
