/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_ORDER_H
#define PD_TABS_SSL_SSL_ORDER_H

#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/ssl/ssl_profile.h"
#include "x509/certificate/extra.h"
#include "x509/name/name.h"

/* An order: what a certificate is to say, whoever it comes from (a form, a signing
 * request, a line of a file, a certificate to renew), and how it is carried out. */

struct pd_order {
	struct pd_profile profile;
	struct pd_name *subject;
	struct pd_alternatives names;
	struct pd_extras extras; /* taken from a request or an older certificate */
	char **purposes;         /* OIDs; NULL: those of the profile */
	unsigned usage;          /* of enum pd_usage; 0: the usual */
	long days;               /* 0: those of the profile */
	int64_t not_after; /* the end itself, which may outlive the CA; 0: by days */
	bool allow_outlive;
	const char *from; /* names it in errors; "" or NULL for a form; borrowed */

	/* The key: made here, or only its public part, lent by a request or by an older
	 * certificate, whose key may be kept here. */
	struct pd_key *key, *kept_key;
	struct pd_bytes public_der;

	char *renews;    /* serial number of the issued one that it follows; NULL */
	char *directory; /* that its files go to; NULL: none is written */

	/* The result. */
	struct pd_certificate *certificate;
	bool named_by_cn; /* the common name became an alternative name */
	bool shortened;   /* it ends with the CA, before the days of its profile */
};

void pd_order_free(struct pd_order *order); /* leaves it empty; PD_AUTO fits */

/* Makes the key that the fields "algorithm", "curve", "bits" and "allow-weak" say, or
 * that of the profile. */
bool pd_order_make_key(
	const struct pd_values *values, struct pd_order *order, struct pd_error *error);

/* Signs it: certificate is there afterwards. Refused with what would be right: names
 * outside the profile's, a server without name, days that outlive the CA, a CA below
 * one that allows none. */
bool pd_order_sign(const struct pd_authority *authority, struct pd_order *order,
	struct pd_error *error);

/* The key that goes with the certificate, if it is here; borrowed. */
const struct pd_key *pd_order_key(const struct pd_order *order);

/* What history is told of it; free() it. */
char *pd_order_sentence(const struct pd_order *order);

/* PD_ESTATE: the one that it follows is revoked, and the order is for the same key. */
bool pd_order_check_renewal(const struct pd_order *order,
	const struct pd_issued *issued, struct pd_error *error);

/* Stages key and record, and in the record of the one that it follows that it does. */
bool pd_order_put(struct pd_context *context, struct pd_change *change,
	const struct pd_authority *authority, const struct pd_order *order,
	const struct pd_secret *passphrase, struct pd_error *error);

/* For a form (struct pd_field): the names that an order gets which names none; the end
 * that its days, or those of its profile, come to; a directory of its own. */
char *pd_order_usual_names(struct pd_context *context, const struct pd_values *values);
char *pd_order_note_days(struct pd_context *context, const struct pd_values *values);
char *pd_order_usual_directory(
	struct pd_context *context, const struct pd_values *values);

/* What came of it: the certificate, where it was written or else as text, and what the
 * operator should know of it. */
void pd_order_tell(const struct pd_order *order, struct pd_result *result);

#endif
