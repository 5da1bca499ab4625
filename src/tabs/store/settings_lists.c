/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/settings_lists.h"

#include <stdlib.h>
#include <string.h>

#include "base/arguments.h"
#include "base/text.h"
#include "store/hooks.h"
#include "tabs/shared/common.h"
#include "tabs/shared/group_form.h"
#include "tabs/ssl/ssl_profile.h"

/* ---- what they are made of ------------------------------------------------------- */

static const struct pd_group_member hook_members[] = {
	{"format", "format", PD_AS_TEXT}, {"run", "run", PD_AS_WORDS}, {0}};

static const struct pd_group_kind hook_kind = {.list = "hooks",
	.keys = {"path", NULL},
	.field = "path",
	.row = "hook/",
	.judge = pd_hooks_judge,
	.members = hook_members};

static const struct pd_group_member profile_members[] = {
	{"purpose", "purpose", PD_AS_TEXT}, {"days", "days", PD_AS_NUMBER},
	{"key", "key", PD_AS_TEXT}, {"eku", "eku", PD_AS_TEXT},
	{"names", "names", PD_AS_TEXT}, {"permitted", "permitted", PD_AS_TEXT},
	{"excluded", "excluded", PD_AS_TEXT},
	{"path-length", "path_length", PD_AS_NUMBER}, {0}};

static const struct pd_group_kind profile_kind = {.list = "profiles",
	.keys = {"name", NULL},
	.field = "profile",
	.row = "profile/",
	.judge = pd_profiles_judge,
	.members = profile_members};

static char *
propose_path(struct pd_context *context, const char *row)
{
	(void)context;
	return pd_copy(pd_group_row_name(&hook_kind, row));
}

static char *
propose_format(struct pd_context *context, const char *row)
{
	char *format = pd_group_propose(&hook_kind, context, row, "format");
	return format ? format : pd_copy("pem");
}

static char *
propose_run(struct pd_context *context, const char *row)
{
	return pd_group_propose(&hook_kind, context, row, "run");
}

static char *
propose_profile(struct pd_context *context, const char *row)
{
	(void)context;
	return pd_copy(pd_group_row_name(&profile_kind, row));
}

static char *
propose_purpose(struct pd_context *context, const char *row)
{
	return pd_group_propose(&profile_kind, context, row, "purpose");
}

static char *
propose_days(struct pd_context *context, const char *row)
{
	return pd_group_propose(&profile_kind, context, row, "days");
}

static char *
propose_key(struct pd_context *context, const char *row)
{
	return pd_group_propose(&profile_kind, context, row, "key");
}

static char *
propose_eku(struct pd_context *context, const char *row)
{
	return pd_group_propose(&profile_kind, context, row, "eku");
}

static char *
propose_names(struct pd_context *context, const char *row)
{
	return pd_group_propose(&profile_kind, context, row, "names");
}

static char *
propose_permitted(struct pd_context *context, const char *row)
{
	return pd_group_propose(&profile_kind, context, row, "permitted");
}

static char *
propose_excluded(struct pd_context *context, const char *row)
{
	return pd_group_propose(&profile_kind, context, row, "excluded");
}

static char *
propose_path_length(struct pd_context *context, const char *row)
{
	return pd_group_propose(&profile_kind, context, row, "path_length");
}

/* ---- forms ----------------------------------------------------------------------- */

static bool
check_run(const char *text, const char *name, struct pd_error *error)
{
	return pd_arguments_are_whole(text) ||
	       pd_fail(error, PD_EUSAGE, name,
		       _("a quote is not closed, or nothing follows a backslash: words "
			 "with a blank are written 'so and so'"));
}

static void offer_paths(struct pd_context *context, struct pd_names *out);
static void offer_profiles(struct pd_context *context, struct pd_names *out);

/* clang-format off */
const struct pd_field pd_hook_set_fields[] = {
	{.name = "path", .label = N_("Path"), .kind = PD_FIELD_TEXT, .flags = PD_REQUIRED | PD_ARGUMENT,
	 .propose = propose_path, .offer = offer_paths,
	 .help = N_("The full path of the file or directory to keep current; an existing "
	 	"hook is changed")},
	PD_FIELD_MEMBER("format", N_("Format"), propose_format,
		N_("pem: one text file; p12: a truststore for Java; directory: files that "
			"OpenSSL looks up")),
	{.name = "run", .label = N_("Then runs"), .kind = PD_FIELD_TEXT, .flags = PD_EMPTIES,
	 .propose = propose_run, .check = check_run,
	 .help = N_("The full path of a program and its arguments; quotes keep a blank; "
	 	"empty: none")},
	PD_FIELD_WHOLE,
	{0}
};

const struct pd_field pd_hook_remove_fields[] = {
	{.name = "path", .label = N_("Path"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .offer = offer_paths,
	 .help = N_("The path of the hook, as settings get hooks shows it")},
	{0}
};

const struct pd_field pd_hook_rename_fields[] = {
	{.name = "path", .label = N_("Path"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .offer = offer_paths,
	 .help = N_("The path of the hook, as settings get hooks shows it")},
	PD_FIELD_NEW_NAME(NULL, N_("The full path of the file or directory that it writes from now on")),
	{0}
};

const struct pd_field pd_profile_set_fields[] = {
	{.name = "profile", .label = N_("Profile"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT, .propose = propose_profile, .offer = offer_profiles,
	 .help = N_("The name of the profile, such as web; an existing one is changed")},
	PD_FIELD_MEMBER("purpose", N_("Purpose"), propose_purpose,
		N_("The profile it is based on: server, client, both, email, code-signing, "
			"ocsp-signing, sub-ca")),
	{.name = "days", .label = N_("Valid days"), .kind = PD_FIELD_NUMBER, .least = 1, .most = PD_MOST_DAYS,
	 .flags = PD_EMPTIES, .propose = propose_days, .note = pd_common_note_days,
	 .help = N_("How many days its certificates are valid; empty: as in that profile")},
	PD_FIELD_MEMBER("key", N_("Key"), propose_key,
		N_("The kind of key, such as rsa 3072, ec P-384 or ed25519; empty: ec P-256")),
	PD_FIELD_MEMBER("eku", N_("Extended usage"), propose_eku,
		N_("Extended key usages, such as serverAuth,clientAuth; empty: as in that "
			"profile")),
	PD_FIELD_MEMBER("names", N_("Names"), propose_names,
		N_("A pattern that every name has to fit, such as *.example.org; empty: any name")),
	PD_FIELD_MEMBER("permitted", N_("Permitted"), propose_permitted,
		N_("Of a sub-ca: the names that it may give, such as DNS:example.org,IP:192.0.2.0/24")),
	PD_FIELD_MEMBER("excluded", N_("Excluded"), propose_excluded,
		N_("Of a sub-ca: the names that it may not give")),
	{.name = "path-length", .label = N_("Path length"), .kind = PD_FIELD_NUMBER, .least = 0, .most = 20,
	 .flags = PD_EMPTIES, .propose = propose_path_length,
	 .help = N_("Of a sub-ca: how many CAs may stand below it")},
	PD_FIELD_WHOLE,
	{0}
};

const struct pd_field pd_profile_rename_fields[] = {
	{.name = "profile", .label = N_("Profile"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .offer = offer_profiles,
	 .help = N_("The name of the profile, as settings get profiles shows it")},
	PD_FIELD_NEW_NAME(NULL, N_("The new name of the profile")),
	{0}
};

const struct pd_field pd_profile_remove_fields[] = {
	{.name = "profile", .label = N_("Profile"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .offer = offer_profiles,
	 .help = N_("The name of the profile, as settings get profiles shows it")},
	{0}
};
/* clang-format on */

/* ---- rows ------------------------------------------------------------------------ */

static const struct pd_column hook_columns[PD_COLUMNS + 1] = {
	{"path", N_("Path"), 20, 0, false},
	{"format", N_("Format"), 6, 9, false},
	{"run", N_("Then runs"), 20, 0, false},
	{0},
};

static void
add_hook(const struct pd_hook *hook, struct pd_rows *rows)
{
	PD_AUTO(pd_drop_text)
	char *run = hook->run ? pd_arguments_join((const char *const *)hook->run)
			      : pd_copy("");
	PD_AUTO(pd_drop_text) char *id = pd_format("%s%s", hook_kind.row, hook->path);
	struct pd_row *row = pd_rows_add(rows, PD_ON_HOOK, id, ' ');
	pd_row_set(row, 0, hook->path, NULL);
	pd_row_set(row, 1, hook->format, NULL);
	pd_row_set(row, 2, run, NULL);
}

bool
pd_hook_rows(struct pd_context *context, struct pd_rows *out, struct pd_error *error)
{
	PD_AUTO(pd_hooks_free) struct pd_hooks hooks = {0};
	out->title = pd_copy(_("Hooks"));
	out->columns = hook_columns;
	out->empty = pd_copy(_("No hooks; settings hook-set makes one."));
	out->empty_keys = pd_copy(_("No hooks: press f to make one."));
	if (!pd_hooks_load(context->store, &hooks, error))
		return false;
	for (size_t i = 0; i < hooks.count; i++)
		add_hook(&hooks.items[i], out);
	return true;
}

static const struct pd_column profile_columns[PD_COLUMNS + 1] = {
	{"name", N_("Profile"), 12, 0, false},
	{"purpose", N_("Purpose"), 8, 14, true},
	{"days", N_("Days"), 4, 6, false},
	{"key", N_("Key"), 6, 12, false},
	{"names", N_("Names"), 10, 24, false},
	{0},
};

static void
add_profile_cell(struct pd_context *context, const char *member, size_t column,
	struct pd_row *row)
{
	PD_AUTO(pd_drop_text)
	char *text = pd_group_propose(&profile_kind, context, row->id, member);
	pd_row_set(row, column, text ? text : "", NULL);
}

bool
pd_profile_rows(struct pd_context *context, struct pd_rows *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	out->title = pd_copy(_("Profiles"));
	out->columns = profile_columns;
	out->empty =
		pd_copy(_("No profiles of your own; settings profile-set makes one."));
	out->empty_keys = pd_copy(_("No profiles of your own: press a to make one."));
	if (!pd_profiles_names(context->store, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *id = pd_format("%s%s", profile_kind.row, names.items[i]);
		struct pd_row *row = pd_rows_add(out, PD_ON_PROFILE, id, ' ');
		pd_row_set(row, 0, names.items[i], NULL);
		for (size_t k = 1; profile_columns[k].name != NULL; k++)
			add_profile_cell(context, profile_columns[k].name, k, row);
	}
	return true;
}

static void
add_list_section(struct pd_context *context,
	bool (*fill)(struct pd_context *context, struct pd_rows *out,
		struct pd_error *error),
	struct pd_view *out)
{
	struct pd_error problem = {0};
	struct pd_rows *rows = &out->sections[out->section_count++];
	if (fill(context, rows, &problem))
		return;
	free(rows->empty_keys);
	rows->empty_keys = NULL;
	free(rows->empty);
	rows->empty = pd_format("%s: %s", problem.input, problem.message);
}

void
pd_settings_lists_view(struct pd_context *context, struct pd_view *out)
{
	add_list_section(context, pd_hook_rows, out);
	add_list_section(context, pd_profile_rows, out);
}

static void
offer_paths(struct pd_context *context, struct pd_names *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_hooks_free) struct pd_hooks hooks = {0};
	(void)pd_hooks_load(context->store, &hooks, &ignored);
	for (size_t i = 0; i < hooks.count; i++)
		pd_names_add(out, hooks.items[i].path);
}

static void
offer_profiles(struct pd_context *context, struct pd_names *out)
{
	struct pd_error ignored = {0};
	(void)pd_profiles_names(context->store, out, &ignored);
}

/* ---- changing -------------------------------------------------------------------- */

static bool
check_group_there(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_error *error)
{
	const char *name = pd_group_typed_name(kind, values);
	bool there = false;
	if (!pd_group_is_there(kind, context, name, &there, error))
		return false;
	return there || pd_fail(error, PD_EUSAGE, kind->field,
				_("\"%s\" is not in the list %s; pemdeck settings get "
				  "%s shows all"),
				name, kind->list, kind->list);
}

/* values: as it would be by these; NULL: as it is. */
static void
describe_group(const struct pd_group_kind *kind, struct pd_context *context,
	const char *name, const struct pd_values *values, struct pd_details *out)
{
	PD_AUTO(pd_drop_text) char *row = pd_format("%s%s", kind->row, name);
	pd_details_text(out, kind->keys[0], kind->keys[0], name);
	for (const struct pd_group_member *each = kind->members; each->field; each++) {
		PD_AUTO(pd_drop_text)
		char *text =
			values ? pd_group_planned(kind, context, values, each)
			       : pd_group_propose(kind, context, row, each->member);
		if (text != NULL)
			pd_details_text(out, each->member, each->member, text);
	}
}

/* What is there now, member by member; nothing where there is none. */
static bool
preview_group_removal(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_details *out, struct pd_error *error)
{
	if (!check_group_there(kind, context, values, error))
		return false;
	pd_details_section(out, NULL, _("As it is now"));
	describe_group(kind, context, pd_group_typed_name(kind, values), NULL, out);
	pd_common_preview_undo(context, out);
	return true;
}

/* The same beside what it would be. */
static bool
preview_group_setting(const struct pd_group_kind *kind, struct pd_context *context,
	const struct pd_values *values, struct pd_details *out, struct pd_error *error)
{
	const char *name = pd_group_typed_name(kind, values);
	bool there = false;
	if (!pd_group_is_there(kind, context, name, &there, error))
		return false;
	if (!there)
		return true;
	if (!pd_group_check(kind, context, values, error))
		return false;
	pd_details_section(out, NULL, _("New"));
	describe_group(kind, context, name, values, out);
	pd_details_section(out, NULL, _("Replaced"));
	describe_group(kind, context, name, NULL, out);
	pd_common_preview_undo(context, out);
	return true;
}

bool
pd_hook_set(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Hook %s set; it is written at the next change of the trust list"),
		pd_value_text(values, "path"));
	return pd_group_set(&hook_kind, context, values, sentence, result, error);
}

bool
pd_hook_preview_set(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	return preview_group_setting(&hook_kind, context, values, out, error);
}

bool
pd_hook_rename(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Hook %s writes %s now; the file that it wrote stays as it is"),
		pd_group_typed_name(&hook_kind, values), pd_value_text(values, "to"));
	return check_group_there(&hook_kind, context, values, error) &&
	       pd_group_rename(&hook_kind, context, values, sentence, result, error);
}

bool
pd_hook_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Hook %s removed; what it wrote stays as it is"),
		pd_group_typed_name(&hook_kind, values));
	return check_group_there(&hook_kind, context, values, error) &&
	       pd_group_remove(&hook_kind, context, values, sentence, result, error);
}

bool
pd_hook_preview_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	return preview_group_removal(&hook_kind, context, values, out, error);
}

bool
pd_profile_set(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *name = pd_value_text(values, "profile");
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(
		_("Profile %s set; ssl issue --profile %s uses it"), name, name);
	return pd_group_set(&profile_kind, context, values, sentence, result, error);
}

bool
pd_profile_preview_set(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	return preview_group_setting(&profile_kind, context, values, out, error);
}

bool
pd_profile_rename(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Profile %s is called %s now"),
		pd_group_typed_name(&profile_kind, values),
		pd_value_text(values, "to"));
	return check_group_there(&profile_kind, context, values, error) &&
	       pd_group_rename(&profile_kind, context, values, sentence, result, error);
}

bool
pd_profile_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *sentence =
		pd_format(_("Profile %s removed; what was issued by it stays as it is"),
			pd_group_typed_name(&profile_kind, values));
	return check_group_there(&profile_kind, context, values, error) &&
	       pd_group_remove(&profile_kind, context, values, sentence, result, error);
}

bool
pd_profile_preview_remove(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	return preview_group_removal(&profile_kind, context, values, out, error);
}
