/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/directory.h"
#include "base/text.h"
#include "store/targets.h"
#include "tabs/shared/common.h"
#include "tabs/shared/output.h"
#include "tabs/shared/run_command.h"
#include "tabs/shared/token_key.h"
#include "tabs/tls/deploy_file.h"
#include "tabs/tls/deploy_recover.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_deploy.h"
#include "tabs/tls/tls_device.h"

/* Puts the chains and keys in use where services read them. A journal in the store has the
 * files before put back if deploying is killed, by whatever pemdeck does next
 * (deploy_recover.c), so that no new key stays beside an old certificate. */

enum { RELOAD_SECONDS = 60 };

/* What the targets of one key get. */
struct cargo {
	struct pd_tls_place place;
	struct pd_identity identity;
	char *chain;
	struct pd_secret key;  /* empty: no target wants it */
	struct pd_secret both; /* of targets that are one file */
};

/* A target that was chosen, and what it gets. */
struct delivery {
	const struct pd_deploy_target *target; /* in all */
	size_t cargo;
};

struct load {
	struct pd_deploy_targets all;
	struct delivery *items;
	size_t count;
	struct cargo *cargos;
	size_t cargo_count;
	bool no_reload;
};

static void
free_load(struct load *load)
{
	for (size_t i = 0; i < load->cargo_count; i++) {
		pd_tls_place_free(&load->cargos[i].place);
		pd_identity_free(&load->cargos[i].identity);
		free(load->cargos[i].chain);
		pd_secret_wipe(&load->cargos[i].key);
		pd_secret_wipe(&load->cargos[i].both);
	}
	free(load->cargos);
	free(load->items);
	pd_deploy_targets_free(&load->all);
}

/* Which targets are meant; NULL: whichever. */
struct choice {
	const char *target, *key;
	const struct pd_secret *passphrase;
	bool no_reload; /* the services do not run yet */
};

static struct choice
choice_of(const struct pd_values *values)
{
	return (struct choice){pd_value_text(values, "target"),
		pd_value_text(values, "name"), pd_value_secret(values, "passphrase"),
		pd_value_is_set(values, "reload") && !pd_value_flag(values, "reload")};
}

/* ---- what to put where ----------------------------------------------------------- */

char *
pd_tls_blocked_deploy(struct pd_context *context, const struct pd_row *row)
{
	(void)row;
	struct pd_error problem = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_deploy_targets_load(context->store, &targets, &problem))
		return pd_format("%s: %s", problem.input, problem.message);
	if (targets.count > 0)
		return NULL;
	return pd_copy(_("no deploy target is set; Set target (tls target-set) makes "
			 "one"));
}

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
fail_no_target(
	const struct load *load, const struct choice *choice, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	for (size_t i = 0; i < load->all.count; i++) {
		const struct pd_deploy_target *target = &load->all.items[i];
		if (choice->target != NULL && strcmp(target->name, choice->target) == 0)
			return pd_fail(error, PD_EUSAGE, "target",
				_("the deploy target %s gets the TLS key %s, not %s"),
				target->name, target->tls, choice->key);
		pd_buffer_add_item(&names, target->name);
	}
	if (choice->target != NULL)
		return pd_fail(error, PD_EUSAGE, "target",
			_("no deploy target is called %s; there are %s"),
			choice->target, pd_buffer_text(&names));
	return pd_fail(error, PD_ESTATE, choice->key,
		_("no deploy target gets this TLS key; Set target (tls target-set "
		  "TARGET "
		  "--name %s) gives it to one"),
		choice->key);
}

static bool
choose_targets(struct load *load, const struct choice *choice, struct pd_error *error)
{
	load->items = pd_alloc(load->all.count, sizeof *load->items);
	for (size_t i = 0; i < load->all.count; i++) {
		const struct pd_deploy_target *target = &load->all.items[i];
		if ((choice->target == NULL ||
			    strcmp(target->name, choice->target) == 0) &&
			(choice->key == NULL || strcmp(target->tls, choice->key) == 0))
			load->items[load->count++].target = target;
	}
	return load->count > 0 || fail_no_target(load, choice, error);
}

static bool
load_cargo(struct pd_context *context, const char *name, struct cargo *out,
	struct pd_error *error)
{
	pd_tls_place_of(name, &out->place);
	if (!pd_tls_load(context, &out->place, &out->identity, error))
		return false;
	out->chain = pd_chain_pem(&out->identity.chain);
	return true;
}

static bool
load_cargo_key(struct pd_context *context, const struct pd_secret *passphrase,
	struct cargo *cargo, struct pd_error *error)
{
	if (cargo->key.size > 0)
		return true;
	PD_AUTO(pd_drop_key)
	struct pd_key *key =
		pd_tls_load_key(context, &cargo->identity, passphrase, error);
	if (key == NULL || !pd_check_key_for_services(key, error) ||
		!pd_key_pem(key, NULL, &cargo->key, error))
		return false;
	pd_secret_add_text(&cargo->both, cargo->chain);
	pd_secret_add(&cargo->both, cargo->key.data, cargo->key.size);
	return true;
}

/* Each key is read once, however many targets get it. */
static bool
load_cargos(struct pd_context *context, const struct choice *choice, struct load *load,
	struct pd_error *error)
{
	load->cargos = pd_alloc(load->count, sizeof *load->cargos);
	for (size_t i = 0; i < load->count; i++) {
		struct delivery *item = &load->items[i];
		const char *name = item->target->tls;
		while (item->cargo < load->cargo_count &&
			strcmp(load->cargos[item->cargo].place.name, name) != 0)
			item->cargo++;
		struct cargo *cargo = &load->cargos[item->cargo];
		if (item->cargo == load->cargo_count) {
			load->cargo_count++;
			if (!load_cargo(context, name, cargo, error))
				return false;
		}
		if (item->target->key != NULL &&
			!load_cargo_key(context, choice->passphrase, cargo, error))
			return false;
	}
	return true;
}

static bool
read_load(struct pd_context *context, const struct choice *choice, struct load *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *why = pd_tls_blocked_deploy(context, NULL);
	if (why != NULL)
		return pd_fail(error, PD_ESTATE, "tls", "%s", why);
	out->no_reload = choice->no_reload;
	return pd_deploy_targets_load(context->store, &out->all, error) &&
	       choose_targets(out, choice, error) &&
	       load_cargos(context, choice, out, error);
}

/* ---- the files of all targets ------------------------------------------------------ */

struct pair {
	struct pd_deploy_file certificate, key;
	bool has_key, is_changed;
};

/* They are one change: all of them are replaced and used, or none is. */
struct plan {
	struct pd_replacement set;
	struct pair *pairs; /* one for each target */
	size_t count;
	unsigned long changed;
};

static void
free_plan(struct plan *plan)
{
	pd_replacement_drop(&plan->set);
	for (size_t i = 0; i < plan->count; i++) {
		pd_deploy_file_free(&plan->pairs[i].certificate);
		pd_deploy_file_free(&plan->pairs[i].key);
	}
	free(plan->pairs);
}

static bool
open_pair(const struct cargo *cargo, const struct pd_deploy_target *target,
	struct pd_replacement *set, struct pair *out, struct pd_error *error)
{
	const struct pd_bytes chain = {
		(const unsigned char *)cargo->chain, strlen(cargo->chain)};
	bool one = pd_deploy_target_is_one_file(target);
	out->has_key = target->key != NULL && !one;
	if (one) {
		bool opened = pd_deploy_file_open(&out->certificate, set, target,
			PD_DEPLOY_KEY, pd_secret_bytes(&cargo->both), error);
		out->is_changed =
			opened && pd_deploy_file_is_changed(&out->certificate);
		return opened;
	}
	if (!pd_deploy_file_open(&out->certificate, set, target, PD_DEPLOY_CERTIFICATE,
		    chain, error) ||
		(out->has_key &&
			!pd_deploy_file_open(&out->key, set, target, PD_DEPLOY_KEY,
				pd_secret_bytes(&cargo->key), error)))
		return false;
	out->is_changed = pd_deploy_file_is_changed(&out->certificate) ||
			  (out->has_key && pd_deploy_file_is_changed(&out->key));
	return true;
}

static bool
open_plan(const struct load *load, struct plan *plan, struct pd_error *error)
{
	plan->pairs = pd_alloc(load->count, sizeof *plan->pairs);
	for (; plan->count < load->count; plan->count++) {
		struct pair *pair = &plan->pairs[plan->count];
		const struct delivery *item = &load->items[plan->count];
		if (!open_pair(&load->cargos[item->cargo], item->target, &plan->set,
			    pair, error)) {
			plan->count++;
			return false;
		}
		plan->changed += pair->is_changed;
	}
	return true;
}

/* What was left when deploying was killed goes, also where nothing has to be written. */
static bool
clean_directory_of(
	struct plan *plan, const struct pd_deploy_file *file, struct pd_error *error)
{
	int directory = pd_replacement_directory(&plan->set, &file->wanted, error);
	if (directory >= 0)
		pd_directory_clean_aside(directory);
	return directory >= 0;
}

static bool
clean_directories(struct plan *plan, struct pd_error *error)
{
	for (size_t i = 0; i < plan->count; i++)
		if (!clean_directory_of(plan, &plan->pairs[i].certificate, error) ||
			(plan->pairs[i].has_key &&
				!clean_directory_of(plan, &plan->pairs[i].key, error)))
			return false;
	return true;
}

static bool
add_changed(
	struct plan *plan, const struct pd_deploy_file *file, struct pd_error *error)
{
	return !pd_deploy_file_is_changed(file) ||
	       pd_replacement_add(&plan->set, &file->wanted, error);
}

/* All are written before any is put in its place. */
static bool
put_files(struct plan *plan, struct pd_result *result, struct pd_error *error)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct pair *pair = &plan->pairs[i];
		if ((pair->has_key && !add_changed(plan, &pair->key, error)) ||
			!add_changed(plan, &pair->certificate, error))
			return false;
	}
	return pd_output_commit(&plan->set, result, error);
}

/* ---- their services ---------------------------------------------------------------- */

/* Reloads those whose files were replaced; *done counts the targets that are through. */
static bool
reload_services(struct pd_context *context, const struct load *load,
	const struct plan *plan, size_t *done, struct pd_error *error)
{
	for (; *done < plan->count; (*done)++) {
		const struct pd_deploy_target *target = load->items[*done].target;
		struct pd_error problem = {0};
		if (!plan->pairs[*done].is_changed || target->reload == NULL ||
			load->no_reload)
			continue;
		if (!pd_common_go_on(context, error))
			return false;
		if (!pd_reload_run(target->reload, RELOAD_SECONDS, context->cancelled,
			    &problem))
			return pd_fail(error, problem.code, target->name, "%s: %s",
				problem.input, problem.message);
	}
	return true;
}

/* Services that have the new files already get those before. */
static bool
reload_before(const struct load *load, const struct plan *plan, size_t reloaded,
	struct pd_error *error)
{
	bool good = true;
	for (size_t i = 0; i < reloaded; i++)
		if (plan->pairs[i].is_changed && load->items[i].target->reload != NULL)
			good = pd_reload_run(load->items[i].target->reload,
				       RELOAD_SECONDS, NULL, error) &&
			       good;
	return good;
}

/* Was any of the files that change there before? */
static bool
had_files(const struct plan *plan)
{
	for (size_t i = 0; i < plan->count; i++)
		if (plan->pairs[i].is_changed && (plan->pairs[i].certificate.existed ||
							 plan->pairs[i].key.existed))
			return true;
	return false;
}

/* Always false; error tells whether all is as before. */
static bool
take_back_plan(const struct load *load, struct plan *plan, size_t reloaded,
	struct pd_error *error)
{
	struct pd_error first = *error, problem = {0}, unreloaded = {0};
	bool good = pd_replacement_take_back(&plan->set, &problem);
	pd_error_clear(error);
	if (!good)
		return pd_fail(error, first.code, first.input,
			_("%s; and the files before could not be put back: %s: %s; "
			  "deploy again, or restore them from a backup"),
			first.message, problem.input, problem.message);
	if (!had_files(plan))
		return pd_fail(error, first.code, first.input,
			_("%s; the new files are removed again"), first.message);
	if (!reload_before(load, plan, reloaded, &unreloaded))
		return pd_fail(error, first.code, first.input,
			_("%s; the files before are in place again, but a service that "
			  "had the new ones could not be reloaded: %s: %s"),
			first.message, unreloaded.input, unreloaded.message);
	return pd_fail(error, first.code, first.input,
		_("%s; the files before are in place again"), first.message);
}

static void
warn_of_lost_modes(const struct plan *plan, struct pd_result *result)
{
	for (size_t i = 0; i < plan->count; i++) {
		const struct pair *pair = &plan->pairs[i];
		const struct pd_deploy_file *key =
			pair->has_key ? &pair->key : &pair->certificate;
		if (pair->is_changed && key->loses_mode)
			pd_result_warn(result,
				_("%s is yours alone now: others could read the key "
				  "before; where the service needs that, name owner "
				  "and mode in its deploy target"),
				key->wanted.path);
	}
}

static bool
carry_out(struct pd_context *context, const struct load *load, struct plan *plan,
	struct pd_result *result, struct pd_error *error)
{
	size_t reloaded = 0;
	struct pd_error problem = {0};
	if (!put_files(plan, result, error) ||
		!reload_services(context, load, plan, &reloaded, error) ||
		!pd_replacement_settle(&plan->set, error))
		return take_back_plan(load, plan, reloaded, error);
	warn_of_lost_modes(plan, result);
	return pd_replacement_keep(&plan->set, &problem) ||
	       pd_fail(error, problem.code, problem.input, _("deployed, but %s"),
		       problem.message);
}

/* ---- all ------------------------------------------------------------------------- */

/* The subjects of what was chosen, "CN=a, CN=b"; free() them. */
static char *
name_cargos(const struct load *load)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	for (size_t i = 0; i < load->cargo_count; i++)
		pd_buffer_add_item(&names, pd_certificate_subject(pd_identity_leaf(
						   &load->cargos[i].identity)));
	return pd_buffer_steal_text(&names);
}

static void
tell_deployed(const struct pd_context *context, const struct load *load,
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
deploy_chosen(struct pd_context *context, const struct choice *choice,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_load) struct load load = {0};
	PD_AUTO(free_plan) struct plan plan = {0};
	PD_AUTO(pd_drop_text) char *journal = pd_deploy_journal(context->store);
	if (!read_load(context, choice, &load, error) ||
		!pd_replacement_journal(&plan.set, journal, error) ||
		!open_plan(&load, &plan, error) || !clean_directories(&plan, error))
		return false;
	if (plan.changed > 0 && !carry_out(context, &load, &plan, result, error))
		return false;
	/* History has an entry of it, and the list of targets tells it. */
	result->changed = result->changed || plan.changed > 0;
	tell_deployed(context, &load, plan.changed, result);
	return true;
}

/* ---- only telling ---------------------------------------------------------------- */

static const struct pd_column columns[] = {
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

static bool
tell_plan(struct pd_context *context, const struct choice *choice,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_load) struct load load = {0};
	PD_AUTO(free_plan) struct plan plan = {0};
	struct pd_rows *rows = &result->rows;
	if (!read_load(context, choice, &load, error) ||
		!open_plan(&load, &plan, error))
		return false;
	result->has_rows = true;
	rows->columns = columns;
	rows->title = pd_copy(_("What deploying would do"));
	for (size_t i = 0; i < load.count; i++) {
		const struct pair *pair = &plan.pairs[i];
		const struct pd_deploy_target *target = load.items[i].target;
		add_planned(target, &pair->certificate, pair->is_changed, rows);
		if (pair->has_key)
			add_planned(target, &pair->key, false, rows);
	}
	return true;
}

bool
pd_tls_deploy(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const struct choice choice = choice_of(values);
	if (pd_value_flag(values, "dry-run"))
		return tell_plan(context, &choice, result, error);
	return deploy_chosen(context, &choice, result, error);
}

bool
pd_tls_deploy_one(struct pd_context *context, const struct pd_tls_place *place,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	const struct choice choice = {
		NULL, place->name, pd_value_secret(values, "passphrase"), false};
	return deploy_chosen(context, &choice, result, error);
}

/* Without a line nothing is asked: there is one per target that would change. */
bool
pd_tls_preview_deploy(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(free_load) struct load load = {0};
	PD_AUTO(free_plan) struct plan plan = {0};
	const struct choice choice = choice_of(values);
	if (pd_value_flag(values, "dry-run"))
		return true;
	if (!read_load(context, &choice, &load, error) ||
		!open_plan(&load, &plan, error))
		return false;
	for (size_t i = 0; i < load.count; i++) {
		const struct pd_deploy_target *target = load.items[i].target;
		if (!plan.pairs[i].is_changed)
			continue;
		pd_details_text(
			out, "certificate", _("Certificate"), target->certificate);
		if (target->key != NULL)
			pd_details_text(out, "key", _("Key"), target->key);
		if (target->reload != NULL)
			pd_details_text(out, "reload", _("Then"), target->reload);
	}
	return true;
}
