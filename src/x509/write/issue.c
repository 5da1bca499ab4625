/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/issue.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/time.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/key.h"
#include "x509/write/put.h"

enum {
	VERSION_3 = 2, /* as it is written */
	SERIAL_SIZE = 16,
	USAGE_BITS = 9,
	EMPTY_SIGNATURE = 64, /* bytes */
	TAG_VERSION = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	TAG_EXTENSIONS = PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 3,
	TAG_ATTRIBUTES = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
};

static const int64_t five_minutes = 300;

#define OID_ED25519 "1.3.101.112"
#define OID_EXTENSION_REQUEST "1.2.840.113549.1.9.14"

/* ---- extensions ----------------------------------------------------------------- */

static void
put_basic_constraints(struct pd_buffer *out, const struct pd_template *template)
{
	static const unsigned char yes = 0xff;
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t mark = pd_der_begin(&value);
	if (template->ca) {
		pd_der_put(&value, PD_DER_BOOLEAN, &yes, 1);
		if (template->path_length >= 0)
			pd_der_put_number(&value, (uint64_t) template->path_length);
	}
	pd_der_end(&value, mark, PD_DER_SEQUENCE);
	pd_put_extension(
		out, PD_OID_BASIC_CONSTRAINTS, PD_CRITICAL, pd_buffer_bytes(&value));
}

/* A named BIT STRING: the first bit is the highest, and zeros at its end are cut
 * (X.690 11.2.2). A keyUsage without any bit is not allowed (RFC 5280 4.2.1.3). */
static void
put_key_usage(struct pd_buffer *out, unsigned usage)
{
	unsigned char bits[3] = {0}; /* how many are unused, and two bytes of them */
	unsigned used = 0;
	for (unsigned i = 0; i < USAGE_BITS; i++)
		if (usage & 1U << i) {
			bits[1 + i / 8] |= (unsigned char)(0x80 >> i % 8);
			used = i + 1;
		}
	if (used == 0)
		return;
	size_t bytes = (used + 7) / 8;
	bits[0] = (unsigned char)(bytes * 8 - used);
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	pd_der_put(&value, PD_DER_BIT_STRING, bits, 1 + bytes);
	pd_put_extension(out, PD_OID_KEY_USAGE, PD_CRITICAL, pd_buffer_bytes(&value));
}

static void
put_purposes(struct pd_buffer *out, const char *const *purposes)
{
	if (purposes == NULL || *purposes == NULL)
		return;
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	size_t mark = pd_der_begin(&value);
	for (; *purposes != NULL; purposes++)
		pd_der_put_oid(&value, *purposes);
	pd_der_end(&value, mark, PD_DER_SEQUENCE);
	pd_put_extension(
		out, PD_OID_PURPOSES, PD_NOT_CRITICAL, pd_buffer_bytes(&value));
}

/* Critical if there is no other name (RFC 5280 4.2.1.6). */
static void
put_alternatives(struct pd_buffer *out, const struct pd_alternatives *names,
	const struct pd_name *subject)
{
	static const size_t empty = 2; /* a SEQUENCE of nothing */
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	if (names != NULL)
		pd_alternatives_der(names, &value);
	if (value.size > empty)
		pd_put_extension(out, PD_OID_ALTERNATIVES,
			pd_name_der(subject).size == empty ? PD_CRITICAL
							   : PD_NOT_CRITICAL,
			pd_buffer_bytes(&value));
}

static void
put_extras(struct pd_buffer *out, const struct pd_extras *extras)
{
	for (size_t i = 0; extras != NULL && i < extras->count; i++) {
		const struct pd_extra *extra = &extras->items[i];
		pd_put_extension(out, extra->oid, extra->critical,
			(struct pd_bytes){extra->value, extra->size});
	}
}

static bool
put_key_identifier(struct pd_buffer *out, const struct pd_template *template,
	struct pd_error *error)
{
	struct pd_bytes known = template->key_identifier;
	if (known.size == 0)
		return pd_put_subject_key(out, template->public_der, error);
	PD_AUTO(pd_buffer_free) struct pd_buffer value = {0};
	pd_der_put(&value, PD_DER_OCTET_STRING, known.data, known.size);
	pd_put_extension(
		out, PD_OID_SUBJECT_KEY, PD_NOT_CRITICAL, pd_buffer_bytes(&value));
	return true;
}

static bool
put_certificate_extensions(struct pd_buffer *out, const struct pd_template *template,
	const struct pd_certificate *issuer, struct pd_error *error)
{
	size_t wrapper = pd_der_begin(out), list = pd_der_begin(out);
	put_basic_constraints(out, template);
	put_key_usage(out, template->usage);
	put_purposes(out, template->purposes);
	put_alternatives(out, template->alternatives, template->subject);
	if (!put_key_identifier(out, template, error))
		return false;
	if (issuer != NULL && !pd_put_authority_key(out, issuer, error))
		return false;
	put_extras(out, template->extras);
	pd_der_end(out, list, PD_DER_SEQUENCE);
	pd_der_end(out, wrapper, TAG_EXTENSIONS);
	return true;
}

/* ---- certificates --------------------------------------------------------------- */

static bool
put_random_serial(struct pd_buffer *out, struct pd_error *error)
{
	unsigned char serial[SERIAL_SIZE];
	int result = gnutls_rnd(GNUTLS_RND_RANDOM, serial, sizeof serial);
	if (result < 0)
		return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
			_("no random serial number can be had"));
	pd_der_put_unsigned(out, serial, sizeof serial);
	return true;
}

static void
put_validity(struct pd_buffer *out, const struct pd_template *template)
{
	size_t mark = pd_der_begin(out);
	pd_der_put_time(out, template->not_before);
	pd_der_put_time(out, template->not_after);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

/* What will not be signed says Ed25519 there. */
static bool
put_signature_algorithm(
	struct pd_buffer *out, const struct pd_key *key, struct pd_error *error)
{
	if (key != NULL)
		return pd_key_signature_algorithm(key, out, error);
	size_t mark = pd_der_begin(out);
	pd_der_put_oid(out, OID_ED25519);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

/* TBSCertificate (RFC 5280 4.1.2), appended. */
static bool
put_tbs_certificate(struct pd_buffer *out, const struct pd_template *template,
	const struct pd_certificate *issuer, const struct pd_key *key,
	struct pd_error *error)
{
	size_t mark = pd_der_begin(out), version = pd_der_begin(out);
	pd_der_put_number(out, VERSION_3);
	pd_der_end(out, version, TAG_VERSION);
	if (!put_random_serial(out, error) || !put_signature_algorithm(out, key, error))
		return false;
	/* Byte for byte, because that is how many programs compare names. */
	pd_buffer_add_bytes(out, issuer ? pd_certificate_subject_der(issuer)
					: pd_name_der(template->subject));
	put_validity(out, template);
	pd_buffer_add_bytes(out, pd_name_der(template->subject));
	pd_buffer_add_bytes(out, template->public_der);
	if (!put_certificate_extensions(out, template, issuer, error))
		return false;
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

static bool
check_template(const struct pd_template *template, const struct pd_certificate *issuer,
	const struct pd_key *key, struct pd_error *error)
{
	bool fits =
		key == NULL ? issuer != NULL
		: issuer    ? pd_certificate_fits_key(issuer, key)
			 : pd_bytes_equal(template->public_der, pd_key_public_der(key));
	if (!fits)
		return pd_fail(error, PD_ESTATE, "",
			_("the signing key does not belong to the issuer; use the key "
			  "of the issuer's certificate"));
	if (template->not_after <= template->not_before)
		return pd_fail(error, PD_EINPUT, "",
			_("the certificate would end before it begins; its end has to "
			  "be later than its beginning"));
	return true;
}

struct pd_certificate *
pd_issue_draft(const struct pd_template *template, const struct pd_certificate *issuer,
	const struct pd_key *key, struct pd_error *error)
{
	static const unsigned char nothing[1 + EMPTY_SIGNATURE] = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	size_t mark = pd_der_begin(&der);
	if (!check_template(template, issuer, key, error) ||
		!put_tbs_certificate(&der, template, issuer, key, error) ||
		!put_signature_algorithm(&der, key, error))
		return NULL;
	pd_der_put(&der, PD_DER_BIT_STRING, nothing, sizeof nothing);
	pd_der_end(&der, mark, PD_DER_SEQUENCE);
	return pd_certificate_from_der(
		pd_buffer_bytes(&der), _("the new certificate"), error);
}

struct pd_certificate *
pd_issue_sign(const struct pd_certificate *draft, const struct pd_key *key,
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	pd_buffer_add_bytes(&der, pd_certificate_signed(draft)->content);
	if (!pd_put_signature(&der, 0, (struct pd_bytes){0}, key, error))
		return NULL;
	return pd_certificate_from_der(
		pd_buffer_bytes(&der), _("the new certificate"), error);
}

struct pd_certificate *
pd_issue_certificate(const struct pd_template *template,
	const struct pd_certificate *issuer, const struct pd_key *key,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *draft = pd_issue_draft(template, issuer, key, error);
	return draft ? pd_issue_sign(draft, key, error) : NULL;
}

/* ---- requests ------------------------------------------------------------------- */

/* The attributes of a request: an extensionRequest (RFC 2985 5.4.2), or nothing. */
static void
put_extension_request(struct pd_buffer *out, const struct pd_name *subject,
	const struct pd_alternatives *alternatives, const struct pd_extras *extras)
{
	bool names = alternatives != NULL && alternatives->count > 0;
	size_t attributes = pd_der_begin(out);
	if (names || (extras != NULL && extras->count > 0)) {
		struct pd_der_attribute attribute =
			pd_der_begin_attribute(out, OID_EXTENSION_REQUEST);
		size_t list = pd_der_begin(out);
		put_alternatives(out, alternatives, subject);
		put_extras(out, extras);
		pd_der_end(out, list, PD_DER_SEQUENCE);
		pd_der_end_attribute(out, &attribute);
	}
	pd_der_end(out, attributes, TAG_ATTRIBUTES);
}

static bool
put_request(const struct pd_name *subject, const struct pd_alternatives *alternatives,
	const struct pd_extras *extras, const struct pd_key *key, struct pd_buffer *out,
	struct pd_error *error)
{
	size_t mark = pd_der_begin(out);
	pd_der_put_number(out, 0);
	pd_buffer_add_bytes(out, pd_name_der(subject));
	pd_buffer_add_bytes(out, pd_key_public_der(key));
	put_extension_request(out, subject, alternatives, extras);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return pd_put_signature(out, mark, (struct pd_bytes){0}, key, error);
}

bool
pd_issue_request(const struct pd_name *subject,
	const struct pd_alternatives *alternatives, const struct pd_key *key,
	struct pd_buffer *out, struct pd_error *error)
{
	return put_request(subject, alternatives, NULL, key, out, error);
}

bool
pd_issue_ca_request(const struct pd_name *subject, const struct pd_key *key,
	const struct pd_limits *limits, struct pd_buffer *out, struct pd_error *error)
{
	static const unsigned char ca[] = {PD_DER_SEQUENCE, 3, PD_DER_BOOLEAN, 1, 0xff};
	/* Seven bits in use: digitalSignature, keyCertSign and cRLSign. */
	static const unsigned char usage[] = {PD_DER_BIT_STRING, 2, 1, 0x86};
	PD_AUTO(pd_extras_free) struct pd_extras extras = {0};
	pd_extras_add(&extras, PD_OID_BASIC_CONSTRAINTS, PD_CRITICAL,
		(struct pd_bytes){ca, sizeof ca});
	pd_extras_add(&extras, PD_OID_KEY_USAGE, PD_CRITICAL,
		(struct pd_bytes){usage, sizeof usage});
	return pd_extras_add_limits(&extras, limits, error) &&
	       put_request(subject, NULL, &extras, key, out, error);
}

/* ---- keys ----------------------------------------------------------------------- */

unsigned
pd_issue_leaf_usage(struct pd_bytes public_der)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	unsigned usage = PD_USAGE_DIGITAL_SIGNATURE;
	bool encrypts = pd_public_key_read(public_der, &key) && key.name != NULL &&
			strcmp(key.name, "RSA") == 0;
	return encrypts ? usage | PD_USAGE_KEY_ENCIPHERMENT : usage;
}

bool
pd_issue_kind_of(struct pd_bytes public_der, const char *from, struct pd_key_kind *out,
	struct pd_error *error)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	if (!pd_public_key_read(public_der, &key))
		return pd_fail(error, PD_EINPUT, from,
			_("its public key cannot be read; choose the kind of the new "
			  "key"));
	return pd_key_kind_read(&key, from, out, error);
}

/* ---- times ---------------------------------------------------------------------- */

int64_t
pd_issue_not_before(void)
{
	return (int64_t)time(NULL) - five_minutes;
}

bool
pd_issue_not_after(int64_t not_before, long days, const char *field, int64_t *out,
	struct pd_error *error)
{
	if (days < 1 || days > PD_MOST_DAYS)
		return pd_fail(error, PD_EUSAGE, field,
			_("the days have to be a number from 1 to 36,525"));
	int64_t end = not_before + days * PD_DAY;
	*out = end < PD_TIME_LATEST ? end : PD_TIME_LATEST;
	return true;
}
