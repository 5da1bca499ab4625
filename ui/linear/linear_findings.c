/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/linear/linear_findings.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/ask/found.h"
#include "ui/linear/linear_tell.h"

enum {
	FINDINGS = 10, /* at most this many are said below the tabs */
	TABS = 20,     /* more than there are */
};

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

/* As the screen has it: name, state and what mends it; or the whole sentence; free() it. */
static char *
describe_finding(const struct pd_found *found)
{
	const struct pd_finding *finding = found->finding;
	const struct pd_operation *mends =
		finding->mends ? pd_tab_operation(found->tab, finding->mends) : NULL;
	const char *state = pd_found_state(found);
	if (mends == NULL || *state == '\0')
		return pd_format("%s: %s", name_tab(found->tab), finding->text);
	return pd_format("%s: %s; %s; %s", name_tab(found->tab), pd_found_name(found),
		state, _(mends->label));
}

static void
say_findings(const struct pd_found *all, size_t count, size_t most)
{
	if (count == 0) {
		pd_teletype_say("%s", _("Nothing needs doing"));
		return;
	}
	pd_teletype_say("%s", _("What needs doing:"));
	size_t shown = count < most ? count : most;
	for (size_t i = 0; i < shown; i++) {
		PD_AUTO(pd_drop_text) char *words = describe_finding(&all[i]);
		pd_teletype_say("- %s", words);
	}
	size_t more = count - shown;
	if (more > 0)
		pd_teletype_say(ngettext("%zu more; findings lists all",
					"%zu more; findings lists all", more),
			more);
}

/* What all tabs show, and what they found. */
struct tabs_read {
	struct pd_view views[TABS];
	struct pd_found *found;
	size_t count;
};

static void
drop_tabs_read(struct tabs_read *read)
{
	for (size_t i = 0; i < TABS; i++)
		pd_view_free(&read->views[i]);
	free(read->found);
}

static void
read_tab(struct pd_linear *linear, size_t index, struct tabs_read *out)
{
	struct pd_error error = {0};
	const struct pd_tab *tab = &pd_tabs[index];
	struct pd_view *view = &out->views[index];
	if (tab->view != NULL && !tab->view(pd_linear_context(linear), view, &error)) {
		pd_linear_tell_error(linear, &error);
		return;
	}
	for (size_t i = 0; i < view->finding_count; i++) {
		out->found = pd_grow_by_one(out->found, out->count, sizeof *out->found);
		out->found[out->count++] =
			pd_found_look_up(tab, view, &view->findings[i]);
	}
}

/* What is wrong comes first, the worst before the rest. */
static void
say_all(struct pd_linear *linear, enum scope scope, size_t most)
{
	PD_AUTO(drop_tabs_read) struct tabs_read read = {0};
	size_t tabs = 0;
	for (; tabs < TABS && pd_tabs[tabs].name != NULL; tabs++)
		read_tab(linear, tabs, &read);
	if (read.count > 0)
		qsort(read.found, read.count, sizeof *read.found, pd_found_compare);
	say_findings(read.found, read.count, most);
	for (size_t i = 0; scope == TABS_AND_FINDINGS && i < tabs; i++) {
		PD_AUTO(pd_drop_text)
		char *line = describe_tab(i + 1, &pd_tabs[i], &read.views[i]);
		pd_teletype_say("%s", line);
	}
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
