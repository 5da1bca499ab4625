/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_intent.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* What its file says of the trust in it, if the reader has told it. */
static const char *
words_of_trust(const struct pd_left_outs *told, const char *place)
{
	for (size_t i = 0; i < told->count; i++)
		if (told->items[i].label != NULL &&
			strcmp(told->items[i].place, place) == 0)
			return told->items[i].label;
	return _("by OpenSSL's trust settings, or by p11-kit");
}

static bool
may_trust(const struct pd_object *object, const char *words, const char *place,
	struct pd_error *problem)
{
	switch (object->trust) {
	case PD_TRUST_REJECTED:
		return pd_fail(problem, PD_EINPUT, place,
			_("its file says that it is distrusted (%s); to trust it all "
			  "the same, import the bare certificate"),
			words);
	case PD_TRUST_LIMITED:
		return pd_fail(problem, PD_EINPUT, place,
			_("its file trusts it, but not for servers or clients (%s), "
			  "and the trust list here knows no other purposes; to trust "
			  "it for these, import the bare certificate"),
			words);
	case PD_TRUST_BOUND:
		return pd_fail(problem, PD_EINPUT, place,
			_("its file trusts it only within limits of p11-kit, which the "
			  "trust list does not support (%s); to trust it without them, "
			  "import the bare certificate"),
			words);
	case PD_TRUST_UNSAID:
		break;
	}
	return true;
}

/* What a refusal has told of a place is not told again. */
static void
forget_told(struct pd_left_outs *told, const char *place)
{
	size_t kept = 0;
	for (size_t i = 0; i < told->count; i++) {
		if (told->items[i].label == NULL ||
			strcmp(told->items[i].place, place) != 0) {
			told->items[kept++] = told->items[i];
			continue;
		}
		free(told->items[i].place);
		free(told->items[i].label);
	}
	told->count = kept;
}

bool
pd_trust_intent_admit(const struct pd_object *object, struct pd_left_outs *told,
	const char *place, struct pd_error *problem)
{
	if (may_trust(object, words_of_trust(told, place), place, problem))
		return true;
	forget_told(told, place);
	return false;
}
