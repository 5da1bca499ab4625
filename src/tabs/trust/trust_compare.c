/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust.h"

#include "base/text.h"
#include "tabs/shared/comparison.h"
#include "tabs/trust/trust_entry.h"

/* The Trust tab: a trusted certificate beside another one, or any two. */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"field", N_("Field"), 20, 0, false},
	{"first", N_("First"), 20, 0, false},
	{"second", N_("Second"), 20, 0, true},
	{0},
};

/* The trust list has the word first; a path with a slash is always a file. */
static bool
find_compared(struct pd_context *context, const struct pd_values *values,
	const char *field, const struct pd_trusted_list *list, struct pd_compared *out,
	struct pd_error *error)
{
	struct pd_error not_trusted = {0};
	const char *word = pd_value_text(values, field);
	const struct pd_trusted *found = pd_trusted_find(list, word, &not_trusted);
	if (found == NULL)
		return pd_compared_read(context, values, word, field, out, error);
	out->certificate = pd_trusted_certificate(context, found->id, error);
	out->name = pd_copy(word);
	return out->certificate != NULL;
}

bool
pd_trust_compare(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	PD_AUTO(pd_compared_free) struct pd_compared first = {0}, second = {0};
	if (!pd_trusted_list(context, &list, error) ||
		!find_compared(context, values, "first", &list, &first, error) ||
		!find_compared(context, values, "second", &list, &second, error))
		return false;
	pd_compared_show(&first, &second, columns, context->now, result);
	return true;
}
