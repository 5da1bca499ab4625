/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/holder.h"

#include <stdlib.h>

#include "base/memory.h"

char *
pd_holder_subject(const struct pd_name *subject, const struct pd_alternatives *names)
{
	char *text = pd_name_text(subject);
	if (*text != '\0' || names->count == 0)
		return text;
	free(text);
	return pd_alternative_text(&names->items[0]);
}

char *
pd_holder_common_name(
	const struct pd_name *subject, const struct pd_alternatives *names)
{
	const char *common_name = pd_name_value(subject, PD_OID_CN);
	if (common_name != NULL)
		return pd_copy(common_name);
	PD_AUTO(pd_drop_text) char *text = pd_name_text(subject);
	if (*text == '\0' && names->count > 0)
		return pd_copy(names->items[0].text);
	return pd_copy(text);
}
