/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "x509/judge/verify_lists.h"

#include "x509/certificate/issuer.h"
#include "x509/der/der.h"
#include "x509/der/structure.h"
#include "x509/judge/validity.h"
#include "x509/key/algorithm.h"
#include "x509/name/name_match.h"
#include "x509/write/revocation_write.h"

/* RFC 5280 6.3. A list that exists but proves nothing is reported, not passed over. */

/* Bits 1 to 8 of ReasonFlags. */
enum { ALL_REASONS = 0x1fe };

struct question {
	const struct pd_certificate *certificate;
	struct pd_certificate_parts parts;
};

/* issuingDistributionPoint (5.2.5): which certificates and reasons a list covers. */
struct scope {
	struct pd_bytes point; /* DistributionPointName's content; empty: any */
	bool users_only, authorities_only, attributes_only, indirect;
	unsigned reasons;
};

/* ReasonFlags: bit n of the result is the one of that number. */
static unsigned
reason_bits(struct pd_bytes bits)
{
	unsigned reasons = 0;
	for (unsigned i = 1; i <= 8 && 1 + i / 8 < bits.size; i++)
		if (bits.data[1 + i / 8] & (0x80 >> i % 8))
			reasons |= 1U << i;
	return reasons;
}

static bool
take_flag(struct pd_bytes *rest, unsigned number)
{
	struct pd_bytes value;
	return pd_take(rest, PD_DER_CONTEXT | number, &value) && value.size == 1 &&
	       value.data[0] != 0;
}

static bool
read_scope(struct pd_bytes value, struct scope *out)
{
	struct pd_bytes inside, bits;
	*out = (struct scope){.reasons = ALL_REASONS};
	if (!pd_take(&value, PD_DER_SEQUENCE, &inside))
		return false;
	(void)pd_take(&inside, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 0, &out->point);
	out->users_only = take_flag(&inside, 1);
	out->authorities_only = take_flag(&inside, 2);
	if (pd_take(&inside, PD_DER_CONTEXT | 3, &bits))
		out->reasons = reason_bits(bits);
	out->indirect = take_flag(&inside, 4);
	out->attributes_only = take_flag(&inside, 5);
	return inside.size == 0;
}

/* Do two fullNames share a name? Relative names have to be identical. */
static bool
points_meet(struct pd_bytes one, struct pd_bytes other)
{
	struct pd_bytes names, rest, name, other_name;
	const unsigned full = PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 0;
	if (pd_bytes_equal(one, other))
		return true;
	if (!pd_take(&one, full, &names) || !pd_take(&other, full, &rest))
		return false;
	for (; names.size > 0; names.data += name.size, names.size -= name.size) {
		name = (struct pd_bytes){names.data, pd_der_size(names)};
		struct pd_bytes at = rest;
		for (; at.size > 0;
			at.data += other_name.size, at.size -= other_name.size) {
			other_name = (struct pd_bytes){at.data, pd_der_size(at)};
			if (other_name.size == 0)
				return false;
			if (pd_bytes_equal(name, other_name))
				return true;
		}
		if (name.size == 0)
			return false;
	}
	return false;
}

/* Is that point one of those which the certificate names (4.2.1.13)? */
static bool
has_point(const struct question *question, struct pd_bytes point)
{
	struct pd_extension found;
	struct pd_bytes list = {0}, one, own;
	if (pd_extension_find(
		    question->parts.extensions, PD_EXTENSION_CRL_POINTS, &found))
		(void)pd_take(&found.value, PD_DER_SEQUENCE, &list);
	while (pd_take(&list, PD_DER_SEQUENCE, &one))
		if (pd_take(&one, PD_DER_CONTEXT | PD_DER_CONSTRUCTED | 0, &own) &&
			points_meet(point, own))
			return true;
	return false;
}

static bool
covers_certificate(const struct scope *scope, const struct question *question)
{
	int limit;
	bool authority = pd_certificate_is_ca(question->certificate, &limit);
	return !scope->attributes_only && !(scope->users_only && authority) &&
	       !(scope->authorities_only && !authority) &&
	       (scope->point.size == 0 || has_point(question, scope->point));
}

/* ---- entries -------------------------------------------------------------------------- */

/* *good: every entry could be read. */
static bool
lists_certificate(const struct pd_revocation_list *list,
	const struct question *question, bool *good)
{
	bool listed = false;
	struct pd_revocation_entry entry;
	struct pd_bytes rest = pd_revocation_begin(list, &entry);
	while (pd_revocation_next(&rest, &entry)) {
		*good = *good && entry.understood;
		listed = listed ||
			 (entry.reason != PD_REASON_REMOVE && entry.serial.size > 0 &&
				 pd_bytes_equal(entry.serial, question->parts.serial) &&
				 pd_name_equal(entry.issuer, question->parts.issuer));
	}
	return listed;
}

/* ---- one list ------------------------------------------------------------------------- */

/* Reads *scope and *delta; false: a critical extension is unknown. */
static bool
read_list_extensions(struct pd_bytes extensions, struct scope *scope, bool *delta)
{
	struct pd_extension extension;
	bool good = true;
	while (pd_extension_next(&extensions, &extension)) {
		if (pd_bytes_equal(extension.oid, PD_EXTENSION_LIST_SCOPE))
			good = read_scope(extension.value, scope) && good;
		else if (pd_bytes_equal(extension.oid, PD_EXTENSION_DELTA))
			*delta = true;
		else if (extension.critical)
			good = false;
	}
	return good && extensions.size == 0;
}

/* Where on the path those begin that may say who speaks for the issuer: itself, under
 * all its keys, and who is above. A CA below that has a certificate made for its name does
 * not. */
static size_t
find_first_voucher(const struct pd_cert_path *path, const struct pd_certificate *issuer)
{
	size_t first = 1;
	while (first < path->count && path->items[first] != issuer)
		first++;
	while (first > 1 &&
		pd_name_equal(pd_certificate_subject_der(path->items[first - 1]),
			pd_certificate_subject_der(issuer)))
		first--;
	return first;
}

/* A CA may use another key and certificate for its lists: one of the same name that is on
 * the path itself, or is signed by a CA on it. */
static bool
is_vouched_for(const struct pd_verification *verification,
	const struct pd_cert_path *path, const struct pd_certificate *issuer,
	const struct pd_certificate *other)
{
	if (pd_validity_judge(other, verification->now) != 0 ||
		pd_certificate_weakness(other) != NULL)
		return false;
	for (size_t i = find_first_voucher(path, issuer); i < path->count; i++)
		if (path->items[i] == other ||
			pd_certificate_is_signed_by(other, path->items[i]))
			return true;
	return false;
}

/* As with certificates: by the algorithm that is signed (5.1.1.2), and no broken one. */
static bool
is_well_signed(const struct pd_revocation_list *list)
{
	struct pd_bytes algorithm = pd_revocation_list_signed(list)->algorithm;
	return pd_bytes_equal(algorithm, pd_revocation_list_tbs(list)->algorithm) &&
	       pd_signature_weakness(algorithm) == NULL;
}

static bool
is_list_signed(const struct pd_verification *verification,
	const struct pd_cert_path *path, const struct pd_revocation_list *list,
	const struct pd_certificate *issuer)
{
	if (!is_well_signed(list))
		return false;
	if (pd_certificate_allows(issuer, PD_USAGE_CRL_SIGN) &&
		pd_revocation_list_is_signed_by(list, issuer))
		return true;
	for (size_t i = 0; i < verification->chain->count; i++) {
		const struct pd_certificate *other = verification->chain->items[i];
		if (pd_name_equal(pd_certificate_subject_der(other),
			    pd_certificate_subject_der(issuer)) &&
			pd_certificate_has_usage(other) &&
			pd_certificate_allows(other, PD_USAGE_CRL_SIGN) &&
			pd_revocation_list_is_signed_by(list, other) &&
			is_vouched_for(verification, path, issuer, other))
			return true;
	}
	return false;
}

/* true: the list says that it is revoked; else *cleared gets the reasons for which it is
 * not. */
static bool
ask_list(const struct pd_verification *verification, size_t index,
	const struct question *question, unsigned *cleared)
{
	const struct pd_revocation_list *list = verification->lists[index];
	const struct pd_revocation_parts *parts = pd_revocation_list_tbs(list);
	struct scope scope = {.reasons = ALL_REASONS};
	bool delta = false;
	bool good = read_list_extensions(parts->extensions, &scope, &delta);
	if (lists_certificate(list, question, &good))
		return true;
	bool fresh = index < verification->own_count ||
		     (parts->this_update <= verification->now &&
			     parts->next_update >= verification->now);
	if (good && fresh && !delta && covers_certificate(&scope, question))
		*cleared |= scope.reasons;
	return false;
}

unsigned
pd_lists_judge(const struct pd_verification *verification,
	const struct pd_cert_path *path, const struct pd_certificate *certificate,
	const struct pd_certificate *issuer)
{
	const struct question question = {
		.certificate = certificate, .parts = *pd_certificate_tbs(certificate)};
	unsigned cleared = 0;
	bool any = false;
	for (size_t i = 0; i < verification->list_count; i++) {
		const struct pd_revocation_list *list = verification->lists[i];
		if (!pd_revocation_list_is_of(list, issuer))
			continue;
		bool is_signed = is_list_signed(verification, path, list, issuer);
		/* Our own one may be from before the CA had this key. */
		any = any || is_signed || i >= verification->own_count;
		if (is_signed && ask_list(verification, i, &question, &cleared))
			return PD_REJECT_REVOKED;
	}
	return any && cleared != ALL_REASONS ? PD_REJECT_LIST : 0;
}
