/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_SCRYPT_H
#define PD_X509_KEY_SCRYPT_H

#include "base/memory.h"

#include <stdbool.h>
#include <stdint.h>

/* Internal to src/x509: the key derivation that fills memory (RFC 7914), which neither
 * GnuTLS nor nettle has. */

struct pd_scrypt {
	struct pd_bytes salt;
	uint32_t cost;     /* N: a power of two above 1 */
	uint32_t block;    /* r */
	uint32_t parallel; /* p */
};

/* May these be computed? Not if they want more than 128 MiB, or contradict RFC 7914. */
bool pd_scrypt_is_bearable(const struct pd_scrypt *parameters);

/* false: the hash cannot be had. The parameters are bearable. */
bool pd_scrypt(const struct pd_scrypt *parameters, struct pd_bytes passphrase,
	unsigned char *out, size_t size);

#endif
