/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_PREVIEW_H
#define PD_TABS_SHARED_PREVIEW_H

#include "operation/operation.h"
#include "x509/certificate/certificate.h"

/* What a question shows before something is replaced or destroyed. */

/* The line of a preview that says how long undo brings back what goes, if it does. */
void pd_common_preview_undo(const struct pd_context *context, struct pd_details *out);

/* The preview of a record that cannot be read: one that is damaged goes too, and has
 * nothing to keep. false: another error, which stays. */
bool pd_common_preview_damaged(struct pd_details *out, struct pd_error *error);

/* Lines of a preview for a certificate that goes or comes: subject, end, fingerprint. */
void pd_common_preview_certificate(
	const struct pd_certificate *certificate, struct pd_details *out);

/* The same, and that it can be undone. */
void pd_common_preview(const struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_details *out);

/* For the note of a field "days": "until 2028-11-19", or NULL; free() it. */
char *pd_common_note_days(struct pd_context *context, const struct pd_values *values);

#endif
