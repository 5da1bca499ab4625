/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/fleet/fleet_host.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "tabs/trust/trust_checked.h"

void
pd_fleet_cut(struct pd_fleet *fleet, size_t count)
{
	while (fleet->count > count) {
		struct pd_fleet_host *host = &fleet->items[--fleet->count];
		free(host->name);
		free(host->groups);
		free(host->message);
		free(host->subject);
		free(host->serial);
		free(host->fingerprint);
		free(host->place);
		free(host->problem);
	}
}

void
pd_fleet_free(struct pd_fleet *fleet)
{
	pd_fleet_cut(fleet, 0);
	free(fleet->items);
	*fleet = (struct pd_fleet){0};
}

char *
pd_fleet_name(const char *name)
{
	while (pd_ascii_is_blank(*name))
		name++;
	size_t size = strlen(name);
	while (size > 0 && pd_ascii_is_blank(name[size - 1]))
		size--;
	return pd_text_safe(name, size);
}

static int
compare_as_dns(const void *one, const void *other)
{
	const struct pd_fleet_host *first = one, *second = other;
	return pd_ascii_compare(first->name, second->name);
}

/* Ansible tells hosts apart by their letters' case; DNS does not. */
static int
compare_hosts(const void *one, const void *other)
{
	const struct pd_fleet_host *first = one, *second = other;
	int order = compare_as_dns(one, other);
	return order != 0 ? order : strcmp(first->name, second->name);
}

void
pd_fleet_sort(struct pd_fleet *fleet)
{
	if (fleet->count > 1)
		qsort(fleet->items, fleet->count, sizeof *fleet->items, compare_hosts);
}

static struct pd_fleet_host *
find_by(const struct pd_fleet *fleet, const char *name,
	int (*compare)(const void *, const void *))
{
	PD_AUTO(pd_drop_text) char *known = pd_fleet_name(name);
	const struct pd_fleet_host wanted = {.name = known};
	if (fleet->count == 0)
		return NULL;
	return bsearch(
		&wanted, fleet->items, fleet->count, sizeof *fleet->items, compare);
}

struct pd_fleet_host *
pd_fleet_find(const struct pd_fleet *fleet, const char *name)
{
	return find_by(fleet, name, compare_hosts);
}

struct pd_fleet_host *
pd_fleet_find_dns(const struct pd_fleet *fleet, const char *name)
{
	return find_by(fleet, name, compare_as_dns);
}

struct pd_fleet_host *
pd_fleet_add(struct pd_fleet *fleet, const char *name)
{
	fleet->items = pd_grow_by_one(fleet->items, fleet->count, sizeof *fleet->items);
	struct pd_fleet_host *host = &fleet->items[fleet->count++];
	*host = (struct pd_fleet_host){.name = pd_fleet_name(name),
		.groups = pd_copy(""),
		.message = pd_copy(""),
		.subject = pd_copy(""),
		.serial = pd_copy(""),
		.fingerprint = pd_copy(""),
		.place = pd_copy(""),
		.problem = pd_copy("")};
	return host;
}

void
pd_fleet_set(char **text, const char *value)
{
	free(*text);
	*text = pd_text_safe_string(value);
}

static const char *const words[] = {
	[PD_FLEET_UNKNOWN] = "",
	[PD_FLEET_OK] = "ok",
	[PD_FLEET_CHANGED] = "changed",
	[PD_FLEET_FAILED] = "failed",
	[PD_FLEET_UNREACHABLE] = "unreachable",
};

const char *
pd_fleet_word(enum pd_fleet_state state)
{
	return words[state];
}

enum pd_fleet_state
pd_fleet_state_of(const char *word)
{
	for (size_t i = 0; i < PD_COUNT(words); i++)
		if (strcmp(word, words[i]) == 0)
			return (enum pd_fleet_state)i;
	return PD_FLEET_UNKNOWN;
}

bool
pd_fleet_is_accepted(const struct pd_fleet_host *host)
{
	return pd_checked_is_accepted(host->reasons, host->problem);
}

bool
pd_fleet_is_refused(const struct pd_fleet_host *host)
{
	return !pd_fleet_is_accepted(host) && host->checked >= host->time;
}

size_t
pd_fleet_count(const struct pd_fleet *fleet, enum pd_fleet_state state)
{
	size_t count = 0;
	for (size_t i = 0; i < fleet->count; i++)
		count += fleet->items[i].state == state;
	return count;
}
