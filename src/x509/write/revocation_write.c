/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/revocation_write.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
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

static bool
put_revoked_serial(struct pd_buffer *out, const char *hex, struct pd_error *error)
{
	unsigned char bytes[SERIAL_LIMIT];
	size_t size = strlen(hex) / 2;
	bool good = size > 0 && size <= sizeof bytes && strlen(hex) % 2 == 0 &&
		    strspn(hex, "0123456789ABCDEFabcdef") == 2 * size;
	if (!good)
		return pd_fail(error, PD_ESTORE, hex,
			_("this is no serial number; it has to be hex digits"));
	for (size_t i = 0; i < size; i++) {
		const char digits[] = {hex[2 * i], hex[2 * i + 1], '\0'};
		bytes[i] = (unsigned char)strtoul(digits, NULL, 16);
	}
	pd_der_put_unsigned(out, bytes, size);
	return true;
}

static void
put_reason(struct pd_buffer *out, int reason)
{
	if (reason == PD_REASON_UNSPECIFIED)
		return;
	const unsigned char code[] = {PD_DER_ENUMERATED, 1, (unsigned char)reason};
	size_t mark = pd_der_begin(out);
	pd_put_extension(
		out, OID_REASON, PD_NOT_CRITICAL, (struct pd_bytes){code, sizeof code});
	pd_der_end(out, mark, PD_DER_SEQUENCE);
}

/* revokedCertificates is omitted if there are none (RFC 5280 5.1.2.6). */
static bool
put_entries(struct pd_buffer *out, const struct pd_revocation_template *template,
	struct pd_error *error)
{
	size_t mark = pd_der_begin(out);
	for (size_t i = 0; i < template->count; i++) {
		const struct pd_revoked *item = &template->items[i];
		size_t entry = pd_der_begin(out);
		if (!put_revoked_serial(out, item->serial, error))
			return false;
		pd_der_put_time(out, item->time);
		put_reason(out, item->reason);
		pd_der_end(out, entry, PD_DER_SEQUENCE);
	}
	if (template->count > 0)
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

bool
pd_revocation_list_sign(const struct pd_revocation_template *template,
	const struct pd_key *key, struct pd_buffer *out, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer content = {0};
	struct pd_bytes issuer = pd_certificate_subject_der(template->issuer);
	size_t mark = pd_der_begin(&content);
	pd_der_put_number(&content, VERSION_2);
	if (!pd_key_signature_algorithm(key, &content, error))
		return false;
	pd_buffer_add_bytes(&content, issuer);
	pd_der_put_time(&content, template->this_update);
	pd_der_put_time(&content, template->next_update);
	if (!put_entries(&content, template, error) ||
		!put_list_extensions(&content, template, error))
		return false;
	pd_der_end(&content, mark, PD_DER_SEQUENCE);
	return pd_put_signed(out, pd_buffer_bytes(&content), key, error);
}

char *
pd_revocation_list_pem(struct pd_bytes der)
{
	return pd_pem_text("X509 CRL", der);
}
