/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_DER_H
#define PD_X509_DER_DER_H

#include "base/buffer.h"

#include <stdint.h>

/* Writing and reading as much of DER (X.690) as certificates need. */

enum {
	PD_DER_BOOLEAN = 0x01,
	PD_DER_INTEGER = 0x02,
	PD_DER_BIT_STRING = 0x03,
	PD_DER_OCTET_STRING = 0x04,
	PD_DER_NULL = 0x05,
	PD_DER_OID = 0x06,
	PD_DER_ENUMERATED = 0x0a,
	PD_DER_UTF8 = 0x0c,
	PD_DER_NUMERIC = 0x12,
	PD_DER_PRINTABLE = 0x13,
	PD_DER_T61 = 0x14,
	PD_DER_VIDEOTEX = 0x15,
	PD_DER_IA5 = 0x16,
	PD_DER_UTC_TIME = 0x17,
	PD_DER_GENERALIZED_TIME = 0x18,
	PD_DER_GRAPHIC = 0x19,
	PD_DER_VISIBLE = 0x1a,
	PD_DER_GENERAL = 0x1b,
	PD_DER_UNIVERSAL = 0x1c,
	PD_DER_BMP = 0x1e,
	PD_DER_SEQUENCE = 0x30,
	PD_DER_SET = 0x31,
	PD_DER_CONTEXT = 0x80,     /* implicit [n]: PD_DER_CONTEXT | n */
	PD_DER_CONSTRUCTED = 0x20, /* explicit [n]: both | n */
};

/* Appends one element with that content. */
void pd_der_put(struct pd_buffer *out, unsigned tag, const void *content, size_t size);

/* Nesting: begin returns a mark, and end makes everything appended since then the
 * content of one element with that tag. */
size_t pd_der_begin(struct pd_buffer *out);
void pd_der_end(struct pd_buffer *out, size_t mark, unsigned tag);

/* pd_der_end for content that may hold a key; mark is the size the secret had before
 * it. */
void pd_der_wrap_secret(struct pd_secret *out, size_t mark, unsigned tag);

void pd_der_put_oid(struct pd_buffer *out, const char *dotted); /* a valid dotted OID */
bool pd_der_oid_is_valid(const char *dotted);
char *pd_der_oid_text(struct pd_bytes content); /* dotted; free(); NULL if it is none */
/* The same for an Attribute (RFC 2986 4.1): its type, and the SET of its values, which are
 * appended between the two calls. */
struct pd_der_attribute {
	size_t sequence, set; /* marks */
};
struct pd_der_attribute pd_der_begin_attribute(
	struct pd_buffer *out, const char *dotted);
void pd_der_end_attribute(
	struct pd_buffer *out, const struct pd_der_attribute *attribute);

/* AlgorithmIdentifier (RFC 5280 4.1.1.2) without parameters, and with NULL as them. */
void pd_der_put_algorithm(struct pd_buffer *out, const char *dotted);
void pd_der_put_algorithm_null(struct pd_buffer *out, const char *dotted);

void pd_der_put_number(struct pd_buffer *out, uint64_t number);
void pd_der_put_unsigned(struct pd_buffer *out, const void *big_endian, size_t size);

/* UTCTime up to 2049, GeneralizedTime from 2050 (RFC 5280 4.1.2.5). */
void pd_der_put_time(struct pd_buffer *out, int64_t time);

/* GeneralizedTime whatever the year. */
void pd_der_put_generalized_time(struct pd_buffer *out, int64_t time);

/* A copy followed by zeros, because GnuTLS reads some bytes past the end of DER and
 * PEM. free() it. */
unsigned char *pd_der_copy(struct pd_bytes bytes);

/* Reads the tag and content of the element at *rest and moves *rest past it. Returns
 * false unless it is a complete element with a one-byte tag and a definite length. */
bool pd_der_next(struct pd_bytes *rest, unsigned *tag, struct pd_bytes *content);

/* The size of the element that starts at data, header included; 0 if there is none.
 */
size_t pd_der_size(struct pd_bytes data);

#endif
