/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_LIKENESS_H
#define PD_TABS_SHARED_LIKENESS_H

#include "tabs/shared/identity.h"
#include "x509/name/name.h"

/* Is what is there that which was ordered? What is told apart is what clients go by; numbers,
 * dates and where a CA publishes may differ. */

/* Is the public key one of that kind? */
bool pd_likeness_of_key(struct pd_bytes public_der, const struct pd_key_kind *kind);

/* Are all of wanted among the names? Are these the same names, in any order? */
bool pd_likeness_has_names(
	const struct pd_alternatives *names, const struct pd_alternatives *wanted);
bool pd_likeness_of_names(
	const struct pd_alternatives *one, const struct pd_alternatives *other);

/* Are subject and names those? */
bool pd_likeness_of_holder(const struct pd_certificate *certificate,
	const struct pd_name *subject, const struct pd_alternatives *names);

/* Does a request ask for them, and for nothing else? */
bool pd_likeness_of_request(const struct pd_request *request,
	const struct pd_name *subject, const struct pd_alternatives *names);

/* Does the certificate say all that the draft says? */
bool pd_likeness_of_draft(
	const struct pd_certificate *certificate, const struct pd_certificate *draft);

/* Adds to an object what scripts go by: the SHA-256 fingerprint, the days that are left, and
 * why something had to be done ("valid": nothing). reason is constant. */
void pd_likeness_tell(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *reason,
	struct pd_details *out);

#endif
