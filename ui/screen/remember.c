/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/remember.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/replace.h"
#include "base/text.h"
#include "ui/screen/app_state.h"
#include "ui/screen/page.h"
#include "ui/screen/stack.h"

enum { MOST_BYTES = 64 * 1024 };

/* ---- where ----------------------------------------------------------------------- */

/* free() it; NULL: the account has no such directory. A relative path is ignored, as the
 * XDG Base Directory Specification says. */
static char *
find_state_folder(void)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	if (state != NULL && *state == '/')
		return pd_copy(state);
	return home != NULL && *home == '/' ? pd_format("%s/.local/state", home) : NULL;
}

static char *
name_state_file(const char *state)
{
	return pd_format("%s/pemdeck/screen.state", state);
}

/* Makes the directories below the home, which is there. */
static bool
make_folders(struct pd_replacement *set, const char *state, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = pd_copy(state);
	const char *home = getenv("HOME");
	size_t start = home != NULL && strncmp(home, state, strlen(home)) == 0
			       ? strlen(home) + 1
			       : strlen(state);
	for (size_t at = start; at < strlen(state); at++) {
		if (state[at] != '/')
			continue;
		path[at] = '\0';
		if (!pd_replacement_folder(set, path, 0700, 0600, error))
			return false;
		path[at] = '/';
	}
	PD_AUTO(pd_drop_text) char *own = pd_format("%s/pemdeck", state);
	return pd_replacement_folder(set, state, 0700, 0600, error) &&
	       pd_replacement_folder(set, own, 0700, 0600, error);
}

/* ---- what ------------------------------------------------------------------------ */

/* "ssl 0 sort 3", "ssl 0 filter left<90", "trust section 1": a line each, of what differs
 * from how lists begin; and "directory last /root/ca/". */
static void
add_list_lines(const struct pd_page *page, size_t section, struct pd_buffer *out)
{
	const struct pd_list *list = &page->lists[section];
	const char *tab = page->tab->name;
	if (list->sort > 0 || list->reverse)
		pd_buffer_add_format(out, "%s %zu %s %zu\n", tab, section,
			list->reverse ? "backwards" : "sort", list->sort);
	if (list->filter.text.size > 0)
		pd_buffer_add_format(out, "%s %zu filter %s\n", tab, section,
			pd_secret_text(&list->filter.text));
}

static char *
describe_habits(const struct pd_app *app)
{
	struct pd_buffer out = {0};
	for (size_t i = 0; i < app->page_count; i++) {
		const struct pd_page *page = app->pages[i];
		if (page->section > 0)
			pd_buffer_add_format(&out, "%s section %zu\n", page->tab->name,
				page->section);
		for (size_t s = 0; s < PD_SECTIONS; s++)
			add_list_lines(page, s, &out);
	}
	if (app->directory != NULL)
		pd_buffer_add_format(&out, "directory last %s\n", app->directory);
	return out.size > 0 ? pd_buffer_steal_text(&out) : pd_copy("");
}

static struct pd_page *
find_page(const struct pd_app *app, const char *name)
{
	for (size_t i = 0; i < app->page_count; i++)
		if (strcmp(app->pages[i]->tab->name, name) == 0)
			return app->pages[i];
	return NULL;
}

/* What it does not know, such as of a later version, is passed over. */
static void
take_line(struct pd_app *app, char *line)
{
	char *tab = strsep(&line, " "), *section = strsep(&line, " ");
	if (line != NULL && *line == '/' && strcmp(tab, "directory") == 0) {
		pd_app_keep_directory(app, pd_copy(line));
		return;
	}
	struct pd_page *page = tab != NULL ? find_page(app, tab) : NULL;
	if (page == NULL || section == NULL || line == NULL)
		return;
	if (strcmp(section, "section") == 0) {
		page->section = strtoul(line, NULL, 10) % PD_SECTIONS;
		return;
	}
	struct pd_list *list = &page->lists[strtoul(section, NULL, 10) % PD_SECTIONS];
	const char *word = strsep(&line, " ");
	if (line == NULL)
		return;
	if (strcmp(word, "filter") == 0)
		pd_edit_set(&list->filter, line);
	else if (strcmp(word, "sort") == 0 || strcmp(word, "backwards") == 0) {
		list->sort = strtoul(line, NULL, 10) % (PD_COLUMNS + 1);
		list->reverse = strcmp(word, "backwards") == 0;
	}
}

/* ---- both ways -------------------------------------------------------------------- */

void
pd_remember_load(struct pd_app *app)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	PD_AUTO(pd_drop_text) char *state = find_state_folder();
	PD_AUTO(pd_drop_text)
	char *path = state ? name_state_file(state) : NULL;
	if (path != NULL && pd_file_read_found(path, MOST_BYTES, &text, &ignored) &&
		pd_text_is_utf8(text.data, text.size)) {
		PD_AUTO(pd_drop_text) char *lines = pd_copy(pd_secret_text(&text));
		char *rest = lines;
		for (char *line; (line = strsep(&rest, "\n")) != NULL;)
			take_line(app, line);
	}
	app->remembered = describe_habits(app);
}

void
pd_remember_save(struct pd_app *app)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_replacement_drop) struct pd_replacement set = {0};
	PD_AUTO(pd_drop_text) char *text = describe_habits(app);
	PD_AUTO(pd_drop_text) char *state = find_state_folder();
	if (state == NULL || app->remembered == NULL ||
		strcmp(text, app->remembered) == 0)
		return;
	PD_AUTO(pd_drop_text) char *path = name_state_file(state);
	const struct pd_new_file file = {.path = path,
		.content = {(const unsigned char *)text, strlen(text)},
		.mode = 0600,
		.replace = PD_REPLACE};
	if (make_folders(&set, state, &ignored) &&
		pd_replacement_add(&set, &file, &ignored) &&
		pd_replacement_commit(&set, &ignored))
		(void)pd_replacement_keep(&set, &ignored);
}
