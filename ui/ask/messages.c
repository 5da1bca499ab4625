/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/ask/messages.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/text.h"

enum { KEPT = 200 };

void
pd_messages_add(struct pd_messages *messages, const char *text)
{
	if (messages->count == KEPT) {
		free(messages->items[0]);
		memmove(messages->items, messages->items + 1,
			(KEPT - 1) * sizeof *messages->items);
		messages->count--;
	}
	messages->items =
		pd_grow(messages->items, messages->count + 1, sizeof *messages->items);
	messages->items[messages->count++] = pd_copy(text);
}

void
pd_messages_free(struct pd_messages *messages)
{
	for (size_t i = 0; i < messages->count; i++)
		free(messages->items[i]);
	free(messages->items);
	*messages = (struct pd_messages){0};
}

char *
pd_error_words(const struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *input = pd_text_safe_string(error->input);
	return *input != '\0' ? pd_format("%s: %s", input, error->message)
			      : pd_text_sentence(error->message);
}
