/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_find.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/text.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_index.h"
#include "x509/certificate/notation.h"

/* The best that fits so far. Serial numbers of different CAs may be the same: "@" and the
 * beginning of the CA's public key id tell which is meant. */
struct search {
	char *serial, *issuer; /* what was typed; issuer NULL: of any CA */
	enum pd_serial_match best;
	size_t found;  /* how many fit so */
	char *id, *ca; /* ca: whose index it is in; NULL: it is in the register */
};

static void
free_search(struct search *search)
{
	free(search->serial);
	free(search->issuer);
	free(search->id);
	free(search->ca);
}

static struct search
begin_search(const char *typed)
{
	const char *at = strchr(typed, '@');
	return (struct search){
		.serial = pd_copy_bytes(typed, strcspn(typed, "@")),
		.issuer = at ? pd_copy(at + 1) : NULL,
		.best = PD_SERIAL_BEGINS,
	};
}

static bool
is_meant(const struct search *search, const char *ca)
{
	return search->issuer == NULL ||
	       pd_ascii_compare_begin(ca, search->issuer, strlen(search->issuer)) == 0;
}

/* The whole serial number is that one, whatever others begin with it, and in hex before
 * another in decimal. */
static void
try_serial(struct search *search, const char *serial, const char *id, const char *ca)
{
	enum pd_serial_match match = pd_serial_match(serial, search->serial);
	if (match < search->best || match == PD_SERIAL_DIFFERS)
		return;
	search->found = match > search->best ? 1 : search->found + 1;
	search->best = match;
	free(search->id);
	free(search->ca);
	search->id = pd_copy(id);
	search->ca = pd_copy(ca);
}

static bool
try_registered(struct pd_context *context, struct search *search, const char *id,
	struct pd_error *error)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	PD_AUTO(pd_drop_text) char *serial = pd_copy_bytes(id, strcspn(id, "@"));
	if (search->issuer != NULL &&
		pd_serial_match(serial, search->serial) != PD_SERIAL_DIFFERS) {
		if (!pd_issued_load(context, id, &issued, error))
			return false;
		if (!is_meant(search, issued.issuer))
			return true;
	}
	try_serial(search, serial, id, NULL);
	return true;
}

/* One whose whole serial number was typed is found by the name of its record, however many
 * there are. */
static bool
search_whole(struct pd_context *context, struct search *search, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *whole = pd_serial_read(search->serial);
	PD_AUTO(pd_names_free) struct pd_names ids = {0}, keys = {0};
	if (whole == NULL)
		return true;
	if (!pd_authority_keys(context, &keys, error))
		return false;
	pd_names_add(&ids, whole);
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_drop_text)
		char *second = pd_issued_second_id(whole, keys.items[i]);
		pd_names_add(&ids, second);
	}
	for (size_t i = 0; i < ids.count; i++)
		if (pd_issued_has(context, ids.items[i]) &&
			!try_registered(context, search, ids.items[i], error))
			return false;
	return true;
}

static bool
search_register(
	struct pd_context *context, struct search *search, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!search_whole(context, search, error))
		return false;
	if (search->found > 0)
		return true;
	if (!pd_issued_names(context, &names, error))
		return false;
	for (size_t i = 0; i < names.count; i++)
		if (!try_registered(context, search, names.items[i], error))
			return false;
	return true;
}

/* An index is searched line by line: a million are more than one wants in memory. */
struct index_search {
	struct search *search;
	const char *ca;
};

static bool
try_line(void *load, const struct pd_index_line *line, struct pd_error *error)
{
	const struct index_search *work = load;
	(void)error;
	try_serial(work->search, line->serial, line->serial, work->ca);
	return true;
}

static bool
search_indexes(
	struct pd_context *context, struct search *search, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	if (!pd_authority_keys(context, &keys, error))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		struct index_search work = {search, keys.items[i]};
		if (is_meant(search, keys.items[i]) &&
			!pd_index_each_kept(
				context, keys.items[i], try_line, &work, error))
			return false;
	}
	return true;
}

static bool
fail_as_ca(enum pd_code code, const char *typed, struct pd_error *error)
{
	return pd_fail(error, code, typed,
		_("this is the CA itself; write the serial number of a certificate "
		  "that it issued"));
}

static bool
check_typed(const char *typed, const char *serial, struct pd_error *error)
{
	/* ssl list calls the CA "ca"; do not take that for the hex digits CA. */
	if (strcmp(typed, "ca") == 0)
		return fail_as_ca(PD_EINPUT, typed, error);
	PD_AUTO(pd_drop_text) char *number = pd_serial_read(serial);
	return number != NULL ||
	       pd_fail(error, PD_EINPUT, typed,
		       _("not a serial number; type its digits, in hex or decimal, or "
			 "the first of them, enough to be unique"));
}

bool
pd_issued_is_ca(struct pd_context *context, const char *typed,
	enum pd_serial_match least, struct pd_identity *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(free_search) struct search search = begin_search(typed);
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	if (strcmp(typed, "ca") == 0)
		return pd_authority_load(context, out, &ignored);
	if (!pd_authority_keys(context, &keys, &ignored))
		return false;
	for (size_t i = 0; i < keys.count; i++) {
		PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
		if (!pd_authority_load_of(context, keys.items[i], &ca, &ignored))
			continue;
		const char *serial = pd_certificate_serial(pd_identity_leaf(&ca));
		if (pd_serial_match(serial, search.serial) >= least) {
			*out = ca;
			ca = (struct pd_identity){0};
			return true;
		}
	}
	return false;
}

static bool
check_found(struct pd_context *context, const struct search *search, const char *typed,
	struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	size_t found = search->found;
	if (found == 1)
		return true;
	if (found == 0 && pd_issued_is_ca(context, typed, PD_SERIAL_BEGINS, &ca))
		return fail_as_ca(PD_ESTATE, typed, error);
	if (found == 0)
		return pd_fail(error, PD_ESTATE, typed,
			_("no certificate with this serial number was issued here; "
			  "ssl list shows them"));
	if (search->best > PD_SERIAL_BEGINS)
		return pd_fail(error, PD_EINPUT, typed,
			_("several CAs have issued a certificate with this serial "
			  "number; write @ and the beginning of the public key id of "
			  "that CA behind it"));
	return pd_fail(error, PD_EINPUT, typed,
		ngettext("%zu serial number starts with this; type more digits",
			"%zu serial numbers start with this; type more digits", found),
		found);
}

/* ---- finding ----------------------------------------------------------------------- */

struct taken_line {
	struct pd_issued *out;
	const char *ca;
};

static bool
take_found_line(void *load, const struct pd_index_line *line, struct pd_error *error)
{
	const struct taken_line *taken = load;
	(void)error;
	*taken->out = pd_issued_of_index(line, taken->ca);
	return true;
}

static bool
load_indexed(struct pd_context *context, const struct search *found,
	struct pd_issued *out, struct pd_error *error)
{
	struct taken_line taken = {out, found->ca};
	struct pd_index_looking looking = {found->id, take_found_line, &taken, false};
	if (!pd_index_look(context, found->ca, &looking, error))
		return false;
	return looking.is_there ||
	       pd_fail(error, PD_ESTATE, found->id,
		       _("no certificate with this serial number was "
			 "issued here; "
			 "ssl list shows them"));
}

bool
pd_issued_find_known(struct pd_context *context, const char *typed,
	struct pd_issued *out, struct pd_error *error)
{
	PD_AUTO(free_search) struct search search = begin_search(typed);
	if (!check_typed(typed, search.serial, error) ||
		!search_register(context, &search, error) ||
		!search_indexes(context, &search, error) ||
		!check_found(context, &search, typed, error))
		return false;
	return search.ca == NULL ? pd_issued_load(context, search.id, out, error)
				 : load_indexed(context, &search, out, error);
}

bool
pd_issued_find(struct pd_context *context, const char *typed, struct pd_issued *out,
	struct pd_error *error)
{
	PD_AUTO(pd_issued_free) struct pd_issued found = {0};
	if (!pd_issued_find_known(context, typed, &found, error))
		return false;
	if (found.by_serial)
		return pd_fail(error, PD_ESTATE, typed,
			_("only the serial number of this certificate is known here, "
			  "not the certificate itself"));
	*out = found;
	found = (struct pd_issued){0};
	return true;
}

bool
pd_issued_make_unlisted(struct pd_context *context, const char *typed,
	struct pd_issued *out, struct pd_error *error)
{
	PD_AUTO(free_search) struct search search = begin_search(typed);
	PD_AUTO(pd_drop_text) char *serial = pd_serial_read(search.serial);
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	enum { MOST = 128 }; /* hex digits of the longest serial number */
	if (serial == NULL || strlen(serial) > MOST)
		return pd_fail(error, PD_EINPUT, typed,
			_("this is not a serial number; write all of its hex digits"));
	if (!pd_authority_keys(context, &keys, error))
		return false;
	const struct pd_index_line unknown = {.serial = serial, .subject = ""};
	for (size_t i = 0; i < keys.count; i++) {
		if (!is_meant(&search, keys.items[i]))
			continue;
		*out = pd_issued_of_index(&unknown, keys.items[i]);
		return true;
	}
	return pd_fail(error, PD_ESTATE, typed,
		_("no CA is kept here that could have issued it; import that CA"));
}
