/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/deploy_tell.h"

#include "base/text.h"
#include "tabs/tls/tls.h"

/* ---- rows ---------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"target", N_("Deploy target"), 10, 20, false},
	{"file", N_("File"), 20, 0, false},
	{"would", N_("Would be"), 9, 12, true},
	{"mode", N_("Mode"), 4, 4, false},
	{"owner", N_("Owner"), 5, 16, false},
	{"then", N_("Then"), 10, 40, false},
	{0},
};

static void
add_planned(const struct pd_deploy_target *target, const struct pd_deploy_file *file,
	bool reloads, struct pd_rows *rows)
{
	bool changed = pd_deploy_file_is_changed(file);
	const char *word = !file->existed ? "made" : changed ? "replaced" : "kept";
	const char *shown = !file->existed ? _("made")
			    : changed      ? _("replaced")
					   : _("left");
	struct pd_row *row =
		pd_rows_add(rows, PD_ON_TAB, file->wanted.path, changed ? '+' : ' ');
	PD_AUTO(pd_drop_text)
	char *mode = pd_format("%04o", (unsigned)file->wanted.mode);
	pd_row_set(row, 0, target->name, NULL);
	pd_row_set(row, 1, file->wanted.path, NULL);
	pd_row_set(row, 2, shown, word);
	pd_row_set(row, 3, mode, NULL);
	pd_row_set(row, 4, target->owner ? target->owner : "", NULL);
	pd_row_set(row, 5, reloads && target->reload ? target->reload : "", NULL);
}

bool
pd_deploy_tell(struct pd_context *context, const struct pd_deploy_choice *choice,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_deploy_load_free) struct pd_deploy_load load = {0};
	PD_AUTO(pd_deploy_plan_free) struct pd_deploy_plan plan = {0};
	struct pd_rows *rows = &result->rows;
	if (!pd_deploy_load_read(context, choice, &load, error) ||
		!pd_deploy_plan_open(&load, &plan, error))
		return false;
	result->has_rows = true;
	rows->columns = columns;
	rows->title = pd_copy(_("What deploying would do"));
	for (size_t i = 0; i < load.count; i++) {
		const struct pd_deploy_pair *pair = &plan.pairs[i];
		const struct pd_deploy_target *target = load.items[i].target;
		add_planned(target, &pair->certificate, pair->is_changed, rows);
		if (pair->has_key)
			add_planned(target, &pair->key, false, rows);
	}
	return true;
}

/* ---- the question ---------------------------------------------------------------- */

struct asked {
	size_t made, replaced;
};

static void
ask_about_file(const char *name, const char *label, const struct pd_deploy_file *file,
	struct asked *asked, struct pd_details *out)
{
	bool changed = pd_deploy_file_is_changed(file);
	PD_AUTO(pd_drop_text)
	char *words = pd_format(!file->existed ? _("%s (new)")
				: changed      ? _("%s (replaced)")
					       : _("%s (left as it is)"),
		file->wanted.path);
	asked->made += !file->existed;
	asked->replaced += file->existed && changed;
	pd_details_text(out, name, label, words);
}

static void
ask_about_target(const struct pd_deploy_target *target,
	const struct pd_deploy_pair *pair, bool no_reload, struct asked *asked,
	struct pd_details *out)
{
	bool one = pd_deploy_target_is_one_file(target);
	ask_about_file("certificate", one ? _("Certificate, key") : _("Certificate"),
		&pair->certificate, asked, out);
	if (pair->has_key)
		ask_about_file("key", _("Key"), &pair->key, asked, out);
	if (target->reload != NULL && !no_reload)
		pd_details_text(out, "reload", _("Then"), target->reload);
}

/* Where nothing was there, nothing is replaced. */
static void
word_question(const struct asked *asked, struct pd_details *out)
{
	if (asked->made == 0)
		return;
	pd_details_question(out,
		asked->replaced == 0
			? _("Install these files for services?")
			: _("Install these files, and replace those that are there?"));
	pd_details_action(out, _("Install"));
}

/* Without a line nothing is asked: there is one per target that would change. */
bool
pd_tls_preview_deploy(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_deploy_load_free) struct pd_deploy_load load = {0};
	PD_AUTO(pd_deploy_plan_free) struct pd_deploy_plan plan = {0};
	const struct pd_deploy_choice choice = pd_deploy_choice(values);
	struct asked asked = {0};
	if (pd_value_flag(values, "dry-run"))
		return true;
	if (!pd_deploy_load_read(context, &choice, &load, error) ||
		!pd_deploy_plan_open(&load, &plan, error))
		return false;
	for (size_t i = 0; i < load.count; i++)
		if (plan.pairs[i].is_changed)
			ask_about_target(load.items[i].target, &plan.pairs[i],
				load.no_reload, &asked, out);
	word_question(&asked, out);
	return true;
}
