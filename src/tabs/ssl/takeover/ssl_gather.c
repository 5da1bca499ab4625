/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/takeover/ssl_gather.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/directory.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/takeover/ssl_index_text.h"
#include "tabs/trust/trust_files.h"
#include "x509/certificate/notation.h"

void
pd_gathered_free(struct pd_gathered *gathered)
{
	pd_bundle_free(&gathered->bundle);
	pd_index_free(&gathered->index);
	for (size_t i = 0; i < gathered->register_count; i++) {
		pd_index_free(&gathered->registers[i].index);
		free(gathered->registers[i].ca);
	}
	free(gathered->registers);
	free(gathered->unread);
	*gathered = (struct pd_gathered){0};
}

void
pd_gathered_warn_unread(const struct pd_gathered *gathered, struct pd_result *result)
{
	if (gathered->unread != NULL)
		pd_result_warn(result, _("not needed here, and not read: %s"),
			gathered->unread);
}

bool
pd_gathered_is_wanted(
	const struct pd_gathered *gathered, const struct pd_certificate *ca)
{
	const char *wanted = gathered->ca;
	return wanted == NULL || strcmp(pd_certificate_subject(ca), wanted) == 0 ||
	       pd_ascii_compare(pd_certificate_common_name(ca), wanted) == 0 ||
	       pd_serial_match(pd_certificate_serial(ca), wanted) == PD_SERIAL_IS;
}

void
pd_gathered_use_register(struct pd_gathered *gathered, const char *ca)
{
	for (size_t i = 0; i < gathered->register_count; i++) {
		struct pd_register_of *one = &gathered->registers[i];
		if (strcmp(one->ca, ca) != 0)
			continue;
		pd_index_join(&gathered->index, &one->index);
		gathered->has_index = true;
		if (one->number > gathered->number)
			gathered->number = one->number;
	}
	pd_index_sort(&gathered->index);
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

/* ---- databases ------------------------------------------------------------------ */

/* What the child hands over is not believed: it may have been taken over. */
static bool
read_register_line(char *line, struct pd_index *out)
{
	struct pd_index_line read;
	if (!pd_index_line_read(line, &read))
		return false;
	PD_AUTO(pd_drop_text) char *serial = pd_serial_read(read.serial);
	if (serial == NULL || *read.subject != '\0')
		return false;
	pd_index_add(out, serial, "", &read.entry);
	return true;
}

static bool
read_register_head(char *line, struct pd_register_of *out, const char **program)
{
	static const char *const known[] = {"XCA", "gnoMint"};
	char *number = line ? strchr(line, '\t') : NULL, *end;
	if (number == NULL)
		return false;
	*number++ = '\0';
	out->ca = pd_copy(line);
	out->number = strtoll(number, &end, 10);
	if (end == number || *end != '\t' || out->number < 0)
		return false;
	for (size_t i = 0; i < PD_COUNT(known); i++)
		if (strcmp(end + 1, known[i]) == 0)
			*program = known[i];
	return *program != NULL;
}

static bool
read_register(char *text, struct pd_register_of *out, const char **program)
{
	char *rest = NULL;
	char *line = strtok_r(text, "\n", &rest);
	bool good = read_register_head(line, out, program);
	while (good && (line = strtok_r(NULL, "\n", &rest)) != NULL)
		good = read_register_line(line, &out->index);
	return good;
}

static bool
take_registers(struct pd_gathered *out, const char *path, struct pd_error *error)
{
	struct pd_bundle *bundle = &out->bundle;
	size_t count = bundle->register_count;
	out->has_directory = out->has_directory || count > 0;
	out->registers = pd_grow(
		out->registers, out->register_count + count, sizeof *out->registers);
	for (size_t i = 0; i < count; i++) {
		struct pd_register_of *one = &out->registers[out->register_count++];
		*one = (struct pd_register_of){0};
		if (!read_register(bundle->registers[i], one, &out->program))
			return pd_fail(error, PD_EINPUT, path,
				_("what was read of the database contradicts itself; "
				  "it is damaged or "
				  "malicious"));
		free(bundle->registers[i]);
		bundle->registers[i] = NULL;
	}
	bundle->register_count = 0;
	return true;
}

/* What the last program did to a database that stands open, or was left in the middle of
 * something, is in a file beside it. */
static bool
check_journals(const char *path, struct pd_error *error)
{
	static const char *const ends[] = {"-journal", "-wal"};
	struct stat status;
	for (size_t i = 0; i < PD_COUNT(ends); i++) {
		PD_AUTO(pd_drop_text) char *journal = pd_format("%s%s", path, ends[i]);
		enum pd_there there = pd_there_at(AT_FDCWD, journal, &status);
		if (there == PD_THERE_UNKNOWN)
			return pd_fail_errno(
				error, PD_EIO, journal, _("cannot be looked at"));
		if (there == PD_THERE_IS && status.st_size > 0)
			return pd_fail(error, PD_EINPUT, path,
				_("the database is in use, or a program died in the "
				  "middle of a change: %s is there; open and close it "
				  "in the program that made it"),
				journal);
	}
	return true;
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
		.wanted = work->wanted | PD_WANT(PD_OBJECT_REGISTER),
	};
	if (!pd_bundle_add(&work->out->bundle, &reading, error))
		return false;
	return work->out->bundle.register_count == 0 ||
	       (check_journals(path, error) && take_registers(work->out, path, error));
}

/* In a directory the copies that openssl ca keeps of it know less than it does. One that is
 * named may be called anything. */
static bool
is_index(const struct gathering *work, const char *path)
{
	return strcmp(base_name(path), "index.txt") == 0 ||
	       (!work->inside && pd_index_text_is(path));
}

static bool
read_content(struct gathering *work, const char *path, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	if (!is_index(work, path))
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
	out->ca = pd_value_text(values, "ca");
	if (count == 0)
		return pd_common_read(
			context, values, wanted, &out->bundle, &out->from, error);
	out->from = _("the files");
	if (count == 1)
		out->from = pd_common_input(pd_value_text(values, "file"));
	for (size_t i = 0; i < count; i++) {
		const char *path = pd_value_item(values, "file", i);
		work.inside = pd_directory_is_there(path);
		out->has_directory = out->has_directory || work.inside;
		if (!pd_trust_files(path, &files, error))
			return false;
		if (work.lost.code != PD_OK)
			return pd_fail(error, work.lost.code, work.lost.input, "%s",
				work.lost.message);
	}
	pd_index_sort(&out->index);
	if (out->index.contradictions > 0)
		pd_result_warn(result,
			ngettext("%s: %zu line of the index contradicts another with "
				 "the same serial number; revoked counts, and of two "
				 "ends the later one",
				"%s: %zu lines of the index contradict others with the "
				"same serial numbers; revoked counts, and of two ends "
				"the later one",
				out->index.contradictions),
			out->from, out->index.contradictions);
	if (work.unread.size > 0)
		out->unread = pd_buffer_steal_text(&work.unread);
	return true;
}
