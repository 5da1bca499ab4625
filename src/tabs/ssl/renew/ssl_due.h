/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_RENEW_SSL_DUE_H
#define PD_TABS_SSL_RENEW_SSL_DUE_H

#include "tabs/ssl/ssl_issued.h"

/* What the CA in use has issued and is to be renewed now, without anybody looking. */

/* How long before its end it is time: so many days, or, with 0, the last of so many equal
 * parts of its life (0: of three). */
struct pd_margin {
	long days;
	int share;
};
bool pd_due_is(
	const struct pd_validity *validity, struct pd_margin margin, int64_t now);

/* Reads "30" (days) or "1/3" (of the life), the default; the first is for struct
 * pd_field. */
bool pd_check_margin(const char *text, const char *name, struct pd_error *error);
struct pd_margin pd_margin_of(const struct pd_values *values);

/* Fails for a margin as long as the life of a new certificate: PD_EUSAGE. */
bool pd_margin_fail(struct pd_error *error);

#define PD_FIELD_RENEW_BEFORE                                                          \
	{                                                                              \
		.name = "renew-before", .label = N_("Renew before"),                   \
		.kind = PD_FIELD_TEXT, .check = pd_check_margin,                       \
		.help = N_("How long before its end it is renewed: days, such as 30, " \
			   "or a share of its life, such as 1/3, which is the "        \
			   "default")                                                  \
	}

/* Appends those that end within so many days, or, with 0, are in the last third of their
 * lives; not revoked, not renewed yet, and still where they were handed over. Warns of
 * those that are due too, but cannot be renewed without being asked. */
bool pd_due_find(struct pd_context *context, long days, struct pd_issued_list *out,
	struct pd_result *result, struct pd_error *error);

#endif
