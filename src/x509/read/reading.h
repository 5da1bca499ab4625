/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_READING_H
#define PD_X509_READ_READING_H

#include "base/error.h"
#include "base/memory.h"
#include "x509/read/left_out.h"
#include "x509/read/trust_setting.h"

#include <stdatomic.h>
#include <stdbool.h>

/* A reading of bytes from outside, and the objects that it finds. */

enum pd_read_mode {
	PD_READ_STRICT, /* the first bad block is the error */
	PD_READ_ALL, /* bad blocks become objects with a problem; fails only if nothing
		      * at all can be read */
};

struct pd_reading {
	struct pd_bytes input;
	const char *from;                   /* names the input in errors */
	const struct pd_secret *passphrase; /* NULL: none was given */
	enum pd_read_mode mode;
	const atomic_bool *cancelled; /* ends the reading when it becomes true
				       * (PD_ECANCEL); may be NULL */
	/* PD_WANT of kinds, the others being left out; 0: all. What is not wanted is neither
	 * opened nor judged, so that it needs no passphrase and cannot be bad. */
	unsigned wanted;
	size_t most; /* bytes of input that are read; 0: PD_INPUT_LIMIT */
};

/* Databases of XCA and gnoMint are read only where a register is wanted. It is text: the
 * public key id of the CA, the number of its last list and the program, and below it a line each, as the
 * index of a CA is kept (tabs/ssl/ssl_index.h); tabs between them. */

struct pd_object {
	enum pd_object_kind kind;
	struct pd_bytes der; /* lies in the objects' bytes */
	unsigned block;      /* 1, 2, ...: which PEM block, or object of a container */
	unsigned line;       /* where it begins in the text, from 1; 0: not text */
	enum pd_trust_setting trust; /* what its file says of it */
	struct pd_error problem; /* not PD_OK: this block is bad, der is empty, and this
				  * says why; only with PD_READ_ALL */
};

struct pd_objects {
	struct pd_object *items;
	size_t count;
	struct pd_left_outs left_out;
	struct pd_secret bytes; /* holds the DER of all of them */
};

/* Wipes and frees what is in it, and leaves it empty; PD_AUTO fits. */
void pd_objects_free(struct pd_objects *objects);

#endif
