/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/operation.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "tabs/tab.h"
#include "tabs/trust_hook.h"

bool
pd_context_read(struct pd_context *context, const char *path, struct pd_secret *out,
	struct pd_error *error)
{
	if (strcmp(path, "-") != 0)
		return pd_file_read(path, PD_INPUT_LIMIT, out, error);
	if (context->standard_input.data == NULL &&
		!pd_file_read("-", PD_INPUT_LIMIT, &context->standard_input, error))
		return false;
	pd_secret_add(out, context->standard_input.data, context->standard_input.size);
	return true;
}

bool
pd_context_look(struct pd_context *context, struct pd_error *error)
{
	if (context->store == NULL)
		context->store = pd_store_open_to_read(context->store_path, error);
	return context->store != NULL &&
	       pd_settings_load(context->store, &context->settings, error);
}

bool
pd_operation_is_alone(const struct pd_operation *operation)
{
	return strcmp(operation->tab, operation->name) == 0;
}

char *
pd_operation_words(const struct pd_operation *operation)
{
	return pd_operation_is_alone(operation)
		       ? pd_copy(operation->tab)
		       : pd_format("%s %s", operation->tab, operation->name);
}

char *
pd_operation_rows(const struct pd_operation *operation)
{
	static const struct {
		unsigned kind;
		const char *words;
	} kinds[] = {
		{PD_ON_CA, N_("the CA")},
		{PD_ON_ISSUED, N_("issued certificates")},
		{PD_ON_ENTRY, N_("entries of history")},
		{PD_ON_SIGNER, N_("signing certificates")},
		{PD_ON_ALIAS, N_("aliases")},
		{PD_ON_KEY, N_("the key")},
		{PD_ON_CHAIN, N_("certificates")},
		{PD_ON_REQUEST, N_("signing requests")},
		{PD_ON_TRUSTED, N_("trusted certificates")},
		{PD_ON_REJECTED, N_("rejected chains")},
		{PD_ON_SETTING, N_("settings")},
		{PD_ON_DAMAGED, N_("damaged records")},
	};
	char *words = NULL;
	/* A damaged record is only told. */
	unsigned left = operation->on != PD_ON_DAMAGED
				? operation->on & ~(unsigned)PD_ON_DAMAGED
				: PD_ON_DAMAGED;
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		if ((left & kinds[i].kind) == 0)
			continue;
		left &= ~kinds[i].kind;
		PD_AUTO(pd_drop_text) char *before = words;
		if (before == NULL)
			words = pd_copy(_(kinds[i].words));
		else
			words = pd_format(left == 0 ? _("%s and %s") : _("%s, %s"),
				before, _(kinds[i].words));
	}
	return words;
}

/* ---- rows ---------------------------------------------------------------------- */

struct pd_row *
pd_rows_add(struct pd_rows *rows, unsigned kind, const char *id, char marker)
{
	rows->items =
		pd_grow_by_one(rows->items, rows->count_of_items, sizeof *rows->items);
	struct pd_row *row = &rows->items[rows->count_of_items++];
	*row = (struct pd_row){.kind = kind, .id = pd_copy(id), .marker = marker};
	return row;
}

void
pd_row_set(struct pd_row *row, size_t column, const char *shown, const char *value)
{
	free(row->cells[column]);
	free(row->values[column]);
	row->cells[column] = pd_text_safe_string(shown);
	row->values[column] = value ? pd_text_safe_string(value) : NULL;
}

void
pd_row_number(struct pd_row *row, size_t column, int64_t number)
{
	PD_AUTO(pd_drop_text) char *text = pd_format("%jd", (intmax_t)number);
	pd_row_set(row, column, text, NULL);
	row->kinds[column] = PD_NUMBER_VALUE;
}

void
pd_row_flag(struct pd_row *row, size_t column, bool flag, const char *shown)
{
	pd_row_set(row, column, shown, flag ? "true" : "false");
	row->kinds[column] = PD_FLAG_VALUE;
}

void
pd_row_date(struct pd_row *row, size_t column, int64_t time)
{
	PD_AUTO(pd_drop_text) char *text = pd_text_time(time);
	PD_AUTO(pd_drop_text) char *day = pd_copy_bytes(text, strcspn(text, "T"));
	pd_row_set(row, column, day, text);
	row->kinds[column] = PD_TIME_VALUE;
}

void
pd_row_none(struct pd_row *row, size_t column, const char *shown)
{
	pd_row_set(row, column, shown, "");
	row->kinds[column] = PD_TIME_VALUE;
}

static void
free_row(struct pd_row *row)
{
	free(row->id);
	for (size_t i = 0; i < PD_COLUMNS; i++) {
		free(row->cells[i]);
		free(row->values[i]);
	}
}

void
pd_rows_free(struct pd_rows *rows)
{
	for (size_t i = 0; i < rows->count_of_items; i++)
		free_row(&rows->items[i]);
	free(rows->items);
	free(rows->title);
	free(rows->count);
	free(rows->empty);
	*rows = (struct pd_rows){0};
}

/* ---- result -------------------------------------------------------------------- */

void
pd_result_say(struct pd_result *result, const char *format, ...)
{
	free(result->sentence);
	va_list arguments;
	va_start(arguments, format);
	result->sentence = pd_vformat(format, arguments);
	va_end(arguments);
}

void
pd_result_warn(struct pd_result *result, const char *format, ...)
{
	result->warnings = pd_grow(
		result->warnings, result->warning_count + 1, sizeof *result->warnings);
	va_list arguments;
	va_start(arguments, format);
	result->warnings[result->warning_count++] = pd_vformat(format, arguments);
	va_end(arguments);
}

void
pd_result_free(struct pd_result *result)
{
	free(result->sentence);
	for (size_t i = 0; i < result->warning_count; i++)
		free(result->warnings[i]);
	free(result->warnings);
	pd_details_free(&result->details);
	pd_rows_free(&result->rows);
	free(result->headline);
	pd_secret_wipe(&result->output);
	pd_values_free(result->presets);
	*result = (struct pd_result){0};
}

/* ---- operation ----------------------------------------------------------------- */

static const struct pd_operation *
find_in(const struct pd_operation *operations, const char *name)
{
	for (const struct pd_operation *row = operations; row && row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

bool
pd_operation_run(const struct pd_operation *operation, struct pd_context *context,
	const struct pd_values *values, struct pd_result *result,
	struct pd_error *error)
{
	if (operation->only_looks)
		return operation->run(context, values, result, error);
	long before = pd_trust_hooks_before(context);
	if (!operation->run(context, values, result, error))
		return false;
	pd_trust_hooks_after(context, before, result);
	return true;
}

const struct pd_operation *
pd_operation_find(const char *tab, const char *name)
{
	for (const struct pd_tab *row = pd_tabs; row->name != NULL; row++)
		if (strcmp(row->name, tab) == 0)
			return find_in(row->operations, name);
	return NULL;
}
