/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/x509.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/rsa_generate.h"

#define OID_RSA "1.2.840.113549.1.1.1"
#define OID_PSS "1.2.840.113549.1.1.10"

PD_DROP(drop_x509, gnutls_x509_privkey_t, gnutls_x509_privkey_deinit);

static struct pd_key *
fail_generating(int algorithm, int result, struct pd_error *error)
{
	(void)pd_fail_gnutls(error, PD_ECRYPTO, "algorithm", result,
		_("a key of the algorithm %s cannot be made"),
		gnutls_pk_algorithm_get_name((gnutls_pk_algorithm_t)algorithm));
	return NULL;
}

/* A new key needs no proof that its parts belong together, which would take as long as making
 * it. */
static struct pd_key *
generate_rsa(const struct pd_key_kind *kind, int algorithm, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret numbers = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer name = {0};
	int result = pd_rsa_generate(kind->bits, &numbers);
	if (result < 0)
		return fail_generating(algorithm, result, error);
	if (kind->algorithm == PD_RSA_PSS)
		pd_der_put_algorithm(&name, OID_PSS);
	else
		pd_der_put_algorithm_null(&name, OID_RSA);
	return pd_key_from_parts(kind, pd_buffer_bytes(&name),
		pd_secret_bytes(&numbers), "algorithm", error);
}

static struct pd_key *
generate_on_curve(int algorithm, unsigned curve, struct pd_error *error)
{
	PD_AUTO(drop_x509) gnutls_x509_privkey_t x509 = NULL;
	int result = gnutls_x509_privkey_init(&x509);
	if (result >= 0)
		result = gnutls_x509_privkey_generate(
			x509, (gnutls_pk_algorithm_t)algorithm, curve, 0);
	return result >= 0 ? pd_key_adopt(pd_steal(x509), "algorithm", error)
			   : fail_generating(algorithm, result, error);
}

struct pd_key *
pd_key_generate(const struct pd_key_kind *kind, struct pd_error *error)
{
	PD_AUTO(pd_wipe_stack) unsigned bits = 0;
	int algorithm = pd_key_kind_gnutls(kind, &bits);
	bool is_rsa = kind->algorithm == PD_RSA || kind->algorithm == PD_RSA_PSS;
	return is_rsa ? generate_rsa(kind, algorithm, error)
		      : generate_on_curve(algorithm, bits, error);
}
