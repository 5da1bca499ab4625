/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/fleet/fleet_rows.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "probe/probe_endpoint.h"
#include "tabs/trust/trust_checked.h"

enum {
	NAME,
	LEFT,
	GROUPS,
	STATE,
	MESSAGE,
	UNTIL,
	SUBJECT,
	SERIAL,
	FINGERPRINT,
	TIME,
	CHECKED,
	ACCEPTED
};

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"host", N_("Host"), 16, 0, false},
	{"left", N_("Left"), 6, 14, false},
	{"groups", N_("Groups"), 6, 20, false},
	{"state", N_("Last run"), 8, 14, true},
	{"message", N_("Message"), 10, 60, false},
	{"not_after", NULL, 0, 0, false},
	{"subject", NULL, 0, 0, false},
	{"serial", NULL, 0, 0, false},
	{"fingerprint", NULL, 0, 0, false},
	{"time", NULL, 0, 0, false},
	{"checked", NULL, 0, 0, false},
	{"accepted", NULL, 0, 0, false},
	{0},
};

static const struct pd_column run_columns[PD_COLUMNS + 1] = {
	{"sentence", N_("What was done"), 20, 0, false},
	{"number", N_("No."), 3, 8, true},
	{"time", N_("When"), 10, 16, false},
	{"account", N_("Who"), 4, 12, false},
	{"inventory", N_("Inventory"), 6, 30, false},
	{"limit", NULL, 0, 0, false},
	{"playbook", NULL, 0, 0, false},
	{"hosts", NULL, 0, 0, false},
	{"cancelled", NULL, 0, 0, false},
	{0},
};

/* ---- what is known ------------------------------------------------------------------- */

static void
take_known_host(struct pd_fleet_host *host, const struct pd_fleet_host *known)
{
	host->state = known->state;
	host->time = known->time;
	host->not_before = known->not_before;
	host->not_after = known->not_after;
	pd_fleet_set(&host->message, known->message);
	pd_fleet_set(&host->subject, known->subject);
	pd_fleet_set(&host->serial, known->serial);
	pd_fleet_set(&host->fingerprint, known->fingerprint);
}

/* free() it. */
static char *
tell_check(const struct pd_checked *checked)
{
	const char *place = checked->place;
	PD_AUTO(pd_drop_text) char *why = pd_reject_text(checked->reasons);
	if (*checked->problem != '\0')
		return pd_format(
			_("trust check of %s failed: %s"), place, checked->problem);
	return checked->reasons != 0
		       ? pd_format(_("trust check rejected %s: %s"), place, why)
		       : pd_format(_("trust check accepted %s"), place);
}

/* What trust check saw, which is newer than what a run told; why a run failed, or what it
 * changed, is told before that it is accepted. */
static void
take_served(const struct pd_checked *checked, struct pd_fleet_host *host)
{
	PD_AUTO(pd_drop_text) char *message = tell_check(checked);
	if (host->state < PD_FLEET_FAILED &&
		(!pd_checked_is_accepted(checked->reasons, checked->problem) ||
			host->state != PD_FLEET_CHANGED))
		pd_fleet_set(&host->message, message);
	if (checked->seen == 0 || checked->seen < host->time)
		return;
	pd_fleet_set(&host->subject, checked->subject);
	pd_fleet_set(&host->serial, checked->serial);
	pd_fleet_set(&host->fingerprint, checked->fingerprint);
	host->not_before = checked->not_before;
	host->not_after = checked->not_after;
}

struct pd_fleet_host *
pd_fleet_find_checked(const struct pd_fleet *hosts, const struct pd_checked *checked)
{
	PD_AUTO(pd_drop_text) char *address = pd_endpoint_host_of(checked->place);
	struct pd_fleet_host *host = pd_fleet_find_dns(hosts, checked->name);
	return host != NULL || address == NULL ? host
					       : pd_fleet_find_dns(hosts, address);
}

static void
take_checked(const struct pd_checked *checked, struct pd_fleet_host *host)
{
	if (host == NULL ||
		(checked->time < host->time && checked->time < host->checked))
		return;
	host->checked = checked->time;
	host->reasons = checked->reasons;
	pd_fleet_set(&host->place, checked->place);
	pd_fleet_set(&host->problem, checked->problem);
	if (checked->time >= host->time)
		take_served(checked, host);
}

bool
pd_fleet_join_known(
	struct pd_context *context, struct pd_fleet *hosts, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet known = {0};
	PD_AUTO(pd_checked_list_free) struct pd_checked_list checked = {0};
	if (!pd_fleet_known(context, &known, error) ||
		!pd_checked_load(context, &checked, error))
		return false;
	for (size_t i = 0; i < hosts->count; i++) {
		struct pd_fleet_host *host = &hosts->items[i];
		const struct pd_fleet_host *old = pd_fleet_find(&known, host->name);
		if (old != NULL)
			take_known_host(host, old);
	}
	/* What counts most, and of that the newest, comes last, and stays. */
	for (size_t i = 0; i < checked.count; i++)
		take_checked(&checked.items[i],
			pd_fleet_find_checked(hosts, &checked.items[i]));
	return true;
}

/* ---- rows ------------------------------------------------------------------------------ */

const char *
pd_fleet_state_words(enum pd_fleet_state state, enum pd_fleet_tense tense)
{
	switch (state) {
	case PD_FLEET_UNKNOWN:
		break;
	case PD_FLEET_OK:
		return _("nothing to do");
	case PD_FLEET_CHANGED:
		return tense == PD_FLEET_PLANNED ? _("would change") : _("changed");
	case PD_FLEET_FAILED:
		return _("FAILED");
	case PD_FLEET_UNREACHABLE:
		return _("NOT REACHED");
	}
	return _("no run yet");
}

static void
set_host_end(const struct pd_context *context, const struct pd_fleet_host *host,
	struct pd_row *row, char *marker)
{
	const struct pd_notice notice = pd_context_notice(context);
	const struct pd_validity validity = {host->not_before, host->not_after, false};
	pd_row_none(row, LEFT, "");
	pd_row_none(row, UNTIL, "");
	if (host->not_after == 0)
		return;
	enum pd_state state = pd_describe_validity(&validity, &notice);
	PD_AUTO(pd_drop_text)
	char *left = pd_describe_validity_left(&validity, &notice);
	pd_row_set(row, LEFT, left, pd_describe_state_name(state));
	pd_row_date(row, UNTIL, host->not_after);
	*marker = pd_describe_state_marker(state);
}

static void
add_fleet_row(const struct pd_context *context, const struct pd_fleet_host *host,
	enum pd_fleet_tense tense, struct pd_rows *rows)
{
	char marker = ' ';
	struct pd_row *row = pd_rows_add(rows, PD_ON_HOST, host->name, ' ');
	pd_row_set(row, NAME, host->name, NULL);
	set_host_end(context, host, row, &marker);
	pd_row_set(row, GROUPS, host->groups, NULL);
	pd_row_set(row, STATE, pd_fleet_state_words(host->state, tense),
		pd_fleet_word(host->state));
	pd_row_set(row, MESSAGE, host->message, NULL);
	pd_row_set(row, SUBJECT, host->subject, NULL);
	pd_row_set(row, SERIAL, host->serial, NULL);
	pd_row_set(row, FINGERPRINT, host->fingerprint, NULL);
	pd_row_none(row, TIME, "");
	if (host->time != 0)
		pd_row_time(row, TIME, host->time);
	pd_row_none(row, CHECKED, "");
	pd_row_none(row, ACCEPTED, "");
	if (host->checked != 0) {
		pd_row_time(row, CHECKED, host->checked);
		pd_row_flag(row, ACCEPTED, pd_fleet_is_accepted(host), "");
	}
	bool bad =
		host->state == PD_FLEET_FAILED || host->state == PD_FLEET_UNREACHABLE;
	row->marker = bad ? 'x' : marker;
	if (row->marker == ' ' && pd_fleet_is_refused(host))
		row->marker = '!';
	if (*host->message != '\0') {
		PD_AUTO(pd_drop_text) char *note = pd_text_sentence(host->message);
		pd_row_note(row, note);
	}
}

void
pd_fleet_fill_rows(const struct pd_context *context, const struct pd_fleet *hosts,
	enum pd_fleet_tense tense, const char *title, struct pd_rows *rows)
{
	rows->title = pd_copy(title);
	rows->columns = columns;
	rows->count = pd_format(
		ngettext("%zu host", "%zu hosts", hosts->count), hosts->count);
	rows->empty = pd_copy(_("No host is known."));
	rows->empty_keys = pd_copy(
		_("No host is known: press v to name an inventory of Ansible."));
	for (size_t i = 0; i < hosts->count; i++)
		add_fleet_row(context, &hosts->items[i], tense, rows);
}

/* ---- runs ------------------------------------------------------------------------------- */

static void
add_run_row(const struct pd_fleet_run *run, struct pd_rows *rows)
{
	PD_AUTO(pd_drop_text) char *id = pd_format("%ld", run->number);
	PD_AUTO(pd_drop_text) char *sum = pd_fleet_sum(run);
	bool bad = run->cut || pd_fleet_count(&run->hosts, PD_FLEET_FAILED) > 0 ||
		   pd_fleet_count(&run->hosts, PD_FLEET_UNREACHABLE) > 0;
	struct pd_row *row = pd_rows_add(rows, PD_ON_RUN, id, bad ? '!' : ' ');
	pd_row_set(row, 0, sum, NULL);
	pd_row_number(row, 1, run->number);
	pd_row_time(row, 2, run->time);
	pd_row_set(row, 3, run->account, NULL);
	pd_row_set(row, 4, run->inventory, NULL);
	pd_row_set(row, 5, run->limit, NULL);
	pd_row_set(row, 6, run->playbook, NULL);
	pd_row_number(row, 7, (int64_t)run->hosts.count);
	pd_row_flag(row, 8, run->cut, "");
}

bool
pd_fleet_fill_runs(
	struct pd_context *context, struct pd_rows *rows, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	rows->title = pd_copy(_("Runs on hosts"));
	rows->columns = run_columns;
	rows->empty = pd_copy(_("Nothing was run yet."));
	if (!pd_store_list(context->store, PD_FLEET_FOLDER, &names, error))
		return false;
	rows->count =
		pd_format(ngettext("%zu run", "%zu runs", names.count), names.count);
	for (size_t i = names.count; i-- > 0;) {
		PD_AUTO(pd_fleet_run_free) struct pd_fleet_run run = {0};
		long number = strtol(names.items[i], NULL, 10);
		if (!pd_fleet_load(context, number, &run, error))
			return false;
		add_run_row(&run, rows);
	}
	return true;
}

void
pd_fleet_describe_run(
	struct pd_context *context, const char *path, struct pd_details *out)
{
	PD_AUTO(pd_fleet_run_free) struct pd_fleet_run run = {0};
	struct pd_error ignored = {0};
	size_t folder = strlen(PD_FLEET_FOLDER "/");
	if (strncmp(path, PD_FLEET_FOLDER "/", folder) != 0 ||
		!pd_fleet_load(
			context, strtol(path + folder, NULL, 10), &run, &ignored))
		return;
	for (size_t i = 0; i < run.hosts.count; i++) {
		const struct pd_fleet_host *host = &run.hosts.items[i];
		pd_details_section(out, "hosts", i == 0 ? _("Hosts") : NULL);
		PD_AUTO(pd_drop_text)
		char *told = pd_format("%s%s%s",
			pd_fleet_state_words(host->state, PD_FLEET_DONE),
			*host->message != '\0' ? ": " : "", host->message);
		pd_details_text(out, "host", _("Host"), host->name);
		pd_details_word(out, "state", _("In this run"),
			pd_fleet_word(host->state), told);
	}
}
