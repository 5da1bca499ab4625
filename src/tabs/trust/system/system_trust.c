/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/system/system_trust.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/preview.h"
#include "tabs/trust/system/system_record.h"
#include "x509/judge/anchor.h"

/* clang-format off */
const struct pd_field pd_system_add_fields[] = {
	{.name = "id", .label = N_("Certificate"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The beginning of the fingerprint, the alias or the subject, in the trust list or among "
		"what this system distrusts")},
	{0}
};

const struct pd_field pd_system_fields[] = {
	{.name = "id", .label = N_("Certificate"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW,
	 .help = N_("The beginning of the fingerprint, or the subject, as trust system-list shows it")},
	{0}
};
/* clang-format on */

/* ---- list -------------------------------------------------------------------------- */

static const struct pd_column system_columns[PD_COLUMNS + 1] = {
	{"subject", N_("Name"), 20, 0, false},
	{"not_after", N_("Valid until"), 10, 11, false},
	{"status", N_("On this system"), 8, 16, true},
	{"from", N_("From"), 8, 14, false},
	{"here", N_("In our list"), 4, 12, false},
	{"sha256", N_("Fingerprint"), 16, 95, false},
	{"file", NULL, 0, 0, false},
	{0},
};

static void
set_anchor_state(const struct pd_system_anchor *anchor, struct pd_row *row)
{
	static const char *const words[] = {"trusted", "distrusted", "not_taken_up"};
	const char *const shown[] = {_("trusted"), _("DISTRUSTED"), _("not taken up")};
	pd_row_set(row, 2, shown[anchor->state], words[anchor->state]);
	row->marker = anchor->state == PD_SYSTEM_TRUSTED ? ' ' : '!';
}

static void
add_anchor_row(struct pd_context *context, const struct pd_system_anchor *anchor,
	struct pd_rows *rows)
{
	const struct pd_certificate *certificate = anchor->certificate;
	bool here = pd_trust_has(context, certificate);
	struct pd_row *row = pd_rows_add(rows, PD_ON_ANCHOR, anchor->id, ' ');
	pd_row_set(row, 0, pd_certificate_common_name(certificate),
		pd_certificate_subject(certificate));
	pd_row_date(row, 1, pd_certificate_not_after(certificate));
	set_anchor_state(anchor, row);
	pd_row_set(row, 3, anchor->file ? _("this system") : _("distribution"),
		anchor->file ? "system" : "distribution");
	pd_row_flag(row, 4, here, here ? _("yes") : _("no"));
	pd_row_set(row, 5, pd_certificate_fingerprint(certificate), NULL);
	pd_row_set(row, 6, anchor->file ? anchor->file : "", NULL);
}

bool
pd_system_list(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_system_anchors_free) struct pd_system_anchors anchors = {0};
	const struct pd_system_place *place = pd_system_place_find(error);
	(void)values;
	if (place == NULL || !pd_system_anchors_load(context, place, &anchors, error))
		return false;
	result->has_rows = true;
	result->rows.title = pd_format(
		_("What this system trusts (%s, %s)"), place->family, place->list);
	result->rows.columns = system_columns;
	result->rows.empty = pd_copy(_("This system trusts nothing."));
	for (size_t i = 0; i < anchors.count; i++)
		add_anchor_row(context, &anchors.items[i], &result->rows);
	pd_system_place_tell_others(result);
	return true;
}

/* ---- which one --------------------------------------------------------------------- */

/* What is to be done to which certificate. */
struct chosen {
	struct pd_system_anchors anchors;
	struct pd_certificate *own; /* from the trust list; else NULL */
	const struct pd_system_place *place;
	const struct pd_system_anchor *anchor; /* NULL: the system does not know it */
	struct pd_system_wish wish;
};

static void
drop_chosen_anchor(struct chosen *chosen)
{
	pd_system_anchors_free(&chosen->anchors);
	pd_certificate_free(chosen->own);
	*chosen = (struct chosen){0};
}

static bool
load_system_anchors(
	struct pd_context *context, struct chosen *out, struct pd_error *error)
{
	out->place = pd_system_place_find(error);
	return out->place != NULL &&
	       pd_system_anchors_load(context, out->place, &out->anchors, error);
}

static bool
choose_known(struct pd_context *context, const struct pd_values *values,
	struct chosen *out, struct pd_error *error)
{
	if (!load_system_anchors(context, out, error))
		return false;
	out->anchor = pd_system_anchor_find(
		&out->anchors, pd_value_text(values, "id"), error);
	if (out->anchor != NULL)
		out->wish.certificate = out->anchor->certificate;
	return out->anchor != NULL;
}

/* One of the trust list, or else one that the system knows. */
static bool
choose_added(struct pd_context *context, const struct pd_values *values,
	struct chosen *out, struct pd_error *error)
{
	struct pd_error ignored = {0};
	const char *typed = pd_value_text(values, "id");
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	if (!load_system_anchors(context, out, error) ||
		!pd_trusted_list_named(context, values, &all, error))
		return false;
	out->anchor = pd_system_anchor_find(&out->anchors, typed, &ignored);
	const struct pd_trusted *trusted =
		out->anchor ? NULL : pd_trusted_find(&all, typed, error);
	if (out->anchor == NULL && trusted == NULL)
		return false;
	if (trusted != NULL)
		out->own = pd_trusted_certificate(context, trusted->id, error);
	if (trusted != NULL && out->own == NULL)
		return false;
	out->wish.certificate = out->own ? out->own : out->anchor->certificate;
	bool was = out->anchor != NULL && out->anchor->state == PD_SYSTEM_DISTRUSTED;
	out->wish.act = was ? PD_SYSTEM_ALLOW : PD_SYSTEM_ADD;
	return pd_anchor_kind(out->wish.certificate) != PD_ANCHOR_ENDPOINT ||
	       pd_fail(error, PD_EINPUT, typed,
		       _("is not a CA; what a system trusts are the CAs that issue "
			 "certificates"));
}

static bool
choose_removed(struct pd_context *context, const struct pd_values *values,
	struct chosen *out, struct pd_error *error)
{
	if (!choose_known(context, values, out, error))
		return false;
	out->wish.act = PD_SYSTEM_REMOVE;
	return (out->anchor->file != NULL &&
		       out->anchor->state != PD_SYSTEM_DISTRUSTED) ||
	       pd_fail(error, PD_EINPUT, pd_value_text(values, "id"),
		       _("comes with the distribution and would come back with its "
			 "next "
			 "update; trust system-distrust has it refused"));
}

static bool
choose_distrusted(struct pd_context *context, const struct pd_values *values,
	struct chosen *out, struct pd_error *error)
{
	if (!choose_known(context, values, out, error))
		return false;
	out->wish.act = PD_SYSTEM_DISTRUST;
	return out->anchor->file == NULL ||
	       out->anchor->state == PD_SYSTEM_DISTRUSTED ||
	       pd_fail(error, PD_EINPUT, pd_value_text(values, "id"),
		       _("was added on this system by %s; trust system-remove takes it "
			 "away"),
		       out->anchor->file);
}

/* ---- doing it ---------------------------------------------------------------------- */

static bool
change_system(struct pd_context *context, const struct chosen *chosen,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	const char *subject = pd_certificate_subject(chosen->wish.certificate);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(subject);
	PD_AUTO(pd_drop_text) char *said = pd_format("%s: %s", safe, sentence);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	PD_AUTO(pd_system_step_free) struct pd_system_step step = {0};
	if (change == NULL ||
		!pd_system_apply(context, chosen->place, &chosen->wish, &step, error))
		return false;
	if (!step.changed) {
		pd_result_say(result, _("%s: nothing to do"), safe);
		return true;
	}
	if (!pd_system_record(context, change, &chosen->wish, step.file, error) ||
		!pd_context_end_change(change, said, result, error))
		return false;
	pd_system_place_tell_others(result);
	return pd_system_keep(&step, error);
}

bool
pd_system_add(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_chosen_anchor) struct chosen chosen = {0};
	return choose_added(context, values, &chosen, error) &&
	       change_system(context, &chosen,
		       chosen.wish.act == PD_SYSTEM_ALLOW
			       ? _("this system trusts it again")
			       : _("this system trusts it now"),
		       result, error);
}

bool
pd_system_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_chosen_anchor) struct chosen chosen = {0};
	return choose_removed(context, values, &chosen, error) &&
	       change_system(context, &chosen, _("this system trusts it no longer"),
		       result, error);
}

bool
pd_system_distrust(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_chosen_anchor) struct chosen chosen = {0};
	return choose_distrusted(context, values, &chosen, error) &&
	       change_system(context, &chosen, _("this system distrusts it now"),
		       result, error);
}

/* ---- before the question ----------------------------------------------------------- */

typedef bool choose(struct pd_context *context, const struct pd_values *values,
	struct chosen *out, struct pd_error *error);

static bool
preview_chosen(struct pd_context *context, const struct pd_values *values, choose *by,
	const char *effect, struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(drop_chosen_anchor) struct chosen chosen = {0};
	if (!by(context, values, &chosen, error))
		return false;
	pd_details_text(out, "effect", _("Effect"), effect);
	pd_details_text(out, "system", _("System"), chosen.place->list);
	if (chosen.anchor != NULL && chosen.anchor->file != NULL)
		pd_details_text(out, "file", _("File"), chosen.anchor->file);
	pd_common_preview(context, chosen.wish.certificate, out);
	return true;
}

bool
pd_system_preview_add(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	return preview_chosen(context, values, choose_added,
		_("All programs of this system that read its list accept what this CA "
		  "issues."),
		out, error);
}

bool
pd_system_preview_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	return preview_chosen(context, values, choose_removed,
		_("Its file is removed, and programs of this system refuse what only "
		  "this CA leads to."),
		out, error);
}

bool
pd_system_preview_distrust(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	return preview_chosen(context, values, choose_distrusted,
		_("Programs of this system refuse what only this CA leads to, also "
		  "after updates of the distribution."),
		out, error);
}
