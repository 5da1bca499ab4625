/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_tell.h"

#include "base/text.h"
#include "tabs/trust/trust_rejected.h"
#include "tabs/trust/trust_remedy.h"
#include "x509/der/structure.h"
#include "x509/judge/anchor.h"

/* What other programs may refuse. */
static void
warn_of_accepted(const struct pd_judgement *judgement, struct pd_result *result)
{
	const struct pd_cert_path *path = &judgement->path;
	const struct pd_certificate *anchor = path->items[path->count - 1];
	if (path->count > 1 && pd_anchor_kind(anchor) == PD_ANCHOR_OLD)
		pd_result_warn(result,
			_("%s does not say that it is a CA: it is of version 1, or has "
			  "no basicConstraints. It counts as one because it is trusted "
			  "(RFC 5280 6.1)"),
			pd_certificate_subject(anchor));
	if (judgement->by_common_name)
		pd_result_warn(result,
			_("the name is only in the common name, where neither RFC 9525 "
			  "nor browsers look any more; have %s issued anew with its "
			  "names (SAN)"),
			pd_certificate_subject(path->items[0]));
}

/* What the trust list alone accepts is not rejected any more. */
static bool
tell_accepted(struct pd_context *context, const struct pd_rejection *told,
	const struct pd_question *question, const struct pd_judgement *judgement,
	struct pd_result *result, struct pd_error *error)
{
	bool settled = false;
	const struct pd_cert_path *path = &judgement->path;
	if (!question->system && !pd_store_is_read_only(context->store) &&
		!pd_rejected_settle(context, told, &settled, error))
		return false;
	result->changed = result->changed || settled;
	pd_result_say(result,
		settled ? _("%s is accepted, by %s, and no longer among the rejected "
			    "chains")
			: _("%s is accepted, by %s"),
		told->host, pd_certificate_subject(path->items[path->count - 1]));
	warn_of_accepted(judgement, result);
	return true;
}

bool
pd_judgement_tell(struct pd_context *context, const char *host,
	const struct pd_question *question, const struct pd_judgement *judgement,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(judgement->reasons);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(host);
	struct pd_rejection told = {
		.host = safe,
		.chain = question->chain,
		.judged = &judgement->path,
		.reasons = judgement->reasons,
		.name = question->host,
		.purpose = pd_purpose_word(question->purpose),
	};
	if (judgement->reasons == 0)
		return tell_accepted(
			context, &told, question, judgement, result, error);
	result->status = 1;
	pd_result_say(result, _("%s is rejected: %s"), safe, words);
	if (pd_store_is_read_only(context->store)) {
		pd_result_warn(result, _("the store is read-only here, so the chain is "
					 "not kept among the rejected ones"));
		return true;
	}
	result->changed = true;
	told.remedy = pd_remedy_find(context, question, judgement);
	return pd_rejected_record(context, &told, error);
}

void
pd_trust_warn_of_anchor(
	const struct pd_certificate *certificate, struct pd_result *result)
{
	const char *subject = pd_certificate_subject(certificate);
	struct pd_extension found;
	switch (pd_anchor_kind(certificate)) {
	case PD_ANCHOR_CA:
		break;
	case PD_ANCHOR_OLD:
		pd_result_warn(result,
			_("%s does not say whether it is a CA: it is of version 1, or "
			  "has no basicConstraints. Trusted, it counts as one, and "
			  "what its key signs is accepted"),
			subject);
		break;
	case PD_ANCHOR_ENDPOINT:
		if (!pd_extension_find(pd_certificate_tbs(certificate)->extensions,
			    PD_EXTENSION_BASIC_CONSTRAINTS, &found) &&
			pd_certificate_is_self_issued(certificate))
			pd_result_warn(result,
				_("%s does not say that it is a CA (it has no "
				  "basicConstraints): it is trusted itself, but not "
				  "what its key signs"),
				subject);
		break;
	}
}
