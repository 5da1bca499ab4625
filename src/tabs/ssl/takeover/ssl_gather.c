/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_gather.h"

#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/file.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/takeover/ssl_index_text.h"
#include "tabs/trust/trust_files.h"

void
pd_gathered_free(struct pd_gathered *gathered)
{
	pd_bundle_free(&gathered->bundle);
	pd_index_free(&gathered->index);
}

struct gathering {
	struct pd_context *context;
	const struct pd_secret *passphrase;
	unsigned wanted;
	struct pd_gathered *out;
	struct pd_result *result;
	bool inside;             /* of a directory */
	struct pd_buffer unread; /* files that are not looked at */
	struct pd_error lost; /* what could hold a revocation list, and is not read */
};

static void
end_gathering(struct gathering *work)
{
	pd_buffer_free(&work->unread);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static bool
has_ending(const char *name, const char *end)
{
	size_t size = strlen(name), less = strlen(end);
	return size >= less && pd_ascii_compare(name + size - less, end) == 0;
}

/* Certificates, keys and lists have names of these kinds, in the directories of all. */
static bool
may_hold_objects(const char *name)
{
	static const char *const ends[] = {
		".pem", ".crt", ".cer", ".der", ".key", ".crl", ".p12", ".pfx", ".p7b"};
	for (size_t i = 0; i < PD_COUNT(ends); i++)
		if (has_ending(name, ends[i]))
			return true;
	return false;
}

static bool
gather_objects(struct gathering *work, const char *path, struct pd_bytes content,
	struct pd_error *error)
{
	const struct pd_reading reading = {
		.input = content,
		.from = pd_common_input(path),
		.passphrase = work->passphrase,
		.cancelled = work->context->cancelled,
		.wanted = work->wanted,
	};
	return pd_bundle_add(&work->out->bundle, &reading, error);
}

static bool
read_content(struct gathering *work, const char *path, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (strcmp(base_name(path), "index.txt") != 0)
		return (work->inside ? pd_file_read_found(
					       path, PD_INPUT_LIMIT, &content, error)
				     : pd_context_read(
					       work->context, path, &content, error)) &&
		       gather_objects(work, path, pd_secret_bytes(&content), error);
	work->out->has_index = true;
	return pd_index_text_read(path, &work->out->index, error);
}

/* The keys of what a CA has issued may have passphrases of their own; that of the CA is told
 * by its usual name. */
static bool
is_key_of_ca(const char *path)
{
	const char *name = base_name(path);
	return strcmp(name, "ca.key") == 0 || strcmp(name, "cakey.pem") == 0;
}

static bool
is_list_by_name(const char *name)
{
	return has_ending(name, ".crl") ||
	       (strncmp(name, "crl", 3) == 0 && !has_ending(name, ".key"));
}

/* Without its index, its lists and its key a CA would be taken over as another than it is:
 * what was revoked would be valid again. What the system does not let anybody read now may be
 * one of them, unless its name says that it is a key. */
static bool
may_be_left_out(const char *path, enum pd_code code)
{
	const char *name = base_name(path);
	if (strcmp(name, "index.txt") == 0 || is_list_by_name(name) ||
		code == PD_ECANCEL)
		return false;
	return code == PD_EIO           ? has_ending(name, ".key")
	       : code == PD_EPASSPHRASE ? !is_key_of_ca(path)
					: true;
}

/* The number that the next list was to have there: ours is to be no lower. */
static bool
gather_number(struct gathering *work, const char *path, struct pd_error *error)
{
	enum { LIMIT = 64 };
	int64_t number;
	struct pd_error problem = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	bool is_read = pd_file_read_found(path, LIMIT, &content, &problem);
	PD_AUTO(pd_drop_text) char *hex = pd_copy_bytes(content.data, content.size);
	size_t size = strspn(hex, "0123456789abcdefABCDEF");
	bool is_number = size > 0 && hex[size + strspn(hex + size, "\r\n ")] == '\0';
	hex[size] = '\0';
	if (!is_read || !is_number) {
		pd_result_warn(work->result, _("%s: not used: %s"), path,
			is_read ? _("is not a number in hexadecimal digits")
				: problem.message);
		return true;
	}
	if (!pd_crl_number_read(hex, path, &number, error))
		return false;
	work->out->number = number > work->out->number ? number : work->out->number;
	return true;
}

static bool
gather_file(void *work, const char *path, struct pd_error *error)
{
	struct gathering *gathering = work;
	struct pd_error problem = {0};
	const char *name = base_name(path);
	if (!gathering->inside)
		return read_content(gathering, path, error);
	if (strcmp(name, "crlnumber") == 0)
		return gather_number(gathering, path, error);
	if (strcmp(name, "index.txt") != 0 && !may_hold_objects(name)) {
		PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(path);
		pd_buffer_add_item(&gathering->unread, safe);
		return true;
	}
	if (read_content(gathering, path, &problem))
		return true;
	if (!may_be_left_out(path, problem.code))
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	pd_result_warn(gathering->result, _("%s: not used: %s"), path, problem.message);
	return true;
}

/* A directory, or a file of unknown kind. */
static void
lose_gathered(void *work, const char *path, const char *why)
{
	struct gathering *gathering = work;
	(void)pd_fail(&gathering->lost, PD_EIO, path, "%s", why);
}

static void
skip_gathered(void *work, const char *path, const char *why)
{
	struct gathering *gathering = work;
	if (!may_be_left_out(path, PD_EINPUT))
		lose_gathered(work, path, why);
	else
		pd_result_warn(gathering->result, _("%s: not used: %s"), path, why);
}

static bool
is_directory(const char *path)
{
	struct stat status;
	return strcmp(path, "-") != 0 && stat(path, &status) == 0 &&
	       S_ISDIR(status.st_mode);
}

bool
pd_gather(struct pd_context *context, const struct pd_values *values, unsigned wanted,
	struct pd_gathered *out, struct pd_result *result, struct pd_error *error)
{
	size_t count = pd_value_count(values, "file");
	PD_AUTO(end_gathering)
	struct gathering work = {
		.context = context,
		.passphrase = pd_value_secret(values, "passphrase"),
		.wanted = wanted,
		.out = out,
		.result = result,
	};
	const struct pd_trust_files files = {
		gather_file, skip_gathered, lose_gathered, &work};
	if (count == 0)
		return pd_common_read(
			context, values, wanted, &out->bundle, &out->from, error);
	out->from = _("the files");
	if (count == 1)
		out->from = pd_common_input(pd_value_text(values, "file"));
	for (size_t i = 0; i < count; i++) {
		const char *path = pd_value_item(values, "file", i);
		work.inside = is_directory(path);
		out->has_directory = out->has_directory || work.inside;
		if (!pd_trust_files(path, &files, error))
			return false;
		if (work.lost.code != PD_OK)
			return pd_fail(error, work.lost.code, work.lost.input, "%s",
				work.lost.message);
	}
	pd_index_sort(&out->index);
	if (work.unread.size > 0)
		pd_result_warn(result, _("not needed here, and not read: %s"),
			pd_buffer_text(&work.unread));
	return true;
}
