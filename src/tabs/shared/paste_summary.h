/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_PASTE_SUMMARY_H
#define PD_TABS_SHARED_PASTE_SUMMARY_H

#include "operation/operation.h"

/* What a pasted text is about, for whoever pastes it: "CN=gw01 fits the key kept here;
 * signed by CN=Inter CA". Reads it in a child process. NULL where no certificate can be
 * read from it, as when a key beside it is encrypted; free() it. */
char *pd_pasted_words(struct pd_context *context, struct pd_bytes text);

#endif
