/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_TOKEN_TOKEN_PIN_H
#define PD_X509_TOKEN_TOKEN_PIN_H

#include "base/error.h"
#include "base/memory.h"
#include "x509/token/token_url.h"

/* The PINs of tokens (PKCS#11), as far as they are known. A token locks itself after a few
 * wrong ones, so none is tried twice, none for another token than the one that asked for
 * it, and none as the last try before that was told. Safe to share between threads. */

struct pd_token_pins;

/* What errors with PD_EPASSPHRASE name where a PIN is needed, and what values call it. */
#define PD_TOKEN_PIN "token-pin"

struct pd_token_pins *pd_token_pins_new(void);
void pd_token_pins_free(struct pd_token_pins *pins); /* NULL is fine */

/* What the operator gave: for the token that asked last, else for the next that asks. */
void pd_token_pins_give(struct pd_token_pins *pins, const struct pd_secret *pin);

bool pd_token_pins_are_known(struct pd_token_pins *pins); /* any? */
void pd_token_pins_forget(struct pd_token_pins *pins);

/* ---- for token.c ----------------------------------------------------------------- */

/* One token that may ask, and why it got none. Lives as long as what asks by it. */
struct pd_token_login {
	struct pd_token_pins *pins; /* lent */
	char *pin_source;           /* NULL: no file is named */
	bool refused;               /* it asked, and got no PIN */
	struct pd_error why;
};

/* What GnuTLS calls for a PIN; self is a struct pd_token_login. */
int pd_token_pin_answer(void *self, int attempt, const char *token_url,
	const char *token_label, unsigned flags, char *pin, size_t room);

#endif
