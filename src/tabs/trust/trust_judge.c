/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/trust/trust_judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/file.h"
#include "base/text.h"
#include "base/there/there.h"
#include "tabs/ssl/revoke/ssl_crl_last.h"
#include "tabs/ssl/ssl_authority.h"
#include "tabs/ssl/ssl_register.h"
#include "tabs/trust/system/system_anchor.h"
#include "x509/certificate/describe_state.h"
#include "x509/certificate/issuer.h"

/* Where distributions keep what the system trusts: the first that is there. */
static const char *const system_lists[] = {
	"/etc/ssl/certs/ca-certificates.crt",                /* Debian, Arch, Alpine */
	"/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", /* Fedora, RHEL */
	"/etc/pki/tls/certs/ca-bundle.crt",                  /* the same, before */
	"/var/lib/ca-certificates/ca-bundle.pem",            /* SUSE */
	"/etc/ssl/ca-bundle.pem",                            /* the same, before */
	"/etc/ca-certificates/extracted/tls-ca-bundle.pem",  /* Arch */
	"/etc/ssl/cert.pem",                                 /* Alpine */
};

void
pd_lists_free(struct pd_lists *lists)
{
	for (size_t i = 0; i < lists->count; i++)
		pd_revocation_list_free(lists->items[i]);
	free(lists->items);
	*lists = (struct pd_lists){0};
}

void
pd_judgement_free(struct pd_judgement *judgement)
{
	pd_certificates_free(&judgement->trusted);
	pd_lists_free(&judgement->lists);
	*judgement = (struct pd_judgement){0};
}

/* ---- what it is judged by -------------------------------------------------------- */

static void
add_list(struct pd_lists *lists, struct pd_revocation_list *list)
{
	lists->items = pd_grow(lists->items, lists->count + 1, sizeof *lists->items);
	lists->items[lists->count++] = list;
}

bool
pd_lists_take(struct pd_lists *lists, const struct pd_objects *objects,
	const char *from, struct pd_error *error)
{
	for (size_t i = 0; i < objects->count; i++) {
		if (objects->items[i].kind != PD_OBJECT_CRL ||
			objects->items[i].problem.code != PD_OK)
			continue;
		struct pd_revocation_list *list =
			pd_revocation_list_lent(objects->items[i].der, from, error);
		if (list == NULL)
			return false;
		add_list(lists, list);
	}
	return true;
}

static bool
add_kept_list(struct pd_context *context, const char *file, struct pd_lists *lists,
	struct pd_error *error)
{
	struct pd_revocation_list *list = NULL;
	if (!pd_crl_read(context, file, &list, error))
		return false;
	if (list != NULL)
		add_list(lists, list);
	return true;
}

bool
pd_lists_load_own(
	struct pd_context *context, struct pd_lists *lists, struct pd_error *error)
{
	PD_AUTO(pd_names_free) struct pd_names former = {0};
	if (!add_kept_list(context, PD_CRL_FILE, lists, error) ||
		!pd_store_list(context->store, PD_LISTS_FOLDER, &former, error))
		return false;
	for (size_t i = 0; i < former.count; i++) {
		PD_AUTO(pd_drop_text)
		char *file = pd_format(PD_LISTS_FOLDER "/%s.pem", former.items[i]);
		if (!add_kept_list(context, file, lists, error))
			return false;
	}
	return true;
}

/* Can this entry end a certification path of the chain? It is in the chain, or has
 * signed one in it. */
static bool
is_relevant(const struct pd_trusted *trusted, const struct pd_certificates *chain)
{
	char id[PD_TRUST_ID_SIZE];
	for (size_t i = 0; i < chain->count; i++) {
		const struct pd_certificate *one = chain->items[i];
		pd_trust_id(one, id);
		if (strcmp(trusted->subject, pd_certificate_issuer(one)) == 0 ||
			strcmp(trusted->id, id) == 0)
			return true;
	}
	return false;
}

/* Parses only those entries that can matter, of perhaps ten thousand. */
static bool
add_trust_anchor(struct pd_context *context, const struct pd_certificates *chain,
	struct pd_certificates *out, struct pd_error *error)
{
	PD_AUTO(pd_trusted_list_free) struct pd_trusted_list all = {0};
	if (!pd_trusted_list(context, &all, error))
		return false;
	for (size_t i = 0; i < all.count; i++) {
		if (all.items[i].problem != NULL || !is_relevant(&all.items[i], chain))
			continue;
		struct pd_certificate *certificate =
			pd_trusted_certificate(context, all.items[i].id, error);
		if (certificate == NULL)
			return false;
		pd_certificates_add(out, certificate);
	}
	return true;
}

static const char *
find_system_list(struct pd_error *error)
{
	for (size_t i = 0; i < PD_COUNT(system_lists); i++)
		if (pd_there_look(system_lists[i], error) != PD_THERE_NOT)
			return error->code == PD_OK ? system_lists[i] : NULL;
	(void)pd_fail(error, PD_ESTATE, "system",
		_("no list of what the system trusts is at any of the places where "
		  "distributions keep it, such as %s; install ca-certificates"),
		system_lists[0]);
	return NULL;
}

static bool
add_system(struct pd_context *context, struct pd_judgement *out, struct pd_error *error)
{
	const char *path = find_system_list(error);
	if (path == NULL)
		return false;
	out->system = path;
	return pd_system_read(context, path, &out->trusted, error);
}

/* ---- judging --------------------------------------------------------------------- */

static const struct pd_revocation_list **
all_lists(const struct pd_lists *own, const struct pd_lists *given, size_t *count)
{
	size_t more = given ? given->count : 0;
	const struct pd_revocation_list **all =
		pd_alloc(own->count + more + 1, sizeof(struct pd_revocation_list *));
	*count = 0;
	for (size_t i = 0; i < own->count; i++)
		all[(*count)++] = own->items[i];
	for (size_t i = 0; i < more; i++)
		all[(*count)++] = given->items[i];
	return all;
}

static const struct pd_certificate *
signer_among(const struct pd_certificates *list, const struct pd_certificate *endpoint)
{
	for (size_t i = 0; i < list->count; i++)
		if (pd_certificate_is_signed_by(endpoint, list->items[i]))
			return list->items[i];
	return NULL;
}

bool
pd_trust_find_issuer(struct pd_context *context,
	const struct pd_certificate *certificate, struct pd_certificate **out,
	struct pd_error *error)
{
	PD_AUTO(pd_certificates_free) struct pd_certificates trusted = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates one = {0};
	pd_certificates_add(&one, pd_certificate_copy(certificate));
	if (!add_trust_anchor(context, &one, &trusted, error))
		return false;
	const struct pd_certificate *issuer = signer_among(&trusted, certificate);
	if (issuer != NULL && !pd_certificate_same(issuer, certificate))
		*out = pd_certificate_copy(issuer);
	return true;
}

/* Trusting the endpoint itself does not override its revocation by the issuer. */
static const struct pd_certificate *
issuer_of_endpoint(const struct pd_question *question,
	const struct pd_certificates *trusted, const struct pd_judgement *judgement)
{
	const struct pd_certificate *endpoint = question->chain->items[0], *issuer;
	if (judgement->path.count > 1)
		return judgement->path.items[1];
	issuer = signer_among(question->chain, endpoint);
	return issuer ? issuer : signer_among(trusted, endpoint);
}

/* A staple that proves nothing is a reason, as with revocation lists. */
static void
judge_staple(const struct pd_context *context, const struct pd_question *question,
	const struct pd_verification *known, struct pd_judgement *out)
{
	const struct pd_ocsp_question ask = {
		.certificate = question->chain->items[0],
		.issuer = issuer_of_endpoint(question, known->trusted, out),
		.now = context->now,
		.known = known,
		.from = "OCSP",
		.cancelled = context->cancelled,
	};
	pd_ocsp_judge(question->staple, &ask, &out->staple);
	switch (out->staple.status) {
	case PD_OCSP_NONE:
	case PD_OCSP_GOOD:
	case PD_OCSP_UNCHECKED:
		break;
	case PD_OCSP_REVOKED:
		out->reasons |= PD_REJECT_REVOKED;
		break;
	default:
		out->reasons |= PD_REJECT_LIST;
	}
}

static unsigned
ask_register(void *context, const struct pd_certificate *certificate)
{
	switch (pd_register_ask(context, certificate)) {
	case PD_REGISTER_REVOKED:
		return PD_REJECT_REVOKED;
	case PD_REGISTER_DAMAGED:
		return PD_REJECT_LIST;
	case PD_REGISTER_SILENT:
		break;
	}
	return 0;
}

/* Where it has neither DNS names nor that address, GnuTLS's check of the host looks at the
 * common name. */
static bool
is_by_common_name(const struct pd_question *question)
{
	const struct pd_alternatives *names =
		pd_certificate_alternatives(question->chain->items[0]);
	unsigned char wanted[PD_IPV6_SIZE], bytes[PD_IPV6_SIZE];
	size_t size = question->host ? pd_address_read(question->host, wanted) : 0;
	for (size_t i = 0; i < names->count; i++) {
		const struct pd_alternative *name = &names->items[i];
		if (name->kind == PD_ALTERNATIVE_DNS ||
			(size > 0 && name->kind == PD_ALTERNATIVE_IP &&
				pd_address_read(name->text, bytes) == size &&
				memcmp(bytes, wanted, size) == 0))
			return false;
	}
	return question->host != NULL;
}

/* What GnuTLS refuses is refused. It is asked about what ends at a trusted certificate. */
static bool
ask_second(struct pd_context *context, const struct pd_verification *verification,
	struct pd_judgement *out, struct pd_error *error)
{
	const struct pd_cert_path *path = &out->path;
	if (!pd_certificates_have(verification->trusted, path->items[path->count - 1]))
		return true;
	if (!pd_second_opinion_ask(
		    verification, path, context->cancelled, &out->second, error))
		return false;
	if (out->reasons == 0 && out->second.verdict == PD_SECOND_REFUSES)
		out->reasons = PD_REJECT_SECOND;
	return true;
}

bool
pd_trust_judge(struct pd_context *context, const struct pd_question *question,
	struct pd_judgement *out, struct pd_error *error)
{
	const struct pd_certificates *trusted =
		question->trusted ? question->trusted : &out->trusted;
	const struct pd_lists *own = question->own ? question->own : &out->lists;
	if (question->also != NULL)
		pd_certificates_add(&out->trusted, pd_certificate_copy(question->also));
	if ((question->trusted == NULL && context->store != NULL &&
		    !add_trust_anchor(
			    context, question->chain, &out->trusted, error)) ||
		(question->own == NULL &&
			!pd_lists_load_own(context, &out->lists, error)) ||
		(question->system && !add_system(context, out, error)))
		return false;
	struct pd_verification verification = {
		.chain = question->chain,
		.trusted = trusted,
		.host = question->host,
		.purpose = question->purpose,
		.now = context->now,
		.ignored = question->ignored,
		.old_anchors = question->trusted == NULL,
		.endpoint_too = question->endpoint_too,
		.assumed = question->assumed,
		.issues = question->issues,
		.revocation = context->store ? ask_register : NULL,
		.context = context,
	};
	const struct pd_revocation_list **lists =
		all_lists(own, question->lists, &verification.list_count);
	verification.own_count = own->count;
	verification.lists = lists;
	out->reasons = pd_verify(&verification, &out->path);
	out->by_common_name = is_by_common_name(question);
	if (question->staple.size > 0)
		judge_staple(context, question, &verification, out);
	free(lists);
	return !question->second || ask_second(context, &verification, out, error);
}

bool
pd_trust_reasons(struct pd_context *context, const struct pd_certificates *chain,
	const char *purpose, unsigned *reasons, struct pd_error *error)
{
	PD_AUTO(pd_judgement_free) struct pd_judgement judgement = {0};
	const struct pd_certificates last = {chain->items + chain->count - 1, 1};
	const struct pd_question question = {
		.chain = chain,
		.trusted = &last,
		.purpose = pd_verify_purpose(purpose),
		.endpoint_too = true,
		/* Whose issuer is not here, others will look at from there. */
		.assumed = chain->count == 1,
	};
	if (!pd_trust_judge(context, &question, &judgement, error))
		return false;
	*reasons = judgement.reasons;
	return true;
}

/* ---- telling --------------------------------------------------------------------- */

void
pd_judgement_describe_staple(
	const struct pd_judgement *judgement, struct pd_details *out)
{
	const struct pd_ocsp_answer *staple = &judgement->staple;
	bool is_there = staple->status != PD_OCSP_NONE;
	pd_details_flag(out, "ocsp_staple", _("OCSP staple"), is_there,
		is_there ? _("yes") : _("no"));
	if (!is_there)
		return;
	pd_details_word(out, "ocsp_status", _("OCSP says"),
		pd_ocsp_status_name(staple->status),
		pd_ocsp_status_text(staple->status));
	if (staple->status == PD_OCSP_REVOKED)
		pd_details_time(
			out, "ocsp_revoked_at", _("Revoked since"), staple->revoked_at);
	if (staple->this_update >= 0)
		pd_details_time(
			out, "ocsp_this_update", _("OCSP from"), staple->this_update);
	if (staple->next_update >= 0)
		pd_details_time(
			out, "ocsp_next_update", _("OCSP until"), staple->next_update);
}

static const char *
second_word(enum pd_second_verdict verdict)
{
	return verdict == PD_SECOND_ACCEPTS    ? "accepts"
	       : verdict == PD_SECOND_IS_WRONG ? "wrong"
					       : "refuses";
}

void
pd_judgement_describe_means(
	const struct pd_judgement *judgement, struct pd_details *out)
{
	const struct pd_second_opinion *second = &judgement->second;
	if (judgement->system != NULL)
		pd_details_text(
			out, "system_list", _("The system's list"), judgement->system);
	if (second->verdict == PD_SECOND_NOT_ASKED)
		return;
	PD_AUTO(pd_drop_text) char *why = pd_second_opinion_text(second);
	PD_AUTO(pd_drop_text) char *words = NULL;
	if (second->verdict == PD_SECOND_ACCEPTS)
		words = pd_copy(_("accepts it, too"));
	else if (second->verdict == PD_SECOND_REFUSES)
		words = pd_format(_("rejects it: %s"), why);
	else
		words = pd_format(_("rejects it (%s), which does not count: %s"), why,
			second->wrong);
	pd_details_word(
		out, "gnutls", _("GnuTLS"), second_word(second->verdict), words);
}

void
pd_judgement_describe(const struct pd_context *context,
	const struct pd_judgement *judgement, struct pd_details *out)
{
	const struct pd_notice notice = pd_context_notice(context);
	for (size_t i = 0; i < judgement->path.count; i++) {
		const struct pd_certificate *one = judgement->path.items[i];
		enum pd_state state = pd_describe_state(one, &notice);
		PD_AUTO(pd_drop_text)
		char *title = pd_format(_("Certificate %zu"), i + 1);
		PD_AUTO(pd_drop_text)
		char *words = pd_describe_state_text(one, &notice);
		pd_details_section(out, "chain", title);
		pd_details_text(
			out, "subject", _("Subject"), pd_certificate_subject(one));
		pd_describe_names(one, out);
		pd_details_text(out, "issuer", _("Issuer"), pd_certificate_issuer(one));
		pd_details_time(out, "not_before", _("Valid from"),
			pd_certificate_not_before(one));
		pd_details_time(out, "not_after", _("Valid until"),
			pd_certificate_not_after(one));
		pd_details_word(out, "status", _("State"),
			pd_describe_state_name(state), words);
		pd_details_text(
			out, "sha256", _("SHA-256"), pd_certificate_fingerprint(one));
	}
}
