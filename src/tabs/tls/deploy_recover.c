/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/deploy_recover.h"

#include <stdlib.h>
#include <string.h>

#include "base/replace_journal.h"
#include "base/text.h"
#include "store/history.h"
#include "store/targets.h"
#include "tabs/tls/tls_place.h"
#include "tabs/tls/tls_targets.h"

#define DEPLOY "tls deploy"

char *
pd_deploy_journal(const struct pd_store *store)
{
	return pd_format("%s/" PD_DEPLOY_JOURNAL, pd_store_path(store));
}

/* Which services had reloaded already, nobody knows. Deploying again reloads them. */
static void
tell_cut_off(const struct pd_context *context, struct pd_result *result)
{
	if (strcmp(context->operation, DEPLOY) != 0)
		pd_result_warn(result, "%s",
			_("The previous deployment was cut off: the files of its "
			  "services are as they were, but a service may have read the "
			  "new ones already; tls deploy writes them again and reloads "
			  "it"));
}

static void
take_back_cut_off(struct pd_context *context, struct pd_result *result)
{
	struct pd_error problem = {0};
	size_t files = 0;
	PD_AUTO(pd_drop_text) char *journal = pd_deploy_journal(context->store);
	if (pd_store_is_read_only(context->store) ||
		!pd_replace_journal_recover(journal, &files, &problem) || files == 0)
		return;
	const struct pd_author author = pd_context_author(context);
	(void)pd_history_note(context->store, &author, DEPLOY,
		_("The previous deployment was cut off: the files of its services are "
		  "as "
		  "they were"),
		&problem);
	tell_cut_off(context, result);
}

long
pd_deploy_recover(struct pd_context *context, struct pd_result *result)
{
	struct pd_error ignored = {0};
	long newest = 0;
	take_back_cut_off(context, result);
	(void)pd_entry_newest(context->store, &newest, &ignored);
	return newest;
}

static bool
touches_key(const struct pd_entry *entry, const struct pd_tls_place *place)
{
	for (size_t i = 0; i < entry->touched_count; i++)
		if (strcmp(entry->touched[i].path, place->record) == 0)
			return true;
	return false;
}

void
pd_deploy_warn_undone(struct pd_context *context, long before, struct pd_result *result)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!result->changed || !pd_history_load(context->store, 0, &entry, &ignored) ||
		entry.number <= before || entry.undoes == 0 ||
		!pd_deploy_targets_load(context->store, &targets, &ignored))
		return;
	for (size_t i = 0; i < targets.count; i++) {
		const struct pd_deploy_target *target = &targets.items[i];
		PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
		pd_tls_place_of(target->tls, &place);
		if (!touches_key(&entry, &place) ||
			pd_target_standing(context, target) != PD_STANDING_OTHER)
			continue;
		result->next_tab = "tls";
		result->next = "deploy";
		pd_result_warn(result,
			_("%s still has the certificate that was deployed; tls deploy "
			  "%s gives it the one that is in use again"),
			target->certificate, target->name);
	}
}
