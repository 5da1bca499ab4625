/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_REGISTER_H
#define PD_TABS_SSL_SSL_REGISTER_H

#include "tabs/shared/identity.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/certificate.h"

/* What the register of the CAs that are kept here has to say of a certificate that may be
 * anybody's. */

enum pd_register_answer {
	PD_REGISTER_SILENT, /* it is not there, or not revoked */
	PD_REGISTER_REVOKED,
	PD_REGISTER_DAMAGED, /* the record of that serial cannot be read */
};
enum pd_register_answer pd_register_ask(
	struct pd_context *context, const struct pd_certificate *certificate);

/* The record of this very certificate. false: it is not there, or cannot be read; *out stays
 * empty. */
bool pd_register_find(struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_issued *out);

/* The CA that is kept here, in use or replaced, and signed it; a CA does not count as its own
 * issuer. false: none did; *out stays empty. */
bool pd_register_find_issuer(struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_identity *out);

/* Did a CA that is kept here sign it, and neither a record nor the index has it? It was signed
 * elsewhere, or before the register had certificates of every kind. False, too, where the
 * register cannot be read: whoever asks is told that of its records. */
bool pd_register_lacks(
	struct pd_context *context, const struct pd_certificate *certificate);

#endif
