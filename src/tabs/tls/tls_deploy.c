/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/tls_deploy.h"

#include <string.h>

#include "base/buffer.h"
#include "base/directory.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/output.h"
#include "tabs/shared/run_command.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/tls/deploy_plan.h"
#include "tabs/tls/deploy_recover.h"
#include "tabs/tls/deploy_tell.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_targets.h"

/* Puts the chains and keys in use where services read them. A journal in the store has the
 * files before put back if deploying is killed, by whatever pemdeck does next
 * (deploy_recover.c), so that no new key stays beside an old certificate. */

enum { RELOAD_SECONDS = 60 };

char *
pd_tls_name_targets(
	const struct pd_deploy_targets *targets, const struct pd_tls_place *place)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	for (size_t i = 0; i < targets->count; i++) {
		const struct pd_deploy_target *target = &targets->items[i];
		if (strcmp(target->tls, place->name) == 0)
			pd_buffer_add_item(&names, target->name);
	}
	return names.size > 0 ? pd_buffer_steal_text(&names) : NULL;
}

bool
pd_tls_has_target(struct pd_context *context, const struct pd_tls_place *place)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	/* Where they cannot be read, deploying says why. */
	if (!pd_deploy_targets_load(context->store, &targets, &ignored))
		return true;
	PD_AUTO(pd_drop_text) char *names = pd_tls_name_targets(&targets, place);
	return names != NULL;
}

static bool
lies_in_target(const struct pd_deploy_targets *targets,
	const struct pd_tls_place *place, const struct pd_certificate *certificate)
{
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(certificate);
	for (size_t i = 0; i < targets->count; i++) {
		const struct pd_deploy_target *target = &targets->items[i];
		if (strcmp(target->tls, place->name) == 0 &&
			pd_target_standing_of(target, pem, false) ==
				PD_STANDING_DEPLOYED)
			return true;
	}
	return false;
}

/* Adds the serial numbers of those that this one renewed. true: one of them lies in a target. */
static bool
find_left_behind(struct pd_context *context, const struct pd_deploy_targets *targets,
	const struct pd_tls_place *place, const char *serial, struct pd_names *serials)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	(void)pd_issued_list_with(context, serial, &list, &ignored);
	for (size_t i = 0; i < list.count; i++) {
		const struct pd_issued *item = &list.items[i];
		PD_AUTO(pd_issued_free) struct pd_issued before = {0};
		struct pd_error damaged = {0};
		if (item->renewed_by == NULL || strcmp(item->renewed_by, serial) != 0)
			continue;
		pd_names_add(serials, item->serial);
		if (pd_issued_load(context, item->id, &before, &damaged) &&
			before.certificate != NULL &&
			lies_in_target(targets, place, before.certificate))
			return true;
	}
	return false;
}

/* Where all do, nobody has to look through the register. */
static bool
do_all_hold_it(struct pd_context *context, const struct pd_deploy_targets *targets,
	const struct pd_tls_place *place)
{
	for (size_t i = 0; i < targets->count; i++)
		if (strcmp(targets->items[i].tls, place->name) == 0 &&
			pd_target_standing(context, &targets->items[i]) !=
				PD_STANDING_DEPLOYED)
			return false;
	return true;
}

bool
pd_tls_is_left_behind(struct pd_context *context, const struct pd_tls_place *place,
	const struct pd_certificate *leaf)
{
	enum { MOST_STEPS = 100 };
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names serials = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_deploy_targets_load(context->store, &targets, &ignored) ||
		do_all_hold_it(context, &targets, place))
		return false;
	pd_names_add(&serials, pd_certificate_serial(leaf));
	for (size_t i = 0; i < serials.count && i < MOST_STEPS; i++) {
		PD_AUTO(pd_drop_text) char *serial = pd_copy(serials.items[i]);
		if (find_left_behind(context, &targets, place, serial, &serials))
			return true;
	}
	return false;
}

/* What was left when deploying was killed goes, also where nothing has to be written. */
static bool
clean_directory_of(struct pd_deploy_plan *plan, const struct pd_deploy_file *file,
	struct pd_error *error)
{
	int directory = pd_replacement_directory(&plan->set, &file->wanted, error);
	if (directory >= 0)
		pd_directory_clean_aside(directory);
	return directory >= 0;
}

static bool
clean_directories(struct pd_deploy_plan *plan, struct pd_error *error)
{
	for (size_t i = 0; i < plan->count; i++)
		if (!clean_directory_of(plan, &plan->pairs[i].certificate, error) ||
			(plan->pairs[i].has_key &&
				!clean_directory_of(plan, &plan->pairs[i].key, error)))
			return false;
	return true;
}

static bool
add_changed(struct pd_deploy_plan *plan, const struct pd_deploy_file *file,
	struct pd_error *error)
{
	return !pd_deploy_file_is_changed(file) ||
	       pd_replacement_add(&plan->set, &file->wanted, error);
}

/* All are written before any is put in its place. */
static bool
put_files(struct pd_deploy_plan *plan, struct pd_result *result, struct pd_error *error)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct pd_deploy_pair *pair = &plan->pairs[i];
		if ((pair->has_key && !add_changed(plan, &pair->key, error)) ||
			!add_changed(plan, &pair->certificate, error))
			return false;
	}
	return pd_output_commit(&plan->set, result, error);
}

/* ---- their services ---------------------------------------------------------------- */

/* Reloads those whose files were replaced; *reached counts the targets up to the one whose
 * command was the last to be started. */
static bool
reload_services(struct pd_context *context, const struct pd_deploy_load *load,
	const struct pd_deploy_plan *plan, size_t *reached, struct pd_error *error)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct pd_deploy_target *target = load->items[i].target;
		struct pd_error problem = {0};
		if (!plan->pairs[i].is_changed || target->reload == NULL ||
			load->no_reload)
			continue;
		if (!pd_common_go_on(context, error))
			return false;
		*reached = i + 1;
		if (!pd_reload_run(target->reload, RELOAD_SECONDS, context->cancelled,
			    &problem))
			return pd_fail(error, problem.code, target->name, "%s: %s",
				problem.input, problem.message);
	}
	return true;
}

/* Was there, before, any of the files of this one that change? */
static bool
had_pair(const struct pd_deploy_pair *pair)
{
	return pair->is_changed && (pair->certificate.existed || pair->key.existed);
}

static bool
had_files(const struct pd_deploy_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (had_pair(&plan->pairs[i]))
			return true;
	return false;
}

/* Services that may have the new files get those before: also the one whose command failed,
 * which may have taken them, or have ended because of them. */
static bool
reload_before(const struct pd_deploy_load *load, const struct pd_deploy_plan *plan,
	size_t reached, struct pd_error *error)
{
	bool good = true;
	for (size_t i = 0; i < reached; i++)
		if (had_pair(&plan->pairs[i]) && load->items[i].target->reload != NULL)
			good = pd_reload_run(load->items[i].target->reload,
				       RELOAD_SECONDS, NULL, error) &&
			       good;
	return good;
}

/* Always false. The command that failed may fail in the same way with the files before. What
 * was cancelled (PD_ECANCEL) is told by no more than that, and this has to be told. */
static bool
fail_unreloaded(const struct pd_error *first, const struct pd_error *again,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *said = pd_format("%s: %s", again->input, again->message);
	if (strcmp(said, first->message) == 0)
		return pd_fail(error, first->code, first->input,
			_("%s; the previous files are in place again, and the "
			  "command failed with them too: see whether the service runs"),
			first->message);
	return pd_fail(error, again->code, first->input,
		_("%s; the previous files are in place again, but a service could "
		  "not be reloaded with them: %s: %s"),
		first->message, again->input, again->message);
}

/* Always false; error tells whether all is as before, and is no PD_ECANCEL unless it is. */
static bool
take_back_plan(const struct pd_deploy_load *load, struct pd_deploy_plan *plan,
	size_t reached, struct pd_error *error)
{
	struct pd_error first = *error, problem = {0}, unreloaded = {0};
	bool good = pd_replacement_take_back(&plan->set, &problem);
	pd_error_clear(error);
	if (!good)
		return pd_fail(error, problem.code, first.input,
			_("%s; and the previous files could not be put back: %s: %s; "
			  "deploy again, or restore them from a backup"),
			first.message, problem.input, problem.message);
	if (!had_files(plan))
		return pd_fail(error, first.code, first.input,
			_("%s; the new files are removed again"), first.message);
	if (!reload_before(load, plan, reached, &unreloaded))
		return fail_unreloaded(&first, &unreloaded, error);
	return pd_fail(error, first.code, first.input,
		_("%s; the previous files are in place again"), first.message);
}

static void
warn_of_lost_modes(const struct pd_deploy_plan *plan, struct pd_result *result)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct pd_deploy_pair *pair = &plan->pairs[i];
		const struct pd_deploy_file *key =
			pair->has_key ? &pair->key : &pair->certificate;
		if (pair->is_changed && key->loses_mode)
			pd_result_warn(result,
				_("%s can be read by its owner alone now, and others "
				  "could read the key before; where the service needs "
				  "that, name owner and mode in its deploy target"),
				key->wanted.path);
	}
}

static bool
carry_out(struct pd_context *context, const struct pd_deploy_load *load,
	struct pd_deploy_plan *plan, struct pd_result *result, struct pd_error *error)
{
	size_t reached = 0;
	struct pd_error problem = {0};
	if (!put_files(plan, result, error) ||
		!reload_services(context, load, plan, &reached, error) ||
		!pd_replacement_settle(&plan->set, error))
		return take_back_plan(load, plan, reached, error);
	warn_of_lost_modes(plan, result);
	return pd_replacement_keep(&plan->set, &problem) ||
	       pd_fail(error, problem.code, problem.input, _("deployed, but %s"),
		       problem.message);
}

/* ---- all ------------------------------------------------------------------------- */

/* The subjects of what was chosen, "CN=a, CN=b"; free() them. */
static char *
name_cargos(const struct pd_deploy_load *load)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	for (size_t i = 0; i < load->cargo_count; i++)
		pd_buffer_add_item(&names, pd_certificate_subject(pd_identity_leaf(
						   &load->cargos[i].identity)));
	return pd_buffer_steal_text(&names);
}

static void
tell_deployed(const struct pd_context *context, const struct pd_deploy_load *load,
	unsigned long deployed, struct pd_result *result)
{
	PD_AUTO(pd_drop_text) char *names = name_cargos(load);
	if (deployed == 0)
		pd_result_say(result,
			_("Every target has the certificate %s already; nothing was "
			  "written or reloaded"),
			names);
	else
		pd_result_say(result,
			ngettext("TLS certificate %s deployed to %lu target",
				"TLS certificate %s deployed to %lu targets", deployed),
			names, deployed);
	if (deployed > 0 && load->no_reload)
		pd_result_warn(result, "%s",
			_("No service was reloaded: those that run keep the previous "
			  "certificate "
			  "until they are"));
	for (size_t i = 0; i < load->cargo_count; i++)
		pd_common_warn_needs(context,
			pd_identity_leaf(&load->cargos[i].identity),
			_("The TLS certificate"), result);
}

static bool
deploy_chosen(struct pd_context *context, const struct pd_deploy_choice *choice,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_deploy_load_free) struct pd_deploy_load load = {0};
	PD_AUTO(pd_deploy_plan_free) struct pd_deploy_plan plan = {0};
	PD_AUTO(pd_drop_text) char *journal = pd_deploy_journal(context->store);
	if (!pd_deploy_load_read(context, choice, &load, error) ||
		!pd_replacement_journal(&plan.set, journal, error) ||
		!pd_deploy_plan_open(&load, &plan, error) ||
		!clean_directories(&plan, error))
		return false;
	if (plan.changed > 0 && !carry_out(context, &load, &plan, result, error))
		return false;
	/* History has an entry of it, and the list of targets tells it. */
	result->changed = result->changed || plan.changed > 0;
	tell_deployed(context, &load, plan.changed, result);
	return true;
}

bool
pd_tls_deploy(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const struct pd_deploy_choice choice = pd_deploy_choice(values);
	if (pd_value_flag(values, "dry-run"))
		return pd_deploy_tell(context, &choice, result, error);
	return deploy_chosen(context, &choice, result, error);
}

bool
pd_tls_deploy_one(struct pd_context *context, const struct pd_tls_place *place,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_deploy_choice choice = {
		NULL, place->name, pd_value_secret(values, "passphrase"), false};
	return deploy_chosen(context, &choice, result, error);
}
