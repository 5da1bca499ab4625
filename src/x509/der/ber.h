/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_BER_H
#define PD_X509_DER_BER_H

#include "base/memory.h"

#include <stdbool.h>

/* PKCS#7 and PKCS#12 files come in BER (X.690 8.1.3.6, 8.7.3.2): Java, NSS and Windows
 * write elements of indefinite length and OCTET STRINGs in pieces. */

/* Appends the first element of ber, rewritten with definite lengths and unsplit OCTET
 * STRINGs. Returns false if it is not BER or is nested deeper than any real file. */
bool pd_ber_to_der(struct pd_bytes ber, struct pd_secret *der);

#endif
