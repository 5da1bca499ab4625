/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_SIGN_DETACHED_CMS_H
#define PD_X509_SIGN_DETACHED_CMS_H

#include <stdatomic.h>

#include "x509/sign/detached.h"

/* Detached signatures in CMS (RFC 5652). */

/* SignedData without the content, with the chain and the signed attributes content
 * type, message digest and signing time; its DER is appended to out. */
bool pd_cms_sign(const struct pd_certificates *chain, const struct pd_key *key,
	const struct pd_digests *digests, int64_t time, struct pd_buffer *out,
	struct pd_error *error);

/* The same between BEGIN and END CMS lines; free() it. */
char *pd_cms_pem(struct pd_bytes der);

/* SignedData of one signer. The members point into der. */
struct pd_cms {
	struct pd_secret der;
	struct pd_bytes certificates;   /* one after the other; empty if none */
	struct pd_bytes issuer, serial; /* who signed: these ... */
	struct pd_bytes key_identifier; /* ... or this */
	enum pd_hash hash;
	struct pd_bytes attributes; /* signed attributes; empty if none */
	struct pd_bytes algorithm;  /* OID of the signature's algorithm */
	struct pd_bytes signature;
};

/* Refuses, with a sentence for each: embedded content, several signers or none,
 * unsupported algorithms, and what the signature does not protect, which is
 * revocation lists and unsigned attributes. */
bool pd_cms_read(struct pd_bytes file, const char *from, struct pd_cms *out,
	struct pd_error *error);

/* The same, but what breaks it breaks a child (read/sandbox.h) before, which writes what it
 * understood as plain DER. cancelled may be NULL. */
bool pd_cms_read_outside(struct pd_bytes file, const char *from,
	const atomic_bool *cancelled, struct pd_cms *out, struct pd_error *error);
void pd_cms_free(struct pd_cms *cms); /* leaves it empty; PD_AUTO fits */

/* Does the signature name this certificate? */
bool pd_cms_names(const struct pd_cms *cms, const struct pd_certificate *certificate);

/* Did the certificate's key make the signature, over a file with these digests? */
bool pd_cms_match(const struct pd_cms *cms, const struct pd_certificate *certificate,
	const struct pd_digests *digests);

#endif
