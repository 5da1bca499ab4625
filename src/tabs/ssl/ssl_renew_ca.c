/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/shared/token_key.h"
#include "tabs/shared/weak.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_cross.h"
#include "tabs/ssl/ssl_former.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/trust/trust_entry.h"
#include "x509/certificate/issuer.h"
#include "x509/judge/validity.h"
#include "x509/write/issue.h"

/* Renews the CA itself: the same name, for the same key with a longer life, or for a new key
 * with cross-certificates from and to the old ones (RFC 4210 4.4). */

struct ca_renewal {
	struct pd_authority now; /* the CA as it is, with its key */
	struct pd_name *subject;
	struct pd_extras
		extras; /* of the old certificate, but those that are made anew */
	long days;
	struct pd_identity next;
};

static void
free_renewal(struct ca_renewal *renewal)
{
	pd_authority_free(&renewal->now);
	pd_name_free(renewal->subject);
	pd_extras_free(&renewal->extras);
	pd_identity_free(&renewal->next);
}

/* ---- what it will be -------------------------------------------------------------------- */

static bool
check_renewable(const struct ca_renewal *renewal, struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(&renewal->now);
	return pd_certificate_is_root(ca) ||
	       pd_fail(error, PD_ESTATE, "ca",
		       _("the CA %s was issued by %s, and only that one can renew it; "
			 "make a request with ssl request, and import the answer"),
		       pd_certificate_subject(ca), pd_certificate_issuer(ca));
}

static bool
check_no_files(const struct pd_values *values, struct pd_error *error)
{
	return pd_value_text(values, "out") == NULL ||
	       pd_fail(error, PD_EUSAGE, "out",
		       _("a CA is not handed over into a directory; ssl export writes "
			 "its certificate"));
}

static void
copy_extras(const struct pd_certificate *ca, struct pd_extras *out)
{
	static const char *const anew[] = {PD_OID_SUBJECT_KEY, PD_OID_AUTHORITY_KEY,
		PD_OID_BASIC_CONSTRAINTS, PD_OID_KEY_USAGE};
	PD_AUTO(pd_extras_free) struct pd_extras all = {0};
	pd_extras_of_certificate(ca, &all);
	for (size_t i = 0; i < all.count; i++) {
		const struct pd_extra *extra = &all.items[i];
		bool copied = true;
		for (size_t k = 0; k < PD_COUNT(anew); k++)
			copied = copied && strcmp(anew[k], extra->oid) != 0;
		if (copied)
			pd_extras_add(out, extra->oid, extra->critical,
				(struct pd_bytes){extra->value, extra->size});
	}
}

/* A certificate for the key of ca, as ca says, from now on until not_after. */
static struct pd_template
template_of(const struct ca_renewal *renewal, const struct pd_certificate *ca)
{
	unsigned usual = PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_CERTIFICATE_SIGN |
			 PD_USAGE_CRL_SIGN;
	struct pd_template template = {
		.subject = renewal->subject,
		.public_der = pd_certificate_public_der(ca),
		.key_identifier = pd_certificate_key_identifier(ca),
		.not_before = pd_issue_not_before(),
		.ca = true,
		.path_length = -1,
		.extras = &renewal->extras,
	};
	(void)pd_certificate_is_ca(ca, &template.path_length);
	if (!pd_certificate_has_usage(ca)) {
		template.usage = usual;
		return template;
	}
	for (unsigned bit = 1; bit <= PD_USAGE_DECIPHER_ONLY; bit <<= 1)
		if (pd_certificate_allows(ca, (enum pd_usage)bit))
			template.usage |= bit;
	return template;
}

static bool
make_next(struct pd_context *context, const struct pd_values *values,
	struct ca_renewal *renewal, struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(&renewal->now);
	struct pd_template template = template_of(renewal, ca);
	const struct pd_key *key = renewal->now.identity.key;
	struct pd_key_kind kind;
	if (!pd_weak_admit(values, pd_certificate_key_weakness(ca),
		    pd_certificate_subject(ca), "allow-weak", error))
		return false;
	if (pd_value_flag(values, "new-key")) {
		if (!pd_issue_kind_of(template.public_der, "new-key", &kind, error))
			return false;
		renewal->next.key = pd_make_next_key(
			context, pd_certificate_key_id(ca), &kind, error);
		if (renewal->next.key == NULL)
			return false;
		key = renewal->next.key;
		template.public_der = pd_key_public_der(key);
		template.key_identifier = (struct pd_bytes){0};
		renewal->next.passphrase = pd_value_secret(values, "passphrase");
	}
	if (!pd_issue_not_after(template.not_before, renewal->days, "days",
		    &template.not_after, error))
		return false;
	/* What it issued under the same key was not before it. */
	if (renewal->next.key == NULL)
		template.not_before = pd_certificate_not_before(ca);
	struct pd_certificate *next = pd_issue_certificate(&template, NULL, key, error);
	if (next == NULL)
		return false;
	pd_certificates_add(&renewal->next.chain, next);
	renewal->next.origin =
		pd_copy(renewal->next.key ? "generated" : renewal->now.identity.origin);
	return true;
}

/* Such as one made by a clock that was set back. Programs may know either for the same key, and
 * the one that ends first would be taken for the renewed one. */
static bool
check_longer(const struct ca_renewal *renewal, struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(&renewal->now);
	const struct pd_certificate *next = pd_identity_leaf(&renewal->next);
	int64_t next_end = pd_certificate_not_after(next);
	int64_t now_end = pd_certificate_not_after(ca);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(next_end);
	PD_AUTO(pd_drop_text) char *now = pd_text_date(now_end);
	/* One that is renewed at once begins as long before now as that did. */
	return renewal->next.key != NULL || next_end > now_end - PD_DAY ||
	       pd_fail(error, PD_EUSAGE, "days",
		       _("the renewed CA would end on %s, before the one in use, "
			 "which is valid until %s; give more days, or check the clock"),
		       end, now);
}

static bool
begin_renewal(struct pd_context *context, const struct pd_values *values,
	struct ca_renewal *renewal, struct pd_error *error)
{
	if (!check_no_files(values, error) ||
		!pd_authority_open_to_renew(context, values, &renewal->now, error) ||
		!check_renewable(renewal, error))
		return false;
	const struct pd_certificate *ca = pd_authority_certificate(&renewal->now);
	int64_t life = pd_certificate_not_after(ca) - pd_certificate_not_before(ca);
	long usual = (long)pd_days_begun(life);
	if (usual > PD_MOST_DAYS)
		usual = PD_MOST_DAYS;
	renewal->days = pd_value_number(values, "days", usual);
	copy_extras(ca, &renewal->extras);
	renewal->subject = pd_name_from_der(pd_certificate_subject_der(ca), error);
	return renewal->subject != NULL && make_next(context, values, renewal, error) &&
	       check_longer(renewal, error);
}

/* ---- cross-certificates ----------------------------------------------------------------- */

/* The key of one, signed by the other, until the earlier of both ends. */
static struct pd_certificate *
cross_sign(const struct ca_renewal *renewal, const struct pd_certificate *one,
	const struct pd_certificate *other, const struct pd_key *other_key,
	struct pd_error *error)
{
	struct pd_template template = template_of(renewal, one);
	int64_t end = pd_certificate_not_after(one);
	int64_t other_end = pd_certificate_not_after(other);
	int64_t begin = pd_certificate_not_before(other);
	template.not_after = end < other_end ? end : other_end;
	if (template.not_before < begin)
		template.not_before = begin;
	return pd_issue_certificate(&template, other, other_key, error);
}

/* Both ways between the old key and the new one. An old one that has expired helps nobody. */
static bool
stage_crosses(struct pd_context *context, struct pd_change *change,
	const struct ca_renewal *renewal, struct pd_error *error)
{
	const struct pd_identity *now = &renewal->now.identity, *next = &renewal->next;
	const struct pd_certificate *old = pd_identity_leaf(now);
	const struct pd_certificate *new = pd_identity_leaf(next);
	if (pd_validity_judge(old, context->now) != 0)
		return true;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *new_with_old =
		cross_sign(renewal, new, old, now->key, error);
	if (new_with_old == NULL)
		return false;
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *old_with_new =
		cross_sign(renewal, old, new, next->key, error);
	return old_with_new != NULL &&
	       pd_cross_put(context, change, new_with_old, old, PD_TO_OLDER, error) &&
	       pd_cross_put(context, change, old_with_new, new, PD_TO_NEWER, error);
}

/* ---- what it means ---------------------------------------------------------------------- */

/* By when they need it. free() it. */
static char *
tell_who_trusts(const struct pd_context *context, const struct pd_certificate *old)
{
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(old));
	if (pd_validity_judge(old, context->now) == PD_REJECT_EXPIRED)
		return pd_format(
			_("Give the new certificate to all who trust the old one now, "
			  "for that expired on %s; Export (ssl export) writes it to a "
			  "file."),
			end);
	return pd_format(
		_("Give the new certificate to all who trust the old one, beside it, "
		  "before %s; Export (ssl export) writes it to a file."),
		end);
}

/* How many of those that the old certificate's key issued, and that are still of use, OpenSSL
 * does not accept by the new one; *first is the serial number of one of them, to be freed. */
static size_t
count_bound(struct pd_context *context, const struct ca_renewal *renewal, char **first)
{
	size_t count = 0;
	struct pd_error ignored = {0};
	const struct pd_certificate *old = pd_authority_certificate(&renewal->now);
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	(void)pd_issued_list_with(context, pd_certificate_key_id(old), &list, &ignored);
	for (size_t i = 0; i < list.count; i++) {
		const struct pd_issued *listed = &list.items[i];
		PD_AUTO(pd_issued_free) struct pd_issued one = {0};
		if (listed->problem != NULL || listed->by_serial ||
			listed->renewed_by != NULL || listed->revoked_at != 0 ||
			listed->not_after <= context->now ||
			strcmp(listed->issuer, pd_certificate_key_id(old)) != 0 ||
			!pd_issued_load(context, listed->id, &one, &ignored) ||
			!pd_certificate_names_another(
				one.certificate, pd_identity_leaf(&renewal->next)))
			continue;
		if (count++ == 0)
			*first = pd_copy(one.serial);
	}
	return count;
}

/* Those of easy-rsa and of a usual openssl.cnf are. */
static bool
tell_bound(struct pd_context *context, const struct ca_renewal *renewal,
	struct pd_details *out)
{
	PD_AUTO(pd_drop_text) char *first = NULL;
	size_t count = count_bound(context, renewal, &first);
	if (count == 0)
		return false;
	PD_AUTO(pd_drop_text)
	char *text = pd_format(
		ngettext("%zu certificate (%s) names the old certificate of the CA by "
			 "its serial number, as its authority. OpenSSL does not accept "
			 "it where the new one alone is trusted: renew it (ssl renew) "
			 "before the old one is distrusted anywhere.",
			"%zu certificates (the first is %s) name the old certificate "
			"of the CA by its serial number, as their authority. OpenSSL "
			"does not accept them where the new one alone is trusted: "
			"renew them (ssl renew) before the old one is distrusted "
			"anywhere.",
			count),
		count, first);
	pd_details_text(out, "bound", _("To be renewed"), text);
	return true;
}

static void
tell_distribution(struct pd_context *context, const struct ca_renewal *renewal,
	struct pd_details *out)
{
	const struct pd_certificate *next = pd_identity_leaf(&renewal->next);
	PD_AUTO(pd_drop_text)
	char *trust = tell_who_trusts(context, pd_authority_certificate(&renewal->now));
	pd_details_section(out, NULL, _("What has to be distributed"));
	pd_details_text(
		out, "serial", _("New certificate"), pd_certificate_serial(next));
	pd_details_text(out, "sha256", _("SHA-256"), pd_certificate_fingerprint(next));
	pd_details_text(out, "to_clients", _("To who trusts it"), trust);
	bool bound = tell_bound(context, renewal, out);
	if (renewal->next.key == NULL) {
		pd_details_text(out, "to_servers", _("To servers"),
			bound ? _("Nothing at once: what was issued stays valid with "
				  "the old certificate.")
			      : _("Nothing: what was issued stays valid, as the key is "
				  "the same."));
		return;
	}
	pd_details_text(out, "to_servers", _("To servers"),
		_("Nothing at once: what the old key issued stays valid with the old "
		  "certificate. What is issued now brings cross-certificates in "
		  "chain.pem, for clients that have the old certificate alone. For "
		  "clients that have the new one alone, export what the old key "
		  "issued anew, by its serial number: ssl export FILE SERIAL "
		  "--chain."));
	PD_AUTO(pd_drop_text)
	char *lists = pd_format(
		_("Publish both: ssl crl writes that of the new key to a file, and ssl "
		  "crl --ca %s that of the old one."),
		pd_certificate_serial(pd_authority_certificate(&renewal->now)));
	pd_details_text(out, "lists", _("Revocation lists"), lists);
}

/* The trust list of this store is one of those that have to know. */
static bool
stage_trust(struct pd_context *context, const struct pd_values *values,
	struct pd_change *change, const struct ca_renewal *renewal,
	struct pd_result *result, struct pd_error *error)
{
	const struct pd_certificate *next = pd_identity_leaf(&renewal->next);
	const struct pd_certificate *ca = pd_authority_certificate(&renewal->now);
	if (pd_value_flag(values, "trust"))
		return pd_weak_admit(values, pd_certificate_key_weakness(next),
			       pd_certificate_subject(next), "allow-weak", error) &&
		       pd_trusted_put(change, context, next, NULL, "generated", error);
	if (pd_trust_has(context, ca))
		pd_result_warn(result,
			_("the trust list here has the old certificate of the CA, but "
			  "not the new one; Trust (t, or ssl trust) adds that"));
	return true;
}

static bool
stage_renewal(struct pd_context *context, const struct pd_values *values,
	struct pd_change *change, struct ca_renewal *renewal, struct pd_result *result,
	struct pd_error *error)
{
	if (!pd_former_make_room(
		    context, change, &renewal->next, PD_KEEP_ALWAYS, error) ||
		!pd_identity_put(
			change, PD_CA_RECORD, &renewal->next, context, error) ||
		!stage_trust(context, values, change, renewal, result, error))
		return false;
	return renewal->next.key == NULL ||
	       stage_crosses(context, change, renewal, error);
}

bool
pd_ssl_renew_ca(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_renewal) struct ca_renewal renewal = {0};
	if (!begin_renewal(context, values, &renewal, error) ||
		!pd_common_go_on(context, error))
		return false;
	const struct pd_certificate *next = pd_identity_leaf(&renewal.next);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(next));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		renewal.next.key ? _("CA %s renewed with a new key, valid until %s")
				 : _("CA %s renewed, valid until %s"),
		pd_certificate_subject(next), end);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!stage_renewal(context, values, change, &renewal, result, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	tell_distribution(context, &renewal, &result->details);
	result->has_details = true;
	return true;
}
