/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/key/gnutls_error.h"

#include <gnutls/gnutls.h>
#include <stdarg.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"

/* Replaces messages of GnuTLS that would not help an operator. */
// clang-format off
static const struct {
	int result;
	const char *words;
} answers[] = {
	{GNUTLS_E_ASN1_ELEMENT_NOT_FOUND, N_("an element of it is missing")},
	{GNUTLS_E_ASN1_IDENTIFIER_NOT_FOUND, N_("an element of it is missing")},
	{GNUTLS_E_ASN1_VALUE_NOT_FOUND, N_("a value in it is missing")},
	{GNUTLS_E_ASN1_DER_ERROR, N_("its DER encoding is damaged or cut off")},
	{GNUTLS_E_ASN1_DER_OVERFLOW, N_("its DER encoding is damaged or cut off")},
	{GNUTLS_E_ASN1_TAG_ERROR, N_("its DER encoding holds something else")},
	{GNUTLS_E_ASN1_TIME_ERROR, N_("a time in it is not written as RFC 5280 wants it")},
	{GNUTLS_E_CERTIFICATE_TIME_ERROR, N_("a time in it is not written as RFC 5280 wants it")},
	{GNUTLS_E_CERTIFICATE_ERROR, N_("contradicts itself or RFC 5280")},
	{GNUTLS_E_X509_DUPLICATE_EXTENSION, N_("an extension is in it twice")},
	{GNUTLS_E_X509_UNKNOWN_SAN, N_("a name in it is of no known kind")},
	{GNUTLS_E_UNKNOWN_PK_ALGORITHM, N_("the algorithm of its key is not supported")},
	{GNUTLS_E_ECC_UNSUPPORTED_CURVE, N_("the curve of its key is not supported")},
	{GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM, N_("its signature algorithm is not supported")},
	{GNUTLS_E_PK_INVALID_PUBKEY, N_("its public key is not valid")},
	{GNUTLS_E_PK_INVALID_PRIVKEY, N_("the private key is not valid")},
	{GNUTLS_E_DECRYPTION_FAILED, N_("could not be decrypted")},
	{GNUTLS_E_PKCS11_DEVICE_ERROR, N_("the token failed, or was pulled out")},
	{GNUTLS_E_PKCS11_SESSION_ERROR, N_("the token failed, or was pulled out")},
	{GNUTLS_E_PKCS11_PIN_LOCKED, N_("the token is locked after too many wrong PINs")},
	{GNUTLS_E_PKCS11_UNSUPPORTED_FEATURE_ERROR, N_("the token cannot do that")},
	{GNUTLS_E_BASE64_DECODING_ERROR, N_("its base64 text is damaged")},
};
// clang-format on

static const char *
find_answer(int result)
{
	for (size_t i = 0; i < PD_COUNT(answers); i++)
		if (answers[i].result == result)
			return _(answers[i].words);
	return gnutls_strerror(result);
}

bool
pd_fail_gnutls(struct pd_error *error, enum pd_code code, const char *input, int result,
	const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	PD_AUTO(pd_drop_text) char *sentence = pd_vformat(format, arguments);
	va_end(arguments);
	return pd_fail(error, code, input, "%s: %s", sentence, find_answer(result));
}
