/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/revoke/ssl_crl_last.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/revocation.h"
#include "x509/write/issue.h"
#include "x509/write/ocsp.h"
#include "x509/write/revocation_write.h"

/* OCSP responses signed in advance, which a server staples to its handshake, so that no
 * responder is needed. */

enum { DAYS = 7, GRACE = 300 };

/* The signer: the CA itself, or a delegate (RFC 6960 4.2.2.2). */
struct signer {
	struct pd_authority authority;
	struct pd_issued issued; /* empty: the CA */
	struct pd_key *key;      /* of issued */
};

static void
drop_signer(struct signer *signer)
{
	pd_authority_free(&signer->authority);
	pd_issued_free(&signer->issued);
	pd_key_free(signer->key);
}

static bool
may_sign(const struct pd_certificate *ca, struct pd_error *error)
{
	return pd_certificate_allows(ca, PD_USAGE_DIGITAL_SIGNATURE) ||
	       pd_fail(error, PD_ESTATE, "ssl",
		       _("the CA %s may sign no OCSP response: its keyUsage lacks "
			 "digitalSignature; issue a certificate with the profile "
			 "ocsp-signing and name it as the signer"),
		       pd_certificate_subject(ca));
}

static bool
is_ocsp_signer(const struct pd_certificate *certificate)
{
	const char *const *oid = pd_certificate_purposes(certificate);
	while (*oid != NULL && strcmp(*oid, PD_OID_OCSP_SIGNING) != 0)
		oid++;
	return *oid != NULL;
}

static bool
check_signer(struct pd_context *context, const struct pd_issued *issued,
	struct pd_error *error)
{
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_issued_state state = pd_issued_state(issued, &notice);
	if (!is_ocsp_signer(issued->certificate))
		return pd_fail(error, PD_EINPUT, "signer",
			_("certificate of %s may sign no OCSP response: its purposes "
			  "lack OCSPSigning; name one of the profile ocsp-signing"),
			issued->name);
	if (pd_issued_is_valid(state))
		return true;
	PD_AUTO(pd_drop_text) char *words = pd_issued_state_text(context, issued);
	return pd_fail(error, PD_ESTATE, "signer",
		_("certificate of %s is not valid (%s): nothing it signs would be "
		  "accepted; name another signer"),
		issued->name, words);
}

/* A delegate works even if the key of the CA is elsewhere or encrypted. */
static bool
open_issued(struct pd_context *context, const struct pd_values *values,
	const char *issuer, struct signer *out, struct pd_error *error)
{
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	if (!pd_authority_load_of(context, issuer, &out->authority.identity, error) ||
		!pd_issued_find(context, pd_value_text(values, "signer"), &out->issued,
			error) ||
		!check_signer(context, &out->issued, error) ||
		!pd_issued_check_issuer(
			&out->issued, pd_authority_certificate(&out->authority), error))
		return false;
	if (!pd_store_has_key(context->store, out->issued.key))
		return pd_fail(error, PD_ESTATE, "signer",
			_("the private key of %s is not kept here; name a signer whose "
			  "key is"),
			out->issued.name);
	out->key =
		pd_store_load_key(context->store, out->issued.key, passphrase, error);
	return out->key != NULL;
}

static bool
open_signer(struct pd_context *context, const struct pd_values *values,
	const char *issuer, struct signer *out, struct pd_error *error)
{
	if (pd_value_text(values, "signer") != NULL)
		return open_issued(context, values, issuer, out, error);
	return pd_authority_open_of(context, values, issuer, &out->authority, error) &&
	       may_sign(pd_authority_certificate(&out->authority), error);
}

static bool
sign_response(const struct pd_context *context, const struct pd_issued *issued,
	const struct signer *signer, int64_t end, struct pd_buffer *out,
	struct pd_error *error)
{
	const struct pd_ocsp_template template = {
		.certificate = issued->certificate,
		.issuer = pd_authority_certificate(&signer->authority),
		.signer = signer->issued.certificate,
		.produced_at = context->now,
		.this_update = context->now - GRACE,
		.next_update = end,
		.revoked_at = issued->revoked_at,
		.reason = issued->revoked_at ? pd_reason_code(issued->reason) : 0,
	};
	return pd_ocsp_sign(&template,
		signer->key ? signer->key : signer->authority.identity.key, out, error);
}

/* Nobody gets to be good by an edited record. */
static bool
is_word_kept(struct pd_context *context, const struct pd_issued *issued,
	const struct signer *signer, struct pd_error *error)
{
	return issued->revoked_at != 0 ||
	       pd_crl_check_good(context, pd_authority_certificate(&signer->authority),
		       issued, error);
}

static void
tell_response(const struct pd_context *context, const struct pd_issued *issued,
	int64_t end, struct pd_result *result)
{
	PD_AUTO(pd_drop_text) char *date = pd_text_date(end);
	if (issued->revoked_at == 0)
		pd_result_say(result,
			_("OCSP response signed: certificate of %s is good (not "
			  "revoked); valid until %s"),
			issued->name, date);
	else
		pd_result_say(result,
			_("OCSP response signed: certificate of %s is revoked (%s); "
			  "valid until %s"),
			issued->name, issued->reason, date);
	if (issued->not_after < context->now)
		pd_result_warn(result,
			_("the certificate has expired, so nobody will ask for its "
			  "status"));
}

bool
pd_ssl_ocsp(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	int64_t end = context->now + pd_value_number(values, "days", DAYS) * PD_DAY;
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	PD_AUTO(drop_signer) struct signer signer = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	if (!pd_issued_find(context, pd_value_text(values, "serial"), &issued, error) ||
		!open_signer(context, values, issued.issuer, &signer, error) ||
		!pd_issued_check_issuer(
			&issued, pd_authority_certificate(&signer.authority), error) ||
		!is_word_kept(context, &issued, &signer, error) ||
		!sign_response(context, &issued, &signer, end, &der, error) ||
		!pd_common_write(
			context, path, pd_buffer_bytes(&der), 0644, result, error))
		return false;
	pd_crl_warn_expired(context, &signer.authority, result);
	tell_response(context, &issued, end, result);
	return true;
}
