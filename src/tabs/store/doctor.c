/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/doctor.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/directory.h"
#include "base/file.h"
#include "base/replace_journal.h"
#include "base/text.h"
#include "base/there/there.h"
#include "store/check.h"
#include "store/history.h"
#include "store/history_records.h"
#include "store/hooks.h"
#include "store/targets.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/ssl/ssl_profile.h"
#include "tabs/ssl/ssl_register.h"
#include "tabs/store/doctor_host.h"
#include "tabs/store/doctor_mend.h"
#include "tabs/store/doctor_rows.h"
#include "tabs/store/status_watch.h"
#include "tabs/tls/deploy_recover.h"
#include "tabs/tls/tls_device.h"
#include "tabs/trust/system/system_record.h"
#include "tabs/trust/trust_checked.h"
#include "x509/key/patched.h"
#include "x509/read/sandbox.h"

/* doctor: lists what is wrong with the store, with the command that repairs it. It
 * repairs nothing itself; doctor mend does of which nothing can be lost, for half of the
 * rest needs judgement. */

static pd_run run_doctor;

/* clang-format off */
const struct pd_operation pd_doctor_operations[] = {
	{.tab = "doctor", .name = "doctor", .label = N_("Doctor"),
	 .help = N_("Check the store and say how to repair what is wrong; exit status 0 no "
		"problems found, 1 something was found"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .run = run_doctor, .only_looks = true},
	{.tab = "doctor", .name = "mend", .key = '\n', .label = N_("Mend"),
	 .help = N_("Mend files of the store: those that others can read or write, that belong to others, "
		"or that were left over; where they keep it from being opened, the command that "
		"doctor shows does"),
	 .on = PD_ON_DAMAGED, .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = pd_doctor_mend_fields, .run = pd_doctor_mend},
	{0}
};
/* clang-format on */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"problem", N_("What is wrong"), 20, 0, false},
	{"kind", N_("Kind"), 6, 14, false},
	{"remedy", N_("What mends it"), 20, 60, false},
	{"path", NULL, 0, 0, false},
	{0},
};

static void
add_problem(const struct pd_context *context, const char *kind, const char *path,
	const char *problem, const char *words, struct pd_store_faults *out)
{
	PD_AUTO(pd_drop_text) char *remedy = pd_doctor_command(context, words);
	pd_store_faults_add(out, kind, path, problem, remedy);
}

/* ---- keys that are missing
 * ------------------------------------------------------------ */

static const char *
key_remedy_words(const struct pd_watched *item)
{
	bool request = strcmp(item->kind, "request") == 0;
	if (strcmp(item->tab, "ssl") == 0)
		return request ? "ssl request-delete" : "ssl import FILE";
	if (strcmp(item->tab, "signature") == 0)
		return "signature import FILE";
	return request ? "tls request-delete" : "tls import FILE";
}

/* The words of the command; free() them. */
static char *
key_remedy(const struct pd_watched *item)
{
	const char *words = key_remedy_words(item);
	PD_AUTO(pd_drop_text)
	char *name =
		strcmp(item->tab, "tls") == 0 ? pd_tls_row_name(item->id, NULL) : NULL;
	return name ? pd_format("%s --name %s", words, name) : pd_copy(words);
}

static bool
check_keys(struct pd_context *context, struct pd_store_faults *out,
	struct pd_names *told, struct pd_error *error)
{
	PD_AUTO(pd_watch_free) struct pd_watch watch = {0};
	if (!pd_watch_fill(context, &watch, error))
		return false;
	for (size_t i = 0; i < watch.count; i++) {
		const struct pd_watched *item = &watch.items[i];
		PD_AUTO(pd_drop_text)
		char *problem = pd_format(_("Private key missing: %s"), item->subject);
		PD_AUTO(pd_drop_text) char *remedy = key_remedy(item);
		if (strcmp(item->status, "key_missing") == 0)
			add_problem(
				context, "key_missing", item->id, problem, remedy, out);
	}
	pd_doctor_tell_tokens(context, &watch, told);
	return true;
}

/* ---- the revocation list
 * ---------------------------------------------------------------- */

static bool
is_any_revoked(const struct pd_issued_list *list, const struct pd_identity *ca)
{
	const char *key =
		ca->chain.count > 0 ? pd_certificate_key_id(pd_identity_leaf(ca)) : "";
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].revoked_at != 0 &&
			strcmp(list->items[i].issuer, key) == 0)
			return true;
	return false;
}

static bool
check_revocation_list(
	struct pd_context *context, struct pd_store_faults *out, struct pd_error *error)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_store_load(context->store, PD_CRL_RECORD, &ignored);
	if (!pd_issued_list(context, &list, error))
		return false;
	const char *problem = NULL;
	struct pd_error none = {0};
	bool has_ca = pd_identity_load(context->store, PD_CA_RECORD, &ca, &none);
	if (record == NULL && is_any_revoked(&list, &ca))
		problem = _("Certificates were revoked, but no revocation list was "
			    "signed.");
	else if (record != NULL &&
		 pd_record_number(record, "next_update", 0) < context->now)
		problem = _("The revocation list is out of date.");
	else if (record != NULL && has_ca &&
		 strcmp(pd_certificate_key_id(pd_identity_leaf(&ca)),
			 pd_record_text(record, "issuer")
				 ? pd_record_text(record, "issuer")
				 : "") != 0)
		problem = _("The revocation list is of another CA than that which is "
			    "here now.");
	if (problem != NULL)
		add_problem(context, "revocation_list", PD_CRL_RECORD, problem,
			"ssl crl", out);
	return true;
}

/* ---- what the register lacks
 * ------------------------------------------------------------ */

/* What the key of the CA signed elsewhere, or before the register had certificates of every
 * kind. Its own record is a file that ssl adopt reads. */
static void
check_registered(
	struct pd_context *context, const char *record, struct pd_store_faults *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	if (!pd_identity_load(context->store, record, &identity, &ignored) ||
		!pd_register_lacks(context, pd_identity_leaf(&identity)))
		return;
	PD_AUTO(pd_drop_text)
	char *problem =
		pd_format(_("A CA of this store issued the certificate of %s, but its "
			    "register does not have it."),
			pd_certificate_subject(pd_identity_leaf(&identity)));
	PD_AUTO(pd_drop_text)
	char *path = pd_format("%s/%s.cfg", pd_store_path(context->store), record);
	PD_AUTO(pd_drop_text) char *word = pd_store_shell_word(path);
	PD_AUTO(pd_drop_text) char *words = pd_format("ssl adopt %s", word);
	add_problem(context, "unlisted", record, problem, words, out);
}

static bool
check_tls_registered(
	struct pd_context *context, struct pd_store_faults *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_tls_place_names(context, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
		pd_tls_place_of(names.items[i], &place);
		check_registered(context, place.record, out);
	}
	return true;
}

static bool
check_register(
	struct pd_context *context, struct pd_store_faults *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(context->store, "signature", &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *record = pd_format("signature/%s", names.items[i]);
		check_registered(context, record, out);
	}
	return check_tls_registered(context, out, error);
}

/* ---- history and settings
 * ------------------------------------------------------------------ */

static void
check_history(struct pd_context *context, struct pd_store_faults *out)
{
	struct pd_error problem = {0};
	long count = 0;
	if (!pd_history_verify(context->store, &count, &problem))
		pd_store_faults_add(out, "history", problem.input, problem.message,
			_("restore the directory history from a backup, or find out "
			  "who changed it"));
}

static void
add_changed_record(void *out, const struct pd_error *problem)
{
	pd_store_faults_add(out, "history", problem->input, problem->message,
		_("restore it from a backup, or find out who changed it"));
}

/* After what else is wrong with a record, which says more. */
static void
check_proven_records(struct pd_context *context, struct pd_store_faults *out)
{
	struct pd_error problem = {0};
	if (!pd_history_check_records(
		    context->store, add_changed_record, out, &problem))
		add_changed_record(out, &problem);
}

static void
add_idle(void *self, const char *place, const char *name, const char *lock)
{
	PD_AUTO(pd_drop_text)
	char *problem =
		lock ? pd_format(_("%s is locked by %s, so this has no effect."), name,
			       lock)
		     : pd_format(_("No setting is called %s, so this has no effect."),
			       name);
	pd_store_faults_add(self, "settings", place, problem,
		lock ? _("delete the line from settings.cfg")
		     : _("correct that name in settings.cfg, or delete the line; "
			 "pemdeck settings list shows all"));
}

static bool
look_at_key(const char *path, struct stat *out, struct pd_store_faults *faults)
{
	if (stat(path, out) == 0)
		return true;
	if (errno == ENOENT || errno == ENOTDIR)
		return false;
	PD_AUTO(pd_drop_text) char *word = pd_store_shell_word(path);
	PD_AUTO(pd_drop_text) char *remedy = pd_format("ls -l %s", word);
	pd_store_faults_add(
		faults, "deploy", path, _("This cannot be looked at."), remedy);
	return false;
}

/* A key that others can read is no secret any more. Its group may, where the target says
 * so. */
static void
check_deployed_keys(
	const struct pd_deploy_targets *targets, struct pd_store_faults *out)
{
	for (size_t i = 0; i < targets->count; i++) {
		const struct pd_deploy_target *target = &targets->items[i];
		mode_t allowed = target->mode > 0 ? (mode_t)target->mode & 070 : 0;
		struct stat status;
		if (target->key == NULL || !look_at_key(target->key, &status, out) ||
			(status.st_mode & 077 & ~allowed) == 0)
			continue;
		PD_AUTO(pd_drop_text)
		char *word = pd_store_shell_word(target->key);
		PD_AUTO(pd_drop_text) char *remedy = pd_format("chmod 600 %s", word);
		pd_store_faults_add(out, "deploy", target->key,
			_("Others can read or change this private key."), remedy);
	}
}

static void
check_leftover_beside(
	struct pd_context *context, const char *path, struct pd_store_faults *out)
{
	struct pd_error ignored = {0};
	const struct pd_guard guard = pd_guard_for(0644, (uid_t)-1);
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(path);
	PD_AUTO(pd_drop_descriptor)
	int directory = pd_directory_open(part, &guard, &ignored);
	PD_AUTO(pd_drop_text)
	char *name = directory < 0 ? NULL : pd_directory_leftover(directory);
	if (name == NULL)
		return;
	PD_AUTO(pd_drop_text) char *left = pd_format("%s/%s", part, name);
	add_problem(context, "deploy", left,
		_("A pemdeck that was killed left this file; the next deployment "
		  "removes it."),
		"tls deploy", out);
}

/* Whether deploying was killed: its journal, and what it left beside the files. */
static void
check_deployment(struct pd_context *context, const struct pd_deploy_targets *targets,
	struct pd_store_faults *out)
{
	PD_AUTO(pd_drop_text) char *journal = pd_deploy_journal(context->store);
	if (pd_replace_journal_is_cut(journal))
		add_problem(context, "deploy", journal,
			_("A deployment was cut off, and a service may find a new key "
			  "beside an old certificate; the next command puts the "
			  "previous files "
			  "back."),
			"tls deploy", out);
	for (size_t i = 0; i < targets->count; i++) {
		check_leftover_beside(context, targets->items[i].certificate, out);
		if (targets->items[i].key != NULL)
			check_leftover_beside(context, targets->items[i].key, out);
	}
}

/* Takes the problem. */
static void
add_wrong_line(struct pd_store_faults *out, struct pd_error *problem)
{
	pd_store_faults_add(out, "settings", problem->input, problem->message,
		_("correct that line of settings.cfg"));
	pd_error_clear(problem);
}

static void
check_settings(struct pd_context *context, struct pd_store_faults *out)
{
	const struct pd_settings *settings = &context->settings;
	struct pd_error problem = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	PD_AUTO(pd_hooks_free) struct pd_hooks hooks = {0};
	pd_settings_each_idle(context->store, add_idle, out);
	pd_doctor_check_holders(context, out);
	pd_doctor_check_log(context, out);
	if (settings->critical_days > settings->warning_days)
		add_problem(context, "settings", "settings",
			_("critical_days is larger than warning_days, which then "
			  "counts "
			  "for both."),
			"settings set critical_days DAYS", out);
	if (!pd_deploy_targets_load(context->store, &targets, &problem))
		add_wrong_line(out, &problem);
	if (!pd_hooks_load(context->store, &hooks, &problem))
		add_wrong_line(out, &problem);
	if (!pd_profiles_judge(context->store, NULL, &problem))
		add_wrong_line(out, &problem);
	pd_doctor_check_hooks(context, &hooks, out);
	check_deployed_keys(&targets, out);
	check_deployment(context, &targets, out);
}

/* ---- the machine
 * ------------------------------------------------------------------------- */

/* Whatever --unsafe allows. */
static void
check_confinement(struct pd_store_faults *out)
{
	struct pd_error problem = {0};
	enum pd_confinement before = pd_sandbox_require(PD_CONFINE_ALWAYS);
	if (!pd_sandbox_check(&problem))
		pd_store_faults_add(out, "confinement", "", problem.message,
			_("allow more processes, seccomp and limits of resources where "
			  "pemdeck runs"));
	(void)pd_sandbox_require(before);
}

/* NULL if GnuTLS has all known fixes; else a sentence, free() it. Where the package is not
 * known, nobody can say from here. */
static char *
describe_old_gnutls(void)
{
	struct pd_error ignored = {0};
	const char *version = pd_gnutls_version();
	PD_AUTO(pd_secret_wipe) struct pd_secret packages = {0};
	PD_AUTO(pd_drop_text) char *package = NULL;
	(void)pd_file_read(PD_PACKAGES, PD_INPUT_LIMIT, &packages, &ignored);
	switch (pd_gnutls_patched(version, pd_secret_bytes(&packages), &package)) {
	case PD_UNPATCHED:
		return pd_format(_("GnuTLS %s (package %s) lacks fixes for faults that "
				   "a file or "
				   "a server can trigger; update it from the "
				   "distribution's security archive"),
			version, package);
	case PD_PATCH_UNKNOWN:
		return pd_format(
			_("GnuTLS %s is older than %s, the first version with all "
			  "known fixes; whether the distribution has added them to "
			  "its package cannot be told here, so compare its security "
			  "notices"),
			version, PD_GNUTLS_PATCHED);
	case PD_PATCHED:
		break;
	}
	return NULL;
}

static void
add_old_gnutls(struct pd_names *told)
{
	PD_AUTO(pd_drop_text) char *old = describe_old_gnutls();
	if (old != NULL)
		pd_names_add(told, old);
}

/* ---- all
 * -------------------------------------------------------------------------------------- */

/* Says what is looked at next. false: the operator wants no more. */
static bool
begin_part(struct pd_context *context, int percent, const char *sentence,
	struct pd_error *error)
{
	if (context->progress != NULL)
		context->progress(context->face, percent, sentence);
	return pd_common_go_on(context, error);
}

static void
check_checks(struct pd_context *context, struct pd_store_faults *out)
{
	PD_AUTO(pd_checked_list_free) struct pd_checked_list list = {0};
	struct pd_error problem = {0};
	if (pd_checked_load(context, &list, &problem))
		return;
	PD_AUTO(pd_drop_text) char *word = pd_store_shell_word(problem.input);
	PD_AUTO(pd_drop_text) char *remedy = pd_format("rm %s", word);
	pd_store_faults_add(out, "checks", problem.input, problem.message, remedy);
}

static bool
examine_content(struct pd_context *context, struct pd_store_faults *out,
	struct pd_names *told, struct pd_error *error)
{
	if (!begin_part(context, 10, _("History and settings are checked"), error))
		return false;
	check_history(context, out);
	check_settings(context, out);
	pd_system_check(context, out);
	check_confinement(out);
	if (!begin_part(
		    context, 30, _("Records and private keys are checked"), error) ||
		!pd_store_check_content(context->store, out, error) ||
		!begin_part(context, 80, _("Certificates are checked"), error) ||
		!check_keys(context, out, told, error) ||
		!check_revocation_list(context, out, error) ||
		!check_register(context, out, error))
		return false;
	check_proven_records(context, out);
	check_checks(context, out);
	return true;
}

/* A store that cannot be opened can be examined once its files are repaired. What is told
 * besides is no fault of the store. */
static bool
examine_store(struct pd_context *context, struct pd_store_faults *out,
	struct pd_names *told, struct pd_error *error)
{
	struct pd_error closed = {0};
	const char *path =
		context->store ? pd_store_path(context->store) : context->store_path;
	if (!begin_part(context, 0, _("Files and directories are checked"), error) ||
		!pd_store_check_files(path, out, error))
		return false;
	if (!pd_context_look(context, &closed)) {
		/* A directory that is no store has nothing to check. */
		if (context->store == NULL && out->count == 0)
			return pd_fail(
				error, closed.code, closed.input, "%s", closed.message);
		pd_store_faults_add(out, "closed", closed.input, closed.message,
			_("mend this first, then ask once more"));
		return true;
	}
	struct pd_error stopped = {0};
	if (examine_content(context, out, told, &stopped))
		return true;
	/* What was found before may be why it could not go on. */
	if (stopped.code == PD_ECANCEL || out->count == 0)
		return pd_fail(
			error, stopped.code, stopped.input, "%s", stopped.message);
	pd_store_faults_add(out, "unopened", stopped.input, stopped.message,
		_("mend this first, then ask once more"));
	return true;
}

static void
fill_problems(const struct pd_store_faults *flaws, struct pd_rows *rows)
{
	rows->title = pd_copy(_("Doctor: what is wrong with the store"));
	rows->columns = columns;
	rows->empty = pd_copy(_("No problems found."));
	for (size_t i = 0; i < flaws->count; i++) {
		const struct pd_store_fault *flaw = &flaws->items[i];
		struct pd_row *row = pd_rows_add(rows, PD_ON_DAMAGED, flaw->path, 'x');
		PD_AUTO(pd_drop_text)
		char *words = *flaw->path
				      ? pd_format("%s: %s", flaw->path, flaw->problem)
				      : pd_copy(flaw->problem);
		pd_row_set(row, 0, words, flaw->problem);
		pd_row_set(row, 1, flaw->kind, NULL);
		pd_row_set(row, 2, flaw->remedy, NULL);
		pd_row_set(row, 3, flaw->path, NULL);
	}
}

static bool
run_doctor(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	PD_AUTO(pd_store_faults_free) struct pd_store_faults flaws = {0};
	PD_AUTO(pd_names_free) struct pd_names told = {0};
	/* What cannot be looked at is a fault among the others here. */
	(void)pd_doubts_note(NULL);
	if (!examine_store(context, &flaws, &told, error))
		return false;
	add_old_gnutls(&told);
	result->has_rows = true;
	fill_problems(&flaws, &result->rows);
	result->status = flaws.count > 0;
	for (size_t i = 0; i < told.count; i++)
		pd_result_warn(result, "%s", told.items[i]);
	return true;
}

bool
pd_doctor_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	PD_AUTO(pd_store_faults_free) struct pd_store_faults flaws = {0};
	PD_AUTO(pd_names_free) struct pd_names told = {0};
	out->section_count = 1;
	if (!examine_store(context, &flaws, &told, error))
		return false;
	add_old_gnutls(&told);
	pd_doctor_rows(context,
		context->store ? pd_store_path(context->store) : context->store_path,
		&flaws, &out->sections[0]);
	for (size_t i = 0; i < told.count; i++)
		pd_view_find(out, NULL, "%s", told.items[i]);
	return true;
}
