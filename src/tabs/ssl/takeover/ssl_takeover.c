/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_takeover.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/revocation.h"
#include "x509/write/issue.h"
#include "x509/write/revocation_write.h"

void
pd_takeover_free(struct pd_takeover *takeover)
{
	pd_certificates_free(&takeover->issued);
	pd_index_free(&takeover->index);
	free(takeover->pem);
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
	errno = 0;
	*number = strtoll(hex, NULL, 16);
	return (errno == 0 && *number < INT64_MAX) ||
	       pd_fail(error, PD_EINPUT, given->place,
		       _("its CRL number %s is higher than can be counted on from "
			 "here; "
			 "numbers below 2^63 are taken"),
		       hex);
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

/* An entry that cannot be read may be of any certificate. */
static bool
take_entry(const struct pd_bundle_list *given, const struct pd_revocation_entry *entry,
	struct pd_takeover *out, size_t *foreign, struct pd_error *error)
{
	if (!entry->understood)
		return pd_fail(error, PD_EINPUT, given->place,
			_("an entry of the revocation list cannot be read, or has a "
			  "critical extension that is not known; nobody can say what "
			  "it "
			  "revokes"));
	if (pd_revocation_is_foreign(given->list, entry)) {
		*foreign += 1;
		return true;
	}
	if (entry->reason == PD_REASON_REMOVE)
		return true;
	const struct pd_index_entry new = {
		.revoked_at = entry->time,
		.invalidity = entry->invalidity,
		.reason = pd_reason_code(pd_reason_name((int)entry->reason)),
	};
	PD_AUTO(pd_drop_text) char *serial = pd_revocation_serial(entry);
	pd_index_add(&out->index, serial, "", &new);
	return true;
}

static bool
take_entries(const struct pd_bundle_list *given, struct pd_takeover *out,
	struct pd_result *result, struct pd_error *error)
{
	size_t foreign = 0;
	struct pd_revocation_entry entry;
	struct pd_bytes rest = pd_revocation_begin(given->list, &entry);
	while (pd_revocation_next(&rest, &entry))
		if (!take_entry(given, &entry, out, &foreign, error))
			return false;
	if (foreign > 0)
		pd_result_warn(result,
			ngettext(
				"%s: %zu entry is of another CA's certificate, and was "
				"not used",
				"%s: %zu entries are of another CA's certificates, and "
				"were not used",
				foreign),
			given->place, foreign);
	return true;
}

static void
keep_list(const struct pd_bundle_list *given, struct pd_takeover *out)
{
	if (!pd_revocation_list_is_complete(given->list))
		return;
	free(out->pem);
	out->pem = pd_revocation_list_pem(pd_revocation_list_der(given->list));
	out->this_update = pd_revocation_list_this_update(given->list);
	out->next_update = pd_revocation_list_next_update(given->list);
}

/* Entries may be missing in a newer list because a hold was taken back, so an older one
 * says nothing that holds. Partial lists stand beside each other. */
static bool
take_list(const struct pd_bundle_list *given, struct rank newest,
	struct pd_takeover *out, struct pd_result *result, struct pd_error *error)
{
	struct rank rank = {0, pd_revocation_list_this_update(given->list)};
	if (!read_list_number(given, &rank.number, error))
		return false;
	if (rank.number > out->number)
		out->number = rank.number;
	if (pd_revocation_list_is_complete(given->list) && is_older(rank, newest)) {
		PD_AUTO(pd_drop_text) char *date = pd_text_date(rank.this_update);
		pd_result_warn(result,
			_("%s: the revocation list of %s is older than another that is "
			  "known, and was not used"),
			given->place, date);
		return true;
	}
	out->is_known = true;
	keep_list(given, out);
	return take_entries(given, out, result, error);
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
	for (size_t i = 0; takeover->pem != NULL && i < text->count; i++) {
		const struct pd_index_entry *entry = &text->items[i];
		const char *serial = pd_index_text(text, entry->serial);
		const struct pd_index_entry *listed =
			pd_index_find(&takeover->index, serial);
		bool is_listed = listed != NULL && listed->revoked_at != 0;
		if (is_listed == (entry->revoked_at != 0) ||
			(!is_listed && entry->not_after < takeover->this_update) ||
			entry->revoked_at > takeover->this_update)
			continue;
		first = first ? first : serial;
		count++;
	}
	if (count > 0)
		pd_result_warn(result,
			ngettext("index.txt and the revocation list contradict each "
				 "other "
				 "about %zu certificate (%s); it counts as revoked",
				"index.txt and the revocation list contradict each "
				"other "
				"about %zu certificates (the first is %s); they count "
				"as "
				"revoked",
				count),
			count, first);
}

/* XCA lists a root among what it has issued. */
static void
take_index(const struct pd_gathered *gathered, const struct pd_certificate *ca,
	struct pd_takeover *out)
{
	const struct pd_index *text = &gathered->index;
	const char *own =
		pd_certificate_is_self_issued(ca) ? pd_certificate_serial(ca) : "";
	for (size_t i = 0; i < text->count; i++) {
		const struct pd_index_entry *entry = &text->items[i];
		const char *serial = pd_index_text(text, entry->serial);
		if (strcmp(serial, own) != 0)
			pd_index_add(&out->index, serial,
				pd_index_text(text, entry->subject), entry);
	}
	out->is_known = out->is_known || gathered->has_index;
	pd_index_sort(&out->index);
}

/* A list that is not of the CA: refused, or in a directory named. */
static bool
leave_list(const struct pd_gathered *gathered, const struct pd_bundle_list *given,
	const struct pd_identity *ca, struct pd_result *result, struct pd_error *error)
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
	(void)refuse_list(given, pd_identity_leaf(ca), &problem);
	if (!gathered->has_directory)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	pd_result_warn(result, _("%s: not used: %s"), given->place, problem.message);
	return true;
}

bool
pd_takeover_read(struct pd_context *context, const struct pd_gathered *gathered,
	const struct pd_identity *ca, struct pd_takeover *out, struct pd_result *result,
	struct pd_error *error)
{
	bool above;
	const struct pd_bundle *bundle = &gathered->bundle;
	struct rank newest =
		rank_of_kept(context, pd_certificate_key_id(pd_identity_leaf(ca)));
	if (!find_newest(bundle, &ca->chain, &newest, error))
		return false;
	for (size_t i = 0; i < bundle->list_count; i++) {
		const struct pd_bundle_list *given = &bundle->lists[i];
		bool good = is_of_ca(given, &ca->chain, &above)
				    ? take_list(given, newest, out, result, error)
				    : leave_list(gathered, given, ca, result, error);
		if (!good)
			return false;
	}
	pd_index_sort(&out->index);
	warn_contradictions(gathered, out, result);
	take_index(gathered, pd_identity_leaf(ca), out);
	return true;
}

/* ---- keeping -------------------------------------------------------------------------- */

/* The register's own word stays, but that a hold became final. */
static bool
mark_registered(struct pd_change *change, struct pd_issued *issued,
	const struct pd_index_entry *entry, struct pd_takeover *takeover,
	struct pd_error *error)
{
	bool held = issued->revoked_at != 0 &&
		    strcmp(issued->reason, "certificateHold") == 0;
	bool final = entry->reason != PD_REASON_HOLD;
	if (entry->revoked_at == 0 || (issued->revoked_at != 0 && !(held && final)))
		return true;
	takeover->revoked += issued->revoked_at == 0;
	free(issued->reason);
	issued->reason = pd_copy(pd_reason_name(entry->reason));
	issued->revoked_at = entry->revoked_at;
	issued->invalidity = entry->invalidity;
	return pd_issued_put(change, issued, error);
}

/* A million entries are not a million looks into the store. */
static bool
is_registered(const struct pd_names *names, const char *ca, const char *serial)
{
	PD_AUTO(pd_drop_text) char *second = pd_issued_second_id(serial, ca);
	return pd_names_have(names, serial) || pd_names_have(names, second);
}

/* Marks what the register has. */
static bool
put_marks(struct pd_context *context, struct pd_change *change, const char *ca,
	const struct pd_names *names, struct pd_takeover *takeover,
	struct pd_error *error)
{
	for (size_t i = 0; i < takeover->index.count; i++) {
		struct pd_index_entry *entry = &takeover->index.items[i];
		const char *serial = pd_index_text(&takeover->index, entry->serial);
		PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
		if (is_registered(names, ca, serial) &&
			!pd_issued_of(context, ca, serial, &issued, error))
			return false;
		entry->dropped = issued.id != NULL;
		if (entry->dropped &&
			!mark_registered(change, &issued, entry, takeover, error))
			return false;
	}
	return true;
}

/* Adds what the register does not have to the index that is kept. */
static void
add_entries(struct pd_takeover *takeover, struct pd_index *kept)
{
	const struct pd_index *given = &takeover->index;
	size_t count = kept->count;
	for (size_t i = 0; i < given->count; i++) {
		const struct pd_index_entry *entry = &given->items[i];
		const char *serial = pd_index_text(given, entry->serial);
		if (entry->dropped)
			continue;
		const struct pd_index before = {kept->text, kept->items, count, true};
		const struct pd_index_entry *known = pd_index_find(&before, serial);
		takeover->revoked += entry->revoked_at != 0 &&
				     (known == NULL || known->revoked_at == 0);
		pd_index_add(kept, serial, pd_index_text(given, entry->subject), entry);
	}
}

/* ---- certificates ---------------------------------------------------------------------- */

static int
compare_serials_of_certificates(const void *one, const void *other)
{
	struct pd_certificate *const *a = one, *const *b = other;
	return strcmp(pd_certificate_serial(*a), pd_certificate_serial(*b));
}

static bool
has_purpose(const struct pd_certificate *certificate, const char *wanted)
{
	const char *const *oid = pd_certificate_purposes(certificate);
	while (*oid != NULL && strcmp(*oid, wanted) != 0)
		oid++;
	return *oid != NULL;
}

/* The profile that it could have been made by. */
static const char *
guess_purpose(const struct pd_certificate *certificate)
{
	static const struct {
		const char *oid, *purpose;
	} purposes[] = {
		{PD_OID_CODE_SIGNING, "code-signing"},
		{PD_OID_EMAIL, "email"},
		{PD_OID_OCSP_SIGNING, "ocsp-signing"},
	};
	int limit;
	if (pd_certificate_is_ca(certificate, &limit))
		return "sub-ca";
	bool server = has_purpose(certificate, PD_OID_SERVER_AUTH);
	bool client = has_purpose(certificate, PD_OID_CLIENT_AUTH);
	for (size_t i = 0; !server && !client && i < PD_COUNT(purposes); i++)
		if (has_purpose(certificate, purposes[i].oid))
			return purposes[i].purpose;
	return server && client ? "both" : server ? "server" : "client";
}

/* What is known of its serial number goes with it into the register. */
static void
take_known(struct pd_issued *issued, struct pd_index_entry *entry, size_t *revoked)
{
	if (entry == NULL)
		return;
	entry->dropped = true;
	if (entry->revoked_at == 0 || issued->revoked_at != 0)
		return;
	*revoked += 1;
	issued->revoked_at = entry->revoked_at;
	issued->invalidity = entry->invalidity;
	issued->reason = pd_copy(pd_reason_name(entry->reason));
}

/* What all certificates of a takeover are put into. */
struct registration {
	struct pd_context *context;
	struct pd_change *change;
	const char *ca;
	const struct pd_names *names; /* of the register, as it is */
	struct pd_index *kept;
	struct pd_takeover *takeover;
	struct pd_result *result;
};

/* Two of a CA with one serial number are revoked together: the register has the first. */
static bool
warn_twin(const struct registration *work, const struct pd_certificate *certificate)
{
	pd_result_warn(work->result,
		_("the certificate %s has the serial number %s, as another of this CA "
		  "has, "
		  "and was left out; revoking that number revokes both"),
		pd_certificate_subject(certificate),
		pd_certificate_serial(certificate));
	return true;
}

/* What the register has already stays as it is. */
static bool
put_certificate(struct registration *work, const struct pd_certificate *certificate,
	struct pd_error *error)
{
	const char *serial = pd_certificate_serial(certificate);
	const char *purpose = guess_purpose(certificate);
	PD_AUTO(pd_issued_free) struct pd_issued known = {0}, issued = {0};
	if (!pd_issued_of(work->context, work->ca, serial, &known, error))
		return false;
	if (known.id != NULL)
		return pd_certificate_same_content(known.certificate, certificate) ||
		       warn_twin(work, certificate);
	issued = pd_issued_new(work->context, certificate, purpose, purpose, work->ca);
	issued.time = issued.not_before;
	if (pd_names_have(work->names, serial)) {
		free(issued.id);
		issued.id = pd_issued_second_id(serial, work->ca);
	}
	size_t before = 0;
	take_known(&issued, pd_index_find(work->kept, serial), &before);
	take_known(&issued, pd_index_find(&work->takeover->index, serial),
		&work->takeover->revoked);
	work->takeover->added++;
	return pd_issued_put(work->change, &issued, error);
}

static bool
put_certificates(struct registration *work, struct pd_error *error)
{
	const struct pd_certificates *list = &work->takeover->issued;
	if (list->count > 0)
		qsort(list->items, list->count, sizeof *list->items,
			compare_serials_of_certificates);
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_certificate *one = list->items[i];
		bool twin = i > 0 &&
			    strcmp(pd_certificate_serial(one),
				    pd_certificate_serial(list->items[i - 1])) == 0;
		if (twin ? !warn_twin(work, one) : !put_certificate(work, one, error))
			return false;
	}
	return true;
}

/* The list that was given is the last one until another is signed. */
static bool
put_given_list(struct pd_context *context, struct pd_change *change, const char *ca,
	const struct pd_takeover *takeover, struct pd_error *error)
{
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_crl_load(context, ca, error);
	if (record == NULL)
		return false;
	if (takeover->number > pd_record_number(record, "number", 0))
		pd_record_set_number(record, "number", takeover->number);
	pd_record_set_text(record, "issuer", ca);
	pd_record_set_number(record, "this_update", takeover->this_update);
	if (takeover->next_update >= 0)
		pd_record_set_number(record, "next_update", takeover->next_update);
	PD_AUTO(pd_drop_text)
	char *path = takeover->is_for_use ? pd_copy(PD_CRL_RECORD)
					  : pd_crl_path(context, ca);
	PD_AUTO(pd_drop_text) char *file = pd_format("%s.pem", path);
	return pd_change_put_file(
		       change, file, pd_bytes_of_text(takeover->pem), error) &&
	       pd_change_put(change, path, record, error);
}

bool
pd_takeover_put(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *ca, struct pd_takeover *takeover,
	struct pd_result *result, struct pd_error *error)
{
	const char *key = pd_certificate_key_id(pd_identity_leaf(ca));
	PD_AUTO(pd_index_free) struct pd_index kept = {0};
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	struct registration work = {
		context, change, key, &names, &kept, takeover, result};
	if (!pd_index_load(context, key, &kept, error) ||
		!pd_issued_names(context, &names, error) ||
		!put_marks(context, change, key, &names, takeover, error) ||
		!put_certificates(&work, error))
		return false;
	add_entries(takeover, &kept);
	if ((takeover->is_known || kept.is_kept) &&
		!pd_index_put(change, key, &kept, error))
		return false;
	return takeover->pem == NULL ||
	       put_given_list(context, change, key, takeover, error);
}

char *
pd_takeover_counts(const struct pd_takeover *takeover)
{
	PD_AUTO(pd_drop_text)
	char *certificates = pd_format(
		ngettext("%zu certificate", "%zu certificates", takeover->added),
		takeover->added);
	PD_AUTO(pd_drop_text)
	char *revocations = pd_format(
		ngettext("%zu revocation", "%zu revocations", takeover->revoked),
		takeover->revoked);
	if (takeover->added == 0)
		return pd_steal(revocations);
	if (takeover->revoked == 0)
		return pd_steal(certificates);
	return pd_format(_("%s and %s"), certificates, revocations);
}
