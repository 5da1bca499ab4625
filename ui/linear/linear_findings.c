/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_findings.h"

#include <stdint.h>
#include <string.h>

#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/ask/words.h"
#include "ui/linear/linear_tell.h"

enum { FINDINGS = 10 }; /* at most this many are said below the tabs */

enum scope { TABS_AND_FINDINGS, FINDINGS_ONLY };

static const char *
name_tab(const struct pd_tab *tab)
{
	return tab->key == 0 ? _(tab->label) : tab->name;
}

/* A tab in one line: number, name, and how many entries it has; free() it. */
static char *
describe_tab(size_t number, const struct pd_tab *tab, const struct pd_view *view)
{
	const char *count = view->section_count > 0 ? view->sections[0].count : NULL;
	bool counts = tab->key == 0 && count != NULL && *count != '\0';
	return pd_format(
		"%zu %s: %s", number, name_tab(tab), counts ? count : _(tab->help));
}

static const struct pd_row *
find_row_of(const struct pd_view *view, const char *id, const struct pd_rows **rows)
{
	for (size_t s = 0; id != NULL && s < view->section_count; s++) {
		*rows = &view->sections[s];
		for (size_t i = 0; i < (*rows)->count_of_items; i++)
			if (strcmp((*rows)->items[i].id, id) == 0)
				return &(*rows)->items[i];
	}
	return NULL;
}

/* As the screen has it: name, state and what mends it; or the whole sentence; free() it. */
static char *
describe_finding(const struct pd_tab *tab, const struct pd_view *view,
	const struct pd_finding *finding)
{
	const struct pd_rows *rows = NULL;
	const struct pd_row *row = find_row_of(view, finding->row, &rows);
	const struct pd_operation *mends =
		finding->mends ? pd_tab_operation(tab, finding->mends) : NULL;
	const char *state = row ? pd_row_state(rows, row) : "";
	if (!pd_view_row_tells(row) || mends == NULL || *state == '\0')
		return pd_format("%s: %s", name_tab(tab), finding->text);
	return pd_format(
		"%s: %s; %s; %s", name_tab(tab), row->cells[0], state, _(mends->label));
}

static void
note_tab_findings(
	const struct pd_tab *tab, const struct pd_view *view, struct pd_words *findings)
{
	for (size_t i = 0; i < view->finding_count; i++)
		pd_words_add(findings, describe_finding(tab, view, &view->findings[i]));
}

static void
say_findings(const struct pd_words *findings, size_t most)
{
	if (findings->count == 0) {
		pd_teletype_say("%s", _("Nothing needs doing"));
		return;
	}
	pd_teletype_say("%s", _("What needs doing:"));
	size_t shown = findings->count < most ? findings->count : most;
	for (size_t i = 0; i < shown; i++)
		pd_teletype_say("- %s", findings->items[i]);
	size_t more = findings->count - shown;
	if (more > 0)
		pd_teletype_say(ngettext("%zu more; findings lists all",
					"%zu more; findings lists all", more),
			more);
}

/* What is wrong comes first, and in the order of the tabs. */
static void
say_all(struct pd_linear *linear, enum scope scope, size_t most)
{
	PD_AUTO(pd_words_free) struct pd_words findings = {0};
	PD_AUTO(pd_words_free) struct pd_words tabs = {0};
	size_t number = 0;
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		PD_AUTO(pd_view_free) struct pd_view view = {0};
		struct pd_error error = {0};
		bool good = tab->view == NULL ||
			    tab->view(pd_linear_context(linear), &view, &error);
		pd_words_add(&tabs, describe_tab(++number, tab, &view));
		if (good)
			note_tab_findings(tab, &view, &findings);
		else
			pd_linear_tell_error(linear, &error);
	}
	say_findings(&findings, most);
	for (size_t i = 0; scope == TABS_AND_FINDINGS && i < tabs.count; i++)
		pd_teletype_say("%s", tabs.items[i]);
}

void
pd_linear_say_findings(struct pd_linear *linear)
{
	say_all(linear, FINDINGS_ONLY, SIZE_MAX);
}

void
pd_linear_say_tabs(struct pd_linear *linear)
{
	say_all(linear, TABS_AND_FINDINGS, FINDINGS);
}
