/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_WEAK_H
#define PD_TABS_SHARED_WEAK_H

#include "operation/operation.h"
#include "x509/certificate/certificate.h"

/* Weak keys are taken into a tab only with the flag "allow-weak". What is weak says
 * pd_public_key_weakness. */

#define PD_FIELD_ALLOW_WEAK                                                            \
	{                                                                              \
		.name = "allow-weak", .label = N_("Allow weak"),                       \
		.kind = PD_FIELD_FLAG, .flags = PD_RARE,                               \
		.help = N_("Really take a key that can be broken")                     \
	}
/* The same where the screen asks for nothing else, so that one key does it. */
#define PD_FIELD_ALLOW_WEAK_TYPED                                                      \
	{                                                                              \
		.name = "allow-weak", .label = N_("Allow weak"),                       \
		.kind = PD_FIELD_FLAG, .flags = PD_COMMAND,                            \
		.help = N_("Really take a key that can be broken")                     \
	}

/* May a key with this weakness (NULL: none) be taken? Else PD_EINPUT of input, with what would
 * be right; subject names the certificate or key. */
bool pd_weak_admit(const struct pd_values *values, const char *weakness,
	const char *subject, const char *input, struct pd_error *error);

/* The same for the keys of all of these certificates, with the field for input. */
bool pd_weak_admit_all(const struct pd_values *values,
	const struct pd_certificates *certificates, struct pd_error *error);

#endif
