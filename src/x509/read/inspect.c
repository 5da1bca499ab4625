/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/read/inspect.h"

#include "base/text.h"
#include "x509/certificate/certificate.h"
#include "x509/certificate/request.h"
#include "x509/certificate/revocation.h"
#include "x509/der/der.h"
#include "x509/envelope/envelope.h"
#include "x509/key/algorithm.h"

#define BIG_DER_LIMIT PD_REVOCATION_LIMIT

/* ---- size ---------------------------------------------------------------------- */

bool
pd_inspect_size(
	enum pd_shape shape, size_t size, const char *place, struct pd_error *error)
{
	bool may_be_big = shape == PD_SHAPE_CRL || shape == PD_SHAPE_PKCS7 ||
			  shape == PD_SHAPE_PKCS12;
	size_t limit = may_be_big ? BIG_DER_LIMIT : PD_DER_LIMIT;
	return size <= limit || pd_fail(error, PD_EINPUT, place,
					_("has %zu bytes of DER, but at most %zu are "
					  "read as one object"),
					size, limit);
}

/* ---- labels -------------------------------------------------------------------- */

#define BIT(shape) (1U << (shape))

static unsigned
label_shapes(enum pd_label kind)
{
	switch (kind) {
	case PD_LABEL_CERTIFICATE:
		/* Some CAs send PKCS#7 under this label. */
		return BIT(PD_SHAPE_CERTIFICATE) | BIT(PD_SHAPE_PKCS7);
	case PD_LABEL_TRUSTED:
		return BIT(PD_SHAPE_CERTIFICATE);
	case PD_LABEL_KEY:
	case PD_LABEL_ENCRYPTED_KEY:
		return BIT(PD_SHAPE_KEY) | BIT(PD_SHAPE_ENCRYPTED_KEY);
	case PD_LABEL_PUBLIC_KEY:
		return BIT(PD_SHAPE_PUBLIC_KEY) | BIT(PD_SHAPE_RSA_PUBLIC_KEY);
	case PD_LABEL_REQUEST:
		return BIT(PD_SHAPE_REQUEST);
	case PD_LABEL_CRL:
		return BIT(PD_SHAPE_CRL);
	case PD_LABEL_CONTAINER:
		return BIT(PD_SHAPE_PKCS7) | BIT(PD_SHAPE_PKCS12);
	case PD_LABEL_OTHER:
	case PD_LABEL_SKIPPED:
		break;
	}
	return 0;
}

static bool
fail_label(const char *label, enum pd_shape shape, const char *place,
	struct pd_error *error)
{
	switch (shape) {
	case PD_SHAPE_CERTIFICATE:
		return pd_fail(error, PD_EINPUT, place,
			_("the label says %s, but the block holds a certificate; the "
			  "label has to be CERTIFICATE"),
			label);
	case PD_SHAPE_REQUEST:
		return pd_fail(error, PD_EINPUT, place,
			_("the label says %s, but the block holds a signing request; "
			  "the label has to be CERTIFICATE REQUEST"),
			label);
	case PD_SHAPE_CRL:
		return pd_fail(error, PD_EINPUT, place,
			_("the label says %s, but the block holds a revocation list; "
			  "the label has to be X509 CRL"),
			label);
	case PD_SHAPE_KEY:
	case PD_SHAPE_ENCRYPTED_KEY:
		return pd_fail(error, PD_EINPUT, place,
			_("the label says %s, but the block holds a private key; the "
			  "label has to be PRIVATE KEY"),
			label);
	case PD_SHAPE_PUBLIC_KEY:
	case PD_SHAPE_RSA_PUBLIC_KEY:
		return pd_fail(error, PD_EINPUT, place,
			_("the label says %s, but the block holds a public key; the "
			  "label has to be PUBLIC KEY"),
			label);
	case PD_SHAPE_PKCS7:
	case PD_SHAPE_PKCS12:
		return pd_fail(error, PD_EINPUT, place,
			_("the label says %s, but the block holds PKCS#7 or PKCS#12; "
			  "the label has to be PKCS7 or PKCS12"),
			label);
	case PD_SHAPE_UNKNOWN:
		break;
	}
	return pd_fail(error, PD_EINPUT, place,
		_("the label says %s, but the block does not hold that; it is damaged, "
		  "copy it anew"),
		label);
}

bool
pd_inspect_label(const struct pd_block *block, enum pd_shape shape, const char *place,
	struct pd_error *error)
{
	return (label_shapes(block->kind) & BIT(shape)) != 0 ||
	       fail_label(block->label, shape, place, error);
}

bool
pd_inspect_flaw(const struct pd_block *block, const char *place, struct pd_error *error)
{
	switch (block->flaw) {
	case PD_FLAW_NO_BEGIN:
		return pd_fail(error, PD_EINPUT, place,
			_("line %u ends a block (%s) whose BEGIN line is missing or "
			  "damaged; copy it from the start"),
			block->line, block->label);
	case PD_FLAW_NO_END:
		return pd_fail(error, PD_EINPUT, place,
			_("the block that begins in line %u (%s) has no END line; the "
			  "text was cut off"),
			block->line, block->label);
	case PD_FLAW_NESTED:
		return pd_fail(error, PD_EINPUT, place,
			_("the block that begins in line %u (%s) has no END line "
			  "before the next BEGIN in line %u; something between is "
			  "missing"),
			block->line, block->label, block->flaw_line);
	case PD_FLAW_OTHER_END:
		return pd_fail(error, PD_EINPUT, place,
			_("the block that begins in line %u as %s ends in line %u as "
			  "%s; something between is missing"),
			block->line, block->label, block->flaw_line, block->end_label);
	case PD_FLAW_CHARACTER:
		return pd_fail(error, PD_EINPUT, place,
			_("line %u has a character that is not base64; between BEGIN "
			  "and END there may be only letters, digits, + and /, and = "
			  "at the end"),
			block->flaw_line);
	case PD_FLAW_LENGTH:
		return pd_fail(error, PD_EINPUT, place,
			_("the base64 between line %u and line %u is not complete; "
			  "characters are missing or too many"),
			block->line, block->flaw_line);
	case PD_FLAW_EMPTY:
		return pd_fail(error, PD_EINPUT, place,
			_("the block that begins in line %u (%s) is empty; base64 text "
			  "was expected in it"),
			block->line, block->label);
	case PD_FLAW_NONE:
		break;
	}
	return false;
}

/* ---- objects ------------------------------------------------------------------- */

static bool
inspect_public_key(struct pd_bytes der, const char *place, struct pd_error *error)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	return pd_public_key_read(der, &key) ||
	       pd_fail(error, PD_EINPUT, place,
		       _("the public key is damaged; a SubjectPublicKeyInfo of RFC "
			 "5280 was expected"));
}

/* A key on secp256k1 serves the encryption of values alone; whoever needs another one
 * refuses it by pd_key_from_der. */
static bool
inspect_key(struct pd_bytes der, const char *place, struct pd_error *error)
{
	if (pd_opener_is_secp256k1(der)) {
		PD_AUTO(pd_drop_opener)
		struct pd_opener *opener = pd_opener_new(der, place, error);
		return opener != NULL;
	}
	PD_AUTO(pd_drop_key) struct pd_key *key = pd_key_from_der(der, place, error);
	return key != NULL;
}

static bool
inspect_list(struct pd_bytes der, const char *place, struct pd_error *error)
{
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *list = pd_revocation_list_lent(der, place, error);
	return list != NULL;
}

bool
pd_inspect_object(enum pd_shape shape, struct pd_bytes der, const char *place,
	enum pd_object_kind *kind, struct pd_error *error)
{
	PD_AUTO(pd_drop_certificate) struct pd_certificate *certificate = NULL;
	PD_AUTO(pd_drop_request) struct pd_request *request = NULL;
	switch (shape) {
	case PD_SHAPE_CERTIFICATE:
		*kind = PD_OBJECT_CERTIFICATE;
		certificate = pd_certificate_from_der(der, place, error);
		return certificate != NULL;
	case PD_SHAPE_KEY:
		*kind = PD_OBJECT_KEY;
		return inspect_key(der, place, error);
	case PD_SHAPE_REQUEST:
		*kind = PD_OBJECT_REQUEST;
		request = pd_request_from_der(der, place, error);
		return request != NULL;
	case PD_SHAPE_CRL:
		*kind = PD_OBJECT_CRL;
		return inspect_list(der, place, error);
	case PD_SHAPE_PUBLIC_KEY:
		*kind = PD_OBJECT_PUBLIC_KEY;
		return inspect_public_key(der, place, error);
	default:
		return pd_fail(error, PD_EINPUT, place,
			_("is DER, but no certificate, key, signing request, "
			  "revocation list, PKCS#7 or PKCS#12"));
	}
}

void
pd_inspect_wrap_rsa(struct pd_bytes der, struct pd_buffer *out)
{
	size_t whole = pd_der_begin(out);
	pd_der_put_algorithm_null(out, "1.2.840.113549.1.1.1");
	size_t bits = pd_der_begin(out);
	pd_buffer_add(out, "", 1);
	pd_buffer_add_bytes(out, der);
	pd_der_end(out, bits, PD_DER_BIT_STRING);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}
