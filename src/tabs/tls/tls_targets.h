/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_TARGETS_H
#define PD_TABS_TLS_TLS_TARGETS_H

#include "operation/operation.h"
#include "operation/view.h"
#include "store/group_change.h"
#include "store/targets.h"

/* Deploy targets as rows and operations of the TLS Key tab: where services read its keys
 * and certificates. Their rows' ids are "target/NAME". */

#define PD_TARGET_ROW "target/"

/* The name of the target that the row is of, or NULL; borrowed. */
const char *pd_target_row_name(const char *row);

/* How what the service reads stands to the chain that is in use here. */
enum pd_standing {
	PD_STANDING_NO_KEY, /* it is to get a key that is not kept here */
	PD_STANDING_NOT_THERE,
	PD_STANDING_UNREAD, /* there, but this account may not read it */
	PD_STANDING_DEPLOYED,
	PD_STANDING_OTHER
};
enum pd_standing pd_target_standing(
	struct pd_context *context, const struct pd_deploy_target *target);

/* The same of the certificate file alone, to a certificate or chain: it begins with that, or,
 * if whole, is that. */
enum pd_standing pd_target_standing_of(
	const struct pd_deploy_target *target, const char *pem, bool whole);

const char *pd_standing_name(enum pd_standing standing);  /* for scripts */
const char *pd_standing_words(enum pd_standing standing); /* for people */

/* The section that lists them, with findings about those that cannot get what they are to
 * get. */
void pd_target_view(struct pd_context *context, struct pd_view *out);

/* What show tells of one. */
bool pd_target_describe(struct pd_context *context, const char *name,
	struct pd_details *out, struct pd_error *error);

/* The operations and their forms. */
pd_run pd_target_list, pd_target_set, pd_target_rename, pd_target_remove;
pd_preview pd_target_preview_set, pd_target_preview_remove;
char *pd_target_propose_name(struct pd_context *context, const char *row);
char *pd_target_propose_tls(struct pd_context *context, const char *row);
char *pd_target_propose_certificate(struct pd_context *context, const char *row);
char *pd_target_propose_key(struct pd_context *context, const char *row);
char *pd_target_propose_owner(struct pd_context *context, const char *row);
char *pd_target_propose_mode(struct pd_context *context, const char *row);
char *pd_target_propose_reload(struct pd_context *context, const char *row);
void pd_target_offer_names(struct pd_context *context, struct pd_names *out);

/* For group_change.h: one that is given these members. */
struct pd_group_edit pd_target_edit(
	const char *name, const struct pd_settings_member *given);

#endif
