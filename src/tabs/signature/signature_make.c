/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/shared/token_key.h"
#include "tabs/signature/signature.h"
#include "tabs/ssl/ssl_delivery.h"
#include "x509/write/issue.h"

/* Makes signing certificates: issued, and recorded, by the CA of the SSL tab, or
 * self-signed. */

enum { STANDARD_DAYS = 1825, USUAL_DAYS = 730 };

/* What a new signing certificate is to be, and what became of it. */
struct signer {
	const char *dn;
	struct pd_key_kind kind;
	const struct pd_values *values; /* of what is asked; NULL: nothing is */
	const char *before; /* id of the key whose place it takes; NULL: none */
	int64_t not_after;  /* PD_TIME_LATEST: it never ends; 0: days from now */
	long days;
	bool shorten; /* cut it to the CA's end if that comes earlier */
	bool has_authority;
	struct pd_authority authority; /* who issues it */
	struct pd_order order;         /* what that one signed */
	struct pd_identity identity;
};

static void
free_signer(struct signer *signer)
{
	pd_authority_free(&signer->authority);
	pd_order_free(&signer->order);
	pd_identity_free(&signer->identity);
}

char *
pd_signature_dn(struct pd_context *context, const char *row)
{
	(void)row;
	PD_AUTO(pd_buffer_free) struct pd_buffer dn = {0};
	pd_buffer_add_text(&dn, "CN=");
	for (const char *c = pd_signature_account(context); *c != '\0'; c++)
		pd_buffer_add_format(
			&dn, "%s%c", strchr(",+\"\\<>;=# ", *c) ? "\\" : "", *c);
	return pd_buffer_steal_text(&dn);
}

/* ---- making -------------------------------------------------------------------- */

static bool
fit_into_ca(struct signer *signer, int64_t *not_after, struct pd_error *error)
{
	if (!signer->has_authority || *not_after == PD_TIME_LATEST)
		return true;
	const struct pd_certificate *ca = pd_authority_certificate(&signer->authority);
	int64_t end = pd_certificate_not_after(ca);
	if (*not_after <= end)
		return true;
	if (signer->shorten) {
		*not_after = end;
		return true;
	}
	PD_AUTO(pd_drop_text) char *date = pd_text_date(end);
	return pd_fail(error, PD_EUSAGE, signer->not_after ? "expires" : "days",
		_("the certificate would outlive its CA, which ends on %s; choose an "
		  "earlier end, or --no-use-ssl-ca"),
		date);
}

static bool
find_end(struct signer *signer, int64_t *not_after, struct pd_error *error)
{
	*not_after = signer->not_after;
	return (signer->not_after != 0 ||
		       pd_issue_not_after(pd_issue_not_before(), signer->days, "days",
			       not_after, error)) &&
	       fit_into_ca(signer, not_after, error);
}

/* A signer proves who signed (digitalSignature), also to third parties (RFC 5280 4.2.1.3,
 * nonRepudiation). */
static const unsigned signer_usage =
	PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_NON_REPUDIATION;

static struct pd_certificate *
self_issue_signer(const struct signer *signer, struct pd_error *error)
{
	static const char *const purposes[] = {PD_OID_CODE_SIGNING, NULL};
	const struct pd_template template = {
		.subject = signer->order.subject,
		.public_der = signer->order.public_der,
		.not_before = pd_issue_not_before(),
		.not_after = signer->order.not_after,
		.usage = signer_usage,
		.purposes = purposes,
	};
	return pd_issue_certificate(&template, NULL, signer->identity.key, error);
}

static struct pd_certificate *
issue_signer(struct pd_context *context, struct signer *signer, struct pd_error *error)
{
	struct pd_order *order = &signer->order;
	order->usage = signer_usage;
	return pd_profile_find(context, "code-signing", &order->profile, error) &&
			       pd_order_sign(&signer->authority, order, error)
		       ? pd_certificate_copy(order->certificate)
		       : NULL;
}

static bool
make_signer(struct pd_context *context, struct signer *signer, const char *origin,
	struct pd_error *error)
{
	struct pd_order *order = &signer->order;
	struct pd_identity *identity = &signer->identity;
	identity->key = signer->before ? pd_make_next_key(context, signer->before,
						 &signer->kind, error)
				       : pd_make_key(context, signer->values,
						 &signer->kind, error);
	order->subject = pd_name_parse(signer->dn, "dn", error);
	if (identity->key == NULL || order->subject == NULL ||
		!pd_authority_check_other_key(
			context->store, pd_key_id(identity->key), "token", error) ||
		!find_end(signer, &order->not_after, error))
		return false;
	order->public_der = pd_key_public_der(identity->key);
	struct pd_certificate *certificate =
		signer->has_authority ? issue_signer(context, signer, error)
				      : self_issue_signer(signer, error);
	if (certificate == NULL)
		return false;
	pd_certificates_add(&identity->chain, certificate);
	pd_certificates_add_copies(&identity->chain, &signer->authority.identity.chain);
	identity->origin = pd_copy(origin);
	return true;
}

static bool
install_signer(struct pd_context *context, const struct signer *signer,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	const struct pd_installation what = {
		signer->has_authority ? &signer->authority : NULL, &signer->order,
		&pd_signer_kind, &signer->identity};
	return pd_delivery_install(context, &what, sentence, result, error);
}

static void
follow_signer(struct pd_context *context, const struct pd_identity *before,
	struct signer *signer)
{
	if (signer->has_authority)
		pd_delivery_follow(context, pd_identity_leaf(before), &signer->order);
}

/* ---- generate ------------------------------------------------------------------ */

/* The end that the operator asks for: a date, "never", or days. */
static bool
read_end(struct pd_context *context, const struct pd_values *values,
	struct signer *signer, struct pd_error *error)
{
	const char *expires = pd_value_text(values, "expires");
	const char *days = pd_value_text(values, "days");
	signer->days = pd_value_number(values, "days", USUAL_DAYS);
	signer->shorten =
		expires == NULL && (days == NULL || signer->days == USUAL_DAYS);
	if (expires == NULL)
		return true;
	if (strcmp(expires, "never") == 0)
		signer->not_after = PD_TIME_LATEST;
	else if (!pd_text_read_date(expires, &signer->not_after))
		return pd_fail(error, PD_EUSAGE, "expires",
			_("\"%s\" is not a date; write it as YYYY-MM-DD, or never"),
			expires);
	return signer->not_after > context->now ||
	       pd_fail(error, PD_EUSAGE, "expires",
		       _("%s is over already; choose a day to come"), expires);
}

/* A certificate that never ends still depends on its CA's end. */
static void
warn_of_ca_end(const struct signer *signer, struct pd_result *result)
{
	if (signer->not_after != PD_TIME_LATEST || !signer->has_authority)
		return;
	const struct pd_certificate *ca = pd_authority_certificate(&signer->authority);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(ca));
	pd_result_warn(result,
		_("The certificate has no end, but its CA expires on %s: from then on "
		  "only verifiers that trust the certificate itself accept its "
		  "signatures"),
		end);
}

/* The certificate is made before the store is touched: RSA keys take their time. */
bool
pd_signature_generate(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_signer)
	struct signer signer = {
		.dn = pd_value_text(values, "dn"),
		.values = values,
		.has_authority = pd_value_flag(values, "use-ssl-ca"),
		.identity.passphrase = pd_value_secret(values, "passphrase"),
		.order.anyway = pd_value_flag(values, "anyway"),
		.order.allow_weak = pd_value_flag(values, "allow-weak"),
	};
	struct pd_error none = {0};
	PD_AUTO(pd_identity_free) struct pd_identity before = {0};
	if (pd_signature_load(context, &before, &none))
		follow_signer(context, &before, &signer);
	if (!pd_signature_allowed(context, error) ||
		!pd_common_key_kind(values, &signer.kind, error) ||
		!read_end(context, values, &signer, error) ||
		(signer.has_authority && !pd_authority_open(context, values,
						 &signer.authority, error)) ||
		!make_signer(context, &signer, "generated", error) ||
		!pd_common_go_on(context, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&signer.identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Signing certificate %s of account %s generated, valid until %s"),
		pd_certificate_subject(leaf), pd_signature_account(context), end);
	if (!install_signer(context, &signer, sentence, result, error))
		return false;
	warn_of_ca_end(&signer, result);
	return true;
}

/* The context keeps owning the CA of the new store. */
bool
pd_signature_prepare(
	struct pd_context *context, struct pd_change *change, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *dn = pd_signature_dn(context, NULL);
	PD_AUTO(pd_drop_text) char *record = pd_signature_record(context);
	PD_AUTO(free_signer)
	struct signer signer = {
		.dn = dn,
		.kind = {.algorithm = PD_EC, .curve = PD_P256},
		.days = STANDARD_DAYS,
		.shorten = true,
		.has_authority = true,
		.authority.identity = *context->standard_ca,
	};
	pd_authority_take_places(context, &signer.authority);
	bool made = make_signer(context, &signer, "standard", error) &&
		    pd_order_put(context, change, &signer.authority, &signer.order,
			    NULL, error) &&
		    pd_identity_put(change, record, &signer.identity, context, error);
	signer.authority.identity = (struct pd_identity){0};
	return made;
}

/* ---- renew --------------------------------------------------------------------- */

static char *
reason_not_to_renew(const struct pd_identity *identity)
{
	if (pd_signature_is_made_here(identity))
		return NULL;
	PD_AUTO(pd_drop_text)
	char *safe =
		pd_text_safe_string(pd_certificate_subject(pd_identity_leaf(identity)));
	return pd_format(
		_("only what was made here can be renewed here, and %s came from "
		  "elsewhere: import its successor, or generate a new one"),
		safe);
}

char *
pd_signature_blocked_renew(struct pd_context *context, const struct pd_row *row)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	struct pd_error problem = {0};
	char *blocked = pd_signature_blocked(context, row);
	if (blocked != NULL)
		return blocked;
	if (!pd_signature_load(context, &identity, &problem))
		return pd_copy(problem.message);
	return reason_not_to_renew(&identity);
}

/* The same name and kind of key, with a new key, for as long as the one before was valid;
 * one that never ends stays so. */
static bool
make_successor(struct pd_context *context, const struct pd_values *values,
	const struct pd_identity *before, struct signer *signer, struct pd_error *error)
{
	const struct pd_certificate *leaf = pd_identity_leaf(before);
	int64_t end = pd_certificate_not_after(leaf);
	signer->dn = pd_certificate_subject(leaf);
	signer->before = pd_certificate_key_id(leaf);
	signer->days = pd_days_begun(end - pd_certificate_not_before(leaf));
	signer->not_after = end == PD_TIME_LATEST ? end : 0;
	signer->shorten = true;
	signer->has_authority = before->chain.count > 1;
	follow_signer(context, before, signer);
	return pd_weak_admit(values, pd_certificate_key_weakness(leaf), signer->dn,
		       "allow-weak", error) &&
	       pd_issue_kind_of(pd_certificate_public_der(leaf), "signature",
		       &signer->kind, error) &&
	       (!signer->has_authority ||
		       pd_authority_open(context, values, &signer->authority, error)) &&
	       make_signer(context, signer, before->origin, error) &&
	       pd_common_go_on(context, error);
}

bool
pd_signature_renew(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity before = {0};
	PD_AUTO(free_signer)
	struct signer signer = {
		.identity.passphrase = pd_value_secret(values, "passphrase"),
		.order.anyway = pd_value_flag(values, "anyway"),
		.order.allow_weak = pd_value_flag(values, "allow-weak")};
	if (!pd_signature_load(context, &before, error))
		return false;
	PD_AUTO(pd_drop_text) char *reason = reason_not_to_renew(&before);
	if (reason != NULL)
		return pd_fail(error, PD_ESTATE, "signature", "%s", reason);
	if (!make_successor(context, values, &before, &signer, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&signer.identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Signing certificate %s of account %s renewed, valid until %s"),
		pd_certificate_subject(leaf), pd_signature_account(context), end);
	if (!install_signer(context, &signer, sentence, result, error))
		return false;
	/* Who trusts the CA believes the new one too. */
	if (!signer.has_authority)
		pd_result_warn(result,
			_("The certificate is self-signed: publish it where signatures "
			  "are verified, or they are not accepted any more"));
	return true;
}
