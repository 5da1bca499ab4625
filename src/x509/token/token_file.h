/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_TOKEN_TOKEN_FILE_H
#define PD_X509_TOKEN_TOKEN_FILE_H

#include "x509/key/key.h"
#include "x509/token/token_url.h"

/* What the store has in the place of a key that is in a token: its URL, in the PEM that
 * OpenSSL's pkcs11-provider reads too, and the public key. It is no secret. */

bool pd_token_file_is(struct pd_bytes pem);

/* Is this file of a key one that whoever reads it could use: neither encrypted nor in a
 * token? */
bool pd_key_file_is_open(struct pd_bytes pem);

/* The key, which is not opened; the token need not be there. NULL: error. */
struct pd_key *pd_token_file_read(struct pd_bytes pem, struct pd_token_pins *pins,
	const char *from, struct pd_error *error);

/* Of a key in a token. */
void pd_token_file_write(const struct pd_key *key, struct pd_secret *out);

/* The URL in it; free() it. NULL: error. */
char *pd_token_file_url(struct pd_bytes pem, const char *from, struct pd_error *error);

#endif
