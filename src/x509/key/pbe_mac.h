/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_PBE_MAC_H
#define PD_X509_KEY_PBE_MAC_H

#include "x509/key/pbe_way.h"

/* Is it the right MAC over data? mac is the content of a PKCS#12 file's MacData, as
 * RFC 7292 4 has it, or PBMAC1 (RFC 9579). */
enum pd_pbe pd_pbe_mac_check(const struct pd_pbe_way *way, struct pd_bytes mac,
	struct pd_bytes data, struct pd_error *error);

#endif
