/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_crl.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/ssl/revoke/ssl_crl_published.h"
#include "x509/judge/validity.h"
#include "x509/write/revocation_write.h"

enum { DAYS = 30, GRACE = 300 };

/* The time in microseconds, so that the number grows even if undo or a backup set the
 * store back after a list was published. */
int64_t
pd_crl_number_now(void)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

static int64_t
next_list_number(const struct pd_record *record)
{
	int64_t number = pd_crl_number_now();
	int64_t before = record ? pd_record_number(record, "number", 0) : 0;
	return number > before ? number : before + 1;
}

/* What changes replaces its record, which is not committed yet. */
static bool
is_replaced(const struct pd_new_crl *new, const struct pd_issued *issued)
{
	for (size_t i = 0; i < new->changed_count; i++)
		if (strcmp(new->changed[i].id, issued->id) == 0)
			return true;
	return false;
}

static bool
put_issued(const struct pd_new_crl *new, const struct pd_issued *issued,
	struct pd_buffer *out, struct pd_error *error)
{
	const char *ca =
		pd_certificate_key_id(pd_authority_certificate(new->authority));
	if (issued->revoked_at == 0 || strcmp(issued->issuer, ca) != 0)
		return true;
	const struct pd_revoked revoked = {issued->serial, issued->revoked_at,
		pd_reason_code(issued->reason), issued->invalidity};
	return pd_revoked_put(out, &revoked, error);
}

static bool
put_registered(const struct pd_new_crl *new, const struct pd_issued_list *list,
	struct pd_buffer *out, struct pd_error *error)
{
	for (size_t i = 0; i < list->count; i++)
		if (!is_replaced(new, &list->items[i]) &&
			!put_issued(new, &list->items[i], out, error))
			return false;
	for (size_t i = 0; i < new->changed_count; i++)
		if (!put_issued(new, &new->changed[i], out, error))
			return false;
	return true;
}

static bool
put_indexed(void *out, const struct pd_index_line *line, struct pd_error *error)
{
	const struct pd_index_entry *entry = &line->entry;
	const struct pd_revoked revoked = {
		line->serial, entry->revoked_at, (int)entry->reason, entry->invalidity};
	return entry->revoked_at == 0 || entry->dropped ||
	       pd_revoked_put(out, &revoked, error);
}

/* A certificate that is missing from the list counts as valid. */
static bool
check_readable(const struct pd_issued_list *list, struct pd_error *error)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].problem != NULL)
			return pd_fail(error, PD_ESTORE, list->items[i].serial,
				_("this record cannot be read, so nobody knows whether "
				  "it is revoked (%s)"),
				list->items[i].problem);
	return true;
}

void
pd_new_crl_free(struct pd_new_crl *list)
{
	free(list->pem);
	*list = (struct pd_new_crl){0};
}

struct sources {
	struct pd_context *context;
	const struct pd_new_crl *new;
	const struct pd_revocation_list *published; /* NULL: none that knows more */
};

static bool
put_entries(void *load, struct pd_buffer *out, struct pd_error *error)
{
	const struct sources *sources = load;
	const struct pd_new_crl *new = sources->new;
	const char *ca =
		pd_certificate_key_id(pd_authority_certificate(new->authority));
	PD_AUTO(pd_crl_names_free) struct pd_crl_names last = {0};
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	if (!pd_crl_remember_last(sources->context,
		    pd_authority_certificate(new->authority), &last, error) ||
		!pd_issued_list_revoked(sources->context, &list, error) ||
		!check_readable(&list, error))
		return false;
	size_t begin = out->size;
	bool good = new->index ? pd_index_each(new->index, put_indexed, out, error)
			       : pd_index_each_kept(
					 sources->context, ca, put_indexed, out, error);
	if (!good || !put_registered(new, &list, out, error))
		return false;
	const struct pd_bytes entries = {out->data + begin, out->size - begin};
	const struct pd_crl_changes changes = {new->changed, new->changed_count};
	return (sources->published == NULL ||
		       pd_crl_check_published(pd_authority_certificate(new->authority),
			       sources->published, new->path, entries, &changes,
			       error)) &&
	       pd_crl_check_entries(sources->context,
		       pd_authority_certificate(new->authority), &last, entries,
		       &changes, error);
}

bool
pd_crl_is_complete(struct pd_context *context, const struct pd_identity *ca)
{
	struct pd_error ignored = {0};
	const char *key_id = pd_certificate_key_id(pd_identity_leaf(ca));
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_crl_load(context, key_id, &ignored);
	const char *issuer = record ? pd_record_text(record, "issuer") : NULL;
	return strcmp(ca->origin, "standard") == 0 ||
	       strcmp(ca->origin, "generated") == 0 ||
	       (issuer != NULL && strcmp(issuer, key_id) == 0) ||
	       pd_index_is_kept(context, key_id);
}

bool
pd_crl_check_complete(struct pd_context *context, const struct pd_identity *ca,
	struct pd_error *error)
{
	return pd_crl_is_complete(context, ca) ||
	       pd_fail(error, PD_ESTATE, "ssl",
		       _("nobody said what the CA %s revoked before it came here, and "
			 "a list without that would make it valid again; give its "
			 "last revocation list to ssl adopt, or say that nothing was "
			 "revoked, with ssl crl --nothing-revoked"),
		       pd_certificate_subject(pd_identity_leaf(ca)));
}

bool
pd_crl_put(struct pd_context *context, struct pd_change *change, struct pd_new_crl *new,
	struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(new->authority);
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	PD_AUTO(pd_drop_revocation_list) struct pd_revocation_list *published = NULL;
	if (!pd_crl_published_load(context, ca, new->path, &published, error))
		return false;
	struct sources sources = {context, new, published};
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_crl_load(context, pd_certificate_key_id(ca), error);
	if (record == NULL ||
		(new->index == NULL && !pd_crl_check_complete(context,
					       &new->authority->identity, error)))
		return false;
	long days =
		new->days ? new->days : (long)pd_record_number(record, "days", DAYS);
	const struct pd_revocation_template template = {
		.issuer = ca,
		.number = (uint64_t)next_list_number(record),
		.this_update = context->now - GRACE,
		.next_update = new->until ? new->until : context->now + days *PD_DAY,
		.put_entries = put_entries,
		.load = &sources,
	};
	if (!pd_revocation_list_sign(
		    &template, new->authority->identity.key, &list, error))
		return false;
	pd_revocation_list_wrap(&list);
	new->pem = pd_buffer_steal_text(&list);
	pd_record_set_number(record, "number", (int64_t) template.number);
	pd_record_set_number(record, "days", days);
	pd_record_set_number(record, "this_update", template.this_update);
	pd_record_set_number(record, "next_update", template.next_update);
	pd_record_set_text(record, "issuer", pd_certificate_key_id(ca));
	PD_AUTO(pd_drop_text)
	char *path = pd_crl_path(context, pd_certificate_key_id(ca));
	PD_AUTO(pd_drop_text) char *file = pd_format("%s.pem", path);
	return pd_change_put_file(change, file, pd_bytes_of_text(new->pem), error) &&
	       pd_change_put(change, path, record, error);
}

bool
pd_crl_may_sign(const struct pd_authority *authority, struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(authority);
	return pd_certificate_allows(ca, PD_USAGE_CRL_SIGN) ||
	       pd_fail(error, PD_ESTATE, "ssl",
		       _("the CA %s may sign no revocation list: its keyUsage lacks "
			 "cRLSign; install a CA that may"),
		       pd_certificate_subject(ca));
}

void
pd_crl_warn_expired(const struct pd_context *context,
	const struct pd_authority *authority, struct pd_result *result)
{
	const struct pd_certificate *ca = pd_authority_certificate(authority);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(ca));
	if (pd_validity_judge(ca, context->now) == PD_REJECT_EXPIRED)
		pd_result_warn(result,
			_("the CA %s expired on %s: most programs accept neither what "
			  "it issued nor what it says of that any more"),
			pd_certificate_subject(ca), end);
}
