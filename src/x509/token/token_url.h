/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_TOKEN_TOKEN_URL_H
#define PD_X509_TOKEN_TOKEN_URL_H

#include "base/buffer.h"
#include "base/error.h"

/* A URL of PKCS#11 (RFC 7512), which names a token, or a key in one. It is no secret: one
 * that holds a PIN is refused. */

struct pd_token_url {
	/* Of the token, decoded; NULL: any. */
	char *token, *manufacturer, *model, *serial;
	/* Of the key; NULL and empty: any. */
	char *object;
	struct pd_buffer id;
	char *pin_source; /* path of a file with the PIN; NULL: none is named */
};

/* Is it meant to be one? */
bool pd_token_url_is(const char *text);

/* Reads one; from names it in errors. out is {0} before, and freed by the caller. */
bool pd_token_url_parse(const char *text, const char *from, struct pd_token_url *out,
	struct pd_error *error);

/* Is the token, or the key, there the one that is wanted, as far as that says? */
bool pd_token_url_fits(
	const struct pd_token_url *wanted, const struct pd_token_url *there);
bool pd_token_url_fits_key(
	const struct pd_token_url *wanted, const struct pd_token_url *there);

/* Written anew; free() them: of the key, with the file of the PIN if there is one; of the
 * key, and of its public part, without that, as libraries get it; of the token alone. */
char *pd_token_url_text(const struct pd_token_url *url);
char *pd_token_url_key(const struct pd_token_url *url);
char *pd_token_url_public(const struct pd_token_url *url);
char *pd_token_url_token(const struct pd_token_url *url);

/* What the token is called in sentences: safe text; free() it. */
char *pd_token_url_name(const struct pd_token_url *url);

void pd_token_url_free(struct pd_token_url *url); /* leaves it empty; PD_AUTO fits */

#endif
