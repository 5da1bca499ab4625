/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_SILENCE_H
#define PD_X509_KEY_SILENCE_H

/* Turns off GnuTLS's debug output, which may contain keys. GnuTLS reads
 * GNUTLS_DEBUG_LEVEL before main, so removing that from the environment would be too
 * late. */
void pd_gnutls_silence(void);

#endif
