/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_DEVICE_H
#define PD_TABS_TLS_TLS_DEVICE_H

#include "tabs/shared/identity.h"
#include "tabs/tls/tls_place.h"
#include "x509/name/name.h"

/* The identities of the TLS Key tab; where they stand is told by tls_place.h. */

#define PD_TLS_STANDARD "tls/standard"

/* How long a certificate for the host is valid unless days were typed. */
enum { PD_TLS_DAYS = 825 };

/* The identity in use there. PD_ESTATE, with what to do, if there is none. */
bool pd_tls_load(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_identity *out, struct pd_error *error);

/* That which the field "name" names; without one, that which has the key of certificate,
 * else device. *place tells which. */
bool pd_tls_load_fitting(struct pd_context *context, const struct pd_values *values,
	const struct pd_certificate *certificate, struct pd_tls_place *place,
	struct pd_identity *out, struct pd_error *error);
bool pd_tls_is_standard(const struct pd_identity *identity);

/* The roots kept beside the chain; possibly none. */
bool pd_tls_load_roots(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_certificates *out, struct pd_error *error);

/* Stages that the record goes, if it is there. */
bool pd_tls_drop_record(struct pd_context *context, struct pd_change *change,
	const char *record, struct pd_error *error);

/* The identity in use there, with the roots beside it. */
bool pd_tls_load_whole(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_identity *out, struct pd_error *error);

/* Of the certificates of an identity, which rows count from 1, that with that number; lent.
 * NULL: there is none, PD_EUSAGE. */
const struct pd_certificate *pd_tls_find_row(
	const struct pd_certificates *all, const char *row, struct pd_error *error);

/* A server does not send its root (RFC 8446 4.4.2): the last of the chain goes to the roots
 * if it is one. */
void pd_tls_split_root(struct pd_identity *identity);

/* Parses the names that were typed (field san); NULL gives the default names for the
 * subject. */
bool pd_tls_names(const struct pd_name *subject, const char *typed,
	struct pd_alternatives *out, struct pd_error *error);

/* For forms (struct pd_field): the names that the subject typed has, for a certificate and for
 * a request; and the subject that a request starts from, that of the certificate in use. */
char *pd_tls_usual_names(struct pd_context *context, const struct pd_values *values);
char *pd_tls_request_names(struct pd_context *context, const struct pd_values *values);
char *pd_tls_request_dn(struct pd_context *context, const char *row);

/* A self-signed certificate for servers and clients. Errors name the fields dn, san and
 * days. */
struct pd_certificate *pd_tls_self_issue(const char *dn, const char *alternatives,
	long days, const struct pd_key *key, struct pd_error *error);

/* Makes the standard identity of this host for key, which it takes (NULL: a new key).
 * */
bool pd_tls_make_standard(
	struct pd_key *key, struct pd_identity *out, struct pd_error *error);

/* The key of the identity in use. PD_ESTATE if it is not here; PD_EPASSPHRASE. */
struct pd_key *pd_tls_load_key(struct pd_context *context,
	const struct pd_identity *identity, const struct pd_secret *passphrase,
	struct pd_error *error);

/* The same for that in use under the field "name", opened by the field "passphrase". */
struct pd_key *pd_tls_load_key_in_use(struct pd_context *context,
	const struct pd_values *values, struct pd_error *error);

#endif
