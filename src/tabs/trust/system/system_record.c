/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/system/system_record.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "store/history.h"

#define FOLDER "system/"
#define ENDING ".cfg"

/* By enum pd_system_act; each and the one after it take each other back. */
static const char *const act_words[] = {"add", "remove", "distrust", "allow"};

static enum pd_system_act
opposite_of(enum pd_system_act act)
{
	return (enum pd_system_act)(act ^ 1);
}

static bool
read_act(const struct pd_record *record, const char *path, enum pd_system_act *out,
	struct pd_error *error)
{
	const char *word = pd_record_text(record, "act");
	for (size_t i = 0; word != NULL && i < PD_COUNT(act_words); i++)
		if (strcmp(word, act_words[i]) == 0) {
			*out = (enum pd_system_act)i;
			return true;
		}
	return pd_fail(error, PD_ESTORE, path,
		_("the record does not say what was done to the trust of this system; "
		  "restore it from a backup"));
}

/* Is there a record that says the opposite? */
static bool
is_taken_back(struct pd_context *context, const char *path, enum pd_system_act act)
{
	struct pd_error ignored = {0};
	enum pd_system_act before = PD_SYSTEM_ADD;
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_store_has(context->store, path)
			? pd_store_load(context->store, path, &ignored)
			: NULL;
	return record != NULL && read_act(record, path, &before, &ignored) &&
	       before == opposite_of(act);
}

bool
pd_system_record(struct pd_context *context, struct pd_change *change,
	const struct pd_system_wish *wish, const char *file, struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	pd_trust_id(wish->certificate, id);
	PD_AUTO(pd_drop_text) char *path = pd_format(FOLDER "%s", id);
	if (is_taken_back(context, path, wish->act))
		return pd_change_remove(change, path, error);
	struct pd_certificate *items[] = {(struct pd_certificate *)wish->certificate};
	const struct pd_certificates one = {items, 1};
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, "act", act_words[wish->act]);
	pd_record_set_text(record, "file", file);
	pd_record_set_number(record, "time", context->now);
	pd_record_set_text(record, "account", context->account);
	pd_record_set_chain(record, "chain", &one);
	return pd_change_put(change, path, record, error);
}

/* ---- doctor -------------------------------------------------------------------------- */

/* free() it. */
static char *
difference_words(enum pd_system_act act, const char *subject, const char *list)
{
	switch (act) {
	case PD_SYSTEM_ADD:
		return pd_format(
			_("%s was added to what this system trusts, but is not "
			  "in %s."),
			subject, list);
	case PD_SYSTEM_REMOVE:
		return pd_format(
			_("%s was taken from what this system trusts, but is in "
			  "%s."),
			subject, list);
	case PD_SYSTEM_DISTRUST:
		return pd_format(_("%s was distrusted on this system, but is in %s."),
			subject, list);
	case PD_SYSTEM_ALLOW:
		break;
	}
	return pd_format(_("%s was trusted again on this system, but is not in %s."),
		subject, list);
}

static void
tell_difference(const struct pd_system_place *place, enum pd_system_act act,
	const struct pd_certificate *certificate, const char *path,
	struct pd_store_faults *out)
{
	enum { BEGINNING = 16 };
	static const char *const commands[] = {
		"system-add", "system-remove", "system-distrust", "system-add"};
	char id[PD_TRUST_ID_SIZE];
	pd_trust_id(certificate, id);
	PD_AUTO(pd_drop_text)
	char *problem =
		difference_words(act, pd_certificate_subject(certificate), place->list);
	PD_AUTO(pd_drop_text)
	char *remedy = pd_format("pemdeck trust %s %.*s", commands[act], BEGINNING, id);
	pd_store_faults_add(out, "system", path, problem, remedy);
}

static bool
check_record(struct pd_context *context, const struct pd_system_place *place,
	const char *path, struct pd_store_faults *out, struct pd_error *error)
{
	enum pd_system_act act = PD_SYSTEM_ADD;
	bool is_in;
	char id[PD_TRUST_ID_SIZE];
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, error);
	if (record == NULL || !read_act(record, path, &act, error) ||
		!pd_record_chain(record, "chain", path, &chain, error) ||
		chain.count == 0)
		return false;
	pd_trust_id(chain.items[0], id);
	if (!pd_system_has(context, place, id, &is_in, error))
		return false;
	if (is_in != (act == PD_SYSTEM_ADD || act == PD_SYSTEM_ALLOW))
		tell_difference(place, act, chain.items[0], path, out);
	return true;
}

void
pd_system_check(struct pd_context *context, struct pd_store_faults *out)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(context->store, "system", &names, &problem) ||
		names.count == 0)
		return;
	const struct pd_system_place *place = pd_system_place_find(&problem);
	for (size_t i = 0; place != NULL && i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format(FOLDER "%s", names.items[i]);
		if (!check_record(context, place, path, out, &problem))
			break;
	}
	if (problem.code != PD_OK)
		pd_store_faults_add(out, "system", problem.input, problem.message,
			_("mend this first, then ask once more"));
}

/* ---- after undo ---------------------------------------------------------------------- */

/* The record as it is now, or else as it was; what it says is to be taken back then. */
static struct pd_record *
read_followed(struct pd_context *context, const struct pd_entry *entry, size_t index,
	const char *path, bool *is_now, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret before = {0};
	*is_now = pd_store_has(context->store, path);
	if (*is_now)
		return pd_store_load(context->store, path, error);
	return pd_history_read_before(context->store, entry, index, &before, error)
		       ? pd_record_parse(pd_secret_bytes(&before), path, error)
		       : NULL;
}

static bool
follow_record(struct pd_context *context, const struct pd_entry *entry, size_t index,
	const char *path, struct pd_error *error)
{
	bool is_now;
	PD_AUTO(pd_system_step_free) struct pd_system_step step = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	struct pd_system_wish wish = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		read_followed(context, entry, index, path, &is_now, error);
	const struct pd_system_place *place = pd_system_place_find(error);
	if (record == NULL || place == NULL ||
		!read_act(record, path, &wish.act, error) ||
		!pd_record_chain(record, "chain", path, &chain, error))
		return false;
	if (chain.count == 0)
		return pd_fail(
			error, PD_ESTORE, path, _("the record holds no certificate"));
	if (!is_now)
		wish.act = opposite_of(wish.act);
	wish.certificate = chain.items[0];
	wish.file = wish.act == PD_SYSTEM_ADD ? pd_record_text(record, "file") : NULL;
	return pd_system_apply(context, place, &wish, &step, error) &&
	       pd_system_keep(&step, error);
}

static void
follow_touched(struct pd_context *context, const struct pd_entry *entry, size_t index,
	struct pd_result *result)
{
	struct pd_error problem = {0};
	const char *file = entry->touched[index].path;
	size_t size = strlen(file), end = strlen(ENDING);
	if (strncmp(file, FOLDER, strlen(FOLDER)) != 0)
		return;
	bool has_ending = size > end && strcmp(file + size - end, ENDING) == 0;
	PD_AUTO(pd_drop_text)
	char *path = pd_copy_bytes(file, has_ending ? size - end : size);
	if (!follow_record(context, entry, index, path, &problem))
		pd_result_warn(result,
			_("the change is undone here, but not on this system: %s: %s"),
			problem.input, problem.message);
}

void
pd_system_after(struct pd_context *context, struct pd_result *result)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	if (!result->changed || context->operation == NULL ||
		strcmp(context->operation, "history undo") != 0 ||
		!pd_history_load(context->store, 0, &entry, &ignored))
		return;
	for (size_t i = 0; i < entry.touched_count; i++)
		follow_touched(context, &entry, i, result);
}
