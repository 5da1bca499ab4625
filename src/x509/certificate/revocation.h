/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_REVOCATION_H
#define PD_X509_CERTIFICATE_REVOCATION_H

#include "x509/certificate/certificate.h"

/* Certificate revocation lists (RFC 5280 5). revocation_write.h makes them. */

struct pd_revocation_list;
struct pd_revocation_parts; /* these two: x509/der/structure.h */
struct pd_signed;

/* The largest list in bytes. GnuTLS reads some 300,000 entries a second. */
#define PD_REVOCATION_LIMIT ((size_t)16 << 20)

/* NULL: error, whose input is from. */
struct pd_revocation_list *pd_revocation_list_from_der(
	struct pd_bytes der, const char *from, struct pd_error *error);
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

#endif
