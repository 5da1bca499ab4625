/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "base/time.h"
#include "store/paths/paths.h"
#include "tabs/shared/common.h"
#include "tabs/shared/csv.h"
#include "tabs/ssl/issue/ssl_order_fill.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_delivery.h"
#include "x509/name/alternative_parse.h"

/* Issues a certificate for each line of a table, or none at all. */

enum { MOST_LINES = 10000 };

enum column { COLUMN_DN, COLUMN_SAN, COLUMN_PURPOSE, COLUMN_DAYS, COLUMNS };
static const char *const column_names[] = {"dn", "san", "purpose", "days"};

struct batch {
	struct pd_csv csv;
	size_t at[COLUMNS]; /* index of each column; missing: the number of columns */
	const char *from;   /* the file */
	struct pd_order *orders;
	char **places; /* FILE:LINE of each */
	size_t count;
};

static void
drop_batch(struct batch *batch)
{
	for (size_t i = 0; i < batch->count; i++) {
		pd_order_free(&batch->orders[i]);
		free(batch->places[i]);
	}
	free(batch->orders);
	free(batch->places);
	pd_csv_free(&batch->csv);
}

/* ---- reading ------------------------------------------------------------------------ */

static bool
find_columns(struct batch *batch, struct pd_error *error)
{
	const struct pd_csv_line *head = &batch->csv.lines[0];
	for (size_t i = 0; i < COLUMNS; i++)
		batch->at[i] = head->count;
	for (size_t at = 0; at < head->count; at++) {
		size_t known = 0;
		if (*head->cells[at] == '\0')
			continue;
		while (known < COLUMNS &&
			pd_ascii_compare(column_names[known], head->cells[at]) != 0)
			known++;
		if (known == COLUMNS || batch->at[known] != head->count)
			return pd_fail(error, PD_EINPUT, batch->places[0],
				_("\"%.100s\" is not a column, or is there twice; the "
				  "first line names the columns dn, san, purpose, "
				  "days"),
				head->cells[at]);
		batch->at[known] = at;
	}
	return batch->at[COLUMN_DN] < head->count ||
	       pd_fail(error, PD_EINPUT, batch->places[0],
		       _("the column dn is needed; the first line names the columns "
			 "dn, san, purpose, days"));
}

static const char *
read_cell(const struct batch *batch, size_t line, enum column column)
{
	const struct pd_csv_line *cells = &batch->csv.lines[line];
	return batch->at[column] < cells->count ? cells->cells[batch->at[column]] : "";
}

/* Spreadsheets write columns that somebody emptied. */
static bool
check_unnamed(const struct batch *batch, size_t line, struct pd_error *error)
{
	const struct pd_csv_line *head = &batch->csv.lines[0];
	const struct pd_csv_line *cells = &batch->csv.lines[line];
	for (size_t at = 0; at < head->count; at++)
		if (*head->cells[at] == '\0' && *cells->cells[at] != '\0')
			return pd_fail(error, PD_EINPUT, "",
				_("\"%.100s\" stands in a column without a name; the "
				  "first line names the columns dn, san, purpose, "
				  "days"),
				cells->cells[at]);
	return true;
}

static bool
read_days(const char *text, struct pd_order *order, struct pd_error *error)
{
	char *end;
	if (*text == '\0')
		return true;
	order->days = strtol(text, &end, 10);
	if (*end == '\0' && order->days >= 1 && order->days <= PD_MOST_DAYS)
		return true;
	return pd_fail(error, PD_EINPUT, "days",
		_("\"%.100s\" is not a number of days; write one from 1 to 36,525"),
		text);
}

/* The profile of a line that names no purpose. */
static const char *
usual_profile(const struct pd_values *values)
{
	const char *own = pd_value_text(values, "profile");
	const char *purpose = pd_value_text(values, "purpose");
	return own ? own : purpose ? purpose : "server";
}

static bool
read_order(struct pd_context *context, const struct pd_values *values,
	const struct batch *batch, size_t line, struct pd_order *order,
	struct pd_error *error)
{
	const char *dn = read_cell(batch, line, COLUMN_DN);
	const char *purpose = read_cell(batch, line, COLUMN_PURPOSE);
	size_t columns = batch->csv.lines[0].count;
	if (batch->csv.lines[line].count != columns)
		return pd_fail(error, PD_EINPUT, "",
			_("has %zu columns where the first line has %zu; quote what "
			  "holds a comma"),
			batch->csv.lines[line].count, columns);
	if (!check_unnamed(batch, line, error))
		return false;
	order->subject = pd_name_parse(dn, "dn", error);
	return order->subject != NULL &&
	       pd_alternatives_parse(read_cell(batch, line, COLUMN_SAN), "san",
		       &order->names, error) &&
	       pd_profile_find(context, *purpose ? purpose : usual_profile(values),
		       &order->profile, error) &&
	       read_days(read_cell(batch, line, COLUMN_DAYS), order, error);
}

static bool
fail_line(const struct batch *batch, size_t line, const struct pd_error *problem,
	struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, batch->places[line], "%s", problem->message);
}

static bool
fail_no_certificate(const struct batch *batch, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, batch->from,
		_("names no certificate; its first line names the columns dn, san, "
		  "purpose, days, and each other line is one certificate"));
}

static bool
read_batch(struct pd_context *context, const struct pd_values *values,
	struct batch *batch, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	const char *path = pd_value_text(values, "batch");
	batch->from = pd_common_input(path);
	if (!pd_context_read(context, path, &content, error) ||
		!pd_csv_read(pd_secret_bytes(&content), batch->from, MOST_LINES + 1,
			&batch->csv, error))
		return false;
	if (batch->csv.count == 0)
		return fail_no_certificate(batch, error);
	batch->count = batch->csv.count;
	batch->orders = pd_alloc(batch->count, sizeof *batch->orders);
	batch->places = pd_alloc(batch->count, sizeof *batch->places);
	for (size_t i = 0; i < batch->count; i++)
		batch->places[i] =
			pd_format("%s:%zu", batch->from, batch->csv.lines[i].number);
	if (!find_columns(batch, error))
		return false;
	if (batch->count < 2)
		return fail_no_certificate(batch, error);
	for (size_t i = 1; i < batch->count; i++) {
		struct pd_order *order = &batch->orders[i];
		struct pd_error problem = {0};
		order->from = batch->places[i];
		order->anyway = pd_value_flag(values, "anyway");
		order->allow_outlive = pd_value_flag(values, "allow-outlive");
		if (!read_order(context, values, batch, i, order, &problem))
			return fail_line(batch, i, &problem, error);
	}
	return true;
}

/* ---- making --------------------------------------------------------------------------- */

static bool
sign_batch(struct pd_context *context, const struct pd_values *values,
	const struct pd_authority *authority, struct batch *batch,
	struct pd_error *error)
{
	for (size_t i = 1; i < batch->count; i++) {
		struct pd_order *order = &batch->orders[i];
		struct pd_error problem = {0};
		if (!pd_common_go_on(context, error))
			return false;
		if (!pd_order_make_key(values, order, error))
			return false;
		if (!pd_order_sign(authority, order, &problem))
			return fail_line(batch, i, &problem, error);
		pd_delivery_tell(context, PD_PHASE_SIGN, i, batch->count - 1);
	}
	return true;
}

/* ---- handing over ----------------------------------------------------------------------- */

static int
compare_texts(const void *one, const void *other)
{
	return strcmp(*(char *const *)one, *(char *const *)other);
}

static size_t
count_text(char *const *sorted, size_t count, const char *text)
{
	char *const *found =
		bsearch(&text, sorted, count, sizeof *sorted, compare_texts);
	if (found == NULL)
		return 0;
	bool shared = (found > sorted && strcmp(found[-1], text) == 0) ||
		      (found + 1 < sorted + count && strcmp(found[1], text) == 0);
	return shared ? 2 : 1;
}

/* Folders are named by common name. Those that share one get their line number
 * appended, until the result is unique. */
static void
name_folders(struct batch *batch, const char *out)
{
	size_t count = batch->count - 1;
	char **names = pd_alloc(count, sizeof *names);
	char **sorted = pd_alloc(count, sizeof *sorted);
	for (size_t i = 0; i < count; i++) {
		const char *name =
			pd_name_value(batch->orders[i + 1].subject, PD_OID_CN);
		sorted[i] = names[i] = pd_store_name(name ? name : "certificate");
	}
	qsort(sorted, count, sizeof *sorted, compare_texts);
	for (size_t i = 0; i < count; i++) {
		PD_AUTO(pd_drop_text) char *folder = pd_copy(names[i]);
		size_t line = batch->csv.lines[i + 1].number;
		for (size_t most = 1; count_text(sorted, count, folder) > most;
			most = 0) {
			char *longer = pd_format("%s-%zu", folder, line);
			free(folder);
			folder = longer;
		}
		batch->orders[i + 1].directory = pd_format("%s/%s", out, folder);
	}
	for (size_t i = 0; i < count; i++)
		free(names[i]);
	free(names);
	free(sorted);
}

bool
pd_ssl_batch(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_batch) struct batch batch = {0};
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	if (!pd_authority_open(context, values, &authority, error) ||
		!read_batch(context, values, &batch, error) ||
		!sign_batch(context, values, &authority, &batch, error))
		return false;
	size_t count = batch.count - 1;
	const struct pd_delivery delivery = {&authority, batch.orders + 1, count,
		pd_handover_of(context, values), false, NULL, NULL};
	if (delivery.handover.directory != NULL)
		name_folders(&batch, delivery.handover.directory);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		ngettext("%zu certificate issued", "%zu certificates issued", count),
		count);
	return pd_delivery_run(&delivery, context, sentence, result, error);
}
