/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_EC_PRIVATE_H
#define PD_X509_KEY_EC_PRIVATE_H

#include "x509/key/ec_curve.h"

#include <stdbool.h>

/* Internal to src/x509: private keys on elliptic curves (RFC 5915 3), alone or in PKCS#8
 * of version 1 or 2 (RFC 5958 2). The public point may be left out, as keytool does, or
 * be compressed; GnuTLS can neither compute nor read such a one. */

struct pd_ec_private {
	char *curve_oid; /* dotted, owned; NULL: it names none */
	struct pd_bytes scalar;
	struct pd_bytes points[2]; /* in the key, and around it; empty: not there */
};

/* The results point into der. false: it is not such a key. */
bool pd_ec_private_read(struct pd_bytes der, struct pd_ec_private *out);
void pd_ec_private_free(struct pd_ec_private *key); /* PD_AUTO fits */

/* Appends the number, as long as the curve says, and computes its point. false if the
 * number is none of the curve, or the key came with another one's point. */
bool pd_ec_private_open(const struct pd_ec_private *key,
	const struct pd_ec_curve *curve, struct pd_secret *scalar,
	unsigned char point[PD_POINT_BYTES]);

/* Appends PKCS#8 with the point (04, x, y) in it. algorithm is a whole
 * AlgorithmIdentifier, and scalar at most half as long as the coordinates. */
void pd_ec_private_put(struct pd_secret *out, struct pd_bytes algorithm,
	struct pd_bytes scalar, struct pd_bytes point);

#endif
