/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/likeness.h"

#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "base/time.h"
#include "x509/certificate/extra.h"
#include "x509/der/structure.h"
#include "x509/write/issue.h"

bool
pd_likeness_of_key(struct pd_bytes public_der, const struct pd_key_kind *kind)
{
	struct pd_key_kind own;
	struct pd_error unknown = {0};
	if (!pd_issue_kind_of(public_der, "", &own, &unknown) ||
		own.algorithm != kind->algorithm)
		return false;
	switch (kind->algorithm) {
	case PD_EC:
		return own.curve == kind->curve;
	case PD_RSA:
	case PD_RSA_PSS:
		return own.bits == kind->bits;
	default:
		return true;
	}
}

bool
pd_likeness_has_names(
	const struct pd_alternatives *names, const struct pd_alternatives *wanted)
{
	for (size_t i = 0; i < wanted->count; i++)
		if (!pd_alternatives_have(
			    names, wanted->items[i].kind, wanted->items[i].text))
			return false;
	return true;
}

bool
pd_likeness_of_names(
	const struct pd_alternatives *one, const struct pd_alternatives *other)
{
	return pd_likeness_has_names(one, other) && pd_likeness_has_names(other, one);
}

bool
pd_likeness_of_holder(const struct pd_certificate *certificate,
	const struct pd_name *subject, const struct pd_alternatives *names)
{
	return pd_bytes_equal(
		       pd_certificate_subject_der(certificate), pd_name_der(subject)) &&
	       pd_likeness_of_names(pd_certificate_alternatives(certificate), names);
}

bool
pd_likeness_of_request(const struct pd_request *request, const struct pd_name *subject,
	const struct pd_alternatives *names)
{
	return pd_bytes_equal(pd_request_subject_der(request), pd_name_der(subject)) &&
	       pd_likeness_of_names(pd_request_alternatives(request), names);
}

/* Extensions of which the CA decides anew each time, and names, which are compared apart. */
static bool
is_passed_over(const char *oid)
{
	static const char *const passed[] = {PD_OID_SUBJECT_KEY, PD_OID_AUTHORITY_KEY,
		PD_OID_CRL_POINTS, PD_OID_AUTHORITY_INFO, PD_OID_ALTERNATIVES};
	for (size_t i = 0; i < PD_COUNT(passed); i++)
		if (strcmp(passed[i], oid) == 0)
			return true;
	return false;
}

static bool
has_extras(const struct pd_extras *all, const struct pd_extras *wanted)
{
	for (size_t i = 0; i < wanted->count; i++) {
		const struct pd_extra *one = &wanted->items[i];
		if (is_passed_over(one->oid))
			continue;
		const struct pd_extra *own = pd_extras_find(all, one->oid);
		if (own == NULL || own->critical != one->critical ||
			!pd_bytes_equal((struct pd_bytes){own->value, own->size},
				(struct pd_bytes){one->value, one->size}))
			return false;
	}
	return true;
}

bool
pd_likeness_of_draft(
	const struct pd_certificate *certificate, const struct pd_certificate *draft)
{
	PD_AUTO(pd_extras_free) struct pd_extras own = {0};
	PD_AUTO(pd_extras_free) struct pd_extras wanted = {0};
	pd_extras_of_certificate(certificate, &own);
	pd_extras_of_certificate(draft, &wanted);
	return pd_bytes_equal(pd_certificate_subject_der(certificate),
		       pd_certificate_subject_der(draft)) &&
	       pd_bytes_equal(pd_certificate_public_der(certificate),
		       pd_certificate_public_der(draft)) &&
	       pd_likeness_of_names(pd_certificate_alternatives(certificate),
		       pd_certificate_alternatives(draft)) &&
	       has_extras(&own, &wanted) && has_extras(&wanted, &own);
}

void
pd_likeness_tell(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *reason,
	struct pd_details *out)
{
	int64_t left = pd_certificate_not_after(certificate) - context->now;
	pd_details_text(out, "fingerprint", _("SHA-256"),
		pd_certificate_fingerprint(certificate));
	pd_details_number(out, "days_left", _("Days left"), left / PD_DAY);
	pd_details_text(out, "reason", NULL, reason);
}
