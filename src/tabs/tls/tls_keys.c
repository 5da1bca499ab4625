/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/targets.h"
#include "tabs/shared/common.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_deploy.h"
#include "tabs/tls/tls_device.h"
#include "x509/certificate/describe_state.h"

/* The TLS keys of the host beside each other: the list of them, and taking one away. */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"name", N_("Name"), 8, 20, false},
	{"subject", N_("Subject"), 20, 0, false},
	{"key", N_("Key"), 8, 14, false},
	{"not_after", N_("Valid until"), 10, 11, false},
	{"status", N_("Left"), 8, 15, true},
	{"targets", N_("Deploy targets"), 10, 30, false},
	{0},
};

/* ---- list ------------------------------------------------------------------------ */

/* A key without a certificate has only asked for one yet. */
static void
set_waiting_cells(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_row *row)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_pending_free) struct pd_pending_request request = {0};
	const struct pd_pending_kind kind = pd_tls_request_kind(place);
	bool waits = pd_pending_load(&kind, context, &request, &problem);
	pd_row_set(row, 1, waits ? request.subject : place->record, NULL);
	pd_row_set(row, 2, "", NULL);
	pd_row_none(row, 3, "");
	pd_row_set(row, 4, waits ? _("requested") : _("none"),
		waits ? "requested" : "none");
}

static void
set_identity_cells(struct pd_context *context, const struct pd_identity *identity,
	struct pd_row *row)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_state(leaf, &notice);
	PD_AUTO(pd_drop_text) char *left = pd_describe_left(leaf, &notice);
	bool here = pd_store_has_key(context->store, pd_certificate_key_id(leaf));
	row->marker = here ? pd_describe_state_marker(state) : 'x';
	pd_row_set(row, 1, pd_certificate_subject(leaf), NULL);
	pd_row_set(row, 2, pd_certificate_key_text(leaf), NULL);
	pd_row_date(row, 3, pd_certificate_not_after(leaf));
	pd_row_set(row, 4, here ? left : _("KEY MISSING"),
		here ? pd_describe_state_name(state) : "key_missing");
}

static void
add_listed_key(struct pd_context *context, const struct pd_deploy_targets *targets,
	const char *name, struct pd_rows *rows)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	pd_tls_place_of(name, &place);
	PD_AUTO(pd_drop_text) char *id = pd_tls_row_id(&place, "key");
	PD_AUTO(pd_drop_text) char *named = pd_tls_name_targets(targets, &place);
	struct pd_row *row = pd_rows_add(rows, PD_ON_KEY, id, ' ');
	pd_row_set(row, 0, place.name, NULL);
	pd_row_set(row, 5, named ? named : "", NULL);
	if (pd_identity_load(context->store, place.record, &identity, &problem))
		set_identity_cells(context, &identity, row);
	else if (problem.code == PD_ESTATE)
		set_waiting_cells(context, &place, row);
	else {
		row->marker = 'x';
		pd_row_set(row, 1, problem.message, NULL);
		pd_row_set(row, 2, "", NULL);
		pd_row_none(row, 3, "");
		pd_row_set(row, 4, _("DAMAGED"), "damaged");
	}
}

bool
pd_tls_list(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_tls_place_names(context, &names, error) ||
		!pd_deploy_targets_load(context->store, &targets, error))
		return false;
	result->has_rows = true;
	result->rows.title = pd_copy(_("TLS keys of this host"));
	result->rows.columns = columns;
	for (size_t i = 0; i < names.count; i++)
		add_listed_key(context, &targets, names.items[i], &result->rows);
	return true;
}

/* ---- remove ---------------------------------------------------------------------- */

/* Why the key cannot be taken away, or NULL; free() it. */
static char *
find_hold(struct pd_context *context, const struct pd_tls_place *place)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (place->is_device)
		return pd_copy(_("device is the key that is always there; clear goes "
				 "back to its standard certificate"));
	if (!pd_deploy_targets_load(context->store, &targets, &problem))
		return pd_format("%s: %s", problem.input, problem.message);
	PD_AUTO(pd_drop_text) char *named = pd_tls_name_targets(&targets, place);
	return named ? pd_format(_("%s is used by these deploy targets: %s; remove "
				   "them first, or give them "
				   "another key"),
			       place->name, named)
		     : NULL;
}

char *
pd_tls_blocked_remove(struct pd_context *context, const struct pd_row *row)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_of_row(row, &place);
	return find_hold(context, &place);
}

static bool
check_removable(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *why = find_hold(context, place);
	if (why != NULL)
		return pd_fail(error, PD_ESTATE, place->name, "%s", why);
	return pd_tls_place_is_kept(context, place) ||
	       pd_fail(error, PD_ESTATE, place->name,
		       _("no TLS key has this name; tls list shows the names"));
}

/* The private keys stay until nothing in history refers to them any more. */
bool
pd_tls_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	if (!check_removable(context, &place, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("TLS key %s removed, with its certificate"), place.name);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL &&
	       pd_tls_drop_record(context, change, place.record, error) &&
	       pd_tls_drop_record(context, change, place.roots, error) &&
	       pd_tls_drop_record(context, change, place.request, error) &&
	       pd_context_end_change(change, sentence, result, error);
}

bool
pd_tls_preview_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	pd_tls_place_find(values, &place);
	if (!check_removable(context, &place, error))
		return false;
	pd_details_text(out, "name", _("Name"), place.name);
	if (pd_identity_load(context->store, place.record, &now, &ignored))
		pd_common_preview(context, pd_identity_leaf(&now), out);
	else
		pd_common_preview_undo(context, out);
	pd_details_typed(out, _("Type this word"), place.name);
	return true;
}
