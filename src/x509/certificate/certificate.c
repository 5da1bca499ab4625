/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/certificate.h"

#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/holder.h"
#include "x509/certificate/plain_names.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/public_form.h"
#include "x509/name/name.h"

enum { SHA1_SIZE = 20, SHA256_SIZE = 32 };

struct pd_certificate {
	atomic_uint others;   /* that hold it, too: once read, nothing in it changes */
	unsigned char *bytes; /* the DER; the fields of structure and parts lie in it */
	size_t size;
	gnutls_x509_crt_t gnutls;
	struct pd_signed structure;
	struct pd_certificate_parts parts;
	int64_t not_before, not_after;
	char *subject, *issuer, *common_name, *serial, *fingerprint, *key_text;
	char key_id[PD_KEY_ID_SIZE];
	const char *weakness, *key_weakness;
	bool key_is_broken;
	struct pd_alternatives alternatives;
	char **purposes; /* NULL at the end */
	struct pd_bytes key_identifier, authority_identifier;
	bool has_usage, has_purposes, is_ca;
	unsigned usage; /* of enum pd_usage */
	int path_length;
};

void
pd_certificate_free(struct pd_certificate *certificate)
{
	if (certificate == NULL || atomic_fetch_sub(&certificate->others, 1) > 0)
		return;
	if (certificate->gnutls != NULL)
		gnutls_x509_crt_deinit(certificate->gnutls);
	free(certificate->bytes);
	free(certificate->subject);
	free(certificate->issuer);
	free(certificate->common_name);
	free(certificate->serial);
	free(certificate->fingerprint);
	free(certificate->key_text);
	pd_alternatives_free(&certificate->alternatives);
	for (char **oid = certificate->purposes; oid != NULL && *oid != NULL; oid++)
		free(*oid);
	free(certificate->purposes);
	free(certificate);
}

/* Reading */

static int
import_der(struct pd_certificate *certificate, const unsigned char *der, size_t size)
{
	const gnutls_datum_t datum = {(unsigned char *)der, (unsigned)size};
	int result = gnutls_x509_crt_init(&certificate->gnutls);
	if (result < 0)
		return result;
	result = gnutls_x509_crt_import(
		certificate->gnutls, &datum, GNUTLS_X509_FMT_DER);
	if (result < 0) {
		gnutls_x509_crt_deinit(certificate->gnutls);
		certificate->gnutls = NULL;
	}
	return result;
}

static int
import_certificate(struct pd_certificate *certificate)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer plain = {0};
	int result = import_der(certificate, certificate->bytes, certificate->size);
	if (result >= 0 || !pd_plain_names_put(pd_certificate_der(certificate), &plain))
		return result;
	PD_AUTO(pd_drop_text) char *copy = (char *)pd_der_copy(pd_buffer_bytes(&plain));
	return import_der(certificate, (unsigned char *)copy, plain.size) >= 0 ? 0
									       : result;
}

static bool
read_parts(struct pd_certificate *certificate, const char *from, struct pd_error *error)
{
	if (!pd_signed_read(pd_certificate_der(certificate), &certificate->structure) ||
		!pd_certificate_parts_read(
			certificate->structure.content, &certificate->parts))
		return pd_fail(error, PD_EINPUT, from,
			_("is not an X.509 certificate: parts that RFC 5280 asks for "
			  "are missing or in another order"));
	return true;
}

/* Not left to GnuTLS, which reports 1970 for a time it cannot read. */
static bool
read_validity(
	struct pd_certificate *certificate, const char *from, struct pd_error *error)
{
	struct pd_bytes rest = certificate->parts.validity;
	if (!pd_take_time(&rest, &certificate->not_before))
		return pd_fail(error, PD_EINPUT, from,
			_("the certificate's validity does not begin at a real time; "
			  "it has to be written in UTC as RFC 5280 says"));
	if (!pd_take_time(&rest, &certificate->not_after))
		return pd_fail(error, PD_EINPUT, from,
			_("the certificate's validity does not end at a real time; it "
			  "has to be written in UTC as RFC 5280 says"));
	return true;
}

static bool
read_holders(
	struct pd_certificate *certificate, const char *from, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *issuer = pd_name_from_der(certificate->parts.issuer, &problem);
	PD_AUTO(pd_drop_name)
	struct pd_name *subject =
		pd_name_from_der(certificate->parts.subject, &problem);
	if (issuer == NULL || subject == NULL)
		return pd_fail(error, problem.code, from, "%s", problem.message);
	certificate->issuer = pd_name_text(issuer);
	certificate->subject = pd_holder_subject(subject, &certificate->alternatives);
	certificate->common_name =
		pd_holder_common_name(subject, &certificate->alternatives);
	return true;
}

static bool
read_public_key(
	struct pd_certificate *certificate, const char *from, struct pd_error *error)
{
	struct pd_bytes public_der = certificate->parts.public_key;
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	if (!pd_public_key_read(public_der, &key))
		return pd_fail(error, PD_EINPUT, from,
			_("the certificate's public key cannot be read; it has to be a "
			  "SubjectPublicKeyInfo of RFC 5280"));
	if (!pd_public_form_id(public_der, certificate->key_id, error))
		return false;
	certificate->key_text = pd_public_key_text(&key);
	certificate->key_weakness = pd_public_key_weakness(&key);
	certificate->key_is_broken = pd_public_key_is_broken(&key);
	certificate->weakness = certificate->key_weakness;
	if (certificate->weakness == NULL)
		certificate->weakness =
			pd_signature_weakness(certificate->structure.algorithm);
	/* Nobody relies on the signature of a root, but its name alone does not make
	 * it one. */
	if (certificate->key_weakness == NULL && certificate->weakness != NULL &&
		pd_certificate_is_self_issued(certificate) &&
		pd_signature_verify(&certificate->structure, public_der) ==
			PD_SIGNATURE_GOOD)
		certificate->weakness = NULL;
	return true;
}

static void
read_basic_constraints(struct pd_certificate *certificate)
{
	struct pd_extension found;
	struct pd_basic_constraints constraints;
	certificate->path_length = -1;
	/* One of which anything else is said than can be is not a CA. */
	if (!pd_extension_find(certificate->parts.extensions,
		    PD_EXTENSION_BASIC_CONSTRAINTS, &found) ||
		!pd_basic_constraints_read(found.value, &constraints))
		return;
	certificate->is_ca = constraints.is_ca;
	certificate->path_length = constraints.path_length;
}

static void
read_usage(struct pd_certificate *certificate)
{
	struct pd_extension found;
	certificate->has_usage = pd_extension_find(
		certificate->parts.extensions, PD_EXTENSION_KEY_USAGE, &found);
	if (certificate->has_usage)
		certificate->usage = pd_extension_usage(found.value);
}

static void
read_purposes(struct pd_certificate *certificate)
{
	struct pd_extension found;
	struct pd_bytes list = {0}, oid;
	certificate->has_purposes = pd_extension_find(
		certificate->parts.extensions, PD_EXTENSION_PURPOSES, &found);
	if (certificate->has_purposes)
		(void)pd_take(&found.value, PD_DER_SEQUENCE, &list);
	size_t count = 0;
	certificate->purposes = pd_alloc(1, sizeof *certificate->purposes);
	while (pd_take(&list, PD_DER_OID, &oid)) {
		certificate->purposes[count++] = pd_oid_text(oid);
		certificate->purposes = pd_grow(certificate->purposes, count + 1,
			sizeof *certificate->purposes);
		certificate->purposes[count] = NULL;
	}
}

/* A certificate with an unreadable extension can still be read; Show lists the
 * extension as it is. */
static void
read_certificate_extensions(struct pd_certificate *certificate)
{
	struct pd_extension found;
	struct pd_error problem = {0};
	read_basic_constraints(certificate);
	read_usage(certificate);
	read_purposes(certificate);
	certificate->key_identifier =
		pd_extension_subject_key(certificate->parts.extensions);
	certificate->authority_identifier =
		pd_extension_authority_key(certificate->parts.extensions);
	if (pd_extension_find(
		    certificate->parts.extensions, PD_EXTENSION_ALTERNATIVES, &found))
		(void)pd_alternatives_from_der(
			found.value, &certificate->alternatives, &problem);
}

static char *
make_fingerprint(const struct pd_certificate *certificate,
	gnutls_digest_algorithm_t digest, size_t size)
{
	unsigned char hash[SHA256_SIZE] = {0};
	/* A hash of bytes in memory cannot fail. */
	(void)gnutls_hash_fast(digest, certificate->bytes, certificate->size, hash);
	return pd_text_hex(hash, size, ':');
}

static struct pd_certificate *
begin_certificate(struct pd_bytes der, const char *from, struct pd_error *error)
{
	if (der.size > PD_DER_LIMIT) {
		pd_fail(error, PD_EINPUT, from,
			_("the certificate has %zu bytes; at most %zu are taken"),
			der.size, PD_DER_LIMIT);
		return NULL;
	}
	struct pd_certificate *certificate = pd_alloc(1, sizeof *certificate);
	certificate->bytes = pd_der_copy(der);
	certificate->size = der.size;
	return certificate;
}

static bool
read_certificate(
	struct pd_certificate *certificate, const char *from, struct pd_error *error)
{
	if (!read_parts(certificate, from, error) ||
		!read_validity(certificate, from, error))
		return false;
	read_certificate_extensions(certificate);
	if (!read_holders(certificate, from, error) ||
		!read_public_key(certificate, from, error))
		return false;
	certificate->serial = pd_integer_hex(certificate->parts.serial);
	certificate->fingerprint =
		make_fingerprint(certificate, GNUTLS_DIG_SHA256, SHA256_SIZE);
	return true;
}

/* GnuTLS decides whether this is a certificate at all. */
struct pd_certificate *
pd_certificate_from_der(struct pd_bytes der, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate = begin_certificate(der, from, error);
	if (certificate == NULL)
		return NULL;
	int result = import_certificate(certificate);
	if (result < 0) {
		(void)pd_fail_gnutls(error, PD_EINPUT, from, result,
			_("is not an X.509 certificate that can be read"));
		return NULL;
	}
	return read_certificate(certificate, from, error) ? pd_steal(certificate)
							  : NULL;
}

struct pd_certificate *
pd_certificate_from_reader(
	struct pd_bytes der, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate = begin_certificate(der, from, error);
	bool good = certificate != NULL && read_certificate(certificate, from, error);
	return good ? pd_steal(certificate) : NULL;
}

struct pd_certificate *
pd_certificate_from_pem(struct pd_bytes pem, const char *from, struct pd_error *error)
{
	/* Base64 takes 4 bytes for 3; line feeds and text around it have room. */
	if (pem.size > 2 * PD_DER_LIMIT) {
		pd_fail(error, PD_EINPUT, from,
			_("the certificate's PEM text has %zu bytes; at most %zu are "
			  "taken"),
			pem.size, 2 * PD_DER_LIMIT);
		return NULL;
	}
	PD_AUTO(pd_drop_text) char *copy = (char *)pd_der_copy(pem);
	const gnutls_datum_t text = {(unsigned char *)copy, (unsigned)pem.size};
	PD_AUTO(pd_drop_datum) gnutls_datum_t der = {0};
	int result = gnutls_pem_base64_decode2("CERTIFICATE", &text, &der);
	if (result < 0) {
		pd_fail(error, PD_EINPUT, from,
			_("no whole PEM block here from BEGIN CERTIFICATE to END "
			  "CERTIFICATE"));
		return NULL;
	}
	return pd_certificate_from_der(
		(struct pd_bytes){der.data, der.size}, from, error);
}

struct pd_certificate *
pd_certificate_copy(const struct pd_certificate *certificate)
{
	struct pd_certificate *shared = (struct pd_certificate *)certificate;
	(void)atomic_fetch_add(&shared->others, 1);
	return shared;
}

/* Fields */

struct pd_bytes
pd_certificate_der(const struct pd_certificate *certificate)
{
	return (struct pd_bytes){certificate->bytes, certificate->size};
}

const struct pd_signed *
pd_certificate_signed(const struct pd_certificate *certificate)
{
	return &certificate->structure;
}

const struct pd_certificate_parts *
pd_certificate_tbs(const struct pd_certificate *certificate)
{
	return &certificate->parts;
}

struct pd_bytes
pd_certificate_public_der(const struct pd_certificate *certificate)
{
	return certificate->parts.public_key;
}

struct pd_bytes
pd_certificate_subject_der(const struct pd_certificate *certificate)
{
	return certificate->parts.subject;
}

struct pd_bytes
pd_certificate_issuer_der(const struct pd_certificate *certificate)
{
	return certificate->parts.issuer;
}

struct pd_bytes
pd_certificate_key_identifier(const struct pd_certificate *certificate)
{
	return certificate->key_identifier;
}

struct pd_bytes
pd_certificate_authority_identifier(const struct pd_certificate *certificate)
{
	return certificate->authority_identifier;
}

const char *
pd_certificate_subject(const struct pd_certificate *certificate)
{
	return certificate->subject;
}

const char *
pd_certificate_issuer(const struct pd_certificate *certificate)
{
	return certificate->issuer;
}

const char *
pd_certificate_common_name(const struct pd_certificate *certificate)
{
	return certificate->common_name;
}

const char *
pd_certificate_serial(const struct pd_certificate *certificate)
{
	return certificate->serial;
}

const char *
pd_certificate_fingerprint(const struct pd_certificate *certificate)
{
	return certificate->fingerprint;
}

const char *
pd_certificate_key_id(const struct pd_certificate *certificate)
{
	return certificate->key_id;
}

const char *
pd_certificate_key_text(const struct pd_certificate *certificate)
{
	return certificate->key_text;
}

const struct pd_alternatives *
pd_certificate_alternatives(const struct pd_certificate *certificate)
{
	return &certificate->alternatives;
}

int64_t
pd_certificate_not_before(const struct pd_certificate *certificate)
{
	return certificate->not_before;
}

int64_t
pd_certificate_not_after(const struct pd_certificate *certificate)
{
	return certificate->not_after;
}

char *
pd_certificate_pem(const struct pd_certificate *certificate)
{
	return pd_pem_text("CERTIFICATE", pd_certificate_der(certificate));
}

char *
pd_certificate_sha1(const struct pd_certificate *certificate)
{
	return make_fingerprint(certificate, GNUTLS_DIG_SHA1, SHA1_SIZE);
}

bool
pd_certificate_is_ca(const struct pd_certificate *certificate, int *path_length)
{
	*path_length = certificate->path_length;
	return certificate->is_ca;
}

bool
pd_certificate_has_usage(const struct pd_certificate *certificate)
{
	return certificate->has_usage;
}

bool
pd_certificate_allows(const struct pd_certificate *certificate, enum pd_usage usage)
{
	return !certificate->has_usage || (certificate->usage & usage) != 0;
}

const char *const *
pd_certificate_purposes(const struct pd_certificate *certificate)
{
	return (const char *const *)certificate->purposes;
}

bool
pd_certificate_has_purposes(const struct pd_certificate *certificate)
{
	return certificate->has_purposes;
}

const char *
pd_certificate_key_weakness(const struct pd_certificate *certificate)
{
	return certificate->key_weakness;
}

bool
pd_certificate_key_is_broken(const struct pd_certificate *certificate)
{
	return certificate->key_is_broken;
}

const char *
pd_certificate_weakness(const struct pd_certificate *certificate)
{
	return certificate->weakness;
}

/* GnuTLS accepted it in the reader, so this can only fail for lack of memory. */
void *
pd_certificate_gnutls(const struct pd_certificate *certificate)
{
	struct pd_certificate *own = (struct pd_certificate *)certificate;
	if (own->gnutls == NULL && import_certificate(own) < 0)
		pd_out_of_memory();
	return own->gnutls;
}

/* Comparing */

bool
pd_certificate_is_self_issued(const struct pd_certificate *certificate)
{
	return pd_bytes_equal(certificate->parts.issuer, certificate->parts.subject);
}

bool
pd_certificate_same(
	const struct pd_certificate *one, const struct pd_certificate *other)
{
	return pd_bytes_equal(pd_certificate_der(one), pd_certificate_der(other));
}

bool
pd_certificate_same_content(
	const struct pd_certificate *one, const struct pd_certificate *other)
{
	return pd_bytes_equal(one->structure.content, other->structure.content);
}

bool
pd_certificate_fits_key(
	const struct pd_certificate *certificate, const struct pd_key *key)
{
	return strcmp(certificate->key_id, pd_key_id(key)) == 0;
}
