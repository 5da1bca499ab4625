/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_STORE_SETTINGS_TEXT_H
#define PD_STORE_SETTINGS_TEXT_H

#include "base/buffer.h"

/* The text of settings.cfg, which people write: a value is exchanged in it and all else
 * stays, byte for byte: comments, order, blank lines. It finds values as libconfig's
 * grammar has them and does not judge them; whoever writes the outcome reads it back. */

/* Appends text to out, with the value of name replaced by value, both as they stand in
 * the file (value: "\"high\"", "[ \"alice\" ]"). group: name is a member of this group
 * at the top; NULL: name is at the top itself. What is missing is put at the end. */
void pd_settings_text_set(const char *text, const char *group, const char *name,
	const char *value, struct pd_buffer *out);

/* The same without it. */
void pd_settings_text_remove(
	const char *text, const char *group, const char *name, struct pd_buffer *out);

/* A member of a group of a list, deploy = ( { ... }, { ... } ): value is as it stands in
 * the file; NULL: it goes. The last has no name. */
struct pd_settings_member {
	const char *name;
	const char *value;
};

/* Appends text to out, with these members in the group of that index in the list; behind
 * the last one a new group is added, and the list where there is none. What else is in the
 * group stays. */
void pd_settings_text_set_group(const char *text, const char *list, size_t index,
	const struct pd_settings_member *members, struct pd_buffer *out);

/* The same without that group. */
void pd_settings_text_remove_group(
	const char *text, const char *list, size_t index, struct pd_buffer *out);

#endif
