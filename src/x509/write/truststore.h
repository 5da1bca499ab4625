/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_TRUSTSTORE_H
#define PD_X509_WRITE_TRUSTSTORE_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

#include <stddef.h>

/* A truststore as Java reads it: PKCS#12 (RFC 7292) with certificates alone, each with
 * its alias and marked as trusted by the bag attribute 2.16.840.1.113894.746875.1.1,
 * without which Java does not see it. */

struct pd_truststore_entry {
	const char *alias; /* UTF-8; Java knows no case and wants each once */
	struct pd_bytes der;
};

/* Appended to out. Nothing in it is a secret, so nothing is encrypted; its MAC (HMAC
 * with SHA-256) is made with passphrase, which Java insists on. */
bool pd_truststore_pkcs12(const struct pd_truststore_entry *entries, size_t count,
	const struct pd_secret *passphrase, struct pd_buffer *out,
	struct pd_error *error);

#endif
