/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_JAVA_H
#define PD_X509_KEY_PBE_JAVA_H

#include "x509/key/pbe_way.h"

#include <stdbool.h>

/* Internal to src/x509: how Java's own keystores (JKS, JCEKS) protect, which no standard
 * says: as sun.security.provider.KeyProtector and com.sun.crypto.provider.KeyProtector of
 * the JDK do it. */

/* Opens a key of such a keystore, an EncryptedPrivateKeyInfo (RFC 5958 3); plain gets
 * PKCS#8. */
enum pd_pbe pd_pbe_java_open(const struct pd_pbe_way *way, struct pd_bytes sealed,
	struct pd_secret *plain, struct pd_error *error);

/* Is it the digest (20 bytes) of what stands before it? Then the passphrase is right and
 * nothing was changed. */
bool pd_pbe_java_check(
	const struct pd_pbe_way *way, struct pd_bytes data, struct pd_bytes digest);

#endif
