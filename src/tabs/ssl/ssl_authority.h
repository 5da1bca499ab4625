/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_AUTHORITY_H
#define PD_TABS_SSL_SSL_AUTHORITY_H

#include "tabs/shared/identity.h"
#include "x509/certificate/extra.h"
#include "x509/name/subtree.h"

/* The built-in CA, ready to sign. */

#define PD_CA_RECORD "ssl/ca"

/* The last revocation list: its record, and the list itself. */
#define PD_CRL_RECORD "ssl/crl"
#define PD_CRL_FILE "ssl/crl.pem"

/* CAs that were replaced, and their lists, each by the id of its key (ssl_former.h). */
#define PD_FORMER_FOLDER "ssl/former"
#define PD_LISTS_FOLDER "ssl/lists"

struct pd_authority {
	struct pd_identity identity;  /* with its key */
	struct pd_extras places;      /* where it publishes, as settings.cfg says */
	struct pd_certificates above; /* what goes with that which it signs: valid
				       * cross-certificates of its key, then its chain */
};

/* The CA of the store. PD_ESTATE, with what to do, if there is none. */
bool pd_authority_load(
	struct pd_context *context, struct pd_identity *out, struct pd_error *error);

/* The ids of the keys of all CAs that are kept here, the present one first. */
bool pd_authority_keys(
	struct pd_context *context, struct pd_names *out, struct pd_error *error);

/* Is that the key of a CA that is kept here, or of one that is asked for? It signs what the
 * register and the lists know, and nothing else: a file can be a certificate. */
bool pd_authority_owns_key(struct pd_store *store, const char *key);

/* Fails if it is, for what is to get a certificate or a request of its own, and is no CA. */
bool pd_authority_check_other_key(struct pd_store *store, const char *key,
	const char *from, struct pd_error *error);

/* May that key, by its id, become the key of a CA, subject? Not if it signs files here: one
 * that it signed before may be a certificate, which no register would have. */
bool pd_authority_check_new_key(struct pd_store *store, const char *key,
	const char *subject, const char *from, struct pd_error *error);

/* The one with this key, in use or replaced. PD_ESTATE if it is not kept here. */
bool pd_authority_load_of(struct pd_context *context, const char *key,
	struct pd_identity *out, struct pd_error *error);

/* The same with its key. Refuses a CA that is expired or not yet valid, and a key that
 * is missing or does not fit. An encrypted key is opened with the value of the field
 * "ca-passphrase" (PD_EPASSPHRASE). */
bool pd_authority_open(struct pd_context *context, const struct pd_values *values,
	struct pd_authority *out, struct pd_error *error);

/* The same for the CA with this key, the one in use or one that was replaced, to say what of
 * that which it issued is revoked, by its list or an OCSP response. It may have expired: what
 * it issued may be valid for longer, and becomes valid again where it is renewed. RFC 6960 asks
 * for a key that is authorized, not for a date. PD_ESTATE if it is not kept here. */
bool pd_authority_open_of(struct pd_context *context, const struct pd_values *values,
	const char *key, struct pd_authority *out, struct pd_error *error);

/* Appends what goes with that which the CA signs: valid cross-certificates of its key, which
 * lead to older roots, and its chain. */
void pd_authority_add_above(struct pd_context *context, const struct pd_identity *ca,
	struct pd_certificates *out);

/* Is this chain of an intermediate CA without the root above it? Why clients need that, as a
 * sentence; NULL: the root is there. free() it. */
char *pd_authority_lacks_root(const struct pd_certificates *chain);

/* The CA in use with its key, to renew it: it may have expired. */
bool pd_authority_open_to_renew(struct pd_context *context,
	const struct pd_values *values, struct pd_authority *out,
	struct pd_error *error);

/* Adds the addresses of the settings to the places that what it signs names. */
void pd_authority_take_places(
	const struct pd_context *context, struct pd_authority *authority);

/* The CA certificate; borrowed. */
const struct pd_certificate *pd_authority_certificate(
	const struct pd_authority *authority);

void pd_authority_free(struct pd_authority *authority); /* PD_AUTO fits */

/* What a CA may name, by the fields below. */
struct pd_limits pd_authority_limits(const struct pd_values *values);

/* Warns of what some programs make of them. */
void pd_authority_warn_limits(const struct pd_limits *limits, struct pd_result *result);

/* when_value of the field "purpose"; NULL, NULL: always. */
#define PD_FIELDS_LIMITS(when_field_, when_value_)                                     \
	{.name = "permit",                                                             \
		.label = N_("Permitted names"),                                        \
		.flags = PD_RARE,                                                      \
		.when_field = when_field_,                                             \
		.when_value = when_value_,                                             \
		.check = pd_check_subtrees,                                            \
		.help = N_(                                                            \
			"The only names that it and all CAs below it may give, such "  \
			"as DNS:example.org, IP:192.0.2.0/24, EMAIL:example.org, "     \
			"DIR:O=Example; kinds that are not named stay open")},         \
	{                                                                              \
		.name = "exclude", .label = N_("Excluded names"), .flags = PD_RARE,    \
		.when_field = when_field_, .when_value = when_value_,                  \
		.check = pd_check_subtrees,                                            \
		.help = N_("Names that it may not give, such as DNS:example.com; "     \
			   "IP:0.0.0.0/0,IP:::/0 stands for all addresses")            \
	}

#define PD_FIELD_CA_PASSPHRASE                                                         \
	{                                                                              \
		.name = "ca-passphrase", .label = N_("CA passphrase"),                 \
		.kind = PD_FIELD_PASSPHRASE, .flags = PD_RARE,                         \
		.help = N_("Opens the private key of the CA if it is encrypted")       \
	}

/* What speaks against signing is found before (ssl_objections.h). */
#define PD_FIELD_ANYWAY                                                                \
	{                                                                              \
		.name = "anyway", .label = N_("Anyway"), .kind = PD_FIELD_FLAG,        \
		.flags = PD_COMMAND,                                                   \
		.help = N_("Sign it even if programs may refuse it, where the rules "  \
			   "leave that open")                                          \
	}

/* The same, and a certificate that outlives its CA. */
#define PD_FIELDS_ALL_THE_SAME                                                         \
	{.name = "allow-outlive",                                                      \
		.label = N_("May outlive"),                                            \
		.kind = PD_FIELD_FLAG,                                                 \
		.flags = PD_COMMAND,                                                   \
		.help = N_("Let it be valid for longer than its CA")},                 \
		PD_FIELD_ANYWAY

#endif
