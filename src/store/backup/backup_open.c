/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/backup/backup_open.h"

#include <stdlib.h>
#include <string.h>

#include "base/tar.h"
#include "base/text.h"
#include "store/backup/backup.h"
#include "store/files.h"
#include "store/names.h"
#include "store/targets.h"
#include "x509/der/digest.h"
#include "x509/envelope/sealed.h"
#include "x509/read/sandbox.h"

/* Reading a backup: the child opens it, looks whether it is whole, and hands back the files
 * one by one. */

void
pd_backup_free(struct pd_backup *backup)
{
	for (size_t i = 0; i < backup->count; i++)
		free(backup->items[i].path);
	free(backup->items);
	free(backup->time);
	pd_secret_wipe(&backup->bytes);
	*backup = (struct pd_backup){0};
}

/* ---- in the child -------------------------------------------------------------- */

/* The parts of an answer: whether all is well, the input at fault, the sentence; then the
 * time, and path and content of each file. */
enum { MOST_FILES = 1000000 };

static bool
fail_backup(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("the backup is damaged or cut off; take another"));
}

/* "pemdeck backup", its format and time, a line each. */
static bool
check_head(struct pd_bytes head, const char *from, char **time, struct pd_error *error)
{
	static const char first[] = "pemdeck backup\nformat ";
	PD_AUTO(pd_drop_text) char *text = pd_copy_bytes(head.data, head.size);
	char *rest;
	if (strncmp(text, first, sizeof first - 1) != 0)
		return fail_backup(from, error);
	long format = strtol(text + sizeof first - 1, &rest, 10);
	if (format > PD_BACKUP_FORMAT)
		return pd_fail(error, PD_EINPUT, from,
			_("the backup was made by a newer pemdeck (format %ld, this "
			  "one knows %d); restore it with that version"),
			format, PD_BACKUP_FORMAT);
	if (format != PD_BACKUP_FORMAT || strncmp(rest, "\ntime ", 6) != 0)
		return fail_backup(from, error);
	*time = pd_copy_bytes(rest + 6, strcspn(rest + 6, "\n"));
	return true;
}

/* A file as its line in SHA256SUMS says; takes the line. */
static bool
is_as_summed(const char *name, struct pd_bytes content, const char **sums)
{
	char digest[PD_DIGEST_SIZE];
	struct pd_error ignored = {0};
	if (!pd_digest_sha256(content, digest, &ignored))
		return false;
	PD_AUTO(pd_drop_text) char *line = pd_format("%s  %s\n", digest, name);
	size_t size = strlen(line);
	if (strncmp(*sums, line, size) != 0)
		return false;
	*sums += size;
	return true;
}

static bool
find_sums(struct pd_bytes tar, char **sums)
{
	for (;;) {
		PD_AUTO(pd_drop_text) char *name = NULL;
		struct pd_bytes content;
		if (pd_tar_next(&tar, &name, &content) != PD_TAR_FILE)
			return false;
		if (strcmp(name, PD_BACKUP_SUMS) != 0)
			continue;
		*sums = pd_copy_bytes(content.data, content.size);
		return true;
	}
}

static bool
put_file(const char *name, struct pd_bytes content, struct pd_secret *out)
{
	size_t size = strlen(PD_BACKUP_FOLDER);
	if (strncmp(name, PD_BACKUP_FOLDER, size) != 0 ||
		!pd_files_is_file(name + size))
		return false;
	pd_sandbox_put(out, pd_bytes_of_text(name + size));
	pd_sandbox_put(out, content);
	return true;
}

/* Everything in order, once, as it was summed up, and nothing else. */
static bool
read_files(struct pd_bytes tar, const char *from, struct pd_secret *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *sums = NULL;
	PD_AUTO(pd_drop_text) char *time = NULL;
	bool is_found = find_sums(tar, &sums);
	const char *next = sums;
	for (size_t count = 0; is_found && count < MOST_FILES; count++) {
		PD_AUTO(pd_drop_text) char *name = NULL;
		struct pd_bytes content;
		enum pd_tar got = pd_tar_next(&tar, &name, &content);
		if (got == PD_TAR_END && *next == '\0' && time != NULL)
			return true;
		if (got != PD_TAR_FILE)
			break;
		if (strcmp(name, PD_BACKUP_SUMS) == 0)
			continue;
		if (!is_as_summed(name, content, &next))
			break;
		bool is_head = strcmp(name, PD_BACKUP_HEAD) == 0;
		if (is_head != (time == NULL))
			break;
		if (is_head && !check_head(content, from, &time, error))
			return false;
		if (is_head)
			pd_sandbox_put(out, pd_bytes_of_text(time));
		else if (!put_file(name, content, out))
			break;
	}
	return fail_backup(from, error);
}

static bool
open_backup(struct pd_bytes sealed, const struct pd_secret *passphrase,
	const char *from, struct pd_secret *out, struct pd_error *error)
{
	uint64_t effort = PD_PBE_EFFORT;
	const struct pd_pbe_way way = {
		.passphrase = passphrase, .from = from, .effort = &effort};
	PD_AUTO(pd_secret_wipe) struct pd_secret tar = {0};
	enum pd_pbe got = pd_sealed_open(sealed, &way, &tar, error);
	if (got == PD_PBE_CLOSED)
		return pd_fail(error, PD_EPASSPHRASE, "passphrase",
			_("the passphrase does not open %s; type the one it was made "
			  "with"),
			from);
	return got == PD_PBE_OPENED &&
	       read_files(pd_secret_bytes(&tar), from, out, error);
}

static void
answer_part(struct pd_secret *out, const char *text)
{
	pd_sandbox_put(out, pd_bytes_of_text(text));
}

void
pd_backup_work(struct pd_bytes job, int answer)
{
	struct pd_bytes from, typed, sealed;
	struct pd_error error = {0};
	PD_AUTO(pd_secret_wipe)
	struct pd_secret passphrase = {0}, files = {0}, out = {0};
	if (!pd_sandbox_take(&job, &from) || !pd_sandbox_take(&job, &typed) ||
		!pd_sandbox_take(&job, &sealed))
		return;
	PD_AUTO(pd_drop_text) char *name = pd_copy_bytes(from.data, from.size);
	pd_secret_add(&passphrase, typed.data, typed.size);
	bool good = open_backup(sealed, &passphrase, name, &files, &error);
	answer_part(&out, good                           ? "good"
			  : error.code == PD_EPASSPHRASE ? "passphrase"
							 : "bad");
	answer_part(&out, error.input);
	answer_part(&out, error.message);
	pd_sandbox_answer(answer, out.data, out.size);
	if (good)
		pd_sandbox_answer(answer, files.data, files.size);
}

/* ---- in this process ----------------------------------------------------------- */

static bool
fail_senseless(const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("the parser in its sandbox gave a senseless answer; the file is "
		  "damaged or malicious"));
}

static char *
take_backup_word(struct pd_bytes *rest)
{
	struct pd_bytes part;
	return pd_sandbox_take(rest, &part) ? pd_text_safe(part.data, part.size) : NULL;
}

/* What the child says is no more to be believed than the file. */
static bool
take_backup_files(struct pd_bytes rest, struct pd_backup *out)
{
	struct pd_bytes path;
	out->time = take_backup_word(&rest);
	while (out->time != NULL && pd_sandbox_take(&rest, &path)) {
		PD_AUTO(pd_drop_text) char *text = pd_copy_bytes(path.data, path.size);
		struct pd_bytes content;
		if (out->count == MOST_FILES || strlen(text) != path.size ||
			!pd_files_is_file(text) || strcmp(text, "lock") == 0 ||
			!pd_sandbox_take(&rest, &content))
			return false;
		if (strcmp(text, PD_DEPLOY_JOURNAL) == 0)
			continue;
		out->items = pd_grow_by_one(out->items, out->count, sizeof *out->items);
		out->items[out->count++] =
			(struct pd_backup_file){pd_steal(text), content};
	}
	return out->count > 0 && rest.size == 0;
}

/* Sorted. The name that stands there twice, or is both that of a file and of a folder. */
static const char *
find_clash(const struct pd_names *names, bool *is_folder)
{
	for (size_t i = 0; i < names->count; i++) {
		const char *name = names->items[i];
		*is_folder = false;
		if (i > 0 && strcmp(names->items[i - 1], name) == 0)
			return name;
		*is_folder = true;
		for (const char *slash = name; (slash = strchr(slash, '/')) != NULL;
			slash++) {
			PD_AUTO(pd_drop_text)
			char *folder = pd_copy_bytes(name, (size_t)(slash - name));
			if (pd_names_have(names, folder))
				return name;
		}
	}
	return NULL;
}

/* tar makes such archives, of which the last file of a name is what it unpacks; which of them
 * was meant nobody knows. */
static bool
check_each_once(
	const struct pd_backup *backup, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	bool is_folder = false;
	for (size_t i = 0; i < backup->count; i++)
		pd_names_add(&names, backup->items[i].path);
	pd_names_sort(&names);
	const char *name = find_clash(&names, &is_folder);
	if (name == NULL)
		return true;
	if (is_folder)
		return pd_fail(error, PD_EINPUT, from,
			_("the backup has the file %s, and another that is called like "
			  "its folder; take another backup"),
			name);
	return pd_fail(error, PD_EINPUT, from,
		_("the backup has the file %s twice, and only one of them can be "
		  "restored; take another backup"),
		name);
}

static bool
take_backup_answer(struct pd_bytes rest, const char *from, struct pd_backup *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *state = take_backup_word(&rest);
	PD_AUTO(pd_drop_text) char *input = take_backup_word(&rest);
	PD_AUTO(pd_drop_text) char *sentence = take_backup_word(&rest);
	if (sentence == NULL)
		return fail_senseless(from, error);
	if (strcmp(state, "good") == 0)
		return (take_backup_files(rest, out) || fail_senseless(from, error)) &&
		       check_each_once(out, from, error);
	bool closed = strcmp(state, "passphrase") == 0;
	return pd_fail(error, closed ? PD_EPASSPHRASE : PD_EINPUT,
		closed ? "passphrase" : input, "%s", sentence);
}

bool
pd_backup_open(struct pd_bytes sealed, const struct pd_secret *passphrase,
	const char *from, struct pd_backup *out, struct pd_error *error)
{
	/* The job, the tar in it, and the files in that, each of which may grow by
	 * doubling. */
	const struct pd_sandbox_limits limits = {.seconds = 120,
		.cpu_seconds = 60,
		.memory = ((size_t)64 << 20) + 8 * sealed.size,
		.result = sealed.size + ((size_t)1 << 20)};
	PD_AUTO(pd_backup_free) struct pd_backup backup = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret input = {0};
	pd_sandbox_put(&input, pd_bytes_of_text(from));
	pd_sandbox_put(&input, pd_secret_bytes(passphrase));
	pd_sandbox_put(&input, sealed);
	const struct pd_sandbox_job job = {.work = pd_backup_work,
		.input = pd_secret_bytes(&input),
		.limits = &limits,
		.from = from};
	if (!pd_sandbox_run(&job, &backup.bytes, error) ||
		!take_backup_answer(
			pd_secret_bytes(&backup.bytes), from, &backup, error))
		return false;
	*out = backup;
	backup = (struct pd_backup){0};
	return true;
}
