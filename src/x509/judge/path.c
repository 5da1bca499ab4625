/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/path.h"

#include <gnutls/x509.h>
#include <string.h>

#include "base/text.h"

#include "x509/certificate/issuer.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/judge/anchor.h"
#include "x509/judge/constraints.h"
#include "x509/judge/fault.h"
#include "x509/judge/policy.h"
#include "x509/judge/profile.h"
#include "x509/judge/purpose.h"
#include "x509/judge/validity.h"
#include "x509/judge/verify_lists.h"
#include "x509/key/algorithm.h"
#include "x509/key/public_form.h"

#define OCSP_SIGNING "1.3.6.1.5.5.7.3.9"

struct judging {
	const struct pd_verification *verification;
	const struct pd_cert_path *path;
	enum pd_top top;
	struct pd_signed outer[PD_VERIFY_DEPTH + 1];
	struct pd_certificate_parts parts[PD_VERIFY_DEPTH + 1];
};

static bool
read_path_parts(struct judging *judging)
{
	const struct pd_cert_path *path = judging->path;
	for (size_t i = 0; i < path->count; i++)
		if (!pd_signed_read(
			    pd_certificate_der(path->items[i]), &judging->outer[i]) ||
			!pd_certificate_parts_read(
				judging->outer[i].content, &judging->parts[i]))
			return false;
	return true;
}

/* The reason, told as a fault of a certificate that is still to be signed. */
static unsigned
note_fault(const struct judging *judging, enum pd_reject reason, enum pd_rule rule,
	size_t index)
{
	if (judging->verification->faults != NULL)
		pd_faults_add(judging->verification->faults, rule,
			judging->path->items[index], NULL);
	return reason;
}

static bool
is_draft(const struct judging *judging)
{
	return judging->verification->faults != NULL;
}

/* ---- each certificate by itself ---------------------------------------------------- */

/* Extensions that are taken into account here and in what this file calls. */
static bool
is_supported(struct pd_bytes oid)
{
	static const unsigned char last[] = {0x0f /* keyUsage */,
		0x11 /* subjectAltName */, 0x13 /* basicConstraints */,
		0x1e /* nameConstraints */, 0x1f /* cRLDistributionPoints */,
		0x20 /* certificatePolicies */, 0x21 /* policyMappings */,
		0x24 /* policyConstraints */, 0x25 /* extKeyUsage */,
		0x36 /* inhibitAnyPolicy */};
	return oid.size == 3 && oid.data[0] == 0x55 && oid.data[1] == 0x1d &&
	       memchr(last, oid.data[2], sizeof last) != NULL;
}

static bool
has_strange_critical(const struct pd_certificate_parts *parts)
{
	struct pd_extension extension;
	struct pd_bytes rest = parts->extensions;
	while (pd_extension_next(&rest, &extension))
		if (extension.critical && !is_supported(extension.oid))
			return true;
	return rest.size > 0;
}

/* Is it the topmost, on whose own signature nobody relies? */
static bool
is_root(const struct judging *judging, size_t index)
{
	const struct pd_certificate *one = judging->path->items[index];
	return index + 1 == judging->path->count && judging->top != PD_TOP_OPEN &&
	       (!judging->verification->assumed ||
		       pd_certificate_is_signed_by(one, one));
}

static unsigned
judge_key(const struct judging *judging, size_t index)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	if (!pd_public_key_read(judging->parts[index].public_key, &key) ||
		!pd_public_key_is_known(&key))
		return note_fault(judging, PD_REJECT_KEY, PD_RULE_KEY, index);
	/* Those above have signed what is below them. */
	if (index == 0 && pd_public_form_is_damaged(judging->parts[index].public_key))
		return note_fault(
			judging, PD_REJECT_DAMAGED, PD_RULE_DAMAGED_KEY, index);
	bool weak =
		pd_public_key_weakness(&key) != NULL ||
		(!is_root(judging, index) &&
			pd_signature_weakness(judging->outer[index].algorithm) != NULL);
	return weak ? note_fault(judging, PD_REJECT_WEAK, PD_RULE_WEAK, index) : 0;
}

/* Whoever trusts an endpoint itself has seen what is in it; but not how time passes, nor
 * that it was revoked. */
static unsigned
judge_one(const struct judging *judging, size_t index)
{
	const struct pd_verification *verification = judging->verification;
	const struct pd_certificate *one = judging->path->items[index];
	unsigned reasons = pd_validity_judge(one, verification->now);
	if (reasons != 0)
		(void)note_fault(judging, 0, PD_RULE_TIME, index);
	if (verification->revocation != NULL)
		reasons |= verification->revocation(verification->context, one);
	if (judging->top == PD_TOP_TRUSTED && judging->path->count == 1 &&
		!verification->endpoint_too)
		return reasons;
	reasons |= judge_key(judging, index);
	if (has_strange_critical(&judging->parts[index]))
		reasons |= note_fault(
			judging, PD_REJECT_CRITICAL, PD_RULE_CRITICAL, index);
	if (!pd_profile_holds(&judging->outer[index], &judging->parts[index]))
		reasons |= note_fault(
			judging, PD_REJECT_MALFORMED, PD_RULE_MALFORMED, index);
	return reasons;
}

/* ---- what it is for ------------------------------------------------------------------ */

/* The extended key usage of a CA limits what it may issue; a root's is its owner's
 * business. */
/* The purposes of a certificate that is still to be signed: each has to be one of every CA
 * above, even a root, whose purposes other verifiers look at, and go with its key usages.
 * The response of an OCSP signer is believed whatever its CA is for (RFC 6960 4.2.2.2). */
static void
judge_draft_purposes(const struct judging *judging)
{
	const struct pd_certificate *draft = judging->path->items[0];
	struct pd_faults *faults = judging->verification->faults;
	const char *const *oid = pd_certificate_purposes(draft);
	for (; *oid != NULL; oid++) {
		if (!pd_purpose_fits_usage(*oid, draft))
			pd_faults_add(faults, PD_RULE_USAGE, draft, *oid);
		for (size_t i = 1; i < judging->path->count; i++)
			if (strcmp(*oid, OCSP_SIGNING) != 0 &&
				!pd_purpose_has_oid(*oid, judging->path->items[i]))
				pd_faults_add(faults, PD_RULE_CA_PURPOSE,
					judging->path->items[i], *oid);
	}
}

static unsigned
judge_use(const struct judging *judging)
{
	const struct pd_verification *verification = judging->verification;
	const struct pd_purpose *purpose = verification->purpose;
	const struct pd_certificate *const *items = judging->path->items;
	unsigned reasons = 0;
	if (is_draft(judging))
		judge_draft_purposes(judging);
	if (verification->host != NULL &&
		!gnutls_x509_crt_check_hostname2(
			pd_certificate_gnutls(items[0]), verification->host, 0))
		reasons |= PD_REJECT_NAME;
	if (!pd_purpose_is_allowed(purpose, items[0]))
		reasons |= PD_REJECT_PURPOSE;
	for (size_t i = 1; i < judging->path->count; i++)
		if (!is_root(judging, i) && !pd_purpose_is_of_ca(purpose, items[i]))
			reasons |= PD_REJECT_PURPOSE;
	return reasons;
}

/* ---- who may issue what -------------------------------------------------------------- */

static bool
has_subject(const struct pd_certificate_parts *parts)
{
	struct pd_bytes whole = parts->subject, inside;
	return pd_take(&whole, PD_DER_SEQUENCE, &inside) && inside.size > 0;
}

/* Only who says that it is a CA issues, or counts as one by being trusted. */
static bool
may_issue(const struct judging *judging, size_t index)
{
	const struct pd_certificate *issuer = judging->path->items[index];
	bool old = judging->verification->old_anchors && is_root(judging, index) &&
		   judging->top == PD_TOP_TRUSTED;
	enum pd_anchor kind = pd_anchor_kind(issuer);
	return (kind == PD_ANCHOR_CA || (kind == PD_ANCHOR_OLD && old)) &&
	       pd_certificate_allows(issuer, PD_USAGE_CERTIFICATE_SIGN) &&
	       has_subject(&judging->parts[index]);
}

/* The last certificate does not count, whatever it is (RFC 5280 6.1.4); but a CA that is
 * taken in, or still to be signed, is made for others below it. */
static bool
has_room_below(const struct judging *judging, size_t index)
{
	const struct pd_certificate *const *items = judging->path->items;
	int limit, ignored;
	(void)pd_certificate_is_ca(items[index], &limit);
	bool counts_first =
		judging->verification->issues ||
		(is_draft(judging) && pd_certificate_is_ca(items[0], &ignored));
	long below = 0;
	for (size_t i = counts_first ? 0 : 1; i < index; i++)
		below += !pd_certificate_is_self_issued(items[i]);
	return limit < 0 || below <= limit;
}

/* May its common name be taken for that of a host? OpenSSL takes any with a dot; one without
 * may be that of a server, but not of a person or of a CA that is about to be signed. */
static bool
is_host_by_name(const struct judging *judging)
{
	int ignored;
	const struct pd_certificate *one = judging->path->items[0];
	bool is_new_ca = is_draft(judging) && pd_certificate_is_ca(one, &ignored);
	if (judging->verification->issues)
		return false;
	return strchr(pd_certificate_common_name(one), '.') != NULL ||
	       (!is_new_ca && pd_purpose_is_named(pd_verify_purpose("server"), one));
}

/* Its name constraints hold for all below it, but for those of its own name between. */
static bool
may_name(const struct judging *judging, size_t index, long *comparisons)
{
	struct pd_extension found;
	if (!pd_extension_find(judging->parts[index].extensions,
		    PD_EXTENSION_NAME_CONSTRAINTS, &found))
		return true;
	for (size_t i = 0; i < index; i++)
		if ((i == 0 ||
			    !pd_certificate_is_self_issued(judging->path->items[i])) &&
			!pd_constraints_hold(found.value, &judging->parts[i],
				i == 0 && is_host_by_name(judging), comparisons))
			return false;
	return true;
}

static void
note_outside(const struct judging *judging, size_t index)
{
	struct pd_extension found;
	if (!is_draft(judging) || !pd_extension_find(judging->parts[index].extensions,
					  PD_EXTENSION_NAME_CONSTRAINTS, &found))
		return;
	PD_AUTO(pd_drop_text)
	char *name = pd_constraints_outside(
		found.value, &judging->parts[0], is_host_by_name(judging));
	pd_faults_add(judging->verification->faults, PD_RULE_NAMES,
		judging->path->items[index], name);
}

static unsigned
judge_issuer(const struct judging *judging, size_t index, long *comparisons)
{
	if (!may_issue(judging, index))
		return note_fault(judging, PD_REJECT_RULES, PD_RULE_NO_CA, index);
	if (!has_room_below(judging, index))
		return note_fault(judging, PD_REJECT_RULES, PD_RULE_PATH_LENGTH, index);
	if (may_name(judging, index, comparisons))
		return 0;
	note_outside(judging, index);
	return PD_REJECT_RULES;
}

static unsigned
judge_issuers(const struct judging *judging)
{
	size_t count = judging->path->count;
	long comparisons = PD_CONSTRAINTS_LIMIT;
	unsigned reasons = 0;
	for (size_t i = 1; i < count; i++)
		reasons |= judge_issuer(judging, i, &comparisons);
	if (reasons != 0 || pd_policies_hold(judging->parts,
				    judging->top == PD_TOP_OPEN ? count : count - 1))
		return reasons;
	return note_fault(judging, PD_REJECT_RULES, PD_RULE_POLICIES, count - 1);
}

/* ---- revocation ----------------------------------------------------------------------- */

/* The topmost, whose issuer is not on the way: that of a trusted endpoint may be known
 * all the same. */
static unsigned
judge_topmost(const struct judging *judging, const struct pd_certificates *list)
{
	const struct pd_certificate *top =
		judging->path->items[judging->path->count - 1];
	unsigned reasons = 0;
	for (size_t i = 0; i < list->count; i++)
		if (!pd_certificate_same(list->items[i], top) &&
			pd_certificate_is_signed_by(top, list->items[i]))
			reasons |= pd_lists_judge(judging->verification, judging->path,
				top, list->items[i]);
	return reasons;
}

static unsigned
judge_revocation(const struct judging *judging)
{
	const struct pd_verification *verification = judging->verification;
	const struct pd_cert_path *path = judging->path;
	unsigned reasons = 0;
	if (verification->list_count == 0)
		return 0;
	for (size_t i = 0; i + 1 < path->count; i++)
		reasons |= pd_lists_judge(
			verification, path, path->items[i], path->items[i + 1]);
	if (path->count == 1)
		reasons |= judge_topmost(judging, verification->chain) |
			   judge_topmost(judging, verification->trusted);
	return reasons;
}

unsigned
pd_path_judge(const struct pd_verification *verification,
	const struct pd_cert_path *path, enum pd_top top)
{
	struct judging judging = {
		.verification = verification, .path = path, .top = top};
	if (!read_path_parts(&judging))
		return PD_REJECT_MALFORMED;
	unsigned reasons = judge_use(&judging) | judge_revocation(&judging);
	for (size_t i = 0; i < path->count; i++)
		reasons |= judge_one(&judging, i);
	return path->count > 1 ? reasons | judge_issuers(&judging) : reasons;
}
