/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_P11_KIT_H
#define PD_X509_READ_P11_KIT_H

#include "x509/read/trust_setting.h"

/* What a file of p11-kit says of the certificates in it: x-distrusted beside one, and
 * objects of their own, which attach an extension to a key, or distrust by issuer and
 * serial number. */

struct pd_p11_statement {
	size_t begin, end; /* in the text: its object */
	unsigned line;
	bool is_distrust;     /* by issuer and serial number; else an extension */
	struct pd_buffer key; /* whole SubjectPublicKeyInfo; empty: not told */
	struct pd_buffer issuer, serial; /* whole Name, and INTEGER */
	struct pd_buffer extension;      /* whole Extension */
	bool is_used;                    /* of a certificate that was read */
};

/* Starts as {0}. */
struct pd_p11 {
	struct pd_bytes text; /* borrowed */
	bool is_one;
	struct pd_p11_statement *items;
	size_t count;
};

enum { PD_P11_MOST = 1000 }; /* statements of one file */

/* Finds the statements in a text; none, where it is no such file. false: too many. */
bool pd_p11_read(struct pd_bytes text, struct pd_p11 *out);
void pd_p11_free(struct pd_p11 *p11); /* leaves it empty; PD_AUTO fits */

/* Does that place lie in a statement? A public key there is no object of the file. */
bool pd_p11_covers(const struct pd_p11 *p11, size_t at);

/* What the file says of the certificate whose block ends at end, the one before it at
 * begin; words gets it in a few words, translated. */
enum pd_trust_setting pd_p11_setting(struct pd_p11 *p11, size_t begin, size_t end,
	struct pd_bytes der, struct pd_buffer *words);

/* A statement of what is not in the file, in a few words; free() them. */
char *pd_p11_words(const struct pd_p11_statement *statement);

#endif
