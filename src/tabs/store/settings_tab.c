/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/settings_tab.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
#include "operation/role.h"
#include "store/history/log.h"
#include "store/settings_change.h"
#include "tabs/store/settings_lists.h"
#include "tabs/store/settings_passphrase.h"

/* The settings of the store, and roles. */

static pd_run list_settings, get_setting, set_setting, unset_setting;
static pd_preview preview_unset;
static pd_blocked blocked_unset;
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
	{.tab = "settings", .name = "unset", .key = 'x', .label = N_("Take out"),
	 .help = N_("Remove a setting from this store, so that its default or that of the "
	 	"host applies"),
	 .on = PD_ON_SETTING, .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = get_fields,
	 .run = unset_setting, .preview = preview_unset, .confirm = N_("Remove this setting?"),
	 .blocked = blocked_unset},
	{.tab = "settings", .name = "hook-set", .key = 'f', .label = N_("Set hook"),
	 .help = N_("Keep a file up to date with the trust list"), .on = PD_ON_TAB,
	 .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER, .fields = pd_hook_set_fields,
	 .run = pd_hook_set, .preview = pd_hook_preview_set, .confirm = N_("Change this hook?")},
	{.tab = "settings", .name = "hook-remove", .key = 'd', .label = N_("Remove hook"),
	 .help = N_("Take a hook out of the settings; what it wrote stays"), .on = PD_ON_HOOK,
	 .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER, .fields = pd_hook_remove_fields,
	 .run = pd_hook_remove, .preview = pd_hook_preview_remove, .confirm = N_("Remove this hook?")},
	{.tab = "settings", .name = "hook-rename", .key = 'b', .label = N_("Rename hook"),
	 .help = N_("Have a hook write another file or directory"), .on = PD_ON_HOOK, .hazard = PD_ADDS,
	 .role = PD_SECURITY_OFFICER, .fields = pd_hook_rename_fields, .run = pd_hook_rename},
	{.tab = "settings", .name = "profile-set", .key = 'a', .label = N_("Set profile"),
	 .help = N_("Create or change a kind of certificate to issue"),
	 .on = PD_ON_TAB, .hazard = PD_REPLACES, .role = PD_SECURITY_OFFICER,
	 .fields = pd_profile_set_fields, .run = pd_profile_set, .preview = pd_profile_preview_set,
	 .confirm = N_("Change this profile?")},
	{.tab = "settings", .name = "profile-remove", .key = 'e', .label = N_("Remove profile"),
	 .help = N_("Take a profile out of the settings; what was issued by it stays"),
	 .on = PD_ON_PROFILE, .hazard = PD_DESTROYS, .role = PD_SECURITY_OFFICER,
	 .fields = pd_profile_remove_fields, .run = pd_profile_remove,
	 .preview = pd_profile_preview_remove, .confirm = N_("Remove this profile?")},
	{.tab = "settings", .name = "profile-rename", .key = 'N', .label = N_("Rename profile"),
	 .help = N_("Give a profile another name"), .on = PD_ON_PROFILE, .hazard = PD_ADDS,
	 .role = PD_SECURITY_OFFICER, .fields = pd_profile_rename_fields, .run = pd_profile_rename},
	{0}
};
/* clang-format on */

/* ---- showing ------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
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
	for (size_t i = 0; i < PD_URLS; i++)
		add_setting_row(settings, &layers, pd_url_settings[i].name,
			_(pd_url_settings[i].help), rows);
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
	if (!fill_settings(context, &out->sections[0], error))
		return false;
	pd_settings_lists_view(context, out);
	return true;
}

static bool
list_settings(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	result->has_rows = true;
	return fill_settings(context, &result->rows, error);
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

/* These have operations of their own. */
static bool
is_list(const char *name)
{
	return strcmp(name, "hooks") == 0 || strcmp(name, "profiles") == 0;
}

static bool
get_setting(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *name = pd_value_text(values, "name");
	if (strcmp(name, "roles") == 0)
		return get_roles(&context->settings, result);
	result->has_rows = is_list(name);
	if (strcmp(name, "hooks") == 0)
		return pd_hook_rows(context, &result->rows, error);
	if (strcmp(name, "profiles") == 0)
		return pd_profile_rows(context, &result->rows, error);
	PD_AUTO(pd_drop_text) char *value = text_of_setting(context, name);
	if (value == NULL)
		return pd_settings_fail_unknown(name, error);
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
	return pd_settings_range(name);
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
	PD_AUTO(pd_drop_text)
	char *unanswered =
		pd_role_unanswered(settings, context->account, PD_SECURITY_OFFICER);
	if (unanswered != NULL)
		return pd_fail(error, PD_EUSAGE, "security_officer",
			_("%s; name the account itself, too, with settings set "
			  "security_officer"),
			unanswered);
	return pd_fail(error, PD_EUSAGE, "security_officer",
		_("\"%s\" would not be a security officer any more and could not take "
		  "this back; make that account one first, with settings set "
		  "security_officer %s"),
		context->account, context->account);
}

/* Else nothing could be done any more, and this not be taken back. */
static bool
check_log(const struct pd_context *context, const struct pd_settings *settings,
	struct pd_error *error)
{
	return settings->log == context->settings.log ||
	       pd_log_check(context->store, settings->log, error);
}

/* Makes the new settings. */
static bool
apply_setting(const struct pd_context *context, const struct pd_values *values,
	struct pd_settings *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *text = typed_value(values);
	*out = context->settings;
	if (is_list(pd_value_text(values, "name")))
		return pd_fail(error, PD_EUSAGE, pd_value_text(values, "name"),
			_("this is a list; settings hook-set and profile-set change "
			  "its entries"));
	return pd_settings_set(out, pd_value_text(values, "name"), text, error) &&
	       pd_settings_check_open(
		       context->store, pd_value_text(values, "name"), error) &&
	       check_log(context, out, error) && check_roles(context, out, error);
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

/* A value for people. */
static const char *
shown_value(const char *name, const char *value)
{
	if (*value != '\0')
		return value;
	return pd_settings_is_role(name) ? _("nobody") : _("empty");
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
	if ((!level && !pd_settings_is_role(name)) || strcmp(before, after) == 0)
		return true;
	pd_details_text(out, "setting", _("Setting"), name);
	pd_details_text(out, "before", _("Before"), shown_value(name, before));
	pd_details_text(out, "after", _("Then"), shown_value(name, after));
	pd_details_text(out, "effect", _("Effect"),
		level ? level_words(next.security_level)
		      : _("Who has none of the roles may only look, while any role "
			  "is given to somebody."));
	return true;
}

/* RFC 5280 8: what is fetched there is signed, and who fetches it over TLS has to check a chain
 * for that, which may need what is there. */
static void
warn_of_circle(const char *name, const char *value, struct pd_result *result)
{
	if (pd_settings_is_url(name) &&
		(pd_ascii_compare_begin(value, "https:", 6) == 0 ||
			pd_ascii_compare_begin(value, "ldaps:", 6) == 0))
		pd_result_warn(result,
			_("%s: many clients fetch nothing over TLS to check a "
			  "certificate; what is published there is signed, so an "
			  "address with http:// is as safe"),
			name);
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
		pd_format(_("Setting %s is now %s"), name, shown_value(name, value));
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL ||
		!pd_settings_put(context->store, change, &next, name, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	warn_of_circle(name, value, result);
	context->settings = next;
	return true;
}

/* ---- taking out -------------------------------------------------------------------- */

static char *
blocked_unset(struct pd_context *context, const struct pd_row *row)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_layers_free) struct pd_layers layers = {0};
	PD_AUTO(pd_origin_free) struct pd_origin origin = {0};
	if (row == NULL || !pd_layers_load(context->store, &layers, &ignored))
		return NULL;
	pd_settings_origin(&layers, row->id, &origin);
	return origin.from != PD_FROM_STORE
		       ? pd_format(_("%s is not set in this store, so there is nothing "
				     "to take out"),
				 row->id)
		       : NULL;
}

static bool
check_set_here(struct pd_context *context, const char *name, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *id = pd_copy(name);
	const struct pd_row row = {.id = id};
	PD_AUTO(pd_drop_text) char *why = blocked_unset(context, &row);
	return why == NULL || pd_fail(error, PD_ESTATE, name, "%s", why);
}

/* What holds when the store says nothing. */
static bool
settings_without(struct pd_context *context, const char *name, struct pd_settings *out,
	struct pd_error *error)
{
	struct pd_settings all;
	*out = context->settings;
	if (is_passphrase(name))
		return pd_fail(error, PD_EUSAGE, name,
			_("is not in settings.cfg; settings set %s none takes the "
			  "passphrase away"),
			name);
	if (!pd_settings_load_usual(context->store, &all, error))
		return false;
	PD_AUTO(pd_drop_text) char *usual = pd_settings_text(&all, name);
	if (usual == NULL)
		return pd_settings_fail_unknown(name, error);
	return pd_settings_check_open(context->store, name, error) &&
	       check_set_here(context, name, error) &&
	       pd_settings_set(out, name, usual, error) &&
	       check_roles(context, out, error);
}

static bool
preview_unset(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	const char *name = pd_value_text(values, "name");
	struct pd_settings next;
	if (!settings_without(context, name, &next, error))
		return false;
	PD_AUTO(pd_drop_text)
	char *before = pd_settings_text(&context->settings, name);
	PD_AUTO(pd_drop_text) char *after = pd_settings_text(&next, name);
	pd_details_text(out, "setting", _("Setting"), name);
	pd_details_text(out, "before", _("Before"), shown_value(name, before));
	pd_details_text(out, "after", _("Then"), shown_value(name, after));
	return true;
}

static bool
unset_setting(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *name = pd_value_text(values, "name");
	struct pd_settings next;
	if (!settings_without(context, name, &next, error))
		return false;
	PD_AUTO(pd_drop_text) char *value = pd_settings_text(&next, name);
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Setting %s removed; it is now %s"), name, shown_value(name, value));
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL || !pd_settings_drop(context->store, change, name, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	context->settings = next;
	return true;
}
