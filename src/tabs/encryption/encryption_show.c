/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/encryption.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/text.h"
#include "tabs/encryption/alias_key.h"
#include "tabs/shared/common.h"
#include "x509/certificate/describe_glance.h"
#include "x509/certificate/describe_state.h"

/* Showing the register: the list, an entry, and an entry as a file. */

/* ---- showing ------------------------------------------------------------------- */

static void
describe_key(const struct pd_alias *entry, struct pd_details *out)
{
	const char *weakness = pd_recipient_weakness(entry->recipient);
	PD_AUTO(pd_drop_text) char *pem = pd_alias_pem(entry);
	pd_details_section(out, NULL, _("Public key"));
	pd_details_text(out, "public_key_algorithm", _("Key"), entry->subject);
	if (weakness != NULL)
		pd_details_text(out, "weakness", _("Weak"), weakness);
	pd_details_long(out, "pem", _("PEM"), pem);
}

bool
pd_encryption_show(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	struct pd_details *out = &result->details;
	if (!pd_alias_load(context, pd_value_text(values, "alias"), &entry, error))
		return false;
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_alias_fit fit = pd_alias_fit(context, &entry);
	if (entry.certificate != NULL)
		pd_describe_glance_at(entry.certificate, NULL, &notice, out);
	pd_details_section(out, NULL, _("Entry"));
	pd_details_text(out, "alias", _("Alias"), entry.alias);
	if (entry.key_path != NULL)
		pd_details_text(
			out, "private_key_path", _("Private key path"), entry.key_path);
	if (entry.agents != NULL)
		pd_details_text(out, "agents", _("Agents"), entry.agents);
	pd_details_word(out, "private_key_status", _("Private key"),
		pd_alias_fit_name(fit), pd_alias_fit_words(fit));
	pd_details_flag(out, "may_encrypt", _("For encryption"), entry.may_encrypt,
		entry.may_encrypt
			? _("yes")
			: _("NO: its keyUsage or extended key usage forbids it"));
	if (entry.origin != NULL)
		pd_details_text(out, "origin", _("Origin"), entry.origin);
	if (entry.account != NULL)
		pd_details_text(out, "account", _("Account"), entry.account);
	pd_details_time(out, "time", _("Since"), entry.time);
	if (entry.certificate != NULL)
		pd_describe_certificate(
			entry.certificate, NULL, _("Certificate"), &notice, out);
	else
		describe_key(&entry, out);
	result->has_details = true;
	return true;
}

static bool
pack_alias(struct pd_context *context, const char *alias, bool as_der,
	struct pd_secret *out, struct pd_error *error)
{
	PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
	if (!pd_alias_load(context, alias, &entry, error))
		return false;
	PD_AUTO(pd_drop_text) char *pem = pd_alias_pem(&entry);
	struct pd_bytes der = pd_alias_der(&entry);
	if (as_der)
		pd_secret_add(out, der.data, der.size);
	else
		pd_secret_add_text(out, pem);
	return true;
}

/* Is it the first that is named so? */
static bool
is_first(const struct pd_values *values, size_t index)
{
	const char *alias = pd_value_item(values, "alias", index);
	for (size_t i = 0; i < index; i++)
		if (strcmp(pd_value_item(values, "alias", i), alias) == 0)
			return false;
	return true;
}

/* Several are one PEM text. */
static bool
pack_all(struct pd_context *context, const struct pd_values *values, size_t *packed,
	struct pd_secret *out, struct pd_error *error)
{
	bool as_der = strcmp(pd_value_text(values, "format"), "der") == 0;
	for (size_t i = 0; i < pd_value_count(values, "alias"); i++) {
		if (!is_first(values, i))
			continue;
		if (!pack_alias(context, pd_value_item(values, "alias", i), as_der, out,
			    error))
			return false;
		++*packed;
	}
	return !as_der || *packed == 1 ||
	       pd_fail(error, PD_EUSAGE, "format",
		       _("DER holds one certificate; choose pem for several"));
}

static void
say_entries_written(
	const struct pd_values *values, size_t count, struct pd_result *result)
{
	const char *path = pd_value_text(values, "file");
	if (count == 1)
		pd_result_say(result, _("%s written to %s"),
			pd_value_text(values, "alias"), path);
	else
		pd_result_say(result,
			ngettext("%zu entry written to %s", "%zu entries written to %s",
				count),
			count, path);
}

bool
pd_encryption_export(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	size_t count = 0;
	PD_AUTO(pd_secret_wipe) struct pd_secret packed = {0};
	if (!pack_all(context, values, &count, &packed, error) ||
		!pd_common_write(context, pd_value_text(values, "file"),
			pd_secret_bytes(&packed), 0644, result, error))
		return false;
	if (!result->has_output)
		say_entries_written(values, count, result);
	return true;
}

/* ---- view ---------------------------------------------------------------------- */

static const struct pd_column columns[PD_COLUMNS + 1] = {
	{"alias", N_("Alias"), 14, 0, false},
	{"not_after", N_("Valid until"), 10, 11, false},
	{"status", N_("Left"), 8, 14, true},
	{"private_key_status", N_("Key"), 8, 12, false},
	{"subject", N_("Subject"), 8, 40, false},
	{"private_key_path", N_("Path"), 12, 40, false},
	{"agents", NULL, 0, 0, false},
	{0},
};
enum { PATH = 5, AGENTS };

/* How many key files a list opens; of further ones it only says that they are here. */
enum { LOOKS = 32 };

/* The state of making a list. */
struct listing {
	struct pd_context *context;
	struct pd_rows *rows;
	struct pd_view *view;  /* NULL: findings are not wanted */
	struct pd_view lesser; /* milder findings, listed last */
	size_t looks, expired, soon;
};

static enum pd_alias_fit
fit_of(struct listing *listing, const struct pd_alias *glance)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_alias_free) struct pd_alias whole = {0};
	enum pd_alias_fit fit = pd_alias_find_key(glance);
	if (fit != PD_FIT_HERE || listing->looks >= LOOKS ||
		!pd_alias_load(listing->context, glance->alias, &whole, &ignored))
		return fit;
	listing->looks++;
	return pd_alias_fit(listing->context, &whole);
}

static void
find_alias_findings(struct listing *listing, const struct pd_alias *entry,
	enum pd_alias_fit fit, char marker)
{
	if (listing->view == NULL)
		return;
	PD_AUTO(pd_drop_text) char *needs = pd_alias_needs(listing->context, entry);
	if (needs != NULL) {
		struct pd_view *view = marker == 'x' ? listing->view : &listing->lesser;
		pd_view_find(view, entry->alias, "%s", needs);
		pd_view_mend(view, "update");
	}
	if (fit == PD_FIT_BAD || fit == PD_FIT_NO_KEY)
		pd_view_find(listing->view, entry->alias,
			_("%s has the path of another's private key; correct the path "
			  "or the certificate"),
			entry->alias);
}

static void
set_dates(struct listing *listing, const struct pd_alias *entry, struct pd_row *row)
{
	const struct pd_context *context = listing->context;
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_validity(&entry->validity, &notice);
	PD_AUTO(pd_drop_text)
	char *words = pd_describe_validity_left(&entry->validity, &notice);
	bool forbidden = !entry->may_encrypt && state >= PD_STATE_URGENT;
	listing->expired += state == PD_STATE_EXPIRED;
	listing->soon += pd_describe_state_ends(state);
	row->marker = pd_describe_state_marker(state);
	if (forbidden && row->marker == ' ')
		row->marker = '!';
	pd_row_date(row, 1, entry->validity.not_after);
	pd_row_set(row, 2, forbidden ? _("NOT FOR THIS") : words,
		forbidden ? "not_for_encryption" : pd_describe_state_name(state));
}

static void
add_alias_row(struct listing *listing, const struct pd_alias *entry)
{
	struct pd_row *row = pd_rows_add(listing->rows, PD_ON_ALIAS, entry->alias, ' ');
	enum pd_alias_fit fit = fit_of(listing, entry);
	pd_row_set(row, 0, entry->alias, NULL);
	if (!entry->is_bare)
		set_dates(listing, entry, row);
	else {
		bool weak = entry->validity.is_weak;
		row->marker = weak ? '!' : ' ';
		pd_row_none(row, 1, "");
		pd_row_set(row, 2, weak ? _("WEAK") : _("public key"),
			weak ? "weak" : "public_key");
	}
	if (fit == PD_FIT_BAD || fit == PD_FIT_NO_KEY)
		row->marker = 'x';
	pd_row_set(row, 3, pd_alias_fit_words(fit), pd_alias_fit_name(fit));
	pd_row_set(row, 4, entry->subject, NULL);
	pd_row_none(row, PATH, "");
	pd_row_set(row, AGENTS, entry->agents ? entry->agents : "", NULL);
	if (entry->key_path != NULL) {
		pd_row_set(row, PATH, entry->key_path, NULL);
		listing->rows->shrinks = PATH;
	}
	find_alias_findings(listing, entry, fit, row->marker);
}

static void
add_damaged_alias(
	struct listing *listing, const char *record, const struct pd_error *problem)
{
	struct pd_row *row = pd_rows_add(listing->rows, PD_ON_DAMAGED, record, 'x');
	pd_row_set(row, 0, record, NULL);
	pd_row_set(row, 2, _("DAMAGED"), "damaged");
	if (listing->view != NULL)
		pd_view_find(listing->view, record, "%s: %s", problem->input,
			problem->message);
}

static bool
add_rows(struct listing *listing, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(listing->context->store, "encryption", &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
		PD_AUTO(pd_drop_text)
		char *record = pd_format("encryption/%s", names.items[i]);
		struct pd_error problem = {0};
		if (pd_alias_glance(listing->context, record, &entry, &problem))
			add_alias_row(listing, &entry);
		else
			add_damaged_alias(listing, record, &problem);
	}
	return true;
}

static char *
count_words(const struct listing *listing)
{
	size_t count = listing->rows->count_of_items;
	PD_AUTO(pd_buffer_free) struct pd_buffer text = {0};
	pd_buffer_add_format(&text, ngettext("%zu entry", "%zu entries", count), count);
	if (listing->expired > 0)
		pd_buffer_add_format(&text, "  %zu %s", listing->expired, _("expired"));
	if (listing->soon > 0)
		pd_buffer_add_format(&text, "  %zu %s", listing->soon, _("soon"));
	return pd_buffer_steal_text(&text);
}

static void
add_lesser(struct listing *listing)
{
	for (size_t i = 0; i < listing->lesser.finding_count; i++) {
		const struct pd_finding *finding = &listing->lesser.findings[i];
		pd_view_find(listing->view, finding->row, "%s", finding->text);
		pd_view_mend(listing->view, finding->mends);
	}
	pd_view_free(&listing->lesser);
}

static bool
make_rows(struct listing *listing, struct pd_error *error)
{
	struct pd_rows *rows = listing->rows;
	rows->title = pd_copy(_("Encryption: certificates to encrypt secrets for"));
	rows->columns = columns;
	rows->empty = pd_copy(
		_("There is nothing to encrypt for yet; encryption import adds a "
		  "certificate."));
	rows->empty_keys =
		pd_copy(_("There is nothing to encrypt for yet: press a to paste "
			  "a certificate, or i to import one."));
	if (!add_rows(listing, error))
		return false;
	rows->count = count_words(listing);
	return true;
}

bool
pd_encryption_list(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	(void)values;
	struct listing listing = {.context = context, .rows = &result->rows};
	result->has_rows = true;
	if (!make_rows(&listing, error))
		return false;
	return true;
}

bool
pd_encryption_view(
	struct pd_context *context, struct pd_view *out, struct pd_error *error)
{
	struct listing listing = {
		.context = context, .rows = &out->sections[0], .view = out};
	out->section_count = 1;
	bool good = make_rows(&listing, error);
	add_lesser(&listing);
	if (!good)
		return false;
	out->summary =
		pd_copy(out->finding_count > 0 ? out->findings[0].text
					       : _("Private keys are not kept here; "
						   "the path says where they lie."));
	return true;
}
