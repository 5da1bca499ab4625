/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/welcome.h"

#include "base/text.h"

char *
pd_welcome(const struct pd_context *context)
{
	if (!pd_store_is_untouched(context->store))
		return NULL;
	return pd_format(_("This store is new: %s\n"
			   "It has a CA, a signing certificate and a TLS key of its "
			   "own, and trusts "
			   "nobody yet.\n"
			   "What one does first:\n"
			   "  g    make a CA under your own name\n"
			   "  n    issue a certificate, for a server or a person\n"
			   "  5 i  say whom this host trusts\n"
			   "? has all keys, m all that can be done, and z takes the "
			   "last change back."),
		pd_store_path(context->store));
}
