/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_IDENTITY_PACK_H
#define PD_TABS_SHARED_IDENTITY_PACK_H

#include "tabs/shared/identity.h"

/* What to write when an identity is exported. */
struct pd_packing {
	const char *format; /* "pem", "der", "p12", "p7", "tar" */
	bool chain;         /* all certificates, not only the leaf */
	bool root;          /* the same, and the root that is kept beside them */
	bool private_key;
	const struct pd_secret *passphrase; /* opens an encrypted key of the store, and
					     * protects what is written; NULL: none */
	const struct pd_secret
		*protection; /* protects PKCS#12 instead; NULL: that does */
};

/* Packs them into out (empty): as PEM one after the other, each with its key and chain; in
 * PKCS#7 and PKCS#12 each certificate once. Refused with what would be right: a chain, a key or
 * several as DER, a chain or key as tar, a key as PKCS#7, PKCS#12 without passphrase
 * (PD_EPASSPHRASE) or with several keys, a key or root that is not here. */
bool pd_identities_pack(struct pd_store *store, const struct pd_identity *identities,
	size_t count, const struct pd_packing *packing, struct pd_secret *out,
	struct pd_error *error);

#endif
