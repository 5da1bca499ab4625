/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_SILENCE_H
#define PD_X509_KEY_SILENCE_H

/* No debug output of GnuTLS, which may hold keys: it has read GNUTLS_DEBUG_LEVEL before
 * main, so taking that from the environment would be too late. */
void pd_gnutls_silence(void);

#endif
