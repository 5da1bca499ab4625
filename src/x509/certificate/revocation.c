/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/certificate/revocation.h"

#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "x509/certificate/issuer.h"
#include "x509/der/datum.h"
#include "x509/der/der.h"
#include "x509/der/pem.h"
#include "x509/der/structure.h"
#include "x509/key/algorithm.h"
#include "x509/key/gnutls_error.h"
#include "x509/name/name.h"
#include "x509/name/name_match.h"

struct pd_revocation_list {
	struct pd_bytes der; /* the fields of structure and parts lie in it */
	unsigned char *own;  /* the same; NULL: it is lent */
	struct pd_signed structure;
	struct pd_revocation_parts parts;
};

void
pd_revocation_list_free(struct pd_revocation_list *list)
{
	if (list == NULL)
		return;
	free(list->own);
	free(list);
}

PD_DROP(drop_crl, gnutls_x509_crl_t, gnutls_x509_crl_deinit);

/* ---- reading ------------------------------------------------------------------------ */

/* false: something that is no extension stands among them. */
static bool
are_entry_extensions(struct pd_bytes rest)
{
	struct pd_extension extension;
	while (pd_extension_next(&rest, &extension))
		continue;
	return rest.size == 0;
}

static bool
take_time_of_any_value(struct pd_bytes *rest)
{
	struct pd_bytes time;
	return pd_take(rest, PD_DER_UTC_TIME, &time) ||
	       pd_take(rest, PD_DER_GENERALIZED_TIME, &time);
}

static bool
is_entry(struct pd_bytes inside)
{
	struct pd_bytes serial, extensions = {0};
	return pd_take(&inside, PD_DER_INTEGER, &serial) && serial.size > 0 &&
	       take_time_of_any_value(&inside) &&
	       (inside.size == 0 || pd_take(&inside, PD_DER_SEQUENCE, &extensions)) &&
	       inside.size == 0 && are_entry_extensions(extensions);
}

static bool
fail_entry(size_t number, const char *from, struct pd_error *error)
{
	return pd_fail(error, PD_EINPUT, from,
		_("entry %zu of the certificate revocation list is damaged: it has to "
		  "be a serial number, a time and perhaps extensions; fetch the list "
		  "anew"),
		number);
}

static bool
check_entries(struct pd_bytes entries, const char *from, struct pd_error *error)
{
	struct pd_bytes inside;
	for (size_t number = 1; entries.size > 0; number++)
		if (!pd_take(&entries, PD_DER_SEQUENCE, &inside) || !is_entry(inside))
			return fail_entry(number, from, error);
	return true;
}

/* Takes the next element, whatever it is. */
static bool
take_list_element(struct pd_bytes *rest, struct pd_bytes *whole)
{
	*whole = (struct pd_bytes){rest->data, pd_der_size(*rest)};
	rest->data += whole->size;
	rest->size -= whole->size;
	return whole->size > 0;
}

static bool
holds_entries(const struct pd_revocation_list *list, struct pd_bytes whole)
{
	struct pd_bytes inside;
	return pd_take(&whole, PD_DER_SEQUENCE, &inside) &&
	       inside.data == list->parts.entries.data;
}

/* The signed part. false: it is not a row of whole elements. */
static bool
put_list_content(const struct pd_revocation_list *list, struct pd_buffer *out)
{
	struct pd_bytes content = list->structure.content, rest = {0}, whole;
	size_t begin = pd_der_begin(out);
	(void)pd_take(&content, PD_DER_SEQUENCE, &rest);
	while (rest.size > 0) {
		if (!take_list_element(&rest, &whole))
			return false;
		if (!holds_entries(list, whole))
			pd_buffer_add_bytes(out, whole);
	}
	pd_der_end(out, begin, PD_DER_SEQUENCE);
	return true;
}

static bool
put_without_entries(const struct pd_revocation_list *list, struct pd_buffer *out)
{
	const unsigned char *behind = list->structure.algorithm.data;
	size_t whole = pd_der_begin(out);
	if (!put_list_content(list, out))
		return false;
	pd_buffer_add(out, behind, (size_t)(list->der.data + list->der.size - behind));
	pd_der_end(out, whole, PD_DER_SEQUENCE);
	return true;
}

/* What follows the issuer. */
static bool
take_times(struct pd_bytes content, struct pd_bytes *times)
{
	struct pd_bytes part;
	if (!pd_take(&content, PD_DER_SEQUENCE, times))
		return false;
	(void)pd_take(times, PD_DER_INTEGER, &part);
	return pd_take(times, PD_DER_SEQUENCE, &part) &&
	       pd_take(times, PD_DER_SEQUENCE, &part);
}

/* Is what stands in the place of its times, of which the second may be missing, none? */
static bool
has_unreal_time(struct pd_bytes content)
{
	struct pd_bytes rest, times;
	int64_t time;
	if (!take_times(content, &times))
		return false;
	for (rest = times; take_time_of_any_value(&rest);)
		if (!pd_take_time(&times, &time))
			return true;
	return false;
}

static bool
fail_parts(
	const struct pd_revocation_list *list, const char *from, struct pd_error *error)
{
	if (has_unreal_time(list->structure.content))
		return pd_fail(error, PD_EINPUT, from,
			_("the certificate revocation list has a time that does not "
			  "exist; it has "
			  "to be written in UTC as RFC 5280 says"));
	return pd_fail(error, PD_EINPUT, from,
		_("is not a certificate revocation list: parts that RFC 5280 asks for "
		  "are missing or in another order"));
}

static int
import_crl(struct pd_bytes der)
{
	const gnutls_datum_t datum = pd_datum(der);
	PD_AUTO(drop_crl) gnutls_x509_crl_t crl = NULL;
	int result = gnutls_x509_crl_init(&crl);
	return result < 0 ? result
			  : gnutls_x509_crl_import(crl, &datum, GNUTLS_X509_FMT_DER);
}

/* GnuTLS decides whether this is a revocation list, but without its entries: it would take
 * a kilobyte of memory for each of a million. */
static bool
import_revocation_list(
	struct pd_revocation_list *list, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer bare = {0};
	if (!pd_signed_read(pd_revocation_list_der(list), &list->structure) ||
		!pd_revocation_parts_read(list->structure.content, &list->parts) ||
		!put_without_entries(list, &bare))
		return fail_parts(list, from, error);
	int result = import_crl(pd_buffer_bytes(&bare));
	if (result < 0)
		return pd_fail_gnutls(error, PD_EINPUT, from, result,
			_("is not a certificate revocation list that can be read"));
	return check_entries(list->parts.entries, from, error);
}

static bool
check_list_issuer(
	const struct pd_revocation_list *list, const char *from, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *issuer = pd_name_from_der(list->parts.issuer, &problem);
	return issuer != NULL ||
	       pd_fail(error, problem.code, from, "%s", problem.message);
}

static bool
check_list_size(size_t size, const char *from, struct pd_error *error)
{
	return size <= PD_REVOCATION_LIMIT ||
	       pd_fail(error, PD_EINPUT, from,
		       _("the certificate revocation list has %zu bytes; at most %zu "
			 "are taken"),
		       size, PD_REVOCATION_LIMIT);
}

/* Takes the bytes over, if they are its own. */
static struct pd_revocation_list *
take_revocation_list(struct pd_bytes der, unsigned char *own, const char *from,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_revocation_list)
	struct pd_revocation_list *list = pd_alloc(1, sizeof *list);
	list->der = der;
	list->own = own;
	if (!import_revocation_list(list, from, error) ||
		!check_list_issuer(list, from, error))
		return NULL;
	return pd_steal(list);
}

struct pd_revocation_list *
pd_revocation_list_from_der(
	struct pd_bytes der, const char *from, struct pd_error *error)
{
	if (!check_list_size(der.size, from, error))
		return NULL;
	unsigned char *own = pd_der_copy(der);
	return take_revocation_list((struct pd_bytes){own, der.size}, own, from, error);
}

struct pd_revocation_list *
pd_revocation_list_lent(struct pd_bytes der, const char *from, struct pd_error *error)
{
	return check_list_size(der.size, from, error)
		       ? take_revocation_list(der, NULL, from, error)
		       : NULL;
}

struct pd_revocation_list *
pd_revocation_list_from_file(int descriptor, const char *from, struct pd_error *error)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer der = {0};
	PD_AUTO(pd_lines_end) struct pd_lines lines;
	pd_lines_begin(&lines, descriptor, PD_REVOCATION_PEM_LIMIT);
	bool good = pd_pem_read_lines(&lines, PD_REVOCATION_LABEL, &der);
	if (!pd_lines_check(&lines, from, error))
		return NULL;
	if (!good) {
		pd_fail(error, PD_ESTORE, from,
			_("is not a revocation list as it was written; restore it from "
			  "a backup"));
		return NULL;
	}
	if (!check_list_size(der.size, from, error))
		return NULL;
	const struct pd_buffer whole = pd_buffer_steal(&der);
	return take_revocation_list(
		(struct pd_bytes){whole.data, whole.size}, whole.data, from, error);
}

struct pd_bytes
pd_revocation_list_der(const struct pd_revocation_list *list)
{
	return list->der;
}

const struct pd_signed *
pd_revocation_list_signed(const struct pd_revocation_list *list)
{
	return &list->structure;
}

const struct pd_revocation_parts *
pd_revocation_list_tbs(const struct pd_revocation_list *list)
{
	return &list->parts;
}

bool
pd_revocation_list_is_of(
	const struct pd_revocation_list *list, const struct pd_certificate *issuer)
{
	return pd_name_equal(list->parts.issuer, pd_certificate_subject_der(issuer));
}

bool
pd_revocation_list_is_signed_by(
	const struct pd_revocation_list *list, const struct pd_certificate *issuer)
{
	return pd_issuer_fits(list->parts.issuer,
		       pd_extension_authority_key(list->parts.extensions), issuer) &&
	       pd_signature_verify(&list->structure,
		       pd_certificate_public_der(issuer)) == PD_SIGNATURE_GOOD;
}

char *
pd_revocation_list_issuer(const struct pd_revocation_list *list)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_name)
	struct pd_name *issuer = pd_name_from_der(list->parts.issuer, &ignored);
	return issuer ? pd_name_text(issuer) : pd_copy("");
}

char *
pd_revocation_list_number(const struct pd_revocation_list *list)
{
	struct pd_extension found;
	struct pd_bytes number;
	bool has_one = pd_extension_find(list->parts.extensions,
			       PD_EXTENSION_CRL_NUMBER, &found) &&
		       pd_take(&found.value, PD_DER_INTEGER, &number);
	return has_one ? pd_integer_hex(number) : NULL;
}

bool
pd_revocation_list_is_complete(const struct pd_revocation_list *list)
{
	struct pd_extension found;
	struct pd_bytes extensions = list->parts.extensions;
	return !pd_extension_find(extensions, PD_EXTENSION_DELTA, &found) &&
	       !pd_extension_find(extensions, PD_EXTENSION_LIST_SCOPE, &found);
}

int64_t
pd_revocation_list_this_update(const struct pd_revocation_list *list)
{
	return list->parts.this_update;
}

int64_t
pd_revocation_list_next_update(const struct pd_revocation_list *list)
{
	return list->parts.next_update;
}

/* ---- entries ------------------------------------------------------------------------ */

#define ENTRY_REASON PD_OID("\x55\x1d\x15")
#define ENTRY_INVALIDITY PD_OID("\x55\x1d\x18")
#define ENTRY_ISSUER PD_OID("\x55\x1d\x1d")

/* The directory name in GeneralNames. */
static bool
take_directory(struct pd_bytes value, struct pd_bytes *name)
{
	struct pd_bytes names, inside;
	if (!pd_take(&value, PD_DER_SEQUENCE, &names))
		return false;
	while (names.size > 0) {
		if (pd_take(&names, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 4, &inside))
			return pd_take_whole(&inside, PD_DER_SEQUENCE, name);
		size_t size = pd_der_size(names);
		if (size == 0)
			return false;
		names.data += size;
		names.size -= size;
	}
	return false;
}

/* false: it is critical, and not understood. */
static bool
read_entry_extension(struct pd_extension *extension, struct pd_revocation_entry *entry)
{
	struct pd_bytes value;
	if (pd_bytes_equal(extension->oid, ENTRY_ISSUER))
		return take_directory(extension->value, &entry->issuer);
	if (pd_bytes_equal(extension->oid, ENTRY_INVALIDITY)) {
		(void)pd_take_time(&extension->value, &entry->invalidity);
		return true;
	}
	if (!pd_bytes_equal(extension->oid, ENTRY_REASON)) {
		entry->unknown = extension->oid;
		return !extension->critical;
	}
	if (pd_take(&extension->value, PD_DER_ENUMERATED, &value) && value.size == 1)
		entry->reason = value.data[0];
	return true;
}

struct pd_bytes
pd_revocation_begin(
	const struct pd_revocation_list *list, struct pd_revocation_entry *entry)
{
	*entry = (struct pd_revocation_entry){.issuer = list->parts.issuer};
	return list->parts.entries;
}

/* An entry without a certificate's issuer is of the one before it (5.3.3). */
bool
pd_revocation_next(struct pd_bytes *rest, struct pd_revocation_entry *entry)
{
	struct pd_bytes inside, extensions = {0};
	struct pd_extension extension;
	*entry = (struct pd_revocation_entry){.issuer = entry->issuer};
	if (!pd_take(rest, PD_DER_SEQUENCE, &inside))
		return false;
	struct pd_bytes serial;
	if (!pd_take(&inside, PD_DER_INTEGER, &serial) ||
		!pd_take_time(&inside, &entry->time))
		return true;
	entry->serial = serial;
	entry->understood = true;
	(void)pd_take(&inside, PD_DER_SEQUENCE, &extensions);
	while (entry->understood && pd_extension_next(&extensions, &extension))
		entry->understood = read_entry_extension(&extension, entry);
	return true;
}

bool
pd_revocation_is_foreign(
	const struct pd_revocation_list *list, const struct pd_revocation_entry *entry)
{
	return entry->issuer.data != list->parts.issuer.data &&
	       !pd_name_equal(entry->issuer, list->parts.issuer);
}

char *
pd_revocation_serial(const struct pd_revocation_entry *entry)
{
	return pd_integer_hex(entry->serial);
}
