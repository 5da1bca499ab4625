/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/shared/comparison.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/there/there.h"
#include "probe/probe.h"
#include "tabs/shared/input.h"
#include "x509/certificate/describe.h"

enum { FIELD, ONE, OTHER };

void
pd_compared_free(struct pd_compared *compared)
{
	pd_certificate_free(compared->certificate);
	free(compared->name);
	pd_left_outs_free(&compared->left_out);
	*compared = (struct pd_compared){0};
}

/* ---- reading --------------------------------------------------------------------- */

static bool
take_compared(const struct pd_certificates *list, const char *name,
	struct pd_compared *out, struct pd_error *error)
{
	if (list->count == 0)
		return pd_fail(error, PD_EINPUT, name,
			_("holds no certificate; name a file that does"));
	out->certificate = pd_certificate_copy(list->items[0]);
	out->name = pd_copy(name);
	return true;
}

static bool
read_compared_file(struct pd_context *context, const char *path,
	struct pd_compared *out, struct pd_error *error)
{
	const char *from = pd_common_input(path);
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	if (!pd_context_read(context, path, &content, error) ||
		!pd_bundle_add(&bundle,
			&(struct pd_reading){.input = pd_secret_bytes(&content),
				.from = from,
				.cancelled = context->cancelled,
				.wanted = PD_WANT(PD_OBJECT_CERTIFICATE)},
			error))
		return false;
	pd_certificates_put_leaf_first(&bundle.certificates);
	pd_left_outs_add(&out->left_out, &bundle.left_out);
	return take_compared(&bundle.certificates, from, out, error);
}

static bool
read_served(struct pd_context *context, const struct pd_values *values,
	const char *word, const char *field, struct pd_compared *out,
	struct pd_error *error)
{
	enum { TIMEOUT = 10 };
	const char *starttls = pd_value_text(values, "starttls");
	PD_AUTO(pd_endpoint_free) struct pd_endpoint endpoint = {0};
	PD_AUTO(pd_peer_free) struct pd_peer peer = {0};
	struct pd_error no_host = {0};
	if (!pd_endpoint_parse(
		    word, pd_starttls_port(starttls), field, &endpoint, &no_host))
		return pd_fail(error, PD_EINPUT, field,
			_("\"%s\" is neither a file nor a host; name a file with a "
			  "certificate, or HOST or HOST:PORT"),
			word);
	PD_AUTO(pd_drop_text) char *place = pd_endpoint_text(&endpoint);
	const struct pd_probe probe = {
		.endpoint = &endpoint,
		.starttls = starttls,
		.timeout = pd_value_number(values, "timeout", TIMEOUT),
		.cancelled = context->cancelled,
	};
	return pd_probe_run(&probe, &peer, error) &&
	       take_compared(&peer.chain, place, out, error);
}

bool
pd_compared_read(struct pd_context *context, const struct pd_values *values,
	const char *word, const char *field, struct pd_compared *out,
	struct pd_error *error)
{
	bool is_file = strcmp(word, "-") == 0 || strchr(word, '/') != NULL ||
		       pd_there_is(word);
	return is_file ? read_compared_file(context, word, out, error)
		       : read_served(context, values, word, field, out, error);
}

/* ---- what differs ---------------------------------------------------------------- */

/* Where these differ, another field that is shown does, too; or the clock has moved. */
static const char *const derived[] = {"sha1", "serial_decimal", "status", "days_left",
	"pin_sha256", "modulus", "point", "signature", "pem"};

static bool
is_derived(const struct pd_line *line)
{
	for (size_t i = 0; i < PD_COUNT(derived); i++)
		if (strcmp(line->name, derived[i]) == 0)
			return true;
	return line->label == NULL;
}

static const struct pd_line *
find_line(const struct pd_details *details, const char *name)
{
	for (size_t i = 0; i < details->section_count; i++)
		for (size_t j = 0; j < details->sections[i].line_count; j++)
			if (strcmp(details->sections[i].lines[j].name, name) == 0)
				return &details->sections[i].lines[j];
	return NULL;
}

static char *
join_items(const struct pd_line *line)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer list = {0};
	for (size_t i = 0; i < line->item_count; i++)
		pd_buffer_add_item(&list, line->items[i]);
	return pd_buffer_steal_text(&list);
}

/* The value in one line; NULL where the certificate has no such field. */
static char *
value_of_line(const struct pd_line *line)
{
	if (line == NULL)
		return NULL;
	switch (line->kind) {
	case PD_NUMBER_VALUE:
		return pd_format("%jd", (intmax_t)line->number);
	case PD_LIST_VALUE:
		return join_items(line);
	default:
		return pd_copy(line->text);
	}
}

/* What no language changes, for programs; NULL: the value itself. */
static const char *
token_of_line(const struct pd_line *line)
{
	if (line->kind == PD_FLAG_VALUE)
		return line->number != 0 ? "true" : "false";
	return line->word;
}

static void
set_compared_cell(struct pd_row *row, size_t column, const struct pd_line *line,
	const char *value)
{
	if (line == NULL)
		pd_row_none(row, column, "");
	else
		pd_row_set(row, column, value, token_of_line(line));
}

static void
compare_line(const struct pd_line *one, const struct pd_line *other,
	const struct pd_column *columns, struct pd_result *result)
{
	const struct pd_line *line = one ? one : other;
	PD_AUTO(pd_drop_text) char *left = value_of_line(one);
	PD_AUTO(pd_drop_text) char *right = value_of_line(other);
	if (left != NULL && right != NULL && strcmp(left, right) == 0)
		return;
	struct pd_row *row = pd_rows_add(&result->rows, PD_ON_TAB, line->name, 'x');
	pd_row_set(row, FIELD, line->label, line->name);
	set_compared_cell(row, ONE, one, left);
	set_compared_cell(row, OTHER, other, right);
	pd_details_section(&result->details, "field", line->label);
	pd_details_text(&result->details, columns[ONE].name, _(columns[ONE].label),
		left ? left : _("none"));
	pd_details_text(&result->details, columns[OTHER].name, _(columns[OTHER].label),
		right ? right : _("none"));
}

/* In the order of one; what only the other has comes last. */
static void
compare_details(const struct pd_details *one, const struct pd_details *other,
	const struct pd_column *columns, struct pd_result *result)
{
	for (size_t i = 0; i < one->section_count; i++)
		for (size_t j = 0; j < one->sections[i].line_count; j++) {
			const struct pd_line *line = &one->sections[i].lines[j];
			if (!is_derived(line))
				compare_line(line, find_line(other, line->name),
					columns, result);
		}
	for (size_t i = 0; i < other->section_count; i++)
		for (size_t j = 0; j < other->sections[i].line_count; j++) {
			const struct pd_line *line = &other->sections[i].lines[j];
			if (!is_derived(line) && find_line(one, line->name) == NULL)
				compare_line(NULL, line, columns, result);
		}
}

void
pd_compared_show(const struct pd_compared *one, const struct pd_compared *other,
	const struct pd_column *columns, int64_t now, struct pd_result *result)
{
	PD_AUTO(pd_details_free) struct pd_details left = {0}, right = {0};
	const struct pd_notice notice = {.now = now};
	pd_describe_certificate(one->certificate, NULL, NULL, &notice, &left);
	pd_describe_certificate(other->certificate, NULL, NULL, &notice, &right);
	pd_common_warn_left_out(&one->left_out, result);
	pd_common_warn_left_out(&other->left_out, result);
	result->has_rows = true;
	result->rows.columns = columns;
	result->rows.title = pd_copy(_("What differs"));
	result->rows.empty = pd_format(
		_("%s and %s are the same certificate."), one->name, other->name);
	compare_details(&left, &right, columns, result);
	result->has_details = result->rows.count_of_items > 0;
	result->status = result->rows.count_of_items > 0;
}
