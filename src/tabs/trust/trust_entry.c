/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/text.h"
#include "x509/certificate/describe_state.h"
#include "x509/certificate/notation.h"
#include "x509/judge/anchor.h"

#define ALIAS "alias"

enum { CANDIDATES_TOLD = 5, SHORT_ID = 8 };

void
pd_trusted_free(struct pd_trusted *trusted)
{
	free(trusted->id);
	free(trusted->alias);
	free(trusted->name);
	free(trusted->subject);
	free(trusted->issuer);
	free(trusted->key_id);
	free(trusted->account);
	free(trusted->origin);
	free(trusted->problem);
	*trusted = (struct pd_trusted){0};
}

void
pd_trusted_list_free(struct pd_trusted_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		pd_trusted_free(&list->items[i]);
	free(list->items);
	*list = (struct pd_trusted_list){0};
}

/* ---- records -------------------------------------------------------------------- */

void
pd_trust_id(const struct pd_certificate *certificate, char out[PD_TRUST_ID_SIZE])
{
	size_t size = 0;
	for (const char *c = pd_certificate_fingerprint(certificate); *c != '\0'; c++)
		if (*c != ':' && size + 1 < PD_TRUST_ID_SIZE)
			out[size++] = pd_ascii_lower(*c);
	out[size] = '\0';
}

static char *
trusted_path(const char *id)
{
	return pd_format(PD_TRUST_FOLDER "/%s", id);
}

bool
pd_trust_has(struct pd_context *context, const struct pd_certificate *certificate)
{
	char id[PD_TRUST_ID_SIZE];
	pd_trust_id(certificate, id);
	PD_AUTO(pd_drop_text) char *path = trusted_path(id);
	return pd_store_has(context->store, path);
}

bool
pd_trusted_put(struct pd_change *change, const struct pd_context *context,
	const struct pd_certificate *certificate, const char *alias, const char *origin,
	struct pd_error *error)
{
	char id[PD_TRUST_ID_SIZE];
	struct pd_certificate *items[] = {(struct pd_certificate *)certificate};
	const struct pd_certificates one = {items, 1};
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	pd_record_set_text(record, ALIAS, alias);
	pd_record_set_text(record, "origin", origin);
	pd_record_set_number(record, "time", context->now);
	pd_record_set_text(record, "account", context->account);
	pd_record_set_safe(record, "name", pd_certificate_common_name(certificate));
	pd_record_set_safe(record, "subject", pd_certificate_subject(certificate));
	pd_record_set_safe(record, "issuer", pd_certificate_issuer(certificate));
	pd_record_set_number(
		record, "not_before", pd_certificate_not_before(certificate));
	pd_record_set_number(
		record, "not_after", pd_certificate_not_after(certificate));
	pd_record_set_flag(
		record, "ca", pd_anchor_kind(certificate) != PD_ANCHOR_ENDPOINT);
	pd_record_set_flag(
		record, "weak", pd_certificate_weakness(certificate) != NULL);
	pd_record_set_text(record, "key", pd_certificate_key_id(certificate));
	pd_record_set_chain(record, "chain", &one);
	pd_trust_id(certificate, id);
	PD_AUTO(pd_drop_text) char *path = trusted_path(id);
	return pd_change_put(change, path, record, error);
}

bool
pd_trusted_rename(struct pd_change *change, const struct pd_context *context,
	const char *id, const char *alias, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = trusted_path(id);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, error);
	if (record == NULL)
		return false;
	pd_record_set_text(record, ALIAS, alias);
	return pd_change_put(change, path, record, error);
}

static char *
trusted_text(const struct pd_record *record, const char *name)
{
	const char *text = pd_record_text(record, name);
	return pd_copy(text ? text : "");
}

static void
read_trusted(const struct pd_record *record, struct pd_trusted *out)
{
	const char *alias = pd_record_text(record, ALIAS);
	out->alias = alias != NULL && *alias != '\0' ? pd_copy(alias) : NULL;
	out->name = trusted_text(record, "name");
	out->subject = trusted_text(record, "subject");
	out->issuer = trusted_text(record, "issuer");
	out->key_id = trusted_text(record, "key");
	out->account = trusted_text(record, "account");
	out->origin = trusted_text(record, "origin");
	out->added = pd_record_number(record, "time", 0);
	out->is_ca = pd_record_flag(record, "ca", false);
	out->validity = (struct pd_validity){
		.not_before = pd_record_number(record, "not_before", 0),
		.not_after = pd_record_number(record, "not_after", 0),
		.is_weak = pd_record_flag(record, "weak", false),
	};
}

static void
add_trusted_entry(void *work, const char *id, const struct pd_record *record,
	const struct pd_error *problem)
{
	struct pd_trusted_list *list = work;
	list->items = pd_grow_by_one(list->items, list->count, sizeof *list->items);
	struct pd_trusted *out = &list->items[list->count++];
	*out = (struct pd_trusted){.id = pd_copy(id)};
	if (record == NULL)
		out->problem = pd_format("%s: %s", problem->input, problem->message);
	else
		read_trusted(record, out);
}

static const char *
shown_name(const struct pd_trusted *trusted)
{
	if (trusted->problem != NULL)
		return trusted->id;
	return trusted->alias ? trusted->alias : trusted->name;
}

static int
compare_trusted(const void *one, const void *other)
{
	const struct pd_trusted *first = one, *second = other;
	int order = pd_ascii_compare(shown_name(first), shown_name(second));
	return order != 0 ? order : strcmp(first->id, second->id);
}

bool
pd_trusted_list(
	struct pd_context *context, struct pd_trusted_list *out, struct pd_error *error)
{
	if (!pd_store_each(
		    context->store, PD_TRUST_FOLDER, add_trusted_entry, out, error))
		return false;
	if (out->count > 0)
		qsort(out->items, out->count, sizeof *out->items, compare_trusted);
	return true;
}

bool
pd_trusted_list_aliased(
	struct pd_context *context, struct pd_trusted_list *out, struct pd_error *error)
{
	return pd_store_each_with(
		context->store, PD_TRUST_FOLDER, ALIAS, add_trusted_entry, out, error);
}

static bool
is_whole_id(const char *typed)
{
	return strlen(typed) == PD_TRUST_ID_SIZE - 1 &&
	       strspn(typed, "0123456789abcdef") == PD_TRUST_ID_SIZE - 1;
}

/* The entry of that id, as the screen gives it; false: there is none. */
static bool
add_by_id(struct pd_context *context, const char *id, struct pd_trusted_list *out)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *path = trusted_path(id);
	for (size_t i = 0; i < out->count; i++)
		if (strcmp(out->items[i].id, id) == 0)
			return true;
	if (!is_whole_id(id) || !pd_store_has(context->store, path))
		return false;
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, &problem);
	add_trusted_entry(out, id, record, &problem);
	return true;
}

bool
pd_trusted_list_named(struct pd_context *context, const struct pd_values *values,
	struct pd_trusted_list *out, struct pd_error *error)
{
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list few = {0};
	bool whole = true;
	for (size_t i = 0; i < pd_value_count(values, "id") && whole; i++)
		whole = add_by_id(context, pd_value_item(values, "id", i), &few);
	if (!whole || few.count == 0)
		return pd_trusted_list(context, out, error);
	*out = few;
	few = (struct pd_trusted_list){0};
	return true;
}

struct pd_certificate *
pd_trusted_certificate(
	struct pd_context *context, const char *id, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = trusted_path(id);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, error);
	PD_AUTO(pd_certificates_free) struct pd_certificates list = {0};
	if (record == NULL || !pd_record_chain(record, "chain", path, &list, error))
		return NULL;
	if (list.count == 0) {
		pd_fail(error, PD_ESTORE, path,
			_("the record holds no certificate; remove it, and import the "
			  "certificate again"));
		return NULL;
	}
	return pd_steal(list.items[0]);
}

/* ---- finding -------------------------------------------------------------------- */

/* Records keep names in safe text; those of before may not. */
static bool
is_same_name(const char *kept, const char *typed, const char *safe)
{
	return strcmp(kept, typed) == 0 || strcmp(kept, safe) == 0;
}

static bool
is_named(const struct pd_trusted *trusted, const char *typed, const char *safe)
{
	if (trusted->problem != NULL)
		return false;
	return is_same_name(trusted->subject, typed, safe) ||
	       is_same_name(trusted->name, typed, safe);
}

char *
pd_trusted_words(const struct pd_trusted *trusted)
{
	PD_AUTO(pd_drop_text)
	char *safe = pd_text_safe_string(trusted->subject ? trusted->subject : "");
	size_t fits = pd_text_fit(safe, 60);
	safe[fits] = '\0';
	return pd_format("%.*s (%s)", SHORT_ID, trusted->id, safe);
}

static const struct pd_trusted *
refuse_several(const struct pd_trusted *const *found, size_t count, const char *typed,
	struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer words = {0};
	for (size_t i = 0; i < count && i < CANDIDATES_TOLD; i++) {
		PD_AUTO(pd_drop_text) char *one = pd_trusted_words(found[i]);
		pd_buffer_add_item(&words, one);
	}
	if (count > CANDIDATES_TOLD)
		pd_buffer_add_item(&words, "...");
	pd_fail(error, PD_EINPUT, typed,
		_("%zu trusted certificates fit this; write more of the fingerprint: "
		  "%s"),
		count, pd_buffer_text(&words));
	return NULL;
}

void
pd_trust_drop_found(const struct pd_trusted ***found)
{
	free(*found);
}

/* No two have one alias, so that it means one where others are called so. */
static const struct pd_trusted *
find_aliased(const struct pd_trusted_list *list, const char *typed)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].problem == NULL && list->items[i].alias != NULL &&
			strcmp(list->items[i].alias, typed) == 0)
			return &list->items[i];
	return NULL;
}

const struct pd_trusted *
pd_trusted_find(
	const struct pd_trusted_list *list, const char *typed, struct pd_error *error)
{
	PD_AUTO(pd_trust_drop_found)
	const struct pd_trusted **found =
		pd_alloc(list->count + 1, sizeof(struct pd_trusted *));
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(typed);
	const struct pd_trusted *aliased = find_aliased(list, typed);
	size_t count = 0;
	if (aliased != NULL)
		return aliased;
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_trusted *item = &list->items[i];
		if (pd_fingerprint_begins(item->id, typed) ||
			is_named(item, typed, safe))
			found[count++] = item;
	}
	const struct pd_trusted *one = count == 1 ? found[0] : NULL;
	if (count == 0)
		pd_fail(error, PD_EINPUT, typed,
			_("no trusted certificate has this fingerprint, alias or "
			  "subject; trust list shows them all"));
	else if (count > 1)
		one = refuse_several(found, count, typed, error);
	return one;
}

/* ---- rows ----------------------------------------------------------------------- */

const struct pd_column pd_trusted_columns[PD_COLUMNS + 1] = {
	{"subject", N_("Name"), 20, 0, false},
	{"not_after", N_("Valid until"), 10, 11, false},
	{"status", N_("Left"), 8, 14, true},
	{"issuer", N_("Issuer"), 6, 24, false},
	{"kind", N_("Kind"), 8, 8, false},
	{"added", N_("Added"), 10, 10, false},
	{"sha256", N_("Fingerprint"), 16, 95, false},
	{"not_before", NULL, 0, 0, false},
	{"alias", NULL, 0, 0, false},
	{0},
};

static void
damaged_row(const struct pd_trusted *trusted, struct pd_rows *rows)
{
	struct pd_row *row = pd_rows_add(rows, PD_ON_DAMAGED, trusted->id, 'x');
	pd_row_set(row, 0, trusted->id, NULL);
	pd_row_set(row, 2, _("DAMAGED"), "damaged");
}

/* Formats an id as a fingerprint: AA:BB:... */
static char *
fingerprint_of(const char *id)
{
	char *text = pd_alloc(3 * PD_TRUST_ID_SIZE, 1);
	size_t size = 0;
	for (size_t i = 0; id[i] != '\0' && i + 1 < PD_TRUST_ID_SIZE; i++) {
		if (i > 0 && i % 2 == 0)
			text[size++] = ':';
		text[size++] = pd_ascii_upper(id[i]);
	}
	return text;
}

void
pd_trusted_row(const struct pd_context *context, const struct pd_trusted *trusted,
	struct pd_rows *rows)
{
	if (trusted->problem != NULL) {
		damaged_row(trusted, rows);
		return;
	}
	const struct pd_validity *validity = &trusted->validity;
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_validity(validity, &notice);
	PD_AUTO(pd_drop_text)
	char *words = pd_describe_validity_left(validity, &notice);
	PD_AUTO(pd_drop_text) char *fingerprint = fingerprint_of(trusted->id);
	bool is_self = strcmp(trusted->subject, trusted->issuer) == 0;
	struct pd_row *row = pd_rows_add(
		rows, PD_ON_TRUSTED, trusted->id, pd_describe_state_marker(state));
	pd_row_set(row, 0, shown_name(trusted), trusted->subject);
	pd_row_date(row, 1, validity->not_after);
	pd_row_set(row, 2, words, pd_describe_state_name(state));
	pd_row_set(row, 3, is_self ? _("self") : trusted->issuer,
		is_self ? trusted->issuer : NULL);
	pd_row_set(row, 4, trusted->is_ca ? _("CA") : _("endpoint"),
		trusted->is_ca ? "ca" : "endpoint");
	pd_row_date(row, 5, trusted->added);
	pd_row_set(row, 6, fingerprint, NULL);
	pd_row_date(row, 7, validity->not_before);
	pd_row_none(row, 8, "");
	if (validity->is_weak)
		pd_row_also(row, _("weak"));
	if (trusted->alias != NULL)
		pd_row_set(row, 8, trusted->alias, NULL);
}
