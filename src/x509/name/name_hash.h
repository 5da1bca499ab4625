/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_NAME_NAME_HASH_H
#define PD_X509_NAME_NAME_HASH_H

#include "base/memory.h"

#include <stdint.h>

/* The hash by which OpenSSL looks for a certificate in a directory (openssl rehash,
 * -CApath): of its subject, given as DER of a Name, in OpenSSL's canonical form, in
 * which case and runs of blanks do not count. A file there is named by eight hex digits
 * of it, a dot, and a number from 0. */
uint32_t pd_name_hash(struct pd_bytes name);

#endif
