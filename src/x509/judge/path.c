/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/path.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/array.h"
#include "x509/certificate/issuer.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/judge/constraints.h"
#include "x509/judge/policy.h"
#include "x509/judge/verify_lists.h"

struct judging {
	const struct pd_verification *verification;
	const struct pd_cert_path *path;
	enum pd_top top;
	struct pd_certificate_parts parts[PD_VERIFY_DEPTH + 1];
};

static bool
read_path_parts(struct judging *judging)
{
	struct pd_signed structure;
	for (size_t i = 0; i < judging->path->count; i++)
		if (!pd_signed_read(
			    pd_certificate_der(judging->path->items[i]), &structure) ||
			!pd_certificate_parts_read(
				structure.content, &judging->parts[i]))
			return false;
	return true;
}

/* ---- each certificate by itself ---------------------------------------------------- */

static unsigned
judge_time(const struct pd_certificate *certificate, int64_t now)
{
	if (pd_certificate_not_after(certificate) < now)
		return PD_REJECT_EXPIRED;
	return pd_certificate_not_before(certificate) > now ? PD_REJECT_NOT_YET_VALID
							    : 0;
}

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

/* Keys of all kinds, as GnuTLS has them in its profile of today. */
static bool
has_weak_key(const struct pd_certificate *certificate)
{
	unsigned bits = 0;
	int kind = gnutls_x509_crt_get_pk_algorithm(
		pd_certificate_gnutls(certificate), &bits);
	return kind < 0 ||
	       bits < gnutls_sec_param_to_pk_bits(
			      (gnutls_pk_algorithm_t)kind, GNUTLS_SEC_PARAM_MEDIUM);
}

/* Of a trusted CA the time matters, its key, and what it must understand. */
static unsigned
judge_one(const struct judging *judging, size_t index)
{
	const struct pd_certificate *one = judging->path->items[index];
	unsigned reasons = judge_time(one, judging->verification->now);
	bool anchor =
		judging->top == PD_TOP_TRUSTED && index + 1 == judging->path->count;
	if (anchor && index == 0)
		return reasons;
	if (has_weak_key(one) || (!anchor && pd_certificate_weakness(one) != NULL))
		reasons |= PD_REJECT_WEAK;
	if (has_strange_critical(&judging->parts[index]))
		reasons |= PD_REJECT_CRITICAL;
	return reasons;
}

/* ---- what it is for ------------------------------------------------------------------ */

static bool
serves_purpose(const struct pd_certificate *certificate, const char *purpose)
{
	/* Without the extension, and for any: GnuTLS says so. */
	return gnutls_x509_crt_check_key_purpose(
		       pd_certificate_gnutls(certificate), purpose, 0) != 0;
}

/* RFC 5280 4.2.1.12: usages of the key that are consistent with a purpose. */
static bool
may_be_used(const struct pd_certificate *certificate, const char *purpose)
{
	static const struct {
		const char *purpose;
		unsigned usages;
	} rows[] = {
		{GNUTLS_KP_TLS_WWW_SERVER, PD_USAGE_DIGITAL_SIGNATURE |
						   PD_USAGE_KEY_ENCIPHERMENT |
						   PD_USAGE_KEY_AGREEMENT},
		{GNUTLS_KP_TLS_WWW_CLIENT,
			PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_KEY_AGREEMENT},
		{GNUTLS_KP_CODE_SIGNING, PD_USAGE_DIGITAL_SIGNATURE},
		{GNUTLS_KP_EMAIL_PROTECTION,
			PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_NON_REPUDIATION |
				PD_USAGE_KEY_ENCIPHERMENT | PD_USAGE_KEY_AGREEMENT},
	};
	for (size_t i = 0; i < PD_COUNT(rows); i++)
		if (strcmp(rows[i].purpose, purpose) == 0)
			return pd_certificate_allows(
				certificate, (enum pd_usage)rows[i].usages);
	return true;
}

/* An extended key usage that names nothing allows nothing. */
static bool
has_no_purpose(const struct judging *judging, size_t index)
{
	struct pd_extension found;
	return pd_extension_find(judging->parts[index].extensions,
		       PD_EXTENSION_PURPOSES, &found) &&
	       *pd_certificate_purposes(judging->path->items[index]) == NULL;
}

/* That of a CA limits what it may issue; a root's is its owner's business. */
static unsigned
judge_use(const struct judging *judging)
{
	const struct pd_verification *verification = judging->verification;
	const struct pd_certificate *endpoint = judging->path->items[0];
	const char *purpose = verification->purpose;
	unsigned reasons = 0;
	if (verification->host != NULL &&
		!gnutls_x509_crt_check_hostname2(
			pd_certificate_gnutls(endpoint), verification->host, 0))
		reasons |= PD_REJECT_NAME;
	if (purpose != NULL &&
		(!serves_purpose(endpoint, purpose) || !may_be_used(endpoint, purpose)))
		reasons |= PD_REJECT_PURPOSE;
	for (size_t i = 0; i < judging->path->count; i++) {
		bool root = i > 0 && i + 1 == judging->path->count &&
			    judging->top != PD_TOP_OPEN;
		if (!root && (has_no_purpose(judging, i) ||
				     (purpose != NULL && i > 0 &&
					     !serves_purpose(judging->path->items[i],
						     purpose))))
			reasons |= PD_REJECT_PURPOSE;
	}
	return reasons;
}

/* ---- who may issue what -------------------------------------------------------------- */

static bool
has_subject(const struct pd_certificate_parts *parts)
{
	struct pd_bytes whole = parts->subject, inside;
	return pd_take(&whole, PD_DER_SEQUENCE, &inside) && inside.size > 0;
}

/* Only who says that it is a CA issues: a trusted endpoint does not, and neither does a
 * certificate of version 1, which cannot tell the two apart. */
static bool
may_issue(const struct judging *judging, size_t index)
{
	const struct pd_certificate *issuer = judging->path->items[index];
	int limit;
	long below = 0;
	for (size_t i = 1; i < index; i++)
		below += !pd_certificate_is_self_issued(judging->path->items[i]);
	return pd_certificate_is_ca(issuer, &limit) && (limit < 0 || below <= limit) &&
	       pd_certificate_allows(issuer, PD_USAGE_CERTIFICATE_SIGN) &&
	       has_subject(&judging->parts[index]);
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
			!pd_constraints_hold(
				found.value, &judging->parts[i], i == 0, comparisons))
			return false;
	return true;
}

static unsigned
judge_issuers(const struct judging *judging)
{
	size_t count = judging->path->count;
	long comparisons = PD_CONSTRAINTS_LIMIT;
	for (size_t i = 1; i < count; i++)
		if (!may_issue(judging, i) || !may_name(judging, i, &comparisons))
			return PD_REJECT_RULES;
	return pd_policies_hold(
		       judging->parts, judging->top == PD_TOP_OPEN ? count : count - 1)
		       ? 0
		       : PD_REJECT_RULES;
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
		return PD_REJECT_RULES;
	unsigned reasons = judge_use(&judging) | judge_revocation(&judging);
	for (size_t i = 0; i < path->count; i++)
		reasons |= judge_one(&judging, i);
	return path->count > 1 ? reasons | judge_issuers(&judging) : reasons;
}
