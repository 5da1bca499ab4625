/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_order.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/ascii.h"
#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_handed.h"
#include "tabs/ssl/ssl_words.h"
#include "x509/certificate/describe.h"
#include "x509/name/alternative_parse.h"
#include "x509/write/issue.h"

#define OID_EMAIL_ADDRESS "1.2.840.113549.1.9.1"

void
pd_order_free(struct pd_order *order)
{
	pd_profile_free(&order->profile);
	pd_name_free(order->subject);
	pd_alternatives_free(&order->names);
	pd_extras_free(&order->extras);
	pd_words_drop(&order->purposes);
	pd_key_free(order->key);
	pd_key_free(order->kept_key);
	free(order->renews);
	free(order->directory);
	pd_certificate_free(order->certificate);
	pd_objections_free(&order->excused);
	*order = (struct pd_order){0};
}

static const char *
name_input(const struct pd_order *order, const char *field)
{
	if (order->from != NULL && *order->from != '\0')
		return order->from;
	if (order->subject_from != NULL && strcmp(field, "dn") == 0)
		return order->subject_from;
	if (order->names_from != NULL && strcmp(field, "san") == 0)
		return order->names_from;
	return field;
}

/* ---- names --------------------------------------------------------------------- */

static bool
has_names(const struct pd_order *order)
{
	return order->names.count > 0 ||
	       pd_extras_find(&order->extras, PD_OID_ALTERNATIVES) != NULL;
}

/* A comma would make it a list of names. */
static bool
take_name(struct pd_order *order, const char *prefix, const char *value)
{
	struct pd_error ignored = {0};
	if (value == NULL || strpbrk(value, ",\\") != NULL)
		return false;
	PD_AUTO(pd_drop_text) char *text = pd_format("%s%s", prefix, value);
	return pd_alternatives_parse(text, "san", &order->names, &ignored) &&
	       order->names.count > 0;
}

/* Clients look for a server in its alternative names and nowhere else (RFC 9525), and
 * mail programs for a sender. */
static bool
complete_names(struct pd_order *order, struct pd_error *error)
{
	if (has_names(order))
		return true;
	if (strcmp(order->profile.purpose, "email") == 0) {
		order->named_by_cn = take_name(order,
			"EMAIL:", pd_name_value(order->subject, OID_EMAIL_ADDRESS));
		return order->named_by_cn ||
		       pd_fail(error, PD_EUSAGE, name_input(order, "san"),
			       _("a certificate for e-mail needs an address; write "
				 "one such as EMAIL:alice@example.org"));
	}
	if (!order->profile.needs_names)
		return true;
	order->named_by_cn =
		take_name(order, "", pd_name_value(order->subject, PD_OID_CN));
	return order->named_by_cn ||
	       pd_fail(error, PD_EUSAGE, name_input(order, "san"),
		       _("a server needs a name that clients look for; write one "
			 "such as DNS:www.example.org"));
}

static bool
check_allowed_name(
	const struct pd_order *order, const char *name, struct pd_error *error)
{
	return pd_profile_allows(&order->profile, name) ||
	       pd_fail(error, PD_EINPUT, name_input(order, "san"),
		       _("the profile %s is for names such as %s only, not for "
			 "\"%.200s\""),
		       order->profile.name, order->profile.names, name);
}

/* Of whatever kind, and wherever they came from: what is looked at is what will be signed.
 * Old clients look at the common name or the e-mail address of the subject, whatever the
 * alternative names say. */
static bool
check_allowed_names(const struct pd_order *order, struct pd_error *error)
{
	static const char *const attributes[] = {PD_OID_CN, OID_EMAIL_ADDRESS};
	const struct pd_alternatives *names =
		pd_certificate_alternatives(order->certificate);
	for (size_t i = 0; i < names->count; i++)
		if (!check_allowed_name(order, names->items[i].text, error))
			return false;
	for (size_t i = 0; i < PD_COUNT(attributes); i++)
		for (size_t at = 0;; at++) {
			const char *value =
				pd_name_value_at(order->subject, attributes[i], at);
			if (value == NULL)
				break;
			if (!check_allowed_name(order, value, error))
				return false;
		}
	return true;
}

/* ---- validity -------------------------------------------------------------------- */

/* All CAs above have to be valid as long as what is issued: of two of them one may end
 * first. */
static int64_t
find_end_above(const struct pd_certificates *issuers)
{
	int64_t end = pd_certificate_not_after(issuers->items[0]);
	for (size_t i = 1; i < issuers->count; i++) {
		int64_t own = pd_certificate_not_after(issuers->items[i]);
		end = own < end ? own : end;
	}
	return end;
}

/* The days of a profile are cut at the CA's end; days that were typed are refused. Where one above
 * is over already, there is nothing to cut, and what is wrong is told when the draft is judged. */
static bool
set_end(const struct pd_certificates *issuers, struct pd_order *order,
	struct pd_template *template, struct pd_error *error)
{
	long days = order->days > 0 ? order->days : order->profile.days;
	int64_t end = find_end_above(issuers);
	if (order->not_after != 0) {
		template->not_after = order->not_after;
		return true;
	}
	if (!pd_issue_not_after(template->not_before, days, name_input(order, "days"),
		    &template->not_after, error))
		return false;
	if (template->not_after <= end || end <= template->not_before ||
		order->allow_outlive)
		return true;
	if (order->days > 0) {
		PD_AUTO(pd_drop_text) char *date = pd_text_date(end);
		return pd_fail(error, PD_EINPUT, name_input(order, "days"),
			_("the certificate would outlive its CA, which ends on %s; "
			  "write at most %ld days, or allow it to outlive"),
			date, (long)((end - template->not_before) / PD_DAY));
	}
	template->not_after = end;
	order->shortened = true;
	return true;
}

/* A certificate must not begin before the CAs above it. */
static int64_t
find_beginning(const struct pd_certificates *issuers)
{
	int64_t begin = pd_issue_not_before();
	for (size_t i = 0; i < issuers->count; i++) {
		int64_t own = pd_certificate_not_before(issuers->items[i]);
		begin = own > begin ? own : begin;
	}
	return begin;
}

/* ---- extensions ------------------------------------------------------------------ */

/* How many CAs may stand below the first, as far as they all say; -1: any number. */
static int
find_room_below(const struct pd_certificates *issuers, const struct pd_certificate **by)
{
	int room = -1, between = 0;
	for (size_t i = 0; i < issuers->count; i++) {
		int limit;
		(void)pd_certificate_is_ca(issuers->items[i], &limit);
		int left = limit > between ? limit - between : 0;
		if (limit >= 0 && (room < 0 || left < room)) {
			room = left;
			*by = issuers->items[i];
		}
		between += !pd_certificate_is_self_issued(issuers->items[i]);
	}
	return room;
}

static bool
check_below(const struct pd_certificates *issuers, struct pd_order *order,
	struct pd_error *error)
{
	const struct pd_certificate *by = issuers->items[0];
	int room = find_room_below(issuers, &by), limit;
	if (!order->profile.ca || room < 0)
		return true;
	(void)pd_certificate_is_ca(by, &limit);
	if (room == 0)
		return pd_fail(error, PD_ESTATE, name_input(order, "purpose"),
			_("the CA %s allows no further CA below: its path length is "
			  "%d"),
			pd_certificate_subject(by), limit);
	if (order->profile.path_length < 0 || order->profile.path_length >= room)
		order->profile.path_length = room - 1;
	return true;
}

/* What a request asks for does not take the place of what the CA lays down. */
static bool
add_limits(struct pd_order *order, struct pd_error *error)
{
	static const char file[] = "settings.cfg";
	const struct pd_profile *profile = &order->profile;
	const struct pd_limits own = {
		profile->permitted, profile->excluded, file, file};
	bool typed = order->limits.permit != NULL || order->limits.exclude != NULL;
	const struct pd_limits *limits = typed ? &order->limits : &own;
	bool limited = limits->permit != NULL || limits->exclude != NULL;
	if (limited && pd_extras_find(&order->extras, PD_OID_NAME_CONSTRAINTS) != NULL)
		return pd_fail(error, PD_EUSAGE, name_input(order, "permit"),
			_("the request has name constraints that are to be taken, and "
			  "others are given here; take only one of them"));
	return pd_extras_add_limits(&order->extras, limits, error);
}

static bool
add_extras(const struct pd_authority *authority, struct pd_order *order,
	struct pd_error *error)
{
	const struct pd_profile *profile = &order->profile;
	if (profile->no_check)
		pd_extras_add_no_check(&order->extras);
	if (profile->ca && !add_limits(order, error))
		return false;
	for (size_t i = 0; i < authority->places.count; i++) {
		const struct pd_extra *place = &authority->places.items[i];
		pd_extras_add(&order->extras, place->oid, place->critical,
			(struct pd_bytes){place->value, place->size});
	}
	return true;
}

unsigned
pd_order_usage(const struct pd_order *order)
{
	if (order->usage != 0)
		return order->usage;
	if (order->profile.ca)
		return PD_USAGE_DIGITAL_SIGNATURE | PD_USAGE_CERTIFICATE_SIGN |
		       PD_USAGE_CRL_SIGN;
	unsigned usual = pd_issue_leaf_usage(order->public_der);
	bool signs_only = strcmp(order->profile.purpose, "code-signing") == 0 ||
			  strcmp(order->profile.purpose, "ocsp-signing") == 0;
	return signs_only ? PD_USAGE_DIGITAL_SIGNATURE : usual;
}

bool
pd_order_draft(const struct pd_authority *authority, struct pd_order *order,
	struct pd_error *error)
{
	const struct pd_certificates *issuers = &authority->identity.chain;
	if (order->key != NULL)
		order->public_der = pd_key_public_der(order->key);
	if (!complete_names(order, error) || !check_below(issuers, order, error) ||
		!add_extras(authority, order, error))
		return false;
	char **purposes = order->purposes ? order->purposes : order->profile.purposes;
	struct pd_template template = {
		.subject = order->subject,
		.public_der = order->public_der,
		.not_before = find_beginning(issuers),
		.ca = order->profile.ca,
		.path_length = order->profile.path_length,
		.usage = pd_order_usage(order),
		.purposes = (const char *const *)purposes,
		.alternatives = &order->names,
		.extras = &order->extras,
	};
	if (!set_end(issuers, order, &template, error))
		return false;
	order->certificate = pd_issue_draft(
		&template, issuers->items[0], authority->identity.key, error);
	return order->certificate != NULL && check_allowed_names(order, error);
}

/* ---- judged, and signed ------------------------------------------------------------ */

static bool
refuse_for(const struct pd_order *order, const struct pd_objection *objection,
	struct pd_error *error)
{
	const char *input = name_input(order, objection->field);
	return pd_fail(error, PD_EINPUT, input,
		objection->excusable ? _("%s; --anyway signs it all the same") : "%s",
		objection->sentence);
}

static bool
is_about_weakness(const struct pd_objection *objection)
{
	return strcmp(objection->field, PD_OBJECTION_WEAK) == 0;
}

static bool
is_excused(const struct pd_order *order, const struct pd_objection *objection)
{
	return objection->excusable &&
	       (order->anyway || (order->allow_weak && is_about_weakness(objection)));
}

/* What cannot be excused is told before what can. */
static bool
judge_order(const struct pd_authority *authority, struct pd_order *order,
	struct pd_error *error)
{
	struct pd_objections *found = &order->excused;
	pd_objections_of_draft(
		order->certificate, &authority->identity.chain, order->subject, found);
	for (size_t i = 0; i < found->count; i++)
		if (!found->items[i].excusable)
			return refuse_for(order, &found->items[i], error);
	for (size_t i = 0; i < found->count; i++)
		if (!is_excused(order, &found->items[i]))
			return refuse_for(order, &found->items[i], error);
	return true;
}

bool
pd_order_sign(const struct pd_authority *authority, struct pd_order *order,
	struct pd_error *error)
{
	if (!pd_order_draft(authority, order, error) ||
		!judge_order(authority, order, error))
		return false;
	struct pd_certificate *signed_one =
		pd_issue_sign(order->certificate, authority->identity.key, error);
	if (signed_one == NULL)
		return false;
	pd_certificate_free(order->certificate);
	order->certificate = signed_one;
	return true;
}

/* Of weakness pd_order_tell warns. */
void
pd_order_warn_excused(const struct pd_order *order, struct pd_result *result)
{
	const char *from = order->from ? order->from : "";
	for (size_t i = 0; i < order->excused.count; i++) {
		if (is_about_weakness(&order->excused.items[i]))
			continue;
		pd_result_warn(result, "%s%s%s", from, *from ? ": " : "",
			order->excused.items[i].sentence);
	}
}

/* ---- keeping ---------------------------------------------------------------------- */

const struct pd_key *
pd_order_key(const struct pd_order *order)
{
	return order->key ? order->key : order->kept_key;
}

char *
pd_order_sentence(const struct pd_order *order)
{
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(order->certificate));
	return pd_format(_("Certificate issued for %s, valid until %s"),
		pd_certificate_common_name(order->certificate), end);
}

bool
pd_order_check_renewal(const struct pd_order *order, const struct pd_issued *issued,
	struct pd_error *error)
{
	struct pd_bytes key = pd_certificate_public_der(issued->certificate);
	bool keeps_key = order->key == NULL && key.size == order->public_der.size &&
			 memcmp(key.data, order->public_der.data, key.size) == 0;
	if (issued->revoked_at == 0 || !keeps_key)
		return true;
	return pd_fail(error, PD_ESTATE, issued->serial,
		_("certificate %s is revoked (%s), so its key gets no other; renew it "
		  "with a new key, or issue another"),
		issued->name, issued->reason);
}

/* Read again under the lock: somebody may have revoked it meanwhile. */
static bool
put_successor(struct pd_context *context, struct pd_change *change,
	const struct pd_order *order, struct pd_error *error)
{
	PD_AUTO(pd_issued_free) struct pd_issued before = {0};
	if (order->renews == NULL)
		return true;
	if (!pd_issued_find(context, order->renews, &before, error) ||
		!pd_order_check_renewal(order, &before, error))
		return false;
	free(before.renewed_by);
	before.renewed_by = pd_copy(pd_certificate_serial(order->certificate));
	return pd_issued_put(change, &before, error);
}

bool
pd_order_put(struct pd_context *context, struct pd_change *change,
	const struct pd_authority *authority, const struct pd_order *order,
	const struct pd_secret *passphrase, struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(authority);
	PD_AUTO(pd_issued_free)
	struct pd_issued issued = pd_issued_new(context, order->certificate,
		order->profile.purpose, order->profile.name, pd_certificate_key_id(ca));
	if (pd_issued_has(context, issued.serial))
		return pd_fail(error, PD_ESTATE, issued.serial,
			_("this serial number is in use already; try again, another "
			  "is drawn then"));
	if (order->directory != NULL && !pd_handed_remember(order->directory,
						order->certificate, &issued, error))
		return false;
	return (order->key == NULL ||
		       pd_change_put_key(change, order->key, passphrase, error)) &&
	       pd_issued_put(change, &issued, error) &&
	       put_successor(context, change, order, error);
}

static bool
name_matches(const char *item, const char *name)
{
	const char *dot = strchr(name, '.');
	return pd_ascii_compare(item, name) == 0 ||
	       (strncmp(item, "*.", 2) == 0 && dot &&
		       pd_ascii_compare(item + 1, dot) == 0);
}

/* Is the common name a host name that is missing from the alternative names? It may be
 * typed in Unicode. */
static bool
is_missed(const struct pd_order *order, const char *name)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_alternatives_free) struct pd_alternatives host = {0};
	if (!pd_alternatives_parse(name, "dn", &host, &ignored) || host.count != 1)
		return false;
	for (size_t i = 0; i < order->names.count; i++)
		if (name_matches(order->names.items[i].text, host.items[0].text))
			return false;
	return order->names.count > 0;
}

static void
warn_name(const struct pd_order *order, struct pd_result *result)
{
	const char *name = pd_name_value(order->subject, PD_OID_CN);
	if (order->profile.needs_names && name != NULL && is_missed(order, name))
		pd_result_warn(result,
			_("the common name %.200s is not among the names (SAN), and "
			  "clients look only there"),
			name);
}

static void
warn_of_order(const struct pd_order *order, struct pd_result *result)
{
	pd_authority_warn_limits(&order->limits, result);
	warn_name(order, result);
	if (order->named_by_cn) {
		PD_AUTO(pd_drop_text) char *names = pd_alternatives_text(&order->names);
		pd_result_note(result, _("name taken from the subject: %s"), names);
	}
	const char *who = pd_certificate_common_name(order->certificate);
	if (order->shortened)
		pd_result_warn(result,
			_("the certificate of %s ends with its CA, before the usual "
			  "days are over"),
			who);
	const char *weakness = pd_certificate_weakness(order->certificate);
	if (weakness != NULL)
		pd_result_warn(
			result, _("the certificate of %s is weak: %s"), who, weakness);
}

void
pd_order_show(const struct pd_order *order, struct pd_details *out)
{
	const struct pd_certificate *certificate = order->certificate;
	PD_AUTO(pd_drop_text) char *pem = pd_certificate_pem(certificate);
	pd_details_section(out, NULL, NULL);
	/* What one looks for first; numbers last. */
	pd_details_text(
		out, "subject", _("Subject"), pd_certificate_subject(certificate));
	pd_describe_names(certificate, out);
	pd_details_text(out, "profile", _("Profile"), order->profile.name);
	pd_details_time(out, "not_after", _("Valid until"),
		pd_certificate_not_after(certificate));
	PD_AUTO(pd_drop_text)
	char *files = pd_format("%s: %scert.pem, chain.pem, ca.pem",
		order->directory ? order->directory : "",
		pd_order_key(order) ? "key.pem, " : "");
	if (order->directory != NULL)
		pd_details_word(
			out, "directory", _("Written to"), order->directory, files);
	pd_details_text(
		out, "serial", _("Serial number"), pd_certificate_serial(certificate));
	pd_details_text(
		out, "key_id", _("Public key id"), pd_certificate_key_id(certificate));
	if (order->directory == NULL)
		pd_details_long(out, "pem", _("PEM"), pem);
}

void
pd_order_tell(const struct pd_order *order, struct pd_result *result)
{
	warn_of_order(order, result);
	pd_order_show(order, &result->details);
	result->has_details = true;
}

/* ---- for a form ---------------------------------------------------------------- */

/* Subject and profile, as far as they are valid yet. */
static bool
begin_order(struct pd_context *context, const struct pd_values *values,
	struct pd_order *order)
{
	struct pd_error ignored = {0};
	const char *dn = pd_value_text(values, "dn");
	const char *own = pd_value_text(values, "profile");
	const char *name = own ? own : pd_value_text(values, "purpose");
	order->subject = dn ? pd_name_parse(dn, "dn", &ignored) : NULL;
	return name != NULL &&
	       pd_profile_find(context, name, &order->profile, &ignored);
}

char *
pd_order_usual_names(struct pd_context *context, const struct pd_values *values)
{
	PD_AUTO(pd_order_free) struct pd_order order = {0};
	struct pd_error ignored = {0};
	/* The form of a request is filled in from the request. */
	bool found = pd_value_text(values, "csr") == NULL &&
		     begin_order(context, values, &order) && order.subject != NULL &&
		     complete_names(&order, &ignored) && order.names.count > 0;
	return found ? pd_alternatives_text(&order.names) : NULL;
}

char *
pd_order_note_days(struct pd_context *context, const struct pd_values *values)
{
	PD_AUTO(pd_order_free) struct pd_order order = {0};
	if (pd_value_text(values, "days") != NULL)
		return pd_common_note_days(context, values);
	if (!begin_order(context, values, &order))
		return NULL;
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(context->now + order.profile.days * PD_DAY);
	return pd_format(
		ngettext("%ld day: until %s, or the end of the CA",
			"%ld days: until %s, or the end of the CA", order.profile.days),
		order.profile.days, end);
}

/* Keeps only characters that need no quoting in a shell, and makes no hidden name. */
char *
pd_order_usual_directory(struct pd_context *context, const struct pd_values *values)
{
	PD_AUTO(pd_order_free) struct pd_order order = {0};
	(void)begin_order(context, values, &order);
	const char *name =
		order.subject ? pd_name_value(order.subject, PD_OID_CN) : NULL;
	if (name == NULL || *name == '\0' || pd_value_text(values, "csr") != NULL)
		return NULL;
	char *path = pd_format("./%s", name);
	for (char *c = path + 2; *c != '\0'; c++) {
		bool plain = pd_ascii_is_alphanumeric(*c) ||
			     strchr("-_@", *c) != NULL || (*c == '.' && c > path + 2);
		if (!plain)
			*c = '_';
	}
	return path;
}
