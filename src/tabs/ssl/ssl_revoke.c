/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/revoke/ssl_compromised.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_crl.h"
#include "tabs/ssl/ssl_find.h"
#include "tabs/ssl/ssl_issued.h"
#include "tabs/ssl/ssl_many.h"
#include "x509/certificate/notation.h"
#include "x509/write/revocation_write.h"

/* Revokes certificates. */

/* A reason may only change from certificateHold to another. */
static bool
check_reason(const struct pd_issued *issued, const char *reason, struct pd_error *error)
{
	bool held = issued->revoked_at != 0 &&
		    strcmp(issued->reason, "certificateHold") == 0;
	bool removes = strcmp(reason, "removeFromCRL") == 0;
	if (removes && !held)
		return pd_fail(error, PD_ESTATE, issued->serial,
			_("certificate of %s is not on hold, so there is no hold to "
			  "take back"),
			issued->name);
	if (issued->revoked_at == 0 || (held && strcmp(reason, issued->reason) != 0))
		return true;
	PD_AUTO(pd_drop_text) char *date = pd_text_date(issued->revoked_at);
	return pd_fail(error, PD_ESTATE, issued->serial,
		_("certificate of %s was revoked on %s already (%s)"), issued->name,
		date, issued->reason);
}

char *
pd_ssl_blocked_revoke(struct pd_context *context, const struct pd_row *row)
{
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	struct pd_error found = {0};
	/* A row of a list says so itself, without reading the store at each key. */
	bool listed = row != NULL && row->values[3] != NULL;
	if (row == NULL || row->kind != PD_ON_ISSUED ||
		(listed && strcmp(row->values[3], "revoked") != 0) ||
		!pd_issued_find(context, row->id, &issued, &found))
		return NULL;
	bool held =
		issued.revoked_at != 0 && strcmp(issued.reason, "certificateHold") == 0;
	return held || check_reason(&issued, "unspecified", &found)
		       ? NULL
		       : pd_copy(found.message);
}

static void
mark_revoked(struct pd_issued *issued, const char *reason, int64_t now)
{
	free(issued->reason);
	issued->reason = NULL;
	issued->revoked_at = 0;
	if (strcmp(reason, "removeFromCRL") == 0)
		return;
	issued->reason = pd_copy(reason);
	issued->revoked_at = now;
}

static char *
describe_revocation(const struct pd_issued *issued)
{
	if (issued->revoked_at == 0)
		return pd_format(
			_("Certificate of %s is on hold no longer"), issued->name);
	return pd_format(
		_("Certificate of %s revoked (%s)"), issued->name, issued->reason);
}

/* ---- revoking ----------------------------------------------------------------------- */

/* No list of a CA says that it is revoked itself: who trusts it would have to believe that. A CA
 * below another may have issued the number that it has itself, and lost sight of it. */
static bool
check_not_ca(struct pd_context *context, const char *typed, bool unlisted,
	enum pd_serial_match least, struct pd_error *error)
{
	PD_AUTO(pd_identity_free) struct pd_identity ca = {0};
	if (!pd_issued_is_ca(context, typed, least, &ca))
		return true;
	const struct pd_certificate *one = pd_identity_leaf(&ca);
	if (pd_certificate_is_self_issued(one))
		return pd_fail(error, PD_EINPUT, typed,
			_("this is the CA itself, which cannot revoke itself; make a "
			  "new CA (ssl generate), and have this one removed from "
			  "every trust list"));
	return (unlisted && strcmp(typed, "ca") != 0) ||
	       pd_fail(error, PD_EINPUT, typed,
		       _("this is the CA itself; only the CA above it, %s, can revoke "
			 "it"),
		       pd_certificate_issuer(one));
}

/* What is to be revoked, in the register or known by its serial number alone. */
static bool
find_to_revoke(struct pd_context *context, const struct pd_values *values,
	const char *typed, struct pd_issued *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	bool unlisted = pd_value_flag(values, "unlisted");
	if (pd_issued_find_known(context, typed, out, &problem))
		return true;
	/* Where several begin with it, that is to be said. */
	bool missing = problem.code == PD_ESTATE;
	enum pd_serial_match least =
		missing && !unlisted ? PD_SERIAL_BEGINS : PD_SERIAL_IS_DECIMAL;
	if (!check_not_ca(context, typed, unlisted, least, error))
		return false;
	if (!unlisted || !missing)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	return pd_issued_make_unlisted(context, typed, out, error);
}

/* Does nothing here know it but its serial number? */
static bool
is_unknown(const struct pd_issued *issued)
{
	return issued->by_serial && issued->not_after == PD_TIME_LATEST &&
	       issued->revoked_at == 0;
}

/* Of what nothing here knows, which number its digits were taken for, if they could be another;
 * free() it. */
static char *
describe_unknown(const struct pd_values *values, const struct pd_issued *issued)
{
	if (!is_unknown(issued))
		return NULL;
	for (size_t i = 0; i < pd_value_count(values, "serial"); i++) {
		const char *item = pd_value_item(values, "serial", i);
		PD_AUTO(pd_drop_text)
		char *typed = pd_copy_bytes(item, strcspn(item, "@"));
		PD_AUTO(pd_drop_text) char *read = pd_serial_read(typed);
		PD_AUTO(pd_drop_text) char *decimal = pd_serial_doubt(typed);
		if (decimal != NULL && read != NULL &&
			strcmp(read, issued->serial) == 0)
			return pd_format(
				_("%s was taken as hexadecimal, as openssl and "
				  "certtool print serial numbers; in decimal that is "
				  "%s"),
				typed, decimal);
	}
	return NULL;
}

static bool
is_compromise(const struct pd_values *values)
{
	return strcmp(pd_value_text(values, "reason"), "keyCompromise") == 0;
}

static void
tell_in_preview(void *work, const char *sentence)
{
	pd_details_text(work, "same_key", _("Same key"), sentence);
}

static void
tell_as_warning(void *work, const char *sentence)
{
	pd_result_warn(work, "%s", sentence);
}

bool
pd_ssl_preview_revoke(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	if (!pd_issued_find_all(context, values, find_to_revoke, &list, error))
		return false;
	pd_issued_preview(context, &list, out);
	pd_details_text(out, "reason", _("Reason"), pd_value_text(values, "reason"));
	for (size_t i = 0; i < list.count; i++)
		if (is_unknown(&list.items[i])) {
			pd_details_text(out, "effect", _("Effect"),
				_("Nothing here knows this serial number: the "
				  "revocation list will always name it, whether or not "
				  "there is such a certificate."));
			break;
		}
	for (size_t i = 0; i < list.count; i++) {
		PD_AUTO(pd_drop_text)
		char *taken = describe_unknown(values, &list.items[i]);
		if (taken != NULL)
			pd_details_text(out, "taken", _("Taken as"), taken);
	}
	return !is_compromise(values) ||
	       pd_compromised_others(context, &list, tell_in_preview, out, error);
}

/* Into the index, where there is no certificate that the register could keep. */
static void
put_into_index(struct pd_index *index, const struct pd_issued *issued)
{
	const struct pd_index_entry entry = {
		.not_after =
			issued->not_after == PD_TIME_LATEST ? 0 : issued->not_after,
		.revoked_at = issued->revoked_at,
		.reason = issued->reason ? (unsigned)pd_reason_code(issued->reason) : 0,
		.invalidity = issued->invalidity,
	};
	struct pd_index_entry *known = pd_index_find(index, issued->serial);
	if (known == NULL) {
		pd_index_add(index, issued->serial, issued->subject, &entry);
	} else {
		known->revoked_at = entry.revoked_at;
		known->reason = entry.reason;
	}
}

/* All of the list are of the CA that is open. */
static bool
put_revoked(struct pd_context *context, struct pd_change *change,
	const struct pd_issued_list *list, struct pd_new_crl *crl,
	struct pd_index *index, struct pd_error *error)
{
	const char *issuer = list->items[0].issuer;
	for (size_t i = 0; i < list->count; i++) {
		const struct pd_issued *issued = &list->items[i];
		if (!issued->by_serial) {
			if (!pd_issued_put(change, issued, error))
				return false;
			continue;
		}
		if (crl->index == NULL && !pd_index_load(context, issuer, index, error))
			return false;
		crl->index = index;
		put_into_index(index, issued);
	}
	return crl->index == NULL || pd_index_put(change, issuer, index, error);
}

static bool
stage_revocations(struct pd_context *context, struct pd_change *change,
	const struct pd_authority *authority, const struct pd_issued_list *list,
	struct pd_error *error)
{
	PD_AUTO(pd_index_free) struct pd_index index = {0};
	PD_AUTO(pd_new_crl_free)
	struct pd_new_crl crl = {.authority = authority,
		.changed = list->items,
		.changed_count = list->count};
	return pd_crl_check_complete(context, &authority->identity, error) &&
	       put_revoked(context, change, list, &crl, &index, error) &&
	       pd_crl_put(context, change, &crl, error);
}

static bool
find_all_to_revoke(struct pd_context *context, const struct pd_values *values,
	struct pd_issued_list *out, struct pd_error *error)
{
	const char *reason = pd_value_text(values, "reason");
	if (!pd_issued_find_all(context, values, find_to_revoke, out, error))
		return false;
	for (size_t i = 0; i < out->count; i++)
		if (!check_reason(&out->items[i], reason, error))
			return false;
	return true;
}

/* One revocation list is signed, and so one CA has to have issued them all. */
static bool
check_issuers(const struct pd_issued_list *list, struct pd_error *error)
{
	for (size_t i = 1; i < list->count; i++)
		if (strcmp(list->items[i].issuer, list->items[0].issuer) != 0)
			return pd_fail(error, PD_EUSAGE, list->items[i].serial,
				_("another CA issued it than the first of them; revoke "
				  "those of one CA at a time"));
	return true;
}

static char *
describe_revocations(const struct pd_issued_list *list)
{
	const struct pd_issued *first = &list->items[0];
	if (list->count == 1)
		return describe_revocation(first);
	if (first->revoked_at == 0)
		return pd_format(
			ngettext("%zu certificate is on hold no longer",
				"%zu certificates are on hold no longer", list->count),
			list->count);
	return pd_format(ngettext("%zu certificate revoked (%s)",
				 "%zu certificates revoked (%s)", list->count),
		list->count, first->reason);
}

static void
tell_publishing(struct pd_context *context, const struct pd_authority *authority,
	const char *sentence, struct pd_result *result)
{
	const struct pd_certificate *ca = pd_authority_certificate(authority);
	PD_AUTO(pd_drop_text)
	char *path = pd_crl_path(context, pd_certificate_key_id(ca));
	if (strcmp(path, PD_CRL_RECORD) == 0)
		pd_result_say(result,
			_("%s; publish the new revocation list: Sign list (l, or ssl "
			  "crl) writes it to a file"),
			sentence);
	else
		pd_result_say(result,
			_("%s; publish the new revocation list: Sign list (l, or ssl "
			  "crl --ca %s) writes it to a file"),
			sentence, pd_certificate_serial(ca));
}

static void
warn_taken(const struct pd_values *values, const struct pd_issued_list *list,
	struct pd_result *result)
{
	for (size_t i = 0; i < list->count; i++) {
		PD_AUTO(pd_drop_text)
		char *taken = describe_unknown(values, &list->items[i]);
		if (taken != NULL)
			pd_result_warn(result, "%s", taken);
	}
}

bool
pd_ssl_revoke(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_issued_list_free) struct pd_issued_list list = {0};
	if (!find_all_to_revoke(context, values, &list, error) ||
		!check_issuers(&list, error) ||
		!pd_authority_open_of(
			context, values, list.items[0].issuer, &authority, error) ||
		!pd_crl_may_sign(&authority, error))
		return false;
	pd_crl_warn_expired(context, &authority, result);
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	if (change == NULL)
		return false;
	/* Somebody may have been first while this one waited for the lock. */
	PD_AUTO(pd_issued_list_free) struct pd_issued_list now = {0};
	if (!find_all_to_revoke(context, values, &now, error))
		return false;
	warn_taken(values, &now, result);
	if (is_compromise(values) &&
		!pd_compromised_others(context, &now, tell_as_warning, result, error))
		return false;
	for (size_t i = 0; i < now.count; i++)
		mark_revoked(
			&now.items[i], pd_value_text(values, "reason"), context->now);
	PD_AUTO(pd_drop_text) char *sentence = describe_revocations(&now);
	if (!stage_revocations(context, change, &authority, &now, error) ||
		!pd_context_end_change(change, sentence, result, error))
		return false;
	tell_publishing(context, &authority, sentence, result);
	return true;
}
