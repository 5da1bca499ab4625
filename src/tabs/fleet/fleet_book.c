/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/fleet/fleet_book.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/shared/csv.h"

#define KNOWN "fleet/hosts"

enum { KEPT_RUNS = 100 };

void
pd_fleet_run_free(struct pd_fleet_run *run)
{
	free(run->account);
	free(run->inventory);
	free(run->playbook);
	free(run->limit);
	pd_fleet_free(&run->hosts);
	*run = (struct pd_fleet_run){0};
}

/* ---- hosts as CSV, in a value of a record ------------------------------------------ */

enum { NAME, STATE, MESSAGE, SUBJECT, SERIAL, FINGERPRINT, BEFORE, AFTER, TIME, CELLS };

static void
add_csv_number(struct pd_buffer *out, int64_t number)
{
	pd_buffer_add_format(out, ",%lld", (long long)number);
}

static void
write_hosts(const struct pd_fleet *hosts, struct pd_record *record)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	for (size_t i = 0; i < hosts->count; i++) {
		const struct pd_fleet_host *host = &hosts->items[i];
		pd_csv_add(&out, host->name);
		pd_csv_add(&out, pd_fleet_word(host->state));
		pd_csv_add(&out, host->message);
		pd_csv_add(&out, host->subject);
		pd_csv_add(&out, host->serial);
		pd_csv_add(&out, host->fingerprint);
		add_csv_number(&out, host->not_before);
		add_csv_number(&out, host->not_after);
		add_csv_number(&out, host->time);
		pd_buffer_add_byte(&out, '\n');
	}
	pd_record_set_text(record, "hosts", pd_buffer_text(&out));
}

static void
read_csv_host(const struct pd_csv_line *line, struct pd_fleet *out)
{
	char *const *cells = line->cells;
	struct pd_fleet_host *host = pd_fleet_add(out, cells[NAME]);
	host->state = pd_fleet_state_of(cells[STATE]);
	pd_fleet_set(&host->message, cells[MESSAGE]);
	pd_fleet_set(&host->subject, cells[SUBJECT]);
	pd_fleet_set(&host->serial, cells[SERIAL]);
	pd_fleet_set(&host->fingerprint, cells[FINGERPRINT]);
	host->not_before = strtoll(cells[BEFORE], NULL, 10);
	host->not_after = strtoll(cells[AFTER], NULL, 10);
	host->time = strtoll(cells[TIME], NULL, 10);
}

static bool
read_kept_hosts(const struct pd_record *record, const char *path, struct pd_fleet *out,
	struct pd_error *error)
{
	PD_AUTO(pd_csv_free) struct pd_csv csv = {0};
	const char *text = pd_record_text(record, "hosts");
	if (text == NULL || *text == '\0')
		return true;
	if (!pd_csv_read(pd_bytes_of_text(text), path, PD_FLEET_MOST, &csv, error))
		return false;
	for (size_t i = 0; i < csv.count; i++) {
		if (csv.lines[i].count != CELLS)
			return pd_fail(error, PD_ESTORE, path,
				_("its list of hosts is damaged; history undo brings "
				  "the "
				  "previous one back"));
		read_csv_host(&csv.lines[i], out);
	}
	pd_fleet_sort(out);
	return true;
}

/* ---- records ------------------------------------------------------------------------ */

bool
pd_fleet_known(struct pd_context *context, struct pd_fleet *out, struct pd_error *error)
{
	if (!pd_store_has(context->store, KNOWN))
		return true;
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, KNOWN, error);
	return record != NULL && read_kept_hosts(record, KNOWN, out, error);
}

static char *
run_record(long number)
{
	return pd_format(PD_FLEET_FOLDER "/%08ld", number);
}

static bool
find_runs(struct pd_context *context, struct pd_names *names, long *last,
	struct pd_error *error)
{
	if (!pd_store_list(context->store, PD_FLEET_FOLDER, names, error))
		return false;
	*last = names->count > 0 ? strtol(names->items[names->count - 1], NULL, 10) : 0;
	return true;
}

static char *
copy_safe_value(const struct pd_record *record, const char *name)
{
	const char *text = pd_record_text(record, name);
	return pd_text_safe_string(text);
}

bool
pd_fleet_load(struct pd_context *context, long number, struct pd_fleet_run *out,
	struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	long last = 0;
	if (number == 0 && !find_runs(context, &names, &last, error))
		return false;
	out->number = number == 0 ? last : number;
	PD_AUTO(pd_drop_text) char *path = run_record(out->number);
	if (out->number == 0 || !pd_store_has(context->store, path))
		return number == 0
			       ? pd_fail(error, PD_ESTATE, "", _("nothing was run yet"))
			       : pd_fail(error, PD_ESTATE, "",
					 _("there is no run %ld; fleet log lists those "
					   "that are kept"),
					 number);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, error);
	if (record == NULL)
		return false;
	out->time = pd_record_number(record, "time", 0);
	out->cut = pd_record_flag(record, "cut", false);
	out->account = copy_safe_value(record, "account");
	out->inventory = copy_safe_value(record, "inventory");
	out->playbook = copy_safe_value(record, "playbook");
	out->limit = copy_safe_value(record, "limit");
	return read_kept_hosts(record, path, &out->hosts, error);
}

/* ---- putting down -------------------------------------------------------------------- */

static void
add_count(struct pd_buffer *out, const char *text)
{
	pd_buffer_add_text(out, ", ");
	pd_buffer_add_text(out, text);
}

char *
pd_fleet_sum(const struct pd_fleet_run *run)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer out = {0};
	const struct pd_fleet *hosts = &run->hosts;
	size_t changed = pd_fleet_count(hosts, PD_FLEET_CHANGED);
	size_t failed = pd_fleet_count(hosts, PD_FLEET_FAILED);
	size_t away = pd_fleet_count(hosts, PD_FLEET_UNREACHABLE);
	pd_buffer_add_format(
		&out, ngettext("%zu host", "%zu hosts", hosts->count), hosts->count);
	PD_AUTO(pd_drop_text) char *some = pd_format(_("%zu changed"), changed);
	add_count(&out, some);
	PD_AUTO(pd_drop_text) char *bad = pd_format(_("%zu failed"), failed);
	if (failed > 0)
		add_count(&out, bad);
	PD_AUTO(pd_drop_text) char *gone = pd_format(_("%zu not reached"), away);
	if (away > 0)
		add_count(&out, gone);
	if (run->cut)
		add_count(&out, _("cancelled"));
	return pd_buffer_steal_text(&out);
}

/* What a run did not tell stays as it was known. */
static void
keep_known(struct pd_fleet_host *known, const struct pd_fleet_host *host)
{
	known->state = host->state;
	known->time = host->time;
	pd_fleet_set(&known->message, host->message);
	if (host->not_after == 0)
		return;
	pd_fleet_set(&known->subject, host->subject);
	pd_fleet_set(&known->serial, host->serial);
	pd_fleet_set(&known->fingerprint, host->fingerprint);
	known->not_before = host->not_before;
	known->not_after = host->not_after;
}

static bool
stage_known(struct pd_context *context, struct pd_change *change,
	const struct pd_fleet *hosts, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet known = {0};
	if (!pd_fleet_known(context, &known, error))
		return false;
	struct pd_fleet before = {known.items, known.count};
	for (size_t i = 0; i < hosts->count; i++) {
		struct pd_fleet_host *old =
			pd_fleet_find(&before, hosts->items[i].name);
		if (old == NULL) {
			old = pd_fleet_add(&known, hosts->items[i].name);
			before.items = known.items;
		}
		keep_known(old, &hosts->items[i]);
	}
	if (known.count > PD_FLEET_MOST)
		return pd_fail(error, PD_ESTATE, KNOWN,
			_("more than %d hosts would be known; have those forgotten "
			  "that are gone: pemdeck fleet forget"),
			PD_FLEET_MOST);
	pd_fleet_sort(&known);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	write_hosts(&known, record);
	return pd_change_put(change, KNOWN, record, error);
}

static bool
drop_old_runs(struct pd_context *context, struct pd_change *change,
	struct pd_fleet_run *run, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	long last = 0;
	if (!find_runs(context, &names, &last, error))
		return false;
	run->number = last + 1;
	for (size_t i = 0; i + KEPT_RUNS <= names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *path = pd_format(PD_FLEET_FOLDER "/%s", names.items[i]);
		if (!pd_change_remove(change, path, error))
			return false;
	}
	return true;
}

static bool
stage_run(struct pd_change *change, const struct pd_fleet_run *run,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_text) char *path = run_record(run->number);
	pd_record_set_number(record, "time", run->time);
	pd_record_set_flag(record, "cut", run->cut);
	pd_record_set_safe(record, "account", run->account);
	pd_record_set_safe(record, "inventory", run->inventory);
	pd_record_set_safe(record, "playbook", run->playbook);
	pd_record_set_safe(record, "limit", run->limit);
	write_hosts(&run->hosts, record);
	return pd_change_put(change, path, record, error);
}

bool
pd_fleet_put_down(struct pd_context *context, struct pd_fleet_run *run,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	PD_AUTO(pd_drop_text) char *sum = pd_fleet_sum(run);
	if (change == NULL || !drop_old_runs(context, change, run, error) ||
		!stage_run(change, run, error) ||
		!stage_known(context, change, &run->hosts, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Run %ld: %s"), run->number, sum);
	return pd_context_end_change(change, sentence, result, error);
}

/* Nothing is staged where none of them is known. */
static bool
stage_forgotten(struct pd_context *context, struct pd_change *change,
	const struct pd_fleet *hosts, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet known = {0}, kept = {0};
	if (!pd_fleet_known(context, &known, error))
		return false;
	for (size_t i = 0; i < known.count; i++)
		if (pd_fleet_find(hosts, known.items[i].name) == NULL)
			keep_known(pd_fleet_add(&kept, known.items[i].name),
				&known.items[i]);
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	write_hosts(&kept, record);
	return kept.count == known.count || pd_change_put(change, KNOWN, record, error);
}

bool
pd_fleet_put_forgotten(struct pd_context *context, const struct pd_fleet *hosts,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		ngettext("%zu host forgotten", "%zu hosts forgotten", hosts->count),
		hosts->count);
	return change != NULL && stage_forgotten(context, change, hosts, error) &&
	       pd_context_end_change(change, sentence, result, error);
}
