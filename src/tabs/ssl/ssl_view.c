/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/shared/welcome.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_former.h"
#include "tabs/ssl/ssl_handed.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"

/* What the SSL tab shows: the CA, and below it what it has issued. */

/* ---- the CA --------------------------------------------------------------------------- */

static void
fill_ca_row(struct pd_context *context, const struct pd_identity *identity,
	const char *kind, struct pd_row *row)
{
	const struct pd_certificate *ca = pd_identity_leaf(identity);
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_state(ca, &notice);
	PD_AUTO(pd_drop_text)
	char *words = pd_describe_state_text(ca, &notice);
	PD_AUTO(pd_drop_text)
	char *left = pd_describe_left(ca, &notice);
	row->marker = pd_describe_state_marker(state);
	pd_row_name(row, pd_certificate_subject(ca), pd_certificate_common_name(ca));
	pd_row_set(row, 1, kind, "ca");
	pd_row_date(row, 2, pd_certificate_not_after(ca));
	pd_row_set(row, 3, left, pd_describe_state_name(state));
	pd_issued_row_key(context, pd_certificate_key_id(ca), _("MISSING"), row);
	pd_row_set(row, 5, pd_certificate_serial(ca), NULL);
	pd_row_date(row, 6, pd_certificate_not_before(ca));
}

static void
add_ca_row(struct pd_context *context, const struct pd_identity *identity,
	struct pd_rows *rows)
{
	bool standard = strcmp(identity->origin, "standard") == 0;
	struct pd_row *row = pd_rows_add(rows, PD_ON_CA, "ca", ' ');
	fill_ca_row(context, identity, standard ? _("CA, standard") : _("CA"), row);
	rows->count = pd_copy(row->cells[3]);
}

static void
add_damaged_ca(const struct pd_error *problem, struct pd_rows *rows)
{
	struct pd_row *row = pd_rows_add(rows, PD_ON_DAMAGED, PD_CA_RECORD, 'x');
	pd_row_set(row, 0, PD_CA_RECORD, NULL);
	pd_row_set(row, 1, _("CA"), "ca");
	pd_row_set(row, 3, _("DAMAGED"), "damaged");
	pd_row_set(row, 5, problem->input, NULL);
}

static void
add_ca_request_row(struct pd_context *context, struct pd_rows *rows)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_store_load(context->store, PD_CA_REQUEST, &problem);
	if (record == NULL)
		return;
	const char *subject = pd_record_text(record, "subject");
	const char *key = pd_record_text(record, "key");
	struct pd_row *row = pd_rows_add(rows, PD_ON_REQUEST, "request", '+');
	pd_row_set(row, 0, subject ? subject : PD_CA_REQUEST, NULL);
	pd_row_set(row, 1, _("CA request"), "ca_request");
	pd_row_none(row, 2, "");
	pd_row_set(row, 3, _("waiting"), "waiting");
	pd_issued_row_key(context, key ? key : "", _("MISSING"), row);
}

/* ---- what was issued -------------------------------------------------------------------- */

static bool
fits_status(const struct pd_context *context, const struct pd_issued *issued,
	const char *status)
{
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_issued_state state = pd_issued_state(issued, &notice);
	if (strcmp(status, "valid") == 0)
		return pd_issued_is_valid(state);
	if (strcmp(status, "expiring") == 0)
		return state == PD_ISSUED_EXPIRING || state == PD_ISSUED_URGENT;
	if (strcmp(status, "expired") == 0)
		return state == PD_ISSUED_EXPIRED;
	return state == PD_ISSUED_REVOKED || state == PD_ISSUED_HELD;
}

static bool
text_holds(const char *text, const char *part)
{
	return text != NULL && strcasestr(text, part) != NULL;
}

/* What list shows of all. */
struct filter {
	const char *status; /* valid, expiring, expired or revoked; NULL: any */
	const char *search; /* a part of subject, names or serial number; NULL: any */
};

static bool
fits_filter(const struct pd_context *context, const struct pd_issued *issued,
	const struct filter *filter)
{
	const char *search = filter->search;
	return (filter->status == NULL ||
		       fits_status(context, issued, filter->status)) &&
	       (search == NULL || text_holds(issued->subject, search) ||
		       text_holds(issued->names, search) ||
		       text_holds(issued->serial, search));
}

/* Those of one CA, as its branches. */
static void
add_issued_rows(struct pd_context *context, const struct pd_issued_list *list,
	const char *issuer, const struct filter *filter, struct pd_rows *rows)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_issued *issued = &list->items[i];
		if (issued->issuer != NULL && strcmp(issued->issuer, issuer) == 0 &&
			fits_filter(context, issued, filter))
			pd_issued_row(context, issued, 1, rows);
	}
}

static bool
is_kept(const struct pd_names *authorities, const char *issuer)
{
	for (size_t i = 0; issuer != NULL && i < authorities->count; i++)
		if (strcmp(authorities->items[i], issuer) == 0)
			return true;
	return false;
}

/* Those whose CA is not here stand at top level. */
static void
add_stray_rows(struct pd_context *context, const struct pd_issued_list *list,
	const struct pd_names *authorities, const struct filter *filter,
	struct pd_rows *rows)
{
	for (size_t i = 0; i < list->count; i++)
		if (!is_kept(authorities, list->items[i].issuer) &&
			fits_filter(context, &list->items[i], filter))
			pd_issued_row(context, &list->items[i], 0, rows);
}

struct index_rows {
	struct pd_context *context;
	const char *ca;
	const struct filter *filter;
	struct pd_rows *rows;
	size_t shown, *more;
};

static bool
add_index_row(void *load, const struct pd_index_line *line, struct pd_error *error)
{
	enum { MOST = 10000 };
	struct index_rows *work = load;
	PD_AUTO(pd_issued_free)
	struct pd_issued issued = pd_issued_of_index(line, work->ca);
	(void)error;
	if (!fits_filter(work->context, &issued, work->filter))
		return true;
	if (work->shown++ < MOST)
		pd_issued_row(work->context, &issued, 1, work->rows);
	else
		*work->more += 1;
	return true;
}

/* What is known by its serial number alone; of a million the first. *more is how many are
 * left out. */
static bool
add_index_rows(struct pd_context *context, const char *ca, const struct filter *filter,
	struct pd_rows *rows, size_t *more, struct pd_error *error)
{
	struct index_rows work = {context, ca, filter, rows, 0, more};
	return pd_index_each_kept(context, ca, add_index_row, &work, error);
}

static char *
count_issued(const struct pd_context *context, const struct pd_issued_list *list)
{
	/* clang-format off */
	static const struct {
		enum pd_issued_state state;
		const char *words;
	} told[] = {
		{PD_ISSUED_DAMAGED, N_("damaged")}, {PD_ISSUED_EXPIRED, N_("expired")},
		{PD_ISSUED_URGENT, N_("urgent")}, {PD_ISSUED_EXPIRING, N_("soon")},
		{PD_ISSUED_NOT_YET_VALID, N_("not yet")},
		{PD_ISSUED_VALID, N_("valid")}, {PD_ISSUED_HELD, N_("on hold")},
		{PD_ISSUED_REVOKED, N_("revoked")},
	};
	/* clang-format on */
	const struct pd_notice notice = pd_context_notice(context);
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	for (size_t k = 0; k < sizeof told / sizeof *told; k++) {
		size_t count = 0;
		for (size_t i = 0; i < list->count; i++)
			count += pd_issued_state(&list->items[i], &notice) ==
				 told[k].state;
		if (count > 0)
			pd_buffer_add_format(&text, "%s%zu %s",
				text.size > 0 ? "  " : "", count, _(told[k].words));
	}
	return pd_buffer_steal_text(&text);
}

/* The CA, for findings about it. */
struct ca {
	struct pd_identity identity; /* empty: there is none that can be read */
	struct pd_error problem;     /* why not */
	/* Where another certificate lies than was handed over: the rows, and what to say. */
	struct pd_names misplaced, sentences;
	size_t more; /* known by serial number, for whom there is no row */
};

static void
free_ca(struct ca *ca)
{
	pd_identity_free(&ca->identity);
	pd_names_free(&ca->misplaced);
	pd_names_free(&ca->sentences);
}

/* A CA that was replaced: nobody who still has its certificates is stranded. */
static void
add_former_row(struct pd_context *context, const char *key, struct pd_rows *rows)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_identity_free) struct pd_identity former = {0};
	PD_AUTO(pd_drop_text) char *path = pd_format(PD_FORMER_FOLDER "/%s", key);
	PD_AUTO(pd_drop_text) char *id = pd_format("ca@%s", key);
	if (!pd_identity_load(context->store, path, &former, &problem)) {
		struct pd_row *row = pd_rows_add(rows, PD_ON_DAMAGED, path, 'x');
		pd_row_set(row, 0, path, NULL);
		pd_row_set(row, 1, _("CA, replaced"), "ca");
		pd_row_set(row, 3, _("DAMAGED"), "damaged");
		return;
	}
	fill_ca_row(context, &former, _("CA, replaced"),
		pd_rows_add(rows, PD_ON_FORMER, id, ' '));
}

/* Looks at so many files at most. */
static void
find_misplaced(
	struct pd_context *context, const struct pd_issued_list *list, struct ca *ca)
{
	enum { MOST = 500 };
	size_t looked = 0;
	for (size_t i = 0; i < list->count && looked < MOST; i++) {
		const struct pd_issued *one = &list->items[i];
		if (one->directory == NULL || one->revoked_at != 0 ||
			one->renewed_by != NULL || one->not_after <= context->now)
			continue;
		looked++;
		if (pd_handed_look(one) != PD_HANDED_OTHER)
			continue;
		PD_AUTO(pd_drop_text)
		char *sentence =
			pd_format(_("The cert.pem in %s is not the one that was "
				    "handed over there for %s"),
				one->directory, one->name);
		pd_names_add(&ca->misplaced, one->serial);
		pd_names_add(&ca->sentences, sentence);
	}
}

static bool
add_ssl_rows(struct pd_context *context, const struct filter *filter,
	struct pd_rows *rows, struct ca *ca, struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	PD_AUTO(pd_names_free) struct pd_names keys = {0}, former = {0};
	bool whole = filter->search == NULL && filter->status == NULL;
	if (!pd_issued_list(context, &list, error) ||
		!pd_store_list(context->store, PD_FORMER_FOLDER, &former, error))
		return false;
	if (whole)
		find_misplaced(context, &list, ca);
	if (ca->identity.chain.count > 0)
		pd_names_add(
			&keys, pd_certificate_key_id(pd_identity_leaf(&ca->identity)));
	size_t present = keys.count;
	for (size_t i = 0; i < former.count; i++)
		pd_names_add(&keys, former.items[i]);
	for (size_t i = 0; i < keys.count; i++) {
		if (i >= present && whole)
			add_former_row(context, keys.items[i], rows);
		add_issued_rows(context, &list, keys.items[i], filter, rows);
		if (!add_index_rows(
			    context, keys.items[i], filter, rows, &ca->more, error))
			return false;
	}
	add_stray_rows(context, &list, &keys, filter, rows);
	if (whole)
		add_ca_request_row(context, rows);
	if (list.count > 0) {
		free(rows->count);
		rows->count = count_issued(context, &list);
	}
	return true;
}

static bool
fill_ssl_rows(struct pd_context *context, const struct filter *filter,
	struct pd_rows *rows, struct ca *ca, struct pd_error *error)
{
	bool whole = filter->search == NULL && filter->status == NULL;
	rows->title = pd_copy(_("SSL: the built-in certificate authority"));
	rows->columns = pd_issued_columns;
	rows->differs = PD_ISSUED_KEY_COLUMN;
	rows->said = PD_ISSUED_KIND_COLUMN;
	rows->empty = pd_copy(whole ? _("No CA is kept here: press g to generate one, "
					"or i to import one.")
				    : _("No certificate fits what is asked for."));
	bool good = pd_identity_load(
		context->store, PD_CA_RECORD, &ca->identity, &ca->problem);
	if (good && whole)
		add_ca_row(context, &ca->identity, rows);
	else if (whole && ca->problem.code != PD_ESTATE)
		add_damaged_ca(&ca->problem, rows);
	return add_ssl_rows(context, filter, rows, ca, error);
}

#define MORE_SERIALS(count_)                                                           \
	ngettext("%zu more is known by its serial number; ssl list --search finds it", \
		"%zu more are known by their serial numbers; ssl list --search finds " \
		"them",                                                                \
		count_)

bool
pd_ssl_list(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_ca) struct ca ca = {0};
	const char *status = pd_value_text(values, "status");
	const struct filter filter = {
		.status = status == NULL || strcmp(status, "all") == 0 ? NULL : status,
		.search = pd_value_text(values, "search"),
	};
	result->has_rows = true;
	if (!fill_ssl_rows(context, &filter, &result->rows, &ca, error))
		return false;
	if (ca.more > 0)
		pd_result_warn(result, MORE_SERIALS(ca.more), ca.more);
	return true;
}

/* ---- view --------------------------------------------------------------------------------- */

static char *
summarise_ca(struct pd_context *context, const struct pd_certificate *ca)
{
	const char *key_id = pd_certificate_key_id(ca);
	const char *key = pd_certificate_key_text(ca);
	if (!pd_store_has_key(context->store, key_id))
		return pd_format(_("CA: %s, its private key is not here"), key);
	if (pd_store_key_is_encrypted(context->store, key_id))
		return pd_format(_("CA: %s, key here, protected by a passphrase"), key);
	if (pd_store_key_is_in_token(context->store, key_id))
		return pd_format(_("CA: %s, key in a token"), key);
	if (!pd_store_key_is_open(context->store, key_id))
		return pd_format(
			_("CA: %s, key here, but cannot be used; Doctor says why"),
			key);
	return pd_format(_("CA: %s, key here, without a passphrase"), key);
}

static struct pd_validity
validity_of_list(const struct pd_record *record)
{
	return (struct pd_validity){
		record ? pd_record_number(record, "this_update", 0) : 0,
		record ? pd_record_number(record, "next_update", 0) : 0, false};
}

/* Is it time to sign a list again? Verifiers reject everybody while that of the record is
 * out of date. */
static bool
is_list_due(const struct pd_context *context, const struct pd_record *record)
{
	const struct pd_notice notice = pd_context_notice(context);
	const struct pd_validity validity = validity_of_list(record);
	return validity.not_after != 0 &&
	       pd_describe_validity(&validity, &notice) < PD_STATE_WEAK;
}

/* In a list of what needs doing it is no row that has a name and a state. */
static void
name_list_finding(const struct pd_context *context, const struct pd_record *record,
	struct pd_view *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	const struct pd_validity validity = validity_of_list(record);
	PD_AUTO(pd_drop_text)
	char *left = pd_describe_validity_left(&validity, &notice);
	enum pd_state state = pd_describe_validity(&validity, &notice);
	pd_view_name(out, _("Revocation list"), left,
		pd_describe_state_marker(state) == 'x');
}

static void
add_root_finding(const struct pd_identity *ca, struct pd_view *out)
{
	PD_AUTO(pd_drop_text) char *root = pd_authority_lacks_root(&ca->chain);
	if (root == NULL)
		return;
	pd_view_find(out, "ca", "%s", root);
	pd_view_mend(out, "import");
}

static void
add_list_finding(struct pd_context *context, struct pd_view *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_store_load(context->store, PD_CRL_RECORD, &ignored);
	if (!is_list_due(context, record))
		return;
	int64_t end = pd_record_number(record, "next_update", 0);
	PD_AUTO(pd_drop_text) char *date = pd_text_date(end);
	pd_view_find(out, NULL,
		end < context->now
			? _("The revocation list was valid until %s: sign "
			    "and publish a new one")
			: _("The revocation list is valid until %s: sign and "
			    "publish a new one before then"),
		date);
	pd_view_mend(out, "crl");
	name_list_finding(context, record, out);
}

/* That of a CA that was replaced, as long as anything hangs on it. */
static bool
add_former_finding(struct pd_context *context, const struct pd_row *row,
	struct pd_view *out, struct pd_error *error)
{
	struct pd_error ignored = {0};
	struct pd_hanging hanging;
	const char *key = row->id + strlen("ca@");
	PD_AUTO(pd_drop_text) char *path = pd_crl_path(context, key);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, &ignored);
	if (!is_list_due(context, record))
		return true;
	if (!pd_former_count(context, key, &hanging, error))
		return false;
	if (hanging.end < context->now)
		return true;
	int64_t end = pd_record_number(record, "next_update", 0);
	PD_AUTO(pd_drop_text) char *date = pd_text_date(end);
	pd_view_find(out, row->id,
		end < context->now
			? _("The revocation list of %s, which was replaced, was valid "
			    "until %s: sign and publish a new one")
			: _("The revocation list of %s, which was replaced, is valid "
			    "until %s: sign and publish a new one before then"),
		row->cells[0], date);
	pd_view_mend(out, "crl");
	return true;
}

static bool
add_former_findings(
	struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	for (size_t i = 0; i < out->sections[0].count_of_items; i++) {
		const struct pd_row *row = &out->sections[0].items[i];
		if (row->kind == PD_ON_FORMER &&
			!add_former_finding(context, row, out, error))
			return false;
	}
	return true;
}

/* The TLS Key and Signature tabs tell of their own, and renew these where they are used. */
static bool
is_of_other_tab(struct pd_context *context, const struct pd_row *row)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	return pd_issued_load(context, row->id, &issued, &ignored) &&
	       pd_identity_needs_key(context->store, issued.key, NULL);
}

/* Findings about issued certificates follow those about the CA; only the first are
 * listed one by one. */
static void
add_issued_findings(struct pd_context *context, struct pd_view *out)
{
	enum { TOLD = 50 };
	size_t count = 0;
	for (size_t i = 0; i < out->sections[0].count_of_items; i++) {
		const struct pd_row *row = &out->sections[0].items[i];
		bool ends = row->kind == PD_ON_ISSUED && row->values[3] != NULL &&
			    strcmp(row->values[3], "expires") == 0;
		if (!ends || (count < TOLD && is_of_other_tab(context, row)) ||
			count++ >= TOLD)
			continue;
		pd_view_find(out, row->id, _("%s expires on %s: renew it"),
			row->cells[0], row->cells[2]);
		pd_view_mend(out, "renew");
	}
	if (count > TOLD)
		pd_view_find(out, NULL,
			ngettext("%zu certificate issued here expires soon",
				"%zu certificates issued here expire soon", count),
			count);
}

bool
pd_ssl_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	static const struct filter all = {0};
	PD_AUTO(free_ca) struct ca ca = {0};
	out->section_count = 1;
	if (!fill_ssl_rows(context, &all, &out->sections[0], &ca, error))
		return false;
	pd_welcome(context, out);
	bool is_here = ca.identity.chain.count > 0;
	if (is_here)
		pd_identity_add_findings(&pd_ca_kind, context, &ca.identity, "ca", out);
	else if (ca.problem.code != PD_ESTATE)
		pd_view_find(out, PD_CA_RECORD, "%s: %s", ca.problem.input,
			ca.problem.message);
	if (is_here)
		add_root_finding(&ca.identity, out);
	add_list_finding(context, out);
	if (!add_former_findings(context, out, error))
		return false;
	if (out->finding_count > 0)
		out->summary = pd_copy(out->findings[0].text);
	else if (is_here)
		out->summary = summarise_ca(context, pd_identity_leaf(&ca.identity));
	add_issued_findings(context, out);
	for (size_t i = 0; i < ca.misplaced.count; i++)
		pd_view_find(out, ca.misplaced.items[i], "%s", ca.sentences.items[i]);
	if (ca.more > 0)
		pd_view_find(out, NULL, MORE_SERIALS(ca.more), ca.more);
	return true;
}
