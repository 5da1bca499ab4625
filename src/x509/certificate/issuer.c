/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/issuer.h"

#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/name/name_match.h"

bool
pd_issuer_fits(struct pd_bytes name, struct pd_bytes key_identifier,
	const struct pd_certificate *issuer)
{
	struct pd_bytes own = pd_certificate_key_identifier(issuer);
	if (!pd_name_equal(name, pd_certificate_subject_der(issuer)))
		return false;
	return key_identifier.size == 0 || own.size == 0 ||
	       pd_bytes_equal(key_identifier, own);
}

bool
pd_certificate_is_signed_by(
	const struct pd_certificate *certificate, const struct pd_certificate *issuer)
{
	return pd_issuer_fits(pd_certificate_issuer_der(certificate),
		       pd_certificate_authority_identifier(certificate), issuer) &&
	       pd_signature_verify(pd_certificate_signed(certificate),
		       pd_certificate_public_der(issuer)) == PD_SIGNATURE_GOOD;
}

bool
pd_certificate_names_another(
	const struct pd_certificate *certificate, const struct pd_certificate *issuer)
{
	struct pd_bytes named = pd_extension_authority_serial(
		pd_certificate_tbs(certificate)->extensions);
	return named.size > 0 &&
	       !pd_bytes_equal(named, pd_certificate_tbs(issuer)->serial);
}

bool
pd_certificate_is_root(const struct pd_certificate *certificate)
{
	if (!pd_issuer_fits(pd_certificate_issuer_der(certificate),
		    pd_certificate_authority_identifier(certificate), certificate))
		return false;
	enum pd_verdict verdict =
		pd_signature_verify(pd_certificate_signed(certificate),
			pd_certificate_public_der(certificate));
	return verdict == PD_SIGNATURE_GOOD || verdict == PD_SIGNATURE_UNKNOWN;
}
