/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_WAY_H
#define PD_X509_KEY_PBE_WAY_H

#include "base/error.h"
#include "base/memory.h"

#include <stdint.h>

/* Internal to src/x509: how what a passphrase protects is opened, and what comes of it. */

enum pd_pbe {
	PD_PBE_OPENED,  /* the padding was right: most probably the right passphrase */
	PD_PBE_CLOSED,  /* the passphrase is not right */
	PD_PBE_REFUSED, /* error is set: damaged, or a method that is not supported */
};

/* What may be spent on opening one input, in hashes of SHA-256: about a second. More is
 * refused, as it would take minutes. */
#define PD_PBE_EFFORT 8000000

/* The same for a passphrase that nobody gave: programs hash one that is empty or none as often
 * as any, certtool 600,000 times. */
#define PD_PBE_GUESS_EFFORT 1000000

/* How something is opened. */
struct pd_pbe_way {
	const struct pd_secret *passphrase; /* NULL: none, which PKCS#12 distinguishes
					     * from an empty one */
	const char *from;                   /* names the input in errors */
	enum pd_pbe_container { PD_PBE_KEY, PD_PBE_PKCS12 } container; /* for advice */
	uint64_t *effort; /* what is left of it; counted down */
	/* PBES2: what the passphrase was stretched to already; NULL: it is stretched. */
	const struct pd_secret *stretched;
};

#endif
