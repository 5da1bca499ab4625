/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/key.h"

#include <gnutls/x509.h>
#include <string.h>

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/gnutls_error.h"
#include "x509/key/pbe.h"

#define OID_EC "1.2.840.10045.2.1"
#define OID_DSA "1.2.840.10040.4.1"
#define PLAIN_LABEL "PRIVATE KEY"
#define ENCRYPTED_LABEL "ENCRYPTED PRIVATE KEY"

enum {
	TAG_PARAMETERS = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	TAG_PUBLIC = PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 1,
	/* INTEGERs after the version: OpenSSL's DSA keys consist of nothing else
	 * either. */
	RSA_NUMBERS = 8,
	DSA_NUMBERS = 5,
};

PD_DROP(drop_x509, gnutls_x509_privkey_t, gnutls_x509_privkey_deinit);

/* ---- what it is ----------------------------------------------------------------- */

struct shape {
	enum { NO_KEY, PKCS8, SEC1, PKCS1, DSA, ENCRYPTED } form;
	struct pd_bytes algorithm;  /* PKCS#8: the whole AlgorithmIdentifier */
	struct pd_bytes parameters; /* SEC1: of the curve; empty if there are none */
	struct pd_bytes ec;         /* ECPrivateKey behind its version */
};

static size_t
count_numbers(struct pd_bytes rest)
{
	struct pd_bytes number;
	size_t count = 0;
	while (pd_take(&rest, PD_DER_INTEGER, &number))
		count++;
	return count;
}

static void
read_pkcs8(struct pd_bytes wrapped, struct shape *out)
{
	struct pd_bytes version;
	out->form = PKCS8;
	if (pd_take(&wrapped, PD_DER_SEQUENCE, &out->ec))
		(void)pd_take(&out->ec, PD_DER_INTEGER, &version);
}

static struct shape
read_key_shape(struct pd_bytes der)
{
	struct shape shape = {0};
	struct pd_bytes inside, version, content, after;
	if (!pd_take(&der, PD_DER_SEQUENCE, &inside))
		return shape;
	bool has_version = pd_take(&inside, PD_DER_INTEGER, &version);
	after = inside;
	size_t numbers = count_numbers(inside);
	if (pd_take_whole(&inside, PD_DER_SEQUENCE, &shape.algorithm)) {
		if (!pd_take(&inside, PD_DER_OCTET_STRING, &content))
			return shape;
		if (has_version)
			read_pkcs8(content, &shape);
		else
			shape.form = ENCRYPTED;
	} else if (has_version && pd_take(&inside, PD_DER_OCTET_STRING, &content)) {
		shape.form = SEC1;
		shape.ec = after;
		(void)pd_take(&inside, TAG_PARAMETERS, &shape.parameters);
	} else if (has_version && numbers == RSA_NUMBERS)
		shape.form = PKCS1;
	else if (has_version && numbers == DSA_NUMBERS)
		shape.form = DSA;
	return shape;
}

/* A SubjectPublicKeyInfo, with an empty key, just to look up the algorithm and curve.
 */
static void
put_public_shape(struct pd_buffer *out, const struct shape *shape)
{
	size_t whole = pd_der_begin(out);
	if (shape->form == PKCS8)
		pd_buffer_add_bytes(out, shape->algorithm);
	else {
		size_t algorithm = pd_der_begin(out);
		pd_der_put_oid(out, shape->form == DSA ? OID_DSA : OID_EC);
		pd_buffer_add_bytes(out, shape->parameters);
		pd_der_end(out, algorithm, PD_DER_SEQUENCE);
	}
	pd_der_put(out, PD_DER_BIT_STRING, "", 1);
	pd_der_end(out, whole, PD_DER_SEQUENCE);
}

/* GnuTLS can neither compute the public point nor read a compressed one. */
static bool
check_ec_point(struct pd_bytes ec, const char *from, struct pd_error *error)
{
	struct pd_bytes private, skipped, public, bits = {0};
	bool found = pd_take(&ec, PD_DER_OCTET_STRING, &private);
	(void)pd_take(&ec, TAG_PARAMETERS, &skipped);
	found = found && pd_take(&ec, TAG_PUBLIC, &public) &&
		pd_take(&public, PD_DER_BIT_STRING, &bits);
	if (found && bits.size > 1 && bits.data[1] == 0x04)
		return true;
	return pd_fail(error, PD_EINPUT, from,
		_("the EC key lacks its public point, or has it compressed; write it "
		  "anew with: openssl ec -in OLD -out NEW -conv_form uncompressed"));
}

static bool
check_pss_shape(struct pd_bytes algorithm, const char *from, struct pd_error *error)
{
	struct pd_bytes inside = {0}, oid;
	(void)pd_take(&algorithm, PD_DER_SEQUENCE, &inside);
	(void)pd_take(&inside, PD_DER_OID, &oid);
	return pd_key_check_pss(inside, from, error);
}

static bool
fail_encrypted(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EPASSPHRASE, "passphrase",
		_("the private key of %s is encrypted; give its passphrase"), from);
}

static bool
check_supported(const struct shape *shape, const char *from, struct pd_error *error)
{
	if (shape->form == PKCS1)
		return true;
	if (shape->form == ENCRYPTED)
		return fail_encrypted(from, error);
	if (shape->form == NO_KEY)
		return pd_fail(error, PD_EINPUT, from,
			_("this is no private key; one in PKCS#8, PKCS#1 or SEC1 is "
			  "needed"));
	PD_AUTO(pd_buffer_free) struct pd_buffer public = {0};
	PD_AUTO(pd_public_key_free) struct pd_public_key read = {0};
	struct pd_key_kind kind;
	put_public_shape(&public, shape);
	if (!pd_public_key_read(pd_buffer_bytes(&public), &read))
		return pd_fail(error, PD_EINPUT, from,
			_("the private key is damaged: it does not say its algorithm"));
	if (!pd_key_kind_read(&read, from, &kind, error))
		return false;
	if (kind.algorithm == PD_RSA_PSS)
		return check_pss_shape(shape->algorithm, from, error);
	return kind.algorithm != PD_EC || check_ec_point(shape->ec, from, error);
}

/* ---- reading -------------------------------------------------------------------- */

struct pd_key *
pd_key_from_der(struct pd_bytes der, const char *from, struct pd_error *error)
{
	struct shape shape = read_key_shape(der);
	if (!check_supported(&shape, from, error))
		return NULL;
	/* GnuTLS reads past the end of its input. */
	PD_AUTO(pd_secret_wipe) struct pd_secret copy = {0};
	pd_secret_add(&copy, der.data, pd_der_size(der));
	const gnutls_datum_t input = {copy.data, (unsigned)copy.size};
	PD_AUTO(drop_x509) gnutls_x509_privkey_t x509 = NULL;
	int result = gnutls_x509_privkey_init(&x509);
	if (result >= 0 && shape.form == PKCS8)
		result = gnutls_x509_privkey_import_pkcs8(
			x509, &input, GNUTLS_X509_FMT_DER, NULL, GNUTLS_PKCS_PLAIN);
	else if (result >= 0)
		result = gnutls_x509_privkey_import(x509, &input, GNUTLS_X509_FMT_DER);
	if (result < 0) {
		(void)pd_fail_gnutls(error, PD_EINPUT, from, result,
			_("the private key cannot be read"));
		return NULL;
	}
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_key_adopt(pd_steal(x509), from, error);
	if (key == NULL || !pd_key_check_signing(key, from, error))
		return NULL;
	return pd_steal(key);
}

bool
pd_key_pem_is_encrypted(struct pd_bytes pem)
{
	static const char begin[] = "-----BEGIN " ENCRYPTED_LABEL "-----";
	return pem.size > 0 &&
	       memmem(pem.data, pem.size, begin, sizeof begin - 1) != NULL;
}

static bool
decode_pem(struct pd_bytes pem, const char *label, const char *from,
	struct pd_secret *out, struct pd_error *error)
{
	return pd_pem_read(pem, label, out) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("this is no private key in PEM; it has to be PKCS#8 between "
			 "BEGIN and END PRIVATE KEY"));
}

static bool
refuse_passphrase(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EPASSPHRASE, "passphrase",
		_("the passphrase does not open the private key of %s; type the one it "
		  "was encrypted with"),
		from);
}

/* EncryptedPrivateKeyInfo (RFC 5958 3). Correct padding does not prove the
 * passphrase, so the result has to be a key, too. */
static bool
decrypt_pkcs8(struct pd_bytes der, const struct pd_secret *passphrase, const char *from,
	struct pd_secret *plain, struct pd_error *error)
{
	struct pd_bytes inside, algorithm, ciphertext;
	if (!pd_take(&der, PD_DER_SEQUENCE, &inside) ||
		!pd_take(&inside, PD_DER_SEQUENCE, &algorithm) ||
		!pd_take(&inside, PD_DER_OCTET_STRING, &ciphertext))
		return pd_fail(error, PD_EINPUT, from,
			_("the encrypted private key is damaged; it has to be an "
			  "EncryptedPrivateKeyInfo (RFC 5958 3)"));
	if (passphrase == NULL || passphrase->size == 0)
		return fail_encrypted(from, error);
	enum pd_pbe opened =
		pd_pbe_open(algorithm, ciphertext, passphrase, from, plain, error);
	if (opened == PD_PBE_REFUSED)
		return false;
	struct shape shape = read_key_shape(pd_secret_bytes(plain));
	if (opened == PD_PBE_CLOSED || shape.form == NO_KEY)
		return refuse_passphrase(from, error);
	return true;
}

struct pd_key *
pd_key_from_pem(struct pd_bytes pem, const struct pd_secret *passphrase,
	const char *from, struct pd_error *error)
{
	bool encrypted = pd_key_pem_is_encrypted(pem);
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret plain = {0};
	if (!decode_pem(
		    pem, encrypted ? ENCRYPTED_LABEL : PLAIN_LABEL, from, &der, error))
		return NULL;
	if (!encrypted)
		return pd_key_from_der(pd_secret_bytes(&der), from, error);
	if (!decrypt_pkcs8(pd_secret_bytes(&der), passphrase, from, &plain, error))
		return NULL;
	return pd_key_from_der(pd_secret_bytes(&plain), from, error);
}
