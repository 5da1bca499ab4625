/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/weak.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "tabs/trust/trust_entry.h"

/* Adds certificates of the chain in use to the trust list. */

struct chosen {
	struct pd_certificates new; /* those that are not trusted yet */
	char *of; /* whose chain that is; of several that of the last */
};

static void
drop_chosen(struct chosen *chosen)
{
	pd_certificates_free(&chosen->new);
	free(chosen->of);
}

/* One that is trusted already is left as it is, and one that is chosen twice is one. */
static void
choose_one(struct pd_context *context, const struct pd_certificate *one,
	struct chosen *out)
{
	if (!pd_trust_has(context, one) && !pd_certificates_have(&out->new, one))
		pd_certificates_add(&out->new, pd_certificate_copy(one));
}

static bool
choose_of(struct pd_context *context, const struct pd_certificates *all,
	const char *row, struct chosen *out, struct pd_error *error)
{
	if (row == NULL) {
		for (size_t i = 0; i < all->count; i++)
			choose_one(context, all->items[i], out);
		return true;
	}
	const struct pd_certificate *one = pd_tls_find_row(all, row, error);
	if (one != NULL)
		choose_one(context, one, out);
	return one != NULL;
}

/* id NULL: all of the key that the field "name" names. */
static bool
choose_by_row(struct pd_context *context, const struct pd_values *values,
	const char *id, struct chosen *out, struct pd_error *error)
{
	const char *row = NULL;
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	PD_AUTO(pd_drop_text) char *name = pd_tls_row_name(id, &row);
	pd_tls_place_of(name ? name : pd_value_text(values, "name"), &place);
	if (!pd_tls_load_whole(context, &place, &identity, error))
		return false;
	struct pd_certificates all = pd_identity_certificates(&identity);
	bool is_all = row == NULL || strcmp(row, "key") == 0;
	bool good = choose_of(context, &all, is_all ? NULL : row, out, error);
	free(all.items);
	free(out->of);
	out->of = pd_copy(pd_certificate_subject(pd_identity_leaf(&identity)));
	return good;
}

static bool
choose(struct pd_context *context, const struct pd_values *values, struct chosen *out,
	struct pd_error *error)
{
	size_t count = pd_value_count(values, "row");
	for (size_t i = 0; i < count; i++)
		if (!choose_by_row(context, values, pd_value_item(values, "row", i),
			    out, error))
			return false;
	return (count > 0 || choose_by_row(context, values, NULL, out, error)) &&
	       pd_weak_admit_all(values, &out->new, error);
}

/* "2 certificates of the chain of CN=host.example.org ..." */
static char *
trusted_sentence(const struct chosen *chosen)
{
	unsigned long added = chosen->new.count;
	return pd_format(ngettext("%lu certificate of the chain of %s added to the "
				  "trust list",
				 "%lu certificates of the chain of %s added to the "
				 "trust list",
				 added),
		added, chosen->of);
}

bool
pd_tls_preview_trust(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(drop_chosen) struct chosen chosen = {0};
	if (!choose(context, values, &chosen, error))
		return false;
	for (size_t i = 0; i < chosen.new.count; i++)
		pd_common_preview_certificate(chosen.new.items[i], out);
	if (chosen.new.count == 0)
		return pd_fail(error, PD_ESTATE, "row",
			_("What was chosen is in the trust list already"));
	pd_common_preview_undo(context, out);
	return true;
}

bool
pd_tls_trust(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_chosen) struct chosen chosen = {0};
	if (!choose(context, values, &chosen, error))
		return false;
	if (chosen.new.count == 0) {
		pd_result_say(result, "%s",
			_("What was chosen is in the trust list already"));
		return true;
	}
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL)
		return false;
	for (size_t i = 0; i < chosen.new.count; i++)
		if (!pd_trusted_put(
			    change, context, chosen.new.items[i], NULL, "tls", error))
			return false;
	PD_AUTO(pd_drop_text) char *sentence = trusted_sentence(&chosen);
	return pd_context_end_change(change, sentence, result, error);
}
