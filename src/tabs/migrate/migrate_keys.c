/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/migrate/migrate_keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/identity_tab.h"
#include "tabs/shared/preview.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_place.h"

/* A key that was read; the kind is lent its place. */
struct coming {
	struct pd_tls_place place;
	struct pd_identity_kind kind;
	struct pd_identity identity;
};

struct all_coming {
	struct coming *items;
	size_t count;
};

static void
free_coming(struct all_coming *all)
{
	for (size_t i = 0; i < all->count; i++) {
		pd_identity_free(&all->items[i].identity);
		pd_tls_place_free(&all->items[i].place);
	}
	free(all->items);
}

static bool
refuse_same_names(const struct pd_migrate_plan *plan, struct pd_error *error)
{
	for (size_t i = 0; i < plan->key_count; i++)
		for (size_t k = 0; k < i; k++)
			if (strcmp(plan->keys[i].name, plan->keys[k].name) == 0)
				return pd_fail(error, PD_EINPUT, plan->keys[i].name,
					_("two of the keys would have this name; take "
					  "over one folder after the other"));
	return true;
}

static bool
read_coming(struct pd_context *context, const struct pd_migrate_plan *plan,
	struct all_coming *out, struct pd_result *result, struct pd_error *error)
{
	if (!refuse_same_names(plan, error))
		return false;
	out->items = pd_alloc(plan->key_count, sizeof *out->items);
	while (out->count < plan->key_count) {
		const struct pd_migrate_key *key = &plan->keys[out->count];
		struct coming *one = &out->items[out->count++];
		if (!pd_tls_check_name(key->name, "name", error))
			return false;
		pd_tls_place_of(key->name, &one->place);
		one->kind = pd_tls_kind(&one->place);
		if (!pd_identity_read(&one->kind, context, key->values, &one->identity,
			    result, error))
			return false;
	}
	return true;
}

static bool
stage_coming(struct pd_context *context, struct pd_change *change,
	const struct all_coming *all, struct pd_buffer *names, struct pd_error *error)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct coming *one = &all->items[i];
		if (one->identity.is_there)
			continue;
		if (!pd_identity_stage(
			    &one->kind, context, change, &one->identity, error))
			return false;
		pd_buffer_add_item(names, one->place.name);
	}
	return true;
}

bool
pd_migrate_keys(struct pd_context *context, const struct pd_migrate_plan *plan,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_coming) struct all_coming all = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	if (!read_coming(context, plan, &all, result, error) ||
		!pd_common_go_on(context, error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !stage_coming(context, change, &all, &names, error))
		return false;
	if (names.size == 0) {
		pd_result_say(result, _("Nothing to do: all of it is here already"));
		return true;
	}
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("TLS keys taken over: %s"), pd_buffer_text(&names));
	if (!pd_context_end_change(change, sentence, result, error))
		return false;
	for (size_t i = 0; i < all.count; i++)
		if (!all.items[i].identity.is_there && all.items[i].kind.warn != NULL)
			all.items[i].kind.warn(context, &all.items[i].identity, result);
	return true;
}

bool
pd_migrate_preview_keys(struct pd_context *context, const struct pd_migrate_plan *plan,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(free_coming) struct all_coming all = {0};
	PD_AUTO(pd_result_free) struct pd_result told = {0};
	if (!read_coming(context, plan, &all, &told, error))
		return false;
	for (size_t i = 0; i < all.count; i++) {
		const struct coming *one = &all.items[i];
		pd_details_section(out, "keys", one->place.name);
		pd_common_preview_certificate(pd_identity_leaf(&one->identity), out);
		const char *effect = one->identity.is_there ? _("is here already")
				     : pd_tls_place_is_kept(context, &one->place)
					     ? _("replaces the TLS key of this name")
					     : _("becomes a TLS key of this name");
		pd_details_text(out, "effect", _("Effect"), effect);
	}
	for (size_t i = 0; i < told.warning_count; i++)
		pd_details_text(out, "warning", _("Warning"), told.warnings[i].text);
	pd_common_preview_undo(context, out);
	return true;
}
