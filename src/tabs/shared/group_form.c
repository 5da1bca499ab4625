/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/group_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/arguments.h"
#include "base/text.h"
#include "store/settings_change.h"

enum { MOST_MEMBERS = 12 };

/* ---- which one ------------------------------------------------------------------- */

const char *
pd_group_row_name(const struct pd_group_kind *kind, const char *row)
{
	size_t size = strlen(kind->row);
	return row != NULL && strncmp(row, kind->row, size) == 0 ? row + size : NULL;
}

const char *
pd_group_typed_name(const struct pd_group_kind *kind, const struct pd_values *values)
{
	const char *typed = pd_value_text(values, kind->field);
	const char *name = pd_group_row_name(kind, typed);
	return name ? name : typed;
}

struct pd_group_edit
pd_group_edit_of(const struct pd_group_kind *kind, const char *name)
{
	return (struct pd_group_edit){.list = kind->list,
		.keys = {kind->keys[0], kind->keys[1]},
		.name = name,
		.judge = kind->judge};
}

char *
pd_group_propose(const struct pd_group_kind *kind, struct pd_context *context,
	const char *row, const char *member)
{
	const char *name = pd_group_row_name(kind, row);
	const struct pd_group_edit edit = pd_group_edit_of(kind, name);
	return name ? pd_group_text(context->store, &edit, member) : NULL;
}

char *
pd_group_propose_whole(struct pd_context *context, const char *row)
{
	(void)context;
	(void)row;
	return pd_copy("yes");
}

/* ---- writing --------------------------------------------------------------------- */

/* The members as they are to stand in the file. */
struct writing {
	struct pd_settings_member members[MOST_MEMBERS + 2];
	size_t count;
};

static void
free_writing(struct writing *writing)
{
	for (size_t i = 0; i < writing->count; i++)
		free((char *)writing->members[i].value);
}

static char *
quote_words(const char *text)
{
	PD_AUTO(pd_drop_text) char *copy = pd_copy(text);
	/* No more than every second character begins one. */
	const char **words = pd_alloc(strlen(text) / 2 + 2, sizeof *words);
	size_t count = 0;
	char *rest = copy;
	for (char *word; (word = pd_arguments_cut(&rest)) != NULL;)
		words[count++] = word;
	char *list = pd_settings_quote_list(words);
	free(words);
	return list;
}

static char *
write_member(const struct pd_group_member *member, const char *text)
{
	if (member->as == PD_AS_WORDS)
		return quote_words(text);
	return member->as == PD_AS_NUMBER ? pd_copy(text) : pd_settings_quote(text);
}

static void
add_written(struct writing *writing, const char *member, char *value)
{
	writing->members[writing->count++] = (struct pd_settings_member){member, value};
}

static void
fill_writing(const struct pd_group_kind *kind, const struct pd_values *values,
	struct writing *out)
{
	bool whole = pd_value_flag(values, "whole");
	add_written(out, kind->keys[0],
		pd_settings_quote(pd_group_typed_name(kind, values)));
	for (const struct pd_group_member *each = kind->members; each->field; each++) {
		const char *text = pd_value_text(values, each->field);
		if (whole || pd_value_is_set(values, each->field))
			add_written(out, each->member,
				text ? write_member(each, text) : NULL);
	}
}

/* Sentences about a member begin with its name, or have it before a colon: the form puts the
 * cursor on its field. */
static void
point_to_field(const struct pd_group_kind *kind, struct pd_error *error)
{
	const struct pd_error told = *error;
	if (told.code != PD_EUSAGE)
		return;
	for (const struct pd_group_member *each = kind->members; each->field; each++) {
		size_t size = strlen(each->member);
		const char *behind = told.message + size;
		if (strncmp(told.message, each->member, size) != 0 ||
			(*behind != ' ' && *behind != ':'))
			continue;
		pd_error_clear(error);
		(void)pd_fail(error, told.code, each->field, "%s",
			strncmp(behind, ": ", 2) == 0 ? behind + 2 : told.message);
		return;
	}
}

static bool
put_group(struct pd_context *context, const struct pd_group_edit *edit,
	const char *sentence, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL && pd_group_put(context->store, change, edit, error) &&
	       pd_context_end_change(change, sentence, result, error);
}

/* What the values say, to be lent to edit. */
static struct pd_group_edit
edit_as_typed(const struct pd_group_kind *kind, const struct pd_values *values,
	struct writing *writing)
{
	fill_writing(kind, values, writing);
	struct pd_group_edit edit =
		pd_group_edit_of(kind, pd_group_typed_name(kind, values));
	edit.members = writing->members;
	return edit;
}

bool
pd_group_set(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const char *sentence, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(free_writing) struct writing writing = {0};
	const struct pd_group_edit edit = edit_as_typed(kind, values, &writing);
	if (put_group(context, &edit, sentence, result, error))
		return true;
	point_to_field(kind, error);
	return false;
}

bool
pd_group_check(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_error *error)
{
	PD_AUTO(free_writing) struct writing writing = {0};
	const struct pd_group_edit edit = edit_as_typed(kind, values, &writing);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change != NULL && pd_group_put(context->store, change, &edit, error))
		return true;
	point_to_field(kind, error);
	return false;
}

char *
pd_group_planned(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const struct pd_group_member *member)
{
	const struct pd_group_edit edit =
		pd_group_edit_of(kind, pd_group_typed_name(kind, values));
	const char *text = pd_value_text(values, member->field);
	if (text != NULL)
		return pd_copy(text);
	return pd_value_flag(values, "whole") || pd_value_is_set(values, member->field)
		       ? NULL
		       : pd_group_text(context->store, &edit, member->member);
}

bool
pd_group_is_there(const struct pd_group_kind *kind, struct pd_context *context,
	const char *name, bool *there, struct pd_error *error)
{
	const struct pd_group_edit edit = pd_group_edit_of(kind, name);
	return pd_group_find(context->store, &edit, there, error);
}

char *
pd_group_propose_new_name(struct pd_context *context, const char *row)
{
	(void)context;
	const char *name = row ? strchr(row, '/') : NULL;
	return name ? pd_copy(name + 1) : NULL;
}

bool
pd_group_rename(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const char *sentence, struct pd_result *result,
	struct pd_error *error)
{
	const char *new_name = pd_value_text(values, "to");
	bool taken = false;
	if (!pd_group_is_there(kind, context, new_name, &taken, error))
		return false;
	if (taken)
		return pd_fail(error, PD_EUSAGE, "to",
			_("\"%s\" is already in use; choose another name"), new_name);
	PD_AUTO(pd_drop_text) char *quoted = pd_settings_quote(new_name);
	const struct pd_settings_member members[] = {{kind->keys[0], quoted}, {0}};
	struct pd_group_edit edit =
		pd_group_edit_of(kind, pd_group_typed_name(kind, values));
	edit.new_name = new_name;
	edit.members = members;
	return put_group(context, &edit, sentence, result, error);
}

bool
pd_group_remove(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const char *sentence, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_group_edit edit =
		pd_group_edit_of(kind, pd_group_typed_name(kind, values));
	return put_group(context, &edit, sentence, result, error);
}
