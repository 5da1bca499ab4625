/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_takeover_show.h"

#include "base/text.h"

void
pd_takeover_preview(const struct pd_takeover *takeover, const struct pd_result *told,
	struct pd_details *out)
{
	const struct pd_index *index = &takeover->index;
	int64_t revoked = 0;
	for (size_t i = 0; i < index->count; i++)
		revoked += index->items[i].revoked_at != 0;
	pd_details_section(out, "taken_over", _("Taken over"));
	pd_details_number(out, "certificates", _("Issued certificates"),
		(int64_t)takeover->issued.count);
	pd_details_number(out, "revocations", _("Revocations"), revoked);
	if (takeover->number > 0)
		pd_details_number(out, "crl_number", _("Last list"), takeover->number);
	for (size_t i = 0; i < told->warning_count; i++)
		pd_details_text(out, "warning", _("Warning"), told->warnings[i].text);
}
