/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_DER_DIGEST_H
#define PD_X509_DER_DIGEST_H

#include "base/error.h"
#include "base/memory.h"

#define PD_DIGEST_SIZE 65 /* 64 lower-case hex digits and a NUL */

/* SHA-256 of the bytes. */
bool pd_digest_sha256(
	struct pd_bytes data, char out[PD_DIGEST_SIZE], struct pd_error *error);

/* The same of what is left to read of a file of about that size, which is not held in
 * memory. */
bool pd_digest_file(int descriptor, const char *shown, size_t size,
	char out[PD_DIGEST_SIZE], struct pd_error *error);

#endif
