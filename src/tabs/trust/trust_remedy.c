/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_remedy.h"

static bool
judge_with(struct pd_context *context, const struct pd_question *question,
	const struct pd_certificate *trusted, unsigned *reasons, struct pd_error *error)
{
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	struct pd_question asked = *question;
	asked.also = trusted;
	if (!pd_trust_judge(context, &asked, &judgement, error))
		return false;
	*reasons = judgement.reasons;
	return true;
}

/* What cannot be judged again was judged a moment ago: it has no remedy that is known. */
long
pd_remedy_find(struct pd_context *context, const struct pd_question *question,
	const struct pd_judgement *judgement)
{
	const struct pd_cert_path *path = &judgement->path;
	for (size_t number = path->count; number > 0; number--) {
		const struct pd_certificate *one = path->items[number - 1];
		struct pd_error ignored = {0};
		unsigned reasons;
		if (pd_certificates_have(question->chain, one) &&
			judge_with(context, question, one, &reasons, &ignored) &&
			reasons == 0)
			return (long)number;
	}
	return 0;
}

bool
pd_remedy_rest(struct pd_context *context, const struct pd_rejected *rejected,
	const struct pd_certificates *chain, long number, unsigned *rest,
	struct pd_error *error)
{
	unsigned unseen = PD_REJECT_REVOKED | PD_REJECT_LIST;
	const struct pd_question question = {
		.chain = chain,
		.host = rejected->name,
		.purpose =
			rejected->purpose ? pd_verify_purpose(rejected->purpose) : NULL,
		.second = true,
	};
	if (!judge_with(context, &question, chain->items[number - 1], rest, error))
		return false;
	if (rejected->remedy < 0)
		unseen |= PD_REJECT_NAME | PD_REJECT_PURPOSE;
	if (number != rejected->remedy)
		*rest |= rejected->reasons & unseen;
	return true;
}
