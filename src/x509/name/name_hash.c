/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/name/name_hash.h"

#include <gnutls/crypto.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/name/name_attribute.h"
#include "x509/name/name_canonical.h"

/* X509_NAME_hash of OpenSSL since 1.0.0: SHA-1 of the RDNs one after the other, without
 * the SEQUENCE around them, each value that is text as a UTF8String in lower case
 * (ASCII), without blanks at its ends, and with one for each run of them. */

enum { SHA1_SIZE = 20 };

static bool
is_hashed_as_text(unsigned tag)
{
	return tag == PD_DER_UTF8 || tag == PD_DER_PRINTABLE || tag == PD_DER_T61 ||
	       tag == PD_DER_IA5 || tag == PD_DER_VISIBLE || tag == PD_DER_UNIVERSAL ||
	       tag == PD_DER_BMP;
}

static bool
is_hash_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static char *
prepare_for_hash(unsigned tag, struct pd_bytes content)
{
	char *text = is_hashed_as_text(tag) ? pd_name_decode(tag, content) : NULL;
	size_t size = 0;
	bool blank = false;
	for (const char *from = text; from != NULL && *from != '\0'; from++) {
		if (!is_hash_blank(*from)) {
			if (blank && size > 0)
				text[size++] = ' ';
			text[size++] = pd_ascii_lower(*from);
		}
		blank = is_hash_blank(*from);
	}
	if (text != NULL)
		text[size] = '\0';
	return text;
}

uint32_t
pd_name_hash(struct pd_bytes name)
{
	struct pd_bytes rdns = {0}, set;
	unsigned char hash[SHA1_SIZE] = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer canonical = {0};
	(void)pd_take(&name, PD_DER_SEQUENCE, &rdns);
	while (pd_take(&rdns, PD_DER_SET, &set))
		pd_name_put_canonical(&canonical, set, prepare_for_hash);
	struct pd_bytes bytes = pd_buffer_bytes(&canonical);
	/* A hash of bytes in memory cannot fail. */
	(void)gnutls_hash_fast(GNUTLS_DIG_SHA1, bytes.data, bytes.size, hash);
	return (uint32_t)hash[0] | (uint32_t)hash[1] << 8 | (uint32_t)hash[2] << 16 |
	       (uint32_t)hash[3] << 24;
}
