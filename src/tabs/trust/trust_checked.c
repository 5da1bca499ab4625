/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_checked.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/notes/notes.h"
#include "tabs/shared/csv.h"

/* The file has at most so many lines; a text of a certificate so many cells. */
enum { KEPT = 20000, MOST_CELLS = 200 };

enum { PLACE, NAME, TIME, REASONS, SUBJECT, SERIAL, FINGERPRINT, BEFORE, AFTER, CELLS };

static void
drop_checked(struct pd_checked *checked)
{
	free(checked->place);
	free(checked->name);
	free(checked->subject);
	free(checked->serial);
	free(checked->fingerprint);
}

void
pd_checked_list_free(struct pd_checked_list *list)
{
	while (list->count > 0)
		drop_checked(&list->items[--list->count]);
	free(list->items);
	*list = (struct pd_checked_list){0};
}

static struct pd_checked *
add_checked(struct pd_checked_list *list)
{
	list->items = pd_grow_by_one(list->items, list->count, sizeof *list->items);
	return &list->items[list->count++];
}

char *
pd_checked_host(const struct pd_checked *checked)
{
	const char *place = checked->place, *colon = strrchr(place, ':');
	size_t size = colon != NULL ? (size_t)(colon - place) : strlen(place);
	bool brackets = size > 2 && place[0] == '[' && place[size - 1] == ']';
	return brackets ? pd_copy_bytes(place + 1, size - 2)
			: pd_copy_bytes(place, size);
}

/* ---- as CSV ------------------------------------------------------------------------- */

static void
add_checked_number(struct pd_buffer *out, int64_t number)
{
	PD_AUTO(pd_drop_text) char *text = pd_format("%lld", (long long)number);
	pd_csv_add(out, text);
}

static void
write_checked(const struct pd_checked *checked, struct pd_buffer *out)
{
	PD_AUTO(pd_drop_text) char *reasons = pd_reject_names(checked->reasons);
	pd_csv_add(out, checked->place);
	pd_csv_add(out, checked->name);
	add_checked_number(out, checked->time);
	pd_csv_add(out, reasons);
	pd_csv_add(out, checked->subject);
	pd_csv_add(out, checked->serial);
	pd_csv_add(out, checked->fingerprint);
	add_checked_number(out, checked->not_before);
	add_checked_number(out, checked->not_after);
	pd_buffer_add_byte(out, '\n');
}

static void
read_checked(char *const *cells, struct pd_checked *out)
{
	*out = (struct pd_checked){
		.place = pd_text_safe_string(cells[PLACE]),
		.name = pd_text_safe_string(cells[NAME]),
		.time = strtoll(cells[TIME], NULL, 10),
		.reasons = pd_reject_read(cells[REASONS]),
		.subject = pd_text_safe_string(cells[SUBJECT]),
		.serial = pd_text_safe_string(cells[SERIAL]),
		.fingerprint = pd_text_safe_string(cells[FINGERPRINT]),
		.not_before = strtoll(cells[BEFORE], NULL, 10),
		.not_after = strtoll(cells[AFTER], NULL, 10),
	};
}

static bool
read_all_checked(struct pd_bytes text, const char *shown, struct pd_checked_list *out,
	struct pd_error *error)
{
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
	struct pd_error problem = {0};
	if (text.size == 0)
		return true;
	bool good = pd_csv_read(text, shown, KEPT, &csv, &problem);
	for (size_t i = 0; good && i < csv.count; i++)
		good = csv.lines[i].count == CELLS;
	if (!good)
		return pd_fail(error, PD_ESTORE, shown,
			_("the list of checks is damaged; remove the file and check "
			  "again"));
	for (size_t i = 0; i < csv.count; i++)
		read_checked(csv.lines[i].cells, add_checked(out));
	return true;
}

static bool
read_notes(struct pd_context *context, struct pd_bytes text,
	struct pd_checked_list *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *shown = pd_notes_shown(context->store);
	return read_all_checked(text, shown, out, error);
}

/* ---- order -------------------------------------------------------------------------- */

static int
compare_time(const void *one, const void *other)
{
	const struct pd_checked *first = one, *second = other;
	if ((first->reasons == 0) != (second->reasons == 0))
		return first->reasons == 0 ? -1 : 1;
	return (first->time > second->time) - (first->time < second->time);
}

bool
pd_checked_load(
	struct pd_context *context, struct pd_checked_list *out, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	if (!pd_notes_read(context->store, &text, error) ||
		!read_notes(context, pd_secret_bytes(&text), out, error))
		return false;
	if (out->count > 1)
		qsort(out->items, out->count, sizeof *out->items, compare_time);
	return true;
}

/* ---- keeping ------------------------------------------------------------------------ */

void
pd_checked_add(struct pd_checked_list *list, const struct pd_context *context,
	const char *place, const struct pd_question *question, unsigned reasons)
{
	const struct pd_certificate *served = question->chain->items[0];
	PD_AUTO(pd_drop_text)
	char *subject = pd_text_safe_string(pd_certificate_subject(served));
	PD_AUTO(pd_drop_text)
	char *serial = pd_text_safe_string(pd_certificate_serial(served));
	*add_checked(list) = (struct pd_checked){
		.place = pd_text_safe_string(place),
		.name = pd_text_safe_string(question->host),
		.time = context->now,
		.reasons = reasons,
		.subject = pd_text_shorten(subject, MOST_CELLS),
		.serial = pd_text_shorten(serial, MOST_CELLS),
		.fingerprint = pd_copy(pd_certificate_fingerprint(served)),
		.not_before = pd_certificate_not_before(served),
		.not_after = pd_certificate_not_after(served),
		.fresh = true,
	};
}

/* How the notes are revised: what comes takes the place of what is there of the same place
 * and name, and what is wanted goes. */
struct revision {
	struct pd_context *context;
	const struct pd_checked_list *comes;
	pd_checked_wanted *goes;
	const void *work;
};

/* What comes first. */
static int
compare_place(const void *one, const void *other)
{
	const struct pd_checked *first = *(struct pd_checked *const *)one;
	const struct pd_checked *second = *(struct pd_checked *const *)other;
	int order = strcmp(first->place, second->place);
	if (order == 0)
		order = strcmp(first->name, second->name);
	return order != 0 ? order : second->fresh - first->fresh;
}

/* What comes first, and then what was newer. */
static int
compare_newest(const void *one, const void *other)
{
	const struct pd_checked *first = *(struct pd_checked *const *)one;
	const struct pd_checked *second = *(struct pd_checked *const *)other;
	if (first->fresh != second->fresh)
		return second->fresh - first->fresh;
	return (first->time < second->time) - (first->time > second->time);
}

static bool
is_same_place(const struct pd_checked *one, const struct pd_checked *other)
{
	return strcmp(one->place, other->place) == 0 &&
	       strcmp(one->name, other->name) == 0;
}

/* Takes out what goes; returns how many stay. */
static size_t
choose_kept(
	const struct revision *revision, const struct pd_checked **items, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++)
		if ((kept == 0 || !is_same_place(items[kept - 1], items[i])) &&
			(revision->goes == NULL ||
				!revision->goes(revision->work, items[i])))
			items[kept++] = items[i];
	return kept;
}

PD_DROP(drop_items, const struct pd_checked **, free);

/* A pd_notes_revise. */
static bool
revise_checked(void *work, struct pd_bytes before, struct pd_buffer *after,
	struct pd_error *error)
{
	const struct revision *revision = work;
	const struct pd_checked_list *comes = revision->comes;
	PD_AUTO(pd_checked_list_free) struct pd_checked_list there = {0};
	if (!read_notes(revision->context, before, &there, error))
		return false;
	size_t count = 0;
	PD_AUTO(drop_items)
	const struct pd_checked **items =
		pd_alloc(there.count + comes->count + 1, sizeof(struct pd_checked *));
	for (size_t i = 0; i < there.count; i++)
		items[count++] = &there.items[i];
	for (size_t i = 0; i < comes->count; i++)
		items[count++] = &comes->items[i];
	qsort(items, count, sizeof *items, compare_place);
	count = choose_kept(revision, items, count);
	qsort(items, count, sizeof *items, compare_newest);
	for (size_t i = 0; i < count && i < KEPT; i++)
		write_checked(items[i], after);
	return true;
}

void
pd_checked_keep(struct pd_context *context, const struct pd_checked_list *list,
	struct pd_result *result)
{
	struct pd_error problem = {0};
	struct revision revision = {.context = context, .comes = list};
	if (list->count == 0 || pd_store_is_read_only(context->store) ||
		pd_notes_write(context->store, revise_checked, &revision, &problem))
		return;
	pd_result_warn(result,
		_("What was found is not kept for the list of hosts: %s: %s"),
		problem.input, problem.message);
}

bool
pd_checked_forget(struct pd_context *context, pd_checked_wanted *wanted,
	const void *work, struct pd_error *error)
{
	const struct pd_checked_list none = {0};
	struct revision revision = {
		.context = context, .comes = &none, .goes = wanted, .work = work};
	return pd_notes_write(context->store, revise_checked, &revision, error);
}
