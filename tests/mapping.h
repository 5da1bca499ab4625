/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TESTS_MAPPING_H
#define PD_TESTS_MAPPING_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Reads the line VmFlags of the mapping that holds this address; empty where there is none. */
static inline void
mapping_read_flags(const void *address, char *line, size_t size)
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

/* The same: " dd" is in it where the mapping stays out of core dumps, " lo" where it is locked.
 * Empty where these are not shown, or not as they are: qemu has a line of its own. */
static inline void
mapping_flags(const void *address, char *line, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *known = mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool shown = known != MAP_FAILED && madvise(known, page, MADV_DONTDUMP) == 0;
	if (shown)
		mapping_read_flags(known, line, size);
	if (known != MAP_FAILED)
		(void)munmap(known, page);
	if (shown && strstr(line, " dd") != NULL)
		mapping_read_flags(address, line, size);
	else
		*line = '\0';
}

#endif
