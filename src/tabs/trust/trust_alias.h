/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TRUST_TRUST_ALIAS_H
#define PD_TABS_TRUST_TRUST_ALIAS_H

#include "operation/operation.h"

/* An alias names one certificate of the trust list: is it free, or that of this id? */
bool pd_trust_alias_is_free(struct pd_context *context, const char *id,
	const char *alias, struct pd_error *error);

/* The operation alias. */
pd_run pd_trust_alias;

#endif
