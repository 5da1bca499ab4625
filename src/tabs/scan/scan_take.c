/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_take.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "store/check.h"
#include "store/settings_change.h"
#include "tabs/scan/scan_judge.h"
#include "tabs/scan/scan_rows.h"
#include "tabs/scan/take_plan.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_targets.h"

/* Takes over what a service uses: its key and chain come under a name of the TLS Key tab, and
 * its files become a deploy target, as one change. The files stay as they are until that is
 * deployed. */

struct taking {
	struct pd_tls_place place; /* first: what the kind below is lent */
	struct pd_identity_kind tls;
	const struct pd_values *target;
};

static void
free_taking(struct taking *taking)
{
	pd_tls_place_free(&taking->place);
}

/* ---- which one ------------------------------------------------------------------- */

/* The finds have to stay while the plan does. */
struct taken {
	struct pd_finds finds;
	struct pd_take_plan plan;
};

static void
free_taken(struct taken *taken)
{
	pd_take_plan_free(&taken->plan);
	pd_finds_free(&taken->finds);
}

static bool
find_taken(struct pd_context *context, const struct pd_values *values,
	struct taken *out, struct pd_error *error)
{
	enum { SECONDS = 60 };
	const char *path = pd_value_text(values, "file");
	struct pd_names paths = {(char *[]){(char *)path}, 1};
	const struct pd_scan_order order = {.paths = &paths,
		.seconds = SECONDS,
		.passphrase = pd_value_secret(values, "passphrase"),
		.cancelled = context->cancelled};
	if (!pd_finds_make(context, &order, &out->finds, error))
		return false;
	const struct pd_find *find = pd_finds_find(&out->finds, path, error);
	return find != NULL && pd_take_plan_make(find, values, &out->plan, error);
}

/* ---- what is there of that name -------------------------------------------------- */

/* A name that is taken is fine where it has this very certificate. *is_same tells that. */
static bool
check_taken_name(struct pd_context *context, const struct pd_tls_place *place,
	const struct pd_certificate *leaf, bool *is_same, struct pd_error *error)
{
	struct pd_error none = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	*is_same = false;
	if (!pd_store_has(context->store, place->record))
		return true;
	if (pd_identity_load(context->store, place->record, &now, &none)) {
		*is_same = pd_certificate_same(pd_identity_leaf(&now), leaf);
		if (*is_same || pd_tls_is_standard(&now))
			return true;
	}
	return pd_fail(error, PD_EUSAGE, "name",
		_("another TLS key is called %s; choose a new name, or tls remove that "
		  "one"),
		place->name);
}

/* ---- the target ------------------------------------------------------------------ */

static bool
check_new_target(struct pd_context *context, const struct pd_values *target,
	struct pd_error *error)
{
	const char *name = pd_value_text(target, "target");
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_deploy_targets_load(context->store, &targets, error))
		return false;
	for (size_t i = 0; i < targets.count; i++)
		if (strcmp(targets.items[i].name, name) == 0)
			return pd_fail(error, PD_EUSAGE, "target",
				_("another deploy target is called %s; choose a new "
				  "name with --target"),
				name);
	return true;
}

static bool
put_target(struct pd_context *context, struct pd_change *change,
	const struct pd_values *target, struct pd_error *error)
{
	static const char *const all[][2] = {{"target", "name"}, {"name", "tls"},
		{"certificate", "certificate"}, {"key", "key"}, {"owner", "owner"},
		{"mode", "mode"}, {"reload", "reload"}};
	struct pd_settings_member members[PD_COUNT(all) + 1] = {{0}};
	size_t count = 0;
	for (size_t i = 0; i < PD_COUNT(all); i++) {
		const char *text = pd_value_text(target, all[i][0]);
		if (text != NULL)
			members[count++] = (struct pd_settings_member){
				all[i][1], pd_settings_quote(text)};
	}
	const struct pd_group_edit edit =
		pd_target_edit(pd_value_text(target, "target"), members);
	bool good = pd_group_put(context->store, change, &edit, error);
	for (size_t i = 0; i < count; i++)
		free((char *)members[i].value);
	return good;
}

/* ---- taking ---------------------------------------------------------------------- */

static bool
stage_taking(const struct pd_identity_kind *kind, struct pd_context *context,
	struct pd_change *change, const struct pd_identity *identity,
	struct pd_error *error)
{
	const struct taking *taking = kind->which;
	return taking->tls.stage(&taking->tls, context, change, identity, error) &&
	       put_target(context, change, taking->target, error);
}

static char *
describe_taken(const struct pd_identity_kind *kind, const struct pd_context *context,
	const struct pd_identity *identity)
{
	(void)context;
	const struct taking *taking = kind->which;
	PD_AUTO(pd_drop_text)
	char *word = pd_store_shell_word(pd_value_text(taking->target, "target"));
	return pd_format(_("%s taken over as the TLS key %s; tls deploy %s writes its "
			   "files, which stay as they are until then"),
		pd_certificate_subject(pd_identity_leaf(identity)), taking->place.name,
		word);
}

/* Key and certificate are kept already: only where they go is new. */
static bool
add_target_alone(struct pd_context *context, const struct taking *taking,
	struct pd_result *result, struct pd_error *error)
{
	const char *target = pd_value_text(taking->target, "target");
	PD_AUTO(pd_drop_text) char *word = pd_store_shell_word(target);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("The TLS key %s goes to the deploy target %s, too; tls deploy %s "
		  "writes its files, which stay as they are until then"),
		taking->place.name, target, word);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL && put_target(context, change, taking->target, error) &&
	       pd_context_end_change(change, sentence, result, error);
}

static bool
take_with_key(struct pd_context *context, struct taking *taking,
	const struct pd_take_plan *plan, struct pd_result *result,
	struct pd_error *error)
{
	taking->tls = pd_tls_kind(&taking->place);
	struct pd_identity_kind kind = taking->tls;
	kind.which = taking;
	kind.stage = stage_taking;
	kind.installed = describe_taken;
	return pd_identity_import(&kind, context, plan->import, result, error);
}

bool
pd_scan_take(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_taken)
	struct taken taken = {.finds = {.scan = {.ground = {.descriptor = -1}}}};
	PD_AUTO(free_taking) struct taking taking = {0};
	bool is_same;
	if (!find_taken(context, values, &taken, error))
		return false;
	const struct pd_take_plan *plan = &taken.plan;
	pd_tls_place_find(values, &taking.place);
	taking.target = plan->target;
	if (!check_taken_name(context, &taking.place, plan->leaf, &is_same, error) ||
		!check_new_target(context, plan->target, error) ||
		!(is_same ? add_target_alone(context, &taking, result, error)
			  : take_with_key(context, &taking, plan, result, error)))
		return false;
	for (size_t i = 0; i < plan->warnings.count; i++)
		pd_result_warn(result, "%s", plan->warnings.items[i]);
	return true;
}

/* ---- what is asked before -------------------------------------------------------- */

static void
preview_text(const struct pd_take_plan *plan, const char *field, const char *label,
	struct pd_details *out)
{
	const char *text = pd_value_text(plan->target, field);
	if (text != NULL)
		pd_details_text(out, field, label, text);
}

bool
pd_scan_preview_take(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(free_taken)
	struct taken taken = {.finds = {.scan = {.ground = {.descriptor = -1}}}};
	if (!find_taken(context, values, &taken, error))
		return false;
	pd_details_text(
		out, "subject", _("Subject"), pd_certificate_subject(taken.plan.leaf));
	preview_text(&taken.plan, "target", _("Deploy target"), out);
	preview_text(&taken.plan, "certificate", _("Certificate"), out);
	preview_text(&taken.plan, "key", _("Private key"), out);
	preview_text(&taken.plan, "owner", _("Owner"), out);
	preview_text(&taken.plan, "mode", _("Mode"), out);
	preview_text(&taken.plan, "reload", _("Then"), out);
	for (size_t i = 0; i < taken.plan.warnings.count; i++)
		pd_details_text(
			out, "warning", _("Warning"), taken.plan.warnings.items[i]);
	pd_details_text(out, "effect", _("Effect"),
		_("its files stay as they are until the first deployment"));
	pd_common_preview_undo(context, out);
	return true;
}

/* ---- forms ----------------------------------------------------------------------- */

/* A name for the key, of the file that is selected. */
char *
pd_scan_propose_name(struct pd_context *context, const char *row)
{
	(void)context;
	return row != NULL ? pd_take_name_of(row) : NULL;
}

char *
pd_scan_blocked_take(struct pd_context *context, const struct pd_row *row)
{
	(void)context;
	const char *target = row ? pd_scan_target_of(row) : "";
	return *target != '\0'
		       ? pd_format(_("the deploy target %s writes it already"), target)
		       : NULL;
}
