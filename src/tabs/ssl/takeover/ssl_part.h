/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_PART_H
#define PD_TABS_SSL_SSL_PART_H

#include "tabs/ssl/takeover/ssl_takeover.h"

/* Parts what was gathered into the CA itself and what it has issued. */

/* The CA: the one certificate of a CA whose key came along or, if none did, the first whose
 * key is here; borrowed. *out, which is NULL before, stays so if there is none. PD_EINPUT if
 * there are several, and nobody has said which. */
bool pd_part_find(struct pd_context *context, const struct pd_gathered *gathered,
	const struct pd_certificate **out, struct pd_error *error);

/* Before a CA is taken out of it: leaves its chain and key there, and moves what it issued to
 * out. Of a directory the rest is left out, and named; of files it stays, to be refused by
 * name. */
bool pd_part_import(struct pd_context *context, struct pd_gathered *gathered,
	struct pd_takeover *out, struct pd_result *result, struct pd_error *error);

/* Adds what is above the last of this chain, if CAs that are kept here have it in theirs: who
 * answers a second request may send the certificate alone. */
void pd_part_complete(struct pd_context *context, struct pd_certificates *chain);

/* Is anything in it of this CA: its certificate, its list, or what it issued? */
bool pd_part_is_of(const struct pd_gathered *gathered, const struct pd_certificate *ca);

/* Copies what the CA issued to out. Of a directory the rest is named, of files refused. */
bool pd_part_adopt(struct pd_gathered *gathered, const struct pd_identity *ca,
	struct pd_takeover *out, struct pd_result *result, struct pd_error *error);

#endif
