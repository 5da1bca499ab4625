/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/silence.h"

#include <gnutls/gnutls.h>

void
pd_gnutls_silence(void)
{
	gnutls_global_set_log_level(0);
}
