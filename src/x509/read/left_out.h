/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_LEFT_OUT_H
#define PD_X509_READ_LEFT_OUT_H

#include "base/error.h"
#include "x509/read/object_kind.h"

#include <stddef.h>

/* What an input held beside what was wanted: it was recognised, but neither opened nor
 * judged. */

struct pd_left_out {
	enum pd_object_kind kind;
	char *place; /* "host.pem:9" */
	char *label; /* of a block or container that is not looked into; NULL: it is of
		      * that kind */
};

struct pd_left_outs {
	struct pd_left_out *items;
	size_t count;
};

/* Appends those of more, which is empty then. */
void pd_left_outs_add(struct pd_left_outs *list, struct pd_left_outs *more);
void pd_left_outs_free(struct pd_left_outs *list); /* leaves it empty; PD_AUTO fits */

/* "host.pem:9: the private key is not needed here, and was left out"; free() it. */
char *pd_left_out_text(const struct pd_left_out *one);

/* Fails if something is among them that would be a private key if it could be read, such as
 * one of OpenSSH, for which it says how to convert it, or the certificate of one; for who misses
 * a key. */
bool pd_left_outs_check_keys(const struct pd_left_outs *list, struct pd_error *error);

#endif
