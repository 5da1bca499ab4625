/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/token/token_tab.h"

#include <stdlib.h>

#include "base/text.h"
#include "store/key_passphrase.h"
#include "store/store.h"
#include "tabs/encryption/alias_token.h"
#include "tabs/shared/token_key.h"
#include "x509/token/token.h"

static pd_run run_list;

/* clang-format off */
static const struct pd_field list_fields[] = {
	{.name = "url", .label = N_("Token"), .kind = PD_FIELD_TEXT, .flags = PD_ARGUMENT,
	 .check = pd_check_token_url,
	 .help = N_("The token whose private keys are listed, such as pkcs11:token=NAME; empty: the tokens "
		"that are there")},
	{0}
};

static const struct pd_field show_fields[] = {
	{.name = "url", .label = N_("Token"), .kind = PD_FIELD_TEXT,
	 .flags = PD_REQUIRED | PD_ARGUMENT | PD_ROW, .check = pd_check_token_url,
	 .help = N_("The token whose private keys are listed, such as pkcs11:token=NAME")},
	{0}
};

const struct pd_operation pd_token_operations[] = {
	{.tab = "token", .name = "list", .key = 'v', .label = N_("List"),
	 .help = N_("List the tokens that are there (PKCS#11), or the private keys in one of them"),
	 .on = PD_ON_TAB, .hazard = PD_READS, .role = PD_OBSERVER, .fields = list_fields,
	 .run = run_list},
	{.tab = "token", .name = "show", .key = '\n', .label = N_("Show"),
	 .help = N_("List the private keys in a token, after asking for its PIN"),
	 .on = PD_ON_TOKEN, .hazard = PD_READS, .role = PD_OBSERVER, .fields = show_fields,
	 .run = run_list},
	{0}
};
/* clang-format on */

/* ---- tokens ----------------------------------------------------------------------- */

static const struct pd_column token_columns[PD_COLUMNS + 1] = {
	{"name", N_("Token"), 8, 32, true},
	{"state", N_("PIN"), 6, 16, false},
	{"manufacturer", N_("Made by"), 8, 24, false},
	{"url", N_("URL"), 16, 0, false},
	{"module", NULL, 0, 0, false},
	{0},
};

static void
set_pin_state(struct pd_row *row, unsigned state)
{
	if ((state & PD_TOKEN_LOCKED) != 0)
		pd_row_set(row, 1, _("LOCKED"), "locked");
	else if ((state & PD_TOKEN_PIN_LAST) != 0)
		pd_row_set(row, 1, _("ONE TRY LEFT"), "last_try");
	else if ((state & PD_TOKEN_PIN_LOW) != 0)
		pd_row_set(row, 1, _("wrong last time"), "low");
	else if ((state & PD_TOKEN_READY) != 0)
		pd_row_set(row, 1, _("set"), "set");
	else
		pd_row_set(row, 1, _("not set"), "none");
}

static void
add_token_row(const struct pd_token_item *token, struct pd_rows *rows)
{
	bool needs_care = (token->state & (PD_TOKEN_LOCKED | PD_TOKEN_PIN_LAST)) != 0;
	PD_AUTO(pd_drop_text) char *url = pd_token_url_token(&token->url);
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(&token->url);
	PD_AUTO(pd_drop_text)
	char *maker = pd_text_safe_string(token->url.manufacturer);
	struct pd_row *row =
		pd_rows_add(rows, PD_ON_TOKEN, url, needs_care ? '!' : ' ');
	pd_row_set(row, 0, name, NULL);
	set_pin_state(row, token->state);
	pd_row_set(row, 2, maker, NULL);
	pd_row_set(row, 3, url, NULL);
	pd_row_set(row, 4, token->module ? token->module : "", NULL);
}

static bool
fill_tokens(struct pd_rows *rows, struct pd_error *error)
{
	PD_AUTO(pd_token_items_free) struct pd_token_items tokens = {0};
	if (!pd_token_list(&tokens, error))
		return false;
	rows->title = pd_copy(_("Tokens that are there"));
	rows->columns = token_columns;
	rows->empty = pd_copy(_("There is no token: insert one, or install its PKCS#11 "
				"module, and make "
				"that known to p11-kit."));
	for (size_t i = 0; i < tokens.count; i++)
		add_token_row(&tokens.items[i], rows);
	return true;
}

bool
pd_token_view(struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	(void)context;
	out->section_count = 1;
	return fill_tokens(&out->sections[0], error);
}

/* ---- keys ------------------------------------------------------------------------- */

static const struct pd_column key_columns[PD_COLUMNS + 1] = {
	{"name", N_("Key"), 8, 32, true},
	{"algorithm", N_("Kind"), 8, 12, false},
	{"used", N_("Used here"), 4, 10, false},
	{"url", N_("URL"), 16, 0, false},
	{"public_key_id", NULL, 0, 0, false},
	{0},
};

static void
add_found_key(struct pd_context *context, const struct pd_token_item *key,
	struct pd_rows *rows)
{
	bool used = *key->id != '\0' && (pd_store_has_key(context->store, key->id) ||
						pd_alias_uses_key(context, key->id));
	PD_AUTO(pd_drop_text) char *url = pd_token_url_key(&key->url);
	PD_AUTO(pd_drop_text) char *name = pd_text_safe_string(key->url.object);
	struct pd_row *row = pd_rows_add(rows, PD_ON_TAB, url, ' ');
	pd_row_set(row, 0, name, NULL);
	pd_row_set(row, 1, key->algorithm ? key->algorithm : "?", NULL);
	pd_row_set(row, 2, used ? _("yes") : _("no"), used ? "yes" : "no");
	pd_row_set(row, 3, url, NULL);
	pd_row_set(row, 4, key->id, NULL);
}

static bool
fill_keys(struct pd_context *context, const char *text, struct pd_rows *rows,
	struct pd_error *error)
{
	PD_AUTO(pd_token_url_free) struct pd_token_url url = {0};
	PD_AUTO(pd_token_items_free) struct pd_token_items keys = {0};
	if (!pd_token_url_parse(text, "url", &url, error) ||
		!pd_token_list_keys(
			&url, pd_store_pins(context->store), "url", &keys, error))
		return false;
	PD_AUTO(pd_drop_text) char *name = pd_token_url_name(&url);
	rows->title = pd_format(_("Private keys in the token %s"), name);
	rows->columns = key_columns;
	rows->empty = pd_format(_("The token %s has no private key."), name);
	for (size_t i = 0; i < keys.count; i++)
		add_found_key(context, &keys.items[i], rows);
	return true;
}

static bool
run_list(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *url = pd_value_text(values, "url");
	result->has_rows = true;
	return url != NULL ? fill_keys(context, url, &result->rows, error)
			   : fill_tokens(&result->rows, error);
}
