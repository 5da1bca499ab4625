/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/draft.h"

#include "x509/der/structure.h"
#include "x509/judge/path.h"
#include "x509/name/name.h"
#include "x509/name/name_match.h"

/* ---- the form of the certificate -------------------------------------------------- */

static bool
has_extension(const struct pd_certificate *certificate, struct pd_bytes oid)
{
	struct pd_extension found;
	return pd_extension_find(
		pd_certificate_tbs(certificate)->extensions, oid, &found);
}

static bool
is_critical(const struct pd_certificate *certificate, struct pd_bytes oid)
{
	struct pd_extension found;
	return pd_extension_find(
		       pd_certificate_tbs(certificate)->extensions, oid, &found) &&
	       found.critical;
}

static void
judge_subject(const struct pd_certificate *draft, bool is_ca, struct pd_faults *out)
{
	bool named = has_extension(draft, PD_EXTENSION_ALTERNATIVES);
	if (!pd_name_is_empty(pd_certificate_subject_der(draft)))
		return;
	if (is_ca || !named)
		pd_faults_add(out, PD_RULE_NO_SUBJECT, draft, NULL);
	else if (!is_critical(draft, PD_EXTENSION_ALTERNATIVES))
		pd_faults_add(out, PD_RULE_NOT_CRITICAL, draft, NULL);
}

/* RFC 5280 4.2.1.3, 4.2.1.10: both are for CAs alone. */
static void
judge_plain(const struct pd_certificate *draft, struct pd_faults *out)
{
	bool signs = pd_certificate_has_usage(draft) &&
		     pd_certificate_allows(draft, PD_USAGE_CERTIFICATE_SIGN);
	if (signs || has_extension(draft, PD_EXTENSION_NAME_CONSTRAINTS))
		pd_faults_add(out, PD_RULE_PLAIN, draft, NULL);
}

static void
judge_draft_form(const struct pd_certificate *draft, const struct pd_certificate *ca,
	struct pd_faults *out)
{
	int limit;
	bool is_ca = pd_certificate_is_ca(draft, &limit);
	bool same_key = pd_bytes_equal(
		pd_certificate_public_der(draft), pd_certificate_public_der(ca));
	judge_subject(draft, is_ca, out);
	if (!is_ca)
		judge_plain(draft, out);
	if (!same_key && pd_name_equal(pd_certificate_subject_der(draft),
				 pd_certificate_subject_der(ca)))
		pd_faults_add(out, PD_RULE_OWN_NAME, ca, NULL);
}

/* ---- the form of the CAs above ----------------------------------------------------- */

static void
judge_ca_form(const struct pd_certificate *ca, struct pd_faults *out)
{
	bool root = pd_certificate_is_self_issued(ca);
	if (!is_critical(ca, PD_EXTENSION_BASIC_CONSTRAINTS))
		pd_faults_add(out, PD_RULE_CA_FORM, ca, "critical basicConstraints");
	if (!has_extension(ca, PD_EXTENSION_KEY_USAGE))
		pd_faults_add(out, PD_RULE_CA_FORM, ca, "keyUsage");
	if (!has_extension(ca, PD_EXTENSION_SUBJECT_KEY))
		pd_faults_add(out, PD_RULE_CA_FORM, ca, "subjectKeyIdentifier");
	if (!root && pd_certificate_authority_identifier(ca).size == 0)
		pd_faults_add(out, PD_RULE_CA_FORM, ca, "authorityKeyIdentifier");
}

void
pd_draft_judge_cas(const struct pd_certificates *cas, struct pd_faults *out)
{
	for (size_t i = 0; i < cas->count; i++)
		judge_ca_form(cas->items[i], out);
}

void
pd_draft_judge(const struct pd_certificates *chain, int64_t now, struct pd_faults *out)
{
	const struct pd_verification verification = {
		.chain = chain, .trusted = chain, .now = now, .faults = out};
	struct pd_cert_path path = {.count = chain->count};
	const struct pd_certificate *draft = chain->items[0];
	const struct pd_certificate *top = chain->items[chain->count - 1];
	if (chain->count > PD_VERIFY_DEPTH) {
		pd_faults_add(out, PD_RULE_TOO_LONG, draft, NULL);
		return;
	}
	for (size_t i = 0; i < chain->count; i++)
		path.items[i] = chain->items[i];
	(void)pd_path_judge(&verification, &path,
		pd_certificate_is_self_issued(top) ? PD_TOP_TRUSTED : PD_TOP_OPEN);
	judge_draft_form(draft, chain->items[1], out);
	for (size_t i = 1; i < chain->count; i++)
		judge_ca_form(chain->items[i], out);
}
