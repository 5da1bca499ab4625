/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PD_TABS_SSL_SSL_INDEX_H
#define PD_TABS_SSL_SSL_INDEX_H

#include "operation/context.h"

/* The index of a CA: what it has issued that is known here by its serial number alone, from
 * a revocation list or an index.txt, beside the register (ssl_issued.h), which has the
 * certificates. One file for each CA, ssl/index/KEYID.txt, as lists of a million are real.
 * That it is there, even if empty, says that nothing else was revoked before. */

struct pd_index_entry {
	size_t serial, subject; /* where they stand in the text of the index */
	int64_t not_after;      /* 0: not known */
	int64_t revoked_at;     /* 0: it is not */
	int64_t invalidity;     /* since when its key is suspect; 0: not told */
	int reason;             /* its code */
	bool dropped;           /* it is in the register now */
};

struct pd_index {
	struct pd_buffer text; /* strings, each with its NUL */
	struct pd_index_entry *items;
	size_t count;
	bool is_kept; /* its file is there */
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

/* Visits the entries of an index that is sorted, until one fails. */
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

/* Sorts it and stages it. */
bool pd_index_put(struct pd_change *change, const char *ca, struct pd_index *index,
	struct pd_error *error);

/* Appends an entry; its serial and subject are taken from the two texts. What is told twice
 * becomes one when the index is sorted: revoked once is revoked, as it was told first. */
void pd_index_add(struct pd_index *index, const char *serial, const char *subject,
	const struct pd_index_entry *entry);
void pd_index_sort(struct pd_index *index);

/* Lent. find: NULL if it is not there; the index has to be sorted. */
const char *pd_index_text(const struct pd_index *index, size_t offset);
struct pd_index_entry *pd_index_find(const struct pd_index *index, const char *serial);

#endif
