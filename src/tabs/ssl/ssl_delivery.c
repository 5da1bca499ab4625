/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_delivery.h"

#include <string.h>

#include "base/directory.h"
#include "base/text.h"
#include "store/history.h"
#include "store/targets.h"
#include "tabs/shared/common.h"
#include "tabs/shared/run_command.h"
#include "tabs/ssl/ssl_handed.h"
#include "tabs/ssl/ssl_register.h"

enum { RELOAD_SECONDS = 60 };

/* ---- progress ------------------------------------------------------------------ */

static char *
describe_phase(enum pd_delivery_phase phase, size_t done, size_t all)
{
	switch (phase) {
	case PD_PHASE_SIGN:
		return pd_format(_("Signed: %zu of %zu"), done, all);
	case PD_PHASE_RECORD:
		return pd_format(_("Recorded: %zu of %zu"), done, all);
	case PD_PHASE_KEEP:
		return pd_format(_("All %zu are being stored"), all);
	case PD_PHASE_WRITE:
		return pd_format(_("Written: %zu of %zu"), done, all);
	case PD_PHASE_PLACE:
		break;
	}
	return pd_format(_("The files of all %zu are being put in place"), all);
}

void
pd_delivery_tell(const struct pd_context *context, enum pd_delivery_phase phase,
	size_t done, size_t all)
{
	/* Where each begins, in percent: what they take of the time, measured with
	 * hundreds. */
	static const int begins[] = {0, 35, 55, 65, 85, 100};
	if (context->progress == NULL || all < 2)
		return;
	size_t room = (size_t)(begins[phase + 1] - begins[phase]);
	PD_AUTO(pd_drop_text) char *sentence = describe_phase(phase, done, all);
	context->progress(
		context->face, begins[phase] + (int)(room * done / all), sentence);
}

/* ---- recording ----------------------------------------------------------------- */

static bool
record_orders(const struct pd_delivery *delivery, struct pd_context *context,
	const char *sentence, long *number, struct pd_error *error)
{
	const struct pd_secret *passphrase = delivery->handover.key_passphrase;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		(delivery->is_due != NULL &&
			!delivery->is_due(delivery->work, context, error)))
		return false;
	for (size_t i = 0; i < delivery->count; i++) {
		if (!pd_common_go_on(context, error) ||
			!pd_order_put(context, change, delivery->authority,
				&delivery->orders[i], passphrase, error))
			return false;
		pd_delivery_tell(context, PD_PHASE_RECORD, i + 1, delivery->count);
	}
	pd_delivery_tell(context, PD_PHASE_KEEP, 0, delivery->count);
	if (!pd_change_commit(change, sentence, error))
		return false;
	*number = pd_change_number(change);
	return true;
}

static bool
record_order(struct pd_context *context, const struct pd_authority *authority,
	const struct pd_order *order, long *number, struct pd_error *error)
{
	const struct pd_author author = pd_context_author(context);
	PD_AUTO(pd_drop_text) char *sentence = pd_order_sentence(order);
	PD_AUTO(pd_drop_change)
	struct pd_change *change =
		pd_change_begin(context->store, &author, "ssl issue", error);
	if (change == NULL ||
		!pd_order_put(context, change, authority, order, NULL, error) ||
		!pd_change_commit(change, sentence, error))
		return false;
	*number = pd_change_number(change);
	return true;
}

/* Undoes history entry number, which recorded what was issued, because a later step
 * failed. Always false; if the undo fails as well, error says so. */
static bool
take_back_record(struct pd_context *context, long number, struct pd_error *error)
{
	const struct pd_author author = pd_context_author(context);
	const struct pd_error cause = *error;
	struct pd_error problem = {0};
	if (pd_history_undo(context->store, &author, number, &problem))
		return false;
	pd_error_clear(error);
	return pd_fail(error, cause.code, cause.input,
		_("%s; what was issued stays recorded (%s), to be exported or revoked"),
		cause.message, problem.message);
}

/* ---- handing over -------------------------------------------------------------- */

static struct pd_handover
handover_of_order(const struct pd_delivery *delivery, const struct pd_order *order)
{
	struct pd_handover handover = delivery->handover;
	handover.directory = order->directory;
	handover.has_key = pd_order_key(order) != NULL;
	return handover;
}

/* What is handed over with a certificate is to lead to a root. */
static void
warn_of_root(const struct pd_delivery *delivery, struct pd_result *result)
{
	size_t handed = 0;
	for (size_t i = 0; i < delivery->count; i++)
		handed += delivery->orders[i].directory != NULL;
	PD_AUTO(pd_drop_text)
	char *root = pd_authority_lacks_root(&delivery->authority->above);
	if (handed > 0 && root != NULL)
		pd_result_warn(result, "%s", root);
}

/* The operator is asked once for all files in the way. */
static bool
check_handovers(const struct pd_delivery *delivery, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *first = NULL;
	size_t in_the_way = 0;
	for (size_t i = 0; i < delivery->count; i++) {
		const struct pd_order *order = &delivery->orders[i];
		struct pd_handover one = handover_of_order(delivery, order);
		if (!pd_handover_check(&one, error))
			return false;
		pd_handover_look(&one, &first, &in_the_way);
	}
	return in_the_way == 0 || delivery->handover.replace ||
	       pd_replace_fail_exists(first, in_the_way - 1, error);
}

static bool
write_orders(const struct pd_delivery *delivery, struct pd_context *context,
	struct pd_replacement *written, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_certificates *chain = &delivery->authority->above;
	for (size_t i = 0; i < delivery->count; i++) {
		const struct pd_order *order = &delivery->orders[i];
		struct pd_handover one = handover_of_order(delivery, order);
		if (!pd_common_go_on(context, error) ||
			!pd_handover_write(&one, order->certificate, chain,
				pd_order_key(order), written, error))
			return false;
		pd_handover_warn(&one, result);
		pd_delivery_tell(context, PD_PHASE_WRITE, i + 1, delivery->count);
	}
	pd_delivery_tell(context, PD_PHASE_PLACE, 0, delivery->count);
	return pd_output_commit(written, result, error);
}

/* Does the target read a file that was handed over in the directory of an order? */
static bool
is_target_of(const struct pd_deploy_target *target, const struct pd_order *order)
{
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(target->certificate);
	return pd_handed_is_same(part, order->directory);
}

/* Services read their new files, or the old ones come back. */
static bool
reload_targets(const struct pd_delivery *delivery, struct pd_context *context,
	struct pd_error *error)
{
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_deploy_targets_load(context->store, &targets, error))
		return false;
	for (size_t i = 0; i < targets.count; i++) {
		const struct pd_deploy_target *target = &targets.items[i];
		bool named = false;
		for (size_t j = 0; j < delivery->count; j++)
			named = named || is_target_of(target, &delivery->orders[j]);
		struct pd_error problem = {0};
		if (named && target->reload != NULL &&
			!pd_reload_run(target->reload, RELOAD_SECONDS,
				context->cancelled, &problem))
			return pd_fail(error, problem.code, target->name, "%s: %s",
				problem.input, problem.message);
	}
	return true;
}

bool
pd_delivery_run(const struct pd_delivery *delivery, struct pd_context *context,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	long number = 0;
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	if (!check_handovers(delivery, error) || !pd_common_go_on(context, error) ||
		!pd_handover_begin(&delivery->handover, &written, error) ||
		!record_orders(delivery, context, sentence, &number, error))
		return false;
	if (!write_orders(delivery, context, &written, result, error) ||
		(delivery->reload && !reload_targets(delivery, context, error))) {
		/* On a full disk this makes the room that taking back needs. */
		pd_replacement_drop(&written);
		return take_back_record(context, number, error);
	}
	pd_output_keep(&written, result);
	for (size_t i = 0; i < delivery->count; i++)
		pd_order_warn_excused(&delivery->orders[i], result);
	warn_of_root(delivery, result);
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	return true;
}

/* ---- for other tabs ------------------------------------------------------------ */

bool
pd_delivery_install(struct pd_context *context, const struct pd_installation *what,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	long number = 0;
	if (what->authority != NULL &&
		!record_order(context, what->authority, what->order, &number, error))
		return false;
	if (!pd_identity_install(
		    what->kind, context, what->identity, sentence, result, error))
		return number != 0 && take_back_record(context, number, error);
	if (what->authority != NULL)
		pd_order_warn_excused(what->order, result);
	return true;
}

void
pd_delivery_follow(struct pd_context *context, const struct pd_certificate *before,
	struct pd_order *order)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	if (pd_register_find(context, before, &issued))
		order->renews = pd_copy(issued.id);
}
