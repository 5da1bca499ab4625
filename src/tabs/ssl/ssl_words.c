/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_words.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
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

static const struct {
	const char *word;
	unsigned bit;
} usages[] = {
	{"digitalSignature", PD_USAGE_DIGITAL_SIGNATURE},
	{"nonRepudiation", PD_USAGE_NON_REPUDIATION},
	{"keyEncipherment", PD_USAGE_KEY_ENCIPHERMENT},
	{"dataEncipherment", PD_USAGE_DATA_ENCIPHERMENT},
	{"keyAgreement", PD_USAGE_KEY_AGREEMENT},
	{"keyCertSign", PD_USAGE_CERTIFICATE_SIGN},
	{"cRLSign", PD_USAGE_CRL_SIGN},
	{"encipherOnly", PD_USAGE_ENCIPHER_ONLY},
	{"decipherOnly", PD_USAGE_DECIPHER_ONLY},
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
				_("\"%.100s\" is no purpose; write serverAuth, "
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

char *
pd_purposes_text(const char *oids)
{
	PD_AUTO(pd_words_drop) char **words = pd_words_split(oids);
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (char **word = words; *word != NULL; word++) {
		const char *shown = *word;
		for (size_t i = 0; i < PD_COUNT(purposes); i++)
			if (strcmp(purposes[i].oid, *word) == 0)
				shown = purposes[i].word;
		pd_buffer_add_format(&text, "%s%s", text.size > 0 ? "," : "", shown);
	}
	return pd_buffer_steal_text(&text);
}

static unsigned
usage_bit(const char *word)
{
	for (size_t i = 0; i < PD_COUNT(usages); i++)
		if (pd_ascii_compare(usages[i].word, word) == 0)
			return usages[i].bit;
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
				_("\"%.100s\" is no key usage; write digitalSignature, "
				  "nonRepudiation, keyEncipherment, dataEncipherment "
				  "or "
				  "keyAgreement"),
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
	for (size_t i = 0; i < PD_COUNT(usages); i++)
		if (usage & usages[i].bit)
			pd_buffer_add_format(&text, "%s%s", text.size > 0 ? "," : "",
				usages[i].word);
	return pd_buffer_steal_text(&text);
}
