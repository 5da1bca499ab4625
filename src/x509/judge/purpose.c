/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/purpose.h"

#include <string.h>

#include "base/array.h"

#define ANY_PURPOSE "2.5.29.37.0"

struct pd_purpose {
	const char *word;
	const char
		*oids[5]; /* the extended key usages that allow it, NULL at the end */
	unsigned usages;  /* of the key, consistent with it (RFC 5280 4.2.1.12) */
};

static const struct pd_purpose purposes[] = {
	{.word = "server",
		.oids = {"1.3.6.1.5.5.7.3.1"},
		.usages = PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_KEY_ENCIPHERMENT |
			  PD_USAGE_KEY_AGREEMENT},
	{.word = "client",
		.oids = {"1.3.6.1.5.5.7.3.2"},
		.usages = PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_KEY_AGREEMENT},
	{.word = "email",
		.oids = {"1.3.6.1.5.5.7.3.4"},
		.usages = PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_NON_REPUDIATION |
			  PD_USAGE_KEY_ENCIPHERMENT | PD_USAGE_KEY_AGREEMENT},
	{.word = "code",
		.oids = {"1.3.6.1.5.5.7.3.3"},
		.usages = PD_USAGE_DIGITAL_SIGNATURE},
	/* Code, mail, and documents (RFC 9336). */
	{.word = "signature",
		.oids = {"1.3.6.1.5.5.7.3.3", "1.3.6.1.5.5.7.3.4",
			"1.3.6.1.5.5.7.3.36"},
		.usages = PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_NON_REPUDIATION},
	/* Wrapping a key, encrypting itself, or agreeing on a key (4.2.1.3): of documents
	 * and files, as Microsoft names them, in mail, and of a TLS server, for whose key
	 * others encrypt as well. */
	{.word = "encryption",
		.oids = {"1.3.6.1.4.1.311.80.1", "1.3.6.1.4.1.311.10.3.4",
			"1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.1"},
		.usages = PD_USAGE_KEY_ENCIPHERMENT | PD_USAGE_DATA_ENCIPHERMENT |
			  PD_USAGE_KEY_AGREEMENT},
};

const char *const pd_verify_purposes[] = {
	"server", "client", "email", "code", "any", NULL};

const struct pd_purpose *
pd_verify_purpose(const char *word)
{
	for (size_t i = 0; i < PD_COUNT(purposes); i++)
		if (strcmp(purposes[i].word, word) == 0)
			return &purposes[i];
	return NULL;
}

const char *
pd_purpose_word(const struct pd_purpose *purpose)
{
	return purpose ? purpose->word : NULL;
}

const char *
pd_purpose_oid(const struct pd_purpose *purpose)
{
	return purpose ? purpose->oids[0] : NULL;
}

static bool
has_oid(const struct pd_purpose *purpose, const char *oid, bool any)
{
	for (const char *const *each = purpose->oids; *each != NULL; each++)
		if (strcmp(*each, oid) == 0)
			return true;
	return any && strcmp(oid, ANY_PURPOSE) == 0;
}

static bool
is_named(const struct pd_purpose *purpose, const struct pd_certificate *certificate,
	bool any)
{
	const char *const *named = pd_certificate_purposes(certificate);
	if (!pd_certificate_has_purposes(certificate))
		return true;
	if (pd_purpose_oid(purpose) == NULL)
		return *named != NULL;
	while (*named != NULL && !has_oid(purpose, *named, any))
		named++;
	return *named != NULL;
}

bool
pd_purpose_is_named(
	const struct pd_purpose *purpose, const struct pd_certificate *certificate)
{
	return is_named(purpose, certificate, true);
}

bool
pd_purpose_is_of_ca(const struct pd_purpose *purpose, const struct pd_certificate *ca)
{
	return is_named(purpose, ca, false);
}

bool
pd_purpose_is_allowed(
	const struct pd_purpose *purpose, const struct pd_certificate *endpoint)
{
	return pd_purpose_is_named(purpose, endpoint) &&
	       (purpose == NULL ||
		       pd_certificate_allows(endpoint, (enum pd_usage)purpose->usages));
}

bool
pd_purpose_has_oid(const char *oid, const struct pd_certificate *ca)
{
	const struct pd_purpose purpose = {.oids = {oid}};
	return pd_purpose_is_of_ca(&purpose, ca);
}

bool
pd_purpose_fits_usage(const char *oid, const struct pd_certificate *certificate)
{
	for (size_t i = 0; i < PD_COUNT(purposes); i++)
		if (purposes[i].oids[0] != NULL &&
			strcmp(purposes[i].oids[0], oid) == 0 &&
			!pd_certificate_allows(
				certificate, (enum pd_usage)purposes[i].usages))
			return false;
	return true;
}
