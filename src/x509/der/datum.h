/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_DATUM_H
#define PD_X509_DER_DATUM_H

#include "base/memory.h"

#include <gnutls/gnutls.h>

/* Internal to src/x509: bytes as GnuTLS takes and gives them. */

/* Borrows the bytes; GnuTLS does not write to its input. */
static inline gnutls_datum_t
pd_datum(struct pd_bytes bytes)
{
	return (gnutls_datum_t){(unsigned char *)bytes.data, (unsigned)bytes.size};
}

static inline struct pd_bytes
pd_datum_bytes(const gnutls_datum_t *datum)
{
	return (struct pd_bytes){datum->data, datum->size};
}

/* Releases what GnuTLS allocated: PD_AUTO(pd_drop_datum) gnutls_datum_t der = {0}; */
static inline void
pd_drop_datum(gnutls_datum_t *datum)
{
	gnutls_free(datum->data);
}

/* The same of what is secret. */
static inline void
pd_wipe_datum(gnutls_datum_t *datum)
{
	pd_wipe(datum->data, datum->size);
	pd_drop_datum(datum);
}

#endif
