/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "tabs/shared/common.h"
#include "tabs/ssl/ssl.h"
#include "tabs/ssl/ssl_handover.h"
#include "tabs/ssl/ssl_order.h"
#include "tabs/ssl/ssl_words.h"
#include "x509/write/issue.h"

/* Renewing: the same subject, names and usages for the same key, or for a new one of
 * the same kind. */

/* Those that a new certificate gets anew. */
static bool
is_made_anew(const char *oid)
{
	static const char *const anew[] = {PD_OID_SUBJECT_KEY, PD_OID_AUTHORITY_KEY,
		PD_OID_BASIC_CONSTRAINTS, PD_OID_KEY_USAGE, PD_OID_PURPOSES,
		PD_OID_CRL_POINTS, PD_OID_AUTHORITY_INFO};
	for (size_t i = 0; i < sizeof anew / sizeof *anew; i++)
		if (strcmp(anew[i], oid) == 0)
			return true;
	return false;
}

static char **
copy_purposes(const struct pd_certificate *certificate, struct pd_error *error)
{
	PD_AUTO(pd_secret_wipe) struct pd_secret text = {0};
	for (const char *const *oid = pd_certificate_purposes(certificate); *oid; oid++)
		pd_secret_add_format(&text, "%s,", *oid);
	return pd_purposes_parse(pd_secret_text(&text), "eku", error);
}

/* A name or extension of any kind goes over as it is. */
static bool
repeat(const struct pd_certificate *old, struct pd_order *order, struct pd_error *error)
{
	PD_AUTO(pd_extras_free) struct pd_extras all = {0};
	pd_extras_of_certificate(old, &all);
	for (size_t i = 0; i < all.count; i++) {
		const struct pd_extra *extra = &all.items[i];
		if (!is_made_anew(extra->oid))
			pd_extras_add(&order->extras, extra->oid, extra->critical,
				(struct pd_bytes){extra->value, extra->size});
	}
	const struct pd_extra *usage = pd_extras_find(&all, PD_OID_KEY_USAGE);
	order->usage = usage ? pd_extra_usage(usage) : 0;
	order->profile.no_check = false;
	order->profile.ca = pd_certificate_is_ca(old, &order->profile.path_length);
	order->purposes = copy_purposes(old, error);
	order->subject = pd_name_from_der(pd_certificate_subject_der(old), error);
	return order->purposes != NULL && order->subject != NULL;
}

/* As long as the old one was valid, unless days are given. */
static long
days_of(const struct pd_values *values, const struct pd_certificate *old)
{
	int64_t life = pd_certificate_not_after(old) - pd_certificate_not_before(old);
	long days = (long)(pd_days_begun(life));
	return pd_value_number(values, "days", days > 0 ? days : 1);
}

static bool
take_key(const struct pd_values *values, const struct pd_certificate *old,
	struct pd_order *order, struct pd_error *error)
{
	struct pd_key_kind kind;
	order->public_der = pd_certificate_public_der(old);
	if (!pd_value_flag(values, "new-key"))
		return true;
	if (!pd_issue_kind_of(order->public_der, "new-key", &kind, error))
		return false;
	order->key = pd_key_generate(&kind, error);
	return order->key != NULL;
}

static bool
check_renewable(const struct pd_issued *issued, bool new_key, struct pd_error *error)
{
	if (issued->revoked_at == 0 || new_key)
		return true;
	return pd_fail(error, PD_ESTATE, issued->serial,
		_("certificate %s is revoked (%s), so its key gets no other; renew it "
		  "with a new key, or issue another"),
		issued->name, issued->reason);
}

static bool
prepare(struct pd_context *context, const struct pd_values *values,
	const struct pd_issued *issued, struct pd_order *order, struct pd_error *error)
{
	const struct pd_certificate *old = issued->certificate;
	const char *purpose = *issued->purpose ? issued->purpose : "client";
	if (!check_renewable(issued, pd_value_flag(values, "new-key"), error) ||
		!pd_profile_find(context, purpose, &order->profile, error))
		return false;
	free(order->profile.name);
	order->profile.name = pd_copy(issued->profile);
	order->profile.days = days_of(values, old);
	order->days = pd_value_number(values, "days", 0);
	order->allow_outlive = pd_value_flag(values, "allow-outlive");
	/* Its names were good when it was issued, and are signed again as they are. */
	order->profile.needs_names = false;
	return repeat(old, order, error) && take_key(values, old, order, error);
}

static bool
record(struct pd_context *context, const struct pd_authority *authority,
	const struct pd_order *order, const struct pd_issued *issued,
	const struct pd_secret *passphrase, const char *sentence, long *number,
	struct pd_error *error)
{
	PD_AUTO(pd_issued_free) struct pd_issued now = {0};
	PD_AUTO(pd_drop_change)
	struct pd_change *change = pd_context_begin_change(context, error);
	/* Somebody may have revoked it while this one waited for the lock. */
	if (change == NULL || !pd_issued_find(context, issued->serial, &now, error) ||
		!check_renewable(&now, order->key != NULL, error))
		return false;
	free(now.renewed_by);
	now.renewed_by = pd_copy(pd_certificate_serial(order->certificate));
	if (!pd_order_put(context, change, authority, order, passphrase, error) ||
		!pd_issued_put(change, &now, error) ||
		!pd_change_commit(change, sentence, error))
		return false;
	*number = pd_change_number(change);
	return true;
}

/* The key to hand over: the new one, or the one that stays, where it is here and open. */
static const struct pd_key *
key_of(const struct pd_order *order, const struct pd_key *kept)
{
	return order->key ? order->key : kept;
}

static bool
load_kept(struct pd_context *context, const struct pd_handover *handover,
	const struct pd_issued *issued, const struct pd_order *order,
	struct pd_key **out, struct pd_result *result, struct pd_error *error)
{
	if (handover->directory == NULL || order->key != NULL ||
		!pd_store_has_key(context->store, issued->key))
		return true;
	if (pd_store_key_is_encrypted(context->store, issued->key)) {
		pd_result_warn(result,
			_("key.pem is not written: the key is kept encrypted; ssl "
			  "export %s --private-key writes it"),
			issued->serial);
		return true;
	}
	*out = pd_store_load_key(context->store, issued->key, NULL, error);
	return *out != NULL;
}

static bool
keep(struct pd_context *context, const struct pd_authority *authority,
	const struct pd_order *order, const struct pd_issued *issued,
	const struct pd_handover *handover, const struct pd_key *kept,
	const struct pd_secret *passphrase, struct pd_result *result,
	struct pd_error *error)
{
	long number = 0;
	PD_AUTO(pd_drop_text)
	char *end = pd_text_date(pd_certificate_not_after(order->certificate));
	PD_AUTO(pd_drop_text)
	char *sentence = pd_format(_("Certificate of %s renewed as %s, valid until %s"),
		issued->name, pd_certificate_serial(order->certificate), end);
	PD_AUTO(pd_replacement_drop) struct pd_replacement written = {0};
	if (!pd_handover_begin(handover, &written, error) ||
		!record(context, authority, order, issued, passphrase, sentence,
			&number, error))
		return false;
	if (!pd_handover_write(handover, order->certificate, &authority->identity.chain,
		    key_of(order, kept), &written, error) ||
		!pd_output_commit(&written, result, error))
		return pd_handover_failed(context, number, error);
	pd_replacement_keep(&written);
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	return true;
}

bool
pd_ssl_renew(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	const struct pd_handover handover = pd_handover_of(context, values);
	PD_AUTO(pd_issued_free) struct pd_issued issued = {0};
	PD_AUTO(pd_authority_free) struct pd_authority authority = {0};
	PD_AUTO(pd_order_free) struct pd_order order = {0};
	PD_AUTO(pd_drop_key) struct pd_key *kept = NULL;
	if (!pd_issued_find(context, pd_value_text(values, "serial"), &issued, error) ||
		!pd_authority_open(context, values, &authority, error) ||
		!prepare(context, values, &issued, &order, error) ||
		!pd_order_sign(&authority, &order, error) ||
		!load_kept(context, &handover, &issued, &order, &kept, result, error) ||
		!pd_handover_prepare(&handover, key_of(&order, kept) != NULL, error) ||
		!pd_common_go_on(context, error))
		return false;
	if (!keep(context, &authority, &order, &issued, &handover, kept,
		    pd_value_secret(values, "passphrase"), result, error))
		return false;
	pd_order_tell(&order, handover.directory, result);
	pd_handover_warn(&handover, result);
	return true;
}
