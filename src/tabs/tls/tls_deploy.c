/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "store/targets.h"
#include "tabs/shared/common.h"
#include "tabs/shared/output.h"
#include "tabs/shared/run_command.h"
#include "tabs/tls/deploy_file.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"

/* Puts the chain and key in use where services read them. */

enum { RELOAD_SECONDS = 60 };

/* What every target gets. */
struct load {
	char *chain;
	struct pd_secret key;
	struct pd_deploy_targets all;
	const struct pd_deploy_target *targets; /* the chosen ones, in all */
	size_t count;
	struct pd_identity identity;
};

static void
free_load(struct load *load)
{
	free(load->chain);
	pd_secret_wipe(&load->key);
	pd_deploy_targets_free(&load->all);
	pd_identity_free(&load->identity);
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
	return pd_format(_("%s/settings.cfg names no target; add deploy = ( { "
			   "certificate = \"/path\"; key = \"/path\"; reload = "
			   "\"command\"; } );"),
		pd_store_path(context->store));
}

/* Chooses all targets, or the one of that name. */
static bool
choose_targets(struct load *load, const char *name, struct pd_error *error)
{
	load->targets = load->all.items;
	load->count = load->all.count;
	if (name == NULL)
		return true;
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	for (size_t i = 0; i < load->all.count; i++) {
		const struct pd_deploy_target *target = &load->all.items[i];
		if (strcmp(target->name, name) == 0) {
			load->targets = target;
			load->count = 1;
			return true;
		}
		pd_buffer_add_item(&names, target->name);
	}
	return pd_fail(error, PD_EUSAGE, "target",
		_("settings.cfg names no deploy target %s; it names %s"), name,
		pd_buffer_text(&names));
}

static bool
wants_key(const struct load *load)
{
	for (size_t i = 0; i < load->count; i++)
		if (load->targets[i].key != NULL)
			return true;
	return false;
}

static bool
read_load(struct pd_context *context, const struct pd_values *values, struct load *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *why = pd_tls_blocked_deploy(context, NULL);
	if (why != NULL)
		return pd_fail(error, PD_ESTATE, "tls", "%s", why);
	if (!pd_deploy_targets_load(context->store, &out->all, error) ||
		!choose_targets(out, pd_value_text(values, "target"), error) ||
		!pd_tls_load(context, &out->identity, error))
		return false;
	out->chain = pd_chain_pem(&out->identity.chain);
	if (!wants_key(out))
		return true;
	PD_AUTO(pd_drop_key)
	struct pd_key *key = pd_tls_load_key(
		context, &out->identity, pd_value_secret(values, "passphrase"), error);
	return key != NULL && pd_key_pem(key, NULL, &out->key, error);
}

/* ---- one target ------------------------------------------------------------------ */

/* The two files of a target. */
struct pair {
	struct pd_replacement set;
	struct pd_deploy_file certificate, key;
	bool has_key;
};

static void
free_pair(struct pair *pair)
{
	pd_replacement_drop(&pair->set);
	pd_deploy_file_free(&pair->certificate);
	pd_deploy_file_free(&pair->key);
}

static bool
open_pair(const struct load *load, const struct pd_deploy_target *target,
	struct pair *out, struct pd_error *error)
{
	const struct pd_bytes chain = {
		(const unsigned char *)load->chain, strlen(load->chain)};
	out->has_key = target->key != NULL;
	return pd_deploy_file_open(&out->certificate, &out->set, target,
		       PD_DEPLOY_CERTIFICATE, chain, error) &&
	       (!out->has_key ||
		       pd_deploy_file_open(&out->key, &out->set, target, PD_DEPLOY_KEY,
			       pd_secret_bytes(&load->key), error));
}

static bool
is_changed(const struct pair *pair)
{
	return pd_deploy_file_is_changed(&pair->certificate) ||
	       (pair->has_key && pd_deploy_file_is_changed(&pair->key));
}

static bool
add_changed(
	struct pair *pair, const struct pd_deploy_file *file, struct pd_error *error)
{
	return !pd_deploy_file_is_changed(file) ||
	       pd_replacement_add(&pair->set, &file->wanted, error);
}

/* Both are written before either is put in place. */
static bool
put_pair(struct pair *pair, struct pd_result *result, struct pd_error *error)
{
	return (!pair->has_key || add_changed(pair, &pair->key, error)) &&
	       add_changed(pair, &pair->certificate, error) &&
	       pd_output_commit(&pair->set, result, error);
}

/* Always false; error tells whether the files before are back. */
static bool
take_back_pair(struct pair *pair, const struct pd_deploy_target *target,
	struct pd_error *error)
{
	struct pd_error first = *error, problem = {0};
	bool good = pd_replacement_take_back(&pair->set, &problem);
	pd_error_clear(error);
	if (good)
		return pd_fail(error, first.code, target->name,
			_("%s: %s; the files before are in place again"), first.input,
			first.message);
	return pd_fail(error, first.code, target->name,
		_("%s: %s; and the files before could not be put back: %s: %s; deploy "
		  "again, or restore them from a backup"),
		first.input, first.message, problem.input, problem.message);
}

static void
warn_of_lost_mode(const struct pd_deploy_file *key, struct pd_result *result)
{
	if (key->loses_mode)
		pd_result_warn(result,
			_("%s is yours alone now: others could read the key before; "
			  "where the service needs that, name owner and mode in its "
			  "deploy target"),
			key->wanted.path);
}

static bool
deploy_one(struct pd_context *context, const struct load *load,
	const struct pd_deploy_target *target, bool *changed, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(free_pair) struct pair pair = {0};
	if (!open_pair(load, target, &pair, error))
		return false;
	*changed = is_changed(&pair);
	if (!*changed)
		return true;
	if (!put_pair(&pair, result, error))
		return take_back_pair(&pair, target, error);
	if (target->reload != NULL && !pd_reload_run(target->reload, RELOAD_SECONDS,
					      context->cancelled, error))
		return take_back_pair(&pair, target, error);
	pd_replacement_keep(&pair.set);
	warn_of_lost_mode(&pair.key, result);
	return true;
}

/* ---- all ------------------------------------------------------------------------- */

static void
tell_deployed(const struct pd_context *context, const struct load *load,
	unsigned long deployed, struct pd_result *result)
{
	const struct pd_certificate *leaf = pd_identity_leaf(&load->identity);
	if (deployed == 0)
		pd_result_say(result,
			_("Every target has the certificate %s already; nothing was "
			  "written or reloaded"),
			pd_certificate_subject(leaf));
	else
		pd_result_say(result,
			ngettext("TLS certificate %s deployed to %lu target",
				"TLS certificate %s deployed to %lu targets", deployed),
			pd_certificate_subject(leaf), deployed);
	pd_common_warn_needs(context, leaf, _("The TLS certificate"), result);
}

/* Targets before the one that failed stay deployed; say so. */
static bool
fail_later(unsigned long deployed, struct pd_error *error)
{
	const struct pd_error first = *error;
	if (deployed == 0)
		return false;
	pd_error_clear(error);
	return pd_fail(error, first.code == PD_ECANCEL ? PD_EIO : first.code,
		first.input,
		ngettext("%s; %lu target before it has the certificate",
			"%s; %lu targets before it have the certificate", deployed),
		first.message, deployed);
}

bool
pd_tls_deploy(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	unsigned long deployed = 0;
	PD_AUTO(free_load) struct load load = {0};
	if (!read_load(context, values, &load, error))
		return false;
	for (size_t i = 0; i < load.count; i++) {
		bool changed = false;
		if (!pd_common_go_on(context, error) ||
			!deploy_one(context, &load, &load.targets[i], &changed, result,
				error))
			return fail_later(deployed, error);
		deployed += changed;
	}
	tell_deployed(context, &load, deployed, result);
	return true;
}

/* Without a line nothing is asked: there is one per target that would change. */
bool
pd_tls_preview_deploy(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(free_load) struct load load = {0};
	if (!read_load(context, values, &load, error))
		return false;
	for (size_t i = 0; i < load.count; i++) {
		const struct pd_deploy_target *target = &load.targets[i];
		PD_AUTO(free_pair) struct pair pair = {0};
		if (!open_pair(&load, target, &pair, error))
			return false;
		if (!is_changed(&pair))
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
