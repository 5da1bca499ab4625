/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_WRITE_TRUSTSTORE_H
#define PD_X509_WRITE_TRUSTSTORE_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/memory.h"

#include <stddef.h>

/* A truststore for Java: PKCS#12 (RFC 7292) with certificates only. Each has an alias
 * and the bag attribute 2.16.840.1.113894.746875.1.1, which marks it as trusted; Java
 * ignores those without it. */

struct pd_truststore_entry {
	const char *alias; /* UTF-8; Java knows no case and wants each once */
	struct pd_bytes der;
};

/* Appended to out. Nothing in it is secret, so nothing is encrypted; passphrase is
 * for the MAC (HMAC with SHA-256), which Java requires. */
bool pd_truststore_pkcs12(const struct pd_truststore_entry *entries, size_t count,
	const struct pd_secret *passphrase, struct pd_buffer *out,
	struct pd_error *error);

/* How many of its first bytes the entries alone decide; the MAC behind them is another each
 * time. */
size_t pd_truststore_decided(struct pd_bytes der);

#endif
