/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/start.h"

#include <gnutls/gnutls.h>

#include "base/text.h"
#include "x509/key/gnutls_error.h"

/* GnuTLS's own way to be told that it is not to start by itself: it looks for this
 * function in the program. */
GNUTLS_SKIP_GLOBAL_INIT

bool
pd_gnutls_start(struct pd_error *error)
{
	int code = gnutls_global_init();
	gnutls_global_set_log_level(0);
	return code >= 0 || pd_fail_gnutls(error, PD_EIO, "GnuTLS", code,
				    _("the library cannot be started"));
}
