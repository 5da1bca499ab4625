/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SIGNATURE_ANCHORS_H
#define PD_TABS_SIGNATURE_ANCHORS_H

#include "tabs/trust/trust_judge.h"

/* Whose signatures are believed. JS7's verifier trusts the certificates in its
 * directory trusted-x509-keys and those that they issued directly; it builds no chain.
 * */

struct pd_anchors {
	struct pd_certificates trusted; /* believed, and believed to issue */
	struct pd_certificates known;   /* candidates that have to be issued by those */
	struct pd_lists lists;          /* what the built-in CA has revoked */
};
void pd_anchors_free(struct pd_anchors *anchors); /* leaves it empty; PD_AUTO fits */

/* Loads them from the directory "trusted", from the trust list ("trust-list"), or else
 * takes the signing certificate kept here; "certificate" names files of candidates.
 * Files in the directory that cannot be read are warnings. */
bool pd_anchors_load(struct pd_context *context, const struct pd_values *values,
	struct pd_anchors *out, struct pd_result *result, struct pd_error *error);

/* Adds the certificates of the files in a directory that do not start with a dot, as
 * JS7's verifier reads it. Each is said to found, if that is not NULL, with its path.
 */
typedef void pd_anchor_found(
	void *argument, const char *path, const struct pd_certificates *certificates);
bool pd_anchors_read(struct pd_context *context, const char *path,
	pd_anchor_found *found, void *argument, struct pd_result *result,
	struct pd_error *error);

/* Is a certificate believed to sign files, but for the reasons (of enum pd_reject) that
 * are ignored? Its issuer, or itself, or NULL; borrowed. Fails with the reason. */
const struct pd_certificate *pd_anchors_judge(struct pd_context *context,
	const struct pd_anchors *anchors, const struct pd_certificate *certificate,
	unsigned ignored, struct pd_error *error);

#endif
