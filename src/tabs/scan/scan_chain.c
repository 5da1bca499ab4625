/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_chain.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/trust/trust_judge.h"
#include "x509/der/structure.h"
#include "x509/name/name_match.h"

/* The chain that a service shows, judged as whoever connects would. */

struct chain_question {
	struct pd_context *context;
	const struct pd_finds *finds;
	const struct pd_lists *lists;
	struct pd_certificates chain; /* borrowed, the leaf first */
};

static void
lend_certificate(struct pd_certificates *chain, struct pd_certificate *certificate)
{
	chain->items = pd_grow_by_one(chain->items, chain->count, sizeof *chain->items);
	chain->items[chain->count++] = certificate;
}

static void
lend_all(struct pd_certificates *chain, const struct pd_scan_file *file)
{
	for (size_t i = 0; file != NULL && i < file->certificates.count; i++)
		lend_certificate(chain, file->certificates.items[i]);
}

/* PD_REJECT_UNKNOWN_CA too where it cannot be judged. */
static unsigned
ask_judge(const struct chain_question *question, const struct pd_certificate *also,
	bool system)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	const struct pd_question asked = {.chain = &question->chain,
		.also = also,
		.own = question->lists,
		.system = system};
	return pd_trust_judge(question->context, &asked, &judgement, &problem)
		       ? judgement.reasons
		       : PD_REJECT_UNKNOWN_CA;
}

/* What a CA of the same name issued seems to be a root, and is none of its own. */
static bool
is_in_chain(
	const struct chain_question *question, const struct pd_certificate *certificate)
{
	for (size_t i = 0; i < question->chain.count; i++)
		if (pd_bytes_equal(pd_certificate_der(question->chain.items[i]),
			    pd_certificate_der(certificate)))
			return true;
	return false;
}

/* Could this root be that above the chain? */
static bool
may_be_above(const struct chain_question *question, const struct pd_certificate *root)
{
	if (!pd_certificate_is_self_issued(root) || is_in_chain(question, root))
		return false;
	for (size_t i = 0; i < question->chain.count; i++)
		if (pd_name_equal(pd_certificate_issuer_der(question->chain.items[i]),
			    pd_certificate_subject_der(root)))
			return true;
	return false;
}

/* With the roots that lie on this machine. */
static unsigned
ask_with_found(const struct chain_question *question, unsigned reasons)
{
	const struct pd_machine *scan = &question->finds->scan;
	for (size_t i = 0; i < scan->file_count; i++) {
		const struct pd_certificates *all = &scan->files[i]->certificates;
		for (size_t k = 0; k < all->count; k++) {
			if (!may_be_above(question, all->items[k]))
				continue;
			unsigned now = ask_judge(question, all->items[k], false);
			if ((now & PD_REJECT_UNKNOWN_CA) == 0)
				return now;
		}
	}
	return reasons;
}

/* With the CA of the store. */
static unsigned
ask_with_own(const struct chain_question *question, unsigned reasons)
{
	struct pd_error none = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (question->context->store == NULL ||
		!pd_authority_load(question->context, &ca, &none))
		return reasons;
	for (size_t i = 0; i < ca.chain.count; i++) {
		unsigned now = may_be_above(question, ca.chain.items[i])
				       ? ask_judge(question, ca.chain.items[i], false)
				       : reasons;
		if ((now & PD_REJECT_UNKNOWN_CA) == 0)
			return now;
	}
	return reasons;
}

static unsigned
judge_whole(const struct chain_question *question)
{
	unsigned reasons = ask_judge(question, NULL, false);
	if ((reasons & PD_REJECT_UNKNOWN_CA) != 0)
		reasons = ask_with_own(question, reasons);
	if ((reasons & PD_REJECT_UNKNOWN_CA) != 0)
		reasons = ask_with_found(question, reasons);
	if ((reasons & PD_REJECT_UNKNOWN_CA) != 0)
		reasons = ask_judge(question, NULL, true);
	return reasons;
}

/* ---- telling --------------------------------------------------------------------- */

/* The issuer that the chain lacks: that of the certificate which nobody in it signed. */
static const char *
missing_issuer(const struct pd_certificates *chain)
{
	const struct pd_certificate *last = chain->items[0];
	for (size_t steps = 0; steps < chain->count; steps++) {
		const struct pd_certificate *next = NULL;
		for (size_t i = 0; i < chain->count && next == NULL; i++)
			if (chain->items[i] != last &&
				pd_name_equal(pd_certificate_issuer_der(last),
					pd_certificate_subject_der(chain->items[i])))
				next = chain->items[i];
		if (next == NULL)
			break;
		last = next;
	}
	return pd_certificate_issuer(last);
}

/* What the leaf has itself is told of it, and that nobody trusts a root here says nothing of
 * who connects. */
static void
tell_reasons(
	const struct chain_question *question, unsigned reasons, struct pd_find *find)
{
	const struct pd_certificate *leaf = question->chain.items[0];
	const struct pd_notice notice = pd_context_notice(question->context);
	enum pd_state state = pd_describe_state(leaf, &notice);
	bool late = state == PD_STATE_EXPIRED || state == PD_STATE_NOT_YET_VALID;
	reasons &= ~(unsigned)(PD_REJECT_UNTRUSTED_CA | PD_REJECT_PURPOSE);
	if (late)
		reasons &= ~(unsigned)PD_REJECT_TIME;
	if (pd_certificate_weakness(leaf) != NULL)
		reasons &= ~(unsigned)PD_REJECT_WEAK;
	if ((reasons & PD_REJECT_UNKNOWN_CA) != 0)
		pd_find_add(find, '!', "chain_incomplete", _("chain incomplete"),
			pd_format(
				_("the certificate of its issuer %s is not sent along, "
				  "and no root of that name is known here; add it to "
				  "the file"),
				missing_issuer(&question->chain)));
	reasons &= ~(unsigned)PD_REJECT_UNKNOWN_CA;
	if (reasons == 0)
		return;
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(reasons);
	bool revoked = (reasons & PD_REJECT_REVOKED) != 0;
	pd_find_add(find, 'x', revoked ? "revoked" : "chain_refused",
		revoked ? _("REVOKED") : _("chain refused"),
		pd_format(_("clients will refuse it: %s"), words));
}

static void
judge_order_of_file(const struct pd_scan_file *file, struct pd_find *find)
{
	const struct pd_certificates *all = &file->certificates;
	for (size_t i = 0; i + 1 < all->count; i++) {
		if (pd_name_equal(pd_certificate_issuer_der(all->items[i]),
			    pd_certificate_subject_der(all->items[i + 1])))
			continue;
		pd_find_add(find, '!', "chain_order", _("chain out of order"),
			pd_format(
				_("%s is followed by %s, which did not issue it; each "
				  "certificate has to be followed by that of its "
				  "issuer"),
				pd_certificate_subject(all->items[i]),
				pd_certificate_subject(all->items[i + 1])));
		return;
	}
}

void
pd_find_judge_chain(struct pd_context *context, const struct pd_finds *finds,
	const struct pd_lists *lists, const struct pd_scan_use *use,
	struct pd_find *find)
{
	struct chain_question question = {context, finds, lists, {0}};
	if (find->leaf == NULL)
		return;
	judge_order_of_file(find->file, find);
	for (size_t i = 0; i < find->file->certificates.count; i++)
		if (find->file->certificates.items[i] == find->leaf)
			lend_certificate(
				&question.chain, find->file->certificates.items[i]);
	lend_all(&question.chain, find->file);
	lend_all(&question.chain, use->chain);
	lend_all(&question.chain, use->authority);
	tell_reasons(&question, judge_whole(&question), find);
	free(question.chain.items);
}
