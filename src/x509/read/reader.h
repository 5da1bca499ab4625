/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_READER_H
#define PD_X509_READ_READER_H

#include "base/error.h"
#include "base/memory.h"

#include <stdatomic.h>
#include <stdbool.h>

/* Bytes from outside, read in a child process that may crash, hang or run out of memory
 * without harm: no store, no network, no files (seccomp), bounded memory and time. It
 * splits, repairs, decrypts and decodes, tries every object with GnuTLS, and hands back
 * plain DER. What it survived, this process may parse. */

enum pd_object_kind {
	PD_OBJECT_CERTIFICATE,
	PD_OBJECT_KEY, /* plain: PKCS#8, PKCS#1 or SEC1; encrypted ones arrive decrypted
			*/
	PD_OBJECT_PUBLIC_KEY, /* SubjectPublicKeyInfo */
	PD_OBJECT_REQUEST,
	PD_OBJECT_CRL,
};

struct pd_object {
	enum pd_object_kind kind;
	struct pd_bytes der; /* lies in the objects' bytes */
	unsigned block;      /* 1, 2, ...: which PEM block, or object of a container */
	unsigned line;       /* where it begins in the text, from 1; 0: not text */
	char *friendly;      /* the PKCS#12 friendly name; NULL */
	struct pd_error problem; /* code not PD_OK: this block is bad, der is empty, and
				  * this says why; only with PD_READ_ALL */
};

struct pd_objects {
	struct pd_object *items;
	size_t count;
	struct pd_secret bytes; /* what the DER of all of them lies in */
};

enum pd_read_mode {
	PD_READ_STRICT, /* the first bad block is the error */
	PD_READ_ALL, /* bad blocks become objects with a problem; fails only if nothing
		      * at all can be read */
};

/* Everything in input, in its order: the whole "Input" paragraph of the manual (PEM of
 * any kind with text between, DER, PKCS#12, PKCS#7; keys as PKCS#8, PKCS#1, SEC1,
 * traditional encrypted PEM, PKCS#8 under another label; CRLF, indents, quoting, lost
 * line breaks). from names the input in errors, "chain.pem:12" where a line is known.
 * An encrypted object needs passphrase (NULL: none was given): code PD_EPASSPHRASE,
 * input "passphrase", sentence naming from. Nothing recognised, or an empty input, is
 * an error that says what was expected. cancelled, if not NULL, ends the child when it
 * becomes true (PD_ECANCEL). out must be empty and stays so on failure. */
bool pd_reader_read(struct pd_bytes input, const char *from,
	const struct pd_secret *passphrase, enum pd_read_mode mode,
	const atomic_bool *cancelled, struct pd_objects *out, struct pd_error *error);

void pd_objects_free(
	struct pd_objects *objects); /* wipes; leaves it empty; PD_AUTO fits */

/* The smallest text that says what a paste holds so far, without a child and without
 * GnuTLS, as it grows: counts of BEGIN lines by kind, and the first thing wrong. */
struct pd_recognised {
	unsigned certificates, keys, encrypted_keys, requests, crls, others;
	bool open;         /* the last BEGIN has no END yet */
	unsigned bad_line; /* 1...: a line inside a block that is no base64; 0: none */
};
void pd_reader_recognise(struct pd_bytes input, struct pd_recognised *out);

#endif
