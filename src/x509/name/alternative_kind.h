/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_ALTERNATIVE_KIND_H
#define PD_X509_NAME_ALTERNATIVE_KIND_H

#include "x509/name/alternative.h"

/* What the text and the DER of alternative names both need. */

enum { PD_IPV4_SIZE = 4, PD_IPV6_SIZE = 16 };

/* The prefix of a kind, without colon: "DNS". Not for PD_ALTERNATIVE_OTHER. */
const char *pd_alternative_word(enum pd_alternative_kind kind);

/* The bytes of an IP address, and how many; 0 if the text is none. */
size_t pd_address_read(const char *text, unsigned char bytes[PD_IPV6_SIZE]);

/* The usual text of an address of one of these two sizes; free() it. */
char *pd_address_text(const unsigned char *bytes, size_t size);

#endif
