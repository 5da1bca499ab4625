/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "store/key_passphrase.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_former.h"
#include "x509/judge/validity.h"

/* The operations crl and retire: revocation lists, signed to be published. */

enum { DAYS = 30 };

/* ---- the lists ----------------------------------------------------------------------- */

/* The operator's word that there was no list before. */
static bool
begin_index(struct pd_context *context, struct pd_change *change,
	struct pd_new_crl *list, struct pd_result *result, struct pd_error *error)
{
	static struct pd_index none;
	const struct pd_identity *ca = &list->authority->identity;
	if (pd_crl_is_complete(context, ca)) {
		pd_result_note(result, _("what this CA has revoked is known already, "
					 "and the list has all of it"));
		return true;
	}
	list->index = &none;
	return pd_index_put(
		change, pd_certificate_key_id(pd_identity_leaf(ca)), &none, error);
}

/* The CA whose list is asked for: the present one, or that which "ca" names. */
static bool
open_asked(struct pd_context *context, const struct pd_values *values,
	struct pd_authority *out, struct pd_error *error)
{
	const char *typed = pd_value_text(values, "ca");
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	bool in_use = typed == NULL || strcmp(typed, "ca") == 0;
	return (in_use ? pd_authority_load(context, &ca, error)
		       : pd_former_load(context, typed, &ca, error)) &&
	       pd_authority_open_of(context, values,
		       pd_certificate_key_id(pd_identity_leaf(&ca)), out, error);
}

/* The lists that are signed beside the one that was asked for. */
struct beside {
	struct pd_context *context;
	const struct pd_values *values;
	struct pd_change *change;
	struct pd_result *result;
	size_t count; /* of those that were signed */
};

/* The list of a CA that was replaced, while it is needed. That one alone cannot be signed is
 * told, and no reason to leave all others undone. */
static bool
renew_former(struct beside *beside, const char *ca, struct pd_error *error)
{
	struct pd_context *context = beside->context;
	struct pd_hanging hanging;
	struct pd_error problem = {0};
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_new_crl_free)
	struct pd_new_crl list = {.authority = &authority,
		.days = pd_value_number(beside->values, "days", DAYS)};
	if (!pd_former_count(context, ca, &hanging, error))
		return false;
	if (hanging.end < context->now)
		return true;
	if (pd_authority_open_of(context, beside->values, ca, &authority, &problem) &&
		pd_crl_may_sign(&authority, &problem) &&
		pd_crl_check_complete(context, &authority.identity, &problem) &&
		pd_crl_put(context, beside->change, &list, &problem)) {
		beside->count++;
		return true;
	}
	if (strcmp(problem.input, PD_KEY_PASSPHRASE) == 0 || problem.code != PD_ESTATE)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	pd_result_warn(beside->result,
		_("the list of the CA with the key %.16s, which was replaced, could "
		  "not "
		  "be signed: %s"),
		ca, problem.message);
	return true;
}

static bool
renew_all_former(struct beside *beside, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(beside->context->store, PD_FORMER_FOLDER, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++)
		if (!renew_former(beside, names.items[i], error))
			return false;
	return true;
}

/* A file has one list: those of CAs that were replaced are signed, and asked for one by one. */
static void
tell_others(const char *sentence, size_t signed_count, struct pd_result *result)
{
	if (signed_count > 0)
		pd_result_say(result,
			ngettext("%s; that of %zu CA that was replaced was signed as "
				 "well: Sign list with that CA (l, or ssl crl --ca) "
				 "writes it to a file",
				"%s; those of %zu CAs that were replaced were signed "
				"as well: Sign list with one of them (l, or ssl crl "
				"--ca) "
				"writes it to a file",
				signed_count),
			sentence, signed_count);
}

/* path: where it goes; NULL: nowhere else. free() it. */
static char *
say_signed(const char *path, const char *end)
{
	if (path == NULL)
		return pd_format(
			_("Revocation list signed and kept here, valid until %s"), end);
	return strcmp(path, "-") == 0
		       ? pd_format(_("Revocation list signed, valid until %s"), end)
		       : pd_format(_("Revocation list signed and written to %s, valid "
				     "until %s"),
				 path, end);
}

bool
pd_ssl_crl(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	struct beside others = {context, values, NULL, result, 0};
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_new_crl_free)
	struct pd_new_crl list = {.authority = &authority,
		.days = pd_value_number(values, "days", DAYS),
		.path = path};
	if (!open_asked(context, values, &authority, error) ||
		!pd_crl_may_sign(&authority, error))
		return false;
	pd_crl_warn_expired(context, &authority, result);
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(context->now + list.days * PD_DAY);
	PD_AUTO(pd_drop_text) char *sentence = say_signed(path, end);
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	others.change = change;
	if (change == NULL ||
		(pd_value_flag(values, "nothing-revoked") &&
			!begin_index(context, change, &list, result, error)) ||
		!pd_crl_put(context, change, &list, error) ||
		(pd_value_text(values, "ca") == NULL &&
			!renew_all_former(&others, error)) ||
		(path != NULL && !pd_common_write_with(&written, context, path,
					 pd_bytes_of_text(list.pem), result, error)) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	tell_others(sentence, others.count, result);
	pd_output_keep(&written, result);
	return true;
}

/* ---- retiring one ---------------------------------------------------------------------- */

/* What is lost by it. */
static char *
describe_retirement(const struct pd_hanging *hanging, bool has_key)
{
	if (!has_key)
		return pd_copy(_("Its private key is not kept here, so it signs no "
				 "last list."));
	if (hanging->valid == 0 && hanging->elsewhere)
		return pd_copy(_("What it issued elsewhere may not be known here, and "
				 "can never be revoked any more. Its last list is "
				 "valid until the CA would have expired."));
	if (hanging->valid == 0)
		return pd_copy(_("Nothing that it issued is in use any more. Its last "
				 "list is valid until the end of all that it "
				 "issued."));
	return pd_format(
		ngettext("%zu valid certificate of it can never be revoked any more; "
			 "its "
			 "last list is valid until the end of all that it issued.",
			"%zu valid certificates of it can never be revoked any more; "
			"its last list is valid until the end of all that it issued.",
			hanging->valid),
		hanging->valid);
}

bool
pd_ssl_preview_retire(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	struct pd_hanging hanging;
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (!pd_former_load(context, pd_value_text(values, "ca"), &ca, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&ca);
	const char *key_id = pd_certificate_key_id(leaf);
	if (!pd_former_count(context, key_id, &hanging, error))
		return false;
	pd_common_preview_certificate(leaf, out);
	PD_AUTO(pd_drop_text)
	char *effect =
		describe_retirement(&hanging, pd_store_has_key(context->store, key_id));
	pd_details_text(out, "effect", _("Effect"), effect);
	pd_details_text(out, "key", _("Private key"),
		context->settings.undo_days > 0
			? _("kept while this can be undone, then destroyed")
			: _("destroyed at once"));
	pd_common_preview_undo(context, out);
	return true;
}

struct retirement {
	struct pd_identity ca;
	struct pd_authority authority; /* empty: its key is not here */
	struct pd_new_crl list;
};

static void
free_retirement(struct retirement *retirement)
{
	pd_identity_free(&retirement->ca);
	pd_authority_free(&retirement->authority);
	pd_new_crl_free(&retirement->list);
}

/* One whose key is not here signs no last list. */
static bool
open_retirement(struct pd_context *context, const struct pd_values *values,
	struct retirement *out, struct pd_error *error)
{
	if (!pd_former_load(context, pd_value_text(values, "ca"), &out->ca, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&out->ca);
	const char *key = pd_certificate_key_id(leaf);
	if (!pd_store_has_key(context->store, key))
		return pd_value_text(values, "file") == NULL ||
		       pd_fail(error, PD_ESTATE, "file",
			       _("the private key of the CA %s is not kept here, so "
				 "it signs no last list; leave the file out"),
			       pd_certificate_subject(leaf));
	out->list.authority = &out->authority;
	return pd_authority_open_of(context, values, key, &out->authority, error) &&
	       pd_crl_may_sign(&out->authority, error);
}

/* A last list, for those who still ask, and then its key goes. */
static bool
stage_retirement(struct pd_context *context, const struct pd_values *values,
	struct pd_change *change, struct retirement *retirement, struct pd_error *error)
{
	struct pd_hanging hanging;
	const char *ca = pd_certificate_key_id(pd_identity_leaf(&retirement->ca));
	PD_AUTO(pd_drop_text) char *path = pd_format(PD_FORMER_FOLDER "/%s", ca);
	if (!pd_former_count(context, ca, &hanging, error))
		return false;
	retirement->list.path = pd_value_text(values, "file");
	retirement->list.until = hanging.end > context->now ? hanging.end + PD_DAY : 0;
	if (retirement->list.authority != NULL &&
		!pd_crl_put(context, change, &retirement->list, error))
		return false;
	bool gone = !pd_store_has_key(context->store, ca) ||
		    pd_identity_needs_key(context->store, ca, path);
	return pd_change_remove(change, path, error) &&
	       (gone || pd_change_remove_key(change, ca, error));
}

static bool
write_last_list(struct pd_context *context, const struct pd_values *values,
	const struct retirement *retirement, struct pd_replacement *written,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	if (path == NULL || retirement->list.pem == NULL)
		return true;
	return pd_common_write_with(written, context, path,
		pd_bytes_of_text(retirement->list.pem), result, error);
}

bool
pd_ssl_retire(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_retirement) struct retirement retirement = {0};
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	if (!open_retirement(context, values, &retirement, error))
		return false;
	if (retirement.list.authority != NULL)
		pd_crl_warn_expired(context, &retirement.authority, result);
	const char *subject = pd_certificate_subject(pd_identity_leaf(&retirement.ca));
	PD_AUTO(pd_drop_text)
	char *sentence = retirement.list.authority != NULL
				 ? pd_format(_("CA %s retired, with a last revocation "
					       "list"),
					   subject)
				 : pd_format(_("CA %s retired"), subject);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!stage_retirement(context, values, change, &retirement, error) ||
		!write_last_list(
			context, values, &retirement, &written, result, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	pd_output_keep(&written, result);
	return true;
}
