/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DATABASE_H
#define PD_X509_DATABASE_H

#include "x509/read/unpack.h"

/* Internal to src/x509: the databases of XCA from version 2 on (.xdb) and of gnoMint
 * (.gnomint), which are SQLite's. */

bool pd_database_is(struct pd_bytes input);

/* As pd_unpack_pkcs12, with found for certificates and revocation lists, and for the private
 * keys of CAs. What such a database says that a CA has revoked is told to listed, in the form of
 * reading.h; templates, requests and other keys are told to other. Fails where a revocation
 * cannot be read, and if the database is cut off, of a version that is not known, or of another
 * program. */
bool pd_database_unpack(
	const struct pd_unpack *unpack, struct pd_bytes input, struct pd_error *error);

#endif
