/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_KEY_EC_CURVE_H
#define PD_X509_KEY_EC_CURVE_H

#include "base/memory.h"

/* Internal to src/x509: Diffie-Hellman on the curves that values are encrypted on. All
 * numbers are big-endian, as long as the curve says. */

enum {
	PD_CURVE_BYTES = 66,                     /* of the largest, P-521 */
	PD_POINT_BYTES = 1 + 2 * PD_CURVE_BYTES, /* 04, x, y (SEC 1, 2.3.3) */
};

struct pd_ec_curve {
	const char *oid;    /* dotted */
	size_t size;        /* bytes of a coordinate, and of a scalar */
	unsigned char most; /* the largest first byte of a scalar */
	/* Reads a point, compressed or not, into out as 04, x, y. false: it is not on
	 * the curve, at infinity, or of another form or length. */
	bool (*read)(const struct pd_ec_curve *curve, struct pd_bytes point,
		unsigned char *out);
	/* The x of scalar times point, which read has checked; false if the scalar is
	 * not between 1 and the order. */
	bool (*multiply)(const struct pd_ec_curve *curve, const unsigned char *scalar,
		const unsigned char *point, unsigned char *x);
	/* scalar times the base point, as 04, x, y. */
	bool (*multiply_base)(const struct pd_ec_curve *curve,
		const unsigned char *scalar, unsigned char *point);
};

/* The curve of that dotted OID. NULL: it is not supported here. */
const struct pd_ec_curve *pd_ec_curve_find(const char *oid);

#define PD_OID_SECP256K1 "1.3.132.0.10"

#endif
