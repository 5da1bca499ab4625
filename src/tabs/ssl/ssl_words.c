/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
#include "x509/certificate/describe.h"
#include "x509/der/der.h"
#include "x509/write/issue.h"

static const struct {
	const char *word, *oid;
} purposes[] = {
	{"serverAuth", PD_OID_SERVER_AUTH},
	{"clientAuth", PD_OID_CLIENT_AUTH},
	{"codeSigning", PD_OID_CODE_SIGNING},
	{"emailProtection", PD_OID_EMAIL},
	{"timeStamping", PD_OID_TIME_STAMPING},
	{"OCSPSigning", PD_OID_OCSP_SIGNING},
};

void
pd_words_drop(char ***words)
{
	for (char **word = *words; word != NULL && *word != NULL; word++)
		free(*word);
	free(*words);
}

char **
pd_words_split(const char *text)
{
	size_t count = 0;
	char **words = pd_alloc(strlen(text) + 1, sizeof *words);
	while (*(text += strspn(text, ", ")) != '\0') {
		size_t size = strcspn(text, ", ");
		words[count++] = pd_copy_bytes(text, size);
		text += size;
	}
	return words;
}

static const char *
purpose_oid(const char *word)
{
	for (size_t i = 0; i < PD_COUNT(purposes); i++)
		if (pd_ascii_compare(purposes[i].word, word) == 0)
			return purposes[i].oid;
	return pd_der_oid_is_valid(word) ? word : NULL;
}

char **
pd_purposes_parse(const char *text, const char *field, struct pd_error *error)
{
	PD_AUTO(pd_words_drop) char **words = pd_words_split(text);
	for (char **word = words; *word != NULL; word++) {
		const char *oid = purpose_oid(*word);
		if (oid == NULL) {
			pd_fail(error, PD_EUSAGE, field,
				_("\"%.100s\" is not a purpose; write serverAuth, "
				  "clientAuth, codeSigning, emailProtection, "
				  "timeStamping, OCSPSigning or an OID"),
				*word);
			return NULL;
		}
		char *copy = pd_copy(oid);
		free(*word);
		*word = copy;
	}
	return pd_steal(words);
}

/* The word of an OID, or the OID itself. */
static const char *
purpose_word(const char *oid)
{
	for (size_t i = 0; i < PD_COUNT(purposes); i++)
		if (strcmp(purposes[i].oid, oid) == 0)
			return purposes[i].word;
	return oid;
}

static char *
join_purposes(char *const *oids)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (char *const *oid = oids; oid != NULL && *oid != NULL; oid++)
		pd_buffer_add_format(
			&text, "%s%s", text.size > 0 ? "," : "", purpose_word(*oid));
	return pd_buffer_steal_text(&text);
}

char *
pd_purposes_text(const char *oids)
{
	PD_AUTO(pd_words_drop) char **words = pd_words_split(oids);
	return join_purposes(words);
}

bool
pd_purposes_are(char *const *oids, const char *text)
{
	PD_AUTO(pd_drop_text) char *joined = join_purposes(oids);
	return strcmp(joined, text) == 0;
}

const char *
pd_purposes_profile(const char *text)
{
	static const struct {
		const char *word, *profile;
	} rows[] = {{"serverAuth", "server"}, {"clientAuth", "client"},
		{"emailProtection", "email"}, {"codeSigning", "code-signing"},
		{"OCSPSigning", "ocsp-signing"}};
	if (strstr(text, "clientAuth") != NULL && strstr(text, "serverAuth") != NULL)
		return "both";
	for (size_t i = 0; i < PD_COUNT(rows); i++)
		if (strstr(text, rows[i].word) != NULL)
			return rows[i].profile;
	return "server";
}

static unsigned
usage_bit(const char *word)
{
	for (const struct pd_usage_name *row = pd_usage_names; row->name; row++)
		if (pd_ascii_compare(row->name, word) == 0)
			return row->usage;
	return 0;
}

bool
pd_usage_parse(
	const char *text, const char *field, unsigned *out, struct pd_error *error)
{
	PD_AUTO(pd_words_drop) char **words = pd_words_split(text);
	unsigned usage = 0;
	for (char **word = words; *word != NULL; word++) {
		unsigned bit = usage_bit(*word);
		if (bit == 0)
			return pd_fail(error, PD_EUSAGE, field,
				_("\"%.100s\" is not a key usage; write "
				  "digitalSignature, nonRepudiation, keyEncipherment, "
				  "dataEncipherment or keyAgreement"),
				*word);
		usage |= bit;
	}
	*out = usage;
	return true;
}

char *
pd_usage_text(unsigned usage)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (const struct pd_usage_name *row = pd_usage_names; row->name; row++)
		if (usage & row->usage)
			pd_buffer_add_format(
				&text, "%s%s", text.size > 0 ? "," : "", row->name);
	return pd_buffer_steal_text(&text);
}
