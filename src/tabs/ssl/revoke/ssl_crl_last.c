/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/revoke/ssl_crl_last.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "tabs/ssl/ssl_authority.h"

/* ---- its record ------------------------------------------------------------------------ */

char *
pd_crl_path(struct pd_context *context, const char *ca)
{
	PD_AUTO(pd_drop_text) char *former = pd_format(PD_FORMER_FOLDER "/%s", ca);
	return pd_store_has(context->store, former)
		       ? pd_format(PD_LISTS_FOLDER "/%s", ca)
		       : pd_copy(PD_CRL_RECORD);
}

struct pd_record *
pd_crl_load(struct pd_context *context, const char *ca, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_text) char *path = pd_crl_path(context, ca);
	struct pd_record *record = pd_store_load(context->store, path, &problem);
	if (record != NULL)
		return record;
	if (problem.code == PD_ESTATE)
		return pd_record_new();
	(void)pd_fail(error, problem.code, problem.input, "%s", problem.message);
	return NULL;
}

bool
pd_crl_number_read(
	const char *hex, const char *place, int64_t *out, struct pd_error *error)
{
	errno = 0;
	*out = strtoll(hex, NULL, 16);
	return (errno == 0 && *out < INT64_MAX) ||
	       pd_fail(error, PD_EINPUT, place,
		       _("its CRL number %s is higher than can be counted on from "
			 "here; "
			 "numbers below 2^63 are taken"),
		       hex);
}

/* ---- the list -------------------------------------------------------------------------- */

bool
pd_crl_read(struct pd_context *context, const char *file,
	struct pd_revocation_list **out, struct pd_error *error)
{
	*out = NULL;
	if (!pd_store_has(context->store, file))
		return true;
	int open = pd_store_open_file(context->store, file, error);
	if (open < 0)
		return false;
	*out = pd_revocation_list_from_file(open, file, error);
	return *out != NULL;
}

/* A number that was heard of, without a list, has an end that is its beginning. */
static bool
was_signed(const struct pd_record *record, const char *ca)
{
	const char *issuer = pd_record_text(record, "issuer");
	int64_t begin = pd_record_number(record, "this_update", 0);
	return issuer != NULL && strcmp(issuer, ca) == 0 && begin != 0 &&
	       begin != pd_record_number(record, "next_update", 0);
}

/* The list that the record of lists tells of; NULL in out: there never was one. */
static bool
load_last_list(struct pd_context *context, const struct pd_certificate *ca,
	struct pd_revocation_list **out, struct pd_error *error)
{
	struct pd_error problem = {0};
	const char *key = pd_certificate_key_id(ca);
	PD_AUTO(pd_drop_text) char *path = pd_crl_path(context, key);
	PD_AUTO(pd_drop_text) char *file = pd_format("%s.pem", path);
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_crl_load(context, key, error);
	*out = NULL;
	if (record == NULL)
		return false;
	if (!was_signed(record, key))
		return true;
	if (pd_crl_read(context, file, out, &problem) && *out != NULL &&
		pd_revocation_list_this_update(*out) ==
			pd_record_number(record, "this_update", 0) &&
		pd_revocation_list_is_signed_by(*out, ca))
		return true;
	pd_revocation_list_free(*out);
	*out = NULL;
	if (problem.code == PD_EIO)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	return pd_fail(error, PD_ESTATE, file,
		_("the last revocation list of the CA %s is missing here, or is not as "
		  "it was signed, so that nobody can tell what it revoked; put back "
		  "the one that was published, or restore the store from a backup"),
		pd_certificate_subject(ca));
}

/* Visits the entries of the last list until one fails. */
typedef bool visit_entry(
	void *load, const struct pd_revocation_entry *entry, struct pd_error *error);
static bool
each_last_entry(struct pd_context *context, const struct pd_certificate *ca,
	visit_entry *visit, void *load, struct pd_error *error)
{
	struct pd_revocation_entry entry;
	PD_AUTO(pd_drop_revocation_list) struct pd_revocation_list *last = NULL;
	if (!load_last_list(context, ca, &last, error))
		return false;
	if (last == NULL)
		return true;
	struct pd_bytes rest = pd_revocation_begin(last, &entry);
	while (pd_revocation_next(&rest, &entry))
		if (!visit(load, &entry, error))
			return false;
	return true;
}

/* ---- what it names ------------------------------------------------------------------------ */

static int
compare_entry_serials(const void *one, const void *other)
{
	const struct pd_bytes *a = one, *b = other;
	size_t size = a->size < b->size ? a->size : b->size;
	int order = memcmp(a->data, b->data, size);
	return order != 0 ? order : (a->size > b->size) - (a->size < b->size);
}

/* What a new list has, to be compared with the last. */
struct comparison {
	const struct pd_certificate *ca;
	const struct pd_crl_changes *changes;
	struct pd_bytes *items; /* the serial numbers of its entries, sorted */
	size_t count;
};

static void
drop_comparison(struct comparison *comparison)
{
	free(comparison->items);
}

static void
sort_serials(struct pd_bytes entries, struct comparison *out)
{
	struct pd_revocation_entry entry = {0};
	size_t room = 0;
	while (pd_revocation_next(&entries, &entry)) {
		if (out->count == room) {
			room = 2 * room + 64;
			out->items = pd_grow(out->items, room, sizeof *out->items);
		}
		out->items[out->count++] = entry.serial;
	}
	if (out->count > 0)
		qsort(out->items, out->count, sizeof *out->items,
			compare_entry_serials);
}

static bool
is_hold_taken_back(const struct pd_crl_changes *changes, const char *serial)
{
	for (size_t i = 0; i < changes->count; i++)
		if (changes->items[i].revoked_at == 0 &&
			strcmp(changes->items[i].serial, serial) == 0)
			return true;
	return false;
}

static bool
fail_forgotten(
	const struct pd_certificate *ca, const char *serial, struct pd_error *error)
{
	return pd_fail(error, PD_ESTATE, serial,
		_("the last list of the CA %s says that this certificate is revoked, "
		  "and "
		  "its record here does not, because it was changed or removed without "
		  "pemdeck; revoke it again, or restore the store from a backup"),
		pd_certificate_subject(ca));
}

static bool
check_still_there(
	void *load, const struct pd_revocation_entry *entry, struct pd_error *error)
{
	const struct comparison *new = load;
	if (new->count > 0 &&
		bsearch(&entry->serial, new->items, new->count, sizeof *new->items,
			compare_entry_serials) != NULL)
		return true;
	PD_AUTO(pd_drop_text) char *serial = pd_revocation_serial(entry);
	return is_hold_taken_back(new->changes, serial) ||
	       fail_forgotten(new->ca, serial, error);
}

/* All of it, one by one, which names the one that is missing. */
static bool
check_each_entry(struct pd_context *context, const struct pd_certificate *ca,
	struct pd_bytes entries, const struct pd_crl_changes *changes,
	struct pd_error *error)
{
	PD_AUTO(drop_comparison)
	struct comparison new = {.ca = ca, .changes = changes};
	sort_serials(entries, &new);
	return each_last_entry(context, ca, check_still_there, &new, error);
}

/* ---- a million of them --------------------------------------------------------------------- */

void
pd_crl_names_free(struct pd_crl_names *names)
{
	free(names->sums);
	*names = (struct pd_crl_names){0};
}

/* FNV-1a. Two numbers of one CA with the same sum are not met by chance. */
static uint64_t
sum_serial(struct pd_bytes serial)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	for (size_t i = 0; i < serial.size; i++)
		sum = (sum ^ serial.data[i]) * UINT64_C(0x100000001b3);
	return sum;
}

static bool
add_serial_sum(
	void *load, const struct pd_revocation_entry *entry, struct pd_error *error)
{
	struct pd_crl_names *names = load;
	(void)error;
	names->sums = pd_grow_by_one(names->sums, names->count, sizeof *names->sums);
	names->sums[names->count++] = sum_serial(entry->serial);
	return true;
}

bool
pd_crl_remember_last(struct pd_context *context, const struct pd_certificate *ca,
	struct pd_crl_names *out, struct pd_error *error)
{
	*out = (struct pd_crl_names){0};
	return each_last_entry(context, ca, add_serial_sum, out, error);
}

static int
compare_sums(const void *one, const void *other)
{
	const uint64_t *a = one, *b = other;
	return (*a > *b) - (*a < *b);
}

/* Lists are made in one order, so that most of the new one is met on the way; what is left is
 * looked for among what was not expected. */
static bool
has_all_names(const struct pd_crl_names *last, struct pd_bytes entries)
{
	struct pd_revocation_entry entry = {0};
	PD_AUTO(pd_crl_names_free) struct pd_crl_names others = {0};
	size_t met = 0;
	while (pd_revocation_next(&entries, &entry)) {
		if (met < last->count && sum_serial(entry.serial) == last->sums[met])
			met++;
		else
			(void)add_serial_sum(&others, &entry, NULL);
	}
	if (others.count > 0)
		qsort(others.sums, others.count, sizeof *others.sums, compare_sums);
	for (; met < last->count; met++)
		if (others.count == 0 ||
			bsearch(&last->sums[met], others.sums, others.count,
				sizeof *others.sums, compare_sums) == NULL)
			return false;
	return true;
}

bool
pd_crl_check_entries(struct pd_context *context, const struct pd_certificate *ca,
	const struct pd_crl_names *last, struct pd_bytes entries,
	const struct pd_crl_changes *changes, struct pd_error *error)
{
	return has_all_names(last, entries) ||
	       check_each_entry(context, ca, entries, changes, error);
}

/* ---- a list that knows more ---------------------------------------------------------------- */

bool
pd_crl_check_published(const struct pd_certificate *ca,
	const struct pd_revocation_list *published, const char *path,
	struct pd_bytes entries, const struct pd_crl_changes *changes,
	struct pd_error *error)
{
	struct pd_revocation_entry entry = {0};
	PD_AUTO(drop_comparison)
	struct comparison new = {.ca = ca, .changes = changes};
	sort_serials(entries, &new);
	struct pd_bytes rest = pd_revocation_begin(published, &entry);
	while (pd_revocation_next(&rest, &entry)) {
		struct pd_error problem = {0};
		if (check_still_there(&new, &entry, &problem))
			continue;
		return pd_fail(error, PD_ESTATE, path,
			_("this list of the CA %s is newer than the last one here, and "
			  "says that the certificate %s is revoked, which nothing here "
			  "does: the store was put back to an earlier state; take in "
			  "what was revoked since, by ssl adopt, or write to another "
			  "file"),
			pd_certificate_subject(ca), problem.input);
	}
	return true;
}

/* ---- one of them ---------------------------------------------------------------------------- */

struct goodness {
	const struct pd_certificate *ca;
	const char *serial;
};

static bool
check_not_named(
	void *load, const struct pd_revocation_entry *entry, struct pd_error *error)
{
	const struct goodness *good = load;
	PD_AUTO(pd_drop_text) char *serial = pd_revocation_serial(entry);
	return strcmp(serial, good->serial) != 0 ||
	       fail_forgotten(good->ca, serial, error);
}

bool
pd_crl_check_good(struct pd_context *context, const struct pd_certificate *ca,
	const struct pd_issued *issued, struct pd_error *error)
{
	struct goodness good = {ca, issued->serial};
	return each_last_entry(context, ca, check_not_named, &good, error);
}
