/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/edwards.h"

#include <gnutls/x509.h>
#include <nettle/eddsa.h>

#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"

static const struct edwards {
	gnutls_pk_algorithm_t algorithm;
	gnutls_ecc_curve_t curve;
	size_t size;
	void (*compute_public)(uint8_t *public, const uint8_t *private);
} both[] = {
	{GNUTLS_PK_EDDSA_ED25519, GNUTLS_ECC_CURVE_ED25519, ED25519_KEY_SIZE,
		ed25519_sha512_public_key},
	{GNUTLS_PK_EDDSA_ED448, GNUTLS_ECC_CURVE_ED448, ED448_KEY_SIZE,
		ed448_shake256_public_key},
};

static const struct edwards *
find(int pk_algorithm)
{
	for (size_t i = 0; i < sizeof both / sizeof *both; i++)
		if ((int)both[i].algorithm == pk_algorithm)
			return &both[i];
	return NULL;
}

bool
pd_edwards_is(int pk_algorithm)
{
	return find(pk_algorithm) != NULL;
}

int
pd_edwards_import(void *x509, int pk_algorithm, struct pd_bytes content)
{
	const struct edwards *edwards = find(pk_algorithm);
	unsigned char public[ED448_KEY_SIZE];
	struct pd_bytes number;
	if (edwards == NULL || !pd_take(&content, PD_DER_OCTET_STRING, &number) ||
		number.size != edwards->size || content.size > 0)
		return GNUTLS_E_PARSING_ERROR;
	edwards->compute_public(public, number.data);
	const gnutls_datum_t point = {public, (unsigned)edwards->size};
	const gnutls_datum_t private = pd_datum(number);
	return gnutls_x509_privkey_import_ecc_raw(
		x509, edwards->curve, &point, NULL, &private);
}

int
pd_edwards_put_private(void *x509, struct pd_secret *out)
{
	PD_AUTO(pd_wipe_datum) gnutls_datum_t number = {0};
	size_t mark = out->size;
	int result =
		gnutls_x509_privkey_export_ecc_raw(x509, NULL, NULL, NULL, &number);
	if (result < 0)
		return result;
	pd_secret_add(out, number.data, number.size);
	pd_der_wrap_secret(out, mark, PD_DER_OCTET_STRING);
	return result;
}

int
pd_edwards_put_public(void *x509, struct pd_buffer *out)
{
	PD_AUTO(pd_drop_datum) gnutls_datum_t point = {0};
	gnutls_ecc_curve_t curve;
	int result =
		gnutls_x509_privkey_export_ecc_raw(x509, &curve, &point, NULL, NULL);
	if (result < 0)
		return result;
	size_t whole = pd_der_begin(out);
	pd_der_put_algorithm(out, gnutls_ecc_curve_get_oid(curve));
	size_t bits = pd_der_begin(out);
	pd_buffer_add(out, "", 1); /* none of them is unused */
	pd_buffer_add(out, point.data, point.size);
	pd_der_end(out, bits, PD_DER_BIT_STRING);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
	return result;
}
