/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/history_tab.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "store/history_records.h"
#include "tabs/fleet/fleet_rows.h"
#include "tabs/shared/fields.h"
#include "tabs/store/history_seal.h"
#include "tabs/store/undo.h"

/* What was done, by whom, and undo. */

static pd_run list_entries, show_entry, purge_history, verify_history;
static bool preview_purge(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);

/* clang-format off */
static const struct pd_field list_fields[] = {
	{.name = "limit", .label = N_("Entries"), .kind = PD_FIELD_NUMBER, .least = 1, .most = 1000000,
	 .flags = PD_COMMAND, .help = N_("How many entries to list, the newest first; left out: all")},
	{.name = "account", .label = N_("Account"), .kind = PD_FIELD_TEXT, .flags = PD_COMMAND,
	 .help = N_("Only what this account did")},
	{.name = "tab", .label = N_("In tab"), .kind = PD_FIELD_TEXT, .flags = PD_COMMAND,
	 .help = N_("Only what was done in this tab, such as ssl")},
	{.name = "since", .label = N_("From day"), .kind = PD_FIELD_DATE, .flags = PD_COMMAND,
	 .help = N_("Only what was done on this day or later")},
	{.name = "until", .label = N_("To day"), .kind = PD_FIELD_DATE, .flags = PD_COMMAND,
	 .help = N_("Only what was done on this day or earlier")},
	{0}
};

static const struct pd_field show_fields[] = {
	{.name = "number", .label = N_("Entry"), .kind = PD_FIELD_NUMBER,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .least = 1, .most = 99999999,
	 .help = N_("The number of the entry, as history list shows it")},
	{0}
};

static const struct pd_field undo_fields[] = {
	{.name = "number", .label = N_("Entry"), .kind = PD_FIELD_NUMBER, .flags = PD_ARGUMENT | PD_ROW,
	 .least = 1, .most = 99999999,
	 .help = N_("The number of the entry to undo; left out: the newest that can be undone")},
	{.name = "force", .label = N_("Force"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND,
	 .help = N_("Take back a revocation too; --comment has to say why")},
	{0}
};

static const struct pd_field verify_fields[] = {
	{.name = "seal", .label = N_("Seal"), .kind = PD_FIELD_FILE, .flags = PD_NAMED,
	 .help = N_("The seal that history seal wrote, with its signature beside it; left out: only what "
		"history says of itself")},
	{.name = "trusted", .label = N_("Directory"), .kind = PD_FIELD_FILE,
	 .flags = PD_DIRECTORY | PD_COMMAND, .when_field = "seal",
	 .help = N_("A directory with the certificate of who sealed; left out: the signing certificate "
		"here")},
	{.name = "trust-list", .label = N_("Trust list"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND,
	 .when_field = "seal", .help = N_("Trust who is in the list of the Trust tab, and what "
		"they issued")},
	{.name = "allow-expired", .label = N_("Accept expired"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND,
	 .when_field = "seal", .help = N_("Take certificates too that are not valid now")},
	{0}
};

static const struct pd_field seal_fields[] = {
	PD_FIELD_OUTPUT_FILE(NULL, N_("The file to write; its signature is FILE.sig")),
	PD_FIELD_PASSPHRASE_TO_OPEN(N_("Opens the private key if it is kept encrypted")),
	{0}
};

const struct pd_operation pd_history_operations[] = {
	{.tab = "history", .name = "list", .label = N_("List"),
	 .help = N_("List what was done in this store, the newest first"), .on = PD_ON_TAB,
	 .hazard = PD_READS, .role = PD_OBSERVER, .fields = list_fields, .run = list_entries},
	{.tab = "history", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("Show one entry in full"), .on = PD_ON_ENTRY, .hazard = PD_READS,
	 .role = PD_OBSERVER, .fields = show_fields, .run = show_entry},
	{.tab = "history", .name = "undo", .key = 'u', .label = N_("Undo"),
	 .help = N_("Undo a change: your own; a security officer undoes all"),
	 .on = PD_ON_ENTRY, .hazard = PD_ADDS, .role = PD_OBSERVER,
	 .fields = undo_fields, .run = pd_undo_run},
	{.tab = "history", .name = "purge", .key = 'p', .label = N_("Purge"), .action = N_("Make permanent"),
	 .help = N_("Make all changes permanent: drop undo data and wipe keys kept only for undo"),
	 .on = PD_ON_TAB, .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .run = purge_history,
	 .preview = preview_purge, .confirm = N_("Make all changes permanent?"),
	 .sensitive = N_("Undo given up for all entries")},
	{.tab = "history", .name = "verify", .key = 'v', .label = N_("Verify"),
	 .help = N_("Find an entry that was changed or taken away after it was written"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .fields = verify_fields,
	 .run = verify_history},
	{.tab = "history", .name = "seal", .key = 'e', .label = N_("Seal"),
	 .help = N_("Write down what the newest entry is, signed by the signing certificate, to be kept "
		"elsewhere"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = seal_fields,
	 .run = pd_history_seal,
	 .sensitive = N_("History sealed")},
	{0}
};
/* clang-format on */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"sentence", N_("What was done"), 20, 0, false},
	{"number", N_("No."), 3, 8, false},
	{"time", N_("When"), 10, 16, false},
	{"account", N_("Who"), 4, 12, false},
	{"operation", N_("Operation"), 8, 16, false},
	{"status", N_("State"), 6, 16, true},
	{"can_undo", NULL, 0, 0, false},
	{"undone_by", NULL, 0, 0, false},
	{"comment", NULL, 0, 0, false},
	{0},
};

/* ---- listing
 * ------------------------------------------------------------------------ */

static void
add_entry_row(const struct pd_context *context, const struct pd_entry *entry,
	struct pd_rows *rows)
{
	PD_AUTO(pd_drop_text) char *number = pd_format("%ld", entry->number);
	char marker = entry->undone_by > 0 ? 'x' : ' ';
	struct pd_row *row = pd_rows_add(rows, PD_ON_ENTRY, number, marker);
	pd_row_set(row, 0, entry->sentence, NULL);
	pd_row_number(row, 1, entry->number);
	pd_row_time(row, 2, entry->time);
	pd_row_set(row, 3, entry->account, NULL);
	pd_row_set(row, 4, entry->operation, NULL);
	if (entry->undone_by > 0)
		pd_row_set(row, 5, _("UNDONE"), "undone");
	else if (entry->operation[0] != '\0' && entry->touched_count == 0 &&
		 !entry->is_head)
		pd_row_set(row, 5, _("no change"), "no_change");
	else
		pd_row_set(row, 5,
			pd_undo_is_possible(context, entry) ? _("can be undone")
							    : _("cannot be undone"),
			pd_undo_is_possible(context, entry) ? "can_undo" : "kept");
	pd_row_flag(row, 6, pd_undo_is_possible(context, entry), "");
	pd_row_none(row, 7, "");
	if (entry->undone_by > 0)
		pd_row_number(row, 7, entry->undone_by);
	pd_row_none(row, 8, "");
	if (entry->comment != NULL)
		pd_row_set(row, 8, entry->comment, NULL);
}

/* Selects entries; NULL, 0 and INT64_MAX do not restrict. */
struct filter {
	const char *account, *tab;
	int64_t since, until; /* the first second included, and the first one after */
	size_t limit;
};

static bool
is_of_tab(const char *operation, const char *tab)
{
	size_t size = strlen(tab);
	return strncmp(operation, tab, size) == 0 &&
	       (operation[size] == ' ' || operation[size] == '\0');
}

static bool
is_wanted_entry(const struct pd_entry *entry, const struct filter *filter)
{
	return (filter->account == NULL ||
		       strcmp(entry->account, filter->account) == 0) &&
	       (filter->tab == NULL || is_of_tab(entry->operation, filter->tab)) &&
	       entry->time >= filter->since && entry->time < filter->until;
}

static bool
fill_entries(struct pd_context *context, const struct filter *filter,
	struct pd_rows *rows, struct pd_error *error)
{
	PD_AUTO(pd_entries_free) struct pd_entries entries = {0};
	bool all = filter->account == NULL && filter->tab == NULL &&
		   filter->since == 0 && filter->until == INT64_MAX;
	if (!pd_history_list(context->store, all ? filter->limit : 0, &entries, error))
		return false;
	rows->title = pd_copy(_("History: what was done in this store"));
	rows->columns = columns;
	rows->empty = pd_copy(all ? _("Nothing was changed in this store yet.")
				  : _("History holds no such entry."));
	for (size_t i = 0; i < entries.count; i++)
		if (is_wanted_entry(&entries.items[i], filter) &&
			(filter->limit == 0 || rows->count_of_items < filter->limit))
			add_entry_row(context, &entries.items[i], rows);
	size_t count = rows->count_of_items;
	rows->count = pd_format(ngettext("%zu entry", "%zu entries", count), count);
	return true;
}

/* Opening the page must not take longer the longer a store is in use. */
enum { SCREENFULS = 200 };

bool
pd_history_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	out->section_count = 1;
	const struct filter newest = {.until = INT64_MAX, .limit = SCREENFULS};
	struct pd_rows *rows = &out->sections[0];
	long last = 0;
	if (!fill_entries(context, &newest, rows, error) ||
		!pd_entry_newest(context->store, &last, error))
		return false;
	if (rows->count_of_items == SCREENFULS && last > SCREENFULS) {
		free(rows->count);
		rows->count = pd_format(_("the newest %d of %ld; List shows all"),
			(int)SCREENFULS, last);
	}
	return true;
}

static bool
list_entries(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	struct filter filter = {
		.account = pd_value_text(values, "account"),
		.tab = pd_value_text(values, "tab"),
		.until = INT64_MAX,
		.limit = (size_t)pd_value_number(values, "limit", 0),
	};
	const char *since = pd_value_text(values, "since");
	const char *until = pd_value_text(values, "until");
	if (since != NULL)
		(void)pd_text_read_date(since, &filter.since);
	if (until != NULL && pd_text_read_date(until, &filter.until))
		filter.until = pd_time_next_day(filter.until);
	result->has_rows = true;
	return fill_entries(context, &filter, &result->rows, error);
}

static const char *
effect_words(enum pd_effect effect)
{
	switch (effect) {
	case PD_EFFECT_ADDED:
		return _("added");
	case PD_EFFECT_REPLACED:
		return _("replaced");
	case PD_EFFECT_REMOVED:
		break;
	}
	return _("removed");
}

static void
describe_touched(const struct pd_touched *touched, struct pd_details *out)
{
	pd_details_section(out, "changes", _("What changed"));
	pd_details_text(out, "path", _("Record"), touched->path);
	pd_details_text(out, "effect", _("Effect"), effect_words(touched->effect));
	if (touched->before != NULL)
		pd_details_text(out, "before", _("SHA-256 of the file before"),
			touched->before);
	if (touched->after != NULL)
		pd_details_text(
			out, "after", _("SHA-256 of the file after"), touched->after);
}

static void
describe_entry(struct pd_context *context, const struct pd_entry *entry,
	struct pd_details *out)
{
	pd_details_section(out, NULL, NULL);
	pd_details_number(out, "number", _("Entry"), entry->number);
	pd_details_text(out, "sentence", _("What was done"), entry->sentence);
	pd_details_time(out, "time", _("When"), entry->time);
	pd_details_text(out, "account", _("Who"), entry->account);
	pd_details_text(out, "operation", _("Operation"), entry->operation);
	if (entry->comment != NULL)
		pd_details_text(out, "comment", _("Comment"), entry->comment);
	if (entry->undoes > 0)
		pd_details_number(out, "undoes", _("Undid entry"), entry->undoes);
	if (entry->undone_by > 0)
		pd_details_number(
			out, "undone_by", _("Undone by entry"), entry->undone_by);
	pd_details_flag(out, "can_undo", _("Can be undone"),
		pd_undo_is_possible(context, entry),
		pd_undo_is_possible(context, entry) ? _("yes") : _("no"));
	for (size_t i = 0; i < entry->touched_count; i++)
		pd_fleet_describe_run(context, entry->touched[i].path, out);
	for (size_t i = 0; i < entry->touched_count; i++)
		describe_touched(&entry->touched[i], out);
}

static bool
show_entry(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_entry_free) struct pd_entry entry = {0};
	if (!pd_history_load(context->store, pd_value_number(values, "number", 0),
		    &entry, error))
		return false;
	describe_entry(context, &entry, &result->details);
	result->has_details = true;
	return true;
}

/* ---- purge, verify
 * ---------------------------------------------------------------- */

static bool
preview_purge(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	(void)context;
	(void)values;
	(void)error;
	pd_details_text(out, "effect", _("Effect"),
		_("Nothing that was done until now can be undone any more; the "
		  "entries themselves stay."));
	return true;
}

static bool
purge_history(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	const struct pd_author author = pd_context_author(context);
	long wiped = 0;
	if (!pd_result_admit(result, error) ||
		!pd_history_purge(context->store, &author, PD_PURGE_ALL, &wiped, error))
		return false;
	result->changed = true;
	pd_result_say(result,
		ngettext("Undo given up for all entries; %ld key wiped",
			"Undo given up for all entries; %ld keys wiped",
			(unsigned long)wiped),
		wiped);
	return true;
}

struct strangers {
	struct pd_error first;
	unsigned long count;
};

static void
count_stranger(void *work, const struct pd_error *problem)
{
	struct strangers *found = work;
	if (found->count++ == 0)
		found->first = *problem;
}

static bool
check_records(struct pd_store *store, struct pd_error *error)
{
	struct strangers found = {.count = 0};
	if (!pd_history_check_records(store, count_stranger, &found, error))
		return false;
	if (found.count < 2)
		return found.count == 0 ||
		       pd_fail(error, found.first.code, found.first.input, "%s",
			       found.first.message);
	return pd_fail(error, found.first.code, found.first.input,
		ngettext("%s; the same is true of %lu other; pemdeck doctor lists them",
			"%s; the same is true of %lu others; pemdeck doctor lists them",
			found.count - 1),
		found.first.message, found.count - 1);
}

static bool
verify_history(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	bool has_seal = pd_value_text(values, "seal") != NULL;
	long count = 0;
	if (!pd_history_verify(context->store, &count, error) ||
		!check_records(context->store, error) ||
		(has_seal && !pd_history_check_seal(context, values, result, error)))
		return false;
	pd_result_say(result,
		ngettext("%ld entry, unchanged since it was written",
			"%ld entries, all there and unchanged since they were written",
			(unsigned long)count),
		count);
	return true;
}
