/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/der/pem.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <nettle/base64.h>
#include <stdint.h>
#include <string.h>

char *
pd_pem_text(const char *label, struct pd_bytes der)
{
	const gnutls_datum_t data = {(unsigned char *)der.data, (unsigned)der.size};
	gnutls_datum_t text = {0};
	/* Encoding fails only for lack of memory; then this fails in the same way. */
	if (gnutls_pem_base64_encode2(label, &data, &text) < 0)
		return pd_alloc(SIZE_MAX, 1);
	char *copy = pd_copy_bytes(text.data, text.size);
	gnutls_free(text.data);
	return copy;
}

/* Returns the text after "-----WORD LABEL-----", or NULL if it is not there; *before
 * is set to where the marker begins. */
static const unsigned char *
find_pem_marker(struct pd_bytes text, const char *word, const char *label,
	const unsigned char **before)
{
	PD_AUTO(pd_drop_text) char *marker = pd_format("-----%s %s-----", word, label);
	*before = text.size > 0 ? memmem(text.data, text.size, marker, strlen(marker))
				: NULL;
	return *before != NULL ? *before + strlen(marker) : NULL;
}

bool
pd_pem_read(struct pd_bytes pem, const char *label, struct pd_secret *out)
{
	const unsigned char *ignored, *end;
	const unsigned char *begin = find_pem_marker(pem, "BEGIN", label, &ignored);
	if (begin == NULL)
		return false;
	const struct pd_bytes rest = {begin, pem.size - (size_t)(begin - pem.data)};
	if (find_pem_marker(rest, "END", label, &end) == NULL)
		return false;
	struct base64_decode_ctx decoder;
	size_t length = (size_t)(end - begin), size = BASE64_DECODE_LENGTH(length);
	unsigned char *bytes = pd_secret_reserve(out, size);
	base64_decode_init(&decoder);
	bool good = base64_decode_update(
			    &decoder, &size, bytes, length, (const char *)begin) &&
		    base64_decode_final(&decoder);
	pd_wipe(&decoder, sizeof decoder);
	if (good)
		pd_secret_added(out, size);
	return good && size > 0;
}
