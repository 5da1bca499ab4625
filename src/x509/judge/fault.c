/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/fault.h"

#include <stdlib.h>

#include "base/text.h"

void
pd_faults_add(struct pd_faults *faults, enum pd_rule rule,
	const struct pd_certificate *by, const char *name)
{
	faults->items =
		pd_grow(faults->items, faults->count + 1, sizeof *faults->items);
	faults->items[faults->count++] = (struct pd_fault){
		.rule = rule, .by = by, .name = name ? pd_copy(name) : NULL};
}

void
pd_faults_free(struct pd_faults *faults)
{
	for (size_t i = 0; i < faults->count; i++)
		free(faults->items[i].name);
	free(faults->items);
	*faults = (struct pd_faults){0};
}
