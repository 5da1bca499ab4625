/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/describe.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "base/time.h"
#include "x509/certificate/describe_extensions.h"
#include "x509/certificate/describe_state.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"

enum { SHA256_SIZE = 32 };

/* Bytes per line of long hex: 60 characters, as in X-Road. */
enum { LINE_BYTES = 20 };

// clang-format off
static const struct {
	const char *oid, *name;
} purposes[] = {
	{"2.5.29.37.0", N_("any purpose")},
	{"1.3.6.1.5.5.7.3.1", N_("TLS server")},
	{"1.3.6.1.5.5.7.3.2", N_("TLS client")},
	{"1.3.6.1.5.5.7.3.3", N_("code signing")},
	{"1.3.6.1.5.5.7.3.4", N_("e-mail")},
	{"1.3.6.1.5.5.7.3.8", N_("time stamping")},
	{"1.3.6.1.5.5.7.3.9", N_("OCSP signing")},
	{"1.3.6.1.5.5.7.3.17", N_("IPsec")},
	{"1.3.6.1.5.5.7.3.21", N_("SSH client")},
	{"1.3.6.1.5.5.7.3.22", N_("SSH server")},
	{"1.3.6.1.5.2.3.4", N_("Kerberos client")},
	{"1.3.6.1.5.2.3.5", N_("Kerberos server")},
	{"1.3.6.1.4.1.311.20.2.2", N_("smart card logon")},
	{"1.3.6.1.4.1.311.10.3.12", N_("document signing")},
	{"1.3.6.1.5.5.7.3.36", N_("document signing")},
};

const struct pd_usage_name pd_usage_names[] = {
	{PD_USAGE_DIGITAL_SIGNATURE, "digitalSignature"},
	{PD_USAGE_NON_REPUDIATION, "nonRepudiation"},
	{PD_USAGE_KEY_ENCIPHERMENT, "keyEncipherment"},
	{PD_USAGE_DATA_ENCIPHERMENT, "dataEncipherment"},
	{PD_USAGE_KEY_AGREEMENT, "keyAgreement"},
	{PD_USAGE_CERTIFICATE_SIGN, "keyCertSign"},
	{PD_USAGE_CRL_SIGN, "cRLSign"},
	{PD_USAGE_ENCIPHER_ONLY, "encipherOnly"},
	{PD_USAGE_DECIPHER_ONLY, "decipherOnly"},
	{0},
};
// clang-format on

const char *
pd_describe_purpose(const char *oid)
{
	for (size_t i = 0; i < PD_COUNT(purposes); i++)
		if (strcmp(purposes[i].oid, oid) == 0)
			return _(purposes[i].name);
	return NULL;
}

/* Adds hex with colons, unless there are no bytes. */
static void
add_hex(struct pd_details *out, const char *name, const char *label,
	struct pd_bytes bytes)
{
	if (bytes.size == 0)
		return;
	PD_AUTO(pd_drop_text) char *hex = pd_text_hex(bytes.data, bytes.size, ':');
	pd_details_text(out, name, label, hex);
}

static void
add_long_hex(struct pd_details *out, const char *name, const char *label,
	struct pd_bytes bytes)
{
	if (bytes.size == 0)
		return;
	PD_AUTO(pd_drop_text) char *hex = pd_text_hex(bytes.data, bytes.size, ':');
	for (size_t i = LINE_BYTES; i < bytes.size; i += LINE_BYTES)
		hex[3 * i - 1] = '\n';
	pd_details_long(out, name, label, hex);
}

/* Public keys */

static void
add_modulus(struct pd_bytes modulus, struct pd_details *out)
{
	if (modulus.size > 1 && modulus.data[0] == 0)
		modulus = (struct pd_bytes){modulus.data + 1, modulus.size - 1};
	add_long_hex(out, "modulus", _("Modulus"), modulus);
}

static void
add_exponent(const struct pd_public_key *key, struct pd_details *out)
{
	PD_AUTO(pd_drop_text) char *exponent = pd_integer_decimal(key->exponent);
	if (exponent != NULL)
		pd_details_text(out, "exponent", _("Exponent"), exponent);
	else
		add_long_hex(out, "exponent", _("Exponent"), key->exponent);
}

static void
add_curve(const struct pd_public_key *key, struct pd_details *out)
{
	if (key->curve_oid == NULL)
		return;
	PD_AUTO(pd_drop_text)
	char *text = key->curve ? pd_format("%s (%s)", key->curve, key->curve_oid)
				: pd_copy(key->curve_oid);
	pd_details_text(out, "curve", _("Curve"), text);
}

/* RFC 7469 2.4: what HTTP clients pin. */
static void
add_pin(struct pd_bytes public_der, struct pd_details *out)
{
	unsigned char hash[SHA256_SIZE];
	const gnutls_datum_t data = {hash, sizeof hash};
	gnutls_datum_t text = {0};
	if (gnutls_hash_fast(
		    GNUTLS_DIG_SHA256, public_der.data, public_der.size, hash) < 0 ||
		gnutls_base64_encode2(&data, &text) < 0)
		return;
	PD_AUTO(pd_drop_text) char *pin = pd_copy_bytes(text.data, text.size);
	gnutls_free(text.data);
	pd_details_text(out, "pin_sha256", _("Public key pin (SHA-256)"), pin);
}

static void
add_public_key(struct pd_bytes public_der, const char *text, const char *id,
	struct pd_details *out)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	pd_details_text(out, "public_key_algorithm", _("Public key"), text);
	if (!pd_public_key_read(public_der, &key))
		return;
	if (key.kind == PD_PUBLIC_RSA)
		add_exponent(&key, out);
	else
		add_curve(&key, out);
	pd_details_text(out, "key_id", _("Public key id"), id);
	add_pin(public_der, out);
}

/* The many lines of hex that nobody reads come last: of the key, the signature, and PEM. */
static void
add_hex_lines(struct pd_bytes public_der, struct pd_bytes signature, const char *pem,
	struct pd_details *out)
{
	PD_AUTO(pd_public_key_free) struct pd_public_key key = {0};
	if (pd_public_key_read(public_der, &key)) {
		if (key.kind == PD_PUBLIC_RSA)
			add_modulus(key.modulus, out);
		else
			add_long_hex(out, "point", _("Point"), key.point);
	}
	add_long_hex(out, "signature", _("Signature"), signature);
	pd_details_long(out, "pem", _("PEM"), pem);
}

/* Certificates */

static void
add_serial(const struct pd_certificate *certificate,
	const struct pd_certificate_parts *parts, struct pd_details *out)
{
	PD_AUTO(pd_drop_text) char *decimal = pd_integer_decimal(parts->serial);
	pd_details_text(
		out, "serial", _("Serial number"), pd_certificate_serial(certificate));
	if (decimal != NULL)
		pd_details_text(
			out, "serial_decimal", _("Serial number, decimal"), decimal);
}

static void
add_validity(const struct pd_certificate *certificate, const struct pd_notice *notice,
	struct pd_details *out)
{
	int64_t left = pd_certificate_not_after(certificate) - notice->now;
	int64_t days = left / PD_DAY - (left % PD_DAY < 0);
	enum pd_state state = pd_describe_state(certificate, notice);
	const char *weakness = pd_certificate_weakness(certificate);
	PD_AUTO(pd_drop_text) char *words = pd_describe_state_text(certificate, notice);
	pd_details_time(out, "not_before", _("Valid from"),
		pd_certificate_not_before(certificate));
	pd_details_time(out, "not_after", _("Valid until"),
		pd_certificate_not_after(certificate));
	pd_details_word(out, "status", _("State"), pd_describe_state_name(state),
		notice->instead ? notice->instead : words);
	pd_details_number(out, "days_left", _("Days left"), days);
	if (weakness != NULL)
		pd_details_text(out, "weakness", _("Weakness"), weakness);
}

static void
add_usages(const struct pd_certificate *certificate, struct pd_details *out)
{
	const char *const *oid = pd_certificate_purposes(certificate);
	if (pd_certificate_has_usage(certificate))
		pd_details_list(out, "key_usage", _("Key usages"));
	for (const struct pd_usage_name *row = pd_usage_names; row->name; row++)
		if (pd_certificate_has_usage(certificate) &&
			pd_certificate_allows(certificate, row->usage))
			pd_details_item(out, row->name);
	if (*oid != NULL)
		pd_details_list(out, "purposes", _("Purposes"));
	for (; *oid != NULL; oid++) {
		const char *name = pd_describe_purpose(*oid);
		PD_AUTO(pd_drop_text)
		char *text = name ? pd_format("%s (%s)", name, *oid) : pd_copy(*oid);
		pd_details_item(out, text);
	}
}

void
pd_describe_names(const struct pd_certificate *certificate, struct pd_details *out)
{
	pd_describe_alternatives(
		pd_certificate_alternatives(certificate), (struct pd_bytes){0}, out);
}

static void
add_extensions(const struct pd_certificate *certificate, struct pd_bytes extensions,
	struct pd_details *out)
{
	int path_length;
	bool is_ca = pd_certificate_is_ca(certificate, &path_length);
	pd_details_flag(out, "ca", _("Certificate authority"), is_ca,
		is_ca ? _("yes") : _("no"));
	if (path_length >= 0)
		pd_details_number(out, "path_length", _("Path length"), path_length);
	add_usages(certificate, out);
	pd_describe_alternatives(
		pd_certificate_alternatives(certificate), extensions, out);
	add_hex(out, "subject_key_id", _("Subject key identifier"),
		pd_certificate_key_identifier(certificate));
	add_hex(out, "authority_key_id", _("Authority key identifier"),
		pd_certificate_authority_identifier(certificate));
	pd_describe_known_extensions(extensions, out);
	pd_describe_extension_list(extensions, out);
}

static void
add_certificate_head(const struct pd_certificate *certificate,
	const struct pd_certificate_parts *parts, const char *algorithm,
	struct pd_details *out)
{
	PD_AUTO(pd_drop_text) char *sha1 = pd_certificate_sha1(certificate);
	pd_details_text(out, "sha256", _("SHA-256 fingerprint"),
		pd_certificate_fingerprint(certificate));
	pd_details_text(out, "sha1", _("SHA-1 fingerprint"), sha1);
	pd_details_number(out, "version", _("Version"), parts->version);
	add_serial(certificate, parts, out);
	pd_details_text(
		out, "signature_algorithm", _("Signature algorithm"), algorithm);
	pd_details_text(out, "issuer", _("Issuer"), pd_certificate_issuer(certificate));
}

void
pd_describe_certificate(const struct pd_certificate *certificate, const char *section,
	const char *title, const struct pd_notice *notice, struct pd_details *out)
{
	const struct pd_signed *structure = pd_certificate_signed(certificate);
	const struct pd_certificate_parts *parts = pd_certificate_tbs(certificate);
	PD_AUTO(pd_drop_text) char *algorithm = pd_signature_text(structure->algorithm);
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(certificate);
	pd_details_section(out, section, title);
	add_certificate_head(certificate, parts, algorithm, out);
	add_validity(certificate, notice, out);
	pd_details_text(
		out, "subject", _("Subject"), pd_certificate_subject(certificate));
	add_public_key(pd_certificate_public_der(certificate),
		pd_certificate_key_text(certificate),
		pd_certificate_key_id(certificate), out);
	add_extensions(certificate, parts->extensions, out);
	add_hex_lines(
		pd_certificate_public_der(certificate), structure->signature, pem, out);
}

void
pd_describe_request(const struct pd_request *request, const char *section,
	const char *title, struct pd_details *out)
{
	const struct pd_signed *structure = pd_request_signed(request);
	struct pd_bytes extensions = pd_request_info(request)->extensions;
	PD_AUTO(pd_drop_text) char *algorithm = pd_signature_text(structure->algorithm);
	PD_AUTO(pd_drop_text) char *pem = pd_request_pem(request);
	bool is_signed = pd_request_is_signed(request);
	pd_details_section(out, section, title);
	pd_details_text(out, "subject", _("Subject"), pd_request_subject(request));
	add_public_key(pd_request_public_der(request), pd_request_key_text(request),
		pd_request_key_id(request), out);
	pd_describe_alternatives(pd_request_alternatives(request), extensions, out);
	pd_describe_extension_list(extensions, out);
	pd_details_text(
		out, "signature_algorithm", _("Signature algorithm"), algorithm);
	pd_details_flag(out, "signed", _("Signed by its key"), is_signed,
		is_signed ? _("yes") : _("no"));
	add_hex_lines(pd_request_public_der(request), structure->signature, pem, out);
}
