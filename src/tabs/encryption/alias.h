/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_ENCRYPTION_ALIAS_H
#define PD_TABS_ENCRYPTION_ALIAS_H

#include "operation/operation.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"
#include "x509/envelope/envelope.h"
#include "x509/read/left_out.h"

/* One entry of the register of encryption certificates: an alias, a certificate or a
 * bare public key, and where its private key lies, which need not be here. */

struct pd_alias {
	char *alias;
	char *key_path; /* NULL: none is known */
	char *agents;   /* ids, in order, with commas between them; NULL: none */
	char *origin;   /* "pasted", "imported" */
	char *account;
	int64_t time;
	/* For lists, which do not parse the certificate. */
	char *subject; /* of a bare public key: the kind of key */
	bool is_bare;
	bool may_encrypt;            /* its keyUsage does not forbid it */
	struct pd_validity validity; /* a bare key has no dates */
	/* Set by pd_alias_load only. */
	struct pd_certificate *certificate; /* NULL: a bare public key */
	struct pd_recipient *recipient;
	/* Set by pd_alias_take only: what was beside it. */
	struct pd_left_outs left_out;
};

void pd_alias_free(struct pd_alias *entry); /* leaves it empty; PD_AUTO fits */

/* The path of its record in the store; free() it. */
char *pd_alias_record(const char *alias);

/* The same for an id of the list, which for a damaged entry is the path itself. */
char *pd_alias_listed_record(const char *id);

/* Reads a whole entry by what the list shows as its alias. PD_ESTATE if there is
 * none. */
bool pd_alias_load(struct pd_context *context, const char *alias, struct pd_alias *out,
	struct pd_error *error);

/* Reads the record at that path as far as lists need it. */
bool pd_alias_glance(struct pd_context *context, const char *record,
	struct pd_alias *out, struct pd_error *error);

/* Sets the certificate or public key of the entry, which must have none, from input; what
 * else is there is left out. Refused: several certificates, none, or one that cannot be
 * encrypted for. */
bool pd_alias_take(struct pd_context *context, struct pd_bytes input, const char *from,
	struct pd_alias *entry, struct pd_error *error);

/* Stages the record of a whole entry. */
bool pd_alias_put(
	struct pd_change *change, const struct pd_alias *entry, struct pd_error *error);

/* Its certificate or public key as PEM, free() it; as DER, borrowed. */
char *pd_alias_pem(const struct pd_alias *entry);
struct pd_bytes pd_alias_der(const struct pd_alias *entry);

/* The reasons not to encrypt for it, as bits of enum pd_reject: what is in the certificate,
 * its dates and its revocation. Whoever added it knows whose it is, so its issuer is not
 * looked for. */
bool pd_alias_judge(struct pd_context *context, const struct pd_alias *entry,
	unsigned *reasons, struct pd_error *error);

/* Is it to be taken in? By the fields "anyway" (trust_admit.h) and "allow-weak" (weak.h).
 * from names it in errors. */
bool pd_alias_admit(struct pd_context *context, const struct pd_values *values,
	const struct pd_alias *entry, const char *from, struct pd_result *result,
	struct pd_error *error);

/* The same as one sentence, or NULL; free() it. Does not know about revocation if the
 * entry was not loaded whole. */
char *pd_alias_doubt(struct pd_context *context, const struct pd_alias *entry);

/* The same, or when it expires, if that is soon. */
char *pd_alias_needs(struct pd_context *context, const struct pd_alias *entry);

#endif
