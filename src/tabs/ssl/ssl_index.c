/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_index.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/write/revocation_write.h"

void
pd_index_free(struct pd_index *index)
{
	pd_buffer_free(&index->text);
	free(index->items);
	*index = (struct pd_index){0};
}

const char *
pd_index_text(const struct pd_index *index, size_t offset)
{
	return (const char *)index->text.data + offset;
}

static size_t
add_index_text(struct pd_index *index, const char *text)
{
	size_t at = index->text.size;
	pd_buffer_add(&index->text, text, strlen(text) + 1);
	return at;
}

void
pd_index_add(struct pd_index *index, const char *serial, const char *subject,
	const struct pd_index_entry *entry)
{
	index->items = pd_grow_by_one(index->items, index->count, sizeof *index->items);
	struct pd_index_entry *new = &index->items[index->count++];
	*new = *entry;
	new->serial = add_index_text(index, serial);
	new->subject = add_index_text(index, subject);
}

/* ---- order -------------------------------------------------------------------------- */

static int
compare_serials(const void *one, const void *other, void *index)
{
	const struct pd_index_entry *a = one, *b = other;
	int order = strcmp(
		pd_index_text(index, a->serial), pd_index_text(index, b->serial));
	return order != 0 ? order : (a->serial > b->serial) - (a->serial < b->serial);
}

/* A hold may have ended in a revocation; nothing else changes its reason. */
static void
join_entries(const struct pd_index *index, struct pd_index_entry *one,
	const struct pd_index_entry *other)
{
	bool held = one->revoked_at != 0 && one->reason == PD_REASON_HOLD;
	if (other->revoked_at != 0 && (one->revoked_at == 0 || held)) {
		one->reason = other->reason;
		one->revoked_at = other->revoked_at;
	}
	if (one->invalidity == 0)
		one->invalidity = other->invalidity;
	if (one->not_after == 0)
		one->not_after = other->not_after;
	if (*pd_index_text(index, one->subject) == '\0')
		one->subject = other->subject;
	one->dropped = one->dropped || other->dropped;
}

void
pd_index_sort(struct pd_index *index)
{
	size_t kept = 0;
	if (index->count == 0)
		return;
	qsort_r(index->items, index->count, sizeof *index->items, compare_serials,
		index);
	for (size_t i = 0; i < index->count; i++) {
		struct pd_index_entry *entry = &index->items[i];
		struct pd_index_entry *last = kept > 0 ? &index->items[kept - 1] : NULL;
		if (last != NULL && strcmp(pd_index_text(index, last->serial),
					    pd_index_text(index, entry->serial)) == 0)
			join_entries(index, last, entry);
		else
			index->items[kept++] = *entry;
	}
	index->count = kept;
}

struct pd_index_entry *
pd_index_find(const struct pd_index *index, const char *serial)
{
	size_t low = 0, high = index->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(
			pd_index_text(index, index->items[middle].serial), serial);
		if (order == 0)
			return &index->items[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* ---- the file ------------------------------------------------------------------------ */

/* serial, when revoked, reason, invalidity date, end, subject; tabs between them. */
enum { CELLS = 6 };

static char *
name_index_file(const char *ca)
{
	return pd_format("ssl/index/%s.txt", ca);
}

bool
pd_index_is_kept(struct pd_context *context, const char *ca)
{
	PD_AUTO(pd_drop_text) char *path = name_index_file(ca);
	return pd_store_has(context->store, path);
}

static bool
read_number(const char *text, int64_t *out)
{
	char *end;
	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0';
}

/* Splits a line that ends in NUL. */
static bool
read_index_line(char *line, struct pd_index_line *out)
{
	char *cells[CELLS];
	struct pd_index_entry *entry = &out->entry;
	for (size_t i = 0; i < CELLS; i++) {
		cells[i] = line;
		line = strchr(line, '\t');
		if ((line == NULL) != (i == CELLS - 1))
			return false;
		if (line != NULL)
			*line++ = '\0';
	}
	*entry = (struct pd_index_entry){.reason = pd_reason_code(cells[2])};
	out->serial = cells[0];
	out->subject = cells[5];
	return *cells[0] != '\0' && entry->reason >= 0 &&
	       read_number(cells[1], &entry->revoked_at) &&
	       read_number(cells[3], &entry->invalidity) &&
	       read_number(cells[4], &entry->not_after);
}

struct lines {
	FILE *file;
	const char *shown;
	char *line; /* of getline */
	size_t room, number;
	struct pd_buffer before; /* the serial number of the last entry; empty: none */
};

static void
close_lines(struct lines *lines)
{
	free(lines->line);
	pd_buffer_free(&lines->before);
	if (lines->file != NULL)
		(void)fclose(lines->file);
}

/* Ends the line in NUL; false at the end of the file, or if it cannot be read: *cut says
 * that a line has no end, or a NUL before it. */
static bool
next_index_line(struct lines *lines, bool *cut)
{
	lines->number++;
	ssize_t got = getline(&lines->line, &lines->room, lines->file);
	if (got <= 0)
		return false;
	size_t size = strcspn(lines->line, "\n");
	*cut = size + 1 != (size_t)got;
	lines->line[size] = '\0';
	return !*cut;
}

static bool
visit_line(
	struct lines *lines, pd_index_visit *visit, void *load, struct pd_error *error)
{
	struct pd_index_line line;
	bool good = read_index_line(lines->line, &line) &&
		    strcmp(pd_buffer_text(&lines->before), line.serial) < 0;
	if (!good) {
		PD_AUTO(pd_drop_text)
		char *place = pd_format("%s:%zu", lines->shown, lines->number);
		return pd_fail(error, PD_ESTORE, place,
			_("this line cannot be read, or is not in its place by its "
			  "serial number; restore the file from a backup"));
	}
	pd_buffer_cut(&lines->before, 0);
	pd_buffer_add_text(&lines->before, line.serial);
	return visit(load, &line, error);
}

bool
pd_index_each_kept(struct pd_context *context, const char *ca, pd_index_visit *visit,
	void *load, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = name_index_file(ca);
	PD_AUTO(pd_drop_text)
	char *shown = pd_format("%s/%s", pd_store_path(context->store), path);
	if (!pd_store_has(context->store, path))
		return true;
	int open = pd_store_open_file(context->store, path, error);
	if (open < 0)
		return false;
	PD_AUTO(close_lines) struct lines lines = {.shown = shown};
	lines.file = fdopen(open, "r");
	if (lines.file == NULL)
		pd_out_of_memory();
	bool cut = false;
	while (next_index_line(&lines, &cut))
		if (*lines.line != '#' && !visit_line(&lines, visit, load, error))
			return false;
	if (cut)
		return pd_fail(error, PD_ESTORE, shown,
			_("its last line is cut off; restore it from a backup"));
	return !ferror(lines.file) ||
	       pd_fail_errno(error, PD_EIO, shown, _("cannot be read"));
}

static bool
keep_line(void *load, const struct pd_index_line *line, struct pd_error *error)
{
	(void)error;
	pd_index_add(load, line->serial, line->subject, &line->entry);
	return true;
}

bool
pd_index_load(struct pd_context *context, const char *ca, struct pd_index *out,
	struct pd_error *error)
{
	PD_AUTO(pd_index_free) struct pd_index index = {0};
	if (!pd_index_each_kept(context, ca, keep_line, &index, error))
		return false;
	index.is_kept = pd_index_is_kept(context, ca);
	*out = index;
	index = (struct pd_index){0};
	return true;
}

bool
pd_index_each(const struct pd_index *index, pd_index_visit *visit, void *load,
	struct pd_error *error)
{
	for (size_t i = 0; i < index->count; i++) {
		const struct pd_index_entry *entry = &index->items[i];
		const struct pd_index_line line = {pd_index_text(index, entry->serial),
			pd_index_text(index, entry->subject), *entry};
		if (!visit(load, &line, error))
			return false;
	}
	return true;
}

/* A tab or a line's end in a subject would be another cell or line. */
static void
write_index_line(const struct pd_index *index, const struct pd_index_entry *entry,
	struct pd_buffer *out)
{
	pd_buffer_add_format(out, "%s\t%lld\t%s\t%lld\t%lld\t",
		pd_index_text(index, entry->serial), (long long)entry->revoked_at,
		pd_reason_name(entry->reason), (long long)entry->invalidity,
		(long long)entry->not_after);
	for (const char *c = pd_index_text(index, entry->subject); *c != '\0'; c++)
		pd_buffer_add_byte(out, (unsigned char)(*c < ' ' ? ' ' : *c));
	pd_buffer_add_byte(out, '\n');
}

bool
pd_index_put(struct pd_change *change, const char *ca, struct pd_index *index,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = name_index_file(ca);
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	pd_index_sort(index);
	pd_buffer_add_text(&text, "# serial, revoked at, reason, invalidity date, not "
				  "after, subject\n");
	for (size_t i = 0; i < index->count; i++)
		if (!index->items[i].dropped)
			write_index_line(index, &index->items[i], &text);
	return pd_change_put_file(change, path, pd_buffer_bytes(&text), error);
}
