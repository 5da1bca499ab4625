/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_GNOMINT_H
#define PD_X509_KEY_PBE_GNOMINT_H

#include "base/memory.h"

#include <stdbool.h>

/* Internal to src/x509: private keys in gnoMint's databases that have a password: PEM under
 * AES-256 in counter mode, in hex. The key of the cipher is folded of the password and of the
 * name of the certificate. */

/* Is it PEM, which no password protects? */
bool pd_gnomint_is_plain(const char *text);

/* Is it of the form of one that a password protects? What is neither is damaged. */
bool pd_gnomint_is_sealed(const char *text);

/* Appends the PEM; false: the password is not right, or the text is damaged, which cannot be
 * told apart. name: the distinguished name as the database has it. */
bool pd_gnomint_open(const char *text, const struct pd_secret *password,
	const char *name, struct pd_secret *pem);

#endif
