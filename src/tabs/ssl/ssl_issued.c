/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_issued.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/ssl/ssl_cross.h"
#include "x509/certificate/chain.h"
#include "x509/certificate/describe_state.h"
#include "x509/certificate/notation.h"
#include "x509/certificate/revocation.h"
#include "x509/write/revocation_write.h"

#define FOLDER "ssl/issued"
#define REVOKED_AT "revoked_at"

struct pd_validity
pd_issued_validity(const struct pd_issued *issued)
{
	return (struct pd_validity){issued->not_before, issued->not_after, false};
}

void
pd_issued_free(struct pd_issued *issued)
{
	char *const texts[] = {issued->id, issued->serial, issued->subject,
		issued->name, issued->names, issued->purpose, issued->profile,
		issued->issuer, issued->key, issued->fingerprint, issued->account,
		issued->reason, issued->renewed_by, issued->directory, issued->digest,
		issued->problem};
	for (size_t i = 0; i < PD_COUNT(texts); i++)
		free(texts[i]);
	pd_certificate_free(issued->certificate);
	*issued = (struct pd_issued){0};
}

struct pd_issued
pd_issued_new(const struct pd_context *context,
	const struct pd_certificate *certificate, const char *purpose,
	const char *profile, const char *issuer)
{
	return (struct pd_issued){
		.id = pd_copy(pd_certificate_serial(certificate)),
		.serial = pd_copy(pd_certificate_serial(certificate)),
		.subject = pd_copy(pd_certificate_subject(certificate)),
		.name = pd_copy(pd_certificate_common_name(certificate)),
		.names = pd_alternatives_text(pd_certificate_alternatives(certificate)),
		.purpose = pd_copy(purpose),
		.profile = pd_copy(profile),
		.issuer = pd_copy(issuer),
		.key = pd_copy(pd_certificate_key_id(certificate)),
		.account = pd_copy(context->account),
		.time = context->now,
		.not_before = pd_certificate_not_before(certificate),
		.not_after = pd_certificate_not_after(certificate),
		.certificate = pd_certificate_copy(certificate),
	};
}

/* The last common name in a subject as openssl ca writes it (/C=DE/CN=www), else all. */
static char *
name_of_subject(const char *subject)
{
	const char *name = NULL;
	for (const char *at = subject; (at = strstr(at, "CN=")) != NULL; at += 3)
		name = at + 3;
	return name ? pd_copy_bytes(name, strcspn(name, "/,")) : pd_copy(subject);
}

char *
pd_issued_second_id(const char *serial, const char *ca)
{
	return pd_format("%s@%.16s", serial, ca);
}

struct pd_issued
pd_issued_of_index(const struct pd_index_line *line, const char *ca)
{
	const struct pd_index_entry *entry = &line->entry;
	const char *serial = line->serial, *subject = line->subject;
	bool revoked = entry->revoked_at != 0;
	return (struct pd_issued){
		.id = pd_issued_second_id(serial, ca),
		.serial = pd_copy(serial),
		.subject = pd_copy(subject),
		.name = *subject ? name_of_subject(subject) : pd_copy(serial),
		.names = pd_copy(""),
		.purpose = pd_copy(""),
		.profile = pd_copy(""),
		.issuer = pd_copy(ca),
		.key = pd_copy(""),
		.account = pd_copy(""),
		.not_after = entry->not_after ? entry->not_after : PD_TIME_LATEST,
		.revoked_at = entry->revoked_at,
		.reason = revoked ? pd_copy(pd_reason_name((int)entry->reason)) : NULL,
		.invalidity = entry->invalidity,
		.by_serial = true,
	};
}

/* ---- records -------------------------------------------------------------------- */

static char *
name_issued_record(const char *id)
{
	return pd_format(FOLDER "/%s", id);
}

bool
pd_issued_has(const struct pd_context *context, const char *id)
{
	PD_AUTO(pd_drop_text) char *path = name_issued_record(id);
	return pd_store_has(context->store, path);
}

static char *
serial_of_id(const char *id)
{
	return pd_copy_bytes(id, strcspn(id, "@"));
}

static char *
copy_issued_text(const struct pd_record *record, const char *name)
{
	const char *text = pd_record_text(record, name);
	return pd_copy(text ? text : "");
}

static void
read_issued_values(const struct pd_record *record, struct pd_issued *out)
{
	out->subject = copy_issued_text(record, "subject");
	out->name = copy_issued_text(record, "name");
	out->names = copy_issued_text(record, "names");
	out->purpose = copy_issued_text(record, "purpose");
	out->profile = copy_issued_text(record, "profile");
	out->issuer = copy_issued_text(record, "issuer");
	out->key = copy_issued_text(record, "key");
	out->fingerprint = pd_copy(pd_record_text(record, "fingerprint"));
	out->account = copy_issued_text(record, "account");
	out->time = pd_record_number(record, "time", 0);
	out->not_before = pd_record_number(record, "not_before", 0);
	out->not_after = pd_record_number(record, "not_after", 0);
	out->revoked_at = pd_record_number(record, REVOKED_AT, 0);
	out->invalidity = pd_record_number(record, "invalidity", 0);
	const char *reason = pd_record_text(record, "reason");
	bool known = reason != NULL && pd_reason_code(reason) >= 0;
	if (out->revoked_at != 0)
		out->reason = pd_copy(known ? reason : "unspecified");
	out->renewed_by = pd_copy(pd_record_text(record, "renewed_by"));
	out->directory = pd_copy(pd_record_text(record, "directory"));
	out->digest = pd_copy(pd_record_text(record, "digest"));
}

static bool
load_certificate(struct pd_context *context, const struct pd_record *record,
	const char *path, struct pd_issued *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *shown = pd_format("%s/%s.cfg", pd_store_path(context->store), path);
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	if (!pd_record_chain(record, "chain", shown, &chain, error))
		return false;
	if (chain.count != 1 ||
		strcmp(pd_certificate_serial(chain.items[0]), out->serial) != 0)
		return pd_fail(error, PD_ESTORE, shown,
			_("does not hold the certificate of this serial number; "
			  "restore it from a backup"));
	out->certificate = pd_steal(chain.items[0]);
	chain.count = 0;
	return true;
}

bool
pd_issued_load(struct pd_context *context, const char *id, struct pd_issued *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = name_issued_record(id);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, error);
	if (record == NULL)
		return false;
	out->id = pd_copy(id);
	out->serial = serial_of_id(id);
	read_issued_values(record, out);
	if (load_certificate(context, record, path, out, error))
		return true;
	pd_issued_free(out);
	return false;
}

bool
pd_issued_put(struct pd_change *change, const struct pd_issued *issued,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_text) char *path = name_issued_record(issued->id);
	struct pd_certificate *one = issued->certificate;
	const struct pd_certificates chain = {&one, 1};
	pd_record_set_safe(record, "subject", issued->subject);
	pd_record_set_safe(record, "name", issued->name);
	pd_record_set_safe(record, "names", issued->names);
	pd_record_set_text(record, "purpose", issued->purpose);
	pd_record_set_text(record, "profile", issued->profile);
	pd_record_set_text(record, "issuer", issued->issuer);
	pd_record_set_text(record, "key", issued->key);
	pd_record_set_text(record, "fingerprint", pd_certificate_fingerprint(one));
	pd_record_set_text(record, "account", issued->account);
	pd_record_set_number(record, "time", issued->time);
	pd_record_set_number(record, "not_before", issued->not_before);
	pd_record_set_number(record, "not_after", issued->not_after);
	if (issued->revoked_at != 0) {
		pd_record_set_number(record, REVOKED_AT, issued->revoked_at);
		pd_record_set_text(record, "reason", issued->reason);
	}
	if (issued->revoked_at != 0 && issued->invalidity != 0)
		pd_record_set_number(record, "invalidity", issued->invalidity);
	if (issued->renewed_by != NULL)
		pd_record_set_text(record, "renewed_by", issued->renewed_by);
	if (issued->directory != NULL && issued->digest != NULL) {
		pd_record_set_text(record, "directory", issued->directory);
		pd_record_set_text(record, "digest", issued->digest);
	}
	pd_record_set_chain(record, "chain", &chain);
	return pd_change_put(change, path, record, error);
}

/* ---- finding ---------------------------------------------------------------------- */

bool
pd_issued_names(
	struct pd_context *context, struct pd_names *out, struct pd_error *error)
{
	return pd_store_list(context->store, FOLDER, out, error);
}

bool
pd_issued_of(struct pd_context *context, const char *ca, const char *serial,
	struct pd_issued *out, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *second = pd_issued_second_id(serial, ca);
	const char *const ids[] = {serial, second};
	for (size_t i = 0; i < PD_COUNT(ids); i++) {
		PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
		if (!pd_issued_has(context, ids[i]))
			continue;
		if (!pd_issued_load(context, ids[i], &issued, error))
			return false;
		if (strcmp(issued.issuer, ca) != 0)
			continue;
		*out = issued;
		issued = (struct pd_issued){0};
		break;
	}
	return true;
}

bool
pd_issued_check_issuer(const struct pd_issued *issued, const struct pd_certificate *ca,
	struct pd_error *error)
{
	return strcmp(issued->issuer, pd_certificate_key_id(ca)) == 0 ||
	       pd_fail(error, PD_ESTATE, issued->serial,
		       _("certificate of %s was issued by another CA than %s, and only "
			 "that one can revoke it or say that it is valid; install it "
			 "again"),
		       issued->name, pd_certificate_subject(ca));
}

/* ---- lists -------------------------------------------------------------------------- */

/* What needs doing stands first: what is damaged or has ended and was not renewed, then
 * what ends soon; last what was revoked or has a successor. */
static int
rank_issued(const struct pd_context *context, const struct pd_issued *issued)
{
	const struct pd_notice notice = pd_context_notice(context);
	switch (pd_issued_state(issued, &notice)) {
	case PD_ISSUED_DAMAGED:
		return 0;
	case PD_ISSUED_EXPIRED:
		return issued->renewed_by == NULL ? 1 : 5;
	case PD_ISSUED_URGENT:
		return 2;
	case PD_ISSUED_EXPIRING:
		return 3;
	case PD_ISSUED_HELD:
	case PD_ISSUED_REVOKED:
		return 6;
	default:
		return 4;
	}
}

static int
order_issued(const void *one, const void *other, void *context)
{
	enum { BY_NAME = 4 };
	const struct pd_issued *first = one, *second = other;
	int rank = rank_issued(context, first);
	int order = rank - rank_issued(context, second);
	int sooner = (first->not_after > second->not_after) -
		     (first->not_after < second->not_after);
	if (order == 0 && rank < BY_NAME)
		order = sooner;
	if (order == 0)
		order = strcmp(first->name ? first->name : "",
			second->name ? second->name : "");
	return order != 0 ? order : -sooner;
}

static void
add_listed_issued(void *work, const char *id, const struct pd_record *record,
	const struct pd_error *problem)
{
	struct pd_issued_list *list = work;
	list->items = pd_grow_by_one(list->items, list->count, sizeof *list->items);
	struct pd_issued *out = &list->items[list->count++];
	*out = (struct pd_issued){.id = pd_copy(id), .serial = serial_of_id(id)};
	if (record == NULL)
		out->problem = pd_format("%s: %s", problem->input, problem->message);
	else
		read_issued_values(record, out);
}

bool
pd_issued_list(
	struct pd_context *context, struct pd_issued_list *out, struct pd_error *error)
{
	if (!pd_store_each(context->store, FOLDER, add_listed_issued, out, error))
		return false;
	if (out->count > 0)
		qsort_r(out->items, out->count, sizeof *out->items, order_issued,
			context);
	return true;
}

bool
pd_issued_list_with(struct pd_context *context, const char *text,
	struct pd_issued_list *out, struct pd_error *error)
{
	return pd_store_each_with(
		context->store, FOLDER, text, add_listed_issued, out, error);
}

bool
pd_issued_list_revoked(
	struct pd_context *context, struct pd_issued_list *out, struct pd_error *error)
{
	return pd_issued_list_with(context, REVOKED_AT, out, error);
}

void
pd_issued_list_free(struct pd_issued_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		pd_issued_free(&list->items[i]);
	free(list->items);
	*list = (struct pd_issued_list){0};
}

/* ---- state ------------------------------------------------------------------------ */

/* clang-format off */
static const struct {
	const char *name;
	char marker;
} states[] = {
	[PD_ISSUED_VALID] = {"valid", ' '},
	[PD_ISSUED_EXPIRING] = {"expires", '!'},
	[PD_ISSUED_URGENT] = {"expires", 'x'},
	[PD_ISSUED_NOT_YET_VALID] = {"not_yet_valid", 'x'},
	[PD_ISSUED_EXPIRED] = {"expired", 'x'},
	[PD_ISSUED_HELD] = {"held", 'x'},
	[PD_ISSUED_REVOKED] = {"revoked", 'x'},
	[PD_ISSUED_DAMAGED] = {"damaged", 'x'},
};
/* clang-format on */

bool
pd_issued_is_cross(const struct pd_issued *issued)
{
	return strcmp(issued->profile, PD_CROSS) == 0;
}

/* One with a successor needs no attention, and a cross-certificate cannot be renewed. */
static enum pd_issued_state
find_end_state(const struct pd_issued *issued, const struct pd_notice *notice)
{
	const struct pd_validity validity = pd_issued_validity(issued);
	enum pd_state state = pd_describe_validity(&validity, notice);
	bool is_needed = issued->renewed_by == NULL && !pd_issued_is_cross(issued);
	if (state == PD_STATE_EXPIRED)
		return PD_ISSUED_EXPIRED;
	if (state == PD_STATE_NOT_YET_VALID)
		return PD_ISSUED_NOT_YET_VALID;
	if (!is_needed || !pd_describe_state_ends(state))
		return PD_ISSUED_VALID;
	return state == PD_STATE_URGENT ? PD_ISSUED_URGENT : PD_ISSUED_EXPIRING;
}

enum pd_issued_state
pd_issued_state(const struct pd_issued *issued, const struct pd_notice *notice)
{
	if (issued->problem != NULL)
		return PD_ISSUED_DAMAGED;
	if (issued->revoked_at != 0)
		return strcmp(issued->reason, "certificateHold") == 0
			       ? PD_ISSUED_HELD
			       : PD_ISSUED_REVOKED;
	return find_end_state(issued, notice);
}

bool
pd_issued_is_valid(enum pd_issued_state state)
{
	return state == PD_ISSUED_VALID || state == PD_ISSUED_EXPIRING ||
	       state == PD_ISSUED_URGENT;
}

char
pd_issued_state_marker(enum pd_issued_state state)
{
	return states[state].marker;
}

const char *
pd_issued_state_name(enum pd_issued_state state)
{
	return states[state].name;
}

char *
pd_issued_state_text(const struct pd_context *context, const struct pd_issued *issued)
{
	long days = (long)((issued->not_after - context->now) / PD_DAY);
	const struct pd_notice notice = pd_context_notice(context);
	switch (pd_issued_state(issued, &notice)) {
	case PD_ISSUED_VALID:
		return pd_format(_("valid %ld d"), days);
	case PD_ISSUED_EXPIRING:
	case PD_ISSUED_URGENT:
		return pd_format(_("EXPIRES %ld d"), days);
	case PD_ISSUED_NOT_YET_VALID:
		return pd_copy(_("NOT YET VALID"));
	case PD_ISSUED_EXPIRED:
		return pd_copy(_("EXPIRED"));
	case PD_ISSUED_HELD:
		return pd_copy(_("ON HOLD"));
	case PD_ISSUED_REVOKED:
		return pd_copy(_("REVOKED"));
	case PD_ISSUED_DAMAGED:
		break;
	}
	return pd_copy(_("DAMAGED"));
}

/* The same for the column that is headed "Left". */
static char *
describe_issued_left(const struct pd_context *context, const struct pd_issued *issued)
{
	int64_t left = issued->not_after - context->now;
	const struct pd_notice notice = pd_context_notice(context);
	switch (pd_issued_state(issued, &notice)) {
	case PD_ISSUED_VALID:
		return pd_describe_time_left(left);
	case PD_ISSUED_EXPIRED:
		return pd_format(_("EXPIRED %lld d"), (long long)pd_days_begun(-left));
	default:
		return pd_issued_state_text(context, issued);
	}
}

/* ---- rows -------------------------------------------------------------------------- */

const struct pd_column pd_issued_columns[PD_COLUMNS + 1] = {
	{"subject", N_("Name"), 20, 0, false},
	{"purpose", N_("Kind"), 6, 14, false},
	{"not_after", N_("Valid until"), 10, 11, false},
	{"status", N_("Left"), 11, 14, true},
	{"has_private_key", N_("Key"), 4, 10, false},
	{"serial", N_("Serial number"), 8, 40, false},
	{"not_before", NULL, 0, 0, false},
	{"profile", NULL, 0, 0, false},
	{"key_encrypted", NULL, 0, 0, false},
	{0},
};

void
pd_issued_row_key(struct pd_context *context, const char *key, const char *missing,
	struct pd_row *row)
{
	bool here = pd_store_has_key(context->store, key);
	bool encrypted = here && pd_store_key_is_encrypted(context->store, key);
	pd_row_flag(row, 4, here,
		encrypted                                       ? _("encrypted")
		: !here                                         ? missing
		: pd_store_key_is_in_token(context->store, key) ? _("in a token")
								: _("here"));
	pd_row_flag(row, 8, encrypted, "");
	if (!here)
		pd_row_also(row, _("no key"));
}

/* With its colons and without. */
static void
find_by_fingerprint(struct pd_row *row, const char *fingerprint)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer digits = {0};
	for (const char *c = fingerprint; *c != '\0'; c++)
		if (*c != ':')
			pd_buffer_add_format(&digits, "%c", *c);
	pd_row_also(row, fingerprint);
	pd_row_also(row, pd_buffer_text(&digits));
}

/* The other names that it is for, without their kinds and its own, as one reads them. */
static void
set_issued_names(const struct pd_issued *issued, struct pd_row *row)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer others = {0};
	PD_AUTO(pd_drop_text) char *names = pd_copy(issued->names ? issued->names : "");
	char *rest = names;
	for (char *word; (word = strsep(&rest, ",")) != NULL;) {
		const char *name = strchr(word, ':');
		name = name != NULL ? name + 1 : word;
		if (*name != '\0' && strcmp(name, issued->name) != 0)
			pd_buffer_add_format(
				&others, "%s%s", others.size > 0 ? " " : "", name);
	}
	if (others.size > 0)
		pd_row_aside(row, pd_buffer_text(&others));
	pd_row_also(row, issued->names);
	pd_row_also(row, issued->key);
	if (issued->fingerprint != NULL)
		find_by_fingerprint(row, issued->fingerprint);
}

static void
set_issued_cells(
	struct pd_context *context, const struct pd_issued *issued, struct pd_row *row)
{
	pd_row_set(row, 0, issued->name, issued->subject);
	if (issued->by_serial) {
		pd_row_set(row, 1, _("not here"), "");
		if (issued->not_after != PD_TIME_LATEST)
			pd_row_date(row, 2, issued->not_after);
		return;
	}
	pd_row_set(row, 1, issued->profile, issued->purpose);
	pd_row_date(row, 2, issued->not_after);
	pd_row_date(row, 6, issued->not_before);
	pd_row_set(row, 7, issued->profile, NULL);
	set_issued_names(issued, row);
	pd_issued_row_key(context, issued->key, "", row);
}

void
pd_issued_row(struct pd_context *context, const struct pd_issued *issued, int depth,
	struct pd_rows *rows)
{
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_issued_state state = pd_issued_state(issued, &notice);
	PD_AUTO(pd_drop_text) char *words = describe_issued_left(context, issued);
	bool damaged = issued->problem != NULL;
	struct pd_row *row = pd_rows_add(rows, damaged ? PD_ON_DAMAGED : PD_ON_ISSUED,
		issued->id, states[state].marker);
	row->depth = depth;
	pd_row_set(row, 3, words, states[state].name);
	pd_row_set(row, 5, issued->serial, NULL);
	if (damaged)
		pd_row_set(row, 0, issued->serial, NULL);
	else
		set_issued_cells(context, issued, row);
}
