/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/encryption/alias.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "store/paths/paths.h"
#include "tabs/shared/weak.h"
#include "tabs/trust/trust_admit.h"
#include "tabs/trust/trust_judge.h"
#include "x509/certificate/chain.h"
#include "x509/certificate/describe_state.h"
#include "x509/read/reader.h"

void
pd_alias_free(struct pd_alias *entry)
{
	free(entry->alias);
	free(entry->key_path);
	free(entry->agents);
	free(entry->origin);
	free(entry->account);
	free(entry->subject);
	pd_certificate_free(entry->certificate);
	pd_recipient_free(entry->recipient);
	pd_left_outs_free(&entry->left_out);
	*entry = (struct pd_alias){0};
}

char *
pd_alias_record(const char *alias)
{
	PD_AUTO(pd_drop_text) char *name = pd_store_name(alias);
	return pd_format("encryption/%s", name);
}

/* An alias has no slash, so this is the path of a damaged record. */
char *
pd_alias_listed_record(const char *id)
{
	bool is_record = strncmp(id, "encryption/", strlen("encryption/")) == 0;
	return is_record ? pd_copy(id) : pd_alias_record(id);
}

/* ---- what is encrypted for ----------------------------------------------------- */

/* Fills in what lists show of the certificate or key. */
static void
summarise_alias(struct pd_alias *entry)
{
	const struct pd_certificate *certificate = entry->certificate;
	entry->is_bare = certificate == NULL;
	entry->may_encrypt =
		entry->is_bare ||
		pd_purpose_is_allowed(pd_verify_purpose("encryption"), certificate);
	free(entry->subject);
	if (entry->is_bare) {
		entry->subject = pd_recipient_text(entry->recipient);
		entry->validity.is_weak =
			pd_recipient_weakness(entry->recipient) != NULL;
		return;
	}
	entry->subject = pd_copy(pd_certificate_subject(certificate));
	entry->validity = pd_validity_of(certificate);
}

static bool
take_certificate(struct pd_alias *entry, struct pd_bytes der, const char *from,
	struct pd_error *error)
{
	entry->certificate = pd_certificate_from_der(der, from, error);
	if (entry->certificate == NULL)
		return false;
	entry->recipient = pd_recipient_new(
		pd_certificate_public_der(entry->certificate), from, error);
	return entry->recipient != NULL;
}

/* Nothing of use was there: what there was instead. */
static bool
fail_left_out(const struct pd_left_outs *list, const char *from, struct pd_error *error)
{
	switch (list->count > 0 ? list->items[0].kind : PD_OBJECT_CERTIFICATE) {
	case PD_OBJECT_KEY:
		return pd_fail(error, PD_EINPUT, from,
			_("holds a private key, which is not kept here; give the "
			  "certificate or public key"));
	case PD_OBJECT_REQUEST:
		return pd_fail(error, PD_EINPUT, from,
			_("holds a signing request; give the certificate that a CA "
			  "made of it, or its public key"));
	case PD_OBJECT_CRL:
		return pd_fail(error, PD_EINPUT, from,
			_("holds a revocation list; give a certificate or public "
			  "key"));
	default:
		return pd_fail(error, PD_EINPUT, from,
			_("holds no certificate or public key; give one"));
	}
}

static bool
check_objects(
	const struct pd_objects *objects, const char *from, struct pd_error *error)
{
	if (objects->count == 0)
		return fail_left_out(&objects->left_out, from, error);
	return objects->count == 1 ||
	       pd_fail(error, PD_EINPUT, from,
		       _("holds %zu certificates or public keys; give the one that is "
			 "to be encrypted for"),
		       objects->count);
}

/* Keys beside are left out, and need no passphrase; but what a PKCS#12 file holds does. */
static bool
read_objects(struct pd_context *context, struct pd_bytes input, const char *from,
	struct pd_objects *out, struct pd_error *error)
{
	static const unsigned wanted =
		PD_WANT(PD_OBJECT_CERTIFICATE) | PD_WANT(PD_OBJECT_PUBLIC_KEY);
	if (pd_reader_read(&(struct pd_reading){input, from, NULL, PD_READ_STRICT,
				   context->cancelled, wanted, 0},
		    out, error))
		return true;
	if (error->code != PD_EPASSPHRASE)
		return false;
	pd_error_clear(error);
	return pd_fail(error, PD_EINPUT, from,
		_("is an encrypted PKCS#12 file; give the certificate alone, which "
		  "\"openssl pkcs12 -nokeys\" takes out of it"));
}

bool
pd_alias_take(struct pd_context *context, struct pd_bytes input, const char *from,
	struct pd_alias *entry, struct pd_error *error)
{
	PD_AUTO(pd_objects_free) struct pd_objects objects = {0};
	if (!read_objects(context, input, from, &objects, error) ||
		!check_objects(&objects, from, error))
		return false;
	struct pd_bytes der = objects.items[0].der;
	if (objects.items[0].kind == PD_OBJECT_PUBLIC_KEY)
		entry->recipient = pd_recipient_new(der, from, error);
	else
		(void)take_certificate(entry, der, from, error);
	if (entry->recipient == NULL)
		return false;
	pd_left_outs_add(&entry->left_out, &objects.left_out);
	summarise_alias(entry);
	return true;
}

char *
pd_alias_pem(const struct pd_alias *entry)
{
	return entry->certificate ? pd_certificate_pem(entry->certificate)
				  : pd_recipient_pem(entry->recipient);
}

struct pd_bytes
pd_alias_der(const struct pd_alias *entry)
{
	return entry->certificate ? pd_certificate_der(entry->certificate)
				  : pd_recipient_der(entry->recipient);
}

/* ---- record -------------------------------------------------------------------- */

static char *
copy_text(const struct pd_record *record, const char *name)
{
	const char *text = pd_record_text(record, name);
	return text && *text != '\0' ? pd_copy(text) : NULL;
}

static struct pd_alias
read_values(const struct pd_record *record)
{
	const char *subject = pd_record_text(record, "subject"); /* may be empty */
	return (struct pd_alias){
		.alias = copy_text(record, "alias"),
		.key_path = copy_text(record, "private_key_path"),
		.agents = copy_text(record, "agents"),
		.origin = copy_text(record, "origin"),
		.account = copy_text(record, "account"),
		.time = pd_record_number(record, "time", 0),
		.subject = subject ? pd_copy(subject) : NULL,
		.is_bare = pd_record_text(record, "public_key") != NULL,
		.may_encrypt = pd_record_flag(record, "may_encrypt", true),
		.validity = {pd_record_number(record, "not_before", 0),
			pd_record_number(record, "not_after", 0),
			pd_record_flag(record, "weak", false)},
	};
}

static bool
fail_record(const char *shown, struct pd_error *error)
{
	return pd_fail(error, PD_ESTORE, shown,
		_("lacks the alias, or its subject; restore it from a backup, or "
		  "delete the entry and add it again"));
}

bool
pd_alias_glance(struct pd_context *context, const char *record, struct pd_alias *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_record)
	struct pd_record *read = pd_store_load(context->store, record, error);
	if (read == NULL)
		return false;
	PD_AUTO(pd_alias_free) struct pd_alias entry = read_values(read);
	PD_AUTO(pd_drop_text)
	char *shown = pd_format("%s/%s.cfg", pd_store_path(context->store), record);
	if (entry.alias == NULL || entry.subject == NULL)
		return fail_record(shown, error);
	*out = entry;
	entry = (struct pd_alias){0};
	return true;
}

static bool
read_whole(const struct pd_record *record, const char *shown, struct pd_alias *entry,
	struct pd_error *error)
{
	const char *pem = pd_record_text(record, "public_key");
	if (pem != NULL) {
		const struct pd_bytes text = {(const unsigned char *)pem, strlen(pem)};
		entry->recipient = pd_recipient_from_pem(text, shown, error);
	} else {
		PD_AUTO(pd_certificates_free) struct pd_certificates list = {0};
		if (!pd_record_chain(record, "certificate", shown, &list, error))
			return false;
		if (list.count != 1)
			return fail_record(shown, error);
		(void)take_certificate(
			entry, pd_certificate_der(list.items[0]), shown, error);
	}
	if (entry->recipient == NULL)
		return false;
	summarise_alias(entry);
	return true;
}

bool
pd_alias_load(struct pd_context *context, const char *alias, struct pd_alias *out,
	struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *path = pd_alias_listed_record(alias);
	PD_AUTO(pd_drop_text) char *safe = pd_text_safe_string(alias);
	if (!pd_store_has(context->store, path))
		return pd_fail(error, PD_ESTATE, safe,
			_("no such alias; encryption list shows them all"));
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, path, error);
	if (record == NULL)
		return false;
	PD_AUTO(pd_drop_text)
	char *shown = pd_format("%s/%s.cfg", pd_store_path(context->store), path);
	PD_AUTO(pd_alias_free) struct pd_alias entry = read_values(record);
	if (entry.alias == NULL)
		return fail_record(shown, error);
	if (!read_whole(record, shown, &entry, error))
		return false;
	*out = entry;
	entry = (struct pd_alias){0};
	return true;
}

bool
pd_alias_put(
	struct pd_change *change, const struct pd_alias *entry, struct pd_error *error)
{
	PD_AUTO(pd_drop_record) struct pd_record *record = pd_record_new();
	PD_AUTO(pd_drop_text) char *path = pd_alias_record(entry->alias);
	pd_record_set_text(record, "alias", entry->alias);
	pd_record_set_text(record, "origin", entry->origin);
	pd_record_set_number(record, "time", entry->time);
	pd_record_set_text(record, "account", entry->account);
	pd_record_set_safe(record, "subject", entry->subject);
	pd_record_set_flag(record, "may_encrypt", entry->may_encrypt);
	pd_record_set_flag(record, "weak", entry->validity.is_weak);
	if (entry->key_path != NULL)
		pd_record_set_text(record, "private_key_path", entry->key_path);
	if (entry->agents != NULL)
		pd_record_set_text(record, "agents", entry->agents);
	if (entry->is_bare) {
		PD_AUTO(pd_drop_text) char *pem = pd_alias_pem(entry);
		pd_record_set_text(record, "public_key", pem);
	} else {
		struct pd_certificate *items[] = {entry->certificate};
		const struct pd_certificates list = {items, 1};
		pd_record_set_number(record, "not_before", entry->validity.not_before);
		pd_record_set_number(record, "not_after", entry->validity.not_after);
		pd_record_set_chain(record, "certificate", &list);
	}
	return pd_change_put(change, path, record, error);
}

/* ---- judging ------------------------------------------------------------------- */

bool
pd_alias_judge(struct pd_context *context, const struct pd_alias *entry,
	unsigned *reasons, struct pd_error *error)
{
	struct pd_certificate *items[] = {entry->certificate};
	const struct pd_certificates chain = {items, 1};
	*reasons = 0;
	return entry->is_bare ||
	       pd_trust_reasons(context, &chain, "encryption", reasons, error);
}

bool
pd_alias_admit(struct pd_context *context, const struct pd_values *values,
	const struct pd_alias *entry, const char *from, struct pd_result *result,
	struct pd_error *error)
{
	struct pd_certificate *items[] = {entry->certificate};
	const struct pd_certificates chain = {items, 1};
	const struct pd_candidate candidate = {&chain, "encryption", from};
	return pd_weak_admit(values, pd_recipient_weakness(entry->recipient),
		       *entry->subject ? entry->subject : entry->alias, "allow-weak",
		       error) &&
	       (entry->is_bare ||
		       pd_trust_admit(context, values, &candidate, result, error));
}

/* ---- in words ------------------------------------------------------------------ */

/* As far as it was loaded. */
static unsigned
known_reasons(struct pd_context *context, const struct pd_alias *entry)
{
	unsigned reasons = 0;
	struct pd_error untold = {0};
	bool judged = entry->certificate != NULL &&
		      pd_alias_judge(context, entry, &reasons, &untold);
	return judged ? reasons : 0;
}

char *
pd_alias_doubt(struct pd_context *context, const struct pd_alias *entry)
{
	unsigned reasons = known_reasons(context, entry);
	if (reasons & PD_REJECT_REVOKED)
		return pd_format(_("The certificate of %s is revoked; get a new one "
				   "from its owner"),
			entry->alias);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(entry->validity.not_after);
	PD_AUTO(pd_drop_text) char *begin = pd_text_date(entry->validity.not_before);
	if (!entry->is_bare && entry->validity.not_after < context->now)
		return pd_format(_("The certificate of %s expired on %s; replace it"),
			entry->alias, end);
	if (!entry->is_bare && entry->validity.not_before > context->now)
		return pd_format(
			_("%s is not valid before %s; check the clock, or wait"),
			entry->alias, begin);
	if (!entry->may_encrypt)
		return pd_format(_("%s is not for encryption: its keyUsage lacks "
				   "keyEncipherment or keyAgreement, or its extended "
				   "key usage names other purposes"),
			entry->alias);
	if (entry->validity.is_weak)
		return pd_format(_("The key or signature of %s is weak; put a stronger "
				   "one in its place"),
			entry->alias);
	PD_AUTO(pd_drop_text) char *words = pd_reject_text(reasons);
	return reasons != 0 ? pd_format(_("Programs will refuse the certificate of "
					  "%s: %s"),
				      entry->alias, words)
			    : NULL;
}

char *
pd_alias_needs(struct pd_context *context, const struct pd_alias *entry)
{
	const struct pd_notice notice = pd_context_notice(context);
	enum pd_state state = pd_describe_validity(&entry->validity, &notice);
	char *doubt = pd_alias_doubt(context, entry);
	if (doubt != NULL || entry->is_bare || !pd_describe_state_ends(state))
		return doubt;
	PD_AUTO(pd_drop_text) char *end = pd_text_date(entry->validity.not_after);
	return pd_format(
		_("The certificate of %s expires on %s; get a new one from its owner "
		  "before then"),
		entry->alias, end);
}
