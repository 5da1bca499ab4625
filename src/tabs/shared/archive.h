/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_ARCHIVE_H
#define PD_TABS_SHARED_ARCHIVE_H

#include "base/buffer.h"
#include "x509/certificate/certificate.h"

/* X-Road's certs.tar.gz: ./cert.pem and ./cert.cer, the same certificate as PEM and DER.
 * The same bytes each time: all times are the certificate's notBefore. Appended. */
bool pd_archive_certificate(const struct pd_certificate *certificate,
	struct pd_buffer *out, struct pd_error *error);

#endif
