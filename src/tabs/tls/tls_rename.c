/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/group_change.h"
#include "store/settings_change.h"
#include "store/targets.h"
#include "tabs/shared/common.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_targets.h"

/* Another name for a TLS key: its records, and the deploy targets that get it. */

char *
pd_tls_blocked_rename(struct pd_context *context, const struct pd_row *row)
{
	(void)context;
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_of_row(row, &place);
	return place.is_device
		       ? pd_copy(_("device is the key that is always there, and keeps "
				   "its name"))
		       : NULL;
}

static bool
check_names(struct pd_context *context, const struct pd_tls_place *old,
	const struct pd_tls_place *new, struct pd_error *error)
{
	if (old->is_device)
		return pd_fail(error, PD_ESTATE, old->name,
			_("device is the key that is always there, and keeps its "
			  "name"));
	if (!pd_tls_place_is_kept(context, old))
		return pd_fail(error, PD_ESTATE, old->name,
			_("no TLS key has this name; tls list shows the names"));
	return (!new->is_device && !pd_tls_place_is_kept(context, new)) ||
	       pd_fail(error, PD_EUSAGE, "to",
		       _("a TLS key is called %s already; give another name"),
		       new->name);
}

static bool
move_record(struct pd_context *context, struct pd_change *change, const char *from,
	const char *to, struct pd_error *error)
{
	if (!pd_store_has(context->store, from))
		return true;
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, from, error);
	return record != NULL && pd_change_put(change, to, record, error) &&
	       pd_change_remove(change, from, error);
}

static bool
move_records(struct pd_context *context, struct pd_change *change,
	const struct pd_tls_place *old, const struct pd_tls_place *new,
	struct pd_error *error)
{
	return move_record(context, change, old->record, new->record, error) &&
	       move_record(context, change, old->roots, new->roots, error) &&
	       move_record(context, change, old->request, new->request, error);
}

/* The targets that get the key go on getting it. */
static bool
move_targets(struct pd_context *context, struct pd_change *change,
	const struct pd_tls_place *old, const struct pd_tls_place *new,
	struct pd_error *error)
{
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	PD_AUTO(pd_drop_text) char *quoted = pd_settings_quote(new->name);
	const struct pd_settings_member members[] = {{"tls", quoted}, {0}};
	size_t count = 0;
	if (!pd_deploy_targets_load(context->store, &targets, error))
		return false;
	struct pd_group_edit *edits = pd_alloc(targets.count + 1, sizeof *edits);
	for (size_t i = 0; i < targets.count; i++)
		if (strcmp(targets.items[i].tls, old->name) == 0)
			edits[count++] = pd_target_edit(targets.items[i].name, members);
	bool good = count == 0 ||
		    pd_group_put_all(context->store, change, edits, count, error);
	free(edits);
	return good;
}

bool
pd_tls_rename(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place old = {0}, new = {0};
	pd_tls_place_find(values, &old);
	pd_tls_place_of(pd_value_text(values, "to"), &new);
	if (!check_names(context, &old, &new, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("TLS key %s is called %s now, also for its deploy targets"),
			old.name, new.name);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL && move_records(context, change, &old, &new, error) &&
	       move_targets(context, change, &old, &new, error) &&
	       pd_context_end_change(change, sentence, result, error);
}
