/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/revocation.h"

#include "base/text.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/name/name.h"

#include "fixtures.h"

/* "2026-11-21T08:06:16Z" as OpenSSL writes it with "-dateopt iso_8601". */
static char *
openssl_time(int64_t time)
{
	char *text = pd_text_time(time);
	text[10] = ' ';
	return text;
}

static char *
crl_number(struct pd_bytes extensions)
{
	struct pd_extension found;
	struct pd_bytes number;
	return pd_extension_find(extensions, PD_EXTENSION_CRL_NUMBER, &found) &&
			       pd_take(&found.value, PD_DER_INTEGER, &number)
		       ? pd_integer_hex(number)
		       : NULL;
}

static void
fields_are_those_that_openssl_prints(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("revocation.der");
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *list = pd_revocation_list_from_der(
		pd_secret_bytes(&der), "revocation.der", &error);
	if (!tap_ok(list != NULL, "a list is read"))
		return;
	PD_AUTO(pd_drop_text)
	char *want =
		output_of("openssl crl -in revocation.crl -noout -issuer -lastupdate "
			  "-nextupdate -crlnumber -nameopt RFC2253 -dateopt iso_8601");
	const struct pd_revocation_parts *tbs = pd_revocation_list_tbs(list);
	PD_AUTO(pd_drop_name)
	struct pd_name *name = pd_name_from_der(tbs->issuer, &error);
	PD_AUTO(pd_drop_text) char *issuer = name ? pd_name_text(name) : NULL;
	PD_AUTO(pd_drop_text) char *begin = openssl_time(tbs->this_update);
	PD_AUTO(pd_drop_text) char *end = openssl_time(tbs->next_update);
	PD_AUTO(pd_drop_text) char *number = crl_number(tbs->extensions);
	PD_AUTO(pd_drop_text)
	char *got = pd_format("issuer=%s\nlastUpdate=%s\nnextUpdate=%s\ncrlNumber=0x%s",
		issuer, begin, end, number);
	tap_is(got, want, "it is read as openssl reads it");
	struct pd_bytes entries = tbs->entries, entry;
	size_t count = 0;
	while (pd_take(&entries, PD_DER_SEQUENCE, &entry))
		count++;
	tap_number(count, 2, "both entries are there");
	tap_number(pd_revocation_list_der(list).size, der.size, "its DER is all of it");
}

static void
only_the_issuer_signed_it(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("revocation.der");
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *issuer = fixture_certificate("openssl-ca.pem");
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *other = fixture_certificate("root.pem");
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *good = pd_revocation_list_from_der(
		pd_secret_bytes(&der), "revocation.der", &error);
	der.data[der.size - 1] ^= 1;
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *broken = pd_revocation_list_from_der(
		pd_secret_bytes(&der), "revocation.der", &error);
	if (!tap_ok(good != NULL && broken != NULL, "lists are read"))
		return;
	tap_ok(pd_revocation_list_is_signed_by(good, issuer), "its issuer signed it");
	tap_ok(!pd_revocation_list_is_signed_by(good, other), "another one did not");
	tap_ok(!pd_revocation_list_is_signed_by(broken, issuer),
		"a broken signature is seen");
}

static void
what_is_no_list_is_refused(void)
{
	PD_AUTO(pd_secret_wipe)
	struct pd_secret certificate = fixture("openssl-ca.der");
	PD_AUTO(pd_secret_wipe) struct pd_secret list = fixture("revocation.der");
	const struct {
		const char *rule;
		struct pd_bytes der;
	} rows[] = {
		{"nothing", {0}},
		{"a certificate", pd_secret_bytes(&certificate)},
		{"a cut list", {list.data, list.size / 2}},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_revocation_list)
		struct pd_revocation_list *got =
			pd_revocation_list_from_der(rows[i].der, "some.crl", &error);
		tap_ok(got == NULL && strcmp(error.input, "some.crl") == 0,
			"%s is refused", rows[i].rule);
		tap_has(error.message, "not a certificate revocation list",
			"%s: the sentence says why", rows[i].rule);
	}
}

/* GnuTLS is not shown the entries. */
static void
each_entry_is_read(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("revocation.der");
	struct pd_error error = {0};
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *good =
		pd_revocation_list_from_der(pd_secret_bytes(&der), "some.crl", &error);
	if (!tap_ok(good != NULL, "a list is read"))
		return;
	struct pd_bytes entries = pd_revocation_list_tbs(good)->entries, first;
	(void)pd_take(&entries, PD_DER_SEQUENCE, &first);
	size_t place = (size_t)(entries.data - pd_revocation_list_der(good).data);
	size_t serial = der.data[place + 3], time = place + 4 + serial;
	const struct {
		const char *rule;
		size_t place;
		unsigned char byte;
	} rows[] = {
		{"that is not a sequence", place, PD_DER_OCTET_STRING},
		{"without a serial number", place + 2, PD_DER_OCTET_STRING},
		{"with an empty serial number", place + 3, 0},
		{"without a time", time, PD_DER_OCTET_STRING},
		{"that is longer than the list", place + 1, 0x7f},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		unsigned char was = der.data[rows[i].place];
		der.data[rows[i].place] = rows[i].byte;
		PD_AUTO(pd_drop_revocation_list)
		struct pd_revocation_list *got = pd_revocation_list_from_der(
			pd_secret_bytes(&der), "some.crl", &error);
		tap_ok(got == NULL, "an entry %s is refused", rows[i].rule);
		tap_has(error.message, "entry 2 of the certificate revocation list",
			"an entry %s is named", rows[i].rule);
		pd_error_clear(&error);
		der.data[rows[i].place] = was;
	}
}

/* What the sanitizers and valgrind watch. */
static void
damage_is_survived(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("revocation.der");
	size_t unexplained = 0;
	for (size_t i = 0; i < der.size; i++) {
		struct pd_error error = {0};
		der.data[i] ^= 1U << i % 8;
		PD_AUTO(pd_drop_revocation_list)
		struct pd_revocation_list *list = pd_revocation_list_from_der(
			pd_secret_bytes(&der), "flipped", &error);
		unexplained += list == NULL && error.message[0] == '\0';
		der.data[i] ^= 1U << i % 8;
	}
	tap_number(unexplained, 0, "every damaged list is taken or explained");
}

int
main(void)
{
	if (!fixtures_are_made())
		return tap_skip_all("openssl or certtool is missing");
	fields_are_those_that_openssl_prints();
	only_the_issuer_signed_it();
	what_is_no_list_is_refused();
	each_entry_is_read();
	damage_is_survived();
	return tap_done();
}
