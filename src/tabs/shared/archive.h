/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_ARCHIVE_H
#define PD_TABS_SHARED_ARCHIVE_H

#include "base/buffer.h"
#include "x509/certificate/certificate.h"

/* Appends X-Road's certs.tar.gz: the certificate as ./cert.pem and ./cert.cer (DER).
 * Reproducible: every time stamp is the certificate's notBefore. */
bool pd_archive_certificate(const struct pd_certificate *certificate,
	struct pd_buffer *out, struct pd_error *error);

#endif
