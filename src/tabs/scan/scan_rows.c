/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/scan/scan_rows.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"

/* What was found as a list. */

enum { NAME, USERS, FAULTS, LEFT, FILE_PATH, KEY, USES, UNTIL, DAYS, TARGET };

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"subject", N_("Name"), 16, 0, false},
	{"used_by", N_("Used by"), 8, 16, false},
	{"faults", N_("What is wrong"), 12, 30, true},
	{"status", N_("Left"), 6, 14, false},
	{"file", N_("File"), 16, 48, false},
	{"key", NULL, 0, 0, false},
	{"uses", NULL, 0, 0, false},
	{"not_after", NULL, 0, 0, false},
	{"days_left", NULL, 0, 0, false},
	{"target", NULL, 0, 0, false},
	{0},
};

/* ---- words ----------------------------------------------------------------------- */

char *
pd_scan_users(const struct pd_find *find)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer names = {0};
	for (size_t i = 0; i < find->use_count; i++) {
		const struct pd_service *service = find->uses[i]->service;
		bool told = service == NULL;
		for (size_t k = 0; k < i && !told; k++)
			told = find->uses[k]->service == service;
		if (!told)
			pd_buffer_add_item(&names, service->name);
	}
	return pd_buffer_steal_text(&names);
}

char *
pd_scan_place(const struct pd_scan_use *use)
{
	const char *name = use->service ? use->service->name : "";
	return use->file != NULL ? pd_format("%s %s:%u", name, use->file, use->line)
				 : pd_copy(name);
}

static char *
name_places(const struct pd_find *find)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer places = {0};
	for (size_t i = 0; i < find->use_count; i++) {
		PD_AUTO(pd_drop_text) char *place = pd_scan_place(find->uses[i]);
		if (*place != '\0')
			pd_buffer_add_item(&places, place);
	}
	return pd_buffer_steal_text(&places);
}

static char *
name_keys(const struct pd_find *find)
{
	for (size_t i = 0; i < find->use_count; i++)
		if (find->uses[i]->key != NULL)
			return pd_copy(find->uses[i]->key->path);
	return pd_copy("");
}

/* The same fault may stand there of several uses. */
static bool
is_told_before(const struct pd_find *find, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(find->faults[i].word, find->faults[index].word) == 0)
			return true;
	return false;
}

static char *
join_faults(const struct pd_find *find, bool words)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	for (size_t i = 0; i < find->fault_count; i++) {
		const struct pd_scan_fault *fault = &find->faults[i];
		if (is_told_before(find, i))
			continue;
		if (words)
			pd_buffer_add_format(
				&out, "%s%s", out.size > 0 ? "," : "", fault->word);
		else
			pd_buffer_add_item(&out, fault->brief);
	}
	return pd_buffer_steal_text(&out);
}

static char *
describe_content(const struct pd_find *find)
{
	const struct pd_scan_file *file = find->file;
	if (file->number == ENOENT)
		return pd_copy(_("(not there)"));
	if (file->number != 0)
		return pd_copy(_("(not read)"));
	if (file->is_locked && file->certificates.count == 0)
		return pd_copy(_("(needs a passphrase)"));
	return pd_copy(
		file->keys.count > 0 ? _("(a private key)") : _("(no certificate)"));
}

/* What is wrong; if nothing is, where it is. */
static char *
describe_note(const struct pd_find *find)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	for (size_t i = 0; i < find->fault_count; i++) {
		PD_AUTO(pd_drop_text)
		char *said = pd_text_sentence(find->faults[i].sentence);
		pd_buffer_add_format(&out, "%s%s", i == 0 ? "" : "; ",
			i == 0 ? said : find->faults[i].sentence);
	}
	if (out.size == 0)
		pd_buffer_add_text(&out, find->file->path);
	return pd_buffer_steal_text(&out);
}

/* ---- rows ------------------------------------------------------------------------ */

static void
set_left(const struct pd_context *context, const struct pd_find *find,
	struct pd_row *row)
{
	pd_row_none(row, LEFT, "");
	pd_row_none(row, UNTIL, "");
	pd_row_none(row, DAYS, "");
	if (find->leaf == NULL)
		return;
	const struct pd_notice notice = pd_context_notice(context);
	int64_t end = pd_certificate_not_after(find->leaf);
	PD_AUTO(pd_drop_text) char *left = pd_describe_left(find->leaf, &notice);
	pd_row_set(row, LEFT, left,
		pd_describe_state_name(pd_describe_state(find->leaf, &notice)));
	pd_row_date(row, UNTIL, end);
	pd_row_number(row, DAYS, (end - context->now) / PD_DAY);
}

static void
add_find_row(const struct pd_context *context, const struct pd_find *find,
	struct pd_rows *rows)
{
	PD_AUTO(pd_drop_text) char *users = pd_scan_users(find);
	PD_AUTO(pd_drop_text) char *places = name_places(find);
	PD_AUTO(pd_drop_text) char *faults = join_faults(find, false);
	PD_AUTO(pd_drop_text) char *words = join_faults(find, true);
	PD_AUTO(pd_drop_text) char *key = name_keys(find);
	PD_AUTO(pd_drop_text) char *kind = describe_content(find);
	PD_AUTO(pd_drop_text) char *note = describe_note(find);
	struct pd_row *row =
		pd_rows_add(rows, PD_ON_FOUND, find->file->path, find->marker);
	const char *name = find->leaf ? pd_certificate_common_name(find->leaf) : kind;
	pd_row_set(row, NAME, name,
		find->leaf ? pd_certificate_subject(find->leaf) : NULL);
	pd_row_set(row, USERS, *users != '\0' ? users : _("(nothing)"), users);
	pd_row_set(row, FAULTS, faults, words);
	set_left(context, find, row);
	pd_row_set(row, FILE_PATH, find->file->path, NULL);
	pd_row_set(row, KEY, key, NULL);
	pd_row_set(row, USES, places, NULL);
	pd_row_set(row, TARGET, find->target ? find->target : "", NULL);
	pd_row_note(row, note);
}

const char *
pd_scan_target_of(const struct pd_row *row)
{
	return row->cells[TARGET] != NULL ? row->cells[TARGET] : "";
}

void
pd_scan_fill_rows(const struct pd_context *context, const struct pd_finds *finds,
	struct pd_rows *rows)
{
	rows->title = pd_copy(_("Certificates on this machine"));
	rows->count =
		pd_format(_("%zu of %zu need attention"), finds->faulty, finds->count);
	rows->columns = columns;
	rows->empty =
		pd_copy(_("No certificate was found where services have theirs."));
	for (size_t i = 0; i < finds->count; i++)
		add_find_row(context, &finds->items[i], rows);
}

void
pd_scan_warn_unread(const struct pd_finds *finds, struct pd_result *result)
{
	enum { MOST = 20 };
	const struct pd_ground *ground = &finds->scan.ground;
	size_t count = ground->unread_count, more = ground->unread_more;
	for (size_t i = 0; i < count && i < MOST; i++)
		pd_result_warn(result, _("%s was not read: %s"), ground->unread[i].path,
			ground->unread[i].why);
	if (count > MOST)
		more += count - MOST;
	if (more > 0)
		pd_result_warn(result,
			ngettext("%zu more could not be read",
				"%zu more could not be read", more),
			more);
	if (finds->without_store != NULL)
		pd_result_warn(
			result, _("The store was not asked: %s"), finds->without_store);
}
