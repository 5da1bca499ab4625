/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_SCAN_GROUND_H
#define PD_SCAN_GROUND_H

#include <stdatomic.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/memory.h"
#include "store/names.h"

/* The files that a scan looks at: all below one root, out of which no link leads, and no more
 * of them, in bytes and in seconds than it was given. Nothing is written, no pipe or device
 * opened, no file of the kernel (/proc) read. What could not be read is kept, to be told. */

struct pd_ground_limits {
	size_t looks; /* at names; 0: none is left */
	size_t bytes; /* that are read */
	long seconds;
};

/* Something that was not read, and why, a phrase; both safe to show. */
struct pd_unread {
	char *path, *why;
};

struct pd_ground {
	char *root; /* "/" or a folder */
	int descriptor;
	struct pd_ground_limits left;
	int64_t deadline;
	bool everywhere; /* on other file systems too */
	const atomic_bool *cancelled;
	struct pd_unread *unread;
	size_t unread_count, unread_more; /* of the first ones; how many more */
	bool is_over;                     /* the limits are reached, and that is told */
};

/* root NULL is "/". PD_EINPUT, naming it: it cannot be opened, or the kernel cannot keep
 * links below it (Linux before 5.6). */
bool pd_ground_open(const char *root, struct pd_ground *out, struct pd_error *error);
void pd_ground_free(struct pd_ground *ground); /* PD_AUTO fits */

/* Is there nothing left of the limits, or was it cancelled? Told once. */
bool pd_ground_is_over(struct pd_ground *ground);

/* Notes that path was not read, by errno or for that reason. */
void pd_ground_note(struct pd_ground *ground, const char *path, const char *why);
void pd_ground_note_number(struct pd_ground *ground, const char *path, int number);

/* What is at the path, which begins with '/': 0, or errno. */
int pd_ground_look(struct pd_ground *ground, const char *path, struct stat *status);

/* A regular file of at most limit bytes: 0, or errno; EFBIG where it is larger, EINVAL where
 * it is no regular file of a disk. head: of a file that does not begin like a certificate or
 * key, ENODATA, and only the beginning is read. */
enum pd_ground_want { PD_GROUND_ANY, PD_GROUND_CERTIFICATES };
int pd_ground_read(struct pd_ground *ground, const char *path, size_t limit,
	enum pd_ground_want want, struct pd_secret *out);

/* The names in a folder, sorted; without . and .. 0, or errno. */
int pd_ground_list(struct pd_ground *ground, const char *path, struct pd_names *out);

/* Where the path leads when its links are followed, from the root on; NULL: nowhere. free()
 * it. */
char *pd_ground_real(struct pd_ground *ground, const char *path);

/* May others than owner and group read the file, and search all folders that lead there? */
bool pd_ground_is_open(struct pd_ground *ground, const char *path);

/* Is a link at the end of the path? */
bool pd_ground_is_link(struct pd_ground *ground, const char *path);

#endif
