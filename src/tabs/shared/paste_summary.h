/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_PASTE_SUMMARY_H
#define PD_TABS_SHARED_PASTE_SUMMARY_H

#include "operation/operation.h"

/* Summarises pasted text for whoever pastes it: "CN=gw01 fits the key kept here; signed
 * by CN=Inter CA". Reads it in a child process. NULL if no certificate can be read, as
 * when a key beside it is encrypted. free() it. */
char *pd_pasted_words(struct pd_context *context, struct pd_bytes text);

#endif
