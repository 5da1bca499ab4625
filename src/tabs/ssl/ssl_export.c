/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_export.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_cross.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_former.h"

/* Exports CAs and issued certificates, one or several into one file. */

struct exported {
	struct pd_identity *items;
	size_t count;
	char *name; /* what the operator calls the last issued one; NULL: it is a CA */
};

static void
free_exported(struct exported *exported)
{
	for (size_t i = 0; i < exported->count; i++)
		pd_identity_free(&exported->items[i]);
	free(exported->items);
	free(exported->name);
}

bool
pd_ssl_is_issued(const char *row)
{
	return row != NULL && strcmp(row, "ca") != 0 && !pd_former_is_row(row) &&
	       strcmp(row, PD_CA_RECORD) != 0;
}

bool
pd_ssl_issued_identity(struct pd_context *context, const struct pd_issued *issued,
	struct pd_identity *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	pd_certificates_add(&out->chain, pd_certificate_copy(issued->certificate));
	if (pd_authority_load_of(context, issued->issuer, &ca, &problem))
		pd_authority_add_above(context, &ca, &out->chain);
	else if (problem.code != PD_ESTATE)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	return true;
}

/* With its chain, the cross-certificates that lead to its other roots, too. */
static bool
load_ca(struct pd_context *context, const char *row, struct pd_identity *out,
	struct pd_error *error)
{
	bool former = pd_former_is_row(row);
	if (former ? !pd_former_load(context, row, out, error)
		   : !pd_authority_load(context, out, error))
		return false;
	pd_cross_add(context, pd_certificate_key_id(pd_identity_leaf(out)),
		former ? PD_TO_NEWER : PD_TO_OLDER, &out->chain);
	return true;
}

static void
call_it(struct exported *exported, const char *name)
{
	free(exported->name);
	exported->name = pd_copy(name);
}

static bool
load_issued(struct pd_context *context, const char *row, struct exported *exported,
	struct pd_identity *out, struct pd_error *error)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	if (!pd_issued_find(context, row, &issued, error) ||
		!pd_ssl_issued_identity(context, &issued, out, error))
		return false;
	call_it(exported, issued.name);
	return true;
}

static bool
is_among(const struct exported *exported, const struct pd_identity *identity)
{
	for (size_t i = 0; i < exported->count; i++)
		if (pd_certificate_same(pd_identity_leaf(&exported->items[i]),
			    pd_identity_leaf(identity)))
			return true;
	return false;
}

/* One that is named twice is written once. */
static bool
add_row(struct pd_context *context, const char *row, struct exported *out,
	struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity one = {0};
	if (!(pd_ssl_is_issued(row) ? load_issued(context, row, out, &one, error)
				    : load_ca(context, row, &one, error)))
		return false;
	if (is_among(out, &one))
		return true;
	out->items = pd_grow(out->items, out->count + 1, sizeof *out->items);
	out->items[out->count++] = one;
	one = (struct pd_identity){0};
	return true;
}

static void
say_written(const struct exported *exported, const char *path, struct pd_result *result)
{
	if (exported->count > 1)
		pd_result_say(result,
			ngettext("%zu certificate written to %s",
				"%zu certificates written to %s", exported->count),
			exported->count, path);
	else if (exported->name != NULL)
		pd_result_say(result, _("Certificate of %s written to %s"),
			exported->name, path);
	else
		pd_ca_kind.tell_written(
			pd_certificate_subject(pd_identity_leaf(&exported->items[0])),
			path, result);
}

bool
pd_ssl_export(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_exported) struct exported exported = {0};
	size_t count = pd_value_count(values, "serial");
	for (size_t i = 0; i < count; i++)
		if (!add_row(context, pd_value_item(values, "serial", i), &exported,
			    error))
			return false;
	if ((count == 0 && !add_row(context, NULL, &exported, error)) ||
		!pd_identities_hand_over(
			context, exported.items, exported.count, values, result, error))
		return false;
	if (!result->has_output)
		say_written(&exported, pd_value_text(values, "file"), result);
	return true;
}
