/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_targets.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_glance.h"
#include "x509/certificate/describe_state.h"

/* The TLS Key tab: what it shows. The rows' ids: "key", "1" and on for the certificates
 * of the chain, "request"; see tls_place.h for those of other keys than device. */

/* ---- show ---------------------------------------------------------------------- */

static void
describe_tls_key(struct pd_context *context, const struct pd_identity *identity,
	struct pd_details *out)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	const char *key_id = pd_certificate_key_id(leaf);
	bool here = pd_store_has_key(context->store, key_id);
	pd_details_section(out, NULL, _("Key"));
	pd_details_word(out, "origin", _("Origin"), identity->origin,
		pd_identity_origin_words(identity));
	pd_details_text(out, "key", _("Kind"), pd_certificate_key_text(leaf));
	pd_details_key(out, _("Private key"), here,
		pd_identity_key_words(context->store, key_id));
	if (!here)
		return;
	PD_AUTO(pd_drop_text)
	char *url = pd_store_key_url(context->store, key_id);
	if (url != NULL)
		pd_details_text(out, "token", _("Token"), url);
	if (url == NULL) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format(
			"%s/keys/%s.pem", pd_store_path(context->store), key_id);
		pd_details_text(out, "key_file", _("Key file"), path);
	}
	bool encrypted = pd_store_key_is_encrypted(context->store, key_id);
	pd_details_flag(out, "key_encrypted", url ? NULL : _("Encrypted"), encrypted,
		encrypted ? _("yes") : _("no"));
}

static void
describe_identity(struct pd_context *context, const struct pd_identity *identity,
	struct pd_details *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	pd_describe_glance(&identity->chain, NULL, &notice, out);
	describe_tls_key(context, identity, out);
	pd_identity_describe_chain(context, identity, _("Intermediate CA"), out);
	for (size_t i = 0; i < identity->roots.count; i++)
		pd_describe_certificate(identity->roots.items[i], "roots",
			_("Root (kept, not served)"), &notice, out);
}

/* What the certificate of that index is, in a title. */
static const char *
title_of_row(const struct pd_identity *identity, size_t index)
{
	if (index == 0)
		return _("Certificate");
	return index < identity->chain.count ? _("Intermediate CA")
					     : _("Root (kept, not served)");
}

static bool
describe_chain_row(struct pd_context *context, const struct pd_identity *identity,
	const char *row, struct pd_details *out, struct pd_error *error)
{
	const struct pd_notice notice = pd_context_notice(context);
	struct pd_certificates all = pd_identity_certificates(identity);
	const struct pd_certificate *one = pd_tls_find_row(&all, row, error);
	size_t index = 0;
	while (one != NULL && all.items[index] != one)
		index++;
	const struct pd_certificates from = {all.items + index, all.count - index};
	if (one != NULL) {
		pd_describe_glance(&from, NULL, &notice, out);
		pd_describe_certificate(
			one, NULL, title_of_row(identity, index), &notice, out);
	}
	free(all.items);
	return one != NULL;
}

bool
pd_tls_show(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *row;
	struct pd_details *out = &result->details;
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_drop_text)
	char *name = pd_tls_row_name(pd_value_text(values, "row"), &row);
	pd_tls_place_of(name ? name : pd_value_text(values, "name"), &place);
	result->has_details = true;
	const char *target = pd_target_row_name(row);
	if (target != NULL)
		return pd_target_describe(context, target, out, error);
	if (pd_value_flag(values, "request") ||
		(row != NULL && strcmp(row, "request") == 0))
		return pd_tls_describe_request(context, &place, out, error);
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_tls_load_whole(context, &place, &identity, error))
		return false;
	if (row == NULL) {
		describe_identity(context, &identity, out);
		return true;
	}
	if (strcmp(row, "key") != 0)
		return describe_chain_row(context, &identity, row, out, error);
	describe_tls_key(context, &identity, out);
	pd_details_text(out, "key_id", _("Public key id"),
		pd_certificate_key_id(pd_identity_leaf(&identity)));
	return true;
}

/* ---- view ---------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"name", N_("Name"), 20, 0, false},
	{"kind", N_("Kind"), 6, 15, false},
	{"not_after", N_("Valid until"), 10, 11, false},
	{"status", N_("Left"), 8, 15, true},
	{0},
};
enum { KIND = 1 };

static void
set_tls_cells(struct pd_row *row, const char *name, const char *kind, const char *word)
{
	pd_row_set(row, 0, name, NULL);
	pd_row_set(row, 1, kind, word);
	pd_row_set(row, 2, "", NULL);
	pd_row_set(row, 3, "", NULL);
}

/* One of the keys on its way into the view. */
struct group {
	struct pd_tls_place place;
	bool is_named; /* there are several, so each says its name */
};

static void
free_group(struct group *group)
{
	pd_tls_place_free(&group->place);
}

static struct pd_row *
add_tls_row(const struct group *group, unsigned kind, const char *row, char marker,
	struct pd_view *out)
{
	PD_AUTO(pd_drop_text) char *id = pd_tls_row_id(&group->place, row);
	return pd_rows_add(&out->sections[0], kind, id, marker);
}

static void
add_key_row(struct pd_context *context, const struct group *group,
	const struct pd_identity *identity, struct pd_view *out)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	const char *key_id = pd_certificate_key_id(leaf);
	bool here = pd_store_has_key(context->store, key_id);
	bool encrypted = here && pd_store_key_is_encrypted(context->store, key_id);
	struct pd_row *row =
		add_tls_row(group, PD_ON_KEY, "key", here ? ' ' : 'x', out);
	PD_AUTO(pd_drop_text)
	char *name = pd_format("%s%s%s %.16s", group->is_named ? group->place.name : "",
		group->is_named ? ": " : "", pd_certificate_key_text(leaf), key_id);
	set_tls_cells(row, name, _("Key"), "key");
	if (!here) {
		pd_row_set(row, 3, _("MISSING"), "missing");
		pd_view_find(out, row->id,
			_("The private key of %s is missing, so it can serve nothing: "
			  "import it again with its key, or generate a new one"),
			pd_certificate_subject(leaf));
		return;
	}
	if (encrypted)
		pd_row_set(row, 3, _("encrypted"), "encrypted");
	else if (pd_store_key_is_in_token(context->store, key_id))
		pd_row_set(row, 3, _("in a token"), "token");
	else if (pd_store_key_is_open(context->store, key_id))
		pd_row_set(row, 3, _("not encrypted"), "plain");
	else
		pd_row_set(row, 3, _("DAMAGED"), "damaged");
}

static const char *
kind_words(const struct pd_identity *identity, size_t index)
{
	if (index >= identity->chain.count)
		return _("Root");
	if (index > 0)
		return _("Intermediate");
	return pd_tls_is_standard(identity) ? _("Standard") : _("Certificate");
}

static const char *
kind_name(const struct pd_identity *identity, size_t index)
{
	if (index >= identity->chain.count)
		return "root";
	return index ? "intermediate" : "certificate";
}

/* What sentences call it; free() it. */
static char *
name_in_sentences(const struct group *group, const struct pd_identity *identity,
	size_t index, const struct pd_certificate *each)
{
	const char *subject = pd_certificate_subject(each);
	if (index >= identity->chain.count)
		return pd_format(_("The root %s"), subject);
	if (index > 0)
		return pd_format(_("The intermediate CA %s"), subject);
	return group->is_named
		       ? pd_format(_("The TLS certificate %s"), group->place.name)
		       : pd_copy(_("The TLS certificate"));
}

/* Advice on it, or NULL; free() it. Whether renew mends the leaf is looked up only where
 * something is wrong: it reads what the CA issued. */
static char *
needs_of(struct pd_context *context, const struct group *group,
	const struct pd_identity *identity, size_t index,
	const struct pd_certificate *each, bool *renewable)
{
	PD_AUTO(pd_drop_text)
	char *what = name_in_sentences(group, identity, index, each);
	PD_AUTO(pd_drop_text) char *needs = pd_common_needs(context, each, what);
	*renewable =
		needs != NULL && index == 0 && pd_tls_is_renewable(context, identity);
	return *renewable
		       ? pd_common_identity_needs(context, identity, what, _("Renew"))
		       : pd_steal(needs);
}

static void
add_chain_row(struct pd_context *context, const struct group *group,
	const struct pd_identity *identity, size_t index,
	const struct pd_certificate *each, struct pd_view *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_state(each, &notice);
	PD_AUTO(pd_drop_text) char *number = pd_format("%zu", index + 1);
	PD_AUTO(pd_drop_text) char *left = pd_describe_left(each, &notice);
	struct pd_row *row = add_tls_row(
		group, PD_ON_CHAIN, number, pd_describe_state_marker(state), out);
	set_tls_cells(row, pd_certificate_subject(each), kind_words(identity, index),
		kind_name(identity, index));
	pd_row_name(
		row, pd_certificate_subject(each), pd_certificate_common_name(each));
	pd_row_date(row, 2, pd_certificate_not_after(each));
	pd_row_set(row, 3, left, pd_describe_state_name(state));
	bool renewable;
	PD_AUTO(pd_drop_text)
	char *needs = needs_of(context, group, identity, index, each, &renewable);
	if (needs != NULL)
		pd_view_find(out, row->id, "%s", needs);
	if (needs != NULL && index == 0)
		pd_view_mend(out, renewable ? "renew" : "request");
	if (index == 0 && !group->is_named)
		out->sections[0].count = pd_describe_state_text(each, &notice);
}

static void
add_chain_rows(struct pd_context *context, const struct group *group,
	const struct pd_identity *identity, struct pd_view *out)
{
	struct pd_certificates all = pd_identity_certificates(identity);
	for (size_t i = 0; i < all.count; i++)
		add_chain_row(context, group, identity, i, all.items[i], out);
	free(all.items);
}

static void
add_damaged_tls(const char *path, const char *kind, const struct pd_error *problem,
	struct pd_view *out)
{
	struct pd_row *row = pd_rows_add(&out->sections[0], PD_ON_DAMAGED, path, 'x');
	set_tls_cells(row, path, kind, "damaged");
	pd_row_set(row, 3, _("DAMAGED"), "damaged");
	pd_view_find(out, path, "%s: %s", problem->input, problem->message);
}

static void
add_tls_request_row(
	struct pd_context *context, const struct group *group, struct pd_view *out)
{
	const struct pd_pending_kind kind = pd_tls_request_kind(&group->place);
	struct pd_error problem = {0};
	PD_AUTO(pd_pending_free) struct pd_pending_request request = {0};
	if (!pd_store_has(context->store, kind.record))
		return;
	if (!pd_pending_load(&kind, context, &request, &problem)) {
		add_damaged_tls(kind.record, _("Request"), &problem, out);
		return;
	}
	PD_AUTO(pd_drop_text) char *date = pd_text_date(request.time);
	PD_AUTO(pd_drop_text) char *made = pd_format(_("of %s"), date);
	bool is_first =
		group->is_named && !pd_store_has(context->store, group->place.record);
	PD_AUTO(pd_drop_text)
	char *name = is_first ? pd_format("%s: %s", group->place.name, request.subject)
			      : pd_copy(request.subject);
	struct pd_row *row = add_tls_row(group, PD_ON_REQUEST, "request", '+', out);
	set_tls_cells(row, name, _("Signing request"), "request");
	pd_row_set(row, 3, made, date);
	if (request.own_key)
		pd_row_set(row, 2, _("own key"), "own_key");
}

static void
add_identity_rows(
	struct pd_context *context, const struct group *group, struct pd_view *out)
{
	const char *record = group->place.record;
	struct pd_error problem = {0}, roots = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (pd_identity_load(context->store, record, &identity, &problem)) {
		bool whole = pd_tls_load_roots(
			context, &group->place, &identity.roots, &roots);
		add_key_row(context, group, &identity, out);
		add_chain_rows(context, group, &identity, out);
		if (!whole)
			add_damaged_tls(group->place.roots, _("Root"), &roots, out);
		if (!group->place.is_device)
			return;
		const struct pd_certificate *leaf = pd_identity_leaf(&identity);
		PD_AUTO(pd_drop_text)
		char *issuer = pd_identity_issuer_words(&identity);
		out->summary = pd_format(_("TLS key: %s, %s, %s"),
			pd_certificate_key_text(leaf),
			pd_identity_key_words(
				context->store, pd_certificate_key_id(leaf)),
			issuer);
	} else if (problem.code != PD_ESTATE)
		add_damaged_tls(record, _("Certificate"), &problem, out);
}

static bool
add_groups(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_tls_place_names(context, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(free_group) struct group group = {.is_named = names.count > 1};
		struct pd_rows *rows = &out->sections[0];
		size_t before = rows->count_of_items;
		pd_tls_place_of(names.items[i], &group.place);
		add_identity_rows(context, &group, out);
		add_tls_request_row(context, &group, out);
		rows->things += rows->count_of_items > before;
	}
	if (names.count > 1)
		out->sections[0].count = pd_format(
			ngettext("%zu key", "%zu keys", names.count), names.count);
	return true;
}

bool
pd_tls_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	struct pd_rows *rows = &out->sections[0];
	out->section_count = 1;
	rows->title = pd_copy(_("TLS keys"));
	rows->columns = columns;
	rows->said = KIND;
	rows->empty = pd_copy(_("No TLS certificate is kept here: press g to generate "
				"one, or i to import one."));
	if (!add_groups(context, out, error))
		return false;
	pd_target_view(context, out);
	if (out->finding_count > 0) {
		free(out->summary);
		out->summary = pd_copy(out->findings[0].text);
	}
	return true;
}
