/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/pbe_seal.h"

#include <gnutls/crypto.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/key/derive.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/protection.h"

#define OID_SHA1_3DES "1.2.840.113549.1.12.1.3"

enum { SALT = PD_SALT_SIZE, KEY = 24, BLOCK = 8 };

struct sealing {
	unsigned char salt[SALT], key[KEY], vector[BLOCK];
};

static void
wipe_sealing(struct sealing *sealing)
{
	pd_wipe(sealing, sizeof *sealing);
}

static int
derive_sealing(const struct pd_secret *passphrase, struct sealing *out)
{
	int result = gnutls_rnd(GNUTLS_RND_RANDOM, out->salt, sizeof out->salt);
	const struct pd_pkcs12_source source = {
		GNUTLS_DIG_SHA1, passphrase, {out->salt, sizeof out->salt}, PD_ROUNDS};
	if (result < 0)
		return result;
	return pd_derive_pkcs12(&source, PD_DERIVE_KEY, out->key, KEY) &&
			       pd_derive_pkcs12(
				       &source, PD_DERIVE_IV, out->vector, BLOCK)
		       ? 0
		       : GNUTLS_E_UNWANTED_ALGORITHM;
}

static void
put_algorithm(struct pd_buffer *out, const struct sealing *sealing)
{
	size_t whole = pd_der_begin(out);
	pd_der_put_oid(out, OID_SHA1_3DES);
	size_t parameters = pd_der_begin(out);
	pd_der_put(out, PD_DER_OCTET_STRING, sealing->salt, SALT);
	pd_der_put_number(out, PD_ROUNDS);
	pd_der_end(out, parameters, PD_DER_SEQUENCE);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

bool
pd_pbe_seal_3des(struct pd_secret *text, const struct pd_secret *passphrase,
	struct pd_buffer *algorithm, struct pd_error *error)
{
	PD_AUTO(wipe_sealing) struct sealing sealing;
	int result = derive_sealing(passphrase, &sealing);
	if (result >= 0)
		result = pd_protection_encrypt(text, GNUTLS_CIPHER_3DES_CBC,
			(struct pd_bytes){sealing.key, KEY},
			(struct pd_bytes){sealing.vector, BLOCK});
	if (result < 0)
		return pd_fail_gnutls(error, PD_ECRYPTO, "", result,
			_("the PKCS#12 file could not be made"));
	put_algorithm(algorithm, &sealing);
	return true;
}
