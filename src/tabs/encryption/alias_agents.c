/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/alias_agents.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
#include "store/names.h"

enum { MOST_AGENTS = 1000, LONGEST_ID = 255 };

/* The next id of the list, without blanks around it; NULL: no more. free() it. */
static char *
next_agent(const char **at)
{
	if (*at == NULL)
		return NULL;
	const char *begin = *at + strspn(*at, " ");
	size_t size = strcspn(begin, ",");
	*at = begin[size] == ',' ? begin + size + 1 : NULL;
	while (size > 0 && begin[size - 1] == ' ')
		size--;
	return pd_copy_bytes(begin, size);
}

static bool
is_agent_id(const char *id)
{
	size_t size = strlen(id);
	if (size == 0 || size > LONGEST_ID || strchr(".-", id[0]) != NULL ||
		strchr(".-", id[size - 1]) != NULL)
		return false;
	for (const char *c = id; *c != '\0'; c++)
		if (!pd_ascii_is_alphanumeric(*c) && strchr("._-", *c) == NULL)
			return false;
	return true;
}

bool
pd_agents_check(const char *text, const char *name, struct pd_error *error)
{
	size_t count = 0;
	for (const char *at = text; at != NULL;) {
		PD_AUTO(pd_drop_text) char *id = next_agent(&at);
		PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(id);
		if (!is_agent_id(id) || ++count > MOST_AGENTS)
			return pd_fail(error, PD_EUSAGE, name,
				_("\"%.100s\" cannot be the id of an agent; write "
				  "letters, "
				  "digits, . _ and -, with commas between ids: "
				  "agent-01,agent-02"),
				safe);
	}
	return true;
}

char *
pd_agents_order(const char *text)
{
	PD_AUTO(pd_names_free) struct pd_names ids = {0};
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	for (const char *at = text != NULL && *text != '\0' ? text : NULL;
		at != NULL;) {
		PD_AUTO(pd_drop_text) char *id = next_agent(&at);
		pd_names_add(&ids, id);
	}
	pd_names_sort(&ids);
	for (size_t i = 0; i < ids.count; i++)
		if (i == 0 || strcmp(ids.items[i - 1], ids.items[i]) != 0)
			pd_buffer_add_format(
				&out, "%s%s", i > 0 ? "," : "", ids.items[i]);
	return ids.count > 0 ? pd_buffer_steal_text(&out) : NULL;
}
