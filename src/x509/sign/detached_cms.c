/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/sign/detached_cms.h"

#include <gnutls/abstract.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "x509/der/ber.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/gnutls_error.h"
#include "x509/read/sandbox.h"

/* CMS signatures (RFC 5652) of files that need not fit into memory. GnuTLS wants the
 * whole content at once, so SignedData is written and read here, and GnuTLS only
 * computes. */

#define TAGGED(n) (PD_DER_CONTEXT | PD_DER_CONSTRUCTED | (n))

#define OID_DATA "1.2.840.113549.1.7.1"
#define OID_SIGNED_DATA "1.2.840.113549.1.7.2"
#define OID_CONTENT_TYPE "1.2.840.113549.1.9.3"
#define OID_MESSAGE_DIGEST "1.2.840.113549.1.9.4"
#define OID_SIGNING_TIME "1.2.840.113549.1.9.5"
#define OID_RSA "1.2.840.113549.1.1.1"

#define DATA PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
#define CONTENT_TYPE PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03")
#define MESSAGE_DIGEST PD_OID("\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04")

PD_DROP(drop_public, gnutls_pubkey_t, gnutls_pubkey_deinit);

static const struct {
	unsigned hash;
	const char *oid;
} hash_oids[] = {
	{PD_SHA256, "2.16.840.1.101.3.4.2.1"},
	{PD_SHA384, "2.16.840.1.101.3.4.2.2"},
	{PD_SHA512, "2.16.840.1.101.3.4.2.3"},
};

static const char *
find_hash_oid(unsigned hash)
{
	for (size_t i = 0; i < PD_COUNT(hash_oids); i++)
		if (hash_oids[i].hash == hash)
			return hash_oids[i].oid;
	return NULL;
}

/* ---- writing ------------------------------------------------------------------- */

/* In the order of a SET OF in DER, which here is that of their sizes. */
static void
put_signed_attributes(struct pd_buffer *out, const struct pd_digests *digests,
	unsigned hash, int64_t time)
{
	struct pd_bytes digest = pd_digest_bytes(digests, hash);
	struct pd_der_attribute attribute =
		pd_der_begin_attribute(out, OID_CONTENT_TYPE);
	pd_der_put_oid(out, OID_DATA);
	pd_der_end_attribute(out, &attribute);
	attribute = pd_der_begin_attribute(out, OID_SIGNING_TIME);
	pd_der_put_time(out, time);
	pd_der_end_attribute(out, &attribute);
	attribute = pd_der_begin_attribute(out, OID_MESSAGE_DIGEST);
	pd_der_put(out, PD_DER_OCTET_STRING, digest.data, digest.size);
	pd_der_end_attribute(out, &attribute);
}

/* issuerAndSerialNumber */
static void
put_signer_name(struct pd_buffer *out, const struct pd_certificate *certificate)
{
	const struct pd_certificate_parts *parts = pd_certificate_tbs(certificate);
	size_t mark = pd_der_begin(out);
	pd_buffer_add_bytes(out, parts->issuer);
	pd_der_put(out, PD_DER_INTEGER, parts->serial.data, parts->serial.size);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

/* The attributes are signed as a SET but written as [0] (RFC 5652 5.4). */
static bool
sign_attributes(const struct pd_key *key, unsigned hash,
	const struct pd_buffer *attributes, struct pd_buffer *out,
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer set = {0};
	pd_der_put(&set, PD_DER_SET, attributes->data, attributes->size);
	int scheme = pd_detached_scheme(pd_key_kind(key).algorithm, hash);
	size_t mark = pd_der_begin(out);
	if (!pd_key_sign_by(key, scheme, pd_buffer_bytes(&set), out, error))
		return false;
	pd_der_end(out, mark, PD_DER_OCTET_STRING);
	return true;
}

static bool
put_signer_info(struct pd_buffer *out, const struct pd_certificate *certificate,
	const struct pd_key *key, const struct pd_buffer *attributes,
	struct pd_error *error)
{
	unsigned hash = pd_detached_hash(key);
	enum pd_algorithm algorithm = pd_key_kind(key).algorithm;
	size_t mark = pd_der_begin(out);
	pd_der_put_number(out, 1);
	put_signer_name(out, certificate);
	pd_der_put_algorithm(out, find_hash_oid(hash));
	pd_der_put(out, TAGGED(0), attributes->data, attributes->size);
	if (algorithm == PD_RSA)
		pd_der_put_algorithm_null(out, OID_RSA);
	else
		pd_der_put_algorithm(
			out, pd_signature_oid(pd_detached_scheme(algorithm, hash)));
	if (!sign_attributes(key, hash, attributes, out, error))
		return false;
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

static void
put_chain(struct pd_buffer *out, const struct pd_certificates *chain)
{
	size_t mark = pd_der_begin(out);
	for (size_t i = 0; i < chain->count; i++) {
		struct pd_bytes der = pd_certificate_der(chain->items[i]);
		pd_buffer_add_bytes(out, der);
	}
	pd_der_end(out, mark, TAGGED(0));
}

bool
pd_cms_sign(const struct pd_certificates *chain, const struct pd_key *key,
	const struct pd_digests *digests, int64_t time, struct pd_buffer *out,
	struct pd_error *error)
{
	unsigned hash = pd_detached_hash(key);
	if ((digests->made & hash) == 0)
		return pd_fail(error, PD_EINPUT, "",
			_("only RSA and EC keys make such signatures; generate or "
			  "import one of these"));
	PD_AUTO(pd_buffer_free) struct pd_buffer attributes = {0}, built = {0};
	put_signed_attributes(&attributes, digests, hash, time);
	size_t info = pd_der_begin(&built);
	pd_der_put_oid(&built, OID_SIGNED_DATA);
	size_t content = pd_der_begin(&built), data = pd_der_begin(&built);
	pd_der_put_number(&built, 1);
	size_t set = pd_der_begin(&built);
	pd_der_put_algorithm(&built, find_hash_oid(hash));
	pd_der_end(&built, set, PD_DER_SET);
	/* The content itself is elsewhere. */
	pd_der_put_algorithm(&built, OID_DATA);
	put_chain(&built, chain);
	set = pd_der_begin(&built);
	if (!put_signer_info(&built, chain->items[0], key, &attributes, error))
		return false;
	pd_der_end(&built, set, PD_DER_SET);
	pd_der_end(&built, data, PD_DER_SEQUENCE);
	pd_der_end(&built, content, TAGGED(0));
	pd_der_end(&built, info, PD_DER_SEQUENCE);
	pd_buffer_add_bytes(out, pd_buffer_bytes(&built));
	return true;
}

char *
pd_cms_pem(struct pd_bytes der)
{
	return pd_pem_text("CMS", der);
}

/* ---- reading ------------------------------------------------------------------- */

void
pd_cms_free(struct pd_cms *cms)
{
	pd_secret_wipe(&cms->der);
	*cms = (struct pd_cms){0};
}

static bool
fail_damaged_cms(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("begins as a CMS signature, but is damaged or cut off; sign the file "
		  "again"));
}

/* Is the content the OID with that dotted text? */
static bool
is_oid(struct pd_bytes content, const char *dotted)
{
	PD_AUTO(pd_drop_text) char *text = pd_der_oid_text(content);
	return text != NULL && strcmp(text, dotted) == 0;
}

/* AlgorithmIdentifier; none of the supported ones has parameters other than NULL. */
static bool
take_oid_of(struct pd_bytes *rest, struct pd_bytes *oid)
{
	struct pd_bytes algorithm, null;
	if (!pd_take(rest, PD_DER_SEQUENCE, &algorithm) ||
		!pd_take(&algorithm, PD_DER_OID, oid))
		return false;
	return algorithm.size == 0 || (pd_take(&algorithm, PD_DER_NULL, &null) &&
					      null.size == 0 && algorithm.size == 0);
}

static bool
read_hash(struct pd_bytes oid, const char *from, struct pd_cms *cms,
	struct pd_error *error)
{
	for (size_t i = 0; i < PD_COUNT(hash_oids); i++)
		if (is_oid(oid, hash_oids[i].oid)) {
			cms->hash = hash_oids[i].hash;
			return true;
		}
	return pd_fail(error, PD_EINPUT, from,
		_("its hash is not supported; sign the file with SHA-256, SHA-384 or "
		  "SHA-512"));
}

static bool
read_signer_id(struct pd_bytes *rest, struct pd_cms *cms)
{
	struct pd_bytes both;
	if (!pd_take(rest, PD_DER_SEQUENCE, &both))
		return pd_take(rest, PD_DER_CONTEXT, &cms->key_identifier);
	return pd_take_whole(&both, PD_DER_SEQUENCE, &cms->issuer) &&
	       pd_take(&both, PD_DER_INTEGER, &cms->serial) && both.size == 0;
}

/* SignerInfo (RFC 5652 5.3). */
static bool
read_signer_info(struct pd_bytes info, const char *from, struct pd_cms *cms,
	struct pd_error *error)
{
	struct pd_bytes version, hash, unsigned_ones;
	if (!pd_take(&info, PD_DER_INTEGER, &version) || version.size != 1 ||
		!read_signer_id(&info, cms) ||
		version.data[0] != (cms->serial.size > 0 ? 1 : 3) ||
		!take_oid_of(&info, &hash))
		return fail_damaged_cms(from, error);
	if (!read_hash(hash, from, cms, error))
		return false;
	(void)pd_take(&info, TAGGED(0), &cms->attributes);
	if (!take_oid_of(&info, &cms->algorithm) ||
		!pd_take(&info, PD_DER_OCTET_STRING, &cms->signature))
		return fail_damaged_cms(from, error);
	/* As with revocation lists, nothing protects them. */
	if (pd_take(&info, TAGGED(1), &unsigned_ones))
		return pd_fail(error, PD_EINPUT, from,
			_("carries attributes that are not signed, such as a time "
			  "stamp, which are not judged here; sign the file again "
			  "without them"));
	return info.size == 0 || fail_damaged_cms(from, error);
}

static bool
read_signers(struct pd_bytes set, const char *from, struct pd_cms *cms,
	struct pd_error *error)
{
	struct pd_bytes info;
	if (!pd_take(&set, PD_DER_SEQUENCE, &info))
		return pd_fail(error, PD_EINPUT, from,
			_("nobody signed it: it only carries certificates; give the "
			  "signature of the file"));
	if (set.size > 0)
		return pd_fail(error, PD_EINPUT, from,
			_("is signed by several signers; give the signature of one"));
	return read_signer_info(info, from, cms, error);
}

/* The set of hashes has to name the one that the signer used (RFC 5652 5.1). */
static bool
set_has_hash(struct pd_bytes set, unsigned hash)
{
	struct pd_bytes oid;
	while (take_oid_of(&set, &oid))
		if (is_oid(oid, find_hash_oid(hash)))
			return true;
	return false;
}

/* Only certificates, whose signatures have no unused bits, as GnuTLS would ignore
 * these. Anything else could be changed unnoticed. */
static bool
are_certificates(struct pd_bytes set)
{
	while (set.size > 0) {
		struct pd_bytes certificate, inside, signature;
		if (!pd_take(&set, PD_DER_SEQUENCE, &certificate) ||
			!pd_take(&certificate, PD_DER_SEQUENCE, &inside) ||
			!pd_take(&certificate, PD_DER_SEQUENCE, &inside) ||
			!pd_take(&certificate, PD_DER_BIT_STRING, &signature) ||
			certificate.size > 0 || signature.size == 0 ||
			signature.data[0] != 0)
			return false;
	}
	return true;
}

/* SignedData (RFC 5652 5.1). */
static bool
read_signed_data(struct pd_bytes data, const char *from, struct pd_cms *cms,
	struct pd_error *error)
{
	struct pd_bytes version, hashes, content, type, embedded, signers;
	struct pd_bytes lists = {0};
	if (!pd_take(&data, PD_DER_INTEGER, &version) || version.size != 1 ||
		(version.data[0] != 1 && version.data[0] != 3) ||
		!pd_take(&data, PD_DER_SET, &hashes) ||
		!pd_take(&data, PD_DER_SEQUENCE, &content) ||
		!pd_take(&content, PD_DER_OID, &type) || !pd_bytes_equal(type, DATA))
		return fail_damaged_cms(from, error);
	if (pd_take(&content, TAGGED(0), &embedded))
		return pd_fail(error, PD_EINPUT, from,
			_("holds the signed content itself; a detached signature is "
			  "needed (openssl cms -sign without -nodetach)"));
	(void)pd_take(&data, TAGGED(0), &cms->certificates);
	(void)pd_take(&data, TAGGED(1), &lists);
	if (!pd_take(&data, PD_DER_SET, &signers) || data.size > 0 ||
		!are_certificates(cms->certificates))
		return fail_damaged_cms(from, error);
	/* Nothing protects them, and ignoring them might be believing too much. */
	if (lists.size > 0)
		return pd_fail(error, PD_EINPUT, from,
			_("carries revocation lists, which are not judged here; sign "
			  "the file again without them"));
	if (!read_signers(signers, from, cms, error))
		return false;
	/* For plain data, both versions depend only on how the signer is identified.
	 */
	bool fits = version.data[0] == (cms->serial.size > 0 ? 1 : 3) &&
		    set_has_hash(hashes, cms->hash);
	return fits || fail_damaged_cms(from, error);
}

bool
pd_cms_read(struct pd_bytes file, const char *from, struct pd_cms *out,
	struct pd_error *error)
{
	PD_AUTO(pd_cms_free) struct pd_cms cms = {0};
	if (!pd_ber_to_der(file, &cms.der))
		return fail_damaged_cms(from, error);
	struct pd_bytes rest = pd_secret_bytes(&cms.der), info, type, content, data;
	if (!pd_take(&rest, PD_DER_SEQUENCE, &info) ||
		!pd_take(&info, PD_DER_OID, &type) || !is_oid(type, OID_SIGNED_DATA) ||
		!pd_take(&info, TAGGED(0), &content) || info.size > 0 ||
		!pd_take(&content, PD_DER_SEQUENCE, &data) || content.size > 0)
		return fail_damaged_cms(from, error);
	if (!read_signed_data(data, from, &cms, error))
		return false;
	*out = cms;
	cms = (struct pd_cms){0};
	return true;
}

static void
read_in_child(struct pd_bytes file, int answer)
{
	PD_AUTO(pd_cms_free) struct pd_cms cms = {0};
	struct pd_error untold = {0};
	if (pd_cms_read(file, "CMS", &cms, &untold))
		pd_sandbox_answer(answer, cms.der.data, cms.der.size);
}

bool
pd_cms_read_outside(struct pd_bytes file, const char *from,
	const atomic_bool *cancelled, struct pd_cms *out, struct pd_error *error)
{
	static const struct pd_sandbox_limits limits = {.seconds = 10,
		.cpu_seconds = 5,
		.memory = (size_t)64 << 20,
		.result = (size_t)8 << 20};
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	const struct pd_sandbox_job job = {
		.work = read_in_child,
		.input = file,
		.limits = &limits,
		.from = from,
		.cancelled = cancelled,
	};
	if (!pd_sandbox_run(&job, &plain, error))
		return false;
	/* What is wrong with it is told by the same words. */
	return pd_cms_read(
		plain.size > 0 ? pd_secret_bytes(&plain) : file, from, out, error);
}

/* ---- matching ------------------------------------------------------------------ */

bool
pd_cms_names(const struct pd_cms *cms, const struct pd_certificate *certificate)
{
	const struct pd_certificate_parts *parts = pd_certificate_tbs(certificate);
	if (cms->key_identifier.size > 0)
		return pd_bytes_equal(cms->key_identifier,
			pd_certificate_key_identifier(certificate));
	return pd_bytes_equal(parts->issuer, cms->issuer) &&
	       pd_bytes_equal(parts->serial, cms->serial);
}

/* Finds the only value of the attribute of that type; false unless there is exactly
 * one. */
static bool
find_cms_attribute(struct pd_bytes attributes, struct pd_bytes wanted, unsigned tag,
	struct pd_bytes *value)
{
	unsigned found = 0;
	while (attributes.size > 0) {
		struct pd_bytes attribute, type, set;
		if (!pd_take(&attributes, PD_DER_SEQUENCE, &attribute) ||
			!pd_take(&attribute, PD_DER_OID, &type) ||
			!pd_take(&attribute, PD_DER_SET, &set))
			return false;
		if (!pd_bytes_equal(type, wanted))
			continue;
		if (!pd_take(&set, tag, value) || set.size > 0)
			return false;
		found++;
	}
	return found == 1;
}

/* RFC 5652 5.4: the attributes stand for the content by its digest. */
static bool
has_fitting_attributes(const struct pd_cms *cms, const struct pd_digests *digests)
{
	struct pd_bytes made = pd_digest_bytes(digests, cms->hash), type, said;
	return find_cms_attribute(cms->attributes, CONTENT_TYPE, PD_DER_OID, &type) &&
	       pd_bytes_equal(type, DATA) &&
	       find_cms_attribute(
		       cms->attributes, MESSAGE_DIGEST, PD_DER_OCTET_STRING, &said) &&
	       pd_bytes_equal(said, made);
}

static bool
has_fitting_algorithm(const struct pd_cms *cms, enum pd_algorithm of_key)
{
	int scheme = pd_detached_scheme(of_key, cms->hash);
	return is_oid(cms->algorithm, pd_signature_oid(scheme)) ||
	       (of_key == PD_RSA && is_oid(cms->algorithm, OID_RSA));
}

bool
pd_cms_match(const struct pd_cms *cms, const struct pd_certificate *certificate,
	const struct pd_digests *digests)
{
	enum pd_algorithm algorithm = PD_EC;
	PD_AUTO(drop_public)
	gnutls_pubkey_t public = pd_detached_public(certificate, &algorithm);
	if (public == NULL || !has_fitting_algorithm(cms, algorithm) ||
		(digests->made & cms->hash) == 0 ||
		!pd_detached_is_well_formed(algorithm, cms->signature))
		return false;
	const gnutls_datum_t proof = pd_datum(cms->signature);
	int scheme = pd_detached_scheme(algorithm, cms->hash);
	if (cms->attributes.size == 0 && digests->of_attributes)
		return false;
	if (cms->attributes.size == 0) {
		const gnutls_datum_t digest =
			pd_datum(pd_digest_bytes(digests, cms->hash));
		return gnutls_pubkey_verify_hash2(public, scheme, 0, &digest, &proof) >=
		       0;
	}
	PD_AUTO(pd_buffer_free) struct pd_buffer set = {0};
	pd_der_put(&set, PD_DER_SET, cms->attributes.data, cms->attributes.size);
	const gnutls_datum_t signed_bytes = pd_datum(pd_buffer_bytes(&set));
	return has_fitting_attributes(cms, digests) &&
	       gnutls_pubkey_verify_data2(public, scheme, 0, &signed_bytes, &proof) >=
		       0;
}
