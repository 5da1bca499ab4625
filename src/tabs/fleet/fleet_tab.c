/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/fleet/fleet_tab.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/fleet/fleet_ansible.h"
#include "tabs/fleet/fleet_forget.h"
#include "tabs/fleet/fleet_offline.h"
#include "tabs/fleet/fleet_rows.h"
#include "x509/judge/reject.h"

static pd_run list_hosts, show_host, plan_hosts, run_hosts, list_runs;
static pd_preview preview_run;
static char *last_inventory(struct pd_context *context, const char *row);
static char *last_playbook(struct pd_context *context, const char *row);
static char *row_itself(struct pd_context *context, const char *row);
static char *blocked_without_ansible(
	struct pd_context *context, const struct pd_row *row);

/* clang-format off */
#define FIELD_INVENTORY \
	{.name = "inventory", .label = N_("Inventory"), .kind = PD_FIELD_FILE, \
	 .flags = PD_NAMED, .propose = last_inventory, \
	 .help = N_("The file, folder or script with the hosts; left out: as Ansible's settings say")}
#define FIELD_LIMIT \
	{.name = "limit", .label = N_("Only hosts"), .kind = PD_FIELD_TEXT, .propose = row_itself, \
	 .help = N_("A pattern of Ansible's, such as web:!www2; left out: all hosts")}
#define FIELD_PLAYBOOK \
	{.name = "playbook", .label = N_("Playbook"), .kind = PD_FIELD_FILE, \
	 .flags = PD_RARE | PD_NAMED, .propose = last_playbook, \
	 .help = N_("A playbook of your own; left out: the one that gives each host its certificate")}

static const struct pd_field list_fields[] = {FIELD_INVENTORY, FIELD_LIMIT, {0}};
static const struct pd_field plan_fields[] = {FIELD_INVENTORY, FIELD_LIMIT, FIELD_PLAYBOOK, {0}};

static const struct pd_field run_fields[] = {
	FIELD_INVENTORY,
	FIELD_LIMIT,
	FIELD_PLAYBOOK,
	{.name = "offline", .label = N_("Offline"), .kind = PD_FIELD_FILE, .flags = PD_RARE | PD_DIRECTORY,
	 .help = N_("Log in nowhere: a directory that gets a signed archive for each host, which "
		"pemdeck-apply.sh applies there")},
	{.name = "ca-passphrase", .label = N_("CA passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .when_field = "offline", .help = N_("Opens the key of the CA if it is kept encrypted")},
	{.name = "passphrase", .label = N_("Passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .when_field = "offline", .help = N_("Opens the signing key if it is kept encrypted")},
	{0}
};

static const struct pd_field show_fields[] = {
	{.name = "host", .label = N_("Host"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .help = N_("The name of the host in the inventory")},
	{0}
};

static const struct pd_field log_fields[] = {
	{.name = "number", .label = N_("Run"), .kind = PD_FIELD_NUMBER, .flags = PD_ARGUMENT | PD_COMMAND,
	 .least = 1, .most = 99999999,
	 .help = N_("The number of a run, of which each host is shown; left out: all runs are listed")},
	{0}
};

const struct pd_operation pd_fleet_operations[] = {
	{.tab = "fleet", .name = "list", .key = 'v', .label = N_("List"),
	 .help = N_("List the hosts of an inventory of Ansible, what each has and when it ends"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .fields = list_fields,
	 .run = list_hosts, .only_looks = true, .blocked = blocked_without_ansible},
	{.tab = "fleet", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("Show what is known of a host by its last run and check"),
	 .on = PD_ON_HOST, .hazard = PD_READS, .role = PD_OBSERVER, .fields = show_fields,
	 .run = show_host, .only_looks = true},
	{.tab = "fleet", .name = "plan", .key = 'p', .label = N_("Plan"),
	 .help = N_("Show what a run would change on the hosts, and change nothing; exit "
	 	"status 1 if a host fails"),
	 .on = PD_ON_TAB, .starts_from = PD_ON_HOST, .hazard = PD_READS, .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = plan_fields, .run = plan_hosts, .only_looks = true, .blocked = blocked_without_ansible},
	{.tab = "fleet", .name = "run", .key = 'r', .label = N_("Run"),
	 .help = N_("Have Ansible give each host its certificate, and whatever else its playbook says; exit "
		"status 1 if a host fails"),
	 .on = PD_ON_TAB, .starts_from = PD_ON_HOST, .hazard = PD_ADDS, .role = PD_SYSTEM_ADMINISTRATOR,
	 .fields = run_fields, .run = run_hosts, .preview = preview_run,
	 .confirm = N_("Run it on these hosts?"), .blocked = blocked_without_ansible,
	 .lasting = N_("What a run did on hosts stays there; another playbook takes it back")},
	{.tab = "fleet", .name = "log", .key = 'l', .label = N_("Log"),
	 .help = N_("List the runs, or each host of one"),
	 .on = PD_ON_TAB, .starts_from = PD_ON_RUN, .hazard = PD_READS, .role = PD_OBSERVER,
	 .fields = log_fields,
	 .run = list_runs, .only_looks = true},
	{.tab = "fleet", .name = "forget", .key = 'x', .label = N_("Forget"),
	 .help = N_("Forget what runs and checks told of hosts"), .on = PD_ON_HOST,
	 .hazard = PD_DESTROYS, .role = PD_SYSTEM_ADMINISTRATOR, .fields = pd_fleet_forget_fields,
	 .run = pd_fleet_forget, .preview = pd_fleet_preview_forget,
	 .confirm = N_("Forget what is known of these hosts?")},
	{0}
};
/* clang-format on */

/* ---- asking ------------------------------------------------------------------------ */

static char *
last_value(struct pd_context *context, size_t offset)
{
	PD_AUTO(pd_fleet_run_free) struct pd_fleet_run run = {0};
	struct pd_error ignored = {0};
	if (!pd_fleet_load(context, 0, &run, &ignored))
		return NULL;
	const char *text = offset == 0 ? run.inventory : run.playbook;
	return *text != '\0' ? pd_copy(text) : NULL;
}

static char *
last_inventory(struct pd_context *context, const char *row)
{
	(void)row;
	return last_value(context, 0);
}

static char *
last_playbook(struct pd_context *context, const char *row)
{
	(void)row;
	return last_value(context, 1);
}

/* Ansible reads a comma, a colon and the like in a pattern as several hosts. */
static char *
row_itself(struct pd_context *context, const char *row)
{
	(void)context;
	return row != NULL && strpbrk(row, " ,:!&*?[]~@\\") == NULL ? pd_copy(row)
								    : NULL;
}

static char *
blocked_without_ansible(struct pd_context *context, const struct pd_row *row)
{
	struct pd_error problem = {0};
	(void)context;
	(void)row;
	return pd_fleet_is_possible(&problem) ? NULL
					      : pd_text_sentence(problem.message);
}

static bool
preview_run(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet hosts = {0};
	PD_AUTO(pd_fleet_wish_free) struct pd_fleet_wish wish;
	pd_fleet_wish_read(values, &wish);
	if (!pd_fleet_inventory(context, &wish, &hosts, error))
		return false;
	pd_details_section(out, NULL, NULL);
	if (pd_value_text(values, "offline") != NULL)
		pd_details_text(
			out, "offline", _("Offline"), pd_value_text(values, "offline"));
	else
		pd_details_text(out, "playbook", _("Playbook"),
			wish.playbook ? wish.playbook
				      : _("the one of the collection pemdeck.pki"));
	pd_details_number(out, "count", _("Hosts"), (int64_t)hosts.count);
	pd_details_list(out, "hosts", _("Host"));
	for (size_t i = 0; i < hosts.count; i++)
		pd_details_item(out, hosts.items[i].name);
	return true;
}

/* ---- looking ------------------------------------------------------------------------ */

static bool
list_hosts(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet hosts = {0};
	PD_AUTO(pd_fleet_wish_free) struct pd_fleet_wish wish;
	struct pd_error problem = {0};
	pd_fleet_wish_read(values, &wish);
	if (!pd_fleet_inventory(context, &wish, &hosts, error))
		return false;
	if (!pd_context_look(context, &problem))
		pd_result_warn(
			result, _("The store was not asked: %s"), problem.message);
	else if (!pd_fleet_join_known(context, &hosts, error))
		return false;
	result->has_rows = true;
	pd_fleet_fill_rows(context, &hosts, PD_FLEET_DONE, _("Hosts of the inventory"),
		&result->rows);
	return true;
}

/* Also where a run told more since. */
static void
describe_check(const struct pd_fleet_host *host, struct pd_details *out)
{
	PD_AUTO(pd_drop_text) char *words = pd_reject_names(host->reasons);
	PD_AUTO(pd_drop_text) char *shown = pd_reject_text(host->reasons);
	bool accepted = pd_fleet_is_accepted(host), failed = *host->problem != '\0';
	if (host->checked == 0)
		return;
	pd_details_section(out, "check", _("Last check"));
	pd_details_text(out, "place", _("Host"), host->place);
	pd_details_time(out, "time", _("When"), host->checked);
	pd_details_flag(out, "accepted", _("Accepted"), accepted,
		accepted ? _("yes") : _("no"));
	if (!accepted)
		pd_details_word(out, "reason", _("Reason"), failed ? "failed" : words,
			failed ? host->problem : shown);
}

static void
describe_host(const struct pd_fleet_host *host, struct pd_details *out)
{
	pd_details_section(out, NULL, NULL);
	pd_details_text(out, "host", _("Host"), host->name);
	pd_details_word(out, "state", _("Last run"), pd_fleet_word(host->state),
		pd_fleet_state_words(host->state, PD_FLEET_DONE));
	if (host->time != 0)
		pd_details_time(out, "time", _("When"), host->time);
	if (*host->message != '\0')
		pd_details_text(out, "message", _("Message"), host->message);
	describe_check(host, out);
	if (host->not_after == 0)
		return;
	pd_details_section(out, "certificate", _("Certificate"));
	pd_details_text(out, "subject", _("Subject"), host->subject);
	pd_details_text(out, "serial", _("Serial number"), host->serial);
	pd_details_time(out, "not_before", _("Valid from"), host->not_before);
	pd_details_time(out, "not_after", _("Valid until"), host->not_after);
	pd_details_text(out, "fingerprint", _("SHA-256"), host->fingerprint);
}

static bool
show_host(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet known = {0};
	const char *name = pd_value_text(values, "host");
	const struct pd_fleet_host *host = pd_fleet_add(&known, name);
	if (!pd_context_look(context, error) ||
		!pd_fleet_join_known(context, &known, error))
		return false;
	if (host->time == 0 && *host->message == '\0')
		return pd_fail(error, PD_ESTATE, name,
			_("this host was neither in a run nor checked yet, so nothing "
			  "is known of it"));
	result->has_details = true;
	describe_host(host, &result->details);
	return true;
}

static bool
list_runs(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_fleet_run_free) struct pd_fleet_run run = {0};
	long number = pd_value_number(values, "number", 0);
	if (!pd_context_look(context, error))
		return false;
	result->has_rows = true;
	if (number == 0)
		return pd_fleet_fill_runs(context, &result->rows, error);
	if (!pd_fleet_load(context, number, &run, error))
		return false;
	PD_AUTO(pd_drop_text) char *title = pd_format(_("Log of run %ld"), run.number);
	pd_fleet_fill_rows(context, &run.hosts, PD_FLEET_DONE, title, &result->rows);
	return true;
}

/* ---- doing -------------------------------------------------------------------------- */

/* The sentence of each failure, of many the first. */
static void
warn_failures(const struct pd_fleet_run *run, struct pd_result *result)
{
	enum { MOST = 20 };
	size_t bad = 0;
	for (size_t i = 0; i < run->hosts.count; i++) {
		const struct pd_fleet_host *host = &run->hosts.items[i];
		if (host->state < PD_FLEET_FAILED)
			continue;
		if (++bad <= MOST)
			pd_result_warn(result, "%s: %s", host->name,
				*host->message != '\0' ? host->message
						       : pd_fleet_word(host->state));
	}
	if (bad > MOST)
		pd_result_warn(result,
			ngettext("%zu more host failed; fleet log tells why",
				"%zu more hosts failed; fleet log tells why",
				bad - MOST),
			bad - MOST);
	result->status = bad > 0 || run->cut;
}

static bool
pack_hosts(struct pd_context *context, const struct pd_values *values,
	const struct pd_fleet_wish *wish, struct pd_fleet_run *run,
	struct pd_result *result, struct pd_error *error)
{
	if (wish->playbook != NULL)
		return pd_fail(error, PD_EUSAGE, "playbook",
			_("does not go with --%s; leave one of them out"), "offline");
	if (!pd_fleet_pack(context, values, wish, run, error))
		return false;
	warn_failures(run, result);
	result->has_rows = true;
	pd_fleet_fill_rows(context, &run->hosts, PD_FLEET_DONE, _("Hosts of this run"),
		&result->rows);
	return true;
}

static bool
play_hosts(struct pd_context *context, const struct pd_fleet_wish *wish,
	struct pd_fleet_run *run, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *doubt = NULL;
	if (!pd_fleet_play(context, wish, run, &doubt, error))
		return false;
	warn_failures(run, result);
	if (doubt != NULL) {
		pd_result_warn(result, _("Ansible did not end properly: %s"), doubt);
		result->status = 1;
	}
	result->has_rows = true;
	pd_fleet_fill_rows(context, &run->hosts,
		wish->check ? PD_FLEET_PLANNED : PD_FLEET_DONE,
		wish->check ? _("What a run would do") : _("Hosts of this run"),
		&result->rows);
	return true;
}

static bool
plan_hosts(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_fleet_run_free) struct pd_fleet_run run = {0};
	PD_AUTO(pd_fleet_wish_free) struct pd_fleet_wish wish;
	pd_fleet_wish_read(values, &wish);
	wish.check = true;
	return play_hosts(context, &wish, &run, result, error);
}

/* What was done on hosts is told, whatever becomes of its record. */
static bool
put_down_run(
	struct pd_context *context, struct pd_fleet_run *run, struct pd_result *result)
{
	struct pd_error problem = {0};
	if (pd_fleet_put_down(context, run, result, &problem))
		return true;
	PD_AUTO(pd_drop_text) char *sum = pd_fleet_sum(run);
	pd_result_say(result, _("Done, but not in the log of runs: %s"), sum);
	pd_result_warn(result, "%s%s%s", problem.input,
		*problem.input != '\0' ? ": " : "", problem.message);
	result->status = 1;
	return true;
}

static bool
run_hosts(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_fleet_run_free) struct pd_fleet_run run = {0};
	PD_AUTO(pd_fleet_wish_free) struct pd_fleet_wish wish;
	pd_fleet_wish_read(values, &wish);
	bool done = pd_value_text(values, "offline") != NULL
			    ? pack_hosts(context, values, &wish, &run, result, error)
			    : play_hosts(context, &wish, &run, result, error);
	return done && put_down_run(context, &run, result);
}

/* ---- the page ------------------------------------------------------------------------ */

bool
pd_fleet_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	PD_AUTO(pd_fleet_free) struct pd_fleet hosts = {0};
	PD_AUTO(pd_drop_text) char *inventory = last_inventory(context, NULL);
	struct pd_error problem = {0};
	const struct pd_fleet_wish wish = {.inventory = inventory};
	out->section_count = 1;
	if (!pd_fleet_inventory(context, &wish, &hosts, &problem)) {
		PD_AUTO(pd_drop_text) char *said = pd_text_sentence(problem.message);
		out->summary = pd_copy(said);
		pd_fleet_free(&hosts);
		if (!pd_fleet_known(context, &hosts, error) ||
			!pd_fleet_join_known(context, &hosts, error))
			return false;
		/* Who has no hosts beyond this one lacks nothing. */
		if (hosts.count > 0)
			pd_view_find(out, NULL, "%s", said);
	} else if (!pd_fleet_join_known(context, &hosts, error))
		return false;
	pd_fleet_fill_rows(context, &hosts, PD_FLEET_DONE, _("Hosts of the inventory"),
		&out->sections[0]);
	return true;
}
