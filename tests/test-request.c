/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/request.h"

#include "fixtures.h"

/* The request in a file of PEM, decoded by another program that does not judge it. */
static struct pd_request *
request_of(const char *name, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *hex = output_of(
		"sed /^-/d %s | base64 -d | od -An -v -tx1 | tr -d ' \\n'", name);
	PD_AUTO(pd_secret_wipe) struct pd_secret der = {0};
	for (const char *at = hex; at[0] != '\0' && at[1] != '\0'; at += 2) {
		unsigned byte = 0;
		(void)sscanf(at, "%2x", &byte);
		pd_secret_add(&der, &(unsigned char){(unsigned char)byte}, 1);
	}
	return pd_request_from_der(pd_secret_bytes(&der), name, error);
}

static void
fields_are_those_that_openssl_prints(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_request)
	struct pd_request *request = request_of("request.pem", &error);
	if (!tap_ok(request != NULL, "a request is read"))
		return;
	PD_AUTO(pd_drop_text)
	char *subject = output_of("openssl req -in request.pem -noout -subject "
				  "-nameopt RFC2253 | sed 's/^subject=//'");
	PD_AUTO(pd_drop_text)
	char *id = output_of("openssl pkey -in request.key -pubout -outform DER | "
			     "sha256sum | cut -d' ' -f1");
	PD_AUTO(pd_drop_text)
	char *names = pd_alternatives_text(pd_request_alternatives(request));
	PD_AUTO(pd_drop_text) char *pem = pd_request_pem(request);
	PD_AUTO(pd_secret_wipe) struct pd_secret want_pem = fixture("request.pem");
	PD_AUTO(pd_secret_wipe) struct pd_secret want_der = fixture("request.der");
	struct pd_bytes der = pd_request_der(request);
	tap_is(pd_request_subject(request), subject, "subject");
	tap_is(pd_request_key_id(request), id, "public key id");
	tap_is(pd_request_key_text(request), "EC P-256", "kind of key");
	tap_is(names, "DNS:www.example.org,IP:192.0.2.7", "alternative names");
	tap_is(pem, pd_secret_text(&want_pem), "PEM");
	tap_ok(der.size == want_der.size &&
			memcmp(der.data, want_der.data, der.size) == 0,
		"DER");
}

static void
possession_of_the_key_is_checked(void)
{
	struct pd_error error = {0};
	PD_AUTO(pd_drop_request)
	struct pd_request *good = request_of("request.pem", &error);
	PD_AUTO(pd_drop_request)
	struct pd_request *broken = request_of("request-broken-signature.pem", &error);
	tap_ok(good != NULL && pd_request_is_signed(good), "its key signed it");
	tap_ok(broken != NULL && !pd_request_is_signed(broken),
		"a broken signature is seen");
}

static void
what_is_no_request_is_refused(void)
{
	PD_AUTO(pd_secret_wipe)
	struct pd_secret certificate = fixture("openssl-ca.der");
	PD_AUTO(pd_secret_wipe) struct pd_secret request = fixture("request.der");
	PD_AUTO(pd_secret_wipe) struct pd_secret huge = {0};
	memset(pd_secret_reserve(&huge, PD_DER_LIMIT + 1), 0x30, PD_DER_LIMIT + 1);
	pd_secret_added(&huge, PD_DER_LIMIT + 1);
	const struct {
		const char *rule;
		struct pd_bytes der;
		const char *part;
	} rows[] = {
		{"nothing", {0}, "not a signing request"},
		{"a certificate", pd_secret_bytes(&certificate),
			"not a signing request"},
		{"a cut request", {request.data, request.size / 2}, "cut off"},
		{"more than 256 KiB", pd_secret_bytes(&huge), "at most 262144"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pd_error error = {0};
		PD_AUTO(pd_drop_request)
		struct pd_request *got =
			pd_request_from_der(rows[i].der, "some.csr", &error);
		tap_ok(got == NULL && strcmp(error.input, "some.csr") == 0,
			"%s is refused", rows[i].rule);
		tap_has(error.message, rows[i].part, "%s: the sentence says why",
			rows[i].rule);
	}
}

/* What the sanitizers and valgrind watch. */
static void
damage_is_survived(void)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("request.der");
	size_t unexplained = 0;
	for (size_t i = 0; i < der.size; i++) {
		struct pd_error error = {0};
		der.data[i] ^= 1U << i % 8;
		PD_AUTO(pd_drop_request)
		struct pd_request *request =
			pd_request_from_der(pd_secret_bytes(&der), "flipped", &error);
		unexplained += request == NULL && error.message[0] == '\0';
		der.data[i] ^= 1U << i % 8;
	}
	tap_number(unexplained, 0, "every damaged request is taken or explained");
}

int
main(void)
{
	if (!fixtures_are_made())
		return tap_skip_all("openssl or certtool is missing");
	fields_are_those_that_openssl_prints();
	possession_of_the_key_is_checked();
	what_is_no_request_is_refused();
	damage_is_survived();
	return tap_done();
}
