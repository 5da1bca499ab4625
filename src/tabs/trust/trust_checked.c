/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_checked.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "store/notes/notes.h"
#include "tabs/shared/csv.h"

/* The file has at most so many lines; a text of a certificate so many cells. */
enum { KEPT = 20000, MOST_CELLS = 200 };

enum {
	PLACE,
	NAME,
	TIME,
	REASONS,
	SUBJECT,
	SERIAL,
	FINGERPRINT,
	BEFORE,
	AFTER,
	PROBLEM,
	SEEN,
	CELLS
};

static void
drop_checked(struct pd_checked *checked)
{
	free(checked->place);
	free(checked->name);
	free(checked->problem);
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

bool
pd_checked_is_accepted(unsigned reasons, const char *problem)
{
	return reasons == 0 && *problem == '\0';
}

/* ---- as CSV ------------------------------------------------------------------------- */

static void
add_checked_number(struct pd_buffer *out, int64_t number)
{
	PD_AUTO(pd_drop_text) char *text = pd_format("%lld", (long long)number);
	pd_csv_add(out, text);
}

/* A check to be kept, and the one that saw the certificate: another, where it saw none. */
struct line {
	const struct pd_checked *check, *served;
};

static void
write_checked_line(const struct line *line, struct pd_buffer *out)
{
	const struct pd_checked *check = line->check, *served = line->served;
	PD_AUTO(pd_drop_text) char *reasons = pd_reject_names(check->reasons);
	pd_csv_add(out, check->place);
	pd_csv_add(out, check->name);
	add_checked_number(out, check->time);
	pd_csv_add(out, reasons);
	pd_csv_add(out, served->subject);
	pd_csv_add(out, served->serial);
	pd_csv_add(out, served->fingerprint);
	add_checked_number(out, served->not_before);
	add_checked_number(out, served->not_after);
	pd_csv_add(out, check->problem);
	add_checked_number(out, served->seen);
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
		.problem = pd_text_safe_string(cells[PROBLEM]),
		.seen = strtoll(cells[SEEN], NULL, 10),
	};
}

/* Reasons that nobody knows would read as none, and the host as accepted. */
static bool
is_checked_line(const struct pd_csv_line *line)
{
	return line->count == CELLS &&
	       (*line->cells[REASONS] == '\0' ||
		       pd_reject_read(line->cells[REASONS]) != 0);
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
		good = is_checked_line(&csv.lines[i]);
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
rank(const struct pd_checked *checked)
{
	if (checked->seen == 0)
		return 0;
	return pd_checked_is_accepted(checked->reasons, checked->problem) ? 1 : 2;
}

static int
compare_time(const void *one, const void *other)
{
	const struct pd_checked *first = one, *second = other;
	int order = rank(first) - rank(second);
	if (order != 0)
		return order;
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
		.problem = pd_copy(""),
		.seen = context->now,
		.fresh = true,
	};
}

void
pd_checked_add_failed(struct pd_checked_list *list, const struct pd_context *context,
	const char *place, const char *name, const struct pd_error *problem)
{
	bool is_of_host = problem->code == PD_EIO || problem->code == PD_EINPUT;
	if (!is_of_host || strcmp(problem->input, place) != 0)
		return;
	*add_checked(list) = (struct pd_checked){
		.place = pd_text_safe_string(place),
		.name = pd_text_safe_string(name),
		.time = context->now,
		.problem = pd_text_safe_string(problem->message),
		.subject = pd_copy(""),
		.serial = pd_copy(""),
		.fingerprint = pd_copy(""),
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
	const struct pd_checked *first = ((const struct line *)one)->check;
	const struct pd_checked *second = ((const struct line *)other)->check;
	int order = strcmp(first->place, second->place);
	if (order == 0)
		order = strcmp(first->name, second->name);
	return order != 0 ? order : second->fresh - first->fresh;
}

/* What comes first, and then what was newer. */
static int
compare_newest(const void *one, const void *other)
{
	const struct pd_checked *first = ((const struct line *)one)->check;
	const struct pd_checked *second = ((const struct line *)other)->check;
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

/* What a check without an answer does not tell of the certificate, the one before does. */
static void
take_older(struct line *line, const struct line *older)
{
	if (line->served->seen == 0)
		line->served = older->served;
}

/* Takes out what goes; returns how many stay. */
static size_t
choose_kept(const struct revision *revision, struct line *lines, size_t count)
{
	size_t kept = 0;
	for (size_t i = 0; i < count; i++) {
		const struct pd_checked *check = lines[i].check;
		if (kept > 0 && is_same_place(lines[kept - 1].check, check))
			take_older(&lines[kept - 1], &lines[i]);
		else if (revision->goes == NULL ||
			 !revision->goes(revision->work, check))
			lines[kept++] = lines[i];
	}
	return kept;
}

static struct line *
add_lines(struct line *at, const struct pd_checked_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		*at++ = (struct line){&list->items[i], &list->items[i]};
	return at;
}

PD_DROP(drop_lines, struct line *, free);

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
	size_t count = there.count + comes->count;
	PD_AUTO(drop_lines)
	struct line *lines = pd_alloc(count + 1, sizeof *lines);
	(void)add_lines(add_lines(lines, &there), comes);
	qsort(lines, count, sizeof *lines, compare_place);
	count = choose_kept(revision, lines, count);
	qsort(lines, count, sizeof *lines, compare_newest);
	for (size_t i = 0; i < count && i < KEPT; i++)
		write_checked_line(&lines[i], after);
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
