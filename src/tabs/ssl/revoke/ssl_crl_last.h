/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_REVOKE_SSL_CRL_LAST_H
#define PD_TABS_SSL_REVOKE_SSL_CRL_LAST_H

#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/revocation.h"

/* The last list that the key of a CA signed. Whoever edits a record cannot edit it as well, so
 * it proves what the register and the index have to say. */

/* The path of the record of the last list of the CA with this key; the list itself is the
 * file of that path and ".pem". free() it. */
char *pd_crl_path(struct pd_context *context, const char *ca);

/* That record, or an empty one; NULL: error. */
struct pd_record *pd_crl_load(
	struct pd_context *context, const char *ca, struct pd_error *error);

/* A CRL number in hex as the records keep it. Refuses one that none can follow. */
bool pd_crl_number_read(
	const char *hex, const char *place, int64_t *out, struct pd_error *error);

/* The list in that file of the store; NULL in out: there is none. PD_ESTORE: it is not as it
 * was written. */
bool pd_crl_read(struct pd_context *context, const char *file,
	struct pd_revocation_list **out, struct pd_error *error);

/* What an operation makes of certificates, count of them. */
struct pd_crl_changes {
	const struct pd_issued *items;
	size_t count;
};

/* What the last list of a CA names: a sum of each serial number, in its order. A list of a
 * million is not kept while the next one is made. */
struct pd_crl_names {
	uint64_t *sums;
	size_t count;
};
void pd_crl_names_free(struct pd_crl_names *names); /* PD_AUTO fits */

/* PD_ESTATE: the last list is not there, or not as it was signed. */
bool pd_crl_remember_last(struct pd_context *context, const struct pd_certificate *ca,
	struct pd_crl_names *out, struct pd_error *error);

/* Do these entries of a new list, in DER, have all that the last one of the CA names, but for
 * holds that the changes take back? PD_ESTATE names the first that is missing, whose record
 * was edited or removed by somebody else: the new list would make it valid again. */
bool pd_crl_check_entries(struct pd_context *context, const struct pd_certificate *ca,
	const struct pd_crl_names *last, struct pd_bytes entries,
	const struct pd_crl_changes *changes, struct pd_error *error);

/* The same against a list at path that was published later than the last one here. */
bool pd_crl_check_published(const struct pd_certificate *ca,
	const struct pd_revocation_list *published, const char *path,
	struct pd_bytes entries, const struct pd_crl_changes *changes,
	struct pd_error *error);

/* The same of one certificate that is to be called good. */
bool pd_crl_check_good(struct pd_context *context, const struct pd_certificate *ca,
	const struct pd_issued *issued, struct pd_error *error);

#endif
