/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "operation/result.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

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
pd_rows_follow(struct pd_rows *rows, struct pd_context *context)
{
	if (rows->follow != NULL)
		rows->follow(context, rows);
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
pd_row_name(struct pd_row *row, const char *name, const char *brief)
{
	pd_row_set(row, 0, name, NULL);
	free(row->brief);
	row->brief = pd_text_safe_string(brief);
}

const char *
pd_row_told(const struct pd_row *row, bool fits)
{
	const char *name = row->cells[0] ? row->cells[0] : "";
	return fits || row->brief == NULL ? name : row->brief;
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

/* Columns are set in their order. */
static void
note_date(struct pd_row *row, int64_t time, const char *text)
{
	if (!row->has_date)
		row->date = time;
	row->has_date = row->has_date || *text != '\0';
}

void
pd_row_date(struct pd_row *row, size_t column, int64_t time)
{
	PD_AUTO(pd_drop_text) char *text = pd_text_time(time);
	PD_AUTO(pd_drop_text) char *day = pd_text_date(time);
	pd_row_set(row, column, day, text);
	note_date(row, time, text);
	row->kinds[column] = PD_TIME_VALUE;
}

void
pd_row_time(struct pd_row *row, size_t column, int64_t time)
{
	PD_AUTO(pd_drop_text) char *text = pd_text_time(time);
	PD_AUTO(pd_drop_text) char *local = pd_text_minute(time);
	pd_row_set(row, column, local, text);
	note_date(row, time, text);
	row->kinds[column] = PD_TIME_VALUE;
}

void
pd_row_life(struct pd_row *row, size_t column, int percent)
{
	PD_AUTO(pd_drop_text) char *number = pd_format("%d", percent);
	PD_AUTO(pd_drop_text) char *shown = pd_format(_("%d %% over"), percent);
	pd_row_set(row, column, shown, number);
	row->kinds[column] = PD_LIFE_VALUE;
}

void
pd_row_none(struct pd_row *row, size_t column, const char *shown)
{
	pd_row_set(row, column, shown, "");
	row->kinds[column] = PD_TIME_VALUE;
}

void
pd_row_note(struct pd_row *row, const char *note)
{
	free(row->note);
	row->note = pd_text_safe_string(note);
}

void
pd_row_aside(struct pd_row *row, const char *text)
{
	free(row->aside);
	row->aside = pd_text_safe_string(text);
}

void
pd_row_also(struct pd_row *row, const char *word)
{
	if (word == NULL || *word == '\0')
		return;
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(word);
	char *words = row->also ? pd_format("%s %s", row->also, safe) : pd_copy(safe);
	free(row->also);
	row->also = words;
}

void
pd_row_leads(struct pd_row *row, const char *tab, const char *id)
{
	row->at_tab = tab;
	free(row->at_row);
	row->at_row = pd_copy(id);
}

static void
free_row(struct pd_row *row)
{
	free(row->id);
	free(row->note);
	free(row->brief);
	free(row->aside);
	free(row->also);
	free(row->at_row);
	for (size_t i = 0; i < PD_COLUMNS; i++) {
		free(row->cells[i]);
		free(row->values[i]);
	}
}

const char *
pd_row_state(const struct pd_rows *rows, const struct pd_row *row)
{
	for (size_t i = 0; i < PD_COLUMNS && rows->columns[i].label != NULL; i++)
		if (rows->columns[i].keep && row->cells[i] != NULL)
			return row->cells[i];
	return "";
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
	free(rows->empty_keys);
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

static void
add_warning(struct pd_result *result, bool is_note, char *text)
{
	result->warnings = pd_grow(
		result->warnings, result->warning_count + 1, sizeof *result->warnings);
	result->warnings[result->warning_count++] = (struct pd_warning){text, is_note};
}

void
pd_result_warn(struct pd_result *result, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add_warning(result, false, pd_vformat(format, arguments));
	va_end(arguments);
}

void
pd_result_note(struct pd_result *result, const char *format, ...)
{
	va_list arguments;
	va_start(arguments, format);
	add_warning(result, true, pd_vformat(format, arguments));
	va_end(arguments);
}

void
pd_result_free(struct pd_result *result)
{
	free(result->sentence);
	for (size_t i = 0; i < result->warning_count; i++)
		free(result->warnings[i].text);
	free(result->warnings);
	pd_details_free(&result->details);
	pd_rows_free(&result->rows);
	free(result->headline);
	pd_secret_wipe(&result->output);
	pd_record_free(result->receipt);
	free(result->receipt_sentence);
	pd_values_free(result->presets);
	*result = (struct pd_result){0};
}

bool
pd_result_admit(struct pd_result *result, struct pd_error *error)
{
	return result->admit == NULL || result->admit(result->admit_work, error);
}
