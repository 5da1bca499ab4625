/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_CHAIN_H
#define PD_X509_CERTIFICATE_CHAIN_H

#include "x509/certificate/certificate.h"

/* Certificates, and chains of them: leaf first. A list owns its certificates. */

struct pd_certificates {
	struct pd_certificate **items;
	size_t count;
};

void pd_certificates_add(struct pd_certificates *list,
	struct pd_certificate *certificate); /* takes it */
void pd_certificates_add_copies(
	struct pd_certificates *list, const struct pd_certificates *more);
void pd_certificates_free(
	struct pd_certificates *list); /* leaves it empty; PD_AUTO fits */

/* Is the certificate, byte for byte, one of them? */
bool pd_certificates_have(
	const struct pd_certificates *list, const struct pd_certificate *certificate);

/* Is the last of a chain that is not empty a root? */
bool pd_chain_has_root(const struct pd_certificates *chain);

/* Moves the first certificate that issued no other one to the front; the order of the
 * others stays. For lists that need not be one chain. */
void pd_certificates_put_leaf_first(struct pd_certificates *list);

/* All as PEM, one after the other; free() it. */
char *pd_chain_pem(const struct pd_certificates *list);

#endif
