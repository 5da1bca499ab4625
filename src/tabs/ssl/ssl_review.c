/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_review.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/revoke/ssl_compromised.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_words.h"
#include "x509/certificate/describe.h"
#include "x509/der/der.h"
#include "x509/name/alternative_parse.h"
#include "x509/read/bundle.h"

/* ---- reading ----------------------------------------------------------------------- */

struct pd_request *
pd_review_load(struct pd_context *context, const char *path, struct pd_result *result,
	struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret content = {0};
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	const char *from = pd_common_input(path);
	if (!pd_context_read(context, path, &content, error) ||
		!pd_bundle_add(&bundle,
			&(struct pd_reading){.input = pd_secret_bytes(&content),
				.from = from,
				.cancelled = context->cancelled,
				.wanted = PD_WANT(PD_OBJECT_REQUEST)},
			error))
		return NULL;
	if (bundle.request_count == 1) {
		pd_common_warn_left_out(&bundle.left_out, result);
		return pd_steal(bundle.requests[0]);
	}
	if (bundle.request_count == 0)
		pd_fail(error, PD_EINPUT, from,
			_("holds no signing request; give a file with one"));
	else
		pd_fail(error, PD_EINPUT, from,
			_("holds %zu signing requests; give one at a time"),
			bundle.request_count);
	return NULL;
}

/* The CA sets these itself and never takes them from a request. */
static bool
is_set_by_ca(const char *oid)
{
	static const char *const ours[] = {PD_OID_SUBJECT_KEY, PD_OID_AUTHORITY_KEY,
		PD_OID_BASIC_CONSTRAINTS, PD_OID_CRL_POINTS, PD_OID_AUTHORITY_INFO};
	for (size_t i = 0; i < PD_COUNT(ours); i++)
		if (strcmp(ours[i], oid) == 0)
			return true;
	return false;
}

static bool
has_a_word(const char *oid)
{
	return strcmp(oid, PD_OID_ALTERNATIVES) == 0 ||
	       strcmp(oid, PD_OID_KEY_USAGE) == 0 || strcmp(oid, PD_OID_PURPOSES) == 0;
}

/* What a request asks for, as the fields spell it. */
struct wishes {
	struct pd_extras all;
	char *names, *purposes, *usage;
	char *others;     /* OIDs that can be taken as they are */
	char *attributes; /* OIDs of those that ask for no extension */
	bool other_names; /* names that have no text form; they are left out */
	bool ca;
	bool is_incomplete; /* RFC 2986 wants the field of attributes */
};

static void
drop_wishes(struct wishes *wishes)
{
	pd_extras_free(&wishes->all);
	free(wishes->names);
	free(wishes->purposes);
	free(wishes->usage);
	free(wishes->others);
	free(wishes->attributes);
}

static char *
known_names(const struct pd_alternatives *names, bool *others)
{
	PD_AUTO(pd_alternatives_free) struct pd_alternatives known = {0};
	for (size_t i = 0; i < names->count; i++)
		if (names->items[i].kind == PD_ALTERNATIVE_OTHER)
			*others = true;
		else
			pd_alternatives_add(
				&known, names->items[i].kind, names->items[i].text);
	return pd_alternatives_text(&known);
}

enum wanted { WANT_ALL, WANT_UNCRITICAL };

/* The OIDs of requested extensions that no field is for. */
static char *
list_other_extensions(const struct pd_extras *all, enum wanted wanted)
{
	PD_AUTO(pd_buffer_free) struct pd_buffer others = {0};
	for (size_t i = 0; i < all->count; i++) {
		const struct pd_extra *each = &all->items[i];
		if (!is_set_by_ca(each->oid) && !has_a_word(each->oid) &&
			(wanted == WANT_ALL || !each->critical))
			pd_buffer_add_format(
				&others, "%s%s", others.size > 0 ? "," : "", each->oid);
	}
	return pd_buffer_steal_text(&others);
}

static struct wishes
wishes_of(const struct pd_request *request)
{
	struct wishes wishes = {0};
	pd_extras_of_request(request, &wishes.all);
	wishes.names =
		known_names(pd_request_alternatives(request), &wishes.other_names);
	const struct pd_extra *usage = pd_extras_find(&wishes.all, PD_OID_KEY_USAGE);
	const struct pd_extra *eku = pd_extras_find(&wishes.all, PD_OID_PURPOSES);
	const struct pd_extra *basic =
		pd_extras_find(&wishes.all, PD_OID_BASIC_CONSTRAINTS);
	wishes.usage = pd_usage_text(usage ? pd_extra_usage(usage) : 0);
	PD_AUTO(pd_drop_text) char *oids = eku ? pd_extra_purposes(eku) : pd_copy("");
	wishes.purposes = pd_purposes_text(oids);
	wishes.ca = basic != NULL && pd_extra_says_ca(basic);
	wishes.others = list_other_extensions(&wishes.all, WANT_ALL);
	wishes.attributes = pd_extras_other_attributes(request);
	wishes.is_incomplete = !pd_request_has_attributes(request);
	return wishes;
}

/* ---- taking ------------------------------------------------------------------------- */

static bool
check_request(const struct pd_request *request, const struct pd_values *values,
	struct pd_error *error)
{
	const char *weakness = pd_request_weakness(request);
	bool allow_weak = pd_value_flag(values, "allow-weak");
	PD_AUTO(pd_drop_text) char *signature = pd_request_signature_text(request);
	if (weakness != NULL && !allow_weak)
		return pd_fail(error, PD_EINPUT, "csr",
			_("the signing request is weak: %s (key %s, %s); ask for one "
			  "with a stronger key and SHA-256"),
			weakness, pd_request_key_text(request), signature);
	if (!pd_request_is_checkable(request))
		return pd_fail(error, PD_EINPUT, "csr",
			_("has a key of %s and a signature by %s, which cannot be "
			  "checked, as this is not supported here; ask for a request "
			  "with a key of RSA, EC (P-256, P-384, P-521), Ed25519 or "
			  "Ed448"),
			pd_request_key_text(request), signature);
	if (!pd_request_is_signed(request))
		return pd_fail(error, PD_EINPUT, "csr",
			_("its signature (%s) was not made by its own key, so nobody "
			  "has shown to own that; ask for a new request"),
			signature);
	return true;
}

struct accepted {
	bool names, usage, purposes;
	char **oids; /* of others, NULL at the end */
};

static bool
read_accept(char **words, struct accepted *out, struct pd_error *error)
{
	size_t count = 0;
	for (char **word = words; *word != NULL; word++) {
		if (strcmp(*word, "san") == 0)
			out->names = true;
		else if (strcmp(*word, "ku") == 0)
			out->usage = true;
		else if (strcmp(*word, "eku") == 0)
			out->purposes = true;
		else if (pd_der_oid_is_valid(*word))
			out->oids[count++] = pd_copy(*word);
		else if (strcmp(*word, "dn") != 0)
			return pd_fail(error, PD_EUSAGE, "accept",
				_("\"%.100s\" cannot be accepted; write san, eku, ku "
				  "or the OID of an extension, joined by commas"),
				*word);
	}
	return true;
}

static bool
take_extension(const struct wishes *wishes, const char *oid, const char *field,
	struct pd_order *order, struct pd_error *error)
{
	const struct pd_extra *extra = pd_extras_find(&wishes->all, oid);
	if (is_set_by_ca(oid) || has_a_word(oid))
		return pd_fail(error, PD_EUSAGE, field,
			_("the extension %s is written by the CA itself, or has a "
			  "field of its own; leave it out"),
			oid);
	if (extra == NULL)
		return pd_fail(error, PD_EINPUT, field,
			_("the request does not ask for the extension %s; leave it "
			  "out"),
			oid);
	if (pd_extras_find(&order->extras, oid) == NULL)
		pd_extras_add(&order->extras, oid, extra->critical,
			(struct pd_bytes){extra->value, extra->size});
	return true;
}

static bool
take_wished_extensions(const struct wishes *wishes, char **oids, const char *field,
	struct pd_order *order, struct pd_error *error)
{
	for (; *oids != NULL; oids++)
		if (!take_extension(wishes, *oids, field, order, error))
			return false;
	return true;
}

static bool
take_usage(const char *text, struct pd_order *order, struct pd_error *error)
{
	const unsigned ca_only = PD_USAGE_CERTIFICATE_SIGN | PD_USAGE_CRL_SIGN;
	if (!pd_usage_parse(text, "ku", &order->usage, error))
		return false;
	if (order->profile.ca || (order->usage & ca_only) == 0)
		return true;
	return pd_fail(error, PD_EINPUT, "ku",
		_("keyCertSign and cRLSign are for CAs; leave them out, or choose the "
		  "profile sub-ca"));
}

static bool
take_subject(const struct pd_request *request, const struct pd_values *values,
	struct pd_order *order, struct pd_error *error)
{
	const char *typed = pd_value_text(values, "dn");
	struct pd_error problem = {0};
	order->subject_from = typed ? NULL : "csr";
	order->subject =
		typed ? pd_name_parse(typed, "dn", error)
		      : pd_name_from_der(pd_request_subject_der(request), &problem);
	return problem.code == PD_OK
		       ? order->subject != NULL
		       : pd_fail(error, PD_EINPUT, "csr", "%s", problem.message);
}

/* Typed text goes before what was accepted ("": nothing). */
static const char *
choose_text(const struct pd_values *values, const char *field, const char *accepted)
{
	const char *typed = pd_value_text(values, field);
	return typed != NULL || *accepted == '\0' ? typed : accepted;
}

static bool
is_second(const struct pd_extras *all, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(all->items[i].oid, all->items[index].oid) == 0)
			return true;
	return false;
}

/* Names the attributes that requests often carry. */
static const char *
attribute_name(const char *oid)
{
	if (strcmp(oid, "1.2.840.113549.1.9.7") == 0)
		return "challengePassword";
	if (strcmp(oid, "1.2.840.113549.1.9.2") == 0)
		return "unstructuredName";
	bool is_list = strcmp(oid, "1.2.840.113549.1.9.14") == 0 ||
		       strcmp(oid, "1.3.6.1.4.1.311.2.1.14") == 0;
	return is_list ? _("extensionRequest (another one)") : oid;
}

/* What cannot be taken at all. */
static void
warn_of_others(const struct wishes *wishes, struct pd_result *result)
{
	if (wishes->is_incomplete)
		pd_result_warn(result, _("the request lacks the attributes field, "
					 "which RFC 2986 requires even if "
					 "it is empty"));
	for (size_t i = 0; i < wishes->all.count; i++)
		if (is_second(&wishes->all, i))
			pd_result_warn(result,
				_("the request asks for the extension %s twice; the "
				  "first counts"),
				wishes->all.items[i].oid);
	PD_AUTO(pd_words_drop) char **oids = pd_words_split(wishes->attributes);
	for (char **oid = oids; *oid != NULL; oid++)
		pd_result_warn(result,
			_("the request has the attribute %s, which is not taken"),
			attribute_name(*oid));
}

/* Are the usages that the request asks for given anyway? */
static bool
has_usage(const struct wishes *wishes, const struct pd_order *order)
{
	PD_AUTO(pd_drop_text) char *given = pd_usage_text(pd_order_usage(order));
	return strcmp(given, wishes->usage) == 0;
}

static void
warn_left_out(const struct wishes *wishes, const struct pd_order *order,
	struct pd_result *result)
{
	if (*wishes->names != '\0' && order->names.count == 0)
		pd_result_warn(result,
			_("the request asks for the names %s, which are not taken; "
			  "--accept san takes them"),
			wishes->names);
	if (wishes->other_names)
		pd_result_warn(result,
			_("the request asks for names of other kinds, which are not "
			  "taken"));
	if (*wishes->purposes != '\0' && order->purposes == NULL &&
		!pd_purposes_are(order->profile.purposes, wishes->purposes))
		pd_result_warn(result,
			_("the request asks for the purposes %s; those of the profile "
			  "are given instead"),
			wishes->purposes);
	if (*wishes->usage != '\0' && order->usage == 0 && !has_usage(wishes, order))
		pd_result_warn(result,
			_("the request asks for the key usages %s; the usual ones are "
			  "given instead"),
			wishes->usage);
	if (wishes->ca && !order->profile.ca)
		pd_result_warn(result,
			_("the request asks to be a CA, which it is not made; the "
			  "profile sub-ca makes one"));
	PD_AUTO(pd_words_drop) char **oids = pd_words_split(wishes->others);
	for (char **oid = oids; *oid != NULL; oid++)
		if (pd_extras_find(&order->extras, *oid) == NULL)
			pd_result_warn(result,
				_("the request asks for the extension %s, which is not "
				  "taken"),
				*oid);
	warn_of_others(wishes, result);
}

static bool
fill_from_request(const struct pd_request *request, const struct pd_values *values,
	struct pd_order *order, struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(drop_wishes) struct wishes wishes = wishes_of(request);
	const char *accept = pd_value_text(values, "accept");
	const char *others = pd_value_text(values, "extensions");
	PD_AUTO(pd_words_drop) char **words = pd_words_split(accept ? accept : "");
	PD_AUTO(pd_words_drop) char **typed = pd_words_split(others ? others : "");
	PD_AUTO(pd_words_drop)
	char **oids = pd_alloc(strlen(accept ? accept : "") + 1, sizeof *oids);
	struct accepted accepted = {.oids = oids};
	if (!read_accept(words, &accepted, error) ||
		!take_subject(request, values, order, error))
		return false;
	const char *names =
		choose_text(values, "san", accepted.names ? wishes.names : "");
	const char *usage =
		choose_text(values, "ku", accepted.usage ? wishes.usage : "");
	const char *eku =
		choose_text(values, "eku", accepted.purposes ? wishes.purposes : "");
	order->names_from = names == wishes.names ? "csr" : "san";
	if (names != NULL &&
		!pd_alternatives_parse(names, order->names_from, &order->names, error))
		return false;
	order->purposes = eku ? pd_purposes_parse(eku, "eku", error) : NULL;
	if ((eku != NULL && order->purposes == NULL) ||
		(usage != NULL && !take_usage(usage, order, error)) ||
		!take_wished_extensions(
			&wishes, accepted.oids, "accept", order, error) ||
		!take_wished_extensions(&wishes, typed, "extensions", order, error))
		return false;
	order->public_der = pd_request_public_der(request);
	warn_left_out(&wishes, order, result);
	return true;
}

bool
pd_review_take(const struct pd_request *request, const struct pd_values *values,
	struct pd_order *order, struct pd_result *result, struct pd_error *error)
{
	return check_request(request, values, error) &&
	       fill_from_request(request, values, order, result, error);
}

/* ---- review ------------------------------------------------------------------------- */

static void
remark_on_key(const struct pd_request *request, struct pd_details *out)
{
	const char *weakness = pd_request_weakness(request);
	if (!pd_request_is_checkable(request))
		pd_details_item(
			out, _("Its key or signature is not supported here: it will be "
			       "refused."));
	else if (!pd_request_is_signed(request))
		pd_details_item(out, _("The request is not signed by its own key: it "
				       "will be refused."));
	if (weakness != NULL) {
		PD_AUTO(pd_drop_text)
		char *text = pd_format(_("The request is weak: %s."), weakness);
		pd_details_item(out, text);
	}
}

static void
remark_on_extensions(const struct wishes *wishes, struct pd_details *out)
{
	for (size_t i = 0; i < wishes->all.count; i++) {
		const struct pd_extra *extra = &wishes->all.items[i];
		if (is_set_by_ca(extra->oid) || has_a_word(extra->oid))
			continue;
		if (strcmp(extra->oid, PD_OID_NAME_CONSTRAINTS) == 0) {
			pd_details_item(
				out, _("The request asks for name constraints: the "
				       "profile sub-ca takes them if 2.5.29.30 is "
				       "accepted, or lays down others."));
			continue;
		}
		PD_AUTO(pd_drop_text)
		char *text = pd_format(
			extra->critical ? _("The request asks for the critical "
					    "extension %s, which many programs refuse.")
					: _("The request asks for the extension %s."),
			extra->oid);
		pd_details_item(out, text);
	}
}

static void
remark_on_attributes(const struct wishes *wishes, struct pd_details *out)
{
	PD_AUTO(pd_words_drop) char **oids = pd_words_split(wishes->attributes);
	for (char **oid = oids; *oid != NULL; oid++) {
		PD_AUTO(pd_drop_text)
		char *text = pd_format(_("The request carries the attribute %s, which "
					 "no certificate gets."),
			attribute_name(*oid));
		pd_details_item(out, text);
	}
	for (size_t i = 0; i < wishes->all.count; i++) {
		if (!is_second(&wishes->all, i))
			continue;
		PD_AUTO(pd_drop_text)
		char *text = pd_format(_("The request asks for the extension %s twice; "
					 "the first counts."),
			wishes->all.items[i].oid);
		pd_details_item(out, text);
	}
}

static const struct pd_line *
last_remark(const struct pd_details *details)
{
	const struct pd_section *section =
		&details->sections[details->section_count - 1];
	return &section->lines[section->line_count - 1];
}

static void
tell_wish(struct pd_details *out, const char *name, const char *label, const char *text)
{
	if (*text != '\0')
		pd_details_text(out, name, label, text);
}

static void
remark_sentence(const char *sentence, struct pd_details *out)
{
	PD_AUTO(pd_drop_text) char *text = pd_format(_("Refused: %s."), sentence);
	pd_details_item(out, text);
}

/* Drafts what would be issued if all of it was taken, and tells what speaks against
 * that. */
static void
remark_on_draft(struct pd_context *context, const struct pd_request *request,
	const struct wishes *wishes, struct pd_details *out)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_result_free) struct pd_result ignored = {0};
	PD_AUTO(pd_objections_free) struct pd_objections found = {0};
	PD_AUTO(pd_order_free) struct pd_order order = {0};
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_drop_values) struct pd_values *values = pd_values_new();
	const char *purpose =
		wishes->ca ? "sub-ca" : pd_purposes_profile(wishes->purposes);
	pd_values_set(values, "san", wishes->names);
	pd_values_set(values, "eku", wishes->purposes);
	pd_values_set(values, "ku", wishes->usage);
	if (!pd_compromised_check(
		    context, pd_request_key_id(request), "csr", &problem) ||
		!pd_authority_load(context, &authority.identity, &problem) ||
		!pd_profile_find(context, purpose, &order.profile, &problem) ||
		!fill_from_request(request, values, &order, &ignored, &problem) ||
		!pd_order_draft(&authority, &order, &problem)) {
		remark_sentence(problem.message, out);
		return;
	}
	pd_objections_of_draft(
		order.certificate, &authority.identity.chain, order.subject, &found);
	for (size_t i = 0; i < found.count; i++)
		if (strcmp(found.items[i].field, PD_OBJECTION_WEAK) != 0)
			remark_sentence(found.items[i].sentence, out);
}

static void
describe_wishes(struct pd_context *context, const struct pd_request *request,
	const struct wishes *wishes, struct pd_details *out)
{
	pd_details_section(out, NULL, _("Remarks"));
	pd_details_list(out, "remarks", _("Remarks"));
	remark_on_key(request, out);
	if (*wishes->names == '\0' && !wishes->ca)
		pd_details_item(out, _("The request asks for no alternative name: a "
				       "server's certificate gets its common name."));
	if (wishes->other_names)
		pd_details_item(out, _("The request asks for names of other kinds, "
				       "which are not given."));
	if (wishes->ca)
		pd_details_item(out, _("The request asks to be a CA: only the profile "
				       "sub-ca gives that."));
	remark_on_extensions(wishes, out);
	remark_on_attributes(wishes, out);
	remark_on_draft(context, request, wishes, out);
	if (last_remark(out)->item_count == 0)
		pd_details_item(out, _("Nothing in it needs attention."));
	pd_details_section(out, NULL, _("What it asks for"));
	tell_wish(out, "san", _("Names (SAN)"), wishes->names);
	tell_wish(out, "eku", _("Purposes (EKU)"), wishes->purposes);
	tell_wish(out, "ku", _("Key usages"), wishes->usage);
	tell_wish(out, "other_extensions", _("Other extensions"), wishes->others);
	pd_describe_request(request, NULL, _("Signing request"), out);
}

static void
preset_issue_field(struct pd_values *values, const char *name, const char *text)
{
	if (*text != '\0')
		pd_values_set(values, name, text);
}

bool
pd_ssl_review(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const char *path = pd_value_text(values, "file");
	PD_AUTO(pd_drop_request)
	struct pd_request *request = pd_review_load(context, path, result, error);
	if (request == NULL)
		return false;
	PD_AUTO(drop_wishes) struct wishes wishes = wishes_of(request);
	describe_wishes(context, request, &wishes, &result->details);
	result->has_details = true;
	/* Fills the form of issue with what is asked for, to keep, edit or drop. */
	result->next_sentence = N_("Back to the form, which is filled in from the "
				   "request: check it, then F2 issues");
	result->next = "issue";
	result->presets = pd_values_new();
	PD_AUTO(pd_drop_text)
	char *harmless = list_other_extensions(&wishes.all, WANT_UNCRITICAL);
	preset_issue_field(result->presets, "csr", path);
	preset_issue_field(
		result->presets, "purpose", pd_purposes_profile(wishes.purposes));
	if (!pd_name_is_empty(pd_request_subject_der(request)))
		preset_issue_field(result->presets, "dn", pd_request_subject(request));
	preset_issue_field(result->presets, "san", wishes.names);
	preset_issue_field(result->presets, "eku", wishes.purposes);
	preset_issue_field(result->presets, "ku", wishes.usage);
	/* Critical extensions, which many programs refuse, have to be typed. */
	preset_issue_field(result->presets, "extensions", harmless);
	return true;
}
