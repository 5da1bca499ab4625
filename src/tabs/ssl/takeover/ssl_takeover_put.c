/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_takeover_put.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/judge/purpose.h"
#include "x509/write/issue.h"
#include "x509/write/revocation_write.h"

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
	issued->reason = pd_copy(pd_reason_name((int)entry->reason));
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
		if (!entry->dropped && is_registered(names, ca, serial) &&
			!pd_issued_of(context, ca, serial, &issued, error))
			return false;
		if (issued.id == NULL)
			continue;
		entry->dropped = true;
		if (!mark_registered(change, &issued, entry, takeover, error))
			return false;
	}
	return true;
}

/* Adds what the register does not have to the index that is kept. */
static bool
add_entries(struct pd_context *context, struct pd_change *change, const char *ca,
	const struct pd_index *known, struct pd_takeover *takeover,
	struct pd_error *error)
{
	struct pd_index_addition addition = {.index = &takeover->index, .gone = known};
	bool added = pd_index_add_kept(context, change, ca, &addition, error);
	takeover->revoked += addition.revoked;
	takeover->numbers += addition.numbers;
	return added;
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

/* The profile that it could have been made by; one without purposes is for all of them. */
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
	bool server = pd_purpose_is_named(pd_verify_purpose("server"), certificate);
	bool client = pd_purpose_is_named(pd_verify_purpose("client"), certificate);
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
	issued->reason = pd_copy(pd_reason_name((int)entry->reason));
}

/* What all certificates of a takeover are put into. */
struct registration {
	struct pd_context *context;
	struct pd_change *change;
	const char *ca;
	const struct pd_names *names; /* of the register, as it is */
	struct pd_index *known;       /* of the index, as far as it names them */
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
	take_known(&issued, pd_index_find(work->known, serial), &before);
	take_known(&issued, pd_index_find(&work->takeover->index, serial),
		&work->takeover->revoked);
	work->takeover->added++;
	return pd_issued_put(work->change, &issued, error);
}

static int
compare_serial_of_certificate(const void *serial, const void *one)
{
	struct pd_certificate *const *certificate = one;
	return strcmp(serial, pd_certificate_serial(*certificate));
}

static bool
keep_if_issued(void *load, const struct pd_index_line *line, struct pd_error *error)
{
	const struct registration *work = load;
	const struct pd_certificates *list = &work->takeover->issued;
	(void)error;
	if (bsearch(line->serial, list->items, list->count, sizeof *list->items,
		    compare_serial_of_certificate) != NULL)
		pd_index_add(work->known, line->serial, line->subject, &line->entry);
	return true;
}

static bool
put_certificates(struct registration *work, struct pd_error *error)
{
	const struct pd_certificates *list = &work->takeover->issued;
	if (list->count == 0)
		return true;
	qsort(list->items, list->count, sizeof *list->items,
		compare_serials_of_certificates);
	if (!pd_index_each_kept(work->context, work->ca, keep_if_issued, work, error))
		return false;
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

static char *
path_of_list(
	struct pd_context *context, const char *ca, const struct pd_takeover *takeover)
{
	return takeover->is_for_use ? pd_copy(PD_CRL_RECORD) : pd_crl_path(context, ca);
}

/* The next list has to have a number above all that were, also where none of them is here:
 * one is due then. */
static bool
put_highest_number(struct pd_context *context, struct pd_change *change, const char *ca,
	const struct pd_takeover *takeover, struct pd_error *error)
{
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_crl_load(context, ca, error);
	if (record == NULL)
		return false;
	if (takeover->number <= pd_record_number(record, "number", 0) ||
		takeover->number <= pd_crl_number_now())
		return true;
	pd_record_set_number(record, "number", takeover->number);
	pd_record_set_text(record, "issuer", ca);
	if (pd_record_number(record, "next_update", 0) == 0) {
		pd_record_set_number(record, "this_update", context->now);
		pd_record_set_number(record, "next_update", context->now);
	}
	PD_AUTO(pd_drop_text) char *path = path_of_list(context, ca, takeover);
	return pd_change_put(change, path, record, error);
}

static bool
write_given_list(void *load, FILE *out)
{
	const struct pd_takeover *takeover = load;
	return pd_revocation_list_write(pd_revocation_list_der(takeover->list), out);
}

/* The list that was given is the last one until another is signed. */
static bool
put_given_list(struct pd_context *context, struct pd_change *change, const char *ca,
	struct pd_takeover *takeover, struct pd_error *error)
{
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_crl_load(context, ca, error);
	if (record == NULL)
		return false;
	if (takeover->number > pd_record_number(record, "number", 0))
		pd_record_set_number(record, "number", takeover->number);
	pd_record_set_text(record, "issuer", ca);
	int64_t next = pd_revocation_list_next_update(takeover->list);
	pd_record_set_number(
		record, "this_update", pd_revocation_list_this_update(takeover->list));
	if (next >= 0)
		pd_record_set_number(record, "next_update", next);
	PD_AUTO(pd_drop_text) char *path = path_of_list(context, ca, takeover);
	PD_AUTO(pd_drop_text) char *file = pd_format("%s.pem", path);
	return pd_change_put_written(change, file, write_given_list, takeover, error) &&
	       pd_change_put(change, path, record, error);
}

bool
pd_takeover_put(struct pd_context *context, struct pd_change *change,
	const struct pd_identity *ca, struct pd_takeover *takeover,
	struct pd_result *result, struct pd_error *error)
{
	const char *key = pd_certificate_key_id(pd_identity_leaf(ca));
	PD_AUTO(pd_index_free) struct pd_index known_before = {0};
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	struct registration work = {
		context, change, key, &names, &known_before, takeover, result};
	if (!pd_issued_names(context, &names, error) ||
		!put_marks(context, change, key, &names, takeover, error) ||
		!put_certificates(&work, error))
		return false;
	bool known = takeover->is_known || takeover->index.count > 0 ||
		     pd_index_is_kept(context, key);
	if (known && !add_entries(context, change, key, &known_before, takeover, error))
		return false;
	return takeover->list != NULL
		       ? put_given_list(context, change, key, takeover, error)
		       : !known || put_highest_number(
					   context, change, key, takeover, error);
}

/* Takes both; either may be NULL. */
static char *
join_counts(char *one, char *other)
{
	if (one == NULL || other == NULL)
		return one == NULL ? other : one;
	PD_AUTO(pd_drop_text) char *before = one;
	PD_AUTO(pd_drop_text) char *behind = other;
	return pd_format(_("%s and %s"), before, behind);
}

char *
pd_takeover_counts(const struct pd_takeover *takeover)
{
	char *certificates = NULL, *numbers = NULL, *revocations = NULL;
	if (takeover->added > 0)
		certificates = pd_format(ngettext("%zu certificate", "%zu certificates",
						 takeover->added),
			takeover->added);
	if (takeover->numbers > 0)
		numbers = pd_format(ngettext("%zu serial number", "%zu serial numbers",
					    takeover->numbers),
			takeover->numbers);
	if (takeover->revoked > 0)
		revocations = pd_format(ngettext("%zu revocation", "%zu revocations",
						takeover->revoked),
			takeover->revoked);
	return join_counts(join_counts(certificates, numbers), revocations);
}
