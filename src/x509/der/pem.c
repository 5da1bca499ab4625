/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/pem.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdint.h>

char *
pd_pem_text(const char *label, struct pd_bytes der)
{
	const gnutls_datum_t data = {(unsigned char *)der.data, (unsigned)der.size};
	gnutls_datum_t text = {0};
	/* It fails for lack of memory alone, and then so does this. */
	if (gnutls_pem_base64_encode2(label, &data, &text) < 0)
		return pd_alloc(SIZE_MAX, 1);
	char *copy = pd_copy_bytes(text.data, text.size);
	gnutls_free(text.data);
	return copy;
}
