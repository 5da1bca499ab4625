/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/output.h"

#include <string.h>

#include "base/array.h"
#include "base/there/there.h"

enum { PUBLIC_FILE = 0644 };

bool
pd_output_commit(
	struct pd_replacement *set, struct pd_result *result, struct pd_error *error)
{
	if (!pd_doubts_are_none(error) || !pd_result_admit(result, error) ||
		!pd_replacement_commit(set, error))
		return false;
	for (;;) {
		PD_AUTO(pd_drop_text) char *note = pd_replacement_note(set);
		if (note == NULL)
			return true;
		pd_result_warn(result, "%s", note);
	}
}

void
pd_output_keep(struct pd_replacement *set, struct pd_result *result)
{
	struct pd_error problem = {0};
	if (!pd_replacement_keep(set, &problem))
		pd_result_warn(result, "%s: %s", problem.input, problem.message);
}

bool
pd_output_write(const char *path, struct pd_bytes content, mode_t mode,
	enum pd_replace replace, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	const struct pd_new_file file = {
		.path = path, .content = content, .mode = mode, .replace = replace};
	if (!pd_replacement_add(&set, &file, error) ||
		!pd_output_commit(&set, result, error))
		return false;
	pd_output_keep(&set, result);
	return true;
}

/* false: it is not meant for standard output. */
static bool
took_as_output(const char *path, struct pd_bytes content, struct pd_result *result)
{
	if (strcmp(path, "-") != 0)
		return false;
	pd_secret_add(&result->output, content.data, content.size);
	result->has_output = true;
	return true;
}

bool
pd_common_write(const struct pd_context *context, const char *path,
	struct pd_bytes content, mode_t mode, struct pd_result *result,
	struct pd_error *error)
{
	return took_as_output(path, content, result) ||
	       pd_output_write(path, content, mode,
		       context->may_replace ? PD_REPLACE : PD_KEEP, result, error);
}

bool
pd_common_write_with(struct pd_replacement *set, const struct pd_context *context,
	const char *path, struct pd_bytes content, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_new_file file = {.path = path,
		.content = content,
		.mode = PUBLIC_FILE,
		.replace = context->may_replace ? PD_REPLACE : PD_KEEP};
	return took_as_output(path, content, result) ||
	       (pd_replacement_add(set, &file, error) &&
		       pd_output_commit(set, result, error));
}

char *
pd_output_follow_format(struct pd_context *context, const struct pd_values *values)
{
	static const char *const ends[][2] = {
		{".p12", "p12"}, {".pfx", "p12"}, {".der", "der"}, {".cer", "der"}};
	const char *file = pd_value_text(values, "file");
	const char *end = file ? strrchr(file, '.') : NULL;
	(void)context;
	for (size_t i = 0; end != NULL && i < PD_COUNT(ends); i++)
		if (strcmp(end, ends[i][0]) == 0)
			return pd_copy(ends[i][1]);
	return NULL;
}
