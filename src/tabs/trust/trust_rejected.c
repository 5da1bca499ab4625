/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_rejected.h"
#include "tabs/trust/trust.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "probe/probe_endpoint.h"
#include "x509/certificate/describe_glance.h"
#include "x509/certificate/notation.h"
#include "x509/der/digest.h"

void
pd_rejected_free(struct pd_rejected *rejected)
{
	free(rejected->id);
	free(rejected->host);
	free(rejected->subject);
	free(rejected->name);
	free(rejected->purpose);
	free(rejected->problem);
	*rejected = (struct pd_rejected){0};
}

void
pd_rejected_list_free(struct pd_rejected_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		pd_rejected_free(&list->items[i]);
	free(list->items);
	*list = (struct pd_rejected_list){0};
}

/* ---- records -------------------------------------------------------------------- */

static char *
rejected_path(const char *id)
{
	return pd_format(PD_REJECTED_FOLDER "/%s", id);
}

static char *
rejected_text(const struct pd_record *record, const char *name)
{
	const char *text = pd_record_text(record, name);
	return pd_copy(text ? text : "");
}

static void
read_rejected(const struct pd_record *record, struct pd_rejected *out)
{
	const char *reasons = pd_record_text(record, "reasons");
	out->host = rejected_text(record, "host");
	out->subject = rejected_text(record, "subject");
	out->first = pd_record_number(record, "first", 0);
	out->last = pd_record_number(record, "time", 0);
	out->count = (long)pd_record_number(record, "count", 1);
	out->length = (long)pd_record_number(record, "length", 1);
	out->reasons = reasons ? pd_reject_read(reasons) : 0;
	out->name = pd_copy(pd_record_text(record, "name"));
	out->purpose = pd_copy(pd_record_text(record, "purpose"));
	out->remedy = (long)pd_record_number(record, "remedy", -1);
}

static void
add_rejected_entry(void *work, const char *id, const struct pd_record *record,
	const struct pd_error *problem)
{
	struct pd_rejected_list *list = work;
	list->items = pd_grow_by_one(list->items, list->count, sizeof *list->items);
	struct pd_rejected *out = &list->items[list->count++];
	*out = (struct pd_rejected){.id = pd_copy(id)};
	if (record == NULL) {
		out->problem = pd_format("%s: %s", problem->input, problem->message);
		return;
	}
	read_rejected(record, out);
}

bool
pd_rejected_load(struct pd_context *context, const char *id, struct pd_rejected *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = rejected_path(id);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, error);
	if (record == NULL)
		return false;
	*out = (struct pd_rejected){.id = pd_copy(id)};
	read_rejected(record, out);
	return true;
}

static int
compare_rejected(const void *one, const void *other)
{
	const struct pd_rejected *first = one, *second = other;
	if (first->last != second->last)
		return first->last < second->last ? 1 : -1;
	return strcmp(first->id, second->id);
}

bool
pd_rejected_list(struct pd_context *context, struct pd_rejected_list *out,
	struct pd_error *error)
{
	if (!pd_store_each(
		    context->store, PD_REJECTED_FOLDER, add_rejected_entry, out, error))
		return false;
	if (out->count > 0)
		qsort(out->items, out->count, sizeof *out->items, compare_rejected);
	return true;
}

/* The host as it is called here; what is no host with its port is the name of a file. */
static char *
called_here(const char *typed)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_endpoint_free) struct pd_endpoint endpoint = {0};
	PD_AUTO(pd_drop_text) char *host = pd_endpoint_host_of(typed);
	bool is_host = host && pd_endpoint_parse(typed, 0, "host", &endpoint, &ignored);
	return is_host ? pd_endpoint_text(&endpoint) : pd_copy(typed);
}

const struct pd_rejected *
pd_rejected_find(
	const struct pd_rejected_list *list, const char *typed, struct pd_error *error)
{
	const struct pd_rejected *found = NULL, *other = NULL;
	PD_AUTO(pd_drop_text) char *called = called_here(typed);
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_rejected *item = &list->items[i];
		if (!pd_fingerprint_begins(item->id, typed) &&
			(item->problem != NULL || strcmp(item->host, called) != 0))
			continue;
		if (found == NULL)
			found = item;
		else
			other = item;
	}
	if (other != NULL) {
		pd_fail(error, PD_EINPUT, typed,
			_("more than one rejected chain fits this, %.8s and %.8s; "
			  "write "
			  "more of the id"),
			found->id, other->id);
		return NULL;
	}
	if (found == NULL)
		pd_fail(error, PD_EINPUT, typed,
			_("no rejected chain has this id or comes from this host; "
			  "trust "
			  "rejected shows them all"));
	return found;
}

bool
pd_rejected_chain(struct pd_context *context, const struct pd_rejected *rejected,
	struct pd_certificates *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = rejected_path(rejected->id);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, error);
	if (record == NULL || !pd_record_chain(record, "chain", path, out, error))
		return false;
	return out->count > 0 || pd_fail(error, PD_ESTORE, path,
					 _("the record holds no chain; forget it"));
}

/* ---- recording ------------------------------------------------------------------ */

/* The certificates of a chain, those on the path first. Borrowed: free() its items. */
static struct pd_certificates
in_order(const struct pd_certificates *chain, const struct pd_cert_path *judged,
	long *length)
{
	struct pd_certificates out = {
		.items = pd_alloc(chain->count, sizeof *out.items)};
	for (size_t i = 0; i < judged->count; i++)
		for (size_t k = 0; k < chain->count; k++)
			if (judged->items[i] == chain->items[k])
				out.items[out.count++] = chain->items[k];
	*length = (long)out.count;
	for (size_t k = 0; k < chain->count; k++) {
		bool known = false;
		for (size_t i = 0; i < out.count; i++)
			known = known || out.items[i] == chain->items[k];
		if (!known)
			out.items[out.count++] = chain->items[k];
	}
	return out;
}

static void
free_items(struct pd_certificates *list)
{
	free(list->items);
}

static bool
id_of(const char *host, const struct pd_certificates *chain, char out[PD_DIGEST_SIZE],
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer all = {0};
	pd_buffer_add_format(&all, "%s\n", host);
	for (size_t i = 0; i < chain->count; i++)
		pd_buffer_add_bytes(&all, pd_certificate_der(chain->items[i]));
	return pd_digest_sha256(pd_buffer_bytes(&all), out, error);
}

static bool
drop_oldest(struct pd_context *context, struct pd_change *change,
	const struct pd_rejected_list *list, const char *id, struct pd_error *error)
{
	long keep = context->settings.rejected_keep - 1, kept = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_rejected *item = &list->items[i];
		if (strcmp(item->id, id) == 0 || kept++ < keep)
			continue;
		PD_AUTO(pd_drop_text) char *path = rejected_path(item->id);
		if (!pd_change_remove(change, path, error))
			return false;
	}
	return true;
}

/* chain: that of the rejection in order, with the path's length. */
static struct pd_record *
make_record(const struct pd_context *context, const struct pd_rejected *before,
	const struct pd_rejection *rejection, const struct pd_certificates *chain,
	long length)
{
	struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_text) char *names = pd_reject_names(rejection->reasons);
	/* Not as `again ? before->count + 1 : 1`: gcc 14.2.0 reads before->count then even
	 * where before is NULL. */
	int64_t first = context->now, count = 1;
	if (before != NULL && before->problem == NULL) {
		first = before->first;
		count = before->count + 1;
	}
	pd_record_set_text(record, "host", rejection->host);
	pd_record_set_safe(record, "subject", pd_certificate_subject(chain->items[0]));
	pd_record_set_number(record, "first", first);
	pd_record_set_number(record, "time", context->now);
	pd_record_set_number(record, "count", count);
	pd_record_set_number(record, "length", length);
	pd_record_set_text(record, "reasons", names);
	if (rejection->name != NULL)
		pd_record_set_safe(record, "name", rejection->name);
	if (rejection->purpose != NULL)
		pd_record_set_text(record, "purpose", rejection->purpose);
	pd_record_set_number(record, "remedy", rejection->remedy);
	pd_record_set_text(record, "account", context->account);
	pd_record_set_chain(record, "chain", chain);
	return record;
}

static const struct pd_rejected *
with_id(const struct pd_rejected_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].id, id) == 0)
			return &list->items[i];
	return NULL;
}

bool
pd_rejected_id(const struct pd_rejection *rejection, char out[PD_DIGEST_SIZE],
	struct pd_error *error)
{
	long length;
	PD_AUTO(free_items)
	struct pd_certificates ordered =
		in_order(rejection->chain, rejection->judged, &length);
	return id_of(rejection->host, &ordered, out, error);
}

bool
pd_rejected_record(struct pd_context *context, const struct pd_rejection *rejection,
	struct pd_error *error)
{
	long length;
	char id[PD_DIGEST_SIZE];
	PD_AUTO(free_items)
	struct pd_certificates ordered =
		in_order(rejection->chain, rejection->judged, &length);
	if (context->settings.rejected_keep == 0)
		return true;
	if (!id_of(rejection->host, &ordered, id, error))
		return false;
	/* With the lock held: another check may be counting the same chain. */
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list list = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !pd_rejected_list(context, &list, error))
		return false;
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		make_record(context, with_id(&list, id), rejection, &ordered, length);
	PD_AUTO(pd_drop_text) char *path = rejected_path(id);
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(rejection->reasons);
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("Chain of %s rejected: %s"), rejection->host, words);
	return pd_change_put(change, path, record, error) &&
	       drop_oldest(context, change, &list, id, error) &&
	       pd_change_commit(change, sentence, error);
}

static bool
is_same(const char *one, const char *other)
{
	return one == NULL || other == NULL ? one == other : strcmp(one, other) == 0;
}

/* Was the same asked of the same host then, and was its endpoint the same? */
static bool
is_settled(struct pd_context *context, const struct pd_rejected *rejected,
	const struct pd_rejection *accepted)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	return rejected->problem == NULL &&
	       strcmp(rejected->host, accepted->host) == 0 &&
	       is_same(rejected->name, accepted->name) &&
	       is_same(rejected->purpose, accepted->purpose) &&
	       pd_rejected_chain(context, rejected, &chain, &ignored) &&
	       pd_certificate_same(chain.items[0], accepted->chain->items[0]);
}

bool
pd_rejected_settle(struct pd_context *context, const struct pd_rejection *accepted,
	bool *settled, struct pd_error *error)
{
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list list = {0};
	PD_AUTO(pd_drop_change) struct pd_change *change = NULL;
	*settled = false;
	if (!pd_rejected_list(context, &list, error))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		PD_AUTO(pd_drop_text) char *path = rejected_path(list.items[i].id);
		if (!is_settled(context, &list.items[i], accepted))
			continue;
		if (change == NULL)
			change = pd_context_begin_change(context, error);
		if (change == NULL || !pd_change_remove(change, path, error))
			return false;
		*settled = true;
	}
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Chain of %s accepted, and no longer among the rejected ones"),
		accepted->host);
	return !*settled || pd_change_commit(change, sentence, error);
}

/* ---- showing -------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"host", N_("Host"), 18, 0, false},
	{"reason", N_("Why"), 24, 60, true},
	{"mend", N_("Mend"), 6, 12, true},
	{"time", N_("When"), 10, 10, false},
	{"subject", N_("Endpoint"), 10, 40, false},
	{"count", N_("Times"), 5, 6, false},
	{"id", N_("Id"), 8, 8, false},
	{0},
};

/* What would have it accepted, in a word for programs. */
static const char *
name_remedy(const struct pd_rejected *rejected)
{
	switch (rejected->reasons) {
	case PD_REJECT_UNTRUSTED_CA:
		return "trust";
	case PD_REJECT_UNKNOWN_CA:
		return "import";
	case PD_REJECT_NOT_YET_VALID:
		return "wait";
	default:
		return rejected->remedy > 0 ? "trust" : "no";
	}
}

static const char *
translate_remedy(const char *name)
{
	return strcmp(name, "trust") == 0    ? _("trust")
	       : strcmp(name, "import") == 0 ? _("import")
	       : strcmp(name, "wait") == 0   ? _("wait")
					     : _("no");
}

/* The same as a whole; free() it. */
static char *
describe_remedy(const struct pd_rejected *rejected)
{
	if (rejected->reasons == PD_REJECT_UNTRUSTED_CA)
		return pd_copy(_(
			"The root is in the chain: t trusts it, and then the chain is "
			"accepted."));
	if (rejected->reasons == PD_REJECT_UNKNOWN_CA)
		return pd_copy(_("The root is not in the chain: get it from its owner "
				 "(i imports it), and check again."));
	if (rejected->reasons == PD_REJECT_NOT_YET_VALID)
		return pd_copy(_("Wait until it is valid, or correct this host's "
				 "clock."));
	if (rejected->reasons == PD_REJECT_NAME && rejected->name != NULL)
		return pd_format(_("The certificate is not for %s: check the host by a "
				   "name that it has, or have its owner add this one."),
			rejected->name);
	if (rejected->remedy == 1)
		return pd_copy(_("No issuer mends that: t trusts the endpoint itself, "
				 "and then the chain is accepted."));
	if (rejected->remedy > 1)
		return pd_format(
			_("t trusts certificate %ld of the chain, and then the "
			  "chain is accepted."),
			rejected->remedy);
	return pd_copy(_("Trusting it does not help: its owner has to replace what is "
			 "wrong."));
}

static void
add_rejected_row(const struct pd_rejected *rejected, struct pd_rows *rows)
{
	if (rejected->problem != NULL) {
		struct pd_row *row =
			pd_rows_add(rows, PD_ON_DAMAGED, rejected->id, 'x');
		pd_row_set(row, 0, rejected->id, NULL);
		pd_row_set(row, 1, _("DAMAGED"), "damaged");
		pd_row_note(row, rejected->problem);
		return;
	}
	PD_AUTO(pd_drop_text) char *words = pd_reject_brief(rejected->reasons);
	PD_AUTO(pd_drop_text) char *names = pd_reject_names(rejected->reasons);
	PD_AUTO(pd_drop_text) char *id = pd_format("%.8s", rejected->id);
	struct pd_row *row = pd_rows_add(rows, PD_ON_REJECTED, rejected->id, 'x');
	pd_row_set(row, 0, rejected->host, NULL);
	const char *mend = name_remedy(rejected);
	pd_row_set(row, 1, words, names);
	pd_row_set(row, 2, translate_remedy(mend), mend);
	pd_row_date(row, 3, rejected->last);
	PD_AUTO(pd_drop_text) char *remedy = describe_remedy(rejected);
	pd_row_note(row, remedy);
	pd_row_set(row, 4, rejected->subject, NULL);
	pd_row_number(row, 5, rejected->count);
	pd_row_set(row, 6, id, rejected->id);
}

void
pd_rejected_fill(const struct pd_rejected_list *list, struct pd_rows *rows)
{
	rows->title = pd_copy(_("Rejected chains"));
	rows->count = pd_format(
		ngettext("%zu chain", "%zu chains", list->count), list->count);
	rows->columns = columns;
	rows->empty = pd_copy(_("There are no rejected chains."));
	rows->empty_keys =
		pd_copy(_("There are no rejected chains: press v to check a host."));
	for (size_t i = 0; i < list->count; i++)
		add_rejected_row(&list->items[i], rows);
}

/* Its place in the chain, in words and for accept --certificate. */
static char *
title_of(size_t number, long length)
{
	if (number == 1)
		return pd_format(_("Certificate %zu: the endpoint"), number);
	if ((long)number > length)
		return pd_format(
			_("Certificate %zu: sent, but not in the chain"), number);
	return (long)number == length
		       ? pd_format(_("Certificate %zu: the topmost"), number)
		       : pd_format(_("Certificate %zu: an issuer"), number);
}

/* Why, and what the host sent, without what lies beside the chain. */
static void
describe_rejection(const struct pd_rejected *rejected,
	const struct pd_certificates *chain, const char *reason,
	const struct pd_notice *notice, struct pd_details *out)
{
	size_t length = rejected->length > 0 ? (size_t)rejected->length : 0;
	const struct pd_certificates path = {
		chain->items, length < chain->count ? length : chain->count};
	PD_AUTO(pd_drop_text) char *state = pd_format(_("rejected: %s"), reason);
	PD_AUTO(pd_drop_text) char *remedy = describe_remedy(rejected);
	if (path.count == 0)
		return;
	pd_details_section(out, NULL, NULL);
	pd_details_text(out, NULL, _("State"), state);
	pd_details_text(out, NULL, _("What to do"), remedy);
	pd_describe_glance(&path, "", notice, out);
}

void
pd_rejected_describe(struct pd_context *context, const struct pd_rejected *rejected,
	const struct pd_certificates *chain, struct pd_details *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(rejected->reasons);
	PD_AUTO(pd_drop_text) char *names = pd_reject_names(rejected->reasons);
	describe_rejection(rejected, chain, words, &notice, out);
	pd_details_section(out, NULL, _("Rejected chain"));
	pd_details_text(out, "id", _("Id"), rejected->id);
	pd_details_text(out, "host", _("Host"), rejected->host);
	pd_details_word(out, "reason", _("Reason"), names, words);
	pd_details_time(out, "time", _("Last time"), rejected->last);
	pd_details_time(out, "first", _("First time"), rejected->first);
	pd_details_number(out, "count", _("Times"), rejected->count);
	for (size_t i = 0; i < chain->count; i++) {
		PD_AUTO(pd_drop_text) char *title = title_of(i + 1, rejected->length);
		pd_describe_certificate(chain->items[i], "chain", title, &notice, out);
	}
}

/* ---- checking again ------------------------------------------------------------- */

/* Is it the host of a check, and not a file that the chain came from? */
static bool
is_place(const char *text)
{
	PD_AUTO(pd_drop_text) char *host = pd_endpoint_host_of(text);
	return host != NULL;
}

char *
pd_trust_propose_host(struct pd_context *context, const char *row)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_rejected_free) struct pd_rejected rejected = {0};
	if (row == NULL || is_place(row))
		return pd_copy(row);
	if (!pd_rejected_load(context, row, &rejected, &ignored) ||
		!is_place(rejected.host))
		return NULL;
	return pd_copy(rejected.host);
}

char *
pd_trust_propose_name(struct pd_context *context, const char *row)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_rejected_free) struct pd_rejected rejected = {0};
	if (row == NULL || !pd_rejected_load(context, row, &rejected, &ignored) ||
		rejected.name == NULL)
		return NULL;
	PD_AUTO(pd_drop_text) char *host = pd_endpoint_host_of(rejected.host);
	size_t size = strlen(rejected.name);
	bool same = host == NULL || (strncmp(host, rejected.name, size) == 0 &&
					    (host[size] == '\0' || host[size] == '%'));
	return same ? NULL : pd_copy(rejected.name);
}
