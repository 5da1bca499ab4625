/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_index.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/lines.h"
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

static uint32_t
add_index_text(struct pd_index *index, const char *text)
{
	size_t at = index->text.size;
	if (at > UINT32_MAX)
		pd_out_of_memory();
	pd_buffer_add(&index->text, text, strlen(text) + 1);
	return (uint32_t)at;
}

void
pd_index_add(struct pd_index *index, const char *serial, const char *subject,
	const struct pd_index_entry *entry)
{
	index->items = pd_grow_by_one(index->items, index->count, sizeof *index->items);
	struct pd_index_entry *new = &index->items[index->count++];
	*new = *entry;
	/* Whole lists have no such entry (RFC 5280 5.3.1); OpenSSL takes it for none. */
	if (new->reason == PD_REASON_REMOVE)
		new->reason = PD_REASON_UNSPECIFIED;
	new->serial = add_index_text(index, serial);
	/* Mostly there is none: the NUL of the serial number is that as well. */
	new->subject = *subject ? add_index_text(index, subject)
				: (uint32_t)(index->text.size - 1);
	index->is_sorted = false;
}

void
pd_index_join(struct pd_index *index, struct pd_index *other)
{
	bool is_kept = index->is_kept;
	if (index->count == 0) {
		struct pd_index empty = *index;
		*index = *other;
		*other = empty;
		index->is_kept = is_kept;
	}
	for (size_t i = 0; i < other->count; i++) {
		const struct pd_index_entry *entry = &other->items[i];
		if (entry->dropped)
			continue;
		pd_index_add(index, pd_index_text(other, entry->serial),
			pd_index_text(other, entry->subject), entry);
	}
	pd_index_free(other);
}

/* ---- order -------------------------------------------------------------------------- */

static int
compare_indexed(const struct pd_index *index, const struct pd_index_entry *a,
	const struct pd_index_entry *b)
{
	int order = strcmp(
		pd_index_text(index, a->serial), pd_index_text(index, b->serial));
	return order != 0 ? order : (a->serial > b->serial) - (a->serial < b->serial);
}

static int
compare_ordered(const void *one, const void *other, void *index)
{
	const uint32_t *a = one, *b = other;
	const struct pd_index_entry *items = ((const struct pd_index *)index)->items;
	return compare_indexed(index, &items[*a], &items[*b]);
}

/* Brings each entry to its place; order says whose that is. */
static void
move_entries(struct pd_index_entry *items, uint32_t *order, size_t count)
{
	for (uint32_t first = 0; first < count; first++) {
		const struct pd_index_entry moved = items[first];
		uint32_t at = first;
		while (order[at] != first) {
			uint32_t next = order[at];
			items[at] = items[next];
			order[at] = at;
			at = next;
		}
		items[at] = moved;
		order[at] = at;
	}
}

/* Lists are mostly made in order. */
static bool
is_in_order(const struct pd_index *index)
{
	size_t i = 1;
	while (i < index->count &&
		compare_indexed(index, &index->items[i - 1], &index->items[i]) < 0)
		i++;
	return i >= index->count;
}

/* Sorts numbers, as a second copy of a million entries is more than they need. */
static void
order_entries(struct pd_index *index)
{
	if (is_in_order(index))
		return;
	uint32_t *order = pd_alloc(index->count, sizeof *order);
	for (uint32_t i = 0; i < index->count; i++)
		order[i] = i;
	qsort_r(order, index->count, sizeof *order, compare_ordered, index);
	move_entries(index->items, order, index->count);
	free(order);
}

/* A hold may have ended in a revocation; nothing else changes its reason. Of two ends the
 * later one holds: until then a list has to name it. */
static void
join_told(struct pd_index_entry *one, const struct pd_index_entry *other)
{
	bool held = one->revoked_at != 0 && one->reason == PD_REASON_HOLD;
	if (other->revoked_at != 0 && (one->revoked_at == 0 || held)) {
		one->reason = other->reason;
		one->revoked_at = other->revoked_at;
	}
	if (one->invalidity == 0)
		one->invalidity = other->invalidity;
	if (one->not_after < other->not_after)
		one->not_after = other->not_after;
	one->dropped = one->dropped || other->dropped;
}

/* Do two that know more than a list say different things? */
static bool
contradicts(const struct pd_index *index, const struct pd_index_entry *one,
	const struct pd_index_entry *other)
{
	return one->not_after != 0 && other->not_after != 0 &&
	       (one->not_after != other->not_after ||
		       (one->revoked_at != 0) != (other->revoked_at != 0) ||
		       strcmp(pd_index_text(index, one->subject),
			       pd_index_text(index, other->subject)) != 0);
}

static void
join_entries(const struct pd_index *index, struct pd_index_entry *one,
	const struct pd_index_entry *other)
{
	join_told(one, other);
	if (*pd_index_text(index, one->subject) == '\0')
		one->subject = other->subject;
}

void
pd_index_sort(struct pd_index *index)
{
	size_t kept = 0;
	if (index->count == 0 || index->is_sorted)
		return;
	order_entries(index);
	for (size_t i = 0; i < index->count; i++) {
		struct pd_index_entry *entry = &index->items[i];
		struct pd_index_entry *last = kept > 0 ? &index->items[kept - 1] : NULL;
		if (last == NULL || strcmp(pd_index_text(index, last->serial),
					    pd_index_text(index, entry->serial)) != 0) {
			index->items[kept++] = *entry;
			continue;
		}
		index->contradictions += contradicts(index, last, entry);
		join_entries(index, last, entry);
	}
	index->count = kept;
	index->is_sorted = true;
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

/* No more than an entry has room for: that is the year 19391. */
static bool
read_number(const char *text, int64_t *out)
{
	const int64_t most = (INT64_C(1) << 39) - 1;
	char *end;
	errno = 0;
	*out = strtoll(text, &end, 10);
	return errno == 0 && end != text && *end == '\0' && *out >= -most &&
	       *out <= most;
}

bool
pd_index_line_read(char *line, struct pd_index_line *out)
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
	int reason = pd_reason_code(cells[2]);
	int64_t revoked_at, invalidity, not_after;
	out->serial = cells[0];
	out->subject = cells[5];
	if (*cells[0] == '\0' || reason < 0 || !read_number(cells[1], &revoked_at) ||
		!read_number(cells[3], &invalidity) ||
		!read_number(cells[4], &not_after))
		return false;
	*entry = (struct pd_index_entry){.reason = (unsigned)reason,
		.revoked_at = revoked_at,
		.invalidity = invalidity,
		.not_after = not_after};
	return true;
}

/* An index that is read line by line. */
struct kept_lines {
	struct pd_lines lines;
	const char *shown;
	struct pd_buffer before; /* the serial number of the last entry; empty: none */
};

static void
close_kept(struct kept_lines *kept)
{
	pd_lines_end(&kept->lines);
	pd_buffer_free(&kept->before);
}

static bool
visit_line(struct kept_lines *kept, pd_index_visit *visit, void *load,
	struct pd_error *error)
{
	struct pd_index_line line;
	bool good = pd_index_line_read(kept->lines.line, &line) &&
		    strcmp(pd_buffer_text(&kept->before), line.serial) < 0;
	if (!good) {
		PD_AUTO(pd_drop_text)
		char *place = pd_format("%s:%zu", kept->shown, kept->lines.number);
		return pd_fail(error, PD_ESTORE, place,
			_("this line cannot be read, or is out of order; restore the "
			  "file from a "
			  "backup"));
	}
	pd_buffer_cut(&kept->before, 0);
	pd_buffer_add_text(&kept->before, line.serial);
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
	PD_AUTO(close_kept) struct kept_lines kept = {.shown = shown};
	pd_lines_begin(&kept.lines, open, SIZE_MAX);
	while (pd_lines_next(&kept.lines))
		if (*kept.lines.line != '#' && !visit_line(&kept, visit, load, error))
			return false;
	if (!pd_lines_check(&kept.lines, shown, error))
		return false;
	return !kept.lines.cut ||
	       pd_fail(error, PD_ESTORE, shown,
		       _("its last line is cut off; restore it from a backup"));
}

/* All lines are read: the file has to be whole. */
static bool
look_at_line(void *load, const struct pd_index_line *line, struct pd_error *error)
{
	struct pd_index_looking *looking = load;
	if (strcmp(line->serial, looking->serial) != 0)
		return true;
	looking->is_there = true;
	return looking->visit == NULL || looking->visit(looking->load, line, error);
}

bool
pd_index_look(struct pd_context *context, const char *ca,
	struct pd_index_looking *looking, struct pd_error *error)
{
	looking->is_there = false;
	return pd_index_each_kept(context, ca, look_at_line, looking, error);
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
	index.is_sorted = true;
	*out = index;
	index = (struct pd_index){0};
	return true;
}

static struct pd_index_line
line_of(const struct pd_index *index, const struct pd_index_entry *entry)
{
	return (struct pd_index_line){pd_index_text(index, entry->serial),
		pd_index_text(index, entry->subject), *entry};
}

bool
pd_index_each(const struct pd_index *index, pd_index_visit *visit, void *load,
	struct pd_error *error)
{
	for (size_t i = 0; i < index->count; i++) {
		const struct pd_index_line line = line_of(index, &index->items[i]);
		if (!line.entry.dropped && !visit(load, &line, error))
			return false;
	}
	return true;
}

/* A tab or a line's end in a subject would be another cell or line. */
static bool
write_index_line(const struct pd_index_line *line, FILE *out)
{
	const struct pd_index_entry *entry = &line->entry;
	bool good =
		fprintf(out, "%s\t%lld\t%s\t%lld\t%lld\t", line->serial,
			(long long)entry->revoked_at,
			pd_reason_name((int)entry->reason),
			(long long)entry->invalidity, (long long)entry->not_after) > 0;
	for (const char *c = line->subject; good && *c; c++)
		good = putc((unsigned char)*c < ' ' ? ' ' : *c, out) != EOF;
	return good && putc('\n', out) != EOF;
}

static bool
write_index_head(FILE *out)
{
	return fputs("# serial, revoked at, reason, invalidity date, not after, "
		     "subject\n",
		       out) != EOF;
}

static bool
write_index(void *load, FILE *out)
{
	const struct pd_index *index = load;
	bool good = write_index_head(out);
	for (size_t i = 0; good && i < index->count; i++) {
		const struct pd_index_line line = line_of(index, &index->items[i]);
		good = line.entry.dropped || write_index_line(&line, out);
	}
	return good;
}

bool
pd_index_put(struct pd_change *change, const char *ca, struct pd_index *index,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = name_index_file(ca);
	pd_index_sort(index);
	return pd_change_put_written(change, path, write_index, index, error);
}

/* ---- added to what is kept ------------------------------------------------------------- */

/* Two rows in one order become one. */
struct merging {
	struct pd_context *context;
	const char *ca;
	struct pd_index_addition *addition;
	size_t next; /* of its entries */
	FILE *out;
	int why; /* errno, where it cannot be written */
	struct pd_error problem;
};

static bool
write_merged_line(struct merging *merging, const struct pd_index_line *line)
{
	bool good = write_index_line(line, merging->out);
	merging->why = good ? 0 : errno;
	return good;
}

/* The next of those that are added, if it is before that serial number, or NULL. */
static bool
is_next_before(const struct merging *merging, const char *serial)
{
	const struct pd_index *added = merging->addition->index;
	return merging->next < added->count &&
	       (serial == NULL ||
		       strcmp(pd_index_text(added, added->items[merging->next].serial),
			       serial) < 0);
}

static bool
write_added_before(struct merging *merging, const char *serial)
{
	const struct pd_index *added = merging->addition->index;
	for (; is_next_before(merging, serial); merging->next++) {
		const struct pd_index_line line =
			line_of(added, &added->items[merging->next]);
		if (line.entry.dropped)
			continue;
		merging->addition->revoked += line.entry.revoked_at != 0;
		merging->addition->numbers += line.entry.revoked_at == 0;
		if (!write_merged_line(merging, &line))
			return false;
	}
	return true;
}

/* Joins what is told of the same serial number. */
static void
merge_next(struct merging *merging, struct pd_index_line *line)
{
	const struct pd_index *index = merging->addition->index;
	if (merging->next == index->count)
		return;
	const struct pd_index_line added = line_of(index, &index->items[merging->next]);
	if (strcmp(added.serial, line->serial) != 0)
		return;
	merging->next++;
	if (added.entry.dropped)
		return;
	merging->addition->revoked +=
		added.entry.revoked_at != 0 && line->entry.revoked_at == 0;
	join_told(&line->entry, &added.entry);
	line->subject = *line->subject ? line->subject : added.subject;
}

static bool
merge_line(void *load, const struct pd_index_line *kept, struct pd_error *error)
{
	struct merging *merging = load;
	struct pd_index_line line = *kept;
	const struct pd_index_entry *gone =
		pd_index_find(merging->addition->gone, line.serial);
	(void)error;
	if (!write_added_before(merging, line.serial))
		return false;
	merge_next(merging, &line);
	return (gone != NULL && gone->dropped) || write_merged_line(merging, &line);
}

static bool
write_merged(void *load, FILE *out)
{
	struct merging *merging = load;
	merging->out = out;
	bool good = write_index_head(out) &&
		    pd_index_each_kept(merging->context, merging->ca, merge_line,
			    merging, &merging->problem) &&
		    write_added_before(merging, NULL);
	if (merging->why != 0)
		errno = merging->why;
	return good;
}

bool
pd_index_add_kept(struct pd_context *context, struct pd_change *change, const char *ca,
	struct pd_index_addition *addition, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = name_index_file(ca);
	struct pd_error unwritten = {0};
	struct merging merging = {.context = context, .ca = ca, .addition = addition};
	addition->revoked = addition->numbers = 0;
	pd_index_sort(addition->index);
	if (pd_change_put_written(change, path, write_merged, &merging, &unwritten))
		return true;
	const struct pd_error *why =
		merging.problem.code != PD_OK ? &merging.problem : &unwritten;
	return pd_fail(error, why->code, why->input, "%s", why->message);
}
