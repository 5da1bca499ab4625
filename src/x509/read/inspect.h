/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_INSPECT_H
#define PD_X509_READ_INSPECT_H

#include "base/buffer.h"
#include "x509/read/armour.h"
#include "x509/read/reading.h"
#include "x509/read/shape.h"

/* How the reader's child judges one block or object; place names it in errors. */

/* Is it small enough to be tried? */
bool pd_inspect_size(
	enum pd_shape shape, size_t size, const char *place, struct pd_error *error);

/* Is that what the label of its block promised? */
bool pd_inspect_label(const struct pd_block *block, enum pd_shape shape,
	const char *place, struct pd_error *error);

/* Parses it as the parent will. */
bool pd_inspect_object(enum pd_shape shape, struct pd_bytes der, const char *place,
	enum pd_object_kind *kind, struct pd_error *error);

/* Says what the flaw of a block is; always false. */
bool pd_inspect_flaw(
	const struct pd_block *block, const char *place, struct pd_error *error);

/* Appends an RSAPublicKey as SubjectPublicKeyInfo (RFC 3279 2.3.1). */
void pd_inspect_wrap_rsa(struct pd_bytes der, struct pd_buffer *out);

#endif
