/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/write/issue.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

/* make-certificates COUNT: so many different self-signed CAs, each with a key of its
 * own, as PEM on standard output. Material for what must work with many. */

static bool
make_one(long number, struct pd_error *error)
{
	static const struct pd_key_kind kind = {.algorithm = PD_EC, .curve = PD_P256};
	PD_AUTO(pd_drop_text)
	char *text =
		pd_format("CN=Root CA %05ld,O=Company %ld,C=EE", number, number % 97);
	PD_AUTO(pd_drop_name) struct pd_name *name = pd_name_parse(text, "dn", error);
	PD_AUTO(pd_drop_key) struct pd_key *key = pd_key_generate(&kind, error);
	if (name == NULL || key == NULL)
		return false;
	struct pd_template template = {
		.subject = name,
		.public_der = pd_key_public_der(key),
		.not_before = pd_issue_not_before(),
		.ca = true,
		.path_length = -1,
		.usage = PD_USAGE_CERTIFICATE_SIGN | PD_USAGE_CRL_SIGN,
	};
	if (!pd_issue_not_after(template.not_before, 365 + number % 7000, "days",
		    &template.not_after, error))
		return false;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		pd_issue_certificate(&template, NULL, key, error);
	PD_AUTO(pd_drop_text)
	char *pem = certificate ? pd_certificate_pem(certificate) : NULL;
	return pem != NULL && fputs(pem, stdout) >= 0;
}

int
main(int argc, char **argv)
{
	long count = argc == 2 ? strtol(argv[1], NULL, 10) : 0;
	struct pd_error error = {0};
	if (count < 1) {
		(void)fputs("usage: make-certificates COUNT\n", stderr);
		return 2;
	}
	for (long number = 1; number <= count; number++)
		if (!make_one(number, &error)) {
			(void)fprintf(stderr, "%s: %s\n", error.input, error.message);
			return 1;
		}
	return fflush(stdout) == 0 ? 0 : 1;
}
