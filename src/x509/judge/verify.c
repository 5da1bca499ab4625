/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/verify.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/issuer.h"
#include "x509/judge/path.h"
#include "x509/key/algorithm.h"
#include "x509/name/name_match.h"

/* Signatures that are checked while ways are looked for: a hostile chain of certificates
 * with one name and one key would otherwise have 100! ways. */
enum { CHECKS_LIMIT = 400, PATHS_LIMIT = 64 };

/* ---- finding ways --------------------------------------------------------------- */

struct search {
	const struct pd_verification *verification;
	int checks_left, paths_left;
	struct pd_cert_path at; /* the way that is being followed */
	struct pd_cert_path
		best; /* one with a trusted top before others, then fewest reasons */
	unsigned reasons; /* of best */
	unsigned badness; /* of best */
	bool found;       /* is there a best? */
};

static bool
is_on_path(const struct search *search, const struct pd_certificate *certificate)
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
end_path(struct search *search, enum pd_top top, unsigned found)
{
	unsigned reasons =
		found | pd_path_judge(search->verification, &search->at, top);
	reasons &= ~search->verification->ignored;
	unsigned badness =
		count_bits(reasons) + (top == PD_TOP_TRUSTED ? 0 : UINT8_MAX);
	search->paths_left--;
	if (search->found && badness >= search->badness)
		return;
	search->badness = badness;
	search->found = true;
	search->reasons = reasons;
	search->best = search->at;
}

static bool
is_exhausted(const struct search *search)
{
	return search->checks_left <= 0 || search->paths_left <= 0 ||
	       (search->found && search->reasons == 0);
}

static enum pd_verdict
check_signature(struct search *search, const struct pd_certificate *issuer,
	const struct pd_certificate *certificate)
{
	search->checks_left--;
	return pd_signature_verify(
		pd_certificate_signed(certificate), pd_certificate_public_der(issuer));
}

static void climb_path(struct search *search);

static void
push_issuer(struct search *search, const struct pd_certificate *certificate)
{
	search->at.items[search->at.count++] = certificate;
}

static const struct pd_certificate *
top_of(const struct search *search)
{
	return search->at.items[search->at.count - 1];
}

static bool
fits_top(const struct search *search, const struct pd_certificate *issuer)
{
	const struct pd_certificate *top = top_of(search);
	return pd_issuer_fits(pd_certificate_issuer_der(top),
		pd_certificate_authority_identifier(top), issuer);
}

/* Issuers in a list: each one that signed it is tried. *why: what keeps those that fit
 * from being its issuer. */
static bool
try_issuers(struct search *search, const struct pd_certificates *list, unsigned *why)
{
	const struct pd_certificate *top = top_of(search);
	bool any = false;
	for (size_t i = 0; i < list->count && !is_exhausted(search); i++) {
		const struct pd_certificate *issuer = list->items[i];
		if (is_on_path(search, issuer) || !fits_top(search, issuer))
			continue;
		switch (check_signature(search, issuer, top)) {
		case PD_SIGNATURE_BAD:
			*why |= PD_REJECT_SIGNATURE;
			break;
		case PD_SIGNATURE_UNKNOWN:
			*why |= PD_REJECT_KEY;
			break;
		case PD_SIGNATURE_NO_KEY:
			*why |= PD_REJECT_DAMAGED;
			break;
		case PD_SIGNATURE_GOOD:
			any = true;
			push_issuer(search, issuer);
			climb_path(search);
			search->at.count--;
			break;
		}
	}
	return any;
}

/* Has one in the list signed the top, though the key identifiers differ? */
static bool
is_signed_by_misfit(struct search *search, const struct pd_certificates *list)
{
	const struct pd_certificate *top = top_of(search);
	for (size_t i = 0; i < list->count && search->checks_left > 0; i++)
		if (!fits_top(search, list->items[i]) &&
			pd_name_equal(pd_certificate_issuer_der(top),
				pd_certificate_subject_der(list->items[i])) &&
			check_signature(search, list->items[i], top) ==
				PD_SIGNATURE_GOOD)
			return true;
	return false;
}

/* Nobody here is the issuer of the top: why not, as far as it was checked. */
static void
end_open_path(struct search *search, unsigned why)
{
	const struct pd_verification *verification = search->verification;
	if (is_signed_by_misfit(search, verification->trusted) ||
		is_signed_by_misfit(search, verification->chain))
		why = PD_REJECT_IDENTIFIER;
	end_path(search, PD_TOP_OPEN, why != 0 ? why : PD_REJECT_UNKNOWN_CA);
}

/* Is the top a root that nobody trusts? One whose own signature cannot be checked is, too.
 */
static bool
end_at_root(struct search *search, unsigned *why)
{
	const struct pd_certificate *top = top_of(search);
	if (!pd_certificate_is_self_issued(top) || is_exhausted(search) ||
		!fits_top(search, top))
		return false;
	enum pd_verdict verdict = check_signature(search, top, top);
	if (verdict == PD_SIGNATURE_BAD || verdict == PD_SIGNATURE_NO_KEY) {
		*why |= verdict == PD_SIGNATURE_BAD ? PD_REJECT_SIGNATURE
						    : PD_REJECT_DAMAGED;
		return false;
	}
	end_path(search, PD_TOP_ROOT,
		PD_REJECT_UNTRUSTED_CA |
			(verdict == PD_SIGNATURE_UNKNOWN ? PD_REJECT_KEY : 0));
	return true;
}

/* From the top of the way upwards; also from a trusted one, if with it the way is
 * refused: it may be an old certificate of a CA that has a newer one. */
static void
climb_path(struct search *search)
{
	const struct pd_verification *verification = search->verification;
	unsigned why = 0;
	if (is_exhausted(search))
		return;
	bool trusted = pd_certificates_have(verification->trusted, top_of(search));
	if (trusted)
		end_path(search, PD_TOP_TRUSTED, 0);
	if (search->at.count == PD_VERIFY_DEPTH) {
		if (!trusted)
			end_path(search, PD_TOP_OPEN, PD_REJECT_LENGTH);
		return;
	}
	bool any = try_issuers(search, verification->trusted, &why);
	if (!trusted && end_at_root(search, &why))
		return;
	any = try_issuers(search, verification->chain, &why) || any;
	if (!any && !trusted)
		end_open_path(search, why);
}

unsigned
pd_verify(const struct pd_verification *verification, struct pd_cert_path *path)
{
	struct search search = {
		.verification = verification,
		.checks_left = CHECKS_LIMIT,
		.paths_left = PATHS_LIMIT,
	};
	push_issuer(&search, verification->chain->items[0]);
	climb_path(&search);
	if (!search.found) /* out of checks before any way ended */
		end_path(&search, PD_TOP_OPEN, PD_REJECT_LENGTH);
	*path = search.best;
	return search.reasons;
}
