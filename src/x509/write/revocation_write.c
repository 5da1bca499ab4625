/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/revocation_write.h"

#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "x509/certificate/revocation.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/write/put.h"

enum {
	VERSION_2 = 1, /* as it is written */
	TAG_EXTENSIONS = PD_DER_CONTEXT | PD_DER_CONSTRUCTED,
	SERIAL_LIMIT = 64,
};

#define OID_CRL_NUMBER "2.5.29.20"
#define OID_REASON "2.5.29.21"
#define OID_INVALIDITY "2.5.29.24"

const char *const pd_reasons[] = {"unspecified", "keyCompromise", "cACompromise",
	"affiliationChanged", "superseded", "cessationOfOperation", "certificateHold",
	"removeFromCRL", "privilegeWithdrawn", "aACompromise", NULL};

/* Code 7 is not used. */
int
pd_reason_code(const char *name)
{
	for (int i = 0; pd_reasons[i] != NULL; i++)
		if (strcmp(pd_reasons[i], name) == 0)
			return i < PD_REASON_HOLD + 1 ? i : i + 1;
	return -1;
}

const char *
pd_reason_name(int code)
{
	for (int i = 0; pd_reasons[i] != NULL; i++)
		if (pd_reason_code(pd_reasons[i]) == code)
			return pd_reasons[i];
	return pd_reasons[PD_REASON_UNSPECIFIED];
}

/* Serial numbers should be positive, and are in all good CAs; a certificate that has
 * another can be revoked nevertheless. */
static void
negate_integer(unsigned char *bytes, size_t size)
{
	unsigned carry = 1;
	for (size_t i = size; i-- > 0;) {
		unsigned digit = (unsigned char)~bytes[i] + carry;
		bytes[i] = (unsigned char)digit;
		carry = digit >> 8;
	}
}

static bool
put_revoked_serial(struct pd_buffer *out, const char *hex, struct pd_error *error)
{
	unsigned char bytes[SERIAL_LIMIT + 1] = {0};
	bool negative = *hex == '-';
	const char *at = hex + negative;
	size_t size = strlen(at) / 2;
	bool good = size > 0 && size <= SERIAL_LIMIT && strlen(at) % 2 == 0;
	for (size_t i = 0; good && i < size; i++) {
		int high = pd_hex_digit(at[2 * i]), low = pd_hex_digit(at[2 * i + 1]);
		good = high >= 0 && low >= 0;
		bytes[i + 1] = (unsigned char)(good ? high << 4 | low : 0);
	}
	if (!good)
		return pd_fail(error, PD_ESTORE, hex,
			_("is not a serial number; it has to be hex digits"));
	if (!negative) {
		pd_der_put_unsigned(out, bytes + 1, size);
		return true;
	}
	negate_integer(bytes, size + 1);
	bool spare = size > 0 && (bytes[1] & 0x80) != 0;
	pd_der_put(out, PD_DER_INTEGER, bytes + spare, size + 1 - spare);
	return true;
}

static void
put_entry_extensions(struct pd_buffer *out, const struct pd_revoked *revoked)
{
	const unsigned char reason[] = {
		PD_DER_ENUMERATED, 1, (unsigned char)revoked->reason};
	if (revoked->reason == PD_REASON_UNSPECIFIED && revoked->invalidity == 0)
		return;
	size_t mark = pd_der_begin(out);
	if (revoked->reason != PD_REASON_UNSPECIFIED)
		pd_put_extension(out, OID_REASON, PD_NOT_CRITICAL,
			(struct pd_bytes){reason, sizeof reason});
	if (revoked->invalidity != 0) {
		PD_AUTO(pd_buffer_free) struct pd_buffer date = {0};
		pd_der_put_generalized_time(&date, revoked->invalidity);
		pd_put_extension(
			out, OID_INVALIDITY, PD_NOT_CRITICAL, pd_buffer_bytes(&date));
	}
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

bool
pd_revoked_put(
	struct pd_buffer *out, const struct pd_revoked *revoked, struct pd_error *error)
{
	size_t before = out->size, mark = pd_der_begin(out);
	if (!put_revoked_serial(out, revoked->serial, error)) {
		pd_buffer_cut(out, before);
		return false;
	}
	pd_der_put_time(out, revoked->time);
	put_entry_extensions(out, revoked);
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

static bool
put_list_extensions(struct pd_buffer *out,
	const struct pd_revocation_template *template, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer number = {0};
	size_t wrapper = pd_der_begin(out), list = pd_der_begin(out);
	if (!pd_put_authority_key(out, template->issuer, error))
		return false;
	pd_der_put_number(&number, template->number);
	pd_put_extension(
		out, OID_CRL_NUMBER, PD_NOT_CRITICAL, pd_buffer_bytes(&number));
	pd_der_end(out, list, PD_DER_SEQUENCE);
	pd_der_end(out, wrapper, TAG_EXTENSIONS);
	return true;
}

/* revokedCertificates is omitted if there are none (RFC 5280 5.1.2.6). */
static bool
put_revoked_entries(struct pd_buffer *out,
	const struct pd_revocation_template *template, struct pd_error *error)
{
	size_t mark = pd_der_begin(out);
	if (!template->put_entries(template->load, out, error))
		return false;
	if (out->size > mark)
		pd_der_end(out, mark, PD_DER_SEQUENCE);
	return true;
}

bool
pd_revocation_list_sign(const struct pd_revocation_template *template,
	const struct pd_key *key, struct pd_buffer *out, struct pd_error *error)
{
	struct pd_bytes issuer = pd_certificate_subject_der(template->issuer);
	size_t mark = pd_der_begin(out);
	pd_der_put_number(out, VERSION_2);
	if (!pd_key_signature_algorithm(key, out, error))
		return false;
	pd_buffer_add_bytes(out, issuer);
	pd_der_put_time(out, template->this_update);
	pd_der_put_time(out, template->next_update);
	if (!put_revoked_entries(out, template, error) ||
		!put_list_extensions(out, template, error))
		return false;
	pd_der_end(out, mark, PD_DER_SEQUENCE);
	return pd_put_signature(out, mark, (struct pd_bytes){0}, key, error);
}

char *
pd_revocation_list_pem(struct pd_bytes der)
{
	return pd_pem_text(PD_REVOCATION_LABEL, der);
}

bool
pd_revocation_list_write(struct pd_bytes der, FILE *out)
{
	return pd_pem_write(PD_REVOCATION_LABEL, der, out);
}

void
pd_revocation_list_wrap(struct pd_buffer *der)
{
	pd_pem_wrap(PD_REVOCATION_LABEL, der);
}
