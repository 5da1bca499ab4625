/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_EC_SECP256K1_H
#define PD_X509_KEY_EC_SECP256K1_H

struct pd_ec_curve;

/* The curve that JS7's manual recommends, which neither GnuTLS nor nettle has. NULL where
 * it was built without libsecp256k1. */
const struct pd_ec_curve *pd_ec_secp256k1(void);

#endif
