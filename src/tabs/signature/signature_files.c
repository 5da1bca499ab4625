/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/signature/signature_files.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/signature/signature.h"
#include "x509/sign/detached.h"

#define SUFFIX ".sig"

PD_DROP(drop_fts, FTS *, fts_close);

void
pd_signature_files_free(struct pd_signature_files *files)
{
	for (size_t i = 0; i < files->count; i++) {
		free(files->items[i].path);
		free(files->items[i].below);
	}
	free(files->items);
	pd_names_free(&files->left_out);
	*files = (struct pd_signature_files){0};
}

char *
pd_signature_file_sig(const struct pd_signature_file *file)
{
	return pd_format("%s" SUFFIX, file->path);
}

bool
pd_signature_file_is_input(const struct pd_signature_file *file)
{
	return strcmp(file->path, "-") == 0;
}

/* ---- finding ------------------------------------------------------------------- */

static void
add_signature_file(struct pd_signature_files *files, const char *path,
	const char *below, off_t size)
{
	files->items = pd_grow(files->items, files->count + 1, sizeof *files->items);
	files->items[files->count++] = (struct pd_signature_file){
		.path = pd_copy(path), .below = pd_copy(below)};
	files->size += (uint64_t)size;
}

static void
leave_out_entry(struct pd_signature_files *files, const FTSENT *entry)
{
	bool is_link = entry->fts_info == FTS_SL || entry->fts_info == FTS_SLNONE;
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(is_link ? _("%s: left out: is a link; name its target itself")
				  : _("%s: left out: is a pipe, a device or a socket"),
			entry->fts_path);
	pd_names_add(&files->left_out, sentence);
}

static bool
is_signature(const char *name)
{
	size_t size = strlen(name), suffix = sizeof SUFFIX - 1;
	return size > suffix && strcmp(name + size - suffix, SUFFIX) == 0;
}

static int
compare_entries(const FTSENT **one, const FTSENT **other)
{
	return strcmp((*one)->fts_name, (*other)->fts_name);
}

static bool
add_entry(struct pd_signature_files *files, FTS *tree, FTSENT *entry, size_t root,
	struct pd_error *error)
{
	bool hidden = entry->fts_level > 0 && entry->fts_name[0] == '.';
	files->hidden += hidden && entry->fts_info != FTS_DP;
	switch (entry->fts_info) {
	case FTS_D:
		if (hidden)
			(void)fts_set(tree, entry, FTS_SKIP);
		return true;
	case FTS_F:
		if (!hidden && !is_signature(entry->fts_name))
			add_signature_file(files, entry->fts_path,
				entry->fts_path + root, entry->fts_statp->st_size);
		return true;
	case FTS_DNR:
	case FTS_ERR:
	case FTS_NS:
		errno = entry->fts_errno;
		return pd_fail_errno(
			error, PD_EIO, entry->fts_path, _("cannot be read"));
	case FTS_SL:
	case FTS_SLNONE:
	case FTS_DEFAULT:
		if (!hidden)
			leave_out_entry(files, entry);
		return true;
	default:
		return true;
	}
}

static bool
add_directory(
	struct pd_signature_files *files, const char *path, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *start = pd_copy(path);
	size_t size = strlen(start);
	while (size > 1 && start[size - 1] == '/')
		start[--size] = '\0';
	char *const starts[] = {start, NULL};
	PD_AUTO(drop_fts)
	FTS *tree = fts_open(
		starts, FTS_PHYSICAL | FTS_NOCHDIR | FTS_COMFOLLOW, compare_entries);
	if (tree == NULL)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be read"));
	size_t before = files->count;
	size_t root = strcmp(start, "/") == 0 ? 1 : size + 1;
	errno = 0;
	for (FTSENT *entry; (entry = fts_read(tree)) != NULL; errno = 0)
		if (!add_entry(files, tree, entry, root, error))
			return false;
	if (errno != 0)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be read"));
	return files->count > before ||
	       pd_fail(error, PD_EINPUT, path,
		       _("the directory holds no file but hidden ones and signatures; "
			 "name one with files"));
}

static bool
add_path(struct pd_signature_files *files, const char *path, struct pd_error *error)
{
	struct stat status;
	if (strcmp(path, "-") == 0) {
		add_signature_file(files, path, path, 0);
		return true;
	}
	if (stat(path, &status) < 0)
		return pd_fail_errno(error, PD_EIO, path, _("cannot be opened"));
	if (S_ISDIR(status.st_mode))
		return add_directory(files, path, error);
	const char *slash = strrchr(path, '/');
	add_signature_file(files, path, slash ? slash + 1 : path,
		S_ISREG(status.st_mode) ? status.st_size : 0);
	return true;
}

bool
pd_signature_files_find(const struct pd_values *values, struct pd_signature_files *out,
	struct pd_error *error)
{
	PD_AUTO(pd_signature_files_free) struct pd_signature_files files = {0};
	for (size_t i = 0; i < pd_value_count(values, "file"); i++)
		if (!add_path(&files, pd_value_item(values, "file", i), error))
			return false;
	for (size_t i = 0; i < files.count && files.count > 1; i++)
		if (pd_signature_file_is_input(&files.items[i]))
			return pd_fail(error, PD_EUSAGE, "file",
				_("standard input has no name to which one of several "
				  "signatures belongs; give it alone"));
	*out = files;
	files = (struct pd_signature_files){0};
	return true;
}

void
pd_signature_files_warn(
	const struct pd_signature_files *files, struct pd_result *result)
{
	enum { MOST_NAMED = 10 };
	const struct pd_names *named = &files->left_out;
	for (size_t i = 0; i < named->count && i < MOST_NAMED; i++)
		pd_result_warn(result, "%s", named->items[i]);
	if (named->count > MOST_NAMED)
		pd_result_warn(result,
			ngettext("%zu link or the like more was left out",
				"%zu links and the like more were left out",
				named->count - MOST_NAMED),
			named->count - MOST_NAMED);
	if (files->hidden > 0)
		pd_result_warn(result,
			ngettext("%zu hidden file or directory was left out; name it "
				 "if it belongs to them",
				"%zu hidden files or directories were left out; name "
				"those that belong to them",
				files->hidden),
			files->hidden);
}

/* ---- reading ------------------------------------------------------------------- */

static bool
tell_digested(void *argument, uint64_t done)
{
	struct pd_signature_progress *progress = argument;
	struct pd_context *context = progress->context;
	if (context->cancelled != NULL && *context->cancelled)
		return false;
	const struct pd_signature_files *files = progress->files;
	uint64_t all = files->size ? files->size : 1;
	double share = (double)(progress->done + done) / (double)all;
	int percent = share >= 1 ? 100 : (int)(100 * share);
	if (context->progress == NULL || percent == progress->percent)
		return true;
	progress->percent = percent;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("%zu of %zu: %s"), progress->index + 1,
		files->count, files->items[progress->index].below);
	context->progress(context->face, percent, sentence);
	return true;
}

static bool
digest_input(struct pd_context *context, unsigned hashes, struct pd_digests *out,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	return pd_context_read(context, "-", &content, error) &&
	       pd_digests_of(pd_secret_bytes(&content), hashes, out, error);
}

bool
pd_signature_digest(struct pd_signature_progress *progress, unsigned hashes,
	struct pd_digests *out, struct pd_error *error)
{
	const char *path = progress->files->items[progress->index].path;
	const struct pd_secret *content =
		progress->files->items[progress->index].content;
	if (content != NULL)
		return pd_digests_of(pd_secret_bytes(content), hashes, out, error);
	if (pd_signature_file_is_input(&progress->files->items[progress->index]))
		return digest_input(progress->context, hashes, out, error);
	uint64_t size;
	PD_AUTO(pd_drop_descriptor) int file = pd_file_open(path, &size, error);
	if (file < 0)
		return false;
	const struct pd_digest_source source = {file, path, tell_digested, progress};
	if (!pd_digests_make(&source, hashes, out, error))
		return false;
	progress->done += size;
	return true;
}
