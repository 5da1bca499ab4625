/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_UI_ASK_MESSAGES_H
#define PD_UI_ASK_MESSAGES_H

#include "base/error.h"

#include <stddef.h>

/* The messages so far, oldest first; only the most recent are kept. Starts as {0}. */
struct pd_messages {
	char **items;
	size_t count;
};

void pd_messages_add(struct pd_messages *messages, const char *text); /* copied */
void pd_messages_free(struct pd_messages *messages);                  /* {0} again */

/* What to say about an error: its message after the input at fault, or made into a
 * sentence if there is none; free() it. */
char *pd_error_words(const struct pd_error *error);

#endif
