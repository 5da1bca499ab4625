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
void pd_certificates_free(
	struct pd_certificates *list); /* leaves it empty; PD_AUTO fits */

/* Is the certificate, byte for byte, one of them? */
bool pd_certificates_have(
	const struct pd_certificates *list, const struct pd_certificate *certificate);

/* Puts list into the order of a chain: leaf is the certificate with this public key id,
 * or if NULL the one that signed no other. Issuers are found by name and key identifier
 * and each signature is checked. Duplicates are dropped. Refused, list as before, input
 * from, naming certificates by number in the input and subject:
 * "certificate 2 (CN=Foo) did not sign certificate 1 (CN=bar); its issuer is CN=Other",
 * unrelated ones, no leaf for the key, rings, more than 1,000. A chain need not reach a
 * root; it ends at the first self-signed certificate.
 *
 * Where several certificates of one holder fit (cross-certificates: the same subject
 * and key), the chain takes the self-signed one, else one whose issuer is in the list
 * too, else the one that is valid longest, else the first. The others and those who
 * signed them are no mistake, and dropped. */
bool pd_chain_order(struct pd_certificates *list, const char *leaf_key_id,
	const char *from, struct pd_error *error);

/* All as PEM, one after the other; free() it. */
char *pd_chain_pem(const struct pd_certificates *list);

#endif
