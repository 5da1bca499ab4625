/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/deploy_plan.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/directory.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/token_key.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"

void
pd_deploy_load_free(struct pd_deploy_load *load)
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

struct pd_deploy_choice
pd_deploy_choice(const struct pd_values *values)
{
	return (struct pd_deploy_choice){pd_value_text(values, "target"),
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

static bool
fail_no_target(const struct pd_deploy_load *load, const struct pd_deploy_choice *choice,
	struct pd_error *error)
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
choose_targets(struct pd_deploy_load *load, const struct pd_deploy_choice *choice,
	struct pd_error *error)
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
load_cargo(struct pd_context *context, const char *name, struct pd_deploy_cargo *out,
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
	struct pd_deploy_cargo *cargo, struct pd_error *error)
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
load_cargos(struct pd_context *context, const struct pd_deploy_choice *choice,
	struct pd_deploy_load *load, struct pd_error *error)
{
	load->cargos = pd_alloc(load->count, sizeof *load->cargos);
	for (size_t i = 0; i < load->count; i++) {
		struct pd_deploy_item *item = &load->items[i];
		const char *name = item->target->tls;
		while (item->cargo < load->cargo_count &&
			strcmp(load->cargos[item->cargo].place.name, name) != 0)
			item->cargo++;
		struct pd_deploy_cargo *cargo = &load->cargos[item->cargo];
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

bool
pd_deploy_load_read(struct pd_context *context, const struct pd_deploy_choice *choice,
	struct pd_deploy_load *out, struct pd_error *error)
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

void
pd_deploy_plan_free(struct pd_deploy_plan *plan)
{
	pd_replacement_drop(&plan->set);
	for (size_t i = 0; i < plan->count; i++) {
		pd_deploy_file_free(&plan->pairs[i].certificate);
		pd_deploy_file_free(&plan->pairs[i].key);
	}
	free(plan->pairs);
}

static bool
open_pair(const struct pd_deploy_cargo *cargo, const struct pd_deploy_target *target,
	struct pd_replacement *set, struct pd_deploy_pair *out, struct pd_error *error)
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

/* One file for two would hold what was written last. */
static bool
check_apart(const struct pd_deploy_file *file, const struct pd_deploy_file *other,
	struct pd_error *error)
{
	return !pd_directory_is_same_place(file->wanted.path, other->wanted.path) ||
	       pd_fail(error, PD_EINPUT, file->wanted.path,
		       _("is the same file as %s, and only one of them can be written; "
			 "name another in the deploy target"),
		       other->wanted.path);
}

/* The last of the plan, and those before. */
static bool
check_last_apart(const struct pd_deploy_plan *plan, struct pd_error *error)
{
	const struct pd_deploy_pair *last = &plan->pairs[plan->count - 1];
	for (const struct pd_deploy_pair *pair = plan->pairs; pair < last; pair++)
		if (!check_apart(&last->certificate, &pair->certificate, error) ||
			(pair->has_key &&
				!check_apart(&last->certificate, &pair->key, error)) ||
			(last->has_key &&
				!check_apart(&last->key, &pair->certificate, error)) ||
			(last->has_key && pair->has_key &&
				!check_apart(&last->key, &pair->key, error)))
			return false;
	return !last->has_key || check_apart(&last->key, &last->certificate, error);
}

bool
pd_deploy_plan_open(const struct pd_deploy_load *load, struct pd_deploy_plan *plan,
	struct pd_error *error)
{
	plan->pairs = pd_alloc(load->count, sizeof *plan->pairs);
	while (plan->count < load->count) {
		const struct pd_deploy_item *item = &load->items[plan->count];
		struct pd_deploy_pair *pair = &plan->pairs[plan->count++];
		if (!open_pair(&load->cargos[item->cargo], item->target, &plan->set,
			    pair, error) ||
			!check_last_apart(plan, error))
			return false;
		plan->changed += pair->is_changed;
	}
	return true;
}
