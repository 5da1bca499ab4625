/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/tls_targets.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "store/check.h"
#include "tabs/shared/common.h"
#include "tabs/shared/group_form.h"
#include "tabs/tls/tls_device.h"

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"name", N_("Deploy target"), 16, 0, false},
	{"tls", N_("Key"), 6, 12, false},
	{"certificate", N_("Certificate file"), 16, 30, false},
	{"status", N_("State"), 8, 13, true},
	{"key", NULL, 0, 0, false},
	{"owner", NULL, 0, 0, false},
	{"mode", NULL, 0, 0, false},
	{"reload", NULL, 0, 0, false},
	{0},
};

/* ---- which one ------------------------------------------------------------------- */

/* All but the name. */
static const struct pd_group_member members[] = {{"name", "tls", PD_AS_TEXT},
	{"certificate", "certificate", PD_AS_TEXT}, {"key", "key", PD_AS_TEXT},
	{"owner", "owner", PD_AS_TEXT}, {"mode", "mode", PD_AS_TEXT},
	{"reload", "reload", PD_AS_TEXT}, {0}};

static const char *const member_labels[] = {N_("Key name"), N_("Certificate"),
	N_("Private key"), N_("Owner"), N_("Mode"), N_("Reload")};

static const struct pd_group_kind target_kind = {.list = "deploy",
	.keys = {"name", "certificate"},
	.field = "target",
	.row = PD_TARGET_ROW,
	.judge = pd_deploy_targets_judge,
	.members = members};

const char *
pd_target_row_name(const char *row)
{
	return pd_group_row_name(&target_kind, row);
}

/* NULL: none is called so. */
static const struct pd_deploy_target *
find_deploy_target(const struct pd_deploy_targets *targets, const char *name)
{
	for (size_t i = 0; name != NULL && i < targets->count; i++)
		if (strcmp(targets->items[i].name, name) == 0)
			return &targets->items[i];
	return NULL;
}

static bool
fail_no_such_target(const char *name, struct pd_error *error)
{
	return pd_fail(error, PD_EUSAGE, name,
		_("no deploy target has this name; tls target-list shows them"));
}

static char *
write_mode(const struct pd_deploy_target *target)
{
	return target->mode >= 0 ? pd_format("%04o", (unsigned)target->mode) : NULL;
}

/* ---- showing --------------------------------------------------------------------- */

enum pd_standing
pd_target_standing_of(
	const struct pd_deploy_target *target, const char *pem, bool whole)
{
	struct pd_error unread = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret there = {0};
	if (!pd_file_read_found(target->certificate, PD_INPUT_LIMIT, &there, &unread))
		return pd_there_look(target->certificate, &unread) == PD_THERE_NOT
			       ? PD_STANDING_NOT_THERE
			       : PD_STANDING_UNREAD;
	size_t size = strlen(pem) + whole;
	return strncmp(pd_secret_text(&there), pem, size) == 0 ? PD_STANDING_DEPLOYED
							       : PD_STANDING_OTHER;
}

enum pd_standing
pd_target_standing(struct pd_context *context, const struct pd_deploy_target *target)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	pd_tls_place_of(target->tls, &place);
	if (!pd_identity_load(context->store, place.record, &identity, &ignored))
		return PD_STANDING_NO_KEY;
	if (target->key != NULL && pd_there_look(target->key, &ignored) == PD_THERE_NOT)
		return PD_STANDING_NOT_THERE;
	PD_AUTO(pd_drop_text) char *chain = pd_chain_pem(&identity.chain);
	return pd_target_standing_of(
		target, chain, !pd_deploy_target_is_one_file(target));
}

static const struct {
	const char *word, *shown; /* N_() */
	char marker;
} standings[] = {
	[PD_STANDING_NO_KEY] = {"no_key", N_("NO SUCH KEY"), 'x'},
	[PD_STANDING_NOT_THERE] = {"not_there", N_("not there"), '+'},
	[PD_STANDING_UNREAD] = {"unread", N_("cannot be read"), ' '},
	[PD_STANDING_DEPLOYED] = {"deployed", N_("deployed"), ' '},
	[PD_STANDING_OTHER] = {"other", N_("not deployed"), '+'},
};

const char *
pd_standing_name(enum pd_standing standing)
{
	return standings[standing].word;
}

const char *
pd_standing_words(enum pd_standing standing)
{
	return _(standings[standing].shown);
}

static void
add_target_row(struct pd_context *context, const struct pd_deploy_target *target,
	struct pd_rows *rows)
{
	enum pd_standing standing = pd_target_standing(context, target);
	PD_AUTO(pd_drop_text) char *id = pd_format(PD_TARGET_ROW "%s", target->name);
	PD_AUTO(pd_drop_text) char *mode = write_mode(target);
	struct pd_row *row =
		pd_rows_add(rows, PD_ON_TARGET, id, standings[standing].marker);
	pd_row_set(row, 0, target->name, NULL);
	pd_row_set(row, 1, target->tls, NULL);
	pd_row_set(row, 2, target->certificate, NULL);
	pd_row_set(row, 3, pd_standing_words(standing), pd_standing_name(standing));
	pd_row_set(row, 4, target->key ? target->key : "", NULL);
	pd_row_set(row, 5, target->owner ? target->owner : "", NULL);
	pd_row_set(row, 6, mode ? mode : "", NULL);
	pd_row_set(row, 7, target->reload ? target->reload : "", NULL);
}

static bool
fill_targets(struct pd_context *context, struct pd_rows *rows, struct pd_error *error)
{
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	rows->title = pd_copy(_("Deploy targets"));
	rows->columns = columns;
	rows->empty = pd_copy(_("No deploy target is set; tls target-set makes one."));
	rows->empty_keys = pd_copy(_("No deploy target is set: press a to make one."));
	if (!pd_deploy_targets_load(context->store, &targets, error))
		return false;
	for (size_t i = 0; i < targets.count; i++)
		add_target_row(context, &targets.items[i], rows);
	return true;
}

bool
pd_target_list(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	result->has_rows = true;
	return fill_targets(context, &result->rows, error);
}

static bool
stands(const struct pd_row *row, enum pd_standing standing)
{
	return strcmp(row->values[3], pd_standing_name(standing)) == 0;
}

static void
find_what_waits(const struct pd_row *row, struct pd_view *out)
{
	const char *target = row->cells[0], *key = row->cells[1];
	if (stands(row, PD_STANDING_NO_KEY))
		pd_view_find(out, row->id,
			_("The deploy target %s gets the TLS key %s, which is "
			  "not kept here: make it, or give the target another one"),
			target, key);
	else if (stands(row, PD_STANDING_NOT_THERE))
		pd_view_find(out, row->id,
			_("The files of the deploy target %s are not there yet: "
			  "deploy them"),
			target);
	else if (stands(row, PD_STANDING_OTHER))
		pd_view_find(out, row->id,
			_("The files of the deploy target %s are not those that "
			  "are kept here: deploy them"),
			target);
	else
		return;
	pd_view_name(out, target, row->cells[3], row->marker == 'x');
	pd_view_mend(out, stands(row, PD_STANDING_NO_KEY) ? NULL : "deploy");
}

void
pd_target_view(struct pd_context *context, struct pd_view *out)
{
	struct pd_error problem = {0};
	struct pd_rows *rows = &out->sections[out->section_count++];
	if (!fill_targets(context, rows, &problem)) {
		free(rows->empty_keys);
		rows->empty_keys = pd_format("%s: %s", problem.input, problem.message);
		pd_view_find(out, NULL, "%s: %s", problem.input, problem.message);
	}
	for (size_t i = 0; i < rows->count_of_items; i++)
		find_what_waits(&rows->items[i], out);
}

/* texts: of each member, or NULL. */
static void
describe_members(const char *title, const char *name, const char *const *texts,
	struct pd_details *out)
{
	pd_details_section(out, NULL, title);
	pd_details_text(out, "target", _("Target"), name);
	for (size_t i = 0; members[i].field != NULL; i++)
		if (texts[i] != NULL)
			pd_details_text(
				out, members[i].member, _(member_labels[i]), texts[i]);
}

static void
describe_target(const struct pd_deploy_target *target, const char *title,
	struct pd_details *out)
{
	PD_AUTO(pd_drop_text) char *mode = write_mode(target);
	const char *const texts[] = {target->tls, target->certificate, target->key,
		target->owner, mode, target->reload};
	describe_members(title, target->name, texts, out);
}

bool
pd_target_describe(struct pd_context *context, const char *name, struct pd_details *out,
	struct pd_error *error)
{
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_deploy_targets_load(context->store, &targets, error))
		return false;
	const struct pd_deploy_target *target = find_deploy_target(&targets, name);
	if (target == NULL)
		return fail_no_such_target(name, error);
	enum pd_standing standing = pd_target_standing(context, target);
	describe_target(target, _("Deploy target"), out);
	pd_details_word(out, "status", _("State"), pd_standing_name(standing),
		pd_standing_words(standing));
	return true;
}

/* ---- what a form begins with ----------------------------------------------------- */

char *
pd_target_propose_name(struct pd_context *context, const char *row)
{
	(void)context;
	const char *name = pd_target_row_name(row);
	return name ? pd_copy(name) : NULL;
}

char *
pd_target_propose_tls(struct pd_context *context, const char *row)
{
	char *name = pd_group_propose(&target_kind, context, row, "tls");
	return name ? name : pd_tls_propose_name(context, row);
}

char *
pd_target_propose_certificate(struct pd_context *context, const char *row)
{
	return pd_group_propose(&target_kind, context, row, "certificate");
}

char *
pd_target_propose_key(struct pd_context *context, const char *row)
{
	return pd_group_propose(&target_kind, context, row, "key");
}

char *
pd_target_propose_owner(struct pd_context *context, const char *row)
{
	return pd_group_propose(&target_kind, context, row, "owner");
}

char *
pd_target_propose_mode(struct pd_context *context, const char *row)
{
	return pd_group_propose(&target_kind, context, row, "mode");
}

char *
pd_target_propose_reload(struct pd_context *context, const char *row)
{
	return pd_group_propose(&target_kind, context, row, "reload");
}

void
pd_target_offer_names(struct pd_context *context, struct pd_names *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	(void)pd_deploy_targets_load(context->store, &targets, &ignored);
	for (size_t i = 0; i < targets.count; i++)
		pd_names_add(out, targets.items[i].name);
}

/* ---- set ------------------------------------------------------------------------- */

/* A target of a key that is not here would only fail later. */
static bool
check_target_key(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_find(values, &place);
	return place.is_device || pd_tls_place_is_kept(context, &place) ||
	       pd_fail(error, PD_EUSAGE, "name",
		       _("no TLS key is called %s; tls list shows the names"),
		       place.name);
}

bool
pd_target_set(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *name = pd_value_text(values, "target");
	PD_AUTO(pd_drop_text) char *word = pd_store_shell_word(name);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Deploy target %s set; Deploy (tls deploy %s) writes its files"),
		name, word);
	return check_target_key(context, values, error) &&
	       pd_group_set(&target_kind, context, values, sentence, result, error);
}

static void
describe_planned(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out)
{
	char *texts[PD_COUNT(member_labels)];
	for (size_t i = 0; i < PD_COUNT(texts); i++)
		texts[i] = pd_group_planned(&target_kind, context, values, &members[i]);
	describe_members(_("New"), pd_group_typed_name(&target_kind, values),
		(const char *const *)texts, out);
	for (size_t i = 0; i < PD_COUNT(texts); i++)
		free(texts[i]);
}

/* Asks only where one is there. */
bool
pd_target_preview_set(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_deploy_targets_load(context->store, &targets, error))
		return false;
	const struct pd_deploy_target *target =
		find_deploy_target(&targets, pd_value_text(values, "target"));
	if (target == NULL)
		return true;
	if (!check_target_key(context, values, error) ||
		!pd_group_check(&target_kind, context, values, error))
		return false;
	describe_planned(context, values, out);
	describe_target(target, _("Replaced"), out);
	pd_common_preview_undo(context, out);
	return true;
}

/* ---- rename ---------------------------------------------------------------------- */

struct pd_group_edit
pd_target_edit(const char *name, const struct pd_settings_member *given)
{
	struct pd_group_edit edit = pd_group_edit_of(&target_kind, name);
	edit.members = given;
	return edit;
}

bool
pd_target_rename(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *name = pd_group_typed_name(&target_kind, values);
	bool there = false;
	if (!pd_group_is_there(&target_kind, context, name, &there, error))
		return false;
	if (!there)
		return fail_no_such_target(name, error);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Deploy target %s is called %s now"), name,
		pd_value_text(values, "to"));
	return pd_group_rename(&target_kind, context, values, sentence, result, error);
}

/* ---- remove ---------------------------------------------------------------------- */

bool
pd_target_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *name = pd_group_typed_name(&target_kind, values);
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_deploy_targets_load(context->store, &targets, error))
		return false;
	if (find_deploy_target(&targets, name) == NULL)
		return fail_no_such_target(name, error);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Deploy target %s removed; its files stay as they are"), name);
	return pd_group_remove(&target_kind, context, values, sentence, result, error);
}

bool
pd_target_preview_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	if (!pd_target_describe(
		    context, pd_group_typed_name(&target_kind, values), out, error))
		return false;
	pd_common_preview_undo(context, out);
	return true;
}
