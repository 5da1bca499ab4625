/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/weak.h"

#include "base/text.h"

bool
pd_weak_admit(const struct pd_values *values, const char *weakness, const char *subject,
	const char *input, struct pd_error *error)
{
	return weakness == NULL || pd_value_flag(values, "allow-weak") ||
	       pd_fail(error, PD_EINPUT, input,
		       _("%s has a weak key (%s), which can be broken; give one with "
			 "RSA of 2048 bits or more, or EC of 256 bits or more; "
			 "--allow-weak takes it all the same"),
		       subject, weakness);
}

bool
pd_weak_admit_all(const struct pd_values *values,
	const struct pd_certificates *certificates, struct pd_error *error)
{
	for (size_t i = 0; i < certificates->count; i++) {
		const struct pd_certificate *one = certificates->items[i];
		if (!pd_weak_admit(values, pd_certificate_key_weakness(one),
			    pd_certificate_subject(one), "allow-weak", error))
			return false;
	}
	return true;
}
