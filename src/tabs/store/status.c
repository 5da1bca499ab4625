/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/status.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/scan/scan_watch.h"
#include "tabs/store/status_metrics.h"
#include "tabs/tls/tls_place.h"
#include "x509/certificate/describe_state.h"

/* status: the line of a monitoring plugin, and below it everything that was
 * examined. */

static pd_run run_status;

/* clang-format off */
static const struct pd_field fields[] = {
	{.name = "warning", .label = N_("Warn"), .kind = PD_FIELD_NUMBER, .least = 0, .most = 36500,
	 .help = N_("Days before expiry at which to warn; left out: the last third of the life, "
		"but at most warning_days of the settings")},
	{.name = "critical", .label = N_("Urgent"), .kind = PD_FIELD_NUMBER, .least = 0, .most = 36500,
	 .help = N_("Days before expiry at which a certificate is critical; left out: the last "
		"sixth of the life, but at most critical_days of the settings")},
	{.name = "scan", .label = N_("This machine"), .kind = PD_FIELD_FLAG, .flags = PD_COMMAND,
	 .help = N_("Also report what services of this machine use, as scan finds it")},
	{.name = "prometheus", .label = N_("Prometheus"), .kind = PD_FIELD_FLAG,
	 .flags = PD_COMMAND | PD_OWN_OUTPUT,
	 .help = N_("Print metrics for Prometheus; the exit status is 3 where there are none")},
	{0}
};

const struct pd_operation pd_status_operations[] = {
	{.tab = "status", .name = "status", .label = N_("Status"),
	 .help = N_("Report when everything in the store expires, your own first, then the worst, "
		"and which deploy targets are not up to date; exit status 0 OK, 1 warning, "
		"2 critical, 3 unknown, as monitoring plugins do"), .on = PD_ON_TAB,
	 .hazard = PD_READS, .role = PD_OBSERVER, .fields = fields, .run = run_status,
	 .only_looks = true, .plugin = "PEMDECK"},
	{0}
};
/* clang-format on */

/* ---- rows ------------------------------------------------------------------------ */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"subject", N_("Name"), 20, 0, false},
	{"level", N_("Alarm"), 4, 8, false},
	{"tab", N_("Tab"), 3, 15, false},
	{"kind", N_("Kind"), 4, 10, false},
	{"not_after", N_("Valid until"), 10, 11, false},
	{"status", N_("Left"), 8, 14, true},
	{"days_left", NULL, 0, 0, false},
	{0},
};

/* Monitoring systems take everything behind a '|' for performance data. */
static char *
without_bars(const char *text)
{
	struct pd_buffer out = {0};
	for (const char *c = text; *c != '\0'; c++)
		pd_buffer_add_format(&out, *c == '|' ? "\\x7c" : "%c", *c);
	return pd_buffer_steal_text(&out);
}

static char *
status_words(const struct pd_watched *item, int64_t now)
{
	/* clang-format off */
	static const struct { const char *name, *words; } all[] = {
		{"expired", N_("EXPIRED")}, {"not_yet_valid", N_("NOT YET VALID")},
		{"weak", N_("WEAK")}, {"damaged", N_("DAMAGED")},
		{"key_missing", N_("KEY MISSING")}, {"revoked", N_("revoked")},
		{"held", N_("on hold")}, {"renewed", N_("renewed")},
		{"unused", N_("not used")}, {"kept_aside", N_("kept aside")},
		{"waiting", N_("waiting")}, {"none", N_("NEVER MADE")}, {"public_key", N_("public key")},
	};
	/* clang-format on */
	long long days = (long long)pd_watched_days(item, now);
	if (item->said != NULL)
		return pd_copy(item->said);
	long long age = (long long)((now - item->not_before) / PD_DAY);
	if (strcmp(item->status, "made") == 0)
		return pd_format(_("%lld d ago"), age);
	if (strcmp(item->status, "old") == 0)
		return pd_format(_("OLD, %lld d"), age);
	if (strcmp(item->status, "valid") == 0)
		return pd_format(_("valid %lld d"), days);
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(item->status, all[i].name) == 0)
			return pd_copy(_(all[i].words));
	return pd_format(_("EXPIRES %lld d"), days);
}

char *
pd_status_left(const struct pd_watched *item, int64_t now)
{
	int64_t left = item->not_after - now;
	if (strcmp(item->status, "valid") == 0 || strcmp(item->status, "expires") == 0)
		return pd_describe_time_left(left);
	if (strcmp(item->status, "expired") == 0)
		return pd_format(_("EXPIRED %lld d"), (long long)pd_days_begun(-left));
	return status_words(item, now);
}

/* The row of its tab that shows it; free() it. */
static char *
find_place_in_tab(const struct pd_watched *item)
{
	/* clang-format off */
	static const struct { const char *kind, *row; } all[] = {
		{"ca", "ca"}, {"crl", "ca"}, {"request", "request"}, {"tls", "1"},
		{"root", "1"}, {"signer", "signer"},
	};
	/* clang-format on */
	const char *number = strchr(item->id, ' ');
	if (strcmp(item->status, "damaged") == 0)
		return pd_copy(item->id);
	if (strcmp(item->kind, "chain") == 0)
		return pd_copy(strcmp(item->tab, "tls") == 0 && number ? number + 1
			       : strcmp(item->tab, "ssl") == 0         ? "ca"
								       : "signer");
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(item->kind, all[i].kind) == 0)
			return pd_copy(all[i].row);
	return pd_copy(item->id);
}

char *
pd_status_place(const struct pd_watched *item)
{
	PD_AUTO(pd_drop_text) char *place = find_place_in_tab(item);
	bool is_of_tls =
		strcmp(item->tab, "tls") == 0 && strcmp(item->status, "damaged") != 0;
	return is_of_tls ? pd_tls_row_of_record(item->id, place) : pd_steal(place);
}

static void
add_watched_row(const struct pd_watched *item, int64_t now, struct pd_rows *rows)
{
	static const char markers[] = {' ', '!', 'x'};
	PD_AUTO(pd_drop_text) char *id = pd_format("%s:%s", item->kind, item->id);
	PD_AUTO(pd_drop_text) char *name = without_bars(item->name);
	int64_t left = item->not_after - now;
	PD_AUTO(pd_drop_text)
	char *words = strcmp(item->status, "valid") == 0 ? pd_describe_time_left(left)
		      : strcmp(item->status, "expired") == 0
			      ? pd_format(_("EXPIRED %lld d"),
					(long long)pd_days_begun(-left))
			      : status_words(item, now);
	struct pd_row *row = pd_rows_add(rows, PD_ON_DAMAGED, id, markers[item->alarm]);
	pd_row_set(row, 0, name, item->subject);
	pd_row_set(row, 1, pd_alarm_name(item->alarm), NULL);
	pd_row_set(row, 2, item->tab, NULL);
	pd_row_set(row, 3, item->kind, NULL);
	pd_row_none(row, 4, "");
	pd_row_set(row, 5, words, item->status);
	pd_row_none(row, 6, "");
	PD_AUTO(pd_drop_text) char *place = pd_status_place(item);
	pd_row_leads(row, item->tab, place);
	if (!item->ends)
		return;
	pd_row_date(row, 4, item->not_after);
	pd_row_number(row, 6, pd_watched_days(item, now));
}

static size_t
count_of(const struct pd_watch *watch, enum pd_alarm alarm)
{
	size_t count = 0;
	for (size_t i = 0; i < watch->count; i++)
		count += watch->items[i].alarm == alarm;
	return count;
}

static void
fill_watched_rows(const struct pd_watch *watch, int64_t now, struct pd_rows *rows)
{
	size_t alarms = watch->count - count_of(watch, PD_ALARM_NONE);
	rows->title = pd_copy(
		_("Expiry: everything in the store, your own first, then the worst"));
	rows->count = pd_format(_("%zu of %zu need attention"), alarms, watch->count);
	rows->columns = columns;
	rows->empty = pd_copy(_("The store holds nothing that ends."));
	for (size_t i = 0; i < watch->count; i++)
		add_watched_row(&watch->items[i], now, rows);
}

/* ---- the plugin's line
 * --------------------------------------------------------------- */

/* The first of the worst; NULL: nothing needs attention. */
static const struct pd_watched *
worst_of(const struct pd_watch *watch)
{
	const struct pd_watched *worst = NULL;
	for (size_t i = 0; i < watch->count; i++) {
		const struct pd_watched *item = &watch->items[i];
		if (item->alarm > (worst ? worst->alarm : PD_ALARM_NONE))
			worst = item;
	}
	return worst;
}

static enum pd_alarm
alarm_of_all(const struct pd_watch *watch)
{
	const struct pd_watched *worst = worst_of(watch);
	return worst ? worst->alarm : PD_ALARM_NONE;
}

/* The item in use that ends first. */
static const struct pd_watched *
next_end(const struct pd_watch *watch)
{
	const struct pd_watched *next = NULL;
	for (size_t i = 0; i < watch->count; i++) {
		const struct pd_watched *item = &watch->items[i];
		bool used = item->ends && (item->alarm != PD_ALARM_NONE ||
						  strcmp(item->status, "valid") == 0);
		if (used && (next == NULL || item->not_after < next->not_after))
			next = item;
	}
	return next;
}

/* The format of the plugin guidelines: label=value;warn;crit;min. */
static char *
performance_data(const struct pd_watch *watch, int64_t now)
{
	const struct pd_watched *next = next_end(watch);
	const struct pd_validity validity = {
		next ? next->not_before : 0, next ? next->not_after : 0, false};
	const struct pd_notice_days least = pd_notice_days(&validity, &watch->notice);
	PD_AUTO(pd_drop_text)
	char *days = next ? pd_format("days_left=%lld;%ld:;%ld: ",
				    (long long)pd_watched_days(next, now),
				    least.warning, least.critical)
			  : pd_copy("");
	return pd_format("%swatched=%zu;;;0 warning=%zu;;;0 critical=%zu;;;0", days,
		watch->count, count_of(watch, PD_ALARM_WARNING),
		count_of(watch, PD_ALARM_CRITICAL));
}

static char *
summary_line(const struct pd_watch *watch, int64_t now)
{
	size_t alarms = watch->count - count_of(watch, PD_ALARM_NONE);
	const struct pd_watched *next = next_end(watch);
	const struct pd_watched *item = worst_of(watch);
	if (item != NULL) {
		PD_AUTO(pd_drop_text) char *words = status_words(item, now);
		return pd_format(ngettext("%zu of %zu needs attention: %s (%s %s) %s",
					 "%zu of %zu need attention, first %s (%s %s) "
					 "%s",
					 alarms),
			alarms, watch->count, item->name, item->tab, item->kind, words);
	}
	if (next == NULL)
		return pd_copy(_("the store holds nothing that ends"));
	return pd_format(ngettext("%zu is watched and needs no attention; %s is the "
				  "first to expire, in %lld d",
				 "%zu are watched and none needs attention; %s is the "
				 "first to expire, in %lld d",
				 watch->count),
		watch->count, next->name, (long long)pd_watched_days(next, now));
}

static char *
status_headline(const struct pd_watch *watch, int64_t now)
{
	static const char *const words[] = {"OK", "WARNING", "CRITICAL"};
	PD_AUTO(pd_drop_text) char *said = summary_line(watch, now);
	PD_AUTO(pd_drop_text) char *safe = without_bars(said);
	PD_AUTO(pd_drop_text) char *values = performance_data(watch, now);
	return pd_format(
		"PEMDECK %s - %s|%s", words[alarm_of_all(watch)], safe, values);
}

/* ---- running
 * -------------------------------------------------------------------------- */

/* If only one of the two thresholds is given, the default of the other must not
 * contradict it. */
static bool
set_days(const struct pd_context *context, const struct pd_values *values,
	struct pd_watch *watch, struct pd_error *error)
{
	bool warns = pd_value_text(values, "warning") != NULL;
	bool calls = pd_value_text(values, "critical") != NULL;
	struct pd_notice *notice = &watch->notice;
	*notice = pd_context_notice(context);
	long warning = pd_value_number(values, "warning", notice->warning_days);
	long critical = pd_value_number(values, "critical", notice->critical_days);
	if (warns && calls && critical > warning)
		return pd_fail(error, PD_EUSAGE, "critical",
			_("these are more days than those to warn; write at most %ld, "
			  "or warn earlier"),
			warning);
	notice->warns_by_days_alone = warns;
	notice->is_critical_by_days_alone = calls;
	notice->warning_days =
		calls && !warns && critical > warning ? critical : warning;
	notice->critical_days = critical;
	return true;
}

static bool
look_at_ends(struct pd_context *context, const struct pd_values *values,
	struct pd_watch *watch, struct pd_error *error)
{
	if (!pd_context_look(context, error) ||
		!set_days(context, values, watch, error) ||
		!pd_watch_fill(context, watch, error) ||
		(pd_value_flag(values, "scan") &&
			!pd_scan_watch(context, watch, error)))
		return false;
	pd_watch_sort(watch);
	return true;
}

static bool
run_status(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_watch_free) struct pd_watch watch = {0};
	if (!look_at_ends(context, values, &watch, error))
		return false;
	result->status = (int)alarm_of_all(&watch);
	result->has_output = pd_value_flag(values, "prometheus");
	if (result->has_output) {
		pd_watch_metrics(&watch, &result->output);
		return true;
	}
	result->headline = status_headline(&watch, context->now);
	result->has_rows = true;
	fill_watched_rows(&watch, context->now, &result->rows);
	return true;
}
