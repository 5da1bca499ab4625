/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_issued.h"
#include "x509/certificate/revocation.h"
#include "x509/write/revocation_write.h"

/* Revokes certificates, and signs revocation lists. */

enum { DAYS = 30, GRACE = 300 };

/* ---- the list ----------------------------------------------------------------------- */

/* The time in microseconds, so that the number grows even if undo or a backup set the
 * store back after a list was published. */
static int64_t
next_list_number(const struct pd_record *record)
{
	struct timespec now = {0};
	(void)clock_gettime(CLOCK_REALTIME, &now);
	int64_t number = now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
	int64_t before = record ? pd_record_number(record, "number", 0) : 0;
	return number > before ? number : before + 1;
}

/* changed replaces its record, which is not committed yet. */
static void
collect_revoked(const struct pd_issued_list *list, const struct pd_issued *changed,
	const char *issuer, struct pd_revocation_template *template,
	struct pd_revoked *items)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_issued *issued = &list->items[i];
		if (changed != NULL && strcmp(issued->serial, changed->serial) == 0)
			issued = changed;
		if (issued->problem != NULL || issued->revoked_at == 0 ||
			strcmp(issued->issuer, issuer) != 0)
			continue;
		items[template->count++] = (struct pd_revoked){issued->serial,
			issued->revoked_at, pd_reason_code(issued->reason)};
	}
	template->items = items;
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

static struct pd_record *
load_crl(struct pd_context *context, struct pd_error *error)
{
	struct pd_error problem = {0};
	struct pd_record *record =
		pd_store_load(context->store, PD_CRL_RECORD, &problem);
	if (record != NULL)
		return record;
	if (problem.code == PD_ESTATE)
		return pd_record_new();
	(void)pd_fail(error, problem.code, problem.input, "%s", problem.message);
	return NULL;
}

struct new_list {
	const struct pd_authority *authority;
	const struct pd_issued *changed; /* counts as it will be; NULL: none changes */
	long days;                       /* 0: as the last list */
	char *pem;                       /* what was signed */
};

static void
free_new_list(struct new_list *list)
{
	free(list->pem);
}

/* Signs a list of what is revoked now and stages it. */
static bool
put_list(struct pd_context *context, struct pd_change *change, struct new_list *new,
	struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(new->authority);
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	PD_AUTO(pd_drop_record) struct pd_record *record = load_crl(context, error);
	if (record == NULL || !pd_issued_list(context, &list, error) ||
		!check_readable(&list, error))
		return false;
	long days =
		new->days ? new->days : (long)pd_record_number(record, "days", DAYS);
	struct pd_revocation_template template = {
		.issuer = ca,
		.number = (uint64_t)next_list_number(record),
		.this_update = context->now - GRACE,
		.next_update = context->now + days * PD_DAY,
	};
	struct pd_revoked *items = pd_alloc(list.count + 1, sizeof *items);
	collect_revoked(
		&list, new->changed, pd_certificate_key_id(ca), &template, items);
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	bool good = pd_revocation_list_sign(
		&template, new->authority->identity.key, &der, error);
	free(items);
	if (!good)
		return false;
	new->pem = pd_revocation_list_pem(pd_buffer_bytes(&der));
	pd_record_set_number(record, "number", (int64_t) template.number);
	pd_record_set_number(record, "days", days);
	pd_record_set_number(record, "this_update", template.this_update);
	pd_record_set_number(record, "next_update", template.next_update);
	pd_record_set_text(record, "issuer", pd_certificate_key_id(ca));
	return pd_change_put_file(
		       change, PD_CRL_FILE, pd_bytes_of_text(new->pem), error) &&
	       pd_change_put(change, PD_CRL_RECORD, record, error);
}

static bool
may_sign_lists(const struct pd_authority *authority, struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(authority);
	return pd_certificate_allows(ca, PD_USAGE_CRL_SIGN) ||
	       pd_fail(error, PD_ESTATE, "ssl",
		       _("the CA %s may sign no revocation list: its keyUsage lacks "
			 "cRLSign; install a CA that may"),
		       pd_certificate_subject(ca));
}

bool
pd_ssl_crl(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(free_new_list)
	struct new_list list = {
		.authority = &authority, .days = pd_value_number(values, "days", DAYS)};
	if (!pd_authority_open(context, values, &authority, error) ||
		!may_sign_lists(&authority, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(context->now + list.days * PD_DAY);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Revocation list signed, valid until %s"), end);
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !put_list(context, change, &list, error) ||
		(path != NULL && !pd_common_write_with(&written, context, path,
					 pd_bytes_of_text(list.pem), result, error)) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	pd_replacement_keep(&written);
	return true;
}

/* ---- revoking ------------------------------------------------------------------------- */

/* A reason may only change from certificateHold to another. */
static bool
check_reason(const struct pd_issued *issued, const char *reason, struct pd_error *error)
{
	bool held = issued->revoked_at != 0 &&
		    strcmp(issued->reason, "certificateHold") == 0;
	bool removes = strcmp(reason, "removeFromCRL") == 0;
	if (removes && !held)
		return pd_fail(error, PD_ESTATE, issued->serial,
			_("certificate of %s is not on hold, so there is no hold to "
			  "take back"),
			issued->name);
	if (issued->revoked_at == 0 || (held && strcmp(reason, issued->reason) != 0))
		return true;
	PD_AUTO(pd_drop_text) char *date = pd_text_date(issued->revoked_at);
	return pd_fail(error, PD_ESTATE, issued->serial,
		_("certificate of %s was revoked on %s already (%s)"), issued->name,
		date, issued->reason);
}

static void
mark_revoked(struct pd_issued *issued, const char *reason, int64_t now)
{
	free(issued->reason);
	issued->reason = NULL;
	issued->revoked_at = 0;
	if (strcmp(reason, "removeFromCRL") == 0)
		return;
	issued->reason = pd_copy(reason);
	issued->revoked_at = now;
}

static char *
describe_revocation(const struct pd_issued *issued)
{
	if (issued->revoked_at == 0)
		return pd_format(
			_("Certificate of %s is on hold no longer"), issued->name);
	return pd_format(
		_("Certificate of %s revoked (%s)"), issued->name, issued->reason);
}

bool
pd_ssl_revoke(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *reason = pd_value_text(values, "reason");
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	if (!pd_issued_find(context, pd_value_text(values, "serial"), &issued, error) ||
		!check_reason(&issued, reason, error) ||
		!pd_authority_open(context, values, &authority, error) ||
		!may_sign_lists(&authority, error) ||
		!pd_issued_check_issuer(
			&issued, pd_authority_certificate(&authority), error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL)
		return false;
	/* Somebody may have been first while this one waited for the lock. */
	PD_AUTO(pd_issued_free) struct pd_issued now = {0};
	if (!pd_issued_find(context, issued.serial, &now, error) ||
		!check_reason(&now, reason, error))
		return false;
	mark_revoked(&now, reason, context->now);
	PD_AUTO(pd_drop_text) char *sentence = describe_revocation(&now);
	PD_AUTO(free_new_list)
	struct new_list list = {.authority = &authority, .changed = &now};
	return pd_issued_put(change, &now, error) &&
	       put_list(context, change, &list, error) &&
	       pd_context_end_change(change, sentence, result, error);
}
