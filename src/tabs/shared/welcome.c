/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/welcome.h"

#include "base/text.h"

/* clang-format off */
static const struct pd_first_step steps[] = {
	{"ssl", "generate", N_("make a CA under your own name")},
	{"ssl", "issue", N_("issue a certificate, for a server or a person")},
	{"trust", "import", N_("decide whom this host trusts")},
	{0}
};
/* clang-format on */

void
pd_welcome(const struct pd_context *context, struct pd_view *out)
{
	if (!pd_store_is_untouched(context->store))
		return;
	out->steps = steps;
	out->welcome = pd_format(
		_("This store is new: %s\n"
		  "It has a CA, a signing certificate and a TLS key of its own, and "
		  "trusts nobody yet.\n"
		  "What one does first:"),
		pd_store_path(context->store));
}
