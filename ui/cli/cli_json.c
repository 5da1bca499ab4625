/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_json.h"

#include <jansson.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

PD_DROP(drop_json, json_t *, json_decref);

/* ---- memory ---------------------------------------------------------------- */

static void *
allocate_json(size_t size)
{
	return pd_alloc(size, 1);
}

/* The text may contain a private key. */
static void
free_json_memory(void *memory)
{
	if (memory != NULL)
		pd_wipe(memory, malloc_usable_size(memory));
	free(memory);
}

/* ---- values ---------------------------------------------------------------- */

static json_t *
make_text_value(const char *text)
{
	if (text == NULL)
		return json_null();
	if (pd_text_is_utf8(text, strlen(text)))
		return json_string(text);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(text);
	return json_string(safe);
}

static json_t *
make_list_value(const struct pd_line *line)
{
	json_t *list = json_array();
	for (size_t i = 0; i < line->item_count; i++)
		(void)json_array_append_new(list, make_text_value(line->items[i]));
	return list;
}

static json_t *
make_line_value(const struct pd_line *line)
{
	switch (line->kind) {
	case PD_NUMBER_VALUE:
		return json_integer(line->number);
	case PD_FLAG_VALUE:
	case PD_KEY_VALUE:
		return json_boolean(line->number);
	case PD_LIST_VALUE:
	case PD_TREE_VALUE:
		return make_list_value(line);
	case PD_TEXT_VALUE:
	case PD_LIFE_VALUE:
	case PD_LONG_VALUE:
	case PD_TYPED_VALUE:
	case PD_TIME_VALUE:
		break;
	}
	return make_text_value(line->word ? line->word : line->text);
}

static void
set_line_members(json_t *object, const struct pd_section *section)
{
	for (size_t i = 0; i < section->line_count; i++) {
		const struct pd_line *line = &section->lines[i];
		/* The first line of a name takes precedence: it may say that a
		 * certificate is revoked, where the certificate itself only says that
		 * it is valid. */
		if (line->name != NULL && json_object_get(object, line->name) == NULL)
			(void)json_object_set_new(
				object, line->name, make_line_value(line));
	}
}

static bool
is_same_list(const struct pd_section *first, const struct pd_section *second)
{
	return first->name != NULL && second->name != NULL &&
	       strcmp(first->name, second->name) == 0;
}

/* Adds the section and those after it with the same name; returns their number. */
static size_t
set_section_members(json_t *object, const struct pd_section *sections, size_t count)
{
	if (sections->name == NULL) {
		set_line_members(object, sections);
		return 1;
	}
	size_t used = 0;
	PD_AUTO(drop_json) json_t *list = json_array();
	do {
		json_t *member = json_object();
		set_line_members(member, &sections[used++]);
		(void)json_array_append_new(list, member);
	} while (used < count && is_same_list(sections, &sections[used]));
	(void)json_object_set(object, sections->name, list);
	return used;
}

/* ---- texts ----------------------------------------------------------------- */

static int
append_json(const char *bytes, size_t size, void *out)
{
	pd_secret_add(out, bytes, size);
	return 0;
}

static void
dump_json(const json_t *value, struct pd_secret *out)
{
	(void)json_dump_callback(value, append_json, out, JSON_INDENT(2));
	pd_secret_add_text(out, "\n");
}

void
pd_json_details(const struct pd_details *details, struct pd_secret *out)
{
	json_set_alloc_funcs(allocate_json, free_json_memory);
	PD_AUTO(drop_json) json_t *object = json_object();
	for (size_t i = 0; i < details->section_count;)
		i += set_section_members(
			object, &details->sections[i], details->section_count - i);
	dump_json(object, out);
}

void
pd_json_sentence(const char *sentence, struct pd_secret *out)
{
	json_set_alloc_funcs(allocate_json, free_json_memory);
	PD_AUTO(drop_json) json_t *object = json_object();
	(void)json_object_set_new(
		object, "done", make_text_value(sentence ? sentence : ""));
	dump_json(object, out);
}

/* Text, unless the row has another kind for the cell; null if the cell was never set. */
static json_t *
make_cell_value(const struct pd_row *row, size_t column)
{
	const char *text =
		row->values[column] ? row->values[column] : row->cells[column];
	switch ((enum pd_value_kind)row->kinds[column]) {
	case PD_NUMBER_VALUE:
	case PD_LIFE_VALUE:
		return json_integer(strtoll(text, NULL, 10));
	case PD_FLAG_VALUE:
	case PD_KEY_VALUE:
		return json_boolean(strcmp(text, "true") == 0);
	case PD_TIME_VALUE:
		return *text != '\0' ? make_text_value(text) : json_null();
	case PD_TEXT_VALUE:
	case PD_LONG_VALUE:
	case PD_TYPED_VALUE:
	case PD_LIST_VALUE:
	case PD_TREE_VALUE:
		break;
	}
	return make_text_value(text);
}

static json_t *
make_row_object(const struct pd_rows *rows, const struct pd_row *row)
{
	json_t *object = json_object();
	(void)json_object_set_new(object, "id", make_text_value(row->id));
	for (size_t i = 0; i < PD_COLUMNS && rows->columns[i].name != NULL; i++)
		(void)json_object_set_new(
			object, rows->columns[i].name, make_cell_value(row, i));
	return object;
}

void
pd_json_rows(const struct pd_rows *rows, struct pd_secret *out)
{
	json_set_alloc_funcs(allocate_json, free_json_memory);
	PD_AUTO(drop_json) json_t *list = json_array();
	for (size_t i = 0; i < rows->count_of_items; i++)
		(void)json_array_append_new(
			list, make_row_object(rows, &rows->items[i]));
	dump_json(list, out);
}
