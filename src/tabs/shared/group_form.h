/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SHARED_GROUP_FORM_H
#define PD_TABS_SHARED_GROUP_FORM_H

#include "operation/operation.h"
#include "store/group_change.h"

/* Groups in the lists of settings.cfg as operations: deploy targets, hooks and profiles are
 * made, changed and removed alike. */

enum pd_written { PD_AS_TEXT, PD_AS_NUMBER, PD_AS_WORDS };

struct pd_group_member {
	const char *field, *member; /* of the form, in settings.cfg */
	enum pd_written as;
};

struct pd_group_kind {
	const char *list;         /* "deploy" */
	const char *keys[2];      /* the members that one is known by */
	const char *field;        /* the field for that */
	const char *row;          /* what the ids of its rows begin with: "target/" */
	pd_judge_settings *judge; /* the reader of the list */
	const struct pd_group_member *members; /* the others; ends with a NULL field */
};

/* What the row, or what was typed in place of it, names; NULL: row is of another kind. The
 * second takes a typed name as it is. Borrowed. */
const char *pd_group_row_name(const struct pd_group_kind *kind, const char *row);
const char *pd_group_typed_name(
	const struct pd_group_kind *kind, const struct pd_values *values);

/* For group_change.h: what is to be done to the one of that name, which is lent. */
struct pd_group_edit pd_group_edit_of(
	const struct pd_group_kind *kind, const char *name);

/* For forms: a member of the group whose row is selected, as text; NULL: none. free() it. */
char *pd_group_propose(const struct pd_group_kind *kind, struct pd_context *context,
	const char *row, const char *member);

/* Is there one of that name? Fails where the settings cannot be read. */
bool pd_group_is_there(const struct pd_group_kind *kind, struct pd_context *context,
	const char *name, bool *there, struct pd_error *error);

/* Makes or changes the one that the values name, as one change; sentence tells it. A member
 * goes whose field has an empty value; one without a value stays as it is, unless the flag
 * "whole" is set: then it goes, too. */
bool pd_group_set(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const char *sentence, struct pd_result *result,
	struct pd_error *error);

/* For previews: would pd_group_set do that? Nothing is changed. */
bool pd_group_check(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_error *error);

/* For previews: what the member would be then, as text; NULL: none. free() it. */
char *pd_group_planned(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const struct pd_group_member *member);

/* Gives it the name that the field "to" has, as one change, where it stands. PD_EUSAGE: there
 * is one of that name. */
bool pd_group_rename(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const char *sentence, struct pd_result *result,
	struct pd_error *error);

/* Removes it, as one change. */
bool pd_group_remove(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, const char *sentence, struct pd_result *result,
	struct pd_error *error);

/* For the field "to": a form begins with the name as it is. */
char *pd_group_propose_new_name(struct pd_context *context, const char *row);

/* For the field "whole": a form shows all, so what is empty there is to go. */
char *pd_group_propose_whole(struct pd_context *context, const char *row);

/* clang-format off */
#define PD_FIELD_MEMBER(name_, label_, propose_, help_) \
	{.name = name_, .label = label_, .kind = PD_FIELD_TEXT, .flags = PD_EMPTIES, .propose = propose_, \
	 .help = help_}
#define PD_FIELD_NEW_NAME(check_, help_) \
	{.name = "to", .label = N_("New name"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ARGUMENT, \
	 .propose = pd_group_propose_new_name, .check = check_, .help = help_}
#define PD_FIELD_WHOLE \
	{.name = "whole", .label = N_("Replace all"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND, \
	 .propose = pd_group_propose_whole, \
	 .help = N_("Remove what is not given, instead of keeping it")}
/* clang-format on */

#endif
