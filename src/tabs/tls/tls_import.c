/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_register.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/trust/trust_admit.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"
#include "x509/certificate/issuer.h"
#include "x509/read/left_out.h"

/* Installs a chain from a CA, with or without its key. */

/* What is there already. */
struct present {
	struct pd_identity identity;       /* empty: none is in use */
	struct pd_pending_request request; /* empty: none is pending */
};

static void
free_present(struct present *present)
{
	pd_identity_free(&present->identity);
	pd_pending_free(&present->request);
}

/* ---- the leaf ------------------------------------------------------------------ */

static const struct pd_certificate *
certificate_for(const struct pd_bundle *bundle, const char *key_id)
{
	for (size_t i = 0; i < bundle->certificates.count; i++) {
		const struct pd_certificate *each = bundle->certificates.items[i];
		if (strcmp(pd_certificate_key_id(each), key_id) == 0)
			return each;
	}
	return NULL;
}

/* The certificate for that key, if the store has the key. */
static const struct pd_certificate *
certificate_for_kept(
	struct pd_context *context, const struct pd_bundle *bundle, const char *key_id)
{
	return key_id != NULL && pd_store_has_key(context->store, key_id)
		       ? certificate_for(bundle, key_id)
		       : NULL;
}

/* The certificate that signed no other is most likely the leaf. Looks at the first ones
 * only, which no honest chain exceeds. */
static const char *
subject_of_leaf(const struct pd_bundle *bundle)
{
	enum { MOST = 20 };
	const struct pd_certificates *all = &bundle->certificates;
	size_t count = all->count < MOST ? all->count : MOST;
	for (size_t i = 0; i < count; i++) {
		bool signs = false;
		for (size_t j = 0; j < count && !signs; j++)
			signs = j != i && pd_certificate_is_signed_by(
						  all->items[j], all->items[i]);
		if (!signs)
			return pd_certificate_subject(all->items[i]);
	}
	return pd_certificate_subject(all->items[0]);
}

static bool
fail_no_key(const struct present *present, const struct pd_bundle *bundle,
	const char *from, struct pd_error *error)
{
	const char *subject = subject_of_leaf(bundle);
	if (!pd_left_outs_check_keys(&bundle->left_out, error))
		return false;
	if (present->request.subject != NULL)
		return pd_fail(error, PD_EINPUT, from,
			_("none of these certificates matches the pending request (%s) "
			  "or the key in use; %s is for another key: import the "
			  "certificate that the CA made of that request, or include "
			  "the private key"),
			present->request.subject, subject);
	return pd_fail(error, PD_EINPUT, from,
		_("%s is for another key than the one in use, and no request is "
		  "pending; add the private key that it was made for, or make a "
		  "request and have that signed"),
		subject);
}

/* The leaf must be for the key that came along, that of the request, or that in use;
 * not for any key that happens to be in the store. */
static bool
take_identity(struct pd_context *context, const struct present *present,
	struct pd_bundle *bundle, const char *from, struct pd_identity *out,
	struct pd_error *error)
{
	if (bundle->key_count > 0 || bundle->certificates.count == 0)
		return pd_identity_take(bundle, context->store, from, out, error);
	const struct pd_certificate *leaf =
		certificate_for_kept(context, bundle, present->request.key_id);
	if (leaf == NULL && present->identity.chain.count > 0)
		leaf = certificate_for_kept(context, bundle,
			pd_certificate_key_id(pd_identity_leaf(&present->identity)));
	if (leaf == NULL)
		return fail_no_key(present, bundle, from, error);
	return pd_identity_take_chain(
		bundle, pd_certificate_key_id(leaf), from, out, error);
}

/* Whose issuer did not come along, and is a CA that is kept here, gets its chain. */
static void
add_own_chain(struct pd_context *context, struct pd_identity *identity)
{
	struct pd_certificates *chain = &identity->chain;
	const struct pd_certificate *last = chain->items[chain->count - 1];
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (!pd_certificate_is_root(last) &&
		pd_register_find_issuer(context, last, &ca))
		pd_authority_add_above(context, &ca, chain);
}

/* ---- judging ------------------------------------------------------------------- */

static bool
brings_nothing_new(
	const struct pd_certificates *chain, const struct pd_certificates *now)
{
	if (chain->count > now->count)
		return false;
	for (size_t i = 0; i < chain->count; i++)
		if (!pd_certificate_same(chain->items[i], now->items[i]))
			return false;
	return true;
}

static bool
is_installed(struct pd_context *context, const struct pd_tls_place *place,
	const struct present *present, const struct pd_identity *identity)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	bool brings_key = identity->key != NULL && !pd_store_has_key(context->store,
							   pd_certificate_key_id(leaf));
	bool brings_root = identity->roots.count > 0 &&
			   !pd_store_has(context->store, place->roots);
	return !brings_key && !brings_root &&
	       brings_nothing_new(&identity->chain, &present->identity.chain);
}

static bool
load_present(struct pd_context *context, const struct pd_tls_place *place,
	struct present *out, struct pd_error *error)
{
	const struct pd_pending_kind kind = pd_tls_request_kind(place);
	/* A damaged record is simply replaced. */
	struct pd_error unreadable = {0};
	(void)pd_identity_load(
		context->store, place->record, &out->identity, &unreadable);
	return !pd_store_has(context->store, place->request) ||
	       pd_pending_load(&kind, context, &out->request, error);
}

static bool
take_tls(const struct pd_identity_kind *kind, struct pd_context *context,
	struct pd_bundle *bundle, const char *from, struct pd_identity *out,
	struct pd_error *error)
{
	const struct pd_tls_place *place = kind->which;
	PD_AUTO(free_present) struct present present = {0};
	if (!load_present(context, place, &present, error) ||
		!take_identity(context, &present, bundle, from, out, error))
		return false;
	add_own_chain(context, out);
	pd_tls_split_root(out);
	out->is_there = is_installed(context, place, &present, out);
	return true;
}

/* ---- what else changes --------------------------------------------------------- */

/* Only device has a standard one. Read again under the lock, as another process may have
 * changed it. */
static bool
put_aside(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_change *change, const struct pd_identity *next,
	struct pd_error *error)
{
	struct pd_error unreadable = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	if (!place->is_device)
		return true;
	if (pd_tls_is_standard(next))
		return pd_tls_drop_record(context, change, PD_TLS_STANDARD, error);
	/* A missing or damaged record leaves nothing to keep. */
	if (!pd_identity_load(context->store, place->record, &now, &unreadable) ||
		!pd_tls_is_standard(&now))
		return true;
	return pd_identity_put(change, PD_TLS_STANDARD, &now, context, error);
}

static bool
put_roots(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_change *change, const struct pd_certificates *roots,
	struct pd_error *error)
{
	if (roots->count == 0)
		return pd_tls_drop_record(context, change, place->roots, error);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_chain(record, "chain", roots);
	return pd_change_put(change, place->roots, record, error);
}

/* Only a certificate from elsewhere answers a request. */
static bool
is_answer(const struct pd_identity *identity)
{
	return strcmp(identity->origin, "imported") == 0 ||
	       strcmp(identity->origin, "pasted") == 0;
}

static bool
stage_beside(const struct pd_identity_kind *kind, struct pd_context *context,
	struct pd_change *change, const struct pd_identity *identity,
	struct pd_error *error)
{
	const struct pd_tls_place *place = kind->which;
	const struct pd_pending_kind request = pd_tls_request_kind(place);
	return put_aside(context, place, change, identity, error) &&
	       put_roots(context, place, change, &identity->roots, error) &&
	       (!is_answer(identity) ||
		       pd_pending_answer(&request, context, change, identity, error));
}

/* ---- telling ------------------------------------------------------------------- */

static bool
admit_tls(struct pd_context *context, const struct pd_values *values,
	const struct pd_identity *identity, const char *from, struct pd_result *result,
	struct pd_error *error)
{
	struct pd_certificates all = pd_identity_certificates(identity);
	const struct pd_candidate candidate = {&all, "server", from};
	bool good = pd_trust_admit(context, values, &candidate, result, error);
	free(all.items);
	return good;
}

static void
warn_of_identity(struct pd_context *context, const struct pd_identity *identity,
	struct pd_result *result)
{
	const struct pd_certificates *chain = &identity->chain;
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	if (chain->count == 1 && identity->roots.count == 0 &&
		!pd_certificate_is_self_issued(leaf))
		pd_result_warn(result,
			_("the certificate of its issuer %s did not come along; if "
			  "that is an intermediate CA, import both together, or "
			  "clients will not find the way to the root"),
			pd_certificate_issuer(leaf));
	for (size_t i = 1; i < chain->count; i++) {
		const char *subject = pd_certificate_subject(chain->items[i]);
		PD_AUTO(pd_drop_text)
		char *what = pd_format(_("The intermediate CA %s"), subject);
		pd_common_warn_needs(context, chain->items[i], what, result);
	}
}

static char *
describe_installed_tls(const struct pd_identity *identity)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	size_t above = identity->chain.count - 1;
	if (above == 0)
		return pd_format(_("TLS certificate %s installed, valid until %s"),
			pd_certificate_subject(leaf), end);
	return pd_format(
		ngettext("TLS certificate %s installed with %zu intermediate CA, valid "
			 "until %s",
			"TLS certificate %s installed with %zu intermediate CAs, valid "
			"until %s",
			(unsigned long)above),
		pd_certificate_subject(leaf), above, end);
}

static char *
describe_installed(const struct pd_identity_kind *kind,
	const struct pd_context *context, const struct pd_identity *identity)
{
	(void)context;
	return pd_tls_place_sentence(kind->which, describe_installed_tls(identity));
}

static void
tell_written(const char *subject, const char *path, struct pd_result *result)
{
	pd_result_say(result, _("TLS certificate %s written to %s"), subject, path);
}

/* ---- operations ---------------------------------------------------------------- */

struct pd_identity_kind
pd_tls_kind(const struct pd_tls_place *place)
{
	return (struct pd_identity_kind){
		.name = N_("The TLS certificate"),
		.path = place->record,
		.which = place,
		.take = take_tls,
		.judge = admit_tls,
		.installed = describe_installed,
		.stage = stage_beside,
		.warn = warn_of_identity,
		.tell_written = tell_written,
	};
}

bool
pd_tls_import(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	const struct pd_identity_kind kind = pd_tls_kind(&place);
	return pd_identity_import(&kind, context, values, result, error);
}

bool
pd_tls_export(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	pd_tls_place_find(values, &place);
	const struct pd_identity_kind kind = pd_tls_kind(&place);
	return pd_tls_load_whole(context, &place, &identity, error) &&
	       pd_identity_export_one(&kind, context, &identity, values, result, error);
}

/* ---- what is asked before ------------------------------------------------------- */

/* Warns before a certificate is installed that is not valid today. */
static void
preview_state(const struct pd_context *context, const struct pd_certificate *leaf,
	struct pd_details *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_state(leaf, &notice);
	if (state != PD_STATE_EXPIRED && state != PD_STATE_NOT_YET_VALID)
		return;
	PD_AUTO(pd_drop_text)
	char *needs = pd_common_needs(context, leaf, _("The new certificate"));
	pd_details_text(out, "warning", _("Warning"), needs);
}

bool
pd_tls_preview_import(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity next = {0};
	PD_AUTO(pd_result_free) struct pd_result ignored = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	const struct pd_identity_kind kind = pd_tls_kind(&place);
	if (!pd_identity_read(&kind, context, values, &next, &ignored, error))
		return false;
	if (next.is_there)
		return true;
	const struct pd_certificate *leaf = pd_identity_leaf(&next);
	struct pd_certificates all = pd_identity_certificates(&next);
	const struct pd_candidate candidate = {&all, "server", NULL};
	PD_AUTO(pd_drop_text) char *refusal = pd_trust_refusal(context, &candidate);
	free(all.items);
	if (refusal != NULL)
		pd_details_text(out, "refused", _("Warning"), refusal);
	preview_state(context, leaf, out);
	return pd_identity_preview_import(&kind, context, leaf, out, error);
}
