/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/store/status_watch.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/encryption/alias.h"
#include "tabs/shared/identity.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_former.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/store/backup_tab.h"
#include "tabs/tls/tls_device.h"
#include "tabs/tls/tls_targets.h"
#include "tabs/trust/trust_entry.h"
#include "x509/certificate/describe.h"
#include "x509/certificate/describe_state.h"

/* What status watches, and how bad each is.
 *
 * What nobody uses any more raises no alarm: revoked and renewed certificates, the
 * standard TLS certificate while another is in use, signers of another security level. */

void
pd_watch_free(struct pd_watch *watch)
{
	for (size_t i = 0; i < watch->count; i++) {
		free(watch->items[i].id);
		free(watch->items[i].name);
		free(watch->items[i].subject);
		free(watch->items[i].said);
		free(watch->items[i].key);
	}
	free(watch->items);
	*watch = (struct pd_watch){0};
}

struct pd_watched *
pd_watch_add(struct pd_watch *watch, const char *tab, const char *kind, const char *id,
	const char *name)
{
	if (watch->count == watch->room) {
		watch->room = watch->room ? 2 * watch->room : 16;
		watch->items = pd_grow(watch->items, watch->room, sizeof *watch->items);
	}
	struct pd_watched *item = &watch->items[watch->count++];
	*item = (struct pd_watched){.tab = tab,
		.kind = kind,
		.id = pd_copy(id),
		.name = pd_text_safe_string(name),
		.subject = pd_text_safe_string(name),
		.status = "valid"};
	return item;
}

static void
add_damaged_watched(
	struct pd_watch *watch, const char *tab, const char *kind, const char *id)
{
	struct pd_watched *item = pd_watch_add(watch, tab, kind, id, id);
	item->status = "damaged";
	item->alarm = PD_ALARM_CRITICAL;
}

/* ---- judging
 * ----------------------------------------------------------------------- */

static void
set_state(struct pd_watched *item, const char *status, enum pd_alarm alarm)
{
	item->status = status;
	item->alarm = alarm;
}

/* An alarm is what the marker of a row tells. */
static enum pd_alarm
alarm_of(char marker)
{
	return marker == 'x'   ? PD_ALARM_CRITICAL
	       : marker == '!' ? PD_ALARM_WARNING
			       : PD_ALARM_NONE;
}

static void
set_end(struct pd_watched *item, const struct pd_validity *validity)
{
	item->ends = true;
	item->not_before = validity->not_before;
	item->not_after = validity->not_after;
}

static void
judge_watched(const struct pd_notice *notice, struct pd_watched *item,
	const struct pd_validity *validity)
{
	enum pd_state state = pd_describe_validity(validity, notice);
	set_end(item, validity);
	set_state(item, pd_describe_state_name(state),
		alarm_of(pd_describe_state_marker(state)));
}

/* The item is there, but not in use. */
static void
set_no_alarm(struct pd_watched *item, const char *status)
{
	set_state(item, status, PD_ALARM_NONE);
}

static struct pd_watched *
add_certificate(struct pd_watch *watch, const char *tab, const char *kind,
	const char *id, const struct pd_certificate *certificate)
{
	struct pd_watched *item = pd_watch_add(
		watch, tab, kind, id, pd_certificate_common_name(certificate));
	free(item->subject);
	item->subject = pd_text_safe_string(pd_certificate_subject(certificate));
	const struct pd_validity validity = pd_validity_of(certificate);
	judge_watched(&watch->notice, item, &validity);
	return item;
}

/* ---- keys with their chains
 * ---------------------------------------------------------- */

static void
watch_key(struct pd_context *context, struct pd_watched *item, const char *key_id)
{
	if (pd_store_has_key(context->store, key_id))
		item->key = pd_copy(key_id);
	else
		set_state(item, "key_missing", PD_ALARM_CRITICAL);
}

/* An identity in use must have its key here. */
static void
add_identity(struct pd_context *context, struct pd_watch *watch, const char *tab,
	const char *kind, const char *record, const char *unused)
{
	PD_AUTO(pd_identity_free) struct pd_identity identity = {0};
	struct pd_error problem = {0};
	if (!pd_identity_load(context->store, record, &identity, &problem)) {
		if (problem.code != PD_ESTATE)
			add_damaged_watched(watch, tab, kind, record);
		return;
	}
	const struct pd_certificate *leaf = pd_identity_leaf(&identity);
	for (size_t i = 0; i < identity.chain.count; i++) {
		PD_AUTO(pd_drop_text)
		char *id = i ? pd_format("%s %zu", record, i + 1) : pd_copy(record);
		struct pd_watched *item = add_certificate(
			watch, tab, i ? "chain" : kind, id, identity.chain.items[i]);
		if (unused != NULL)
			set_no_alarm(item, unused);
		else if (i == 0)
			watch_key(context, item, pd_certificate_key_id(leaf));
	}
}

static void
add_request(struct pd_context *context, struct pd_watch *watch, const char *tab,
	const char *record)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *request = pd_store_load(context->store, record, &problem);
	if (request == NULL) {
		if (problem.code != PD_ESTATE)
			add_damaged_watched(watch, tab, "request", record);
		return;
	}
	const char *subject = pd_record_text(request, "subject");
	const char *key = pd_record_text(request, "key");
	struct pd_watched *item =
		pd_watch_add(watch, tab, "request", record, subject ? subject : record);
	set_no_alarm(item, "waiting");
	if (key != NULL)
		watch_key(context, item, key);
}

static bool
add_signers(struct pd_context *context, struct pd_watch *watch, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	long level = context->settings.security_level;
	if (!pd_store_list(context->store, "signature", &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_drop_text)
		char *record = pd_format("signature/%s", names.items[i]);
		bool used =
			level == PD_LEVEL_MEDIUM ||
			(level == PD_LEVEL_LOW && strcmp(names.items[i], "root") == 0);
		add_identity(context, watch, "signature", "signer", record,
			used ? NULL : "unused");
	}
	return true;
}

/* ---- what the CA has issued
 * ------------------------------------------------------------ */

static int
compare_issued(const void *one, const void *other)
{
	const struct pd_issued *first = *(struct pd_issued *const *)one;
	const struct pd_issued *second = *(struct pd_issued *const *)other;
	int order = strcmp(first->subject, second->subject);
	if (order == 0)
		order = strcmp(first->purpose, second->purpose);
	if (order != 0)
		return order;
	return (first->not_after < second->not_after) -
	       (first->not_after > second->not_after);
}

static bool
is_same_watched(const struct pd_issued *one, const struct pd_issued *other)
{
	return strcmp(one->subject, other->subject) == 0 &&
	       strcmp(one->purpose, other->purpose) == 0;
}

/* newer: the certificate of the same subject and purpose that ends last; NULL: this
 * one. */
static void
add_one_issued(struct pd_context *context, struct pd_watch *watch,
	const struct pd_issued *issued, const struct pd_issued *newer)
{
	struct pd_watched *item =
		pd_watch_add(watch, "ssl", "issued", issued->serial, issued->name);
	const struct pd_validity validity = pd_issued_validity(issued);
	enum pd_issued_state state = pd_issued_state(issued, &watch->notice);
	bool expired = state == PD_ISSUED_EXPIRED;
	free(item->subject);
	item->subject = pd_text_safe_string(issued->subject);
	set_end(item, &validity);
	set_state(item, pd_issued_state_name(state),
		alarm_of(pd_issued_state_marker(state)));
	if (issued->revoked_at != 0 || pd_issued_is_cross(issued))
		set_no_alarm(item, pd_issued_state_name(state));
	else if (issued->renewed_by != NULL ||
		 (expired && newer != NULL && newer->not_after >= context->now))
		set_no_alarm(item, "renewed");
}

static bool
add_issued(struct pd_context *context, struct pd_watch *watch, struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	if (!pd_issued_list(context, &list, error))
		return false;
	struct pd_issued **sorted = pd_alloc(list.count + 1, sizeof *sorted);
	size_t count = 0;
	for (size_t i = 0; i < list.count; i++)
		if (list.items[i].problem != NULL)
			add_damaged_watched(
				watch, "ssl", "issued", list.items[i].serial);
		else
			sorted[count++] = &list.items[i];
	qsort(sorted, count, sizeof *sorted, compare_issued);
	const struct pd_issued *newest = NULL;
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && !is_same_watched(sorted[i - 1], sorted[i]))
			newest = NULL;
		add_one_issued(context, watch, sorted[i], newest);
		if (newest == NULL && sorted[i]->revoked_at == 0)
			newest = sorted[i];
	}
	free(sorted);
	return true;
}

static void
add_revocation_list(struct pd_context *context, struct pd_watch *watch,
	const char *path, const char *name)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, &problem);
	if (record == NULL) {
		if (problem.code != PD_ESTATE)
			add_damaged_watched(watch, "ssl", "crl", path);
		return;
	}
	struct pd_watched *item = pd_watch_add(watch, "ssl", "crl", path, name);
	const struct pd_validity validity = {pd_record_number(record, "this_update", 0),
		pd_record_number(record, "next_update", 0), false};
	/* Days that were asked for are of certificates: a list lives for a month. */
	struct pd_notice notice = watch->notice;
	notice.warns_by_days_alone = notice.is_critical_by_days_alone = false;
	judge_watched(&notice, item, &validity);
}

/* Those of CAs that were replaced, while anything hangs on them. */
static bool
add_former_lists(
	struct pd_context *context, struct pd_watch *watch, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names former = {0};
	if (!pd_store_list(context->store, PD_FORMER_FOLDER, &former, error))
		return false;
	for (size_t i = 0; i < former.count; i++) {
		struct pd_hanging hanging;
		PD_AUTO(pd_drop_text)
		char *path = pd_format(PD_LISTS_FOLDER "/%s", former.items[i]);
		if (!pd_former_count(context, former.items[i], &hanging, error))
			return false;
		if (hanging.end >= context->now)
			add_revocation_list(context, watch, path,
				_("revocation list of a replaced CA"));
	}
	return true;
}

/* ---- others' certificates
 * ---------------------------------------------------------------- */

static bool
add_aliases(struct pd_context *context, struct pd_watch *watch, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_store_list(context->store, "encryption", &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_alias_free) struct pd_alias entry = {0};
		PD_AUTO(pd_drop_text)
		char *record = pd_format("encryption/%s", names.items[i]);
		struct pd_error problem = {0};
		if (!pd_alias_glance(context, record, &entry, &problem)) {
			add_damaged_watched(watch, "encryption", "encryption", record);
			continue;
		}
		struct pd_watched *item = pd_watch_add(
			watch, "encryption", "encryption", entry.alias, entry.alias);
		free(item->subject);
		item->subject = pd_text_safe_string(entry.subject);
		if (!entry.is_bare)
			judge_watched(&watch->notice, item, &entry.validity);
		else if (entry.validity.is_weak)
			set_state(item, "weak", PD_ALARM_WARNING);
		else
			set_no_alarm(item, "public_key");
	}
	return true;
}

static bool
watch_trusted(
	struct pd_context *context, struct pd_watch *watch, struct pd_error *error)
{
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list list = {0};
	if (!pd_trusted_list(context, &list, error))
		return false;
	for (size_t i = 0; i < list.count; i++) {
		const struct pd_trusted *trusted = &list.items[i];
		if (trusted->problem != NULL) {
			add_damaged_watched(watch, "trust", "trusted", trusted->id);
			continue;
		}
		struct pd_watched *item = pd_watch_add(
			watch, "trust", "trusted", trusted->id, trusted->name);
		free(item->subject);
		item->subject = pd_text_safe_string(trusted->subject);
		judge_watched(&watch->notice, item, &trusted->validity);
	}
	return true;
}

/* Roots that came with the chain of the TLS key: not served, but when they end, so does
 * the chain. */
static void
add_roots(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_watch *watch)
{
	PD_AUTO(pd_certificates_free) struct pd_certificates roots = {0};
	struct pd_error problem = {0};
	if (!pd_tls_load_roots(context, place, &roots, &problem)) {
		add_damaged_watched(watch, "tls", "root", place->roots);
		return;
	}
	for (size_t i = 0; i < roots.count; i++) {
		PD_AUTO(pd_drop_text)
		char *id = pd_format("%s %zu", place->roots, i + 1);
		(void)add_certificate(watch, "tls", "root", id, roots.items[i]);
	}
}

/* Keys of one host may all be of one subject, so what belongs to one that is not device
 * begins with its name. What is damaged has that in its path. */
static void
name_key(struct pd_watch *watch, size_t from, const struct pd_tls_place *place)
{
	for (size_t i = from; i < watch->count; i++)
		if (strcmp(watch->items[i].status, "damaged") != 0)
			watch->items[i].name =
				pd_tls_place_sentence(place, watch->items[i].name);
}

/* All TLS keys of this host; what is kept aside is the standard one of device. */
static bool
add_tls_keys(struct pd_context *context, struct pd_watch *watch, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_tls_place_names(context, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++) {
		PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
		size_t from = watch->count;
		pd_tls_place_of(names.items[i], &place);
		add_identity(context, watch, "tls", "tls", place.record, NULL);
		if (place.is_device)
			add_identity(context, watch, "tls", "tls", PD_TLS_STANDARD,
				"kept_aside");
		add_request(context, watch, "tls", place.request);
		add_roots(context, &place, watch);
		name_key(watch, from, &place);
	}
	return true;
}

/* Whether services have what is kept for them. Of files that this account may not read, that
 * is not known. */
static void
add_targets(struct pd_context *context, struct pd_watch *watch)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_deploy_targets_free) struct pd_deploy_targets targets = {0};
	if (!pd_deploy_targets_load(context->store, &targets, &problem))
		add_damaged_watched(watch, "tls", "target", problem.input);
	for (size_t i = 0; i < targets.count; i++) {
		const struct pd_deploy_target *target = &targets.items[i];
		enum pd_standing standing = pd_target_standing(context, target);
		bool waits = standing == PD_STANDING_NOT_THERE ||
			     standing == PD_STANDING_OTHER;
		PD_AUTO(pd_drop_text)
		char *row = pd_format(PD_TARGET_ROW "%s", target->name);
		struct pd_watched *item =
			pd_watch_add(watch, "tls", "target", row, target->name);
		item->said = pd_copy(pd_standing_words(standing));
		set_state(item, pd_standing_name(standing),
			standing == PD_STANDING_NO_KEY ? PD_ALARM_CRITICAL
			: waits                        ? PD_ALARM_WARNING
						       : PD_ALARM_NONE);
	}
}

/* Of old, where it matters, or what there is to tell. */
static void
add_backup(struct pd_context *context, struct pd_watch *watch)
{
	long days = context->settings.backup_days;
	struct pd_error problem = {0};
	bool is_made = pd_store_has(context->store, PD_BACKUP_RECORD);
	if (!is_made && days == 0)
		return;
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		is_made ? pd_store_load(context->store, PD_BACKUP_RECORD, &problem)
			: NULL;
	if (is_made && record == NULL) {
		add_damaged_watched(watch, "backup", "backup", PD_BACKUP_RECORD);
		return;
	}
	struct pd_watched *item = pd_watch_add(
		watch, "backup", "backup", PD_BACKUP_RECORD, _("The last backup"));
	item->not_before = record ? pd_record_number(record, "time", 0) : 0;
	int64_t age = context->now - item->not_before;
	if (record == NULL)
		set_state(item, "none", PD_ALARM_WARNING);
	else if (days > 0 && age > days * PD_DAY)
		set_state(item, "old", PD_ALARM_WARNING);
	else
		set_no_alarm(item, "made");
}

/* ---- all
 * ------------------------------------------------------------------------------------ */

bool
pd_watch_fill(
	struct pd_context *context, struct pd_watch *watch, struct pd_error *error)
{
	add_identity(context, watch, "ssl", "ca", PD_CA_RECORD, NULL);
	add_request(context, watch, "ssl", PD_CA_REQUEST);
	add_revocation_list(context, watch, PD_CRL_RECORD, _("revocation list"));
	if (!add_tls_keys(context, watch, error))
		return false;
	add_targets(context, watch);
	add_backup(context, watch);
	return add_former_lists(context, watch, error) &&
	       add_issued(context, watch, error) &&
	       add_signers(context, watch, error) &&
	       add_aliases(context, watch, error) &&
	       watch_trusted(context, watch, error);
}

int64_t
pd_watched_days(const struct pd_watched *watched, int64_t now)
{
	int64_t left = watched->not_after - now;
	return left < 0 ? -pd_days_begun(-left) : left / PD_DAY;
}

/* Not one's own is what one trusts or encrypts for. */
static bool
is_own(const struct pd_watched *item)
{
	return strcmp(item->tab, "trust") != 0 && strcmp(item->tab, "encryption") != 0;
}

static int
compare_watched(const void *one, const void *other)
{
	const struct pd_watched *first = one, *second = other;
	bool needs = first->alarm != PD_ALARM_NONE;
	if (needs != (second->alarm != PD_ALARM_NONE))
		return needs ? -1 : 1;
	if (is_own(first) != is_own(second))
		return is_own(first) ? -1 : 1;
	if (first->alarm != second->alarm)
		return (int)second->alarm - (int)first->alarm;
	if (first->ends != second->ends)
		return second->ends - first->ends;
	if (first->not_after != second->not_after)
		return first->not_after < second->not_after ? -1 : 1;
	return strcmp(first->id, second->id);
}

void
pd_watch_sort(struct pd_watch *watch)
{
	if (watch->count > 0)
		qsort(watch->items, watch->count, sizeof *watch->items,
			compare_watched);
}

const char *
pd_alarm_name(enum pd_alarm alarm)
{
	static const char *const names[] = {"ok", "warning", "critical"};
	return names[alarm];
}
