/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/ocsp.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>

#include "base/text.h"
#include "x509/certificate/revocation.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/gnutls_error.h"
#include "x509/write/put.h"
#include "x509/write/revocation_write.h"

enum {
	SHA1_SIZE = 20,
	FIELD = PD_DER_CONTEXT | PD_DER_CONSTRUCTED, /* explicit [0] */
	TAG_BY_NAME = FIELD | 1,
	TAG_GOOD = PD_DER_CONTEXT, /* implicit [0] NULL */
	TAG_REVOKED = FIELD | 1,
};

#define OID_SHA1 "1.3.14.3.2.26"

static bool
put_sha1(struct pd_buffer *out, struct pd_bytes data, struct pd_error *error)
{
	unsigned char digest[SHA1_SIZE];
	int result = gnutls_hash_fast(GNUTLS_DIG_SHA1, data.data, data.size, digest);
	if (result < 0)
		return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
			_("the SHA-1 digest cannot be computed"));
	pd_der_put(out, PD_DER_OCTET_STRING, digest, sizeof digest);
	return true;
}

/* CertID (RFC 6960 4.1.1). */
static bool
put_identifier(struct pd_buffer *out, const struct pd_ocsp_template *template,
	struct pd_error *error)
{
	struct pd_bytes serial = pd_certificate_tbs(template->certificate)->serial;
	struct pd_bytes key = pd_key_bits(pd_certificate_public_der(template->issuer));
	size_t mark = pd_der_begin(out);
	pd_der_put_algorithm_null(out, OID_SHA1);
	if (!put_sha1(out, pd_certificate_subject_der(template->issuer), error) ||
		!put_sha1(out, key, error))
		return false;
	pd_der_put(out, PD_DER_INTEGER, serial.data, serial.size);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

static void
put_status(struct pd_buffer *out, const struct pd_ocsp_template *template)
{
	if (template->revoked_at == 0) {
		pd_der_put(out, TAG_GOOD, NULL, 0);
		return;
	}
	size_t mark = pd_der_begin(out);
	pd_der_put_generalized_time(out, template->revoked_at);
	if (template->reason != PD_REASON_UNSPECIFIED) {
		const unsigned char code = (unsigned char)template->reason;
		size_t field = pd_der_begin(out);
		pd_der_put(out, PD_DER_ENUMERATED, &code, 1);
		pd_der_end(out, field, FIELD);
	}
	pd_der_end(out, mark, TAG_REVOKED);
}

/* SingleResponse (RFC 6960 4.2.1). */
static bool
put_single(struct pd_buffer *out, const struct pd_ocsp_template *template,
	struct pd_error *error)
{
	size_t mark = pd_der_begin(out);
	if (!put_identifier(out, template, error))
		return false;
	put_status(out, template);
	pd_der_put_generalized_time(out, template->this_update);
	size_t next = pd_der_begin(out);
	pd_der_put_generalized_time(out, template->next_update);
	pd_der_end(out, next, FIELD);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

static const struct pd_certificate *
get_signer(const struct pd_ocsp_template *template)
{
	return template->signer ? template->signer : template->issuer;
}

/* ResponseData; its version is the default, which DER leaves out. */
static bool
put_response_data(struct pd_buffer *out, const struct pd_ocsp_template *template,
	struct pd_error *error)
{
	size_t mark = pd_der_begin(out), responder = pd_der_begin(out);
	pd_buffer_add_bytes(out, pd_certificate_subject_der(get_signer(template)));
	pd_der_end(out, responder, TAG_BY_NAME);
	pd_der_put_generalized_time(out, template->produced_at);
	size_t list = pd_der_begin(out);
	if (!put_single(out, template, error))
		return false;
	pd_der_end(out, list, PD_DER_SEQUENCE);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

static void
put_signer_certificate(struct pd_buffer *out, const struct pd_certificate *signer)
{
	if (signer == NULL)
		return;
	size_t field = pd_der_begin(out), list = pd_der_begin(out);
	pd_buffer_add_bytes(out, pd_certificate_der(signer));
	pd_der_end(out, list, PD_DER_SEQUENCE);
	pd_der_end(out, field, FIELD);
}

bool
pd_ocsp_sign(const struct pd_ocsp_template *template, const struct pd_key *key,
	struct pd_buffer *out, struct pd_error *error)
{
	static const unsigned char successful = 0;
	PD_AUTO(pd_buffer_free) struct pd_buffer certificates = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer basic = {0};
	if (!pd_certificate_fits_key(get_signer(template), key))
		return pd_fail(error, PD_ESTATE, "",
			_("the signing key does not belong to the signer; use the key "
			  "of its certificate"));
	put_signer_certificate(&certificates, template->signer);
	if (!put_response_data(&basic, template, error) ||
		!pd_put_signature(
			&basic, 0, pd_buffer_bytes(&certificates), key, error))
		return false;
	size_t response = pd_der_begin(out);
	pd_der_put(out, PD_DER_ENUMERATED, &successful, 1);
	size_t field = pd_der_begin(out), bytes = pd_der_begin(out);
	pd_der_put_oid(out, PD_OID_BASIC_RESPONSE);
	pd_der_put(out, PD_DER_OCTET_STRING, basic.data, basic.size);
	pd_der_end(out, bytes, PD_DER_SEQUENCE);
	pd_der_end(out, field, FIELD);
	pd_der_end(out, response, PD_DER_SEQUENCE);
	return true;
}
