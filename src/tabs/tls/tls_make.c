/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/ssl/renew/ssl_due.h"
#include "tabs/ssl/ssl_delivery.h"
#include "tabs/ssl/ssl_register.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_deploy.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_issue.h"

/* Makes certificates, and goes back to the standard one. */

/* ---- generate ------------------------------------------------------------------ */

/* What is made, and what the CA signed of it. */
struct making {
	struct pd_tls_place place;
	bool has_authority;
	struct pd_tls_issue issue;
	struct pd_identity identity;
};

static void
free_making(struct making *making)
{
	pd_tls_issue_free(&making->issue);
	pd_identity_free(&making->identity);
	pd_tls_place_free(&making->place);
}

/* History gets the sentence, which it takes, alone; the operator the fingerprints too. */
static bool
install_made(struct pd_context *context, struct making *making, char *words,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *sentence = pd_tls_place_sentence(&making->place, words);
	const struct pd_identity_kind kind = pd_tls_kind(&making->place);
	const char *now =
		pd_certificate_fingerprint(pd_identity_leaf(&making->identity));
	struct pd_error ignored = {0};
	PD_AUTO(pd_identity_free) struct pd_identity before = {0};
	bool replaces = pd_identity_load(
		context->store, making->place.record, &before, &ignored);
	if (replaces && making->has_authority && making->issue.order.renews == NULL)
		pd_delivery_follow(
			context, pd_identity_leaf(&before), &making->issue.order);
	const struct pd_installation what = {
		making->has_authority ? &making->issue.authority : NULL,
		&making->issue.order, &kind, &making->identity};
	if (!pd_delivery_install(context, &what, sentence, result, error))
		return false;
	if (making->issue.order.shortened)
		pd_result_warn(result, "%s",
			_("The certificate ends with its CA, before the usual days are "
			  "over"));
	if (replaces)
		pd_result_say(result, _("%s; SHA-256 now %s, before %s"), sentence, now,
			pd_certificate_fingerprint(pd_identity_leaf(&before)));
	else
		pd_result_say(result, _("%s; its SHA-256 is %s"), sentence, now);
	return true;
}

static bool
make_leaf(struct pd_context *context, const struct pd_values *values,
	const struct pd_key *key, struct making *making, struct pd_error *error)
{
	struct pd_identity *identity = &making->identity;
	if (making->has_authority) {
		if (!pd_tls_issue_new(context, values, key, &making->issue, error))
			return false;
		pd_tls_issue_take(&making->issue, identity);
		return true;
	}
	struct pd_certificate *leaf = pd_tls_self_issue(pd_value_text(values, "dn"),
		pd_value_text(values, "san"), pd_value_number(values, "days", 0), key,
		error);
	if (leaf == NULL)
		return false;
	pd_certificates_add(&identity->chain, leaf);
	identity->origin = pd_copy("generated");
	return true;
}

bool
pd_tls_generate(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_value_flag(values, "reuse-key")
				     ? pd_tls_load_key_in_use(context, values, error)
				     : pd_common_generate_key(context, values, error);
	PD_AUTO(free_making)
	struct making making = {.has_authority = pd_value_flag(values, "use-ssl-ca"),
		.identity.passphrase = pd_value_secret(values, "passphrase")};
	pd_tls_place_find(values, &making.place);
	if (key == NULL ||
		!pd_authority_check_other_key(context->store, pd_key_id(key),
			pd_value_flag(values, "reuse-key") ? "tls" : "token", error) ||
		!pd_common_go_on(context, error) ||
		!make_leaf(context, values, key, &making, error))
		return false;
	/* A key that is used again stays in the store as it is kept. */
	if (!pd_value_flag(values, "reuse-key"))
		making.identity.key = pd_steal(key);
	const struct pd_certificate *leaf = pd_identity_leaf(&making.identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	char *sentence = pd_format(_("TLS certificate %s generated, valid until %s"),
		pd_certificate_subject(leaf), end);
	return install_made(context, &making, sentence, result, error);
}

/* A key beside those that are there. */
bool
pd_tls_new(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	if (pd_store_has(context->store, place.record))
		return pd_fail(error, PD_EUSAGE, "name",
			_("a TLS key is called %s already; choose another name, or "
			  "renew that one"),
			place.name);
	return pd_tls_generate(context, values, result, error);
}

/* ---- renew, clear -------------------------------------------------------------- */

/* Why what is in use cannot be renewed, or NULL; free() it. issued gets its record if the
 * CA here issued it. */
static char *
find_renewable(struct pd_context *context, const struct pd_identity *identity,
	struct pd_issued *issued)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	if (pd_tls_is_standard(identity) || pd_register_find(context, leaf, issued))
		return NULL;
	PD_AUTO(pd_drop_text)
	char *safe = pd_text_safe_string(pd_certificate_subject(leaf));
	return pd_format(
		_("only the standard certificate and one that the CA here issued can "
		  "be renewed here, and %s is neither; generate a new one, or ask for "
		  "one with request"),
		safe);
}

bool
pd_tls_is_renewable(struct pd_context *context, const struct pd_identity *identity)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	PD_AUTO(pd_drop_text)
	char *why_not = find_renewable(context, identity, &issued);
	return why_not == NULL;
}

char *
pd_tls_blocked_renew(struct pd_context *context, const struct pd_row *row)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_of_row(row, &place);
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	return pd_tls_load(context, &place, &identity, &problem)
		       ? find_renewable(context, &identity, &issued)
		       : pd_copy(problem.message);
}

char *
pd_tls_blocked_clear(struct pd_context *context, const struct pd_row *row)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_of_row(row, &place);
	if (!pd_tls_load(context, &place, &identity, &problem))
		return pd_copy(problem.message);
	if (!place.is_device)
		return pd_format(_("only device has a standard certificate to go back "
				   "to; remove takes %s away"),
			place.name);
	if (!pd_tls_is_standard(&identity))
		return NULL;
	PD_AUTO(pd_drop_text)
	char *safe = pd_text_safe_string(
		pd_certificate_subject(pd_identity_leaf(&identity)));
	return pd_format(_("the standard certificate %s is in use already; renew makes "
			   "it new"),
		safe);
}

static bool
check_another_in_use(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	PD_AUTO(pd_drop_text) char *id = pd_tls_row_id(&place, "key");
	const struct pd_row row = {.id = id};
	PD_AUTO(pd_drop_text) char *why = pd_tls_blocked_clear(context, &row);
	return why == NULL || pd_fail(error, PD_ESTATE, "tls", "%s", why);
}

/* The key stays, for clients that have pinned it; a lost one, NULL, is replaced. One that
 * is only encrypted is not lost. */
static bool
load_key_to_keep(struct pd_context *context, const struct pd_identity *now,
	struct pd_key **out, struct pd_error *error)
{
	struct pd_error problem = {0};
	*out = pd_tls_load_key(context, now, NULL, &problem);
	return problem.code != PD_EPASSPHRASE ||
	       pd_fail(error, problem.code, problem.input, "%s", problem.message);
}

static bool
renew_standard(struct pd_context *context, const struct pd_values *values,
	const struct pd_identity *now, struct making *making, struct pd_error *error)
{
	struct pd_key *key = NULL;
	if (pd_value_text(values, "days") != NULL)
		return pd_fail(error, PD_EUSAGE, "days",
			_("the standard certificate is valid for %d days; leave it "
			  "out, or generate one"),
			PD_TLS_DAYS);
	return (pd_value_flag(values, "new-key") ||
		       load_key_to_keep(context, now, &key, error)) &&
	       pd_tls_make_standard(key, &making->identity, error);
}

/* A new certificate for a key that is lost would serve nothing. */
static bool
renew_issued(struct pd_context *context, const struct pd_values *values,
	const struct pd_issued *issued, struct making *making, struct pd_error *error)
{
	making->has_authority = true;
	making->identity.passphrase = pd_value_secret(values, "passphrase");
	if (!pd_value_flag(values, "new-key") &&
		!pd_store_has_key(context->store, issued->key))
		return pd_fail(error, PD_ESTATE, "tls",
			_("the private key of %s is not kept here; renew it with a new "
			  "key (--new-key)"),
			issued->name);
	if (!pd_tls_issue_again(context, values, issued, &making->issue, error))
		return false;
	pd_tls_issue_take(&making->issue, &making->identity);
	return true;
}

/* Services get it at once, if any are named. */
static bool
deploy_renewed(struct pd_context *context, const struct pd_tls_place *place,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *renewed = pd_copy(result->sentence);
	if (!pd_value_flag(values, "deploy") || !pd_tls_has_target(context, place))
		return true;
	if (!pd_tls_deploy_one(context, place, values, result, &problem))
		return pd_fail(error, problem.code, problem.input,
			_("%s; the certificate is renewed here, and services still "
			  "have "
			  "the previous one"),
			problem.message);
	PD_AUTO(pd_drop_text) char *deployed = pd_copy(result->sentence);
	pd_result_say(result, "%s; %s", renewed, deployed);
	return true;
}

static bool
install_renewed(struct pd_context *context, const struct pd_values *values,
	struct making *making, struct pd_result *result, struct pd_error *error)
{
	const struct pd_certificate *leaf = pd_identity_leaf(&making->identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	char *sentence = pd_format(
		making->has_authority
			? _("TLS certificate %s renewed, valid until %s")
			: _("Standard TLS certificate %s renewed, valid until %s"),
		pd_certificate_subject(leaf), end);
	return install_made(context, making, sentence, result, error) &&
	       deploy_renewed(context, &making->place, values, result, error);
}

static bool
is_due_now(const struct pd_context *context, const struct pd_values *values,
	const struct pd_certificate *leaf)
{
	const struct pd_validity validity = {
		pd_certificate_not_before(leaf), pd_certificate_not_after(leaf), false};
	const struct pd_margin margin = {pd_value_number(values, "due", 0), 0};
	return pd_due_is(&validity, margin, context->now);
}

static bool
renew_one(struct pd_context *context, const char *name, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	PD_AUTO(free_making) struct making making = {0};
	pd_tls_place_of(name, &making.place);
	if (!pd_tls_load(context, &making.place, &now, error))
		return false;
	PD_AUTO(pd_drop_text) char *why = find_renewable(context, &now, &issued);
	if (why != NULL)
		return pd_fail(error, PD_ESTATE, "tls", "%s", why);
	bool made = pd_tls_is_standard(&now)
			    ? renew_standard(context, values, &now, &making, error)
			    : renew_issued(context, values, &issued, &making, error);
	return made && pd_common_go_on(context, error) &&
	       install_renewed(context, values, &making, result, error);
}

/* Those that renew --due is about: all that have a certificate, unless one is named. */
static bool
list_due(struct pd_context *context, const struct pd_values *values,
	struct pd_names *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names all = {0};
	const char *only = pd_value_text(values, "name");
	if (only != NULL) {
		pd_names_add(out, only);
		return true;
	}
	if (!pd_tls_place_names(context, &all, error))
		return false;
	for (size_t i = 0; i < all.count; i++) {
		PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
		pd_tls_place_of(all.items[i], &place);
		if (all.count == 1 || pd_store_has(context->store, place.record))
			pd_names_add(out, place.name);
	}
	return true;
}

/* *renewed tells whether it was due, or was renewed before and is deployed now. */
static bool
renew_if_due(struct pd_context *context, const char *name,
	const struct pd_values *values, bool *renewed, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	pd_tls_place_of(name, &place);
	if (!pd_tls_load(context, &place, &now, error))
		return false;
	if (is_due_now(context, values, pd_identity_leaf(&now))) {
		*renewed = true;
		return renew_one(context, name, values, result, error);
	}
	*renewed = pd_value_flag(values, "deploy") &&
		   pd_tls_is_left_behind(context, &place, pd_identity_leaf(&now));
	return !*renewed || pd_tls_deploy_one(context, &place, values, result, error);
}

/* Each by itself: one that fails keeps none of the others from being renewed. */
static bool
renew_due(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer told = {0};
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!list_due(context, values, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		bool renewed = false;
		struct pd_error problem = {0};
		if (!renew_if_due(context, names.items[i], values, &renewed, result,
			    &problem))
			pd_fail(error, problem.code, problem.input, "%s",
				problem.message);
		else if (renewed)
			pd_buffer_add_format(&told, "%s%s", told.size > 0 ? "; " : "",
				result->sentence);
	}
	if (error->code != PD_OK && told.size > 0)
		pd_result_warn(result, "%s", pd_buffer_text(&told));
	else
		pd_result_say(result, "%s",
			told.size > 0 ? pd_buffer_text(&told)
				      : _("The TLS certificate is not due"));
	return error->code == PD_OK;
}

bool
pd_tls_renew(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	return pd_value_text(values, "due") != NULL
		       ? renew_due(context, values, result, error)
		       : renew_one(context, pd_value_text(values, "name"), values,
				 result, error);
}

/* The standard identity that was put aside, or a new one if it or its key is lost. */
static bool
find_standard(
	struct pd_context *context, struct pd_identity *out, struct pd_error *error)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_identity_free) struct pd_identity kept = {0};
	if (!pd_identity_load(context->store, PD_TLS_STANDARD, &kept, &unreadable) ||
		!pd_store_has_key(
			context->store, pd_certificate_key_id(pd_identity_leaf(&kept))))
		return pd_tls_make_standard(NULL, out, error);
	*out = kept;
	kept = (struct pd_identity){0};
	return true;
}

bool
pd_tls_clear(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_making) struct making making = {0};
	pd_tls_place_find(values, &making.place);
	if (!check_another_in_use(context, values, error) ||
		!find_standard(context, &making.identity, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&making.identity);
	char *sentence = pd_format(_("Back to the standard TLS certificate %s"),
		pd_certificate_subject(leaf));
	return install_made(context, &making, sentence, result, error);
}

/* ---- what is asked before ------------------------------------------------------- */

bool
pd_tls_preview(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	const struct pd_identity_kind kind = pd_tls_kind(&place);
	return pd_identity_preview(
		&kind, context, pd_value_text(values, "dn"), NULL, out, error);
}

bool
pd_tls_preview_clear(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	if (!check_another_in_use(context, values, error) ||
		!pd_tls_load(context, &place, &now, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&now);
	pd_common_preview(context, leaf, out);
	pd_details_typed(out, _("Type this word"), _("clear"));
	return true;
}
