/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/renew/ssl_due.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_handed.h"
#include "x509/name/name_match.h"

/* The share of a life in which it is time to renew, and the smallest. */
enum { THIRD = 3, SMALLEST = 100 };

bool
pd_due_is(const struct pd_validity *validity, struct pd_margin margin, int64_t now)
{
	int share = margin.share > 0 ? margin.share : THIRD;
	return margin.days > 0 ? validity->not_after - now <= margin.days * PD_DAY
			       : pd_validity_is_in_last(validity, now, share);
}

static bool
read_margin(const char *text, struct pd_margin *out)
{
	bool shared = strncmp(text, "1/", 2) == 0;
	const char *digits = shared ? text + 2 : text;
	size_t size = strspn(digits, "0123456789");
	if (size == 0 || size > 5 || digits[size] != '\0')
		return false;
	long number = strtol(digits, NULL, 10);
	*out = shared ? (struct pd_margin){0, (int)number}
		      : (struct pd_margin){number, 0};
	return shared ? number > 1 && number <= SMALLEST
		      : number > 0 && number <= PD_MOST_DAYS;
}

bool
pd_check_margin(const char *text, const char *name, struct pd_error *error)
{
	struct pd_margin ignored;
	return read_margin(text, &ignored) ||
	       pd_fail(error, PD_EUSAGE, name,
		       _("\"%.40s\" is not a number of days from 1 to %d and no share "
			 "of "
			 "a life from 1/2 to 1/%d; write one such as 30 or 1/3"),
		       text, PD_MOST_DAYS, SMALLEST);
}

struct pd_margin
pd_margin_of(const struct pd_values *values)
{
	struct pd_margin margin = {0};
	const char *text = pd_value_text(values, "renew-before");
	if (text == NULL || !read_margin(text, &margin))
		return (struct pd_margin){0};
	return margin;
}

bool
pd_margin_fail(struct pd_error *error)
{
	return pd_fail(error, PD_EUSAGE, "renew-before",
		_("a new certificate would be due at once; write fewer days than it is "
		  "valid"));
}

static bool
is_live(const struct pd_issued *issued)
{
	return issued->problem == NULL && !issued->by_serial &&
	       issued->revoked_at == 0 && !pd_issued_is_cross(issued);
}

/* The keys of the CA in use: its own, and those that it had before it was renewed. */
static bool
find_own_keys(struct pd_context *context, struct pd_names *out, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names keys = {0};
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (!pd_authority_load(context, &ca, error) ||
		!pd_authority_keys(context, &keys, error))
		return false;
	struct pd_bytes subject = pd_certificate_subject_der(pd_identity_leaf(&ca));
	for (size_t i = 0; i < keys.count; i++) {
		struct pd_error ignored = {0};
		PD_AUTO(pd_identity_free) struct pd_identity one = {0};
		if (pd_authority_load_of(context, keys.items[i], &one, &ignored) &&
			pd_name_equal(
				pd_certificate_subject_der(pd_identity_leaf(&one)),
				subject))
			pd_names_add(out, keys.items[i]);
	}
	pd_names_sort(out);
	return true;
}

/* Who trusts that of a CA that was replaced need not trust the new one. */
static bool
warn_of_other_ca(const struct pd_names *own, const struct pd_issued *issued,
	int64_t now, struct pd_result *result)
{
	if (pd_names_have(own, issued->issuer))
		return false;
	PD_AUTO(pd_drop_text) char *end = pd_text_date(issued->not_after);
	if (issued->not_after >= now)
		pd_result_warn(result,
			_("%s ends on %s and is not renewed: it is of another CA, "
			  "which was replaced; ssl renew %s has the CA in use renew "
			  "it"),
			issued->name, end, issued->serial);
	return true;
}

/* What others asked for has no place here; the TLS Key and Signature tabs renew their own. */
static bool
warn_of_place(struct pd_context *context, const struct pd_issued *issued,
	struct pd_result *result)
{
	PD_AUTO(pd_drop_text) char *end = pd_text_date(issued->not_after);
	switch (pd_handed_look(issued)) {
	case PD_HANDED_OWN:
		return false;
	case PD_HANDED_NOWHERE:
		if (pd_identity_needs_key(context->store, issued->key, NULL)) {
			pd_result_warn(result,
				_("%s ends on %s and is not renewed by ssl renew: "
				  "another tab uses it; tls renew --due or signature "
				  "renew "
				  "renews it"),
				issued->name, end);
			return true;
		}
		pd_result_warn(result,
			_("%s ends on %s and is not renewed: its files were not handed "
			  "over here; ssl renew %s renews it"),
			issued->name, end, issued->serial);
		return true;
	case PD_HANDED_GONE:
		pd_result_warn(result,
			_("%s ends on %s and is not renewed: there is no cert.pem in "
			  "%s "
			  "any more; ssl renew %s --out DIR renews it"),
			issued->name, end, issued->directory, issued->serial);
		return true;
	case PD_HANDED_UNKNOWN:
		pd_result_warn(result,
			_("%s ends on %s and is not renewed: cert.pem in %s cannot be "
			  "read; ssl renew %s renews it"),
			issued->name, end, issued->directory, issued->serial);
		return true;
	default:
		pd_result_warn(result,
			_("%s ends on %s and is not renewed: the cert.pem in %s is "
			  "another one; ssl renew %s --out DIR renews it"),
			issued->name, end, issued->directory, issued->serial);
		return true;
	}
}

static bool
add_due(struct pd_context *context, const struct pd_issued *listed,
	struct pd_issued_list *out, struct pd_error *error)
{
	PD_AUTO(pd_issued_free) struct pd_issued whole = {0};
	if (!pd_issued_find(context, listed->serial, &whole, error))
		return false;
	out->items = pd_grow(out->items, out->count + 1, sizeof *out->items);
	out->items[out->count++] = whole;
	whole = (struct pd_issued){0};
	return true;
}

static const struct pd_issued *
find_successor(const struct pd_issued_list *all, const struct pd_issued *issued)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->items[i].problem == NULL &&
			strcmp(all->items[i].serial, issued->renewed_by) == 0)
			return &all->items[i];
	return NULL;
}

/* Was it renewed? Where its successor was to take its place and did not, as the disk was full or
 * the machine stopped, that has to be done again. */
static bool
is_renewed(const struct pd_issued_list *all, const struct pd_issued *issued,
	struct pd_result *result)
{
	if (issued->renewed_by == NULL)
		return false;
	const struct pd_issued *next = find_successor(all, issued);
	if (next == NULL || !pd_handed_is_same(next->directory, issued->directory))
		return true;
	enum pd_handed handed = pd_handed_look(issued);
	if (handed == PD_HANDED_UNKNOWN)
		pd_result_warn(result,
			_("%s was renewed as %s, but cert.pem in %s cannot be read, so "
			  "whether that is in place is not known"),
			issued->name, next->serial, issued->directory);
	if (handed != PD_HANDED_OWN)
		return true;
	pd_result_warn(result,
		_("%s was renewed as %s, which was never put into %s; it is renewed "
		  "again"),
		issued->name, next->serial, issued->directory);
	return false;
}

bool
pd_due_find(struct pd_context *context, long days, struct pd_issued_list *out,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list all = {0};
	PD_AUTO(pd_names_free) struct pd_names own = {0};
	if (!find_own_keys(context, &own, error) ||
		!pd_issued_list(context, &all, error))
		return false;
	for (size_t i = 0; i < all.count; i++) {
		const struct pd_issued *one = &all.items[i];
		const struct pd_validity validity = pd_issued_validity(one);
		if (is_live(one) &&
			pd_due_is(
				&validity, (struct pd_margin){days, 0}, context->now) &&
			!is_renewed(&all, one, result) &&
			!warn_of_place(context, one, result) &&
			!warn_of_other_ca(&own, one, context->now, result) &&
			!add_due(context, one, out, error))
			return false;
	}
	return true;
}
