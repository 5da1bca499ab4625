/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_X509_ENVELOPE_ENVELOPE_ECIES_H
#define PD_X509_ENVELOPE_ENVELOPE_ECIES_H

#include "x509/key/ec_curve.h"

/* Internal to src/x509: ECIES as BouncyCastle computes it with
 * IESParameterSpec(null, null, 256, 256, null, false), which is what JS7 uses. Wrapped
 * is V, C and T: an ephemeral public point, the key XORed, and an HMAC. */

/* Appends key, wrapped for the point. The ephemeral scalar is made here. */
bool pd_ecies_wrap(const struct pd_ec_curve *curve, const unsigned char *point,
	struct pd_bytes key, struct pd_secret *out);

/* The same with that ephemeral scalar: what it gives is known beforehand. */
bool pd_ecies_wrap_with(const struct pd_ec_curve *curve, const unsigned char *point,
	const unsigned char *scalar, struct pd_bytes key, struct pd_secret *out);

/* Appends the key. false: it was wrapped for another point, or is damaged. */
bool pd_ecies_unwrap(const struct pd_ec_curve *curve, const unsigned char *scalar,
	struct pd_bytes wrapped, struct pd_secret *out);

#endif
