/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_CERTIFICATE_PLAIN_NAMES_H
#define PD_X509_CERTIFICATE_PLAIN_NAMES_H

#include "base/buffer.h"

#include <stdbool.h>

/* Internal to src/x509. GnuTLS reads no certificate at all that has an empty name among its
 * alternative names, or one of a kind that nobody uses (x400Address, ediPartyName).
 *
 * Appends the certificate as it can be read, to be looked at and never to be shown or
 * sent: such names of the subject are left out, a DNS name that is none becomes one that
 * no host has (a certificate that has DNS names is not judged by its common name, RFC 6125
 * 6.4.4), and those of the issuer, which nobody uses, are left out. false: it has no
 * alternative names, or they are damaged. */
bool pd_plain_names_put(struct pd_bytes der, struct pd_buffer *out);

#endif
