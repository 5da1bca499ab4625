/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_TLS_TLS_PLACE_H
#define PD_TABS_TLS_TLS_PLACE_H

#include "operation/operation.h"
#include "operation/result.h"
#include "store/targets.h"

/* The TLS keys of this host, each by its name, and where the store keeps what belongs to
 * one. That called device is the first and always there; it alone has a standard
 * certificate, and its records stand where they stood when there was no other:
 *
 * tls/device    tls/named/NAME           the identity in use
 * tls/standard                           the standard one, while another is in use
 * tls/roots     tls/named-roots/NAME     roots that came with its chain: none is sent
 * tls/request   tls/named-requests/NAME  the pending signing request */

#define PD_TLS_DEVICE_NAME PD_TARGET_USUAL_KEY

struct pd_tls_place {
	char *name;
	char *record, *roots, *request;
	bool is_device;
};
void pd_tls_place_free(struct pd_tls_place *place); /* leaves it empty; PD_AUTO fits */

/* For struct pd_field: may a TLS key have this name? */
bool pd_tls_check_name(const char *text, const char *field, struct pd_error *error);

/* That of the name, which was checked; NULL is device. */
void pd_tls_place_of(const char *name, struct pd_tls_place *out);

/* That which the field "name" names; without one device. */
void pd_tls_place_find(const struct pd_values *values, struct pd_tls_place *out);

/* That whose row is selected; NULL is device. */
void pd_tls_place_of_row(const struct pd_row *row, struct pd_tls_place *out);

/* Is there a certificate or a pending request of it? */
bool pd_tls_place_is_kept(
	const struct pd_context *context, const struct pd_tls_place *place);

/* The names of all that have a certificate or a pending request, device first, which is
 * always among them. */
bool pd_tls_place_names(
	struct pd_context *context, struct pd_names *out, struct pd_error *error);

/* Rows of the tab: their ids are "key", "request" and numbers for device, and have the
 * name before a colon for others, "web:key". The first makes one, the second takes the
 * name off (NULL: device; *rest, borrowed, is what follows, and may be NULL); free() what
 * they return. */
char *pd_tls_row_id(const struct pd_tls_place *place, const char *row);
char *pd_tls_row_name(const char *id, const char **rest);

/* The id of that row of the key which the record at path, or what is called after it
 * ("tls/roots 1"), belongs to; free() it. */
char *pd_tls_row_of_record(const char *path, const char *row);

/* For struct pd_field: the name of the row that is selected, else device; and all
 * names. */
char *pd_tls_propose_name(struct pd_context *context, const char *row);
void pd_tls_offer_names(struct pd_context *context, struct pd_names *out);

/* What history and the operator are told of a key that is not device begins with its
 * name; free() it. Takes sentence. */
char *pd_tls_place_sentence(const struct pd_tls_place *place, char *sentence);

#endif
