/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/screen/form/form_directory.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/directory.h"
#include "base/text.h"
#include "ui/ask/complete.h"
#include "ui/ask/question_rules.h"
#include "ui/screen/form/form_focus.h"

static enum pd_name_count
names_of(const struct pd_box *box)
{
	return (box->field->flags & PD_MANY) != 0 ? PD_MANY_NAMES : PD_ONE_NAME;
}

/* With a slash at its end; free() it. NULL: it is below no directory that is known. */
static char *
absolute_directory(const char *path)
{
	PD_AUTO(pd_drop_text) char *part = pd_directory_part(path);
	PD_AUTO(pd_drop_text) char *here = *part == '/' ? NULL : getcwd(NULL, 0);
	bool is_here = strcmp(part, ".") == 0;
	if (*part != '/' && here == NULL)
		return NULL;
	if (*part == '/')
		return pd_format("%s%s", part, part[1] != '\0' ? "/" : "");
	return pd_format("%s/%s%s", here, is_here ? "" : part, is_here ? "" : "/");
}

static void
keep_that_of(struct pd_form *form, const struct pd_box *box)
{
	const char *text = pd_secret_text(&box->edit.text);
	PD_AUTO(pd_drop_text)
	char *path = names_of(box) == PD_MANY_NAMES ? pd_complete_word(&text)
						    : pd_complete_path(text);
	if (path == NULL || strcmp(path, "-") == 0)
		return;
	char *directory = absolute_directory(path);
	if (directory != NULL)
		pd_app_keep_directory(form->sheet.app, directory);
}

void
pd_form_keep_typed(struct pd_form *form)
{
	for (size_t i = 0; i < form->count; i++) {
		const struct pd_box *box = &form->boxes[i];
		if ((box->field->flags & PD_RECALLS) != 0 && box->edit.text.size > 0)
			pd_app_keep_typed(
				form->sheet.app, pd_secret_text(&box->edit.text));
		if (box->due && box->typed && !box->suggested &&
			pd_field_is_file(box->field) && box->edit.text.size > 0)
			keep_that_of(form, box);
	}
}

const char *
pd_form_directory(struct pd_form *form)
{
	const struct pd_box *box = pd_form_focused_stop(form)->box;
	bool empty =
		box != NULL && pd_field_is_file(box->field) && box->edit.text.size == 0;
	return empty ? pd_app_directory(form->sheet.app) : NULL;
}

bool
pd_form_take_directory(struct pd_form *form)
{
	const char *directory = pd_form_directory(form);
	if (directory == NULL)
		return false;
	struct pd_box *box = pd_form_focused_stop(form)->box;
	PD_AUTO(pd_drop_text)
	char *typed = pd_complete_escape(directory, names_of(box));
	pd_edit_replace(&box->edit, typed);
	return true;
}
