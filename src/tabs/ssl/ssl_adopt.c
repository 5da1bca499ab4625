/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/ssl/takeover/ssl_part.h"
#include "tabs/ssl/takeover/ssl_takeover_put.h"
#include "tabs/ssl/takeover/ssl_takeover_show.h"

/* Takes over what a CA that is here has issued or revoked elsewhere. */

/* How many serial numbers of an index are known to be of a CA. */
struct acquaintance {
	const struct pd_index *index;
	size_t count;
};

static bool
count_indexed(void *load, const struct pd_index_line *line, struct pd_error *error)
{
	struct acquaintance *known = load;
	(void)error;
	known->count += pd_index_find(known->index, line->serial) != NULL;
	return true;
}

/* An index does not say whose it is: it is of the CA that most of it is known of, and where
 * nothing is, of the one in use, which is the first. */
static bool
find_indexed(struct pd_context *context, const struct pd_gathered *gathered,
	const struct pd_names *keys, size_t *out, struct pd_error *error)
{
	size_t most = 0;
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	if (keys->count < 2)
		return true;
	if (!pd_issued_list(context, &list, error))
		return false;
	for (size_t i = 0; i < keys->count; i++) {
		const char *ca = keys->items[i];
		struct acquaintance known = {.index = &gathered->index};
		if (!pd_index_each_kept(context, ca, count_indexed, &known, error))
			return false;
		for (size_t k = 0; k < list.count; k++)
			known.count += list.items[k].problem == NULL &&
				       strcmp(list.items[k].issuer, ca) == 0 &&
				       pd_index_find(known.index,
					       list.items[k].serial) != NULL;
		*out = known.count > most ? i : *out;
		most = known.count > most ? known.count : most;
	}
	return true;
}

/* The one that the files are of. */
static bool
find_authority(struct pd_context *context, const struct pd_gathered *gathered,
	struct pd_identity *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	size_t indexed = 0;
	bool index_alone = gathered->bundle.certificates.count == 0 &&
			   gathered->bundle.list_count == 0 && gathered->has_index;
	if (!pd_authority_keys(context, &keys, error) ||
		(index_alone &&
			!find_indexed(context, gathered, &keys, &indexed, error)))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
		if (!pd_authority_load_of(context, keys.items[i], &ca, error))
			return false;
		const struct pd_certificate *leaf = pd_identity_leaf(&ca);
		if (index_alone ? i != indexed
				: !pd_part_is_of(gathered, leaf) ||
					  !pd_gathered_is_wanted(gathered, leaf))
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
	PD_AUTO(pd_drop_text) char *counts = pd_takeover_counts(takeover);
	if (counts == NULL)
		return pd_format(
			_("Nothing of the CA %s was new in what was given"), subject);
	return pd_format(_("%s taken over for the CA %s"), counts, subject);
}

struct adoption {
	struct pd_gathered gathered;
	struct pd_identity ca;
	struct pd_takeover takeover;
};

static void
free_adoption(struct adoption *adoption)
{
	pd_takeover_free(&adoption->takeover);
	pd_identity_free(&adoption->ca);
	pd_gathered_free(&adoption->gathered);
}

static bool
read_adoption(struct pd_context *context, const struct pd_values *values,
	struct adoption *out, struct pd_result *result, struct pd_error *error)
{
	const unsigned wanted = PD_WANT(PD_OBJECT_CERTIFICATE) | PD_WANT(PD_OBJECT_CRL);
	struct pd_takeover *takeover = &out->takeover;
	if (!pd_gather(context, values, wanted, &out->gathered, result, error) ||
		!find_authority(context, &out->gathered, &out->ca, error) ||
		!pd_part_adopt(&out->gathered, &out->ca, takeover, result, error) ||
		!pd_weak_admit_all(values, &takeover->issued, error) ||
		!pd_takeover_read(
			context, &out->gathered, &out->ca, takeover, result, error) ||
		!pd_common_go_on(context, error))
		return false;
	pd_common_warn_left_out(&out->gathered.bundle.left_out, result);
	pd_gathered_warn_unread(&out->gathered, result);
	return true;
}

bool
pd_ssl_adopt(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_adoption) struct adoption adoption = {0};
	if (!read_adoption(context, values, &adoption, result, error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !pd_takeover_put(context, change, &adoption.ca,
				      &adoption.takeover, result, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = describe_adoption(&adoption.ca, &adoption.takeover);
	return pd_context_end_change(change, sentence, result, error);
}

bool
pd_ssl_preview_adopt(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(free_adoption) struct adoption adoption = {0};
	PD_AUTO(pd_result_free) struct pd_result told = {0};
	if (!read_adoption(context, values, &adoption, &told, error))
		return false;
	pd_takeover_preview(&adoption.takeover, &told, out);
	pd_details_section(out, "ca", _("CA kept here"));
	pd_common_preview(context, pd_identity_leaf(&adoption.ca), out);
	return true;
}
