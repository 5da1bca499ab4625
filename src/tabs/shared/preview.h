/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_PREVIEW_H
#define PD_TABS_SHARED_PREVIEW_H

#include "operation/operation.h"
#include "x509/certificate/certificate.h"

/* Lines that a question shows before something is replaced or destroyed. */

/* Adds the line that says how long the change can be undone, if at all. */
void pd_common_preview_undo(const struct pd_context *context, struct pd_details *out);

/* If error says that the record is damaged, shows that and clears error: there is
 * nothing to keep. false: another error. */
bool pd_common_preview_damaged(struct pd_details *out, struct pd_error *error);

/* Adds subject, end and fingerprint of a certificate. */
void pd_common_preview_certificate(
	const struct pd_certificate *certificate, struct pd_details *out);

/* The same, and how long the change can be undone. */
void pd_common_preview(const struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_details *out);

/* Has the button name what comes to be trusted: "Trust Example Root CA". */
void pd_common_preview_trusting(
	const struct pd_certificate *certificate, struct pd_details *out);

/* The day on which what is made for that many days ends, or NULL; free() it. */
char *pd_common_end_of_days(struct pd_context *context, const struct pd_values *values);
/* The note beside a field "days": "until 2028-11-19", or NULL; free() it. */
char *pd_common_note_days(struct pd_context *context, const struct pd_values *values);

#endif
