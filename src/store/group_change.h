/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_GROUP_CHANGE_H
#define PD_STORE_GROUP_CHANGE_H

#include "store/change.h"
#include "store/groups.h"
#include "store/settings/text.h"

/* Makes, changes and removes groups in the lists of settings.cfg. */

/* One group of a list. */
struct pd_group_edit {
	const char *list; /* "deploy" */
	const char
		*keys[2]; /* the members that it is known by: the first that it has */
	const char *name; /* which it is */
	const char *new_name; /* what it is called then; NULL: as it is */
	const struct pd_settings_member *members; /* to be in it; NULL: it is removed */
	pd_judge_settings *judge;                 /* the reader of this list */
};

/* Stages settings.cfg with that group made, changed or removed. PD_EUSAGE, naming name: the
 * reader refuses what it would be. PD_ESTATE: it stands in the settings of this host, which
 * are not written here, or the host locks the list, or somebody edits the file. */
bool pd_group_put(struct pd_store *store, struct pd_change *change,
	const struct pd_group_edit *edit, struct pd_error *error);

/* The same for several groups of one list, one after the other. */
bool pd_group_put_all(struct pd_store *store, struct pd_change *change,
	const struct pd_group_edit *edits, size_t count, struct pd_error *error);

/* Is the group that edit names in one of the layers? Fails where these cannot be read. */
bool pd_group_find(struct pd_store *store, const struct pd_group_edit *edit,
	bool *found, struct pd_error *error);

/* A member of the group that edit names, in whichever layer it stands, as text: a number as
 * its digits, a list as a line of words (base/arguments.h); NULL: none. free() it. */
char *pd_group_text(
	struct pd_store *store, const struct pd_group_edit *edit, const char *member);

#endif
