/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/cli/cli_man.h"

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/tabs.h"
#include "ui/cli/cli_help.h"
#include "ui/cli/cli_options.h"
#include "ui/terminal/keys.h"

/* Escapes text: '-' would be typeset as a hyphen, '\' starts an escape, and '.' or '\''
 * at the start of a line a request. */
static void
add_man_text(struct pd_buffer *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		pd_buffer_add_text(out, "\\&");
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			pd_buffer_add_text(out, "\\e");
		else if (*text == '-')
			pd_buffer_add_text(out, "\\-");
		else if (*text == '~')
			pd_buffer_add_text(out, "\\(ti");
		else
			pd_buffer_add(out, text, 1);
	}
}

static void
add_man_line(struct pd_buffer *out, const char *text)
{
	add_man_text(out, text);
	pd_buffer_add_text(out, "\n");
}

/* Adds a tagged paragraph. */
static void
add_tagged_paragraph(struct pd_buffer *out, const char *tag, const char *text)
{
	pd_buffer_add_text(out, ".TP\n\\fB");
	add_man_text(out, tag);
	pd_buffer_add_text(out, "\\fR\n");
	add_man_line(out, text);
}

static void
add_man_rows(struct pd_buffer *out, const char *title, const struct pd_help_row *rows)
{
	pd_buffer_add_format(out, ".SH %s\n", title);
	for (; rows->word != NULL; rows++)
		add_tagged_paragraph(out, rows->word, _(rows->text));
}

static void
add_man_globals(struct pd_buffer *out)
{
	pd_buffer_add_text(out, ".SH OPTIONS\n");
	add_man_line(out, _("Every operation takes these, anywhere on the line."));
	for (const struct pd_global *global = pd_globals; global->name; global++) {
		if (global->help == NULL)
			continue;
		PD_AUTO(pd_drop_text)
		char *tag = pd_global_spelling(global);
		PD_AUTO(pd_drop_text) char *text = pd_format("%s.", _(global->help));
		add_tagged_paragraph(out, tag, text);
	}
}

static void
add_man_fields(struct pd_buffer *out, const struct pd_field *field)
{
	pd_buffer_add_text(out, ".RS\n");
	for (; field && field->name; field++) {
		if ((field->flags & PD_SCREEN) != 0)
			continue;
		PD_AUTO(pd_drop_text) char *tag = pd_help_usage(field);
		PD_AUTO(pd_drop_text) char *text = pd_help_field(field);
		add_tagged_paragraph(out, tag, text);
	}
	pd_buffer_add_text(out, ".RE\n");
}

static void
add_man_operation(struct pd_buffer *out, const struct pd_operation *operation)
{
	PD_AUTO(pd_drop_text)
	char *tag = pd_operation_words(operation);
	const char *hazard = pd_help_hazard(operation);
	PD_AUTO(pd_drop_text)
	char *text = pd_format(
		"%s.%s%s", _(operation->help), hazard ? " " : "", hazard ? hazard : "");
	add_tagged_paragraph(out, tag, text);
	if (operation->fields != NULL)
		add_man_fields(out, operation->fields);
}

static void
add_man_tabs(struct pd_buffer *out)
{
	pd_buffer_add_text(out, ".SH OPERATIONS\n");
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		const struct pd_operation *operation = tab->operations;
		pd_buffer_add_text(out, ".SS ");
		add_man_line(out, tab->name);
		PD_AUTO(pd_drop_text) char *help = pd_format("%s.", _(tab->help));
		add_man_line(out, help);
		for (; operation->name != NULL; operation++)
			add_man_operation(out, operation);
	}
}

/* "Enter Show, n Issue": what the keys of a tab do. */
static void
add_man_keys(struct pd_buffer *out)
{
	pd_buffer_add_text(out, ".SH \"KEYS OF THE TABS\"\n");
	for (const struct pd_tab *tab = pd_tabs; tab->name != NULL; tab++) {
		PD_AUTO(pd_buffer_free) struct pd_buffer keys = {0};
		for (const struct pd_operation *row = tab->operations; row->name;
			row++) {
			PD_AUTO(pd_drop_text)
			char *key = row->key ? pd_key_name(row->key) : NULL;
			PD_AUTO(pd_drop_text)
			char *words =
				key ? pd_format("%s %s", key, _(row->label)) : NULL;
			if (words != NULL)
				pd_buffer_add_item(&keys, words);
		}
		if (keys.size > 0)
			add_tagged_paragraph(out, _(tab->label), pd_buffer_text(&keys));
	}
}

void
pd_man(struct pd_buffer *out)
{
	add_man_keys(out);
	add_man_globals(out);
	add_man_tabs(out);
	add_man_rows(out, "ENVIRONMENT", pd_help_environment);
	add_man_rows(out, "FILES", pd_help_files);
	add_man_rows(out, "\"EXIT STATUS\"", pd_help_statuses);
	pd_buffer_add_text(out, ".SH \"SEE ALSO\"\n"
				".BR pemdeck.cfg (5),\n"
				".BR openssl (1),\n"
				".BR certtool (1)\n");
}
