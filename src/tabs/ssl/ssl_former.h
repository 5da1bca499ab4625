/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_FORMER_H
#define PD_TABS_SSL_SSL_FORMER_H

#include "tabs/ssl/ssl_authority.h"

/* CAs that were replaced. While anything that one of them issued is valid, its key, its list
 * and its row stay: its record is ssl/former/KEYID, which keeps the key whatever undo_days
 * says, and its list ssl/lists/KEYID. */

/* What has not expired of that which the CA with this key issued, in the register and by
 * serial number. */
struct pd_hanging {
	size_t valid;   /* not expired and not revoked */
	size_t revoked; /* not expired: they have to stay in its list */
	bool elsewhere; /* it came with its key from elsewhere, and has not expired: what it
			 * issued there may not be known here, and be valid */
	int64_t end; /* of the last of all these; 0: there are none */
};
bool pd_former_count(struct pd_context *context, const char *ca, struct pd_hanging *out,
	struct pd_error *error);

/* Stages that the CA in use makes room for next: it stays as a former one if its key is here
 * and anything hangs on it; and if next was one itself, its list is that of the CA in use
 * again. */
enum pd_keep_former { PD_KEEP_IF_HANGING, PD_KEEP_ALWAYS };
bool pd_former_make_room(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *next, enum pd_keep_former keep,
	struct pd_error *error);

/* Is this row of the tab one of them? Its id is "ca@" and the key id. */
bool pd_former_is_row(const char *row);

/* The one whose row that is, whose serial number it is, or whose key id begins so. PD_ESTATE
 * if there is none. */
bool pd_former_load(struct pd_context *context, const char *typed,
	struct pd_identity *out, struct pd_error *error);

/* For the field "ca" of a form: the serial number of the former CA whose row that is, or which
 * issued the row, or NULL; and the subject of the CA that is named. free() them. */
char *pd_former_propose(struct pd_context *context, const char *row);
char *pd_former_note(struct pd_context *context, const struct pd_values *values);

#endif
