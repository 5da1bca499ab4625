/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_READ_RECOGNISE_H
#define PD_X509_READ_RECOGNISE_H

#include "base/memory.h"

#include <stdbool.h>

/* Sums up a paste while it grows, without a child process and without GnuTLS: BEGIN lines
 * by kind, and the first bad line. */
struct pd_recognised {
	unsigned certificates, keys, encrypted_keys, requests, crls, others;
	bool open; /* the last BEGIN has no END yet */
	unsigned
		bad_line; /* the first line inside a block that is no base64, from 1; 0:
			    * none */
};
void pd_recognise(struct pd_bytes input, struct pd_recognised *out);

#endif
