/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_TRUST_SETTING_H
#define PD_X509_READ_TRUST_SETTING_H

#include "base/buffer.h"
#include "base/memory.h"

#include <stdbool.h>

/* What a file says about the trust in a certificate in it: the settings that OpenSSL keeps
 * behind a TRUSTED CERTIFICATE, and x-distrusted of p11-kit. */

enum pd_trust_setting {
	PD_TRUST_UNSAID,
	PD_TRUST_REJECTED, /* for servers, or for all */
	PD_TRUST_LIMITED, /* trusted, but for other purposes than servers and clients */
};

/* Reads what stands behind the certificate (X509_CERT_AUX); words gets it in a few words,
 * translated, and nothing if it says nothing about trust. */
enum pd_trust_setting pd_trust_setting_read(
	struct pd_bytes aux, struct pd_buffer *words);

/* Is the text one of p11-kit's, and does the part of it that holds a block say that it is
 * distrusted? The block ends at end, the one before it at begin. */
bool pd_trust_setting_is_p11(struct pd_bytes text);
enum pd_trust_setting pd_trust_setting_of_p11(
	struct pd_bytes text, size_t begin, size_t end);

#endif
