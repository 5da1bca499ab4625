/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_admit.h"

#include <string.h>

#include "base/text.h"
#include "tabs/trust/trust_judge.h"

static bool
find_reasons(struct pd_context *context, const struct pd_candidate *candidate,
	unsigned *reasons, struct pd_error *error)
{
	const struct pd_certificates *chain = candidate->chain;
	const struct pd_certificates last = {chain->items + chain->count - 1, 1};
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	const struct pd_question question = {
		.chain = chain,
		.trusted = &last,
		.purpose = candidate->purpose ? pd_verify_purpose(candidate->purpose)
					      : NULL,
		.ignored = PD_REJECT_TIME,
		.endpoint_too = true,
		.assumed = true,
		.issues = candidate->purpose == NULL,
	};
	if (!pd_trust_judge(context, &question, &judgement, error))
		return false;
	*reasons = judgement.reasons;
	return true;
}

static char *
describe_reasons(const struct pd_candidate *candidate, unsigned reasons)
{
	const char *subject = pd_certificate_subject(candidate->chain->items[0]);
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(reasons);
	return pd_format(_("programs will refuse %s: %s"),
		*subject != '\0' ? subject : _("an empty subject"), words);
}

static unsigned
find_excused(const struct pd_values *values)
{
	if (pd_value_flag(values, "anyway"))
		return ~0U;
	return pd_value_flag(values, "allow-weak") ? PD_REJECT_WEAK : 0;
}

bool
pd_trust_admit(struct pd_context *context, const struct pd_values *values,
	const struct pd_candidate *candidate, struct pd_result *result,
	struct pd_error *error)
{
	unsigned reasons;
	if (!find_reasons(context, candidate, &reasons, error))
		return false;
	PD_AUTO(pd_drop_text) char *why = describe_reasons(candidate, reasons);
	if ((reasons & ~find_excused(values)) != 0)
		return pd_fail(error, PD_EINPUT, candidate->from,
			_("%s; give another certificate; on the command line --anyway "
			  "takes it all the same"),
			why);
	if (reasons != 0)
		pd_result_warn(result, "%s", why);
	return true;
}

char *
pd_trust_refusal(struct pd_context *context, const struct pd_candidate *candidate)
{
	unsigned reasons;
	struct pd_error problem = {0};
	if (!find_reasons(context, candidate, &reasons, &problem))
		return pd_format("%s: %s", problem.input, problem.message);
	return reasons != 0 ? describe_reasons(candidate, reasons) : NULL;
}
