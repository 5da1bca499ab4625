/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_CHAIN_ORDER_H
#define PD_X509_CERTIFICATE_CHAIN_ORDER_H

#include "x509/certificate/chain.h"

/* Puts list into the order of a chain. The leaf is the certificate with this public
 * key id or, if NULL, the one that signed no other. Issuers are found by name and key
 * identifier, and each signature is checked. Duplicates are dropped. A chain need not
 * reach a root; it ends at the first self-signed certificate. Fails, leaving list as
 * it was, for unrelated certificates, no leaf for the key, rings, and more than 1,000
 * certificates. Sentences name certificates by their number in the input and subject:
 * "certificate 2 (CN=Foo) did not sign certificate 1 (CN=bar); its issuer is
 * CN=Other". If several certificates of one holder fit (cross-certificates: the same
 * subject and key), the chain takes the self-signed one, else one whose issuer is
 * also in the list, else the one valid longest, else the first. The others and their
 * signers are dropped. */
bool pd_chain_order(struct pd_certificates *list, const char *leaf_key_id,
	const char *from, struct pd_error *error);

#endif
