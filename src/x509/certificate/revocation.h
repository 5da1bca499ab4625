/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_REVOCATION_H
#define PD_X509_CERTIFICATE_REVOCATION_H

#include "base/file.h"
#include "x509/certificate/certificate.h"

/* Certificate revocation lists (RFC 5280 5). revocation_write.h makes them. */

struct pd_revocation_list;
struct pd_revocation_parts; /* these two: x509/der/structure.h */
struct pd_signed;

/* The largest list in bytes of DER, as large as any input: three million entries. */
#define PD_REVOCATION_LIMIT PD_INPUT_LIMIT
#define PD_REVOCATION_PEM_LIMIT (PD_REVOCATION_LIMIT / 48 * 65 + 100)

/* How PEM calls it (RFC 7468 6). */
#define PD_REVOCATION_LABEL "X509 CRL"

/* NULL: error, whose input is from. The second is of bytes that stay where they are as long
 * as it is used: a list of a million is not copied. */
struct pd_revocation_list *pd_revocation_list_from_der(
	struct pd_bytes der, const char *from, struct pd_error *error);
struct pd_revocation_list *pd_revocation_list_lent(
	struct pd_bytes der, const char *from, struct pd_error *error);

/* The same of a file in PEM that pd_revocation_list_wrap made: its text is never held whole.
 * Takes the descriptor. */
struct pd_revocation_list *pd_revocation_list_from_file(
	int descriptor, const char *from, struct pd_error *error);
void pd_revocation_list_free(struct pd_revocation_list *list); /* NULL is fine */
PD_DROP(pd_drop_revocation_list, struct pd_revocation_list *, pd_revocation_list_free);

/* All borrowed. */
struct pd_bytes pd_revocation_list_der(const struct pd_revocation_list *list);
const struct pd_signed *pd_revocation_list_signed(
	const struct pd_revocation_list *list);
const struct pd_revocation_parts *pd_revocation_list_tbs(
	const struct pd_revocation_list *list);
bool pd_revocation_list_is_of(const struct pd_revocation_list *list,
	const struct pd_certificate *issuer); /* it has the issuer's name */
bool pd_revocation_list_is_signed_by(
	const struct pd_revocation_list *list, const struct pd_certificate *issuer);

/* Its CRL number (5.2.3) in hex, as serial numbers are written; NULL if it has none. free()
 * it. */
char *pd_revocation_list_number(const struct pd_revocation_list *list);

/* Who signed it, as a distinguished name; free() it. */
char *pd_revocation_list_issuer(const struct pd_revocation_list *list);

/* Does it speak of all certificates of its issuer: is it neither a delta (5.2.4) nor limited
 * to a distribution point or to some certificates or reasons (5.2.5)? */
bool pd_revocation_list_is_complete(const struct pd_revocation_list *list);

int64_t pd_revocation_list_this_update(const struct pd_revocation_list *list);
int64_t pd_revocation_list_next_update(
	const struct pd_revocation_list *list); /* -1: none */

/* The entries, one by one: nothing is copied, however many there are. */
struct pd_revocation_entry {
	struct pd_bytes serial; /* INTEGER's content; empty: it cannot be read */
	struct pd_bytes issuer; /* whole Name of who issued the certificate (5.3.3) */
	int64_t time;
	int64_t invalidity; /* since when the key is suspect (5.3.2); 0: not told */
	unsigned reason;    /* its code (5.3.1) */
	struct pd_bytes unknown; /* OID of an extension that is not; empty: none */
	bool understood; /* all of it was read, and nothing critical is unknown */
};

/* begin returns what next moves along; next is false at the end. */
struct pd_bytes pd_revocation_begin(
	const struct pd_revocation_list *list, struct pd_revocation_entry *entry);
bool pd_revocation_next(struct pd_bytes *rest, struct pd_revocation_entry *entry);

/* Is the certificate of another issuer than the list (an indirect list, 5.2.5)? */
bool pd_revocation_is_foreign(
	const struct pd_revocation_list *list, const struct pd_revocation_entry *entry);

/* The serial number as pd_certificate_serial writes it; free() it. */
char *pd_revocation_serial(const struct pd_revocation_entry *entry);

#endif
