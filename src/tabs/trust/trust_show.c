/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_show.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/trust/trust.h"
#include "tabs/trust/trust_rejected.h"
#include "x509/certificate/chain.h"
#include "x509/certificate/describe_glance.h"
#include "x509/certificate/issuer.h"
#include "x509/name/name_match.h"

/* List at most this many findings of one kind; count the rest. */
enum { FINDINGS_TOLD = 20, WAY_LIMIT = 16 };

/* ---- who would be accepted by it ------------------------------------------------- */

/* Folders of the store with our own certificates; chains are leaf first. */
static const char *const own_folders[] = {"ssl", "signature", "tls"};

static const struct pd_certificate *
issuer_in(const struct pd_certificates *list, const struct pd_certificate *certificate)
{
	for (size_t i = 0; i < list->count; i++)
		if (!pd_certificate_same(list->items[i], certificate) &&
			pd_certificate_is_signed_by(certificate, list->items[i]))
			return list->items[i];
	return NULL;
}

/* Going by names alone, which costs nothing: is it, or the issuer of, one of them? */
static bool
is_named_by_any(
	const struct pd_certificates *list, const struct pd_certificate *trusted)
{
	const struct pd_bytes none = {0};
	for (size_t i = 0; i < list->count; i++)
		if (pd_certificate_same(list->items[i], trusted) ||
			pd_issuer_fits(pd_certificate_issuer_der(list->items[i]), none,
				trusted))
			return true;
	return false;
}

/* Is it on the leaf's path, by its own chain and then the CA's? */
static bool
leads_to(const struct pd_certificates *chain, const struct pd_certificates *authority,
	const struct pd_certificate *trusted)
{
	const struct pd_certificate *at = chain->items[0];
	if (!is_named_by_any(chain, trusted) && !is_named_by_any(authority, trusted))
		return false;
	for (int steps = 0; at != NULL && steps < WAY_LIMIT; steps++) {
		if (pd_certificate_same(at, trusted) ||
			pd_certificate_is_signed_by(at, trusted))
			return true;
		if (pd_certificate_is_root(at))
			return false;
		const struct pd_certificate *next = issuer_in(chain, at);
		at = next ? next : issuer_in(authority, at);
	}
	return false;
}

static bool
load_chain(struct pd_context *context, const char *path, struct pd_certificates *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, &ignored);
	return record != NULL &&
	       pd_record_chain(record, "chain", path, out, &ignored) && out->count > 0;
}

static void
tell_folder(struct pd_context *context, const char *folder,
	const struct pd_certificates *authority, const struct pd_certificate *trusted,
	struct pd_details *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(context->store, folder, &names, &ignored))
		return;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", folder, names.items[i]);
		PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
		if (!load_chain(context, path, &chain) ||
			!leads_to(&chain, authority, trusted))
			continue;
		PD_AUTO(pd_drop_text)
		char *item = pd_format(
			"%s: %s", path, pd_certificate_subject(chain.items[0]));
		pd_details_item(out, item);
	}
}

/* The register may hold a hundred thousand, which nobody reads; all that one CA issued has
 * the same way up. Only the certificate itself is told by name. */
static void
tell_issued_by(struct pd_context *context, const char *key,
	const struct pd_certificate *trusted, struct pd_details *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	PD_AUTO(pd_issued_free) struct pd_issued itself = {0};
	PD_AUTO(pd_drop_text) char *item = NULL;
	if (!pd_authority_load_of(context, key, &ca, &ignored))
		return;
	const struct pd_certificate *leaf = pd_identity_leaf(&ca);
	bool is_its_name = strcmp(pd_certificate_key_id(trusted), key) == 0 &&
			   pd_name_equal(pd_certificate_subject_der(trusted),
				   pd_certificate_subject_der(leaf));
	if (is_its_name || leads_to(&ca.chain, &ca.chain, trusted))
		item = pd_format(_("ssl/issued: everything that %s issued"),
			pd_certificate_subject(leaf));
	else if (pd_issued_of(context, key, pd_certificate_serial(trusted), &itself,
			 &ignored) &&
		 itself.certificate != NULL &&
		 pd_certificate_same(itself.certificate, trusted))
		item = pd_format("ssl/issued/%s: %s", itself.id, itself.subject);
	if (item != NULL)
		pd_details_item(out, item);
}

static void
tell_register(struct pd_context *context, const struct pd_certificate *trusted,
	struct pd_details *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	if (!pd_authority_keys(context, &keys, &ignored))
		return;
	for (size_t i = 0; i < keys.count; i++)
		tell_issued_by(context, keys.items[i], trusted, out);
}

static void
tell_who_is_accepted(struct pd_context *context, const struct pd_certificate *trusted,
	struct pd_details *out)
{
	PD_AUTO(pd_certificates_free) struct pd_certificates authority = {0};
	(void)load_chain(context, PD_CA_RECORD, &authority);
	pd_details_section(out, NULL, _("What it leads to in this store"));
	pd_details_list(out, "vouches_for", _("Records"));
	for (size_t i = 0; i < sizeof own_folders / sizeof *own_folders; i++)
		tell_folder(context, own_folders[i], &authority, trusted, out);
	tell_register(context, trusted, out);
}

/* ---- show ------------------------------------------------------------------------ */

static const char *
origin_words(const char *origin)
{
	if (strcmp(origin, "pasted") == 0)
		return _("pasted");
	if (strcmp(origin, "accepted") == 0)
		return _("accepted from a rejected chain");
	if (strcmp(origin, "own") == 0)
		return _("a CA that is kept here");
	return strcmp(origin, "tls") == 0 ? _("the TLS key of this host")
					  : _("imported from files");
}

static bool
show_trusted(struct pd_context *context, const struct pd_trusted *trusted,
	struct pd_details *out, struct pd_error *error)
{
	const struct pd_notice notice = pd_context_notice(context);
	PD_AUTO(pd_drop_certificate)
	struct pd_certificate *certificate =
		pd_trusted_certificate(context, trusted->id, error);
	if (certificate == NULL)
		return false;
	pd_describe_glance_at(certificate, NULL, &notice, out);
	pd_details_section(out, NULL, _("Trusted certificate"));
	if (trusted->alias != NULL)
		pd_details_text(out, "alias", _("Alias"), trusted->alias);
	pd_details_word(out, "kind", _("Kind"), trusted->is_ca ? "ca" : "endpoint",
		trusted->is_ca ? _("CA") : _("endpoint: only itself is accepted"));
	pd_details_word(out, "origin", _("Origin"), trusted->origin,
		origin_words(trusted->origin));
	pd_details_time(out, "added", _("Added"), trusted->added);
	pd_details_text(out, "account", _("By"), trusted->account);
	pd_describe_certificate(certificate, NULL, _("Certificate"), &notice, out);
	tell_who_is_accepted(context, certificate, out);
	return true;
}

static bool
show_rejected(struct pd_context *context, const struct pd_rejected *rejected,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	if (!pd_rejected_chain(context, rejected, &chain, error))
		return false;
	pd_rejected_describe(context, rejected, &chain, out);
	return true;
}

/* Looks in the trust list first, then among the rejected chains. */
bool
pd_trust_show(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *typed = pd_value_text(values, "id");
	struct pd_error problem = {0}, ignored = {0};
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list rejected = {0};
	if (!pd_trusted_list_named(context, values, &all, error))
		return false;
	result->has_details = true;
	const struct pd_trusted *found = pd_trusted_find(&all, typed, &problem);
	if (found != NULL)
		return show_trusted(context, found, &result->details, error);
	if (!pd_rejected_list(context, &rejected, error))
		return false;
	const struct pd_rejected *chain = pd_rejected_find(&rejected, typed, &ignored);
	if (chain != NULL)
		return show_rejected(context, chain, &result->details, error);
	return pd_fail(error, problem.code, problem.input, "%s", problem.message);
}

/* ---- findings -------------------------------------------------------------------- */

struct finding {
	struct pd_view *view;
	size_t count;
};

static bool
is_told(struct finding *finding)
{
	return finding->count++ < FINDINGS_TOLD;
}

static void
find_damaged(const struct pd_trusted_list *all, struct pd_view *out)
{
	struct finding told = {.view = out};
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].problem != NULL && is_told(&told))
			pd_view_find(
				out, all->items[i].id, "%s", all->items[i].problem);
}

static void
find_expired(const struct pd_context *context, const struct pd_trusted_list *all,
	struct pd_view *out)
{
	struct finding told = {.view = out};
	for (size_t i = 0; i < all->count; i++) {
		const struct pd_trusted *item = &all->items[i];
		if (item->problem != NULL || item->validity.not_after >= context->now ||
			!is_told(&told))
			continue;
		PD_AUTO(pd_drop_text)
		char *end = pd_text_date(item->validity.not_after);
		PD_AUTO(pd_drop_text) char *words = pd_trusted_words(item);
		pd_view_find(
			out, item->id, _("%s expired on %s: remove it"), words, end);
		pd_view_mend(out, "remove");
		pd_view_leave_to_others(out);
	}
	if (told.count > FINDINGS_TOLD)
		pd_view_find(out, NULL,
			ngettext("%zu trusted certificate has expired",
				"%zu trusted certificates have expired", told.count),
			told.count);
}

static void
find_ending(const struct pd_context *context, const struct pd_trusted_list *all,
	struct pd_view *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	struct finding told = {.view = out};
	for (size_t i = 0; i < all->count; i++) {
		const struct pd_trusted *item = &all->items[i];
		enum pd_state state = pd_describe_validity(&item->validity, &notice);
		if (item->problem != NULL || !pd_describe_state_ends(state) ||
			!is_told(&told))
			continue;
		PD_AUTO(pd_drop_text)
		char *end = pd_text_date(item->validity.not_after);
		PD_AUTO(pd_drop_text) char *words = pd_trusted_words(item);
		pd_view_find(out, item->id,
			_("%s expires on %s: trust its successor before then"), words,
			end);
		pd_view_leave_to_others(out);
	}
	if (told.count > FINDINGS_TOLD)
		pd_view_find(out, NULL,
			ngettext("%zu trusted certificate expires soon",
				"%zu trusted certificates expire soon", told.count),
			told.count);
}

static void
find_weak(const struct pd_trusted_list *all, struct pd_view *out)
{
	struct finding told = {.view = out};
	for (size_t i = 0; i < all->count; i++) {
		const struct pd_trusted *item = &all->items[i];
		if (!item->validity.is_weak || !is_told(&told))
			continue;
		PD_AUTO(pd_drop_text) char *words = pd_trusted_words(item);
		pd_view_find(out, item->id,
			_("%s has a weak key or signature: ask its owner for a "
			  "stronger one"),
			words);
		pd_view_leave_to_others(out);
	}
	if (told.count > FINDINGS_TOLD)
		pd_view_find(out, NULL,
			ngettext("%zu trusted certificate is weak",
				"%zu trusted certificates are weak", told.count),
			told.count);
}

static int
compare_keys(const void *one, const void *other)
{
	const struct pd_trusted *const *first = one, *const *second = other;
	return strcmp((*first)->key_id, (*second)->key_id);
}

static void
find_same_keys(const struct pd_trusted_list *all, struct pd_view *out)
{
	struct finding told = {.view = out};
	const struct pd_trusted **sorted =
		pd_alloc(all->count + 1, sizeof(struct pd_trusted *));
	size_t count = 0;
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].problem == NULL)
			sorted[count++] = &all->items[i];
	qsort(sorted, count, sizeof *sorted, compare_keys);
	for (size_t i = 1; i < count; i++) {
		if (compare_keys(&sorted[i - 1], &sorted[i]) != 0 ||
			strcmp(sorted[i - 1]->subject, sorted[i]->subject) == 0 ||
			!is_told(&told))
			continue;
		PD_AUTO(pd_drop_text) char *one = pd_trusted_words(sorted[i - 1]);
		PD_AUTO(pd_drop_text) char *other = pd_trusted_words(sorted[i]);
		pd_view_find(out, NULL,
			_("%s and %s have the same key under two names"), one, other);
	}
	free(sorted);
}

static void
summarise_trust(const struct pd_context *context, const struct pd_trusted_list *all,
	struct pd_view *out)
{
	size_t authorities = 0, expired = 0;
	for (size_t i = 0; i < all->count; i++) {
		authorities += all->items[i].is_ca;
		expired += all->items[i].problem == NULL &&
			   all->items[i].validity.not_after < context->now;
	}
	out->summary = pd_format(_("CAs: %zu, endpoints: %zu, expired: %zu"),
		authorities, all->count - authorities, expired);
}

void
pd_trust_find(const struct pd_context *context, const struct pd_trusted_list *all,
	struct pd_view *out)
{
	find_damaged(all, out);
	find_expired(context, all, out);
	find_ending(context, all, out);
	find_weak(all, out);
	find_same_keys(all, out);
	summarise_trust(context, all, out);
}
