/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_STORE_DOCTOR_HOST_H
#define PD_TABS_STORE_DOCTOR_HOST_H

#include "operation/context.h"
#include "store/check.h"
#include "store/hooks.h"
#include "tabs/store/status_watch.h"

/* What the store needs of this host, and is not there, for doctor. */

/* The users and groups that have roles. */
void pd_doctor_check_holders(struct pd_context *context, struct pd_store_faults *out);

/* Whether the log that the settings name can be written, where this account may write. */
void pd_doctor_check_log(struct pd_context *context, struct pd_store_faults *out);

/* What hooks write and run: whether it is the trust list as it is now. */
void pd_doctor_check_hooks(struct pd_context *context, const struct pd_hooks *hooks,
	struct pd_store_faults *out);

/* Adds a sentence for each key in use whose token is not there. That is no fault: some are
 * only there when they have to work. Asks for no PIN. */
void pd_doctor_tell_tokens(
	struct pd_context *context, const struct pd_watch *watch, struct pd_names *out);

/* The command "pemdeck --store DIR WORDS", quoted for a shell; free() it. */
char *pd_doctor_command(const struct pd_context *context, const char *words);

#endif
