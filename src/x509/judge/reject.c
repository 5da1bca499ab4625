/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/reject.h"

#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"

/* In the order in which they are told. */
static const struct {
	unsigned reason;
	const char *name, *text;
	const char *brief; /* for a cell of a list; NULL: the text */
} words[] = {
	{PD_REJECT_UNKNOWN_CA, "unknown_ca", N_("Unknown CA: its issuer is missing"),
		N_("issuer missing")},
	{PD_REJECT_UNTRUSTED_CA, "untrusted_ca",
		N_("Untrusted CA: its root is not trusted"), N_("root not trusted")},
	{PD_REJECT_EXPIRED, "expired", N_("expired"), NULL},
	{PD_REJECT_NOT_YET_VALID, "not_yet_valid", N_("not yet valid"), NULL},
	{PD_REJECT_NAME, "name_mismatch", N_("wrong name"), N_("wrong name")},
	{PD_REJECT_REVOKED, "revoked", N_("revoked"), NULL},
	{PD_REJECT_LIST, "revocation_unknown",
		N_("what its issuer says about revocation is out of date or cannot be "
		   "used"),
		N_("revocation not known")},
	{PD_REJECT_WEAK, "weak", N_("weak key or signature"), NULL},
	{PD_REJECT_CRITICAL, "critical_extension", N_("unsupported critical extension"),
		N_("critical extension")},
	{PD_REJECT_PURPOSE, "wrong_purpose", N_("made for another purpose"),
		N_("wrong purpose")},
	{PD_REJECT_SIGNATURE, "bad_signature",
		N_("a signature in the chain is not by the key of the issuer that is "
		   "here"),
		N_("wrong signature")},
	{PD_REJECT_RULES, "broken_rules",
		N_("a CA in the chain may not issue this certificate"),
		N_("CA may not issue it")},
	{PD_REJECT_MALFORMED, "malformed",
		N_("a certificate in the chain breaks the rules of RFC 5280"),
		N_("breaks RFC 5280")},
	{PD_REJECT_IDENTIFIER, "key_identifier",
		N_("a certificate in the chain is signed by its issuer, but names "
		   "another key identifier than that has"),
		N_("wrong key identifier")},
	{PD_REJECT_KEY, "unknown_key",
		N_("a key or signature of an algorithm or curve that is not supported "
		   "here"),
		N_("algorithm not supported")},
	{PD_REJECT_DAMAGED, "damaged_key",
		N_("the public key of a certificate in the chain is damaged"),
		N_("public key damaged")},
	{PD_REJECT_SECOND, "second_opinion",
		N_("refused by GnuTLS, which was asked as well"),
		N_("refused by GnuTLS")},
	{PD_REJECT_LENGTH, "too_long", N_("the chain is too long to be followed"),
		N_("chain too long")},
};

char *
pd_reject_text(unsigned reasons)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < PD_COUNT(words); i++)
		if (reasons & words[i].reason)
			pd_buffer_add_format(
				&text, "%s%s", text.size ? "; " : "", _(words[i].text));
	return pd_buffer_steal_text(&text);
}

char *
pd_reject_brief(unsigned reasons)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < PD_COUNT(words); i++)
		if (reasons & words[i].reason)
			pd_buffer_add_item(&text,
				_(words[i].brief ? words[i].brief : words[i].text));
	return pd_buffer_steal_text(&text);
}

char *
pd_reject_names(unsigned reasons)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t i = 0; i < PD_COUNT(words); i++)
		if (reasons & words[i].reason)
			pd_buffer_add_format(
				&text, "%s%s", text.size ? "," : "", words[i].name);
	return pd_buffer_steal_text(&text);
}

unsigned
pd_reject_read(const char *names)
{
	unsigned reasons = 0;
	while (*names != '\0') {
		size_t size = strcspn(names, ",");
		for (size_t i = 0; i < PD_COUNT(words); i++)
			if (strlen(words[i].name) == size &&
				strncmp(words[i].name, names, size) == 0)
				reasons |= words[i].reason;
		names += size;
		names += *names == ',';
	}
	return reasons;
}
