/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/trust/trust_alias.h"
#include "tabs/trust/trust_entry.h"
#include "tabs/trust/trust_files.h"
#include "tabs/trust/trust_intent.h"
#include "tabs/trust/trust_tell.h"
#include "x509/certificate/describe_state.h"
#include "x509/read/reader.h"

enum { PROBLEMS_TOLD = 10000, MOST_ANCHORS_TOLD = 1000 };

/* Everything that was read, and what to do with it. */
struct intake {
	struct pd_context *context;
	const struct pd_secret *passphrase;
	const struct pd_values *values;
	struct pd_result *result; /* gets the warnings */
	const char *given;        /* its name in errors */
	bool skip_bad;
	bool exactly; /* all others are trusted no more */
	bool counts;  /* scripts are told how many */
	struct pd_certificates list;
	size_t room; /* in list */
	size_t bad;  /* blocks and files */
	struct pd_error first;
};

static void
drop_intake(struct intake *intake)
{
	pd_certificates_free(&intake->list);
}

/* ---- reading -------------------------------------------------------------------- */

static void
keep_imported(struct intake *intake, struct pd_certificate *certificate)
{
	struct pd_certificates *list = &intake->list;
	if (list->count == intake->room) {
		intake->room = intake->room ? 2 * intake->room : 16;
		list->items = pd_grow(list->items, intake->room, sizeof *list->items);
	}
	list->items[list->count++] = certificate;
}

static void
tell_problem(struct intake *intake, const char *place, const char *sentence)
{
	if (intake->bad++ == 0)
		pd_fail(&intake->first, PD_EINPUT, place, "%s", sentence);
	if (intake->skip_bad && intake->bad <= PROBLEMS_TOLD)
		pd_result_warn(intake->result, "%s: %s", place, sentence);
}

static void
bad_block(struct intake *intake, const struct pd_object *object,
	const struct pd_error *problem)
{
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("block %u: %s"), object->block, problem->message);
	tell_problem(intake, problem->input, sentence);
}

static void
keep_object(struct intake *intake, const struct pd_object *object, const char *place,
	struct pd_left_outs *told)
{
	struct pd_error problem = {0};
	struct pd_certificate *certificate =
		pd_trust_intent_admit(object, told, place, &problem)
			? pd_certificate_from_reader(object->der, place, &problem)
			: NULL;
	if (certificate != NULL &&
		pd_weak_admit(intake->values, pd_certificate_key_weakness(certificate),
			pd_certificate_subject(certificate), place, &problem)) {
		keep_imported(intake, certificate);
		return;
	}
	pd_certificate_free(certificate);
	bad_block(intake, object, &problem);
}

static void
keep_objects(struct intake *intake, struct pd_objects *objects, const char *from)
{
	struct pd_left_outs *told = &objects->left_out;
	for (size_t i = 0; i < objects->count; i++) {
		const struct pd_object *object = &objects->items[i];
		PD_AUTO(pd_drop_text)
		char *place = object->line > 0 ? pd_format("%s:%u", from, object->line)
					       : pd_copy(from);
		if (object->problem.code != PD_OK)
			bad_block(intake, object, &object->problem);
		else
			keep_object(intake, object, place, told);
	}
	pd_common_warn_left_out(told, intake->result);
}

/* false: the import ends. An unreadable file counts as one bad block. */
static bool
take_bytes(struct intake *intake, struct pd_bytes bytes, const char *from,
	struct pd_error *error)
{
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	struct pd_error problem = {0};
	if (pd_reader_read(&(struct pd_reading){bytes, from, intake->passphrase,
				   PD_READ_ALL, intake->context->cancelled,
				   PD_WANT(PD_OBJECT_CERTIFICATE), 0},
		    &objects, &problem)) {
		keep_objects(intake, &objects, from);
		return true;
	}
	bool is_asked = problem.code == PD_EPASSPHRASE && !intake->skip_bad;
	if (problem.code == PD_ECANCEL || is_asked)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	bool is_locked = problem.code == PD_EPASSPHRASE;
	tell_problem(intake, is_locked ? from : problem.input,
		is_locked ? _("is encrypted; its passphrase is needed")
			  : problem.message);
	return true;
}

static bool
take_file(void *work, const char *path, struct pd_error *error)
{
	struct intake *intake = work;
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	struct pd_error problem = {0};
	const char *from = pd_common_input(path);
	if (!pd_common_go_on(intake->context, error))
		return false;
	if (pd_context_read(intake->context, path, &content, &problem))
		return take_bytes(intake, pd_secret_bytes(&content), from, error);
	tell_problem(intake, problem.input, problem.message);
	return true;
}

static void
skip_file(void *work, const char *path, const char *why)
{
	struct intake *intake = work;
	pd_result_warn(intake->result, _("%s: skipped: %s"), path, why);
}

static void
bad_file(void *work, const char *path, const char *why)
{
	tell_problem(work, path, why);
}

static bool
refuse_bad(const struct intake *intake, struct pd_error *error)
{
	if (intake->bad == 0 || intake->skip_bad)
		return true;
	const struct pd_error *first = &intake->first;
	if (intake->list.count == 0 && intake->bad == 1)
		return pd_fail(error, PD_EINPUT, first->input, "%s", first->message);
	return pd_fail(error, PD_EINPUT, first->input,
		_("%s; invalid in all: %zu; nothing was imported, --skip-bad imports "
		  "what is valid"),
		first->message, intake->bad);
}

/* ---- into the trust list -------------------------------------------------------- */

static int
compare_imported(const void *one, const void *other)
{
	struct pd_certificate *const *first = one, *const *second = other;
	return strcmp(pd_certificate_fingerprint(*first),
		pd_certificate_fingerprint(*second));
}

/* Keeps one of each certificate. */
static void
drop_duplicates(struct pd_certificates *list)
{
	size_t count = 0;
	qsort(list->items, list->count, sizeof *list->items, compare_imported);
	for (size_t i = 0; i < list->count; i++) {
		if (count > 0 &&
			compare_imported(&list->items[count - 1], &list->items[i]) == 0)
			pd_certificate_free(list->items[i]);
		else
			list->items[count++] = list->items[i];
	}
	list->count = count;
}

static bool
check_alias(struct pd_context *context, const struct pd_certificates *list,
	const char *alias, struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	if (alias == NULL)
		return true;
	if (list->count != 1)
		return pd_fail(error, PD_EUSAGE, "alias",
			_("an alias is for one certificate, but there are %zu; leave "
			  "it out, or give one certificate"),
			list->count);
	pd_trust_id(list->items[0], id);
	return pd_trust_alias_is_free(context, id, alias, error);
}

struct counts {
	size_t added, known, renamed, removed, expired, soon, weak;
};

static void
count_one(const struct pd_context *context, const struct pd_certificate *certificate,
	struct counts *counts)
{
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_state(certificate, &notice);
	counts->expired += state == PD_STATE_EXPIRED;
	counts->soon += pd_describe_state_ends(state);
	counts->weak += pd_certificate_weakness(certificate) != NULL;
}

static int
compare_name(const void *one, const void *other)
{
	return strcmp(one, *(char *const *)other);
}

/* With more, one list of all names is faster than a look for each. */
enum { FEW = 32 };

/* names: what is trusted already; not looked at for few. */
static bool
is_known(const struct intake *intake, const struct pd_names *names,
	const struct pd_certificate *certificate)
{
	char id[PD_TRUST_ID_SIZE];
	pd_trust_id(certificate, id);
	if (intake->list.count > FEW)
		return names->count > 0 &&
		       bsearch(id, names->items, names->count, sizeof *names->items,
			       compare_name) != NULL;
	PD_AUTO(pd_drop_text) char *path = pd_format("%s/%s", PD_TRUST_FOLDER, id);
	return pd_store_has(intake->context->store, path);
}

static bool
rename_one(struct pd_change *change, const struct pd_context *context,
	const struct pd_certificate *certificate, const char *alias,
	struct counts *counts, struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	pd_trust_id(certificate, id);
	counts->renamed++;
	return pd_trusted_rename(change, context, id, alias, error);
}

static bool
put_all(struct intake *intake, struct pd_change *change, const char *alias,
	const char *origin, struct counts *counts, struct pd_error *error)
{
	struct pd_context *context = intake->context;
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (intake->list.count > FEW &&
		!pd_store_list(context->store, PD_TRUST_FOLDER, &names, error))
		return false;
	for (size_t i = 0; i < intake->list.count; i++) {
		const struct pd_certificate *certificate = intake->list.items[i];
		bool known = is_known(intake, &names, certificate);
		if (i % 256 == 0 && !pd_common_go_on(context, error))
			return false;
		count_one(context, certificate, counts);
		counts->known += known;
		counts->added += !known;
		if (!known && !pd_trusted_put(change, context, certificate, alias,
				      origin, error))
			return false;
		if (known && alias != NULL &&
			!rename_one(change, context, certificate, alias, counts, error))
			return false;
	}
	return true;
}

static int
compare_id(const void *id, const void *other)
{
	char own[PD_TRUST_ID_SIZE];
	pd_trust_id(*(struct pd_certificate *const *)other, own);
	return strcmp(id, own);
}

/* The ids of what is trusted and not among them; the list is in the order of fingerprints. */
static bool
list_others(const struct intake *intake, struct pd_names *out, struct pd_error *error)
{
	const struct pd_certificates *list = &intake->list;
	PD_AUTO(pd_names_free) struct pd_names all = {0};
	if (!pd_store_list(intake->context->store, PD_TRUST_FOLDER, &all, error))
		return false;
	for (size_t i = 0; i < all.count; i++)
		if (bsearch(all.items[i], list->items, list->count, sizeof *list->items,
			    compare_id) == NULL)
			pd_names_add(out, all.items[i]);
	return true;
}

static bool
remove_others(const struct intake *intake, struct pd_change *change,
	struct counts *counts, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names others = {0};
	if (!intake->exactly)
		return true;
	if (!list_others(intake, &others, error))
		return false;
	for (size_t i = 0; i < others.count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format("%s/%s", PD_TRUST_FOLDER, others.items[i]);
		if (!pd_change_remove(change, path, error))
			return false;
	}
	counts->removed = others.count;
	return true;
}

static char *
sentence_of(const struct intake *intake, const struct counts *counts)
{
	if (counts->removed > 0)
		return pd_format(_("The trust list now has exactly these certificates: "
				   "added %zu, removed "
				   "%zu, already there %zu"),
			counts->added, counts->removed, counts->known);
	if (counts->added == 1 && counts->known == 0)
		return pd_format(_("%s is trusted now"),
			pd_certificate_subject(intake->list.items[0]));
	if (counts->renamed > 0)
		return pd_format(
			_("Nothing added: the certificate is in the trust list "
			  "already; it has this alias now"));
	if (counts->added == 0)
		return pd_format(
			ngettext("Nothing added: the certificate is in the trust list "
				 "already",
				"Nothing added: all %zu certificates are in the trust "
				"list already",
				counts->known),
			counts->known);
	if (counts->known == 0)
		return pd_format(
			ngettext("%zu certificate is trusted now",
				"%zu certificates are trusted now", counts->added),
			counts->added);
	return pd_format(
		ngettext("%zu certificate more is trusted now; there already: %zu",
			"%zu certificates more are trusted now; there already: %zu",
			counts->added),
		counts->added, counts->known);
}

static void
tell_imported(struct intake *intake, const struct counts *counts, const char *sentence)
{
	struct pd_result *result = intake->result;
	result->changed =
		counts->added > 0 || counts->renamed > 0 || counts->removed > 0;
	pd_result_say(result, "%s", sentence);
	for (size_t i = 0; i < intake->list.count && i < MOST_ANCHORS_TOLD; i++)
		pd_trust_warn_of_anchor(intake->list.items[i], result);
	if (counts->expired > 0)
		pd_result_warn(result,
			ngettext("%zu certificate is expired, and proves nothing any "
				 "more",
				"%zu certificates are expired, and prove nothing any "
				"more",
				counts->expired),
			counts->expired);
	if (counts->soon > 0)
		pd_result_warn(result,
			ngettext("%zu certificate expires soon",
				"%zu certificates expire soon", counts->soon),
			counts->soon);
	if (counts->weak > 0)
		pd_result_warn(result,
			ngettext("%zu certificate has a weak key or signature",
				"%zu certificates have a weak key or signature",
				counts->weak),
			counts->weak);
	if (intake->bad > PROBLEMS_TOLD)
		pd_result_warn(result, _("%zu blocks are bad in all"), intake->bad);
	/* A script has to notice that not everything was imported. */
	if (intake->bad > 0)
		result->status = 1;
}

/* Checks that it can be trusted, under that alias. */
static bool
check_import(struct intake *intake, const char *alias, struct pd_error *error)
{
	if (!refuse_bad(intake, error))
		return false;
	if (intake->list.count == 0)
		return pd_fail(error, PD_EINPUT,
			intake->bad > 0 ? intake->first.input : intake->given,
			_("no certificate in what was given; give PEM, DER or PKCS#7 "
			  "with one"));
	drop_duplicates(&intake->list);
	return check_alias(intake->context, &intake->list, alias, error);
}

/* For scripts. */
static void
count_imported(const struct counts *counts, struct pd_result *result)
{
	struct pd_details *out = &result->details;
	pd_details_section(out, NULL, NULL);
	pd_details_text(out, "done", NULL, result->sentence);
	pd_details_number(out, "added", NULL, (int64_t)counts->added);
	pd_details_number(out, "removed", NULL, (int64_t)counts->removed);
	pd_details_number(out, "known", NULL, (int64_t)counts->known);
	result->has_details = true;
}

static bool
install_imported(struct intake *intake, const char *alias, const char *origin,
	struct pd_error *error)
{
	struct pd_context *context = intake->context;
	struct counts counts = {0};
	if (!check_import(intake, alias, error))
		return false;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !put_all(intake, change, alias, origin, &counts, error) ||
		!remove_others(intake, change, &counts, error))
		return false;
	PD_AUTO(pd_drop_text) char *sentence = sentence_of(intake, &counts);
	if (!pd_change_commit(change, sentence, error))
		return false;
	tell_imported(intake, &counts, sentence);
	if (intake->counts)
		count_imported(&counts, intake->result);
	return true;
}

/* ---- operations ----------------------------------------------------------------- */

static bool
take_pasted(
	struct intake *intake, const struct pd_values *values, struct pd_error *error)
{
	struct pd_bytes pem = pd_secret_bytes(pd_value_secret(values, "pem"));
	intake->given = "pem";
	return take_bytes(intake, pem, _("the PEM text"), error);
}

bool
pd_trust_add(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_intake)
	struct intake intake = {.context = context, .values = values, .result = result};
	return take_pasted(&intake, values, error) &&
	       install_imported(
		       &intake, pd_value_text(values, "alias"), "pasted", error);
}

bool
pd_trust_preview_add(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_result_free) struct pd_result warnings = {0};
	PD_AUTO(drop_intake)
	struct intake intake = {
		.context = context, .values = values, .result = &warnings};
	if (!take_pasted(&intake, values, error) ||
		!check_import(&intake, pd_value_text(values, "alias"), error))
		return false;
	for (size_t i = 0; i < intake.list.count; i++)
		pd_common_preview_certificate(intake.list.items[i], out);
	if (intake.list.count == 1)
		pd_common_preview_trusting(intake.list.items[0], out);
	pd_details_text(out, "effect", _("Effect"),
		_("What they issue is accepted, for any host. Compare the fingerprints "
		  "with what their owner says."));
	pd_common_preview_undo(context, out);
	return true;
}

static bool
take_all_files(
	struct intake *intake, const struct pd_values *values, struct pd_error *error)
{
	const struct pd_trust_files files = {
		.take = take_file, .skip = skip_file, .bad = bad_file, .work = intake};
	for (size_t i = 0; i < pd_value_count(values, "file"); i++)
		if (!pd_trust_files(pd_value_item(values, "file", i), &files, error))
			return false;
	return true;
}

bool
pd_trust_import(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_intake)
	struct intake intake = {
		.context = context,
		.values = values,
		.result = result,
		.given = pd_value_item(values, "file", 0),
		.passphrase = pd_value_secret(values, "passphrase"),
		.skip_bad = pd_value_flag(values, "skip-bad"),
		.exactly = pd_value_flag(values, "exactly"),
		.counts = pd_value_is_set(values, "exactly"),
	};
	return take_all_files(&intake, values, error) &&
	       install_imported(
		       &intake, pd_value_text(values, "alias"), "imported", error);
}

/* What is trusted no more; nothing, if nothing is to be asked. */
bool
pd_trust_preview_ensure(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_result_free) struct pd_result untold = {0};
	PD_AUTO(pd_names_free) struct pd_names others = {0};
	PD_AUTO(drop_intake)
	struct intake intake = {.context = context,
		.values = values,
		.result = &untold,
		.given = pd_value_item(values, "file", 0),
		.passphrase = pd_value_secret(values, "passphrase")};
	if (!pd_value_flag(values, "exactly"))
		return true;
	if (!take_all_files(&intake, values, error) ||
		!check_import(&intake, NULL, error) ||
		!list_others(&intake, &others, error))
		return false;
	if (others.count == 0)
		return true;
	pd_details_number(out, "count", _("Certificates"), (int64_t)others.count);
	pd_details_text(out, "effect", _("Effect"),
		_("They are not trusted any more; anything that only these lead to "
		  "will "
		  "be rejected."));
	pd_common_preview_undo(context, out);
	return true;
}
