/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_KEYSTORE_H
#define PD_X509_READ_KEYSTORE_H

#include "x509/read/unpack.h"

/* Internal to src/x509: Java's own keystores, JKS and JCEKS, as keytool wrote them by
 * default up to Java 8. */

bool pd_keystore_is(struct pd_bytes input);

/* As pd_unpack_pkcs12. Certificates need no passphrase, but a wrong one is refused. */
bool pd_keystore_unpack(
	const struct pd_unpack *unpack, struct pd_bytes input, struct pd_error *error);

#endif
