/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/describe.h"

#include "base/text.h"
#include "x509/certificate/describe_glance.h"
#include "x509/certificate/describe_state.h"

#include "fixtures.h"

enum { DAY = 86400 };

static const struct pd_line *
line_of(const struct pd_details *details, const char *name)
{
	for (size_t i = 0; i < details->sections[0].line_count; i++)
		if (strcmp(details->sections[0].lines[i].name, name) == 0)
			return &details->sections[0].lines[i];
	return NULL;
}

/* What a line says: its text, its number, or its items with " | " between; "" if there
 * is no such line. */
static char *
value_of(const struct pd_details *details, const char *name)
{
	const struct pd_line *line = line_of(details, name);
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (line == NULL)
		return pd_copy("");
	if (line->kind == PD_NUMBER_VALUE)
		return pd_format("%lld", (long long)line->number);
	if (line->kind == PD_TIME_VALUE)
		return pd_text_time(line->number);
	if (line->kind != PD_LIST_VALUE)
		return pd_copy(line->word ? line->word : line->text);
	for (size_t i = 0; i < line->item_count; i++)
		pd_secret_add_format(&text, "%s%s", i > 0 ? " | " : "", line->items[i]);
	return pd_copy(pd_secret_text(&text));
}

static struct pd_details
details_of(const char *fixture)
{
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate = fixture_certificate(fixture);
	struct pd_details details = {0};
	const struct pd_notice notice = {
		.now = pd_certificate_not_before(certificate) + DAY};
	pd_describe_certificate(certificate, NULL, NULL, &notice, &details);
	return details;
}

static void
lines_stand_in_x_roads_order(void)
{
	static const char order[] =
		"sha256 sha1 version serial serial_decimal signature_algorithm issuer "
		"not_before not_after status days_left subject public_key_algorithm "
		"curve key_id pin_sha256 ca key_usage purposes alternative_names "
		"subject_key_id authority_key_id extensions point signature pem ";
	PD_AUTO(pd_details_free) struct pd_details details = details_of("leaf.pem");
	PD_AUTO(pd_secret_wipe) struct pd_secret names = {0};
	for (size_t i = 0; i < details.sections[0].line_count; i++)
		pd_secret_add_format(&names, "%s ", details.sections[0].lines[i].name);
	tap_is(pd_secret_text(&names), order, "the lines of a certificate");
}

static const struct {
	const char *fixture, *name, *want;
} values[] = {
	{"leaf.pem", "version", "3"},
	{"leaf.pem", "signature_algorithm", "ECDSA with SHA-256"},
	{"leaf.pem", "issuer", "CN=Example Intermediate CA,O=Example,C=DE"},
	{"leaf.pem", "subject", "CN=www.example.org,O=Example,C=DE"},
	{"leaf.pem", "status", "valid"},
	{"leaf.pem", "days_left", "1824"},
	{"leaf.pem", "public_key_algorithm", "EC P-256"},
	{"leaf.pem", "curve", "P-256 (1.2.840.10045.3.1.7)"},
	{"leaf.pem", "ca", "no"},
	{"leaf.pem", "key_usage", "digitalSignature | keyAgreement"},
	{"leaf.pem", "purposes",
		"TLS server (1.3.6.1.5.5.7.3.1) | TLS client "
		"(1.3.6.1.5.5.7.3.2)"},
	{"leaf.pem", "alternative_names",
		"DNS:www.example.org | DNS:*.example.org | IP:192.0.2.7 | "
		"IP:2001:db8::7 | EMAIL:admin@example.org | "
		"URI:https://www.example.org/path"},
	{"leaf.pem", "extensions",
		"Basic constraints (2.5.29.19), critical, 2 bytes | Key usage "
		"(2.5.29.15), critical, 4 bytes | Extended key usage "
		"(2.5.29.37), 22 bytes | Subject key identifier (2.5.29.14), "
		"22 bytes | Authority key identifier (2.5.29.35), 24 bytes | "
		"Subject alternative names (2.5.29.17), 107 bytes | "
		"1.3.6.1.4.1.99999.2, 22 bytes"},
	{"client.pem", "purposes",
		"TLS client (1.3.6.1.5.5.7.3.2) | 1.3.6.1.4.1.99999.3"},
	{"intermediate.pem", "ca", "yes"},
	{"intermediate.pem", "path_length", "0"},
	{"intermediate.pem", "crl_distribution_points",
		"URI:http://crl.example.org/root.crl"},
	{"intermediate.pem", "authority_information",
		"OCSP URI:http://ocsp.example.org | CA issuers "
		"URI:http://ca.example.org/root.cer"},
	{"intermediate.pem", "policies",
		"2.23.140.1.2.2 (organization validated) | 1.3.6.1.4.1.99999.1 "
		"https://cps.example.org/"},
	{"intermediate.pem", "name_constraints",
		"permitted DNS:example.org | permitted "
		"IP:192.0.2.0/255.255.255.0 | permitted "
		"IP:2001:db8::/ffff:ffff:: | excluded EMAIL:example.com"},
	{"openssl-rsa-ca.pem", "public_key_algorithm", "RSA 2048"},
	{"openssl-rsa-ca.pem", "exponent", "65537"},
	{"openssl-rsa-ca.pem", "path_length", ""},
	{"rsa-pss-ca.pem", "signature_algorithm", "RSA-PSS with SHA-256"},
	{"ed448-ca.pem", "signature_algorithm", "Ed448"},
	{"ed448-ca.pem", "curve", ""},
	{"secp256k1.pem", "curve", "secp256k1 (1.3.132.0.10)"},
	{"v1-ca.pem", "version", "1"},
	{"v1-ca.pem", "extensions", ""},
	{"v1-ca.pem", "key_usage", ""},
	{"serial-negative.pem", "serial", "-01AF"},
	{"serial-negative.pem", "serial_decimal", "-431"},
	{"serial-high.pem", "serial", "F00000000000000D"},
	{"serial-high.pem", "serial_decimal", "17293822569102704653"},
	{"serial-zero.pem", "serial_decimal", "0"},
	{"weak-sha1.pem", "weakness", "signed with SHA-1"},
	{"weak-sha1.pem", "status", "weak"},
	{"expired-ca.pem", "not_before", "2001-02-03T04:05:06Z"},
	{"expired-ca.pem", "not_after", "2011-02-03T04:05:06Z"},
	{"future-ca.pem", "not_after", "2095-02-03T04:05:06Z"},
};

static void
values_are_readable(void)
{
	for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
		PD_AUTO(pd_details_free)
		struct pd_details details = details_of(values[i].fixture);
		PD_AUTO(pd_drop_text) char *got = value_of(&details, values[i].name);
		tap_is(got, values[i].want, "%s of %s", values[i].name,
			values[i].fixture);
	}
}

/* Lines of the same hex as OpenSSL's, which has other breaks. */
static void
numbers_are_those_that_openssl_prints(void)
{
	static const struct {
		const char *fixture, *name, *command;
	} rows[] = {
		{"openssl-rsa-ca.pem", "modulus",
			"openssl x509 -in openssl-rsa-ca.pem -noout -modulus | sed "
			"'s/Modulus=//; s/../&:/g; s/:$//'"},
		{"leaf.pem", "point",
			"openssl x509 -in leaf.pem -noout -text | sed -n "
			"'/pub:/,/ASN1/p' | grep '^ *[0-9a-f][0-9a-f]:\\|^ "
			"*[0-9a-f][0-9a-f]$' | tr -d ' \\n' | tr a-f A-F"},
		{"leaf.pem", "signature",
			"openssl x509 -in leaf.pem -noout -text | sed '1,/Signature "
			"Value/d' | tr -d ' \\n' | tr a-f A-F"},
		{"leaf.pem", "subject_key_id",
			"openssl x509 -in leaf.pem -noout -ext subjectKeyIdentifier | "
			"sed -n '2s/^ *//p'"},
		{"leaf.pem", "pin_sha256",
			"openssl x509 -in leaf.pem -noout -pubkey | openssl pkey "
			"-pubin -outform DER | openssl dgst -sha256 -binary | base64"},
		{"leaf.pem", "pem", "openssl x509 -in leaf.pem | tr '\\n' ':'; echo :"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		PD_AUTO(pd_details_free)
		struct pd_details details = details_of(rows[i].fixture);
		PD_AUTO(pd_drop_text) char *got = value_of(&details, rows[i].name);
		PD_AUTO(pd_drop_text) char *want = output_of("%s", rows[i].command);
		if (strcmp(rows[i].name, "pem") == 0)
			want[strlen(want) - 1] = '\0';
		size_t widest = 0, width = 0;
		for (char *c = got; *c != '\0'; c++) {
			width = *c == '\n' ? 0 : width + 1;
			widest = width > widest ? width : widest;
			if (*c == '\n')
				*c = ':';
		}
		tap_is(got, want, "%s of %s", rows[i].name, rows[i].fixture);
		tap_ok(widest <= 64, "%s fits a narrow screen", rows[i].name);
	}
}

static void
nothing_hostile_comes_through(void)
{
	PD_AUTO(pd_details_free)
	struct pd_details text = details_of("hostile-text.pem");
	PD_AUTO(pd_details_free) struct pd_details nul = details_of("hostile-dn.pem");
	PD_AUTO(pd_drop_text) char *visible = value_of(&text, "subject");
	PD_AUTO(pd_drop_text) char *hex = value_of(&nul, "subject");
	tap_is(visible, "CN=a\\1B[31mb\\0Ac\\u202ed@end",
		"control characters are shown, not sent");
	tap_is(hex, "CN=#0C11611B5B33316D620A63E280AE6400656E64",
		"what is behind a NUL is not hidden");
}

/* Is each line one that a terminal may see? */
static bool
is_safe(const char *text)
{
	for (const char *end; text != NULL && *text != '\0'; text = end) {
		end = strchrnul(text, '\n');
		PD_AUTO(pd_drop_text) char *safe = pd_text_safe(text, end - text);
		if (strncmp(safe, text, end - text) != 0)
			return false;
		end += *end == '\n';
	}
	return true;
}

static bool
all_is_safe(const struct pd_details *details)
{
	const struct pd_section *section = &details->sections[0];
	bool safe = true;
	for (size_t i = 0; i < section->line_count; i++) {
		const struct pd_line *line = &section->lines[i];
		safe = safe && is_safe(line->text);
		for (size_t j = 0; j < line->item_count; j++)
			safe = safe && is_safe(line->items[j]) &&
			       strchr(line->items[j], '\n') == NULL;
	}
	return safe;
}

/* Those in PEM that are whole; broken files are the reader's matter. */
static void
hostile_certificates_are_described_safely(const char *corpus)
{
	PD_AUTO(pd_drop_text)
	char *paths = output_of("ls %s/hostile/*.pem", corpus);
	char *rest = paths;
	size_t read = 0, unsafe = 0;
	for (char *path; (path = strsep(&rest, "\n")) != NULL;) {
		PD_AUTO(pd_secret_wipe) struct pd_secret pem = fixture(path);
		struct pd_error error = {0};
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate =
			pd_certificate_from_pem(pd_secret_bytes(&pem), path, &error);
		if (certificate == NULL)
			continue;
		PD_AUTO(pd_details_free) struct pd_details details = {0};
		pd_describe_certificate(
			certificate, NULL, NULL, &(struct pd_notice){0}, &details);
		read++;
		if (all_is_safe(&details))
			continue;
		printf("# %s\n", path);
		unsafe++;
	}
	tap_ok(read > 50, "%zu hostile certificates are described", read);
	tap_number(unsafe, 0, "none of them reaches the terminal");
}

static void
sections_are_named_as_asked(void)
{
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate = fixture_certificate("leaf.pem");
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	pd_describe_certificate(certificate, "chain", "Certificate 1",
		&(struct pd_notice){0}, &details);
	pd_describe_certificate(certificate, "chain", "Certificate 2",
		&(struct pd_notice){0}, &details);
	tap_number(details.section_count, 2, "a section for each certificate");
	tap_is(details.sections[1].name, "chain", "with its name");
	tap_is(details.sections[1].title, "Certificate 2", "and its title");
}

static void
requests_are_described(void)
{
	static const struct {
		const char *name, *want;
	} rows[] = {
		{"subject", "CN=www.example.org,O=Example,C=DE"},
		{"public_key_algorithm", "EC P-256"},
		{"alternative_names", "DNS:www.example.org | IP:192.0.2.7"},
		{"extensions", "Subject alternative names (2.5.29.17), 25 bytes"},
		{"signature_algorithm", "ECDSA with SHA-256"},
		{"signed", "yes"},
	};
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret der = fixture("request.der");
	PD_AUTO(pd_drop_request)
	struct pd_request *request =
		pd_request_from_der(pd_secret_bytes(&der), "request.der", &error);
	if (!tap_ok(request != NULL, "a request is read"))
		return;
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	pd_describe_request(request, NULL, NULL, &details);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		PD_AUTO(pd_drop_text) char *got = value_of(&details, rows[i].name);
		tap_is(got, rows[i].want, "%s of a request", rows[i].name);
	}
}

static void
states_say_what_needs_doing(void)
{
	/* Seconds from the end of validity; 30 days of warning. */
	static const struct {
		const char *fixture;
		int64_t before_end;
		const char *text, *name;
		char marker;
	} rows[] = {
		{"expired-ca.pem", -1, "EXPIRED", "expired", 'x'},
		{"expired-ca.pem", 0, "EXPIRES 0 d", "expires", 'x'},
		{"expired-ca.pem", DAY - 1, "EXPIRES 0 d", "expires", 'x'},
		{"expired-ca.pem", 11 * DAY, "EXPIRES 11 d", "expires", 'x'},
		{"expired-ca.pem", 11 * DAY + 5, "EXPIRES 11 d", "expires", '!'},
		{"expired-ca.pem", 30 * DAY, "EXPIRES 30 d", "expires", '!'},
		{"expired-ca.pem", 30 * DAY + 1, "valid 30 d", "valid", ' '},
		{"expired-ca.pem", 730 * DAY, "valid 730 d", "valid", ' '},
		{"expired-ca.pem", 3652 * DAY, "valid 3652 d", "valid", ' '},
		{"expired-ca.pem", 3653 * DAY, "NOT YET VALID", "not_yet_valid", 'x'},
		{"weak-sha1.pem", 100 * DAY, "WEAK", "weak", '!'},
		{"weak-sha1.pem", 20 * DAY, "EXPIRES 20 d, WEAK", "expires", '!'},
		{"weak-sha1.pem", DAY, "EXPIRES 1 d, WEAK", "expires", 'x'},
		{"weak-sha1.pem", -DAY, "EXPIRED", "expired", 'x'},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		PD_AUTO(pd_drop_certificate)
		struct pd_certificate *certificate =
			fixture_certificate(rows[i].fixture);
		const struct pd_notice notice = {
			.now = pd_certificate_not_after(certificate) -
			       rows[i].before_end,
			.warning_days = 30,
			.critical_days = 11};
		enum pd_state state = pd_describe_state(certificate, &notice);
		PD_AUTO(pd_drop_text)
		char *text = pd_describe_state_text(certificate, &notice);
		tap_is(text, rows[i].text, "%s, %lld s before the end", rows[i].fixture,
			(long long)rows[i].before_end);
		tap_is(pd_describe_state_name(state), rows[i].name, "for scripts: %s",
			rows[i].name);
		tap_number(
			pd_describe_state_marker(state), rows[i].marker, "its marker");
	}
}

/* What a life and the days of the settings make of so many days that are left. */
static void
a_share_of_the_life_counts(void)
{
	static const struct {
		long life, left, warning, critical;
		bool by_days_alone, critical_too;
		char marker;
	} rows[] = {
		{47, 47, 183, 30, false, false, ' '},
		{47, 16, 183, 30, false, false, ' '},
		{47, 15, 183, 30, false, false, '!'},
		{47, 8, 183, 30, false, false, '!'},
		{47, 7, 183, 30, false, false, 'x'},
		{47, 0, 183, 30, false, false, 'x'},
		{200, 67, 183, 30, false, false, ' '},
		{200, 66, 183, 30, false, false, '!'},
		{200, 34, 183, 30, false, false, '!'},
		{200, 30, 183, 30, false, false, 'x'},
		{3652, 184, 183, 30, false, false, ' '},
		{3652, 183, 183, 30, false, false, '!'},
		{3652, 31, 183, 30, false, false, '!'},
		{3652, 30, 183, 30, false, false, 'x'},
		{47, 15, 5, 2, false, false, ' '},
		{47, 5, 5, 2, false, false, '!'},
		{47, 2, 5, 2, false, false, 'x'},
		{47, 15, 0, 0, false, false, ' '},
		{3652, 60, 50, 100, false, false, ' '},
		{3652, 50, 50, 100, false, false, 'x'},
		{47, 47, 183, 30, true, true, '!'},
		{47, 30, 183, 30, true, true, 'x'},
		{47, 30, 183, 30, true, false, '!'},
		{47, 7, 183, 30, true, false, 'x'},
		{47, 30, 183, 30, false, true, 'x'},
		{47, 31, 183, 30, false, true, ' '},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct pd_validity validity = {0, rows[i].life * DAY, false};
		const struct pd_notice notice = {
			.now = (rows[i].life - rows[i].left) * DAY,
			.warning_days = rows[i].warning,
			.critical_days = rows[i].critical,
			.warns_by_days_alone = rows[i].by_days_alone,
			.is_critical_by_days_alone = rows[i].critical_too};
		char got = pd_describe_state_marker(
			pd_describe_validity(&validity, &notice));
		tap_ok(got == rows[i].marker, "%ld of %ld days, %ld and %ld: '%c'",
			rows[i].left, rows[i].life, rows[i].warning, rows[i].critical,
			rows[i].marker);
	}
}

static void
days_left_are_rounded_down(void)
{
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate = fixture_certificate("expired-ca.pem");
	static const struct {
		int64_t before_end;
		const char *want;
	} rows[] = {{DAY + 1, "1"}, {DAY - 1, "0"}, {-1, "-1"}, {-DAY - 1, "-2"}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		PD_AUTO(pd_details_free) struct pd_details details = {0};
		const struct pd_notice notice = {
			.now = pd_certificate_not_after(certificate) -
			       rows[i].before_end};
		pd_describe_certificate(certificate, NULL, NULL, &notice, &details);
		PD_AUTO(pd_drop_text) char *got = value_of(&details, "days_left");
		tap_is(got, rows[i].want, "%lld s before the end",
			(long long)rows[i].before_end);
	}
}

/* What one opens details for comes first; in JSON it would stand twice. */
static void
a_glance_tells_what_people_want(void)
{
	static const struct {
		const char *label, *want;
	} rows[] = {
		{"State", "good"},
		{"For", "TLS server, TLS client"},
		{"Key", "EC P-256"},
	};
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	pd_certificates_add(&chain, fixture_certificate("leaf.pem"));
	pd_certificates_add(&chain, fixture_certificate("intermediate.pem"));
	int64_t begin = pd_certificate_not_before(chain.items[0]);
	int64_t half = (pd_certificate_not_after(chain.items[0]) - begin) / 2;
	PD_AUTO(pd_details_free) struct pd_details details = {0};
	const struct pd_notice notice = {.now = begin + half};
	pd_describe_glance(&chain, "good", &notice, &details);
	const struct pd_section *section = &details.sections[0];
	for (size_t i = 0; i < section->line_count; i++) {
		const struct pd_line *line = &section->lines[i];
		tap_is(line->name, NULL, "%s is for people only", line->label);
		for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
			if (strcmp(line->label, rows[k].label) == 0)
				tap_is(line->text, rows[k].want, "%s", line->label);
		if (line->kind == PD_LIFE_VALUE)
			tap_ok(line->number >= 49 && line->number <= 51,
				"half of its life is over");
		if (line->kind == PD_TREE_VALUE)
			tap_ok(strncmp(line->items[1], "www.example.org, until ", 23) ==
					0,
				"it hangs on its issuer");
	}
}

static void
purposes_have_names(void)
{
	tap_is(pd_describe_purpose("1.3.6.1.5.5.7.3.1"), "TLS server",
		"a known purpose");
	tap_is(pd_describe_purpose("1.2.3"), NULL, "an unknown purpose");
}

int
main(void)
{

	if (!fixtures_are_made())
		return tap_skip_all("openssl or certtool is missing");
	purposes_have_names();
	lines_stand_in_x_roads_order();
	values_are_readable();
	numbers_are_those_that_openssl_prints();
	nothing_hostile_comes_through();
	if (getenv("CORPUS") != NULL)
		hostile_certificates_are_described_safely(getenv("CORPUS"));
	else
		tap_skip("no CORPUS");
	sections_are_named_as_asked();
	requests_are_described();
	states_say_what_needs_doing();
	a_share_of_the_life_counts();
	days_left_are_rounded_down();
	a_glance_tells_what_people_want();
	return tap_done();
}
