/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/tls/tls_device.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/tls/tls_host.h"
#include "x509/name/alternative_parse.h"
#include "x509/write/issue.h"

/* ---- loading ------------------------------------------------------------------- */

bool
pd_tls_load(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_identity *out, struct pd_error *error)
{
	if (pd_identity_load(context->store, place->record, out, error))
		return true;
	if (error->code != PD_ESTATE)
		return false;
	pd_error_clear(error);
	return place->is_device
		       ? pd_fail(error, PD_ESTATE, "tls",
				 _("no TLS certificate is kept here; generate one, or "
				   "import one with its key"))
		       : pd_fail(error, PD_ESTATE, place->name,
				 _("no TLS certificate is kept here by this name; tls "
				   "list shows the names, and tls new, request and "
				   "import make one"));
}

/* The name of the key that certificate is for, or NULL; free() it. */
static char *
find_fitting(struct pd_context *context, const struct pd_certificate *certificate)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_names_free) struct pd_names names = {0};
	if (!pd_tls_place_names(context, &names, &ignored))
		return NULL;
	for (size_t i = 0; i < names.count; i++) {
		struct pd_error none = {0};
		PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
		PD_AUTO(pd_identity_free) struct pd_identity each = {0};
		pd_tls_place_of(names.items[i], &place);
		if (pd_identity_load(context->store, place.record, &each, &none) &&
			strcmp(pd_certificate_key_id(pd_identity_leaf(&each)),
				pd_certificate_key_id(certificate)) == 0)
			return pd_copy(place.name);
	}
	return NULL;
}

bool
pd_tls_load_fitting(struct pd_context *context, const struct pd_values *values,
	const struct pd_certificate *certificate, struct pd_tls_place *place,
	struct pd_identity *out, struct pd_error *error)
{
	const char *named = pd_value_text(values, "name");
	PD_AUTO(pd_drop_text)
	char *found = named ? NULL : find_fitting(context, certificate);
	pd_tls_place_of(named ? named : found, place);
	return pd_tls_load(context, place, out, error);
}

bool
pd_tls_is_standard(const struct pd_identity *identity)
{
	return strcmp(identity->origin, "standard") == 0;
}

bool
pd_tls_load_roots(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_certificates *out, struct pd_error *error)
{
	if (!pd_store_has(context->store, place->roots))
		return true;
	PD_AUTO(pd_drop_record)
	struct pd_record *record = pd_store_load(context->store, place->roots, error);
	PD_AUTO(pd_drop_text)
	char *shown =
		pd_format("%s/%s.cfg", pd_store_path(context->store), place->roots);
	return record != NULL && pd_record_chain(record, "chain", shown, out, error);
}

bool
pd_tls_load_whole(struct pd_context *context, const struct pd_tls_place *place,
	struct pd_identity *out, struct pd_error *error)
{
	return pd_tls_load(context, place, out, error) &&
	       pd_tls_load_roots(context, place, &out->roots, error);
}

const struct pd_certificate *
pd_tls_find_row(
	const struct pd_certificates *all, const char *row, struct pd_error *error)
{
	char *end;
	errno = 0;
	unsigned long number = strtoul(row, &end, 10);
	if (*end == '\0' && errno == 0 && number > 0 && *row != '-' &&
		number <= all->count)
		return all->items[number - 1];
	pd_fail(error, PD_EUSAGE, "row",
		_("no row \"%s\"; write key, request, or the number of a certificate "
		  "from 1 to %zu"),
		row, all->count);
	return NULL;
}

bool
pd_tls_drop_record(struct pd_context *context, struct pd_change *change,
	const char *record, struct pd_error *error)
{
	return !pd_store_has(context->store, record) ||
	       pd_change_remove(change, record, error);
}

void
pd_tls_split_root(struct pd_identity *identity)
{
	struct pd_certificates *chain = &identity->chain;
	if (chain->count < 2 || !pd_chain_has_root(chain))
		return;
	pd_certificates_add(&identity->roots, pd_steal(chain->items[chain->count - 1]));
	chain->count--;
}

struct pd_key *
pd_tls_load_key(struct pd_context *context, const struct pd_identity *identity,
	const struct pd_secret *passphrase, struct pd_error *error)
{
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	const char *key_id = pd_certificate_key_id(leaf);
	if (pd_store_has_key(context->store, key_id))
		return pd_store_load_key(context->store, key_id, passphrase, error);
	pd_fail(error, PD_ESTATE, "tls",
		_("the private key of %s is not kept here; import the certificate "
		  "again with its key, or generate a new one"),
		pd_certificate_subject(leaf));
	return NULL;
}

struct pd_key *
pd_tls_load_key_in_use(struct pd_context *context, const struct pd_values *values,
	struct pd_error *error)
{
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	pd_tls_place_find(values, &place);
	return pd_tls_load(context, &place, &now, error)
		       ? pd_tls_load_key(context, &now,
				 pd_value_secret(values, "passphrase"), error)
		       : NULL;
}

/* ---- making -------------------------------------------------------------------- */

bool
pd_tls_names(const struct pd_name *subject, const char *typed,
	struct pd_alternatives *out, struct pd_error *error)
{
	if (typed != NULL)
		return pd_alternatives_parse(typed, "san", out, error);
	PD_AUTO(pd_drop_text)
	char *usual = pd_host_alternatives_for(pd_name_value(subject, PD_OID_CN));
	return pd_alternatives_parse(usual, "san", out, error);
}

char *
pd_tls_usual_names(struct pd_context *context, const struct pd_values *values)
{
	(void)context;
	struct pd_error ignored = {0};
	const char *dn = pd_value_text(values, "dn");
	PD_AUTO(pd_drop_name)
	struct pd_name *subject = dn ? pd_name_parse(dn, "dn", &ignored) : NULL;
	return subject != NULL
		       ? pd_host_alternatives_for(pd_name_value(subject, PD_OID_CN))
		       : NULL;
}

/* The standard certificate says what the host was called when it was made. */
static bool
load_issued_elsewhere(
	struct pd_context *context, const char *name, struct pd_identity *out)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_tls_place_free) struct pd_tls_place place = {0};
	pd_tls_place_of(name, &place);
	return pd_identity_load(context->store, place.record, out, &ignored) &&
	       !pd_tls_is_standard(out);
}

char *
pd_tls_request_names(struct pd_context *context, const struct pd_values *values)
{
	const char *dn = pd_value_text(values, "dn");
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	if (dn == NULL ||
		!load_issued_elsewhere(context, pd_value_text(values, "name"), &now) ||
		strcmp(pd_certificate_subject(pd_identity_leaf(&now)), dn) != 0)
		return pd_tls_usual_names(context, values);
	return pd_alternatives_text(
		pd_certificate_alternatives(pd_identity_leaf(&now)));
}

char *
pd_tls_request_dn(struct pd_context *context, const char *row)
{
	PD_AUTO(pd_drop_text) char *name = pd_tls_row_name(row, NULL);
	PD_AUTO(pd_identity_free) struct pd_identity now = {0};
	return load_issued_elsewhere(context, name, &now)
		       ? pd_copy(pd_certificate_subject(pd_identity_leaf(&now)))
		       : pd_host_dn();
}

struct pd_certificate *
pd_tls_self_issue(const char *dn, const char *alternatives, long days,
	const struct pd_key *key, struct pd_error *error)
{
	static const char *const purposes[] = {
		PD_OID_SERVER_AUTH, PD_OID_CLIENT_AUTH, NULL};
	PD_AUTO(pd_drop_name) struct pd_name *subject = pd_name_parse(dn, "dn", error);
	PD_AUTO(pd_alternatives_free) struct pd_alternatives names = {0};
	if (subject == NULL || !pd_tls_names(subject, alternatives, &names, error))
		return NULL;
	struct pd_template template = {
		.subject = subject,
		.public_der = pd_key_public_der(key),
		.not_before = pd_issue_not_before(),
		.path_length = -1,
		.usage = pd_issue_leaf_usage(pd_key_public_der(key)),
		.purposes = purposes,
		.alternatives = &names,
	};
	if (!pd_issue_not_after(
		    template.not_before, days, "days", &template.not_after, error))
		return NULL;
	return pd_issue_certificate(&template, NULL, key, error);
}

/* Falls back if the host name is not valid in a certificate. */
static char *
standard_dn(void)
{
	struct pd_error ignored = {0};
	PD_AUTO(pd_drop_text) char *dn = pd_host_dn();
	PD_AUTO(pd_drop_name) struct pd_name *name = pd_name_parse(dn, "dn", &ignored);
	return name != NULL ? pd_steal(dn) : pd_copy("CN=localhost");
}

bool
pd_tls_make_standard(
	struct pd_key *key, struct pd_identity *out, struct pd_error *error)
{
	static const struct pd_key_kind kind = {.algorithm = PD_EC, .curve = PD_P256};
	PD_AUTO(pd_drop_key)
	struct pd_key *owned = key ? key : pd_key_generate(&kind, error);
	if (owned == NULL)
		return false;
	PD_AUTO(pd_drop_text) char *dn = standard_dn();
	PD_AUTO(pd_drop_text) char *names = pd_host_alternatives();
	struct pd_certificate *leaf =
		pd_tls_self_issue(dn, names, PD_TLS_DAYS, owned, error);
	if (leaf == NULL)
		return false;
	pd_certificates_add(&out->chain, leaf);
	out->key = pd_steal(owned);
	out->origin = pd_copy("standard");
	return true;
}
