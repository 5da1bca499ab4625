/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_ORDER_H
#define PD_TABS_SSL_SSL_ORDER_H

#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/ssl/ssl_objections.h"
#include "tabs/ssl/ssl_profile.h"
#include "x509/certificate/extra.h"
#include "x509/name/name.h"

/* An order for a certificate, from whatever source (a form, a signing request, a line
 * of a batch, a certificate to renew), and its result. */

struct pd_order {
	struct pd_profile profile;
	struct pd_name *subject;
	struct pd_alternatives names;
	struct pd_extras extras; /* taken from a request or an older certificate */
	struct pd_limits limits; /* of a CA; NULL: those of the profile */
	char **purposes;         /* OIDs; NULL: those of the profile */
	unsigned usage;          /* of enum pd_usage; 0: the usual */
	long days;               /* 0: those of the profile */
	int64_t not_after; /* the end, which may be after that of the CA; 0: by days */
	bool allow_outlive;
	bool allow_weak;
	bool anyway; /* the operator wants it in spite of objections that can be excused */
	const char *from; /* names it in errors; "" or NULL for a form; borrowed */
	/* What gave subject and names, where no field did; NULL: a field; borrowed. */
	const char *subject_from, *names_from;

	/* The key: made here; or only the public part, lent by a request or an older
	 * certificate, whose private key may be kept here. */
	struct pd_key *key, *kept_key;
	struct pd_bytes public_der;

	char *renews;    /* serial number of the certificate it replaces; NULL: none */
	char *directory; /* where its files go; NULL: nowhere */

	/* The result. */
	struct pd_certificate *certificate;
	bool named_by_cn; /* the common name became an alternative name */
	bool shortened;   /* it ends with the CA, before the days of its profile */
	struct pd_objections
		excused; /* what speaks against it, and was wanted anyway */
};

void pd_order_free(struct pd_order *order); /* leaves it empty; PD_AUTO fits */

/* The key usage that it gets, of enum pd_usage; what the key can do has to be known. */
unsigned pd_order_usage(const struct pd_order *order);

/* Makes all of it but the signature, and sets certificate to that draft. Refuses names
 * outside the profile's pattern, a server without a name, days past the end of a CA above,
 * and a CA below one that allows none. The CA need not have its key. */
bool pd_order_draft(const struct pd_authority *authority, struct pd_order *order,
	struct pd_error *error);

/* The one place where the key of the CA signs a certificate: drafts it, judges the draft
 * (ssl_objections.h), and signs if nothing is found, or only what can be excused and is wanted
 * anyway. */
bool pd_order_sign(const struct pd_authority *authority, struct pd_order *order,
	struct pd_error *error);

/* Warns of what was excused. */
void pd_order_warn_excused(const struct pd_order *order, struct pd_result *result);

/* The private key to hand over, if it is here; borrowed. */
const struct pd_key *pd_order_key(const struct pd_order *order);

/* The sentence for history; free() it. */
char *pd_order_sentence(const struct pd_order *order);

/* PD_ESTATE if the certificate it replaces is revoked and the key stays the same. */
bool pd_order_check_renewal(const struct pd_order *order,
	const struct pd_issued *issued, struct pd_error *error);

/* Stages the key, the record, and the successor in the record of the certificate it
 * replaces. */
bool pd_order_put(struct pd_context *context, struct pd_change *change,
	const struct pd_authority *authority, const struct pd_order *order,
	const struct pd_secret *passphrase, struct pd_error *error);

/* For a form (struct pd_field): default names, the date that the days come to, and a
 * default directory. */
char *pd_order_usual_names(struct pd_context *context, const struct pd_values *values);
char *pd_order_note_days(struct pd_context *context, const struct pd_values *values);
char *pd_order_usual_directory(
	struct pd_context *context, const struct pd_values *values);

/* Describes the certificate, with its directory or its PEM text; the second warns of what the
 * operator should know, too. */
void pd_order_show(const struct pd_order *order, struct pd_details *out);
void pd_order_tell(const struct pd_order *order, struct pd_result *result);

#endif
