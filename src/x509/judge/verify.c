/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/verify.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/issuer.h"
#include "x509/judge/path.h"

/* Signatures that are checked while ways are looked for: a hostile chain of certificates
 * with one name and one key would otherwise have 100! ways. */
enum { CHECKS_LIMIT = 400, WAYS_LIMIT = 64 };

/* ---- finding ways --------------------------------------------------------------- */

struct search {
	const struct pd_verification *verification;
	int checks_left, ways_left;
	struct pd_way at; /* the way that is being followed */
	struct pd_way
		best; /* one with a trusted top before others, then fewest reasons */
	unsigned reasons; /* of best */
	unsigned badness; /* of best */
	bool found;       /* is there a best? */
};

static bool
is_on_way(const struct search *search, const struct pd_certificate *certificate)
{
	for (size_t i = 0; i < search->at.count; i++)
		if (pd_certificate_same(search->at.items[i], certificate))
			return true;
	return false;
}

static unsigned
count_bits(unsigned bits)
{
	unsigned count = 0;
	for (; bits != 0; bits &= bits - 1)
		count++;
	return count;
}

/* A way that ends here, with a trusted certificate on top or with what keeps it from
 * one. */
static void
end_way(struct search *search, enum pd_top top, unsigned found)
{
	unsigned reasons =
		found | pd_path_judge(search->verification, &search->at, top);
	unsigned badness =
		count_bits(reasons) + (top == PD_TOP_TRUSTED ? 0 : UINT8_MAX);
	search->ways_left--;
	if (search->found && badness >= search->badness)
		return;
	search->badness = badness;
	search->found = true;
	search->reasons = reasons;
	search->best = search->at;
}

static bool
is_over(const struct search *search)
{
	return search->checks_left <= 0 || search->ways_left <= 0 ||
	       (search->found && search->reasons == 0);
}

static bool
has_signed(struct search *search, const struct pd_certificate *issuer,
	const struct pd_certificate *certificate)
{
	search->checks_left--;
	return pd_certificate_is_signed_by(certificate, issuer);
}

static void climb(struct search *search);

static void
push(struct search *search, const struct pd_certificate *certificate)
{
	search->at.items[search->at.count++] = certificate;
}

/* Issuers in a list: each one that signed it is tried. *named: one has the name, but did
 * not sign. */
static bool
try_issuers(struct search *search, const struct pd_certificates *list, bool *named)
{
	const struct pd_certificate *top = search->at.items[search->at.count - 1];
	bool any = false;
	for (size_t i = 0; i < list->count && !is_over(search); i++) {
		const struct pd_certificate *issuer = list->items[i];
		if (is_on_way(search, issuer) ||
			!pd_issuer_fits(pd_certificate_issuer_der(top),
				pd_certificate_authority_identifier(top), issuer))
			continue;
		if (!has_signed(search, issuer, top)) {
			*named = true;
			continue;
		}
		any = true;
		push(search, issuer);
		climb(search);
		search->at.count--;
	}
	return any;
}

/* From the top of the way upwards; also from a trusted one, if with it the way is
 * refused: it may be an old certificate of a CA that has a newer one. */
static void
climb(struct search *search)
{
	const struct pd_verification *verification = search->verification;
	const struct pd_certificate *top = search->at.items[search->at.count - 1];
	bool named = false;
	if (is_over(search))
		return;
	bool trusted = pd_certificates_have(verification->trusted, top);
	if (trusted)
		end_way(search, PD_TOP_TRUSTED, 0);
	if (search->at.count == PD_VERIFY_DEPTH) {
		if (!trusted)
			end_way(search, PD_TOP_OPEN, PD_REJECT_LENGTH);
		return;
	}
	bool any = try_issuers(search, verification->trusted, &named);
	if (!trusted && pd_certificate_is_self_issued(top) && !is_over(search) &&
		has_signed(search, top, top)) {
		end_way(search, PD_TOP_ROOT, PD_REJECT_UNTRUSTED_CA);
		return;
	}
	any = try_issuers(search, verification->chain, &named) || any;
	if (!any && !trusted)
		end_way(search, PD_TOP_OPEN,
			PD_REJECT_UNKNOWN_CA | (named ? PD_REJECT_SIGNATURE : 0));
}

unsigned
pd_verify(const struct pd_verification *verification, struct pd_way *way)
{
	struct search search = {
		.verification = verification,
		.checks_left = CHECKS_LIMIT,
		.ways_left = WAYS_LIMIT,
	};
	push(&search, verification->chain->items[0]);
	climb(&search);
	if (!search.found) /* out of checks before any way ended */
		end_way(&search, PD_TOP_OPEN, PD_REJECT_LENGTH);
	*way = search.best;
	return search.reasons;
}

/* ---- words ---------------------------------------------------------------------- */

/* In the order in which they are told. */
static const struct {
	unsigned reason;
	const char *name, *text;
} words[] = {
	{PD_REJECT_UNKNOWN_CA, "unknown_ca", N_("Unknown CA: its root is missing")},
	{PD_REJECT_UNTRUSTED_CA, "untrusted_ca",
		N_("Untrusted CA: its root is in the chain but not trusted")},
	{PD_REJECT_EXPIRED, "expired", N_("expired")},
	{PD_REJECT_NOT_YET_VALID, "not_yet_valid", N_("not yet valid")},
	{PD_REJECT_NAME, "name_mismatch", N_("name mismatch")},
	{PD_REJECT_REVOKED, "revoked", N_("revoked")},
	{PD_REJECT_LIST, "revocation_unknown",
		N_("what its issuer says about revocation is out of date or cannot be "
		   "used")},
	{PD_REJECT_WEAK, "weak", N_("weak key or signature")},
	{PD_REJECT_CRITICAL, "critical_extension",
		N_("unsupported critical extension")},
	{PD_REJECT_PURPOSE, "wrong_purpose", N_("made for another purpose")},
	{PD_REJECT_SIGNATURE, "bad_signature", N_("a signature in the chain is wrong")},
	{PD_REJECT_RULES, "broken_rules",
		N_("a CA in the chain may not issue this certificate")},
	{PD_REJECT_LENGTH, "too_long", N_("the chain is too long to be followed")},
};
#define WORD_COUNT (sizeof words / sizeof *words)

char *
pd_reject_text(unsigned reasons)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	for (size_t i = 0; i < WORD_COUNT; i++)
		if (reasons & words[i].reason)
			pd_secret_add_format(
				&text, "%s%s", text.size ? "; " : "", _(words[i].text));
	return pd_copy(pd_secret_text(&text));
}

char *
pd_reject_names(unsigned reasons)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	for (size_t i = 0; i < WORD_COUNT; i++)
		if (reasons & words[i].reason)
			pd_secret_add_format(
				&text, "%s%s", text.size ? "," : "", words[i].name);
	return pd_copy(pd_secret_text(&text));
}

unsigned
pd_reject_read(const char *names)
{
	unsigned reasons = 0;
	while (*names != '\0') {
		size_t size = strcspn(names, ",");
		for (size_t i = 0; i < WORD_COUNT; i++)
			if (strlen(words[i].name) == size &&
				strncmp(words[i].name, names, size) == 0)
				reasons |= words[i].reason;
		names += size;
		names += *names == ',';
	}
	return reasons;
}

const char *const pd_verify_purposes[] = {
	"server", "client", "email", "code", "any", NULL};

const char *
pd_verify_purpose(const char *word)
{
	static const char *const oids[] = {GNUTLS_KP_TLS_WWW_SERVER,
		GNUTLS_KP_TLS_WWW_CLIENT, GNUTLS_KP_EMAIL_PROTECTION,
		GNUTLS_KP_CODE_SIGNING, NULL};
	for (size_t i = 0; oids[i] != NULL; i++)
		if (strcmp(pd_verify_purposes[i], word) == 0)
			return oids[i];
	return NULL;
}
