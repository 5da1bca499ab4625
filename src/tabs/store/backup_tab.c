/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/backup_tab.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "store/backup/backup.h"
#include "tabs/shared/fields.h"
#include "tabs/shared/output.h"

/* Writing a backup, which is read back before it is said to be one, and making a store of
 * one. */

enum { OWN_FILE = 0600 };

/* A sealed backup is a little larger than what is in it. */
#define FILE_LIMIT (PD_BACKUP_LIMIT + ((size_t)1 << 20))

static pd_run run_backup, run_restore;
static char *propose_file(struct pd_context *context, const char *row);

/* clang-format off */
static const struct pd_field backup_fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_OUTPUT, .propose = propose_file,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_OVERWRITE,
	 .help = N_("The file to write the backup to; openssl cms -decrypt and tar open it, too")},
	PD_FIELD_NEW_PASSPHRASE(
		N_("Protects the backup, 8 characters or more: without it nobody can open it")),
	{0}
};

static const struct pd_field restore_fields[] = {
	{.name = "file", .label = N_("File"), .kind = PD_FIELD_FILE, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .help = N_("The backup to read")},
	{.name = "into", .label = N_("Directory"), .kind = PD_FIELD_FILE, .flags = PD_DIRECTORY,
	 .help = N_("The directory that becomes the store, empty or not there yet; left out: that of "
		"--store")},
	PD_FIELD_PASSPHRASE_TO_OPEN(N_("The passphrase that protects the backup")),
	{0}
};

const struct pd_operation pd_backup_operations[] = {
	{.tab = "backup", .name = "backup", .key = 'b', .label = N_("Back up"),
	 .help = N_("Write the whole store to one protected file"),
	 .on = PD_ON_TAB, .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER, .fields = backup_fields,
	 .run = run_backup, .lasting = N_("a backup stays written; delete its file")},
	{0}
};

const struct pd_operation pd_restore_operations[] = {
	{.tab = "restore", .name = "restore", .key = 'r', .label = N_("Restore"),
	 .help = N_("Make a store of a backup, in an empty or new directory"),
	 .on = PD_ON_TAB, .hazard = PD_ADDS, .role = PD_SECURITY_OFFICER, .fields = restore_fields,
	 .run = run_restore, .only_looks = true},
	{0}
};
/* clang-format on */

static char *
propose_file(struct pd_context *context, const char *row)
{
	(void)row;
	PD_AUTO(pd_drop_text) char *day = pd_text_date(context->now);
	return pd_format("pemdeck-%s.cms", day);
}

static const struct pd_secret *
find_passphrase(
	const struct pd_values *values, const char *sentence, struct pd_error *error)
{
	const struct pd_secret *passphrase = pd_value_secret(values, "passphrase");
	if (passphrase == NULL || passphrase->size == 0)
		(void)pd_fail(error, PD_EPASSPHRASE, "passphrase", "%s", sentence);
	return passphrase != NULL && passphrase->size > 0 ? passphrase : NULL;
}

/* ---- backup -------------------------------------------------------------------- */

/* A backup in its place, until it is kept. */
struct written {
	const char *path;
	struct pd_secret sealed;
	struct pd_replacement set;
	struct pd_backup_counts counts;
	char digest[PD_DIGEST_SIZE];
};

static void
drop_written(struct written *written)
{
	pd_secret_wipe(&written->sealed);
	pd_replacement_drop(&written->set);
}

static bool
place_backup(const struct pd_context *context, struct written *written,
	struct pd_result *result, struct pd_error *error)
{
	struct pd_bytes content = pd_secret_bytes(&written->sealed);
	const struct pd_new_file file = {.path = written->path,
		.content = content,
		.mode = OWN_FILE,
		.replace = context->may_replace ? PD_REPLACE : PD_KEEP};
	if (strcmp(written->path, "-") == 0) {
		pd_secret_add(&result->output, content.data, content.size);
		result->has_output = true;
		return true;
	}
	return pd_replacement_add(&written->set, &file, error) &&
	       pd_output_commit(&written->set, result, error);
}

/* Whether what is on the disk can be opened, and has all files. */
static bool
verify_written(const struct written *written, const struct pd_secret *passphrase,
	struct pd_error *error)
{
	PD_AUTO(pd_backup_free) struct pd_backup backup = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret again = {0};
	bool is_output = strcmp(written->path, "-") == 0;
	if (!is_output && !pd_file_read_found(written->path, FILE_LIMIT, &again, error))
		return false;
	const struct pd_secret *sealed = is_output ? &written->sealed : &again;
	if (!pd_backup_open(
		    pd_secret_bytes(sealed), passphrase, written->path, &backup, error))
		return false;
	return backup.count == written->counts.files ||
	       pd_fail(error, PD_EIO, written->path,
		       _("the backup reads back with %zu files instead of %zu, so it "
			 "is not kept"),
		       backup.count, written->counts.files);
}

static char *
describe_place(const struct written *written)
{
	size_t files = written->counts.files;
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(written->path);
	if (strcmp(written->path, "-") == 0)
		return pd_format(
			ngettext("Backup of %zu file opened again and handed over on "
				 "standard output",
				"Backup of %zu files opened again and handed over on "
				"standard output",
				files),
			files);
	return pd_format(
		ngettext("Backup of %zu file written to %s and read back",
			"Backup of %zu files written to %s and read back", files),
		files, shown);
}

/* A key in a token does not come along, which whoever restores it has to know. */
static char *
describe_backup(const struct written *written)
{
	size_t in_tokens = written->counts.in_tokens;
	PD_AUTO(pd_drop_text) char *sentence = describe_place(written);
	if (in_tokens == 0)
		return pd_steal(sentence);
	return pd_format(
		ngettext("%s; %zu private key is in a token, not in the backup",
			"%s; %zu private keys are in tokens, not in the backup",
			in_tokens),
		sentence, in_tokens);
}

/* So that status can tell how old the last one is. One on standard output may not arrive there.
 */
static bool
note_backup(struct pd_context *context, const struct written *written,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_text) char *shown = pd_text_safe_string(written->path);
	PD_AUTO(pd_drop_text) char *sentence = describe_backup(written);
	pd_record_set_number(record, "time", context->now);
	pd_record_set_number(record, "files", (int64_t)written->counts.files);
	pd_record_set_text(record, "file", shown);
	pd_record_set_text(record, "sha256", written->digest);
	if (result->has_output) {
		result->receipt = pd_steal(record);
		result->receipt_path = PD_BACKUP_RECORD;
		result->receipt_sentence = pd_steal(sentence);
		return true;
	}
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL &&
	       pd_change_put(change, PD_BACKUP_RECORD, record, error) &&
	       pd_context_end_change(change, sentence, result, error);
}

static bool
run_backup(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_written)
	struct written written = {.path = pd_value_text(values, "file")};
	const struct pd_secret *passphrase = find_passphrase(values,
		_("a backup holds the private keys, so it needs a passphrase"), error);
	if (passphrase == NULL ||
		!pd_backup_make(context->store, context->now, passphrase,
			&written.sealed, &written.counts, error) ||
		!pd_digest_sha256(
			pd_secret_bytes(&written.sealed), written.digest, error) ||
		!place_backup(context, &written, result, error) ||
		!verify_written(&written, passphrase, error) ||
		!note_backup(context, &written, result, error))
		return false;
	pd_output_keep(&written.set, result);
	return true;
}

/* ---- restore ------------------------------------------------------------------- */

static bool
read_backup(struct pd_context *context, const char *path, struct pd_secret *out,
	struct pd_error *error)
{
	return strcmp(path, "-") == 0 ? pd_context_read(context, path, out, error)
				      : pd_file_read(path, FILE_LIMIT, out, error);
}

/* RFC 3339 in UTC as people read it; anything else as it is, safe. free() it. */
static char *
show_moment(const char *text)
{
	struct pd_civil when = {0};
	int end = 0;
	int64_t time = 0;
	bool is_time =
		sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2dZ%n", &when.year, &when.month,
			&when.day, &when.hour, &when.minute, &when.second, &end) == 6 &&
		end > 0 && text[end] == '\0' && pd_time_from_civil(&when, &time);
	return is_time ? pd_text_moment(time) : pd_text_safe_string(text);
}

static bool
run_restore(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_backup_free) struct pd_backup backup = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret sealed = {0};
	const char *file = pd_value_text(values, "file");
	const char *into = pd_value_text(values, "into");
	const char *path = into             ? into
			   : context->store ? pd_store_path(context->store)
					    : context->store_path;
	if (!pd_backup_check_place(path, error) || !pd_file_look(file, error))
		return false;
	const struct pd_secret *passphrase = find_passphrase(
		values, _("the backup is protected; its passphrase is needed"), error);
	if (passphrase == NULL || !read_backup(context, file, &sealed, error) ||
		!pd_backup_open(
			pd_secret_bytes(&sealed), passphrase, file, &backup, error) ||
		!pd_backup_restore(&backup, path, error))
		return false;
	PD_AUTO(pd_drop_text) char *moment = show_moment(backup.time);
	pd_result_say(result,
		ngettext("%zu file restored into %s, as it was at %s",
			"%zu files restored into %s, as they were at %s", backup.count),
		backup.count, path, moment);
	return true;
}

/* ---- pages --------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"file", N_("Written to"), 20, 0, false},
	{"time", N_("Made"), 10, 11, true},
	{"files", N_("Files"), 5, 8, false},
	{"sha256", NULL, 0, 0, false},
	{0},
};

bool
pd_backup_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	struct pd_rows *rows = &out->sections[0];
	out->section_count = 1;
	rows->title = pd_copy(_("The last backup of this store"));
	rows->columns = columns;
	rows->empty = pd_copy(_("No backup has been made yet."));
	if (!pd_store_has(context->store, PD_BACKUP_RECORD))
		return true;
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_store_load(context->store, PD_BACKUP_RECORD, error);
	if (record == NULL)
		return false;
	const char *file = pd_record_text(record, "file");
	struct pd_row *row = pd_rows_add(rows, PD_ON_TAB, "last", ' ');
	pd_row_set(row, 0, file ? file : "", NULL);
	pd_row_date(row, 1, pd_record_number(record, "time", 0));
	pd_row_number(row, 2, pd_record_number(record, "files", 0));
	pd_row_set(row, 3, pd_record_text(record, "sha256"), NULL);
	return true;
}

bool
pd_restore_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	(void)context, (void)error;
	out->section_count = 1;
	out->sections[0].title = pd_copy(_("Restore a backup"));
	out->sections[0].columns = columns;
	out->sections[0].empty =
		pd_copy(_("A backup becomes a store in a directory that is empty or "
			  "not there yet, never over one in use."));
	return true;
}
