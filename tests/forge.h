/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_FORGE_H
#define PD_TESTS_FORGE_H

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "x509/certificate/certificate.h"
#include "x509/der/der.h"

/* Certificates that no honest CA writes, for tests of what judges them: each is signed well,
 * and says what it is told to. */

#define RSA "1.2.840.113549.1.1.1"
#define RSA_MD5 "1.2.840.113549.1.1.4"
#define RSA_SHA1 "1.2.840.113549.1.1.5"
#define RSA_SHA256 "1.2.840.113549.1.1.11"
#define RSA_SHA512 "1.2.840.113549.1.1.13"

enum { NOW = 1798804800, YEAR = 31536000 };

typedef void put(struct pd_buffer *out);

struct template
{
	const char *subject, *issuer;
	const char *inner, *outer; /* OIDs of the signature; NULL: RSA with SHA-256 */
	gnutls_sign_algorithm_t sign;
	gnutls_privkey_t key, signer;
	put *public_key; /* instead of that of the key; NULL */
	put *name;       /* instead of the subject; NULL */
	put *extensions; /* one after the other; NULL: none */
};

static inline void
put_algorithm(struct pd_buffer *out, const char *oid)
{
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, oid ? oid : RSA_SHA256);
	pd_der_put(out, PD_DER_NULL, NULL, 0);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

static inline void
put_name(struct pd_buffer *out, const char *common_name)
{
	size_t name = pd_der_begin(out), set = pd_der_begin(out);
	size_t attribute = pd_der_begin(out);
	pd_der_put_oid(out, "2.5.4.3");
	pd_der_put(out, PD_DER_UTF8, common_name, strlen(common_name));
	pd_der_end(out, attribute, PD_DER_SEQUENCE);
	pd_der_end(out, set, PD_DER_SET);
	pd_der_end(out, name, PD_DER_SEQUENCE);
}

static inline void
put_bits(struct pd_buffer *out, const void *bytes, size_t size)
{
	size_t mark = pd_der_begin(out);
	pd_buffer_add(out, "", 1);
	pd_buffer_add(out, bytes, size);
	pd_der_end(out, mark, PD_DER_BIT_STRING);
}

static inline void
put_extension(struct pd_buffer *out, const char *oid, const char *value, size_t size)
{
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, oid);
	pd_der_put(out, PD_DER_OCTET_STRING, value, size);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}
#define PUT_EXTENSION(out, oid, value) put_extension(out, oid, value, sizeof(value) - 1)

static inline void
put_key(struct pd_buffer *out, gnutls_privkey_t key)
{
	gnutls_pubkey_t public;
	gnutls_datum_t der = {0};
	gnutls_pubkey_init(&public);
	gnutls_pubkey_import_privkey(public, key, 0, 0);
	gnutls_pubkey_export2(public, GNUTLS_X509_FMT_DER, &der);
	pd_buffer_add(out, der.data, der.size);
	gnutls_free(der.data);
	gnutls_pubkey_deinit(public);
}

static inline void
put_content(struct pd_buffer *out, const struct template *template)
{
	size_t content = pd_der_begin(out), mark = pd_der_begin(out);
	pd_der_put_number(out, 2);
	pd_der_end(out, mark, PD_DER_CONTEXT | PD_DER_CONSTRUCTED);
	pd_der_put_number(out, 77);
	put_algorithm(out, template->inner);
	put_name(out, template->issuer);
	mark = pd_der_begin(out);
	pd_der_put_time(out, NOW - YEAR);
	pd_der_put_time(out, NOW + YEAR);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	if (template->name != NULL)
		template->name(out);
	else
		put_name(out, template->subject);
	if (template->public_key != NULL)
		template->public_key(out);
	else
		put_key(out, template->key);
	if (template->extensions != NULL) {
		mark = pd_der_begin(out);
		size_t list = pd_der_begin(out);
		template->extensions(out);
		pd_der_end(out, list, PD_DER_SEQUENCE);
		pd_der_end(out, mark, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 3);
	}
	pd_der_end(out, content, PD_DER_SEQUENCE);
}

/* Its DER, appended to out. */
static inline void
forge(const struct template *template, struct pd_buffer *out)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer content = {0};
	gnutls_datum_t signature = {0};
	put_content(&content, template);
	const gnutls_datum_t data = {content.data, (unsigned)content.size};
	int result = gnutls_privkey_sign_data2(template->signer,
		template->sign ? template->sign : GNUTLS_SIGN_RSA_SHA256, 0, &data,
		&signature);
	if (result < 0) {
		printf("Bail out! signing: %s\n", gnutls_strerror(result));
		exit(1);
	}
	size_t whole = pd_der_begin(out);
	pd_buffer_add(out, content.data, content.size);
	put_algorithm(out, template->outer);
	put_bits(out, signature.data, signature.size);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
	gnutls_free(signature.data);
}

static inline struct pd_certificate *
make(const struct template *template)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	struct pd_error error = {0};
	forge(template, &out);
	struct pd_certificate *made =
		pd_certificate_from_reader(pd_buffer_bytes(&out), "made", &error);
	if (made == NULL) {
		printf("Bail out! %s: %s\n", template->subject, error.message);
		exit(1);
	}
	return made;
}

static inline gnutls_privkey_t
new_key(unsigned bits)
{
	gnutls_privkey_t key;
	gnutls_privkey_init(&key);
	if (gnutls_privkey_generate(key, GNUTLS_PK_RSA, bits, 0) < 0) {
		puts("Bail out! no key");
		exit(1);
	}
	return key;
}

#endif
