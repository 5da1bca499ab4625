/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_INDEX_H
#define PD_TABS_SSL_SSL_INDEX_H

#include "operation/context.h"

/* The index of a CA: what it has issued that is known here by its serial number alone, from
 * a revocation list or an index.txt, beside the register (ssl_issued.h), which has the
 * certificates. One file for each CA, ssl/index/KEYID.txt, as lists of a million are real.
 * That it is there, even if empty, says that nothing else was revoked before. */

struct pd_index_entry {
	uint32_t serial, subject; /* where they stand in the text of the index */
	int64_t not_after : 40;   /* 0: not known */
	int64_t revoked_at : 40;  /* 0: it is not */
	int64_t invalidity : 40;  /* since when its key is suspect; 0: not told */
	unsigned reason : 7;      /* its code */
	bool dropped : 1;         /* not to be kept, as it is in the register */
} __attribute__((packed));

struct pd_index {
	struct pd_buffer text; /* strings, each with its NUL */
	struct pd_index_entry *items;
	size_t count;
	size_t contradictions; /* entries of one serial number that said different things */
	bool is_kept;          /* its file is there */
	bool is_sorted;        /* as far as it goes */
};
void pd_index_free(struct pd_index *index); /* leaves it empty; PD_AUTO fits */

/* What is lent to visit, in the order of serial numbers; entry's own two offsets are not
 * used. */
struct pd_index_line {
	const char *serial, *subject;
	struct pd_index_entry entry;
};
typedef bool pd_index_visit(
	void *load, const struct pd_index_line *line, struct pd_error *error);

/* Reads a line of the file, which is split for it and lent: serial number, when revoked, reason,
 * invalidity date, end, subject; tabs between them. */
bool pd_index_line_read(char *line, struct pd_index_line *out);

/* Visits the entries of an index that is sorted, but for dropped ones, until one fails. */
bool pd_index_each(const struct pd_index *index, pd_index_visit *visit, void *load,
	struct pd_error *error);

/* The same of what is kept for the CA with this key; nothing if there is no index. It is
 * read line by line, as a million are more than one wants in memory. PD_ESTORE names the
 * line that cannot be read. */
bool pd_index_each_kept(struct pd_context *context, const char *ca,
	pd_index_visit *visit, void *load, struct pd_error *error);

/* That of the CA with this key; empty if there is none. PD_ESTORE names the line that cannot
 * be read. */
bool pd_index_load(struct pd_context *context, const char *ca, struct pd_index *out,
	struct pd_error *error);
bool pd_index_is_kept(struct pd_context *context, const char *ca);

/* What is looked for in it. */
struct pd_index_looking {
	const char *serial;
	pd_index_visit *visit; /* gets its line; may be NULL */
	void *load;
	bool is_there; /* the answer */
};
bool pd_index_look(struct pd_context *context, const char *ca,
	struct pd_index_looking *looking, struct pd_error *error);

/* Sorts it and stages it. */
bool pd_index_put(struct pd_change *change, const char *ca, struct pd_index *index,
	struct pd_error *error);

/* Adds entries to what is kept, which is read and staged line by line: a million are in memory
 * once at most. */
struct pd_index_addition {
	struct pd_index *index; /* those, as pd_index_sort joins them to the kept */
	const struct pd_index
		*gone;  /* sorted; what is dropped in it is kept no longer */
	size_t revoked; /* the answer: how many are revoked that were not before */
	size_t numbers; /* and how many serial numbers are new, and not revoked */
};
bool pd_index_add_kept(struct pd_context *context, struct pd_change *change,
	const char *ca, struct pd_index_addition *addition, struct pd_error *error);

/* Appends an entry; its serial and subject are taken from the two texts. What is told twice
 * becomes one when the index is sorted: revoked once is revoked, as it was told first. */
void pd_index_add(struct pd_index *index, const char *serial, const char *subject,
	const struct pd_index_entry *entry);
void pd_index_sort(struct pd_index *index);
/* Appends the entries of other but for dropped ones, and leaves that empty. Where there are none
 * before, it just becomes the other. */
void pd_index_join(struct pd_index *index, struct pd_index *other);

/* Lent. find: NULL if it is not there; the index has to be sorted. */
const char *pd_index_text(const struct pd_index *index, size_t offset);
struct pd_index_entry *pd_index_find(const struct pd_index *index, const char *serial);

#endif
