/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/takeover/ssl_part.h"
#include "tabs/ssl/takeover/ssl_takeover_put.h"

/* Takes over what a CA that is here has issued or revoked elsewhere. */

/* The one that the files are of; an index alone is of the one in use. */
static bool
find_authority(struct pd_context *context, const struct pd_gathered *gathered,
	struct pd_identity *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	bool index_alone = gathered->bundle.certificates.count == 0 &&
			   gathered->bundle.list_count == 0 && gathered->has_index;
	if (!pd_authority_keys(context, &keys, error))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
		if (!pd_authority_load_of(context, keys.items[i], &ca, error))
			return false;
		if (!index_alone && !pd_part_is_of(gathered, pd_identity_leaf(&ca)))
			continue;
		*out = ca;
		ca = (struct pd_identity){0};
		return true;
	}
	return pd_fail(error, PD_EINPUT, gathered->from,
		_("nothing in it is of a CA that is kept here; import that CA, with "
		  "its "
		  "key"));
}

static char *
describe_adoption(const struct pd_identity *ca, const struct pd_takeover *takeover)
{
	const char *subject = pd_certificate_subject(pd_identity_leaf(ca));
	if (takeover->added == 0 && takeover->revoked == 0)
		return pd_format(
			_("Nothing of the CA %s was new in what was given"), subject);
	PD_AUTO(pd_drop_text) char *counts = pd_takeover_counts(takeover);
	return pd_format(_("%s taken over for the CA %s"), counts, subject);
}

bool
pd_ssl_adopt(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_gathered_free) struct pd_gathered gathered = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	PD_AUTO(pd_takeover_free) struct pd_takeover takeover = {0};
	const unsigned wanted = PD_WANT(PD_OBJECT_CERTIFICATE) | PD_WANT(PD_OBJECT_CRL);
	if (!pd_gather(context, values, wanted, &gathered, result, error) ||
		!find_authority(context, &gathered, &ca, error) ||
		!pd_part_adopt(&gathered, &ca, &takeover, result, error) ||
		!pd_weak_admit_all(values, &takeover.issued, error) ||
		!pd_takeover_read(context, &gathered, &ca, &takeover, result, error) ||
		!pd_common_go_on(context, error))
		return false;
	pd_common_warn_left_out(&gathered.bundle.left_out, result);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!pd_takeover_put(context, change, &ca, &takeover, result, error))
		return false;
	PD_AUTO(pd_drop_text) char *sentence = describe_adoption(&ca, &takeover);
	return pd_context_end_change(change, sentence, result, error);
}
