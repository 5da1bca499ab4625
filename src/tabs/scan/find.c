/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/find.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

void
pd_find_add(struct pd_find *find, char marker, const char *word, const char *brief,
	char *sentence)
{
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(sentence);
	free(sentence);
	for (size_t i = 0; i < find->fault_count; i++)
		if (strcmp(find->faults[i].word, word) == 0 &&
			strcmp(find->faults[i].sentence, safe) == 0)
			return;
	find->faults =
		pd_grow_by_one(find->faults, find->fault_count, sizeof *find->faults);
	size_t at = find->fault_count++;
	for (; at > 0 && marker == 'x' && find->faults[at - 1].marker != 'x'; at--)
		find->faults[at] = find->faults[at - 1];
	find->faults[at] = (struct pd_scan_fault){word, brief, pd_steal(safe), marker};
	if (marker == 'x' || find->marker == ' ')
		find->marker = marker;
}
