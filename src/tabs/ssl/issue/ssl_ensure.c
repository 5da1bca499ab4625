/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/there/there.h"
#include "tabs/shared/common.h"
#include "tabs/shared/likeness.h"
#include "tabs/ssl/issue/issue.h"
#include "tabs/ssl/issue/ssl_order_fill.h"
#include "tabs/ssl/renew/ssl_due.h"
#include "tabs/ssl/renew/ssl_renewal.h"
#include "tabs/ssl/ssl_delivery.h"
#include "tabs/ssl/ssl_handed.h"
#include "tabs/ssl/ssl_review.h"
#include "x509/judge/validity.h"

/* There is a certificate as issue would make it, or one is issued: safe to repeat. What is
 * there is compared with a draft of what would be issued, by the same code. */

enum finding { MISSING, REVOKED, DIFFERS, FILES, ENDS, VALID };

/* How long the files of what another process has just issued are waited for: so many pauses of
 * so many milliseconds. */
enum { FRESH_SECONDS = 10, TRIES = 40, PAUSE = 50 };

static const char *const reasons[] = {
	"missing", "revoked", "differs", "files", "ends", "valid"};

struct ensuring {
	struct pd_context *context;
	const struct pd_values *values;
	const struct pd_request *request; /* NULL: the key is made here */
	char *directory;                  /* absolute; NULL: nothing is handed over */
	struct pd_authority ca; /* without its key, which judging does not need */
	struct pd_order wanted; /* a draft for the key that is there */
	struct pd_issued found;
	enum finding finding;
	bool overtaken; /* another process has issued it meanwhile */
};

static void
free_judged(struct ensuring *work)
{
	pd_order_free(&work->wanted);
	pd_issued_free(&work->found);
}

static void
free_ensuring(struct ensuring *work)
{
	free_judged(work);
	pd_authority_free(&work->ca);
	free(work->directory);
}

/* ---- what is there ---------------------------------------------------------------- */

/* The draft may end before the days of its profile: it is not to be refused for that, but
 * judged. */
static bool
draft_wanted(struct ensuring *work, struct pd_bytes public_der, struct pd_error *error)
{
	PD_AUTO(pd_result_free) struct pd_result untold = {0};
	struct pd_order *order = &work->wanted;
	pd_order_free(order);
	order->public_der = public_der;
	if (!pd_order_fill(
		    work->context, work->values, work->request, order, &untold, error))
		return false;
	order->profile.days = order->days > 0 ? order->days : order->profile.days;
	order->days = 0;
	return pd_order_draft(&work->ca, order, error);
}

/* Whether the kind of key is that which is asked for; that of a request is. */
static bool
has_right_key(struct ensuring *work, struct pd_error *error)
{
	struct pd_key_kind kind;
	return work->request != NULL ||
	       (pd_order_key_kind(work->values, &work->wanted, &kind, error) &&
		       pd_likeness_of_key(work->wanted.public_der, &kind));
}

static bool
has_file(const struct ensuring *work, const char *name)
{
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", work->directory, name);
	return pd_there_is(path);
}

static bool
has_files(const struct ensuring *work)
{
	const struct pd_handover wished = pd_handover_of(work->context, work->values);
	if (work->directory == NULL)
		return work->request != NULL ||
		       pd_store_has_key(work->context->store, work->found.key);
	return pd_handed_is_same(work->found.directory, work->directory) &&
	       has_file(work, "cert.pem") &&
	       pd_handed_look(&work->found) == PD_HANDED_OWN &&
	       has_file(work, "chain.pem") && has_file(work, "ca.pem") &&
	       (work->request != NULL || has_file(work, "key.pem")) &&
	       (!wished.p12 || has_file(work, "bundle.p12"));
}

/* A new one that ended no later, for the CA ends then, would be no gain. */
static bool
ends_soon(const struct ensuring *work)
{
	const struct pd_validity validity = pd_issued_validity(&work->found);
	return pd_due_is(&validity, pd_margin_of(work->values), work->context->now) &&
	       pd_validity_outlasts(work->wanted.certificate, work->found.certificate);
}

static bool
judge_found(struct ensuring *work, struct pd_error *error)
{
	const struct pd_certificate *found = work->found.certificate;
	if (!draft_wanted(work, pd_certificate_public_der(found), error))
		return false;
	if (work->found.revoked_at != 0)
		work->finding = REVOKED;
	else if (!has_right_key(work, error) ||
		 !pd_likeness_of_draft(found, work->wanted.certificate))
		work->finding = DIFFERS;
	else if (!has_files(work))
		work->finding = FILES;
	else
		work->finding = ends_soon(work) ? ENDS : VALID;
	return error->code == PD_OK;
}

/* Is it that which is ordered, whatever has become of it? Without a directory and a request
 * it is known by its subject alone. */
static bool
concerns_order(const struct ensuring *work, const struct pd_issued *issued,
	const char *subject)
{
	const char *ca = pd_certificate_key_id(pd_authority_certificate(&work->ca));
	if (issued->problem != NULL || issued->by_serial ||
		strcmp(issued->issuer, ca) != 0 || issued->renewed_by != NULL)
		return false;
	if (work->request != NULL)
		return strcmp(issued->key, pd_request_key_id(work->request)) == 0;
	if (work->directory != NULL)
		return pd_handed_is_same(issued->directory, work->directory);
	return issued->revoked_at == 0 && strcmp(issued->subject, subject) == 0;
}

/* Valid before revoked; of two the one that ends later. */
static int
compare_candidates(const void *one, const void *other)
{
	const struct pd_issued *first = one, *second = other;
	bool first_revoked = first->revoked_at != 0;
	bool second_revoked = second->revoked_at != 0;
	if (first_revoked != second_revoked)
		return first_revoked ? 1 : -1;
	if (first->not_after != second->not_after)
		return first->not_after > second->not_after ? -1 : 1;
	return strcmp(first->serial, second->serial);
}

static char *
subject_of(const struct ensuring *work)
{
	struct pd_error untold = {0};
	const char *dn = pd_value_text(work->values, "dn");
	PD_AUTO(pd_drop_name)
	struct pd_name *name = dn ? pd_name_parse(dn, "dn", &untold) : NULL;
	return name ? pd_name_text(name) : pd_copy("");
}

/* Keeps those that are about it, the best first. */
static bool
find_candidates(const struct ensuring *work, struct pd_issued_list *list,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *subject = subject_of(work);
	const char *key = work->request ? pd_request_key_id(work->request) : NULL;
	if (!pd_issued_list_with(work->context, key, list, error))
		return false;
	size_t count = 0;
	for (size_t i = 0; i < list->count; i++)
		if (concerns_order(work, &list->items[i], subject)) {
			struct pd_issued other = list->items[count];
			list->items[count++] = list->items[i];
			list->items[i] = other;
		}
	if (count > 1)
		qsort(list->items, count, sizeof *list->items, compare_candidates);
	/* The rest goes with the list. */
	for (size_t i = count; i < list->count; i++)
		pd_issued_free(&list->items[i]);
	list->count = count;
	return true;
}

/* Where only the subject is known, one that differs is another certificate. */
static bool
look_for_it(struct ensuring *work, struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	bool by_subject = work->request == NULL && work->directory == NULL;
	free_judged(work);
	work->finding = MISSING;
	if (!find_candidates(work, &list, error))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		if (!pd_issued_load(
			    work->context, list.items[i].id, &work->found, error) ||
			!judge_found(work, error))
			return false;
		if (!by_subject || work->finding == ENDS || work->finding == VALID)
			return true;
		free_judged(work);
		work->finding = MISSING;
	}
	return true;
}

/* ---- issuing ---------------------------------------------------------------------- */

/* Under the lock: has somebody else done it meanwhile? */
static bool
is_still_due(void *self, struct pd_context *context, struct pd_error *error)
{
	struct ensuring *work = self;
	PD_AUTO(free_ensuring)
	struct ensuring now = {.context = context,
		.values = work->values,
		.request = work->request,
		.directory = work->directory ? pd_copy(work->directory) : NULL};
	if (!pd_authority_load(context, &now.ca.identity, error) ||
		!look_for_it(&now, error))
		return false;
	work->overtaken = now.finding != work->finding;
	return !work->overtaken ||
	       pd_fail(error, PD_ESTATE, "ssl",
		       _("another pemdeck has issued this in the meantime; try again"));
}

/* What ends is renewed for the key that it has. */
static bool
fill_key(struct ensuring *work, struct pd_order *order, struct pd_result *result,
	struct pd_error *error)
{
	if (work->request != NULL)
		return true;
	if (work->finding != ENDS)
		return pd_order_make_key(work->values, order, error);
	order->public_der = pd_certificate_public_der(work->found.certificate);
	return (pd_renewal_keeps_file(order) &&
		       !pd_handover_of(work->context, work->values).p12) ||
	       pd_renewal_load_key(work->context, &work->found, order, result, error);
}

/* A margin that is as long as its life would have it renewed each time. */
static bool
check_margin(const struct ensuring *work, const struct pd_order *order,
	struct pd_error *error)
{
	const struct pd_validity validity = pd_validity_of(order->certificate);
	const struct pd_margin margin = pd_margin_of(work->values);
	return order->shortened || !pd_due_is(&validity, margin, work->context->now) ||
	       pd_margin_fail(error);
}

static bool
sign_wanted(struct ensuring *work, struct pd_authority *authority,
	struct pd_order *order, struct pd_result *result, struct pd_error *error)
{
	struct pd_context *context = work->context;
	order->directory = work->directory ? pd_copy(work->directory) : NULL;
	if (!pd_order_fill(
		    context, work->values, work->request, order, result, error) ||
		!pd_authority_open(context, work->values, authority, error) ||
		!fill_key(work, order, result, error))
		return false;
	if (work->finding != MISSING) {
		order->renews = pd_copy(work->found.id);
		if (!pd_order_check_renewal(order, &work->found, error))
			return false;
	}
	return pd_order_sign(authority, order, error) &&
	       check_margin(work, order, error);
}

static void
tell(const struct ensuring *work, const struct pd_order *order,
	struct pd_result *result)
{
	struct pd_details *out = &result->details;
	PD_AUTO(pd_buffer_free) struct pd_buffer chain = {0};
	const struct pd_certificates *above = &work->ca.above;
	pd_likeness_tell(
		work->context, order->certificate, reasons[work->finding], out);
	if (order->directory != NULL)
		return;
	PD_AUTO(pd_drop_text)
	char *root = pd_certificate_pem(above->items[above->count - 1]);
	pd_handover_chain(order->certificate, above, &chain);
	pd_details_long(out, "chain", NULL, pd_buffer_text(&chain));
	pd_details_long(out, "ca", NULL, root);
}

static bool
issue_wanted(struct ensuring *work, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_order_free) struct pd_order order = {0};
	if (!sign_wanted(work, &authority, &order, result, error))
		return false;
	bool follows = work->finding != MISSING;
	struct pd_delivery delivery = {&authority, &order, 1,
		pd_handover_of(work->context, work->values), follows, is_still_due,
		work};
	bool own = follows && pd_handed_look(&work->found) == PD_HANDED_OWN;
	delivery.handover.keep = own;
	delivery.handover.replace = delivery.handover.replace || own;
	PD_AUTO(pd_drop_text)
	char *sentence = work->finding == ENDS
				 ? pd_renewal_sentence(&work->found, order.certificate)
				 : pd_order_sentence(&order);
	if (!pd_delivery_run(&delivery, work->context, sentence, result, error))
		return false;
	pd_order_tell(&order, result);
	tell(work, &order, result);
	return true;
}

static void
tell_unchanged(struct ensuring *work, struct pd_result *result)
{
	struct pd_order *order = &work->wanted;
	pd_certificate_free(order->certificate);
	order->certificate = pd_certificate_copy(work->found.certificate);
	order->directory = work->directory ? pd_copy(work->directory) : NULL;
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(order->certificate));
	pd_result_say(result,
		_("Nothing to do: the certificate of %s is there, valid until %s"),
		work->found.name, end);
	pd_order_show(order, &result->details);
	result->has_details = true;
	tell(work, order, result);
}

/* Another process records what it has issued before it writes the files. */
static bool
wait_for_files(struct ensuring *work, struct pd_error *error)
{
	const struct timespec pause = {.tv_nsec = PAUSE * 1000000L};
	for (int tries = 0; tries < TRIES && work->finding != VALID; tries++) {
		(void)nanosleep(&pause, NULL);
		if (!pd_common_go_on(work->context, error) || !look_for_it(work, error))
			return false;
	}
	return true;
}

static bool
is_just_issued(const struct ensuring *work)
{
	return work->finding == FILES &&
	       work->context->now - work->found.time < FRESH_SECONDS;
}

static bool
ensure(struct ensuring *work, struct pd_result *result, struct pd_error *error)
{
	struct pd_error problem = {0};
	if (!look_for_it(work, error) ||
		(is_just_issued(work) && !wait_for_files(work, error)))
		return false;
	if (work->finding != VALID && issue_wanted(work, result, &problem))
		return true;
	bool in_the_way = problem.code == PD_EEXISTS && work->finding == MISSING;
	if ((work->overtaken || in_the_way) &&
		(!look_for_it(work, error) ||
			(is_just_issued(work) && !wait_for_files(work, error))))
		return false;
	if (work->finding != VALID) {
		*error = problem;
		return false;
	}
	tell_unchanged(work, result);
	return true;
}

bool
pd_ssl_ensure(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *csr = pd_value_text(values, "csr");
	const char *out = pd_value_text(values, "out");
	PD_AUTO(pd_drop_request) struct pd_request *request = NULL;
	PD_AUTO(free_ensuring)
	struct ensuring work = {.context = context, .values = values};
	if (csr != NULL) {
		request = pd_review_load(context, csr, result, error);
		if (request == NULL)
			return false;
		work.request = request;
	}
	work.directory = out ? pd_handed_absolute(out) : NULL;
	if (!pd_authority_load(context, &work.ca.identity, error))
		return false;
	pd_authority_add_above(context, &work.ca.identity, &work.ca.above);
	return ensure(&work, result, error);
}
