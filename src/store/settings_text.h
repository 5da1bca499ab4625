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

#endif
