/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_TAKEOVER_SHOW_H
#define PD_TABS_SSL_SSL_TAKEOVER_SHOW_H

#include "tabs/ssl/takeover/ssl_takeover.h"

/* Adds what would be taken over to a preview, and what told says that would not be. */
void pd_takeover_preview(const struct pd_takeover *takeover,
	const struct pd_result *told, struct pd_details *out);

#endif
