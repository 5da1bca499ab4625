/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/anchor.h"

#include "x509/der/structure.h"

enum pd_anchor
pd_anchor_kind(const struct pd_certificate *certificate)
{
	const struct pd_certificate_parts *parts = pd_certificate_tbs(certificate);
	struct pd_extension found;
	int limit;
	if (pd_certificate_is_ca(certificate, &limit))
		return PD_ANCHOR_CA;
	bool is_silent = !pd_extension_find(
		parts->extensions, PD_EXTENSION_BASIC_CONSTRAINTS, &found);
	bool may_sign =
		parts->version == 1 ||
		(pd_certificate_has_usage(certificate) &&
			pd_certificate_allows(certificate, PD_USAGE_CERTIFICATE_SIGN));
	return is_silent && may_sign && pd_certificate_is_self_issued(certificate)
		       ? PD_ANCHOR_OLD
		       : PD_ANCHOR_ENDPOINT;
}
