/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_takeover.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_crl.h"
#include "x509/certificate/revocation.h"
#include "x509/write/revocation_write.h"

void
pd_takeover_free(struct pd_takeover *takeover)
{
	pd_certificates_free(&takeover->issued);
	pd_index_free(&takeover->index);
	*takeover = (struct pd_takeover){0};
}

/* ---- which lists ---------------------------------------------------------------------- */

/* The number as the records keep it; 0 if it has none. */
static bool
read_list_number(
	const struct pd_bundle_list *given, int64_t *number, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *hex = pd_revocation_list_number(given->list);
	*number = 0;
	if (hex == NULL || *hex == '-')
		return true;
	return pd_crl_number_read(hex, given->place, number, error);
}

/* Is it of the CA itself? If not, *above says whether it is of one in its chain. */
static bool
is_of_ca(const struct pd_bundle_list *given, const struct pd_certificates *chain,
	bool *above)
{
	*above = false;
	for (size_t i = 0; i < chain->count; i++)
		if (pd_revocation_list_is_signed_by(given->list, chain->items[i])) {
			*above = i > 0;
			return i == 0;
		}
	return false;
}

static bool
refuse_list(const struct pd_bundle_list *given, const struct pd_certificate *ca,
	struct pd_error *error)
{
	const char *subject = pd_certificate_subject(ca);
	if (pd_revocation_list_is_of(given->list, ca))
		return pd_fail(error, PD_EINPUT, given->place,
			_("the revocation list bears the name of %s, but was not "
			  "signed "
			  "by its key; give the list that this CA has signed"),
			subject);
	PD_AUTO(pd_drop_text)
	char *issuer = pd_revocation_list_issuer(given->list);
	return pd_fail(error, PD_EINPUT, given->place,
		_("the revocation list is of another CA (%s), not of %s; leave it out"),
		issuer, subject);
}

/* What decides which list is the newest. */
struct rank {
	int64_t number, this_update;
};

static bool
is_older(struct rank one, struct rank other)
{
	return one.number != other.number && one.number != 0 && other.number != 0
		       ? one.number < other.number
		       : one.this_update < other.this_update;
}

/* The rank of the list that is kept here, if it is of this CA. */
static struct rank
rank_of_kept(struct pd_context *context, const char *ca)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_crl_load(context, ca, &ignored);
	const char *issuer = record ? pd_record_text(record, "issuer") : NULL;
	if (issuer == NULL || strcmp(issuer, ca) != 0)
		return (struct rank){0};
	return (struct rank){pd_record_number(record, "number", 0),
		pd_record_number(record, "this_update", 0)};
}

/* ---- what they say -------------------------------------------------------------------- */

/* A list whose entries are taken. */
struct taking {
	const struct pd_bundle_list *given;
	bool final_alone; /* no holds */
	struct pd_takeover *out;
	size_t foreign, strange; /* of another CA; with an extension that is not kept */
	struct pd_bytes extension;
};

/* An entry that cannot be read may be of any certificate. */
static bool
take_entry(struct taking *taking, const struct pd_revocation_entry *entry,
	struct pd_error *error)
{
	const struct pd_bundle_list *given = taking->given;
	if (!entry->understood)
		return pd_fail(error, PD_EINPUT, given->place,
			_("an entry of the revocation list cannot be read, or has a "
			  "critical extension that is not known; nobody can say what "
			  "it "
			  "revokes"));
	if (pd_revocation_is_foreign(given->list, entry)) {
		taking->foreign++;
		return true;
	}
	if (entry->reason == PD_REASON_REMOVE ||
		(taking->final_alone && entry->reason == PD_REASON_HOLD))
		return true;
	if (entry->unknown.size > 0) {
		taking->strange++;
		taking->extension = entry->unknown;
	}
	const struct pd_index_entry new = {
		.revoked_at = entry->time,
		.invalidity = entry->invalidity,
		.reason = (unsigned)pd_reason_code(pd_reason_name((int)entry->reason)),
	};
	PD_AUTO(pd_drop_text) char *serial = pd_revocation_serial(entry);
	pd_index_add(&taking->out->index, serial, "", &new);
	return true;
}

static void
warn_untaken(const struct taking *taking, struct pd_result *result)
{
	const char *place = taking->given->place;
	if (taking->foreign > 0)
		pd_result_warn(result,
			ngettext(
				"%s: %zu entry is of another CA's certificate, and was "
				"not used",
				"%s: %zu entries are of another CA's certificates, and "
				"were not used",
				taking->foreign),
			place, taking->foreign);
	/* Such as what is to be done with a certificate on hold. */
	PD_AUTO(pd_drop_text) char *oid = pd_oid_text(taking->extension);
	if (taking->strange > 0)
		pd_result_warn(result,
			ngettext("%s: %zu entry has an extension that is not kept "
				 "here (%s)",
				"%s: %zu entries have an extension that is not kept "
				"here (%s)",
				taking->strange),
			place, taking->strange, oid);
}

static bool
take_entries(struct taking *taking, struct pd_result *result, struct pd_error *error)
{
	struct pd_revocation_entry entry;
	struct pd_bytes rest = pd_revocation_begin(taking->given->list, &entry);
	while (pd_revocation_next(&rest, &entry))
		if (!take_entry(taking, &entry, error))
			return false;
	warn_untaken(taking, result);
	return true;
}

/* In a newer list entries may be missing because a hold was taken back, so that of an older one
 * only those hold that are final. Partial lists stand beside each other. */
static bool
take_list(const struct pd_bundle_list *given, struct rank newest,
	struct pd_takeover *out, struct pd_result *result, struct pd_error *error)
{
	struct taking taking = {.given = given, .out = out};
	struct rank rank = {0, pd_revocation_list_this_update(given->list)};
	bool is_complete = pd_revocation_list_is_complete(given->list);
	if (!read_list_number(given, &rank.number, error))
		return false;
	if (rank.number > out->number)
		out->number = rank.number;
	taking.final_alone = is_complete && is_older(rank, newest);
	if (taking.final_alone) {
		PD_AUTO(pd_drop_text) char *date = pd_text_date(rank.this_update);
		pd_result_warn(result,
			_("%s: the revocation list of %s is older than another that is "
			  "known, and only what it revokes for good was used"),
			given->place, date);
	} else if (is_complete) {
		out->is_known = true;
		out->list = given->list;
	}
	return take_entries(&taking, result, error);
}

static bool
find_newest(const struct pd_bundle *bundle, const struct pd_certificates *chain,
	struct rank *newest, struct pd_error *error)
{
	bool above;
	for (size_t i = 0; i < bundle->list_count; i++) {
		const struct pd_bundle_list *given = &bundle->lists[i];
		struct rank rank = {0, pd_revocation_list_this_update(given->list)};
		if (!is_of_ca(given, chain, &above) ||
			!pd_revocation_list_is_complete(given->list))
			continue;
		if (!read_list_number(given, &rank.number, error))
			return false;
		if (is_older(*newest, rank))
			*newest = rank;
	}
	return true;
}

/* Where index and list say different things of one certificate, it counts as revoked. An
 * expired one may be missing in a list. */
static void
warn_contradictions(const struct pd_gathered *gathered,
	const struct pd_takeover *takeover, struct pd_result *result)
{
	const struct pd_index *text = &gathered->index;
	size_t count = 0;
	const char *first = NULL;
	int64_t made = takeover->list == NULL
			       ? 0
			       : pd_revocation_list_this_update(takeover->list);
	for (size_t i = 0; takeover->list != NULL && i < text->count; i++) {
		const struct pd_index_entry *entry = &text->items[i];
		const char *serial = pd_index_text(text, entry->serial);
		const struct pd_index_entry *listed =
			pd_index_find(&takeover->index, serial);
		bool is_listed = listed != NULL && listed->revoked_at != 0;
		if (is_listed == (entry->revoked_at != 0) ||
			(!is_listed && entry->not_after < made) ||
			entry->revoked_at > made)
			continue;
		first = first ? first : serial;
		count++;
	}
	if (count > 0)
		pd_result_warn(result,
			ngettext("the index and the revocation list contradict each "
				 "other "
				 "about %zu certificate (%s); it counts as revoked",
				"the index and the revocation list contradict each "
				"other "
				"about %zu certificates (the first is %s); they count "
				"as "
				"revoked",
				count),
			count, first);
}

/* XCA lists a root among what it has issued. No list from here is to say that the CA is revoked,
 * as who believed that would have to believe the CA; what a list of it said already stays. */
static void
leave_itself(struct pd_index *index, const struct pd_certificate *ca, const char *from,
	struct pd_result *result)
{
	struct pd_index_entry *own = pd_index_find(index, pd_certificate_serial(ca));
	if (own == NULL || !pd_certificate_is_self_issued(ca))
		return;
	own->dropped = true;
	if (own->revoked_at != 0)
		pd_result_warn(result,
			_("%s: says that the CA itself is revoked, which is not taken "
			  "over, as a CA cannot revoke itself; if its key is in other "
			  "hands, make a new CA (ssl generate), and have this one "
			  "removed from every trust list"),
			from);
}

static void
take_index(struct pd_gathered *gathered, const struct pd_certificate *ca,
	struct pd_takeover *out, struct pd_result *result)
{
	leave_itself(&gathered->index, ca, gathered->from, result);
	pd_index_join(&out->index, &gathered->index);
	out->is_known = out->is_known || gathered->has_index;
	pd_index_sort(&out->index);
}

/* Several may have one name, as a CA has that was renewed with another key. */
static bool
is_of_another_kept(struct pd_context *context, const struct pd_bundle_list *given)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	if (!pd_authority_keys(context, &keys, &ignored))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_identity_free) struct pd_identity kept = {0};
		if (pd_authority_load_of(context, keys.items[i], &kept, &ignored) &&
			pd_revocation_list_is_signed_by(
				given->list, pd_identity_leaf(&kept)))
			return true;
	}
	return false;
}

/* A list that is not of the CA: refused, or in a directory named. */
static bool
leave_list(struct pd_context *context, const struct pd_gathered *gathered,
	const struct pd_bundle_list *given, const struct pd_identity *ca,
	struct pd_result *result, struct pd_error *error)
{
	bool above;
	struct pd_error problem = {0};
	(void)is_of_ca(given, &ca->chain, &above);
	if (above) {
		pd_result_warn(result,
			_("%s: the revocation list is of a CA above, and was not used"),
			given->place);
		return true;
	}
	if (is_of_another_kept(context, given)) {
		pd_result_warn(result,
			_("%s: the revocation list is of another CA that is kept here, "
			  "and was not used; give it to ssl adopt alone"),
			given->place);
		return true;
	}
	(void)refuse_list(given, pd_identity_leaf(ca), &problem);
	if (!gathered->has_directory)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	pd_result_warn(result, _("%s: not used: %s"), given->place, problem.message);
	return true;
}

/* A part alone would make valid again what the rest has revoked. */
static bool
refuse_part_alone(const struct pd_gathered *gathered, const struct pd_identity *ca,
	const struct pd_takeover *takeover, struct pd_error *error)
{
	bool above;
	for (size_t i = 0; i < gathered->bundle.list_count && !takeover->is_known;
		i++) {
		const struct pd_bundle_list *given = &gathered->bundle.lists[i];
		if (is_of_ca(given, &ca->chain, &above))
			return pd_fail(error, PD_EINPUT, given->place,
				_("the revocation list is not complete: it is a delta "
				  "list, or covers only "
				  "a part; give the full list of the CA, too"));
	}
	return true;
}

/* Was it told before what this CA has revoked? */
static bool
is_revoked_known(struct pd_context *context, const char *ca, struct rank kept)
{
	return kept.number != 0 || kept.this_update != 0 ||
	       pd_index_is_kept(context, ca);
}

bool
pd_takeover_read(struct pd_context *context, struct pd_gathered *gathered,
	const struct pd_identity *ca, struct pd_takeover *out, struct pd_result *result,
	struct pd_error *error)
{
	bool above;
	const struct pd_bundle *bundle = &gathered->bundle;
	const char *key = pd_certificate_key_id(pd_identity_leaf(ca));
	struct rank newest = rank_of_kept(context, key);
	bool told = is_revoked_known(context, key, newest);
	pd_gathered_use_register(gathered, key);
	if (!find_newest(bundle, &ca->chain, &newest, error))
		return false;
	for (size_t i = 0; i < bundle->list_count; i++) {
		const struct pd_bundle_list *given = &bundle->lists[i];
		bool good = is_of_ca(given, &ca->chain, &above)
				    ? take_list(given, newest, out, result, error)
				    : leave_list(context, gathered, given, ca, result,
					      error);
		if (!good)
			return false;
	}
	pd_index_sort(&out->index);
	warn_contradictions(gathered, out, result);
	take_index(gathered, pd_identity_leaf(ca), out, result);
	out->number = gathered->number > out->number ? gathered->number : out->number;
	return told || refuse_part_alone(gathered, ca, out, error);
}
