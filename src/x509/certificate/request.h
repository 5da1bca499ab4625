/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_REQUEST_H
#define PD_X509_CERTIFICATE_REQUEST_H

#include "x509/key/key.h"
#include "x509/name/alternative.h"

/* Signing requests (PKCS#10, RFC 2986). issue.h makes them. */

struct pd_request;
struct pd_request_parts; /* these two: x509/der/structure.h */
struct pd_signed;

struct pd_request *pd_request_from_der(
	struct pd_bytes der, const char *from, struct pd_error *error);
void pd_request_free(struct pd_request *request); /* NULL is fine */
PD_DROP(pd_drop_request, struct pd_request *, pd_request_free);

/* All borrowed. */
struct pd_bytes pd_request_der(const struct pd_request *request);
const struct pd_signed *pd_request_signed(const struct pd_request *request);
const struct pd_request_parts *pd_request_info(const struct pd_request *request);
struct pd_bytes pd_request_public_der(const struct pd_request *request);
struct pd_bytes pd_request_subject_der(const struct pd_request *request);
const char *pd_request_subject(const struct pd_request *request); /* see holder.h */
const char *pd_request_key_id(const struct pd_request *request);
const char *pd_request_key_text(const struct pd_request *request);
const struct pd_alternatives *pd_request_alternatives(const struct pd_request *request);

/* Is it signed by the key it is for (proof of possession)? */
bool pd_request_is_signed(const struct pd_request *request);

/* Can that be said? Not of an algorithm or curve that is not supported here. */
bool pd_request_is_checkable(const struct pd_request *request);

/* Has it the field of attributes that RFC 2986 4.1 wants, be it empty? */
bool pd_request_has_attributes(const struct pd_request *request);

/* A translated phrase, constant, if its key or the hash of its signature is weak;
 * else NULL. */
const char *pd_request_weakness(const struct pd_request *request);

/* Its algorithm and hash, "ECDSA with SHA-256"; free() it. */
char *pd_request_signature_text(const struct pd_request *request);

char *pd_request_pem(const struct pd_request *request); /* free() it */

#endif
