/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/verify.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/issuer.h"
#include "x509/structure.h"

/* Signatures that are checked while ways are looked for: a hostile chain of certificates
 * with one name and one key would otherwise have 100! ways. */
enum { CHECKS_LIMIT = 400, WAYS_LIMIT = 8 };

/* ---- finding ways --------------------------------------------------------------- */

struct search {
	const struct pd_verification *verification;
	int checks_left, ways_left;
	struct pd_way at;   /* the way that is being followed */
	struct pd_way best; /* the way judged with the fewest reasons */
	unsigned reasons;   /* of best */
	bool found;         /* is there a best? */
};

static unsigned judge(const struct search *search, bool anchored, unsigned found);

static bool
is_trusted(const struct search *search, const struct pd_certificate *certificate)
{
	const struct pd_certificates *trusted = search->verification->trusted;
	for (size_t i = 0; i < trusted->count; i++)
		if (pd_certificate_same(trusted->items[i], certificate))
			return true;
	return false;
}

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
end_way(struct search *search, bool anchored, unsigned found)
{
	unsigned reasons = judge(search, anchored, found);
	if (search->found && count_bits(reasons) >= count_bits(search->reasons))
		return;
	search->found = true;
	search->reasons = reasons;
	search->best = search->at;
	search->ways_left--;
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
try_issuers(struct search *search, const struct pd_certificates *list, bool trusted,
	bool *named)
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
		if (trusted)
			end_way(search, true, 0);
		else
			climb(search);
		search->at.count--;
	}
	return any;
}

/* From the top of the way upwards. */
static void
climb(struct search *search)
{
	const struct pd_verification *verification = search->verification;
	const struct pd_certificate *top = search->at.items[search->at.count - 1];
	bool named = false;
	if (is_over(search))
		return;
	if (is_trusted(search, top)) {
		end_way(search, true, 0);
		return;
	}
	if (search->at.count > PD_VERIFY_DEPTH - 1) {
		end_way(search, false, PD_REJECT_LENGTH);
		return;
	}
	bool any = try_issuers(search, verification->trusted, true, &named);
	if (pd_certificate_is_self_issued(top) && !is_over(search) &&
		has_signed(search, top, top)) {
		end_way(search, false, PD_REJECT_UNTRUSTED_CA);
		return;
	}
	any = try_issuers(search, verification->chain, false, &named) || any;
	if (!any)
		end_way(search, false,
			PD_REJECT_UNKNOWN_CA | (named ? PD_REJECT_SIGNATURE : 0));
}

/* ---- judging a way -------------------------------------------------------------- */

/* Extensions that GnuTLS or this file takes into account. */
static bool
is_supported(struct pd_bytes oid)
{
	static const char *const last[] = {"\x0e", "\x0f", "\x11", "\x12", "\x13",
		"\x1e", "\x1f", "\x20", "\x21", "\x23", "\x24", "\x25", "\x36"};
	if (pd_bytes_equal(oid, PD_EXTENSION_AUTHORITY_INFO))
		return true;
	if (oid.size != 3 || oid.data[0] != 0x55 || oid.data[1] != 0x1d)
		return false;
	for (size_t i = 0; i < sizeof last / sizeof *last; i++)
		if (oid.data[2] == (unsigned char)last[i][0])
			return true;
	return false;
}

static bool
has_strange_critical(const struct pd_certificate *certificate)
{
	struct pd_signed structure;
	struct pd_certificate_parts parts;
	struct pd_extension extension;
	if (!pd_signed_read(pd_certificate_der(certificate), &structure) ||
		!pd_certificate_parts_read(structure.content, &parts))
		return true;
	while (pd_extension_next(&parts.extensions, &extension))
		if (extension.critical && !is_supported(extension.oid))
			return true;
	return false;
}

static unsigned
judge_time(const struct pd_certificate *certificate, int64_t now)
{
	if (pd_certificate_not_after(certificate) < now)
		return PD_REJECT_EXPIRED;
	return pd_certificate_not_before(certificate) > now ? PD_REJECT_NOT_YET_VALID
							    : 0;
}

PD_DROP(drop_crl, gnutls_x509_crl_t, gnutls_x509_crl_deinit);

static bool
is_revoked_by(const struct pd_revocation_list *list,
	const struct pd_certificate *certificate, const struct pd_certificate *issuer)
{
	struct pd_bytes der = pd_revocation_list_der(list);
	const gnutls_datum_t datum = {(unsigned char *)der.data, (unsigned)der.size};
	PD_AUTO(drop_crl) gnutls_x509_crl_t crl = NULL;
	if (!pd_revocation_list_is_signed_by(list, issuer) ||
		gnutls_x509_crl_init(&crl) < 0 ||
		gnutls_x509_crl_import(crl, &datum, GNUTLS_X509_FMT_DER) < 0)
		return false;
	return gnutls_x509_crt_check_revocation(
		       pd_certificate_gnutls(certificate), &crl, 1) != 0;
}

static bool
is_revoked(const struct pd_verification *verification,
	const struct pd_certificate *certificate, const struct pd_certificate *issuer)
{
	for (size_t i = 0; i < verification->list_count; i++)
		if (is_revoked_by(verification->lists[i], certificate, issuer))
			return true;
	return false;
}

/* Each certificate by itself. Who trusts an endpoint by name has seen that it is weak;
 * of a trusted CA nothing but its time and key matters. */
static unsigned
judge_certificates(const struct search *search, bool anchored)
{
	const struct pd_way *way = &search->at;
	const struct pd_verification *verification = search->verification;
	unsigned reasons = 0;
	for (size_t i = 0; i < way->count; i++) {
		const struct pd_certificate *one = way->items[i];
		bool is_anchor = anchored && i + 1 == way->count;
		reasons |= judge_time(one, verification->now);
		if (!is_anchor && pd_certificate_weakness(one) != NULL)
			reasons |= PD_REJECT_WEAK;
		if (!is_anchor && has_strange_critical(one))
			reasons |= PD_REJECT_CRITICAL;
		if (i + 1 < way->count &&
			is_revoked(verification, one, way->items[i + 1]))
			reasons |= PD_REJECT_REVOKED;
	}
	return reasons;
}

static unsigned
judge_use(const struct pd_verification *verification,
	const struct pd_certificate *certificate)
{
	unsigned reasons = 0;
	gnutls_x509_crt_t gnutls = pd_certificate_gnutls(certificate);
	if (verification->host != NULL &&
		!gnutls_x509_crt_check_hostname2(gnutls, verification->host, 0))
		reasons |= PD_REJECT_NAME;
	if (verification->purpose != NULL &&
		!gnutls_x509_crt_check_key_purpose(gnutls, verification->purpose, 0))
		reasons |= PD_REJECT_PURPOSE;
	return reasons;
}

static unsigned
reasons_of(unsigned status)
{
	static const struct {
		unsigned status, reason;
	} rows[] = {
		{GNUTLS_CERT_SIGNATURE_FAILURE, PD_REJECT_SIGNATURE},
		{GNUTLS_CERT_SIGNER_NOT_FOUND, PD_REJECT_UNKNOWN_CA},
		{GNUTLS_CERT_INSECURE_ALGORITHM, PD_REJECT_WEAK},
		{GNUTLS_CERT_UNKNOWN_CRIT_EXTENSIONS, PD_REJECT_CRITICAL},
		{GNUTLS_CERT_PURPOSE_MISMATCH, PD_REJECT_PURPOSE},
		{GNUTLS_CERT_REVOKED, PD_REJECT_REVOKED},
	};
	unsigned reasons = 0, known = GNUTLS_CERT_INVALID;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		known |= rows[i].status;
		if (status & rows[i].status)
			reasons |= rows[i].reason;
	}
	/* Whatever else it is: the rules of RFC 5280. */
	if ((status & ~known) != 0 || (status != 0 && reasons == 0))
		reasons |= PD_REJECT_RULES;
	return reasons;
}

struct trust {
	gnutls_x509_trust_list_t list;
};

static void
drop_trust(struct trust *trust)
{
	/* 0: the certificates in it stay ours. */
	if (trust->list != NULL)
		gnutls_x509_trust_list_deinit(trust->list, 0);
}

/* The way by GnuTLS, its topmost taken as trusted. Times are judged above: GnuTLS knows
 * no time but the system's, and would stop at the first that is over. */
static unsigned
judge_rules(const struct search *search)
{
	const struct pd_way *way = &search->at;
	const char *purpose = search->verification->purpose;
	gnutls_x509_crt_t list[PD_VERIFY_DEPTH + 1];
	PD_AUTO(drop_trust) struct trust trust = {0};
	unsigned status = 0;
	gnutls_typed_vdata_st data = {0};
	data.type = GNUTLS_DT_KEY_PURPOSE_OID;
	data.data = (unsigned char *)purpose;
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
			       GNUTLS_VERIFY_DISABLE_TRUSTED_TIME_CHECKS |
			       GNUTLS_VERIFY_DISABLE_CRL_CHECKS |
			       GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_MEDIUM);
	for (size_t i = 0; i < way->count; i++)
		list[i] = pd_certificate_gnutls(way->items[i]);
	if (gnutls_x509_trust_list_init(&trust.list, 0) < 0 ||
		gnutls_x509_trust_list_add_cas(
			trust.list, &list[way->count - 1], 1, 0) < 1 ||
		gnutls_x509_trust_list_verify_crt2(trust.list, list,
			(unsigned)way->count - 1, &data, purpose != NULL, flags,
			&status, NULL) < 0)
		return PD_REJECT_RULES;
	return reasons_of(status);
}

static unsigned
judge(const struct search *search, bool anchored, unsigned found)
{
	const struct pd_way *way = &search->at;
	unsigned reasons = found | judge_certificates(search, anchored) |
			   judge_use(search->verification, way->items[0]);
	if (way->count > 1)
		reasons |= judge_rules(search);
	return reasons;
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
		end_way(&search, false, PD_REJECT_LENGTH);
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
