/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_objections.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/ssl/ssl_words.h"
#include "x509/judge/draft.h"
#include "x509/name/alternative_parse.h"

void
pd_objections_free(struct pd_objections *objections)
{
	for (size_t i = 0; i < objections->count; i++)
		free(objections->items[i].sentence);
	free(objections->items);
	*objections = (struct pd_objections){0};
}

enum room { NO_ROOM, ROOM };

static void
add_objection(struct pd_objections *objections, const char *field, enum room room,
	char *sentence)
{
	objections->items = pd_grow(
		objections->items, objections->count + 1, sizeof *objections->items);
	objections->items[objections->count++] = (struct pd_objection){
		.sentence = sentence, .field = field, .excusable = room == ROOM};
}

/* ---- names ----------------------------------------------------------------------- */

static void
find_in_subject(const struct pd_name *subject, struct pd_objections *out)
{
	struct pd_error problem = {0};
	bool too_long;
	if (!pd_name_check(subject, "dn", &too_long, &problem))
		add_objection(
			out, "dn", too_long ? ROOM : NO_ROOM, pd_copy(problem.message));
}

static void
find_in_names(const struct pd_alternatives *names, struct pd_objections *out)
{
	for (size_t i = 0; i < names->count; i++) {
		struct pd_error problem = {0};
		PD_AUTO(pd_alternatives_free) struct pd_alternatives again = {0};
		if (names->items[i].kind == PD_ALTERNATIVE_OTHER)
			continue;
		PD_AUTO(pd_drop_text)
		char *typed = pd_alternative_text(&names->items[i]);
		if (!pd_alternatives_parse(typed, "san", &again, &problem))
			add_objection(out, "san", NO_ROOM, pd_copy(problem.message));
	}
}

/* ---- its place on the path --------------------------------------------------------- */

static char *
tell_time(const char *who, const struct pd_fault *fault)
{
	PD_AUTO(pd_drop_text)
	char *begin = pd_text_date(pd_certificate_not_before(fault->by));
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(fault->by));
	return pd_format(_("the CA %s above it is valid from %s to %s only: nothing "
			   "below it is accepted now; renew that CA"),
		who, begin, end);
}

static bool
is_among_names(const char *name, const struct pd_certificate *certificate)
{
	const struct pd_alternatives *names = pd_certificate_alternatives(certificate);
	for (size_t i = 0; i < names->count; i++) {
		PD_AUTO(pd_drop_text) char *one = pd_alternative_text(&names->items[i]);
		if (strcmp(one, name) == 0)
			return true;
	}
	return false;
}

/* Does the name that constraints do not allow stand in the subject? A common name counts as
 * that of a host, and an address as one of mail, where no alternative name does. */
static bool
is_of_subject(const struct pd_fault *fault, const struct pd_certificate *draft)
{
	const char *name = fault->name;
	if (name == NULL)
		return false;
	return strcmp(name, pd_certificate_subject(draft)) == 0 ||
	       ((strncmp(name, "DNS:", strlen("DNS:")) == 0 ||
			strncmp(name, "EMAIL:", strlen("EMAIL:")) == 0) &&
		       !is_among_names(name, draft));
}

static char *
tell_names(const char *who, const struct pd_fault *fault,
	const struct pd_certificate *draft)
{
	if (fault->name == NULL)
		return pd_format(_("the name constraints of the CA %s cannot be kept "
				   "(RFC 5280 4.2.1.10); let another CA issue it"),
			who);
	return pd_format(
		is_of_subject(fault, draft)
			? _("the name constraints of the CA %s do not allow %s in the "
			    "subject (RFC 5280 4.2.1.10); write another subject, or "
			    "let another CA issue it")
			: _("the name constraints of the CA %s do not allow %s (RFC "
			    "5280 4.2.1.10); leave that name out, or let another CA "
			    "issue it"),
		who, fault->name);
}

static char *
tell_purpose(const char *who, const struct pd_fault *fault)
{
	PD_AUTO(pd_drop_text) char *purpose = pd_purposes_text(fault->name);
	if (fault->rule == PD_RULE_USAGE)
		return pd_format(
			_("a key for %s needs other key usages than these (RFC "
			  "5280 4.2.1.12); leave the key usages to the CA"),
			purpose);
	return pd_format(
		_("the CA %s is not made for %s: its extended key usage does not "
		  "name it; choose another purpose, or another CA"),
		who, purpose);
}

/* Is it that anybody has its own key? */
static bool
is_broken(const struct pd_fault *fault, const struct pd_certificate *draft)
{
	return fault->rule == PD_RULE_WEAK && fault->by == draft &&
	       pd_certificate_key_is_broken(draft);
}

static char *
tell_weak(const char *who, const struct pd_fault *fault,
	const struct pd_certificate *draft)
{
	const char *weakness = pd_certificate_weakness(fault->by);
	if (is_broken(fault, draft))
		return pd_format(_("is not signed, whatever is allowed: anybody can "
				   "compute its private key (%s); use a stronger key"),
			weakness);
	if (fault->by == draft)
		return pd_format(_("the certificate is weak: %s; use a stronger key"),
			weakness ? weakness : _("its signature"));
	return pd_format(_("the CA %s is weak (%s): nothing it signs would be "
			   "accepted; replace it"),
		who, weakness ? weakness : _("its signature"));
}

/* The rules of CAs that need no more than their name. */
static char *
tell_of_ca(const char *who, const struct pd_fault *fault)
{
	switch (fault->rule) {
	case PD_RULE_NO_CA:
		return pd_format(
			_("the certificate %s may not issue others: it is not that "
			  "of a CA with a subject and keyCertSign"),
			who);
	case PD_RULE_PATH_LENGTH:
		return pd_format(_("the path length of the CA %s allows no further CA "
				   "below it (RFC 5280 4.2.1.9)"),
			who);
	case PD_RULE_POLICIES:
		return pd_format(
			_("a CA above it wants a certificate policy that it does "
			  "not have (RFC 5280 4.2.1.11), as %s sees it; take one "
			  "from the request"),
			who);
	case PD_RULE_OWN_NAME:
		return pd_format(
			_("its subject is that of the CA %s itself, from which "
			  "programs could not tell it; choose another subject"),
			who);
	default:
		return pd_format(
			_("the certificate of the CA %s lacks %s, which RFC 5280 "
			  "4.2.1 demands, and strict programs refuse all that it "
			  "issues; renew the CA"),
			who, fault->name);
	}
}

/* The rules that the certificate breaks by itself. */
static char *
tell_of_draft(const char *who, enum pd_rule rule)
{
	switch (rule) {
	case PD_RULE_KEY:
		return pd_format(_("the key of %s is of an algorithm or curve that is "
				   "unknown; use a key of another kind"),
			who);
	case PD_RULE_DAMAGED_KEY:
		return pd_format(
			_("the public key of %s is damaged; use a new key"), who);
	case PD_RULE_CRITICAL:
		return pd_format(
			_("%s has a critical extension that hardly any program "
			  "knows, and so all refuse it; leave it out"),
			who);
	case PD_RULE_NO_SUBJECT:
		return pd_copy(_("has neither a subject nor an alternative name, or is "
				 "a CA without a subject (RFC 5280 4.1.2.6); write a "
				 "subject such as CN=www.example.org"));
	case PD_RULE_NOT_CRITICAL:
		return pd_copy(_("has no subject, and then its alternative names have "
				 "to be critical (RFC 5280 4.2.1.6); issue it anew"));
	case PD_RULE_PLAIN:
		return pd_copy(
			_("name constraints and keyCertSign are for CAs alone (RFC "
			  "5280 4.2.1); leave them out, or choose the profile "
			  "sub-ca"));
	case PD_RULE_TOO_LONG:
		return pd_copy(
			_("there are more CAs above it than any program follows"));
	default:
		return pd_format(
			_("%s breaks RFC 5280: an extension or a policy stands in "
			  "it twice, or its path length is negative"),
			who);
	}
}

static char *
tell_fault(const struct pd_fault *fault, const struct pd_certificate *draft)
{
	const char *subject = pd_certificate_subject(fault->by);
	PD_AUTO(pd_drop_text)
	char *who = pd_text_safe_string(*subject ? subject : _("without a subject"));
	switch (fault->rule) {
	case PD_RULE_TIME:
		return tell_time(who, fault);
	case PD_RULE_NAMES:
		return tell_names(who, fault, draft);
	case PD_RULE_CA_PURPOSE:
	case PD_RULE_USAGE:
		return tell_purpose(who, fault);
	case PD_RULE_WEAK:
		return tell_weak(who, fault, draft);
	case PD_RULE_NO_CA:
	case PD_RULE_PATH_LENGTH:
	case PD_RULE_POLICIES:
	case PD_RULE_OWN_NAME:
	case PD_RULE_CA_FORM:
		return tell_of_ca(who, fault);
	default:
		return tell_of_draft(who, fault->rule);
	}
}

/* Does RFC 5280 leave it to the operator? It does where it speaks of CAs that are there,
 * or says nothing, and verifiers are free to believe the certificate. */
static enum room
room_for(const struct pd_fault *fault, const struct pd_certificate *draft)
{
	if (is_broken(fault, draft))
		return NO_ROOM;
	switch (fault->rule) {
	case PD_RULE_WEAK:
	case PD_RULE_CRITICAL:
	case PD_RULE_CA_PURPOSE:
	case PD_RULE_USAGE:
	case PD_RULE_OWN_NAME:
	case PD_RULE_CA_FORM:
		return ROOM;
	default:
		return NO_ROOM;
	}
}

static const char *
field_for(const struct pd_fault *fault, const struct pd_certificate *draft)
{
	switch (fault->rule) {
	case PD_RULE_WEAK:
		return fault->by == draft ? PD_OBJECTION_WEAK : "ssl";
	case PD_RULE_NAMES:
		return is_of_subject(fault, draft) ? "dn" : "san";
	case PD_RULE_NOT_CRITICAL:
		return "san";
	case PD_RULE_NO_SUBJECT:
	case PD_RULE_OWN_NAME:
		return "dn";
	case PD_RULE_CA_PURPOSE:
	case PD_RULE_PATH_LENGTH:
		return "purpose";
	default:
		return "ssl";
	}
}

/* draft: NULL where they are of CAs. */
static void
take_faults(const struct pd_faults *faults, const struct pd_certificate *draft,
	struct pd_objections *out)
{
	for (size_t i = 0; i < faults->count; i++)
		add_objection(out, field_for(&faults->items[i], draft),
			room_for(&faults->items[i], draft),
			tell_fault(&faults->items[i], draft));
}

void
pd_objections_of_draft(const struct pd_certificate *draft,
	const struct pd_certificates *issuers, const struct pd_name *subject,
	struct pd_objections *out)
{
	PD_AUTO(pd_faults_free) struct pd_faults faults = {0};
	PD_AUTO(pd_certificates_free) struct pd_certificates chain = {0};
	pd_certificates_add(&chain, pd_certificate_copy(draft));
	pd_certificates_add_copies(&chain, issuers);
	find_in_subject(subject, out);
	find_in_names(pd_certificate_alternatives(draft), out);
	pd_draft_judge(&chain, pd_certificate_not_before(draft), &faults);
	take_faults(&faults, draft, out);
}

void
pd_objections_of_cas(const struct pd_certificates *cas, struct pd_objections *out)
{
	PD_AUTO(pd_faults_free) struct pd_faults faults = {0};
	pd_draft_judge_cas(cas, &faults);
	take_faults(&faults, NULL, out);
}
