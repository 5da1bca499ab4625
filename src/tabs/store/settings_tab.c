/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/settings_tab.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "operation/role.h"
#include "store/hooks.h"
#include "store/settings_change.h"
#include "tabs/store/settings_passphrase.h"

/* The settings of the store, and roles. */

static pd_run list_settings, get_setting, set_setting;
static bool preview_setting(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error);
static char *current_value(struct pd_context *context, const char *row);
static char *range_of_value(struct pd_context *context, const struct pd_values *values);
static const char *const *words_of_value(const char *row);

/* clang-format off */
static const struct pd_field get_fields[] = {
	{.name = "name", .label = N_("Setting"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ROW,
	 .help = N_("The name of the setting, as settings list shows it")},
	{0}
};

static const struct pd_field set_fields[] = {
	{.name = "name", .label = N_("Setting"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ROW,
	 .help = N_("The name of the setting, as settings list shows it")},
	{.name = "value", .label = N_("Value"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT | PD_MANY,
	 .propose = current_value, .note = range_of_value, .words = words_of_value,
	 .help = N_("New value. For a role: users and @groups; leave empty for nobody")},
	{.name = "new-passphrase", .label = N_("New passphrase"), .kind = PD_FIELD_PASSPHRASE,
	 .flags = PD_CONFIRM_NEW, .check = pd_check_new_passphrase,
	 .when_field = "name", .when_value = PD_SETTING_PASSPHRASE,
	 .help = N_("With key_passphrase: encrypts all private keys of the store")},
	{0}
};

const struct pd_operation pd_settings_operations[] = {
	{.tab = "settings", .name = "list", .label = N_("List"),
	 .help = N_("List all settings with their values, and where each comes from"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .run = list_settings},
	{.tab = "settings", .name = "get", .label = N_("Get"),
	 .help = N_("Print the value of one setting"), .on = PD_ON_SETTING, .hazard = PD_READS,
	 .role = PD_OBSERVER, .fields = get_fields, .run = get_setting},
	{.tab = "settings", .name = "set", .key = '\n', .label = N_("Change"), .action = N_("Change"),
	 .help = N_("Change one setting"), .on = PD_ON_SETTING, .hazard = PD_REPLACES,
	 .role = PD_SECURITY_OFFICER, .fields = set_fields, .run = set_setting,
	 .preview = preview_setting, .confirm = N_("Change this setting?")},
	{0}
};
/* clang-format on */

/* ---- showing ------------------------------------------------------------------- */

static const struct pd_column columns[] = {
	{"name", N_("Setting"), 20, 24, false},
	{"value", N_("Value"), 8, 24, true},
	{"from", N_("From"), 8, 12, false},
	{"help", N_("Meaning"), 20, 28, false},
	{"place", NULL, 0, 0, false},
	{"locked", NULL, 0, 0, false},
	{0},
};

/* Only what the host locks is said to be so: all else can be set. */
static void
set_origin(const struct pd_layers *layers, const char *name, struct pd_row *row)
{
	PD_AUTO(pd_origin_free) struct pd_origin origin = {0};
	pd_settings_origin(layers, name, &origin);
	const char *from = origin.from == PD_FROM_DEFAULT ? _("default")
			   : origin.from == PD_FROM_STORE ? _("this store")
							  : origin.file;
	PD_AUTO(pd_drop_text) char *locked = pd_format(_("locked: %s"), from);
	static const char *const words[] = {"default", "store", "host"};
	pd_row_set(row, 2, origin.lock ? locked : from, words[origin.from]);
	pd_row_set(row, 4, origin.place, NULL);
	pd_row_flag(row, 5, origin.lock != NULL, NULL);
}

static void
add_setting_row(const struct pd_settings *settings, const struct pd_layers *layers,
	const char *name, const char *help, struct pd_rows *rows)
{
	PD_AUTO(pd_drop_text) char *value = pd_settings_text(settings, name);
	struct pd_row *row = pd_rows_add(rows, PD_ON_SETTING, name, ' ');
	pd_row_set(row, 0, name, NULL);
	if (pd_settings_is_number(name))
		pd_row_number(row, 1, strtoll(value, NULL, 10));
	else
		pd_row_set(row, 1, value, NULL);
	set_origin(layers, name, row);
	pd_row_set(row, 3, help, NULL);
}

static void
add_passphrase_row(struct pd_context *context, struct pd_rows *rows)
{
	struct pd_row *row =
		pd_rows_add(rows, PD_ON_SETTING, PD_SETTING_PASSPHRASE, ' ');
	pd_row_set(row, 0, PD_SETTING_PASSPHRASE, NULL);
	const char *text = pd_setting_passphrase_text(context);
	bool is_set = strcmp(text, "set") == 0;
	pd_row_set(row, 1, text, NULL);
	pd_row_set(row, 2, is_set ? _("this store") : _("default"),
		is_set ? "store" : "default");
	pd_row_set(row, 3, pd_setting_passphrase_help(), NULL);
	pd_row_set(row, 4, "", NULL);
	pd_row_flag(row, 5, false, NULL);
}

static bool
fill_settings(struct pd_context *context, struct pd_rows *rows, struct pd_error *error)
{
	const struct pd_settings *settings = &context->settings;
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	if (!pd_layers_load(context->store, &layers, error))
		return false;
	rows->title = pd_copy(_("Settings of this store"));
	rows->columns = columns;
	for (const struct pd_setting *row = pd_settings_table; row->name; row++)
		add_setting_row(settings, &layers, row->name, _(row->help), rows);
	add_passphrase_row(context, rows);
	for (size_t i = PD_ROLES; i-- > 0;)
		add_setting_row(settings, &layers, pd_role_settings[i].name,
			_(pd_role_settings[i].help), rows);
	return true;
}

bool
pd_settings_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	out->section_count = 1;
	return fill_settings(context, &out->sections[0], error);
}

static bool
list_settings(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	result->has_rows = true;
	return fill_settings(context, &result->rows, error);
}

static bool
fail_unknown(const char *name, struct pd_error *error)
{
	return pd_fail(error, PD_EUSAGE, name,
		_("no such setting; pemdeck settings list shows all"));
}

/* In settings.cfg the roles are one group, so its name works, too. */
static bool
get_roles(const struct pd_settings *settings, struct pd_result *result)
{
	result->has_details = true;
	pd_details_section(&result->details, NULL, NULL);
	for (size_t i = PD_ROLES; i-- > 0;) {
		const char *name = pd_role_settings[i].name;
		PD_AUTO(pd_drop_text) char *value = pd_settings_text(settings, name);
		pd_details_text(&result->details, name, name, value);
	}
	return true;
}

static const struct pd_column hook_columns[] = {
	{"path", N_("Path"), 20, 0, false},
	{"format", N_("Format"), 6, 9, false},
	{"run", N_("Then runs"), 20, 0, false},
	{0},
};

static void
add_hook(const struct pd_hook *hook, struct pd_rows *rows)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer run = {0};
	for (char **word = hook->run; word != NULL && *word != NULL; word++)
		pd_buffer_add_format(&run, "%s%s", word == hook->run ? "" : " ", *word);
	struct pd_row *row = pd_rows_add(rows, PD_ON_TAB, hook->path, ' ');
	pd_row_set(row, 0, hook->path, NULL);
	pd_row_set(row, 1, hook->format, NULL);
	pd_row_set(row, 2, pd_buffer_text(&run), NULL);
}

/* Hooks are a list, edited in settings.cfg. */
static bool
get_hooks(struct pd_context *context, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_hooks_free) struct pd_hooks hooks = {0};
	if (!pd_hooks_load(context->store, &hooks, error))
		return false;
	result->has_rows = true;
	result->rows.title =
		pd_copy(_("Hooks: what follows a change of the trust list"));
	result->rows.columns = hook_columns;
	result->rows.empty = pd_copy(_("No hooks; they are written into settings.cfg, "
				       "as settings.cfg.example shows."));
	for (size_t i = 0; i < hooks.count; i++)
		add_hook(&hooks.items[i], &result->rows);
	return true;
}

static bool
is_passphrase(const char *name)
{
	return strcmp(name, PD_SETTING_PASSPHRASE) == 0;
}

static char *
text_of_setting(struct pd_context *context, const char *name)
{
	return is_passphrase(name) ? pd_copy(pd_setting_passphrase_text(context))
				   : pd_settings_text(&context->settings, name);
}

static bool
get_setting(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *name = pd_value_text(values, "name");
	if (strcmp(name, "roles") == 0)
		return get_roles(&context->settings, result);
	if (strcmp(name, "hooks") == 0)
		return get_hooks(context, result, error);
	PD_AUTO(pd_drop_text) char *value = text_of_setting(context, name);
	if (value == NULL)
		return fail_unknown(name, error);
	result->has_details = result->is_value = true;
	pd_details_section(&result->details, NULL, NULL);
	if (pd_settings_is_number(name))
		pd_details_number(
			&result->details, "value", name, strtoll(value, NULL, 10));
	else
		pd_details_text(&result->details, "value", name, value);
	return true;
}

/* ---- changing ------------------------------------------------------------------ */

static char *
current_value(struct pd_context *context, const char *row)
{
	if (row == NULL)
		return NULL;
	return is_passphrase(row) ? pd_copy("set")
				  : pd_settings_text(&context->settings, row);
}

static char *
range_of_value(struct pd_context *context, const struct pd_values *values)
{
	const char *name = pd_value_text(values, "name");
	(void)context;
	if (is_passphrase(name))
		return pd_copy("set, none");
	char *range_of_value = pd_settings_range(name);
	return range_of_value ? range_of_value
			      : pd_copy(_("users and @groups, a blank between two"));
}

static const char *const *
words_of_value(const char *row)
{
	static const char *const passphrase[] = {"set", "none", NULL};
	return row != NULL && is_passphrase(row) ? passphrase : pd_settings_words(row);
}

/* The users of a role may be given as several words. */
static char *
typed_value(const struct pd_values *values)
{
	struct pd_buffer text = {0};
	for (size_t i = 0; i < pd_value_count(values, "value"); i++)
		pd_buffer_add_format(&text, "%s%s", i > 0 ? " " : "",
			pd_value_item(values, "value", i));
	return pd_buffer_steal_text(&text);
}

/* Whoever changes roles must be able to undo it. */
static bool
check_roles(const struct pd_context *context, const struct pd_settings *settings,
	struct pd_error *error)
{
	if (pd_role_of(settings, context->account) == PD_SECURITY_OFFICER)
		return true;
	return pd_fail(error, PD_EUSAGE, "security_officer",
		_("%s would be no security officer any more and could not take this "
		  "back; make it one first, with settings set security_officer %s"),
		context->account, context->account);
}

/* Makes the new settings. */
static bool
apply_setting(const struct pd_context *context, const struct pd_values *values,
	struct pd_settings *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *text = typed_value(values);
	*out = context->settings;
	if (strcmp(pd_value_text(values, "name"), "hooks") == 0)
		return pd_fail(error, PD_EUSAGE, "hooks",
			_("these are a list; write it into settings.cfg, as "
			  "settings.cfg.example shows"));
	return pd_settings_set(out, pd_value_text(values, "name"), text, error) &&
	       pd_settings_check_open(
		       context->store, pd_value_text(values, "name"), error) &&
	       check_roles(context, out, error);
}

static const char *
level_words(long level)
{
	if (level == PD_LEVEL_LOW)
		return _("One signing certificate, that of account root, is used by "
			 "all.");
	if (level == PD_LEVEL_MEDIUM)
		return _("Each account signs with a certificate of its own and has to "
			 "generate or import it first.");
	return _("No signing key is used here any more: the Signature tab can do "
		 "nothing. What it holds now stays in the store until it is deleted, "
		 "which has to be done before.");
}

static bool
is_role(const char *name)
{
	for (size_t i = 0; i < PD_ROLES; i++)
		if (strcmp(pd_role_settings[i].name, name) == 0)
			return true;
	return false;
}

/* Asks only about changes of who may do what. */
static bool
preview_setting(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	const char *name = pd_value_text(values, "name");
	struct pd_settings next;
	if (is_passphrase(name))
		return pd_setting_passphrase_preview(context, values, out, error);
	if (!apply_setting(context, values, &next, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *before = pd_settings_text(&context->settings, name);
	PD_AUTO(pd_drop_text) char *after = pd_settings_text(&next, name);
	bool level = strcmp(name, "security_level") == 0;
	if ((!level && !is_role(name)) || strcmp(before, after) == 0)
		return true;
	pd_details_text(out, "setting", _("Setting"), name);
	pd_details_text(out, "before", _("Before"), *before ? before : _("nobody"));
	pd_details_text(out, "after", _("Then"), *after ? after : _("nobody"));
	pd_details_text(out, "effect", _("Effect"),
		level ? level_words(next.security_level)
		      : _("Who has none of the roles may only look, while any role "
			  "is given to somebody."));
	return true;
}

static bool
set_setting(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *name = pd_value_text(values, "name");
	struct pd_settings next;
	if (is_passphrase(name))
		return pd_setting_passphrase_change(context, values, result, error);
	if (!apply_setting(context, values, &next, error))
		return false;
	PD_AUTO(pd_drop_text) char *value = pd_settings_text(&next, name);
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("Setting %s is now %s"), name, *value ? value : _("empty"));
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!pd_settings_put(context->store, change, &next, name, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	context->settings = next;
	return true;
}
