/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/ocsp_judge.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "x509/certificate/issuer.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/judge/verify.h"
#include "x509/key/algorithm.h"
#include "x509/read/reader.h"
#include "x509/write/issue.h"
#include "x509/write/ocsp.h"

/* RFC 6960 3.2: a response counts if the issuer of the certificate, or a responder that
 * it has authorised, signed it about this very certificate, and it is still valid. */

enum {
	FIELD = PD_DER_CONTEXT | PD_DER_CONSTRUCTED, /* explicit [0] */
	TAG_GOOD = PD_DER_CONTEXT,                   /* implicit [0] NULL */
	TAG_REVOKED = FIELD | 1,
	TAG_UNKNOWN = PD_DER_CONTEXT | 2,
	/* How long a response without nextUpdate is valid, as in GnuTLS; and how far
	 * clocks may differ. */
	ENDLESS = 15 * PD_DAY,
	SKEW = 300,
	SIGNERS_TRIED = 4,
};

/* BasicOCSPResponse (4.2.1). */
struct basic {
	struct pd_signed structure;
	struct pd_bytes responses; /* SingleResponse, one after the other */
	bool is_understood;        /* no extension of the whole is critical */
	struct pd_bytes signers;   /* certificates, whole, one after the other; empty */
};

/* Reads Extensions at *rest, if they are there. No extension is one that must be
 * understood (RFC 6960 4.4), so one that says so is not. false: damaged. */
static bool
read_extensions(struct pd_bytes *rest, bool *is_understood)
{
	struct pd_bytes field, list = {0};
	struct pd_extension extension;
	*is_understood = true;
	if (pd_take(rest, FIELD | 1, &field) &&
		!pd_take(&field, PD_DER_SEQUENCE, &list))
		return false;
	while (pd_extension_next(&list, &extension))
		if (extension.critical)
			*is_understood = false;
	return list.size == 0 && rest->size == 0;
}

static bool
read_data(struct pd_bytes content, struct basic *out)
{
	struct pd_bytes rest, ignored;
	int64_t produced_at;
	if (!pd_take(&content, PD_DER_SEQUENCE, &rest))
		return false;
	(void)pd_take(&rest, FIELD, &ignored); /* version */
	return (pd_take(&rest, FIELD | 1, &ignored) ||
		       pd_take(&rest, FIELD | 2, &ignored)) &&
	       pd_take_time(&rest, &produced_at) &&
	       pd_take(&rest, PD_DER_SEQUENCE, &out->responses) &&
	       read_extensions(&rest, &out->is_understood);
}

static bool
read_basic(struct pd_bytes der, struct basic *out)
{
	struct pd_bytes rest, field;
	if (!pd_signed_take(der, &out->structure, &rest))
		return false;
	if (pd_take(&rest, FIELD, &field) &&
		!pd_take(&field, PD_DER_SEQUENCE, &out->signers))
		return false;
	return read_data(out->structure.content, out);
}

/* OCSPResponse: successful, and of the one type that there is. */
static bool
read_response(struct pd_bytes der, struct basic *out)
{
	struct pd_bytes rest, status, field, bytes, type, basic;
	if (!pd_take(&der, PD_DER_SEQUENCE, &rest) ||
		!pd_take(&rest, PD_DER_ENUMERATED, &status) || status.size != 1 ||
		status.data[0] != 0 || !pd_take(&rest, FIELD, &field) ||
		!pd_take(&field, PD_DER_SEQUENCE, &bytes) ||
		!pd_take(&bytes, PD_DER_OID, &type))
		return false;
	PD_AUTO(pd_drop_text) char *oid = pd_oid_text(type);
	return strcmp(oid, PD_OID_BASIC_RESPONSE) == 0 &&
	       pd_take(&bytes, PD_DER_OCTET_STRING, &basic) && read_basic(basic, out);
}

/* ---- who signed it ---------------------------------------------------------------- */

/* A responder that the issuer has made a certificate for (4.2.2.2). */
static bool
is_responder(
	const struct pd_certificate *signer, const struct pd_ocsp_question *question)
{
	const char *const *oid = pd_certificate_purposes(signer);
	struct pd_certificate *first[] = {(struct pd_certificate *)signer};
	struct pd_certificate *last[] = {(struct pd_certificate *)question->issuer};
	const struct pd_certificates chain = {first, 1}, trusted = {last, 1};
	struct pd_verification verification = {0};
	struct pd_cert_path path;
	if (question->known != NULL)
		verification = *question->known;
	verification.chain = &chain;
	verification.trusted = &trusted;
	verification.host = NULL;
	verification.purpose = NULL;
	verification.ignored = 0;
	verification.now = question->now;
	while (*oid != NULL && strcmp(*oid, PD_OID_OCSP_SIGNING) != 0)
		oid++;
	return *oid != NULL &&
	       pd_certificate_allows(signer, PD_USAGE_DIGITAL_SIGNATURE) &&
	       pd_verify(&verification, &path) == 0 && path.count == 2;
}

static bool
has_signed_response(const struct basic *basic, const struct pd_certificate *signer)
{
	return pd_signature_verify(&basic->structure,
		       pd_certificate_public_der(signer)) == PD_SIGNATURE_GOOD;
}

static bool
is_signed_by(const struct basic *basic, struct pd_bytes der,
	const struct pd_ocsp_question *question)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	PD_AUTO(pd_drop_certificate) struct pd_certificate *signer = NULL;
	if (!pd_reader_read(
		    &(struct pd_reading){der, question->from, NULL, PD_READ_STRICT,
			    question->cancelled, PD_WANT(PD_OBJECT_CERTIFICATE), 0},
		    &objects, &ignored) ||
		objects.count == 0)
		return false;
	signer =
		pd_certificate_from_der(objects.items[0].der, question->from, &ignored);
	return signer != NULL && is_responder(signer, question) &&
	       has_signed_response(basic, signer);
}

static bool
is_response_signed(const struct basic *basic, const struct pd_ocsp_question *question)
{
	struct pd_bytes signers = basic->signers, der;
	if (pd_signature_weakness(basic->structure.algorithm) != NULL)
		return false;
	if (has_signed_response(basic, question->issuer))
		return true;
	for (int i = 0;
		i < SIGNERS_TRIED && pd_take_whole(&signers, PD_DER_SEQUENCE, &der);
		i++)
		if (is_signed_by(basic, der, question))
			return true;
	return false;
}

/* ---- what it says ----------------------------------------------------------------- */

static bool
equals_digest(struct pd_bytes expected, gnutls_digest_algorithm_t digest,
	struct pd_bytes data)
{
	unsigned char bytes[64];
	return gnutls_hash_get_len(digest) == expected.size &&
	       expected.size <= sizeof bytes &&
	       gnutls_hash_fast(digest, data.data, data.size, bytes) >= 0 &&
	       memcmp(bytes, expected.data, expected.size) == 0;
}

/* CertID (4.1.1): is it the certificate's? */
static bool
identifies_certificate(
	struct pd_bytes identifier, const struct pd_ocsp_question *question)
{
	struct pd_signed structure = {0};
	struct pd_certificate_parts parts = {0};
	struct pd_bytes algorithm, oid, name, key, serial;
	if (!pd_take(&identifier, PD_DER_SEQUENCE, &algorithm) ||
		!pd_take(&algorithm, PD_DER_OID, &oid) ||
		!pd_take(&identifier, PD_DER_OCTET_STRING, &name) ||
		!pd_take(&identifier, PD_DER_OCTET_STRING, &key) ||
		!pd_take(&identifier, PD_DER_INTEGER, &serial) ||
		!pd_signed_read(
			pd_certificate_der(question->certificate), &structure) ||
		!pd_certificate_parts_read(structure.content, &parts))
		return false;
	PD_AUTO(pd_drop_text) char *text = pd_oid_text(oid);
	gnutls_digest_algorithm_t digest = gnutls_oid_to_digest(text);
	return digest != GNUTLS_DIG_UNKNOWN && pd_bytes_equal(serial, parts.serial) &&
	       equals_digest(name, digest, parts.issuer) &&
	       equals_digest(key, digest,
		       pd_key_bits(pd_certificate_public_der(question->issuer)));
}

/* CertStatus; the times of an answer are those of its entry. */
static bool
read_status(struct pd_bytes *entry, struct pd_ocsp_answer *out)
{
	struct pd_bytes content;
	if (pd_take(entry, TAG_GOOD, &content))
		out->status = PD_OCSP_GOOD;
	else if (pd_take(entry, TAG_UNKNOWN, &content))
		out->status = PD_OCSP_UNKNOWN;
	else if (pd_take(entry, TAG_REVOKED, &content))
		out->status = PD_OCSP_REVOKED;
	else
		return false;
	return out->status != PD_OCSP_REVOKED ||
	       pd_take_time(&content, &out->revoked_at);
}

static bool
is_fresh(const struct pd_ocsp_answer *answer, int64_t now)
{
	int64_t end = answer->next_update >= 0 ? answer->next_update
					       : answer->this_update + ENDLESS;
	return answer->this_update <= now + SKEW && end >= now;
}

/* SingleResponse (4.2.1). */
static bool
read_single_response(struct pd_bytes entry, const struct pd_ocsp_question *question,
	struct pd_ocsp_answer *out)
{
	struct pd_bytes identifier, field;
	struct pd_ocsp_answer read = {.next_update = -1};
	bool is_understood;
	if (!pd_take(&entry, PD_DER_SEQUENCE, &identifier) ||
		!identifies_certificate(identifier, question) ||
		!read_status(&entry, &read) || !pd_take_time(&entry, &read.this_update))
		return false;
	if (pd_take(&entry, FIELD, &field) && !pd_take_time(&field, &read.next_update))
		return false;
	if (!read_extensions(&entry, &is_understood))
		return false;
	if (read.status != PD_OCSP_REVOKED && !is_understood)
		read.status = PD_OCSP_CRITICAL;
	else if (read.status != PD_OCSP_REVOKED && !is_fresh(&read, question->now))
		read.status = PD_OCSP_OUT_OF_DATE;
	*out = read;
	return true;
}

void
pd_ocsp_judge(struct pd_bytes response, const struct pd_ocsp_question *question,
	struct pd_ocsp_answer *out)
{
	struct basic basic = {0};
	struct pd_bytes entry;
	*out = (struct pd_ocsp_answer){.this_update = -1, .next_update = -1};
	if (question->issuer == NULL) {
		out->status = PD_OCSP_UNCHECKED;
		return;
	}
	if (!read_response(response, &basic)) {
		out->status = PD_OCSP_DAMAGED;
		return;
	}
	if (!is_response_signed(&basic, question)) {
		out->status = PD_OCSP_NOT_SIGNED;
		return;
	}
	out->status = PD_OCSP_OTHER;
	while (out->status != PD_OCSP_REVOKED &&
		pd_take(&basic.responses, PD_DER_SEQUENCE, &entry))
		(void)read_single_response(entry, question, out);
	if (!basic.is_understood && out->status != PD_OCSP_REVOKED)
		out->status = PD_OCSP_CRITICAL;
}

/* ---- words ------------------------------------------------------------------------ */

static const struct {
	const char *name, *text;
} words[] = {
	[PD_OCSP_NONE] = {"none", N_("none")},
	[PD_OCSP_GOOD] = {"good", N_("good")},
	[PD_OCSP_REVOKED] = {"revoked", N_("REVOKED")},
	[PD_OCSP_UNKNOWN] = {"unknown", N_("the CA does not know the certificate")},
	[PD_OCSP_UNCHECKED] = {"unchecked",
		N_("not checked, because the issuer's certificate is missing")},
	[PD_OCSP_OUT_OF_DATE] = {"out_of_date",
		N_("out of date, so it proves nothing")},
	[PD_OCSP_NOT_SIGNED] = {"not_signed",
		N_("not well signed by the issuer, so it proves nothing")},
	[PD_OCSP_CRITICAL] = {"critical_extension",
		N_("with a critical extension that is not known here, so it proves "
		   "nothing")},
	[PD_OCSP_OTHER] = {"other_certificate",
		N_("about another certificate, so it proves nothing")},
	[PD_OCSP_DAMAGED] = {"damaged", N_("no OCSP answer, so it proves nothing")},
};

const char *
pd_ocsp_status_name(enum pd_ocsp_status status)
{
	return words[status].name;
}

const char *
pd_ocsp_status_text(enum pd_ocsp_status status)
{
	return _(words[status].text);
}
