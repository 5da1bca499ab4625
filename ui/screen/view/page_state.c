/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/view/page_state.h"

#include <string.h>

#include "ui/ask/available.h"

struct pd_list *
pd_page_list(struct pd_page *page)
{
	return page->section < page->view.section_count ? &page->lists[page->section]
							: NULL;
}

const struct pd_row *
pd_page_row(struct pd_page *page)
{
	struct pd_list *list = pd_page_list(page);
	return list ? pd_list_selected(list) : NULL;
}

static size_t
find_section(const struct pd_page *page, const char *id, size_t *index)
{
	for (size_t s = 0; s < page->view.section_count; s++)
		for (*index = 0; *index < page->view.sections[s].count_of_items;
			(*index)++)
			if (strcmp(page->view.sections[s].items[*index].id, id) == 0)
				return s;
	return page->view.section_count;
}

const struct pd_row *
pd_page_find(const struct pd_page *page, const char *id)
{
	size_t index, section = find_section(page, id, &index);
	return section < page->view.section_count
		       ? &page->view.sections[section].items[index]
		       : NULL;
}

void
pd_page_select(struct pd_page *page, const char *id)
{
	size_t index, section = find_section(page, id, &index);
	if (section == page->view.section_count)
		return;
	page->section = section;
	pd_list_select(&page->lists[section], index);
}

void
pd_page_tag(struct pd_page *page, const char *id)
{
	size_t index, section = find_section(page, id, &index);
	if (section == page->view.section_count || page->lists[section].tagged[index])
		return;
	page->lists[section].tagged[index] = true;
	page->lists[section].tag_count++;
}

/* Where Enter shows no such row: the list that one looks at from it. */
static const struct pd_operation *
looks_from(const struct pd_page *page, const struct pd_row *selected)
{
	for (const struct pd_operation *row = page->tab->operations; row && row->name;
		row++)
		if (row->only_looks && (row->starts_from & selected->kind) != 0)
			return row;
	return NULL;
}

/* Several operations may share Enter, each for another kind of row. */
const struct pd_operation *
pd_page_operation(struct pd_page *page, int key)
{
	const struct pd_operation *found = NULL;
	const struct pd_row *selected = pd_page_row(page);
	int wanted = key == PD_KEY_ENTER ? '\n' : key == PD_KEY_F1 + 7 ? 'd' : key;
	for (const struct pd_operation *row = page->tab->operations; row && row->name;
		row++) {
		if (row->key == 0 || row->key != wanted)
			continue;
		if (found == NULL || pd_operation_fits(row, selected))
			found = row;
	}
	if (wanted != '\n' || selected == NULL ||
		(found != NULL && pd_operation_fits(found, selected)))
		return found;
	const struct pd_operation *looks = looks_from(page, selected);
	return looks != NULL ? looks : found;
}

bool
pd_page_is_of_row(const struct pd_operation *operation, const struct pd_row *row)
{
	return operation->on != PD_ON_TAB ||
	       (row != NULL && (operation->starts_from & row->kind) != 0);
}
