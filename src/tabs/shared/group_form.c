/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/group_form.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/settings_change.h"

enum { MOST_MEMBERS = 12, MOST_WORDS = 100 };

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

char *
pd_group_propose(const struct pd_group_kind *kind, struct pd_context *context,
	const char *row, const char *member)
{
	const char *name = pd_group_row_name(kind, row);
	const struct pd_group_edit edit = {.list = kind->list,
		.keys = {kind->keys[0], kind->keys[1]},
		.name = name};
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

/* Words are parted by blanks. */
static char *
quote_words(const char *text)
{
	char *words[MOST_WORDS + 1] = {0};
	size_t count = 0;
	PD_AUTO(pd_drop_text) char *copy = pd_copy(text);
	char *rest = copy;
	for (char *word; (word = strsep(&rest, " ")) != NULL && count < MOST_WORDS;)
		if (*word != '\0')
			words[count++] = word;
	return pd_settings_quote_list((const char *const *)words);
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
		if (text != NULL || whole)
			add_written(out, each->member,
				text ? write_member(each, text) : NULL);
	}
}

static bool
put_group(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_group_edit *edit, const char *sentence,
	struct pd_result *result, struct pd_error *error)
{
	struct pd_group_edit whole = *edit;
	whole.list = kind->list;
	whole.keys[0] = kind->keys[0];
	whole.keys[1] = kind->keys[1];
	whole.judge = kind->judge;
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	return change != NULL && pd_group_put(context->store, change, &whole, error) &&
	       pd_context_end_change(change, sentence, result, error);
}

bool
pd_group_set(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const char *sentence, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(free_writing) struct writing writing = {0};
	fill_writing(kind, values, &writing);
	const struct pd_group_edit edit = {
		.name = pd_group_typed_name(kind, values), .members = writing.members};
	return put_group(kind, context, &edit, sentence, result, error);
}

bool
pd_group_remove(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const char *sentence, struct pd_result *result,
	struct pd_error *error)
{
	const struct pd_group_edit edit = {.name = pd_group_typed_name(kind, values)};
	return put_group(kind, context, &edit, sentence, result, error);
}
