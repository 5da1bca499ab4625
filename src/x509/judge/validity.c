/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/validity.h"

unsigned
pd_validity_judge(const struct pd_certificate *certificate, int64_t now)
{
	if (pd_certificate_not_after(certificate) < now)
		return PD_REJECT_EXPIRED;
	return pd_certificate_not_before(certificate) > now ? PD_REJECT_NOT_YET_VALID
							    : 0;
}

bool
pd_validity_outlasts(
	const struct pd_certificate *one, const struct pd_certificate *other)
{
	return pd_certificate_not_after(one) > pd_certificate_not_after(other);
}
