/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/policy.h"

#include "x509/der/der.h"

/* Refused above this: more policies on one level than any CA has. */
enum { NODES_LIMIT = 128 };

#define ANY_POLICY PD_OID("\x55\x1d\x20\x00")
#define EXTENSION_MAPPINGS PD_OID("\x55\x1d\x21")
#define EXTENSION_CONSTRAINTS PD_OID("\x55\x1d\x24")
#define EXTENSION_INHIBIT_ANY PD_OID("\x55\x1d\x36")

/* Only the lowest level of the policy tree is kept, as the set of policies that the next
 * certificate may name: since any policy is welcome, their ancestors do not matter. */
struct level {
	struct pd_bytes expected[NODES_LIMIT];
	size_t count;
	bool any;      /* the node of anyPolicy is there */
	bool overfull; /* something did not fit */
};

struct state {
	struct level level;
	/* How many more certificates may come before a policy is required, and before
	 * mappings and anyPolicy no longer count. */
	size_t explicit_policy, mapping, inhibit_any;
};

static bool
has_policy(const struct level *level, struct pd_bytes policy)
{
	for (size_t i = 0; i < level->count; i++)
		if (pd_bytes_equal(level->expected[i], policy))
			return true;
	return false;
}

static void
add_policy(struct level *level, struct pd_bytes policy)
{
	if (has_policy(level, policy))
		return;
	if (level->count < NODES_LIMIT)
		level->expected[level->count++] = policy;
	else
		level->overfull = true;
}

static void
remove_policy(struct level *level, struct pd_bytes policy)
{
	for (size_t i = 0; i < level->count; i++)
		if (pd_bytes_equal(level->expected[i], policy))
			level->expected[i--] = level->expected[--level->count];
}

static bool
is_empty(const struct level *level)
{
	return level->count == 0 && !level->any;
}

static void
lower_limit(size_t *number, size_t to)
{
	if (*number > to)
		*number = to;
}

/* ---- one certificate --------------------------------------------------------------- */

/* RFC 5280 6.1.3 (d) and (e). */
static bool
enter_certificate(struct state *state, const struct pd_certificate_parts *certificate,
	bool any_counts)
{
	struct level above = state->level;
	struct pd_extension found;
	struct pd_bytes list = {0}, information, policy;
	bool any = false;
	state->level = (struct level){.overfull = above.overfull};
	if (!pd_extension_find(certificate->extensions, PD_EXTENSION_POLICIES, &found))
		return true;
	if (!pd_take(&found.value, PD_DER_SEQUENCE, &list) || list.size == 0)
		return false;
	while (list.size > 0) {
		if (!pd_take(&list, PD_DER_SEQUENCE, &information) ||
			!pd_take(&information, PD_DER_OID, &policy))
			return false;
		if (pd_bytes_equal(policy, ANY_POLICY))
			any = true;
		else if (above.any || has_policy(&above, policy))
			add_policy(&state->level, policy);
	}
	if (!any || !any_counts)
		return true;
	for (size_t i = 0; i < above.count; i++)
		add_policy(&state->level, above.expected[i]);
	state->level.any = above.any;
	return true;
}

/* RFC 5280 6.1.4 (a) and (b): the subject has other names for its issuer's policies. */
static bool
map_policies(struct state *state, const struct pd_certificate_parts *certificate)
{
	struct pd_extension found;
	struct pd_bytes list, each, from, to;
	struct level mapped = state->level;
	if (!pd_extension_find(certificate->extensions, EXTENSION_MAPPINGS, &found))
		return true;
	if (!pd_take(&found.value, PD_DER_SEQUENCE, &list) || list.size == 0)
		return false;
	struct pd_bytes again = list;
	while (pd_take(&list, PD_DER_SEQUENCE, &each))
		if (pd_take(&each, PD_DER_OID, &from))
			remove_policy(&mapped, from);
	while (again.size > 0) {
		if (!pd_take(&again, PD_DER_SEQUENCE, &each) ||
			!pd_take(&each, PD_DER_OID, &from) ||
			!pd_take(&each, PD_DER_OID, &to) ||
			pd_bytes_equal(from, ANY_POLICY) ||
			pd_bytes_equal(to, ANY_POLICY))
			return false;
		if (state->mapping > 0 &&
			(state->level.any || has_policy(&state->level, from)))
			add_policy(&mapped, to);
	}
	state->level = mapped;
	return true;
}

/* A SkipCerts; all that need more than one byte mean "never". */
static bool
take_skip(struct pd_bytes *rest, unsigned tag, size_t *number)
{
	struct pd_bytes content;
	if (!pd_take(rest, tag, &content) || content.size == 0 ||
		(content.data[0] & 0x80) != 0)
		return false;
	*number = content.size == 1 ? content.data[0] : SIZE_MAX;
	return true;
}

/* PolicyConstraints and InhibitAnyPolicy (RFC 5280 6.1.4 (i) and (j), 6.1.5 (b)). */
static bool
apply_constraints(struct state *state, const struct pd_certificate_parts *certificate)
{
	struct pd_extension found;
	struct pd_bytes inside;
	size_t number;
	if (pd_extension_find(certificate->extensions, EXTENSION_CONSTRAINTS, &found)) {
		if (!pd_take(&found.value, PD_DER_SEQUENCE, &inside) ||
			inside.size == 0)
			return false;
		if (take_skip(&inside, PD_DER_CONTEXT | 0, &number))
			lower_limit(&state->explicit_policy, number);
		if (take_skip(&inside, PD_DER_CONTEXT | 1, &number))
			lower_limit(&state->mapping, number);
		if (inside.size > 0)
			return false;
	}
	if (pd_extension_find(certificate->extensions, EXTENSION_INHIBIT_ANY, &found)) {
		if (!take_skip(&found.value, PD_DER_INTEGER, &number))
			return false;
		lower_limit(&state->inhibit_any, number);
	}
	return true;
}

static void
count_down(struct state *state)
{
	state->explicit_policy -= state->explicit_policy > 0;
	state->mapping -= state->mapping > 0;
	state->inhibit_any -= state->inhibit_any > 0;
}

bool
pd_policies_hold(const struct pd_certificate_parts *chain, size_t count)
{
	struct state state = {
		.level = {.any = true},
		.explicit_policy = count + 1,
		.mapping = count + 1,
		.inhibit_any = count + 1,
	};
	for (size_t i = count; i-- > 0;) {
		const struct pd_certificate_parts *one = &chain[i];
		bool last = i == 0;
		bool self_issued = pd_bytes_equal(one->issuer, one->subject);
		if (!enter_certificate(&state, one,
			    state.inhibit_any > 0 || (!last && self_issued)) ||
			(state.explicit_policy == 0 && is_empty(&state.level)) ||
			(!last && !map_policies(&state, one)))
			return false;
		if (last || !self_issued)
			count_down(&state);
		if (!apply_constraints(&state, one) || state.level.overfull)
			return false;
	}
	return state.explicit_policy > 0 || !is_empty(&state.level);
}
