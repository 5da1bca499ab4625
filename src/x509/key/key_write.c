/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/abstract.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/ec_private.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/key_lock.h"

static bool
fail_writing_key(struct pd_error *error, int result)
{
	return pd_fail_gnutls(
		error, PD_ECRYPTO, "", result, _("the private key cannot be written"));
}

/* ---- PKCS#8 --------------------------------------------------------------------- */

static void
wipe_datum(gnutls_datum_t *datum)
{
	pd_wipe(datum->data, datum->size);
	gnutls_free(datum->data);
}

/* GnuTLS would write the private number without its leading zeros or with one too
 * many, which strict readers refuse. */
static bool
put_ec(const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(wipe_datum) gnutls_datum_t number = {0};
	struct pd_bytes rest = pd_key_public_der(key), public = {0}, algorithm = {0},
			bits = {0};
	int result = gnutls_privkey_export_ecc_raw2(pd_key_gnutls(key), NULL, NULL,
		NULL, &number, GNUTLS_EXPORT_FLAG_NO_LZ);
	if (result < 0)
		return fail_writing_key(error, result);
	bool good = pd_take(&rest, PD_DER_SEQUENCE, &public) &&
		    pd_take_whole(&public, PD_DER_SEQUENCE, &algorithm) &&
		    pd_take(&public, PD_DER_BIT_STRING, &bits) &&
		    bits.size > 2 * number.size;
	if (!good)
		return fail_writing_key(error, GNUTLS_E_PK_INVALID_PUBKEY);
	pd_ec_private_put(out, algorithm, (struct pd_bytes){number.data, number.size},
		(struct pd_bytes){bits.data + 1, bits.size - 1});
	return true;
}

bool
pd_key_der(const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	if (pd_key_kind(key).algorithm == PD_EC)
		return put_ec(key, out, error);
	PD_AUTO(wipe_datum) gnutls_datum_t written = {0};
	gnutls_x509_privkey_t x509 = NULL;
	int result = gnutls_privkey_export_x509(pd_key_gnutls(key), &x509);
	if (result >= 0)
		result = gnutls_x509_privkey_export2_pkcs8(
			x509, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN, &written);
	gnutls_x509_privkey_deinit(x509);
	if (result < 0)
		return fail_writing_key(error, result);
	pd_secret_add(out, written.data, written.size);
	return true;
}

/* ---- PEM ------------------------------------------------------------------------ */

static bool
encrypt_pkcs8(struct pd_secret *der, const struct pd_secret *passphrase,
	struct pd_error *error)
{
	struct pd_key_lock lock;
	PD_AUTO(pd_secret_wipe) struct pd_secret stretched = {0};
	return pd_key_lock_make(passphrase, &lock, &stretched, error) &&
	       pd_key_lock_seal(der, &lock, &stretched, error);
}

enum sealing { PLAIN, SEALED };

static bool
write_pem(const struct pd_secret *der, enum sealing sealing, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(wipe_datum) gnutls_datum_t pem = {0};
	const gnutls_datum_t input = pd_datum(pd_secret_bytes(der));
	int result = gnutls_pem_base64_encode2(
		sealing == SEALED ? "ENCRYPTED PRIVATE KEY" : "PRIVATE KEY", &input,
		&pem);
	if (result < 0)
		return fail_writing_key(error, result);
	pd_secret_add(out, pem.data, pem.size);
	return true;
}

bool
pd_key_pem(const struct pd_key *key, const struct pd_secret *passphrase,
	struct pd_secret *out, struct pd_error *error)
{
	bool encrypted = passphrase != NULL && passphrase->size > 0;
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	return pd_key_der(key, &der, error) &&
	       (!encrypted || encrypt_pkcs8(&der, passphrase, error)) &&
	       write_pem(&der, encrypted ? SEALED : PLAIN, out, error);
}

bool
pd_key_lock_pem(const struct pd_key_lock *lock, const struct pd_secret *stretched,
	const struct pd_key *key, struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	return pd_key_der(key, &der, error) &&
	       pd_key_lock_seal(&der, lock, stretched, error) &&
	       write_pem(&der, SEALED, out, error);
}
