/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_TOKEN_TOKEN_H
#define PD_X509_TOKEN_TOKEN_H

#include "x509/der/digest.h"
#include "x509/token/token_pin.h"
#include "x509/token/token_url.h"

/* Keys in tokens: smart cards, HSMs, TPMs, by PKCS#11 (GnuTLS and p11-kit). The modules that
 * speak to them are code of others in this process: they are loaded when the first function
 * of this file is called, and never in a confined child. Errors that lack a PIN have the code
 * PD_EPASSPHRASE and the input PD_TOKEN_PIN. */

/* What is in a token, or which tokens there are. */
struct pd_token_item {
	struct pd_token_url url; /* in full */
	char *module;            /* of a token: the library that speaks to it */
	unsigned state;          /* of a token: enum pd_token_state */
	char *algorithm;         /* of a key: "EC P-256"; NULL: it is not known */
	char id[PD_DIGEST_SIZE]; /* of a key: of its public key; "" */
};

enum pd_token_state {
	PD_TOKEN_READY = 1,    /* has a PIN */
	PD_TOKEN_PIN_LOW = 2,  /* a wrong one was given last */
	PD_TOKEN_PIN_LAST = 4, /* one try is left */
	PD_TOKEN_LOCKED = 8,
};

struct pd_token_items {
	struct pd_token_item *items;
	size_t count;
};
void pd_token_items_free(struct pd_token_items *items); /* PD_AUTO fits */

/* The tokens that are there, but no trust modules. */
bool pd_token_list(struct pd_token_items *out, struct pd_error *error);

/* The private keys in the one token that url names; from names it in errors. */
bool pd_token_list_keys(const struct pd_token_url *url, struct pd_token_pins *pins,
	const char *from, struct pd_token_items *out, struct pd_error *error);

/* The same, but only those that have the object and id of url, if it has them, and without
 * what they are. */
bool pd_token_seek_keys(const struct pd_token_url *url, struct pd_token_pins *pins,
	const char *from, struct pd_token_items *out, struct pd_error *error);

/* Removes the key that url names in full from its token. */
bool pd_token_remove_key(const struct pd_token_url *url, struct pd_token_pins *pins,
	struct pd_error *error);

/* ---- between token.c and token_make.c ------------------------------------------- */

/* The token that url means, in full, which takes a PIN. */
bool pd_token_find(const struct pd_token_url *url, const char *from,
	struct pd_token_url *out, struct pd_error *error);

/* Says why the token did not do it, by GnuTLS's result. */
bool pd_token_fail(const struct pd_token_login *login, const struct pd_token_url *url,
	int result, const char *what, struct pd_error *error);

/* While GnuTLS asks for PINs by that login; other threads wait. */
void pd_token_begin_asking(struct pd_token_login *login);
void pd_token_end_asking(void);

/* ---- for key.c: a key that is opened when it has to work -------------------------- */

struct pd_token_key;

struct pd_token_key *pd_token_key_new(
	const struct pd_token_url *url, struct pd_token_pins *pins);
void pd_token_key_free(struct pd_token_key *key); /* NULL is fine */
const struct pd_token_url *pd_token_key_url(const struct pd_token_key *key);
struct pd_token_pins *pd_token_key_pins(const struct pd_token_key *key);

/* The gnutls_privkey_t whose public key is that; lent. */
void *pd_token_key_open(
	struct pd_token_key *key, struct pd_bytes public_der, struct pd_error *error);

bool pd_token_key_check_there(const struct pd_token_key *key, struct pd_error *error);

/* Says why the token did not do it, by GnuTLS's result. */
bool pd_token_key_fail(
	struct pd_token_key *key, int result, const char *what, struct pd_error *error);

#endif
