/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_MAPPING_H
#define PD_TESTS_MAPPING_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* The line VmFlags of the mapping that holds this address: " dd" is in it where that stays out
 * of core dumps, " lo" where it is locked. Empty where there is none, as in programs that
 * qemu runs. */
static inline void
mapping_flags(const void *address, char *line, size_t size)
{
	FILE *maps = fopen("/proc/self/smaps", "re");
	uintptr_t from, to;
	bool inside = false;
	*line = '\0';
	while (maps != NULL && fgets(line, (int)size, maps) != NULL) {
		if (sscanf(line, "%" SCNxPTR "-%" SCNxPTR " ", &from, &to) == 2)
			inside = (uintptr_t)address >= from && (uintptr_t)address < to;
		else if (inside && strncmp(line, "VmFlags:", 8) == 0)
			break;
		*line = '\0';
	}
	if (maps != NULL)
		(void)fclose(maps);
}

#endif
