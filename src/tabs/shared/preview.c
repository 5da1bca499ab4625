/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/preview.h"

#include <string.h>

#include "base/text.h"
#include "base/time.h"

void
pd_common_preview_undo(const struct pd_context *context, struct pd_details *out)
{
	long days = context->settings.undo_days;
	if (days == 0)
		return;
	PD_AUTO(pd_drop_text)
	char *undo = pd_format(
		ngettext("The change can be undone for %ld day.",
			"The change can be undone for %ld days.", (unsigned long)days),
		days);
	pd_details_text(out, "undo", _("Undo"), undo);
}

bool
pd_common_preview_damaged(struct pd_details *out, struct pd_error *error)
{
	if (error->code != PD_ESTORE)
		return false;
	pd_details_text(out, "problem", _("Problem"), error->message);
	pd_error_clear(error);
	return true;
}

void
pd_common_preview_certificate(
	const struct pd_certificate *certificate, struct pd_details *out)
{
	pd_details_text(
		out, "subject", _("Subject"), pd_certificate_subject(certificate));
	const char *issuer = pd_certificate_issuer(certificate);
	if (strcmp(issuer, pd_certificate_subject(certificate)) != 0)
		pd_details_text(out, "issuer", _("Issuer"), issuer);
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	pd_details_text(out, "not_after", _("Valid until"), end);
	pd_details_text(
		out, "sha256", _("SHA-256"), pd_certificate_fingerprint(certificate));
}

void
pd_common_preview(const struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_details *out)
{
	pd_common_preview_certificate(certificate, out);
	pd_common_preview_undo(context, out);
}

void
pd_common_preview_trusting(
	const struct pd_certificate *certificate, struct pd_details *out)
{
	enum { MOST = 33 };
	PD_AUTO(pd_drop_text)
	char *name = pd_text_shorten(pd_certificate_common_name(certificate), MOST);
	PD_AUTO(pd_drop_text) char *action = pd_format(_("Trust %s"), name);
	pd_details_action(out, action);
}

char *
pd_common_end_of_days(struct pd_context *context, const struct pd_values *values)
{
	long days = pd_value_number(values, "days", 0);
	return days < 1 || days > PD_MOST_DAYS
		       ? NULL
		       : pd_text_date(context->now + days * PD_DAY);
}

char *
pd_common_note_days(struct pd_context *context, const struct pd_values *values)
{
	PD_AUTO(pd_drop_text) char *end = pd_common_end_of_days(context, values);
	return end ? pd_format(_("until %s"), end) : NULL;
}
