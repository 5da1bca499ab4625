/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/trust/trust.h"
#include "tabs/trust/trust_checked.h"
#include "tabs/trust/trust_remedy.h"
#include "x509/certificate/describe_state.h"

/* Accepting and forgetting rejected chains. */

bool
pd_trust_rejected(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list list = {0};
	if (!pd_rejected_list(context, &list, error))
		return false;
	pd_rejected_fill(&list, &result->rows);
	result->has_rows = true;
	return true;
}

/* Hosts of which chains left the list, and those of which some stay; both sorted. */
struct leaving {
	struct pd_names gone, left;
};

static void
drop_leaving(struct leaving *leaving)
{
	pd_names_free(&leaving->gone);
	pd_names_free(&leaving->left);
}

/* A pd_checked_wanted. */
static bool
is_forgotten(const void *work, const struct pd_checked *checked)
{
	const struct leaving *leaving = work;
	return checked->reasons != 0 && pd_names_have(&leaving->gone, checked->place) &&
	       !pd_names_have(&leaving->left, checked->place);
}

/* Of a host of which no chain is left, the list of hosts does not tell either that it was
 * refused. */
static void
forget_checks(
	struct pd_context *context, struct leaving *leaving, struct pd_result *result)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list list = {0};
	bool good = pd_rejected_list(context, &list, &problem);
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].problem == NULL)
			pd_names_add(&leaving->left, list.items[i].host);
	pd_names_sort(&leaving->gone);
	pd_names_sort(&leaving->left);
	if (!good || !pd_checked_forget(context, is_forgotten, leaving, &problem))
		pd_result_warn(result, "%s: %s", problem.input, problem.message);
}

/* ---- accept ---------------------------------------------------------------------- */

/* How many of its certificates are on the path that was judged. */
static size_t
path_length(const struct pd_rejected *rejected, const struct pd_certificates *chain)
{
	return rejected->length > 0 && (size_t)rejected->length <= chain->count
		       ? (size_t)rejected->length
		       : chain->count;
}

/* The number in the chain of a certificate by name: root (the topmost), issuer (of the
 * endpoint), endpoint, or its number. NULL: the one that helps, or the topmost. 0: error. */
static size_t
choose_accepted(const struct pd_rejected *rejected, const struct pd_certificates *chain,
	const char *which, struct pd_error *error)
{
	size_t number = 0;
	if (which == NULL && rejected->remedy > 0)
		number = (size_t)rejected->remedy;
	else if (which == NULL || strcmp(which, "root") == 0)
		number = path_length(rejected, chain);
	else if (strcmp(which, "issuer") == 0)
		number = 2;
	else if (strcmp(which, "endpoint") == 0)
		number = 1;
	else if (strspn(which, "0123456789") == strlen(which) && strlen(which) < 6)
		number = strtoul(which, NULL, 10);
	else {
		pd_fail(error, PD_EUSAGE, "certificate",
			_("\"%.40s\" is none of root, issuer, endpoint or a number"),
			which);
		return 0;
	}
	if (number >= 1 && number <= chain->count)
		return number;
	pd_fail(error, PD_EUSAGE, "certificate",
		ngettext("the chain has %zu certificate only; choose another",
			"the chain has %zu certificates only; choose another",
			chain->count),
		chain->count);
	return 0;
}

/* In the words of --certificate; free() it. */
static char *
name_accepted(size_t number, size_t length)
{
	return number == length ? pd_copy("root")
	       : number == 1    ? pd_copy("endpoint")
	       : number == 2    ? pd_copy("issuer")
				: pd_format("%zu", number);
}

/* The same of the certificate that helps. NULL: none of the chain is known to. */
char *
pd_trust_propose_accepted(struct pd_context *context, const char *row)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list list = {0};
	if (row == NULL || !pd_rejected_list(context, &list, &ignored))
		return NULL;
	const struct pd_rejected *rejected = pd_rejected_find(&list, row, &ignored);
	if (rejected == NULL || rejected->problem != NULL || rejected->remedy == 0)
		return NULL;
	if (rejected->remedy < 0)
		return pd_copy("root");
	return name_accepted((size_t)rejected->remedy, (size_t)rejected->length);
}

static bool
fail_without_remedy(const struct pd_rejected *rejected, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(rejected->reasons);
	return pd_fail(error, PD_ESTATE, rejected->host,
		_("trusting one of its certificates would not have the chain accepted; "
		  "it was rejected for this: %s"),
		words);
}

char *
pd_trust_blocked_accept(struct pd_context *context, const struct pd_row *row)
{
	struct pd_error error = {0};
	PD_AUTO(pd_rejected_free) struct pd_rejected rejected = {0};
	if (row == NULL || !pd_rejected_load(context, row->id, &rejected, &error) ||
		rejected.remedy != 0)
		return NULL;
	(void)fail_without_remedy(&rejected, &error);
	return pd_copy(error.message);
}

/* rest: the reasons that stay once it is trusted. */
static bool
check_acceptable(struct pd_context *context, const struct pd_certificate *certificate,
	const struct pd_rejected *rejected, unsigned rest, struct pd_error *error)
{
	const char *subject = pd_certificate_subject(certificate);
	PD_AUTO(pd_drop_text)
	char *begin = pd_text_date(pd_certificate_not_before(certificate));
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(certificate));
	const struct pd_notice notice = pd_context_notice(context);
	switch (pd_describe_state(certificate, &notice)) {
	case PD_STATE_EXPIRED:
		return pd_fail(error, PD_EINPUT, rejected->host,
			_("%s expired on %s; only a valid certificate can be accepted, "
			  "so ask the host's owner for a new one"),
			subject, end);
	case PD_STATE_NOT_YET_VALID:
		return pd_fail(error, PD_EINPUT, rejected->host,
			_("%s is not valid before %s; only a valid certificate can be "
			  "accepted, so check the clock or wait"),
			subject, begin);
	default:
		break;
	}
	if (!pd_trust_has(context, certificate))
		return true;
	if (rest == 0)
		return pd_fail(error, PD_ESTATE, rejected->host,
			_("%s is trusted already, and the chain is accepted now; "
			  "forget "
			  "it"),
			subject);
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(rest);
	return pd_fail(error, PD_ESTATE, rejected->host,
		_("%s is trusted already; the chain is rejected for another reason: "
		  "%s"),
		subject, words);
}

/* What trusting that certificate would mean, as a sentence; free() it. */
static char *
tell_trusting(struct pd_context *context, const struct pd_rejected *rejected,
	const struct pd_certificates *chain, size_t number)
{
	struct pd_error error = {0};
	unsigned rest = 0;
	int limit;
	const struct pd_certificate *one = chain->items[number - 1];
	if (!pd_remedy_rest(context, rejected, chain, (long)number, &rest, &error) ||
		!check_acceptable(context, one, rejected, rest, &error))
		return pd_text_sentence(error.message);
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(rest);
	if (rest != 0)
		return pd_format(
			_("If you trust it, the chain is still rejected: %s."), words);
	return pd_copy(pd_certificate_is_ca(one, &limit)
			       ? _("If you trust it, the chain is accepted, and so is "
				   "whatever it issues, for any host.")
			       : _("If you trust it, the chain is accepted, but no "
				   "other certificate is."));
}

void
pd_trust_pick_accepted(
	struct pd_context *context, const char *row, struct pd_picks *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_rejected_free) struct pd_rejected rejected = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	if (!pd_rejected_load(context, row, &rejected, &ignored) ||
		!pd_rejected_chain(context, &rejected, &chain, &ignored))
		return;
	size_t length = path_length(&rejected, &chain);
	for (size_t i = 0; i < chain.count; i++) {
		/* From the topmost down to the endpoint, then what lies beside. */
		size_t number = i < length ? length - i : i + 1;
		const struct pd_certificate *one = chain.items[number - 1];
		PD_AUTO(pd_drop_text)
		char *end = pd_text_date(pd_certificate_not_after(one));
		PD_AUTO(pd_drop_text)
		char *words =
			pd_format(i < length ? _("%s, until %s")
					     : _("%s, until %s, not in the chain"),
				pd_certificate_common_name(one), end);
		PD_AUTO(pd_drop_text) char *value = name_accepted(number, length);
		PD_AUTO(pd_drop_text)
		char *note = tell_trusting(context, &rejected, &chain, number);
		pd_picks_add(out, value, words, note, i < length ? (int)i : 0);
	}
}

/* The certificate to be trusted, and the rejected chain it is from. */
struct accepted {
	struct pd_rejected_list list;
	const struct pd_rejected *rejected;
	struct pd_certificates chain;
	const struct pd_certificate *certificate;
	unsigned rest; /* the reasons that stay against the chain */
};

static void
accepted_free(struct accepted *accepted)
{
	pd_certificates_free(&accepted->chain);
	pd_rejected_list_free(&accepted->list);
}

/* Is a rejected chain accepted with the certificate? One that cannot be judged stays. */
static bool
is_mended_by(struct pd_context *context, const struct pd_rejected *rejected,
	const struct pd_certificate *certificate)
{
	struct pd_error ignored = {0};
	unsigned rest;
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	if (rejected->problem != NULL ||
		!pd_rejected_chain(context, rejected, &chain, &ignored))
		return false;
	for (size_t i = 0; i < chain.count; i++)
		if (pd_certificate_same(chain.items[i], certificate))
			return pd_remedy_rest(context, rejected, &chain, (long)i + 1,
				       &rest, &ignored) &&
			       rest == 0;
	return false;
}

/* Removes those rejected chains that are accepted with the certificate, and names their
 * hosts. */
static bool
remove_chains(struct pd_context *context, struct pd_change *change,
	const struct accepted *accepted, struct leaving *leaving,
	struct pd_error *error)
{
	const struct pd_rejected_list *list = &accepted->list;
	for (size_t i = 0; i < list->count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format(PD_REJECTED_FOLDER "/%s", list->items[i].id);
		if (!is_mended_by(context, &list->items[i], accepted->certificate))
			continue;
		if (!pd_change_remove(change, path, error))
			return false;
		pd_names_add(&leaving->gone, list->items[i].host);
	}
	return true;
}

static bool
accept_one(struct pd_context *context, const struct accepted *accepted,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_leaving) struct leaving leaving = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!pd_trusted_put(change, context, accepted->certificate, NULL,
			"accepted", error) ||
		!remove_chains(context, change, accepted, &leaving, error))
		return false;
	size_t count = leaving.gone.count;
	PD_AUTO(pd_drop_text)
	char *sentence =
		count == 0
			? pd_format(_("%s is trusted now"),
				  pd_certificate_subject(accepted->certificate))
			: pd_format(ngettext("%s is trusted now; %zu rejected chain "
					     "with it left the list",
					    "%s is trusted now; %zu rejected chains "
					    "with it left the list",
					    count),
				  pd_certificate_subject(accepted->certificate), count);
	if (!pd_context_end_change(change, sentence, result, error))
		return false;
	forget_checks(context, &leaving, result);
	return true;
}

static bool
find_accepted(struct pd_context *context, const struct pd_values *values,
	struct accepted *out, struct pd_error *error)
{
	const char *which = pd_value_text(values, "certificate");
	if (!pd_rejected_list(context, &out->list, error))
		return false;
	out->rejected =
		pd_rejected_find(&out->list, pd_value_text(values, "id"), error);
	if (out->rejected == NULL ||
		!pd_rejected_chain(context, out->rejected, &out->chain, error))
		return false;
	size_t number = choose_accepted(out->rejected, &out->chain, which, error);
	if (number == 0)
		return false;
	out->certificate = out->chain.items[number - 1];
	if (!pd_remedy_rest(context, out->rejected, &out->chain, (long)number,
		    &out->rest, error) ||
		!check_acceptable(
			context, out->certificate, out->rejected, out->rest, error))
		return false;
	if (which == NULL && out->rejected->remedy == 0)
		return fail_without_remedy(out->rejected, error);
	return pd_weak_admit(values, pd_certificate_key_weakness(out->certificate),
		pd_certificate_subject(out->certificate), "allow-weak", error);
}

/* What trust mends of it, and what not. */
static void
describe_mending(const struct accepted *accepted, struct pd_details *out)
{
	unsigned mended = accepted->rejected->reasons & ~accepted->rest;
	PD_AUTO(pd_drop_text) char *mends = pd_reject_text(mended);
	PD_AUTO(pd_drop_text) char *leaves = pd_reject_text(accepted->rest);
	if (mended != 0)
		pd_details_text(out, "mends", _("Mends"), mends);
	pd_details_text(out, "leaves", _("Does not mend"),
		accepted->rest != 0 ? leaves : _("nothing: the chain is accepted"));
}

bool
pd_trust_preview_accept(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(accepted_free) struct accepted accepted = {0};
	if (!find_accepted(context, values, &accepted, error))
		return false;
	int limit;
	bool is_ca = pd_certificate_is_ca(accepted.certificate, &limit);
	pd_common_preview_certificate(accepted.certificate, out);
	pd_common_preview_trusting(accepted.certificate, out);
	describe_mending(&accepted, out);
	pd_details_text(out, "effect", _("Effect"),
		is_ca ? _("Every certificate that it issues is accepted, for any host. "
			  "Compare its fingerprint with what its owner says.")
		      : _("The certificate is accepted for the hosts that it names. "
			  "Compare its fingerprint with what its owner says."));
	pd_common_preview_undo(context, out);
	return true;
}

bool
pd_trust_accept(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(accepted_free) struct accepted accepted = {0};
	if (!find_accepted(context, values, &accepted, error) ||
		!accept_one(context, &accepted, result, error))
		return false;
	if (accepted.rest == 0)
		return true;
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(accepted.rest);
	pd_result_warn(result,
		_("%s will still be rejected, because trust does not mend this: %s"),
		accepted.rejected->host, words);
	return true;
}

/* ---- forget ---------------------------------------------------------------------- */

PD_DROP(drop_chosen, bool *, free);

/* Marks the chains that were named, or all if none was; free() the array, which has the
 * order of the list. NULL: a name is unknown. */
static bool *
choose_forgotten(const struct pd_rejected_list *list, const struct pd_values *values,
	size_t *count, struct pd_error *error)
{
	size_t words = pd_value_count(values, "id");
	PD_AUTO(drop_chosen) bool *chosen = pd_alloc(list->count, sizeof *chosen);
	for (size_t i = 0; i < words; i++) {
		const struct pd_rejected *one =
			pd_rejected_find(list, pd_value_item(values, "id", i), error);
		if (one == NULL)
			return NULL;
		chosen[one - list->items] = true;
	}
	*count = 0;
	for (size_t i = 0; i < list->count; i++) {
		chosen[i] = chosen[i] || words == 0;
		*count += chosen[i];
	}
	return pd_steal(chosen);
}

static bool
stage_forget(struct pd_change *change, const struct pd_rejected_list *list,
	const bool *chosen, struct leaving *leaving, struct pd_error *error)
{
	for (size_t i = 0; i < list->count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format(PD_REJECTED_FOLDER "/%s", list->items[i].id);
		if (!chosen[i])
			continue;
		if (!pd_change_remove(change, path, error))
			return false;
		if (list->items[i].problem == NULL)
			pd_names_add(&leaving->gone, list->items[i].host);
	}
	return true;
}

bool
pd_trust_forget(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	size_t count;
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list list = {0};
	if (!pd_rejected_list(context, &list, error))
		return false;
	if (list.count == 0)
		return pd_fail(
			error, PD_ESTATE, "trust", _("no rejected chain to forget"));
	PD_AUTO(drop_chosen)
	bool *chosen = choose_forgotten(&list, values, &count, error);
	if (chosen == NULL)
		return false;
	PD_AUTO(drop_leaving) struct leaving leaving = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !stage_forget(change, &list, chosen, &leaving, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(ngettext("%zu rejected chain forgotten",
					   "%zu rejected chains forgotten", count),
		count);
	if (!pd_context_end_change(change, sentence, result, error))
		return false;
	forget_checks(context, &leaving, result);
	return true;
}

bool
pd_trust_preview_forget(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	size_t count;
	PD_AUTO(pd_rejected_list_free) struct pd_rejected_list list = {0};
	if (!pd_rejected_list(context, &list, error))
		return false;
	PD_AUTO(drop_chosen)
	bool *chosen = choose_forgotten(&list, values, &count, error);
	if (chosen == NULL)
		return false;
	pd_details_number(out, "count", _("Chains"), (int64_t)count);
	pd_details_text(out, "effect", _("Effect"),
		_("Once forgotten, a chain can be accepted only after a new check "
		  "rejects it again."));
	return true;
}
