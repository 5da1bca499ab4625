/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DATABASE_REGISTER_H
#define PD_X509_DATABASE_REGISTER_H

#include "base/buffer.h"
#include "x509/certificate/certificate.h"
#include "x509/database/database_table.h"

/* Internal to the readers of databases: what both keep of their CAs. */

/* A CA certificate of the database, and what is known of the CA. */
struct pd_database_ca {
	struct pd_certificate *certificate;
	int64_t id;               /* in the tables */
	int64_t key;              /* of its private key there, or 0 */
	int64_t number;           /* of its last revocation list; 0: none is known */
	struct pd_buffer revoked; /* lines as reading.h has them */
};

struct pd_database_cas {
	struct pd_database_ca *items;
	size_t count;
	size_t certificates; /* of all, of whatever kind */
	size_t unclaimed;    /* revocations by a CA that is not among these */
};
void pd_database_cas_free(struct pd_database_cas *list); /* PD_AUTO fits */

/* Adds one; the certificate is its own then. */
struct pd_database_ca *pd_database_cas_add(
	struct pd_database_cas *list, struct pd_certificate *certificate, int64_t id);
struct pd_database_ca *pd_database_cas_find(
	const struct pd_database_cas *list, int64_t id); /* NULL: it is none */

/* A revocation: its serial number in hex, when, why, and since when the key is suspect, or
 * 0. false: this is no serial number or time. */
struct pd_database_revocation {
	const char *serial;
	int64_t time, invalidity;
	int reason;
};
bool pd_database_revoke(
	struct pd_database_ca *ca, const struct pd_database_revocation *revocation);

/* Hands out what is known of each CA. false: the reader has enough; or error, if there are no
 * certificates at all. */
bool pd_database_list(const struct pd_unpack *unpack,
	const struct pd_database_cas *list, const char *program,
	struct pd_error *error);

/* Says that a row cannot be read which may be a revocation. Always false. */
bool pd_database_fail_revocation(
	const struct pd_unpack *unpack, const char *serial, struct pd_error *error);

/* What something is called there, cut and safe to show, for the words of what is left out;
 * free() it. */
char *pd_database_name(const char *name);

/* Tells what was left out, by words, which it frees. kinds: as pd_unpack_other has them. */
bool pd_database_leave_out(const struct pd_unpack *unpack, unsigned kinds, char *words);

/* Tells how many of something were left out, if any: keys of other certificates, requests,
 * revocations of other CAs. */
bool pd_database_leave_rest(const struct pd_unpack *unpack,
	const struct pd_database_cas *list, size_t keys, size_t requests);

#endif
