/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_ARMOUR_H
#define PD_X509_READ_ARMOUR_H

#include "base/memory.h"
#include "x509/read/scan.h"

#include <stdbool.h>

/* PEM (RFC 7468, RFC 1421) as people paste it: split into blocks and decoded, in one
 * pass. Text around blocks is ignored. Blanks, indents, quoting by >, quotation marks,
 * lost or escaped line breaks, typographic dashes and missing padding are repaired;
 * what is missing or no base64 is a flaw of the block. */

/* What the label of a block promises. */
enum pd_label {
	PD_LABEL_OTHER,   /* nothing that is read here */
	PD_LABEL_SKIPPED, /* EC PARAMETERS: the key behind it says the same */
	PD_LABEL_CERTIFICATE,
	PD_LABEL_TRUSTED, /* a certificate with OpenSSL's trust settings behind it */
	PD_LABEL_KEY,
	PD_LABEL_ENCRYPTED_KEY,
	PD_LABEL_PUBLIC_KEY,
	PD_LABEL_REQUEST,
	PD_LABEL_CRL,
	PD_LABEL_CONTAINER, /* PKCS#7, CMS, PKCS#12 */
};

/* The first thing that is wrong with a block. */
enum pd_pem_flaw {
	PD_FLAW_NONE,
	PD_FLAW_NO_BEGIN,  /* an END line alone */
	PD_FLAW_NO_END,    /* the text ends inside it */
	PD_FLAW_NESTED,    /* the next BEGIN comes before its END */
	PD_FLAW_OTHER_END, /* the END line is of another kind */
	PD_FLAW_CHARACTER, /* a character that is no base64, or base64 behind its end */
	PD_FLAW_LENGTH,    /* a number of base64 characters that cannot be */
	PD_FLAW_EMPTY,
};

#define PD_LABEL_SIZE 64

struct pd_block {
	char label[PD_LABEL_SIZE];
	char end_label[PD_LABEL_SIZE]; /* where it differs, for PD_FLAW_OTHER_END */
	enum pd_label kind;
	unsigned line; /* of its BEGIN, from 1 */
	enum pd_pem_flaw flaw;
	unsigned flaw_line;
	bool open;       /* the text ends inside it, whatever else is wrong */
	bool encrypted;  /* Proc-Type: 4,ENCRYPTED */
	char cipher[96]; /* the value of DEK-Info (RFC 1421 4.6.1.3); "" if none */
};

/* The next block, or false at the end of the text. content, if not NULL, must be empty
 * and gets what the block holds, decoded; nothing if it has a flaw. */
bool pd_armour_next(
	struct pd_scan *scan, struct pd_block *block, struct pd_secret *content);

/* Decodes text that is base64 alone, without BEGIN and END. */
bool pd_armour_bare(struct pd_bytes text, struct pd_secret *content);

#endif
