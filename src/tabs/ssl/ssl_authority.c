/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tabs/ssl/ssl_authority.h"

#include <string.h>

#include "base/array.h"
#include "base/text.h"
#include "store/key_passphrase.h"
#include "tabs/ssl/ssl_cross.h"
#include "x509/judge/validity.h"
#include "x509/name/alternative_parse.h"

bool
pd_authority_load(
	struct pd_context *context, struct pd_identity *out, struct pd_error *error)
{
	if (pd_identity_load(context->store, PD_CA_RECORD, out, error))
		return true;
	if (error->code == PD_ESTATE) {
		pd_error_clear(error);
		pd_fail(error, PD_ESTATE, "ssl",
			_("no CA is kept here; generate one, or import one from "
			  "files"));
	}
	return false;
}

bool
pd_authority_keys(
	struct pd_context *context, struct pd_names *out, struct pd_error *error)
{
	struct pd_error problem = {0};
	PD_AUTO(pd_drop_record)
	struct pd_record *record =
		pd_store_load(context->store, PD_CA_RECORD, &problem);
	const char *key = record ? pd_record_text(record, "key") : NULL;
	if (record == NULL && problem.code != PD_ESTATE)
		return pd_fail(
			error, problem.code, problem.input, "%s", problem.message);
	PD_AUTO(pd_names_free) struct pd_names former = {0};
	if (key != NULL)
		pd_names_add(out, key);
	if (!pd_store_list(context->store, PD_FORMER_FOLDER, &former, error))
		return false;
	for (size_t i = 0; i < former.count; i++)
		pd_names_add(out, former.items[i]);
	return true;
}

bool
pd_authority_owns_key(struct pd_store *store, const char *key)
{
	return pd_identity_folder_needs_key(store, "ssl", key, NULL) ||
	       pd_identity_folder_needs_key(store, PD_FORMER_FOLDER, key, NULL);
}

bool
pd_authority_check_other_key(struct pd_store *store, const char *key, const char *from,
	struct pd_error *error)
{
	return !pd_authority_owns_key(store, key) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("this key is also that of a CA that is kept here, and all "
			 "certificates that such a key signs have to be in the "
			 "register of its CA; make another key"));
}

bool
pd_authority_check_new_key(struct pd_store *store, const char *key, const char *subject,
	const char *from, struct pd_error *error)
{
	return !pd_identity_folder_needs_key(store, "signature", key, NULL) ||
	       pd_fail(error, PD_EINPUT, from,
		       _("the key of %s also signs files here, which could be "
			 "certificates that "
			 "no register knows; give a CA that has a key of its own"),
		       subject);
}

const struct pd_certificate *
pd_authority_certificate(const struct pd_authority *authority)
{
	return pd_identity_leaf(&authority->identity);
}

void
pd_authority_free(struct pd_authority *authority)
{
	pd_identity_free(&authority->identity);
	pd_extras_free(&authority->places);
	pd_certificates_free(&authority->above);
	*authority = (struct pd_authority){0};
}

static bool
check_ca_began(const struct pd_certificate *ca, int64_t now, struct pd_error *error)
{
	PD_AUTO(pd_drop_text)
	char *begin = pd_text_moment(pd_certificate_not_before(ca));
	return pd_validity_judge(ca, now) != PD_REJECT_NOT_YET_VALID ||
	       pd_fail(error, PD_ESTATE, "ssl",
		       _("the CA %s is not valid before %s: nothing it signs would be "
			 "accepted; check the clock, or wait"),
		       pd_certificate_subject(ca), begin);
}

static bool
check_ca_valid(const struct pd_certificate *ca, int64_t now, struct pd_error *error)
{
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(ca));
	if (!check_ca_began(ca, now, error))
		return false;
	return pd_validity_judge(ca, now) != PD_REJECT_EXPIRED ||
	       pd_fail(error, PD_ESTATE, "ssl",
		       _("the CA %s expired on %s: nothing it signs would be "
			 "accepted; renew it (ssl renew ca), or install or generate a "
			 "new one"),
		       pd_certificate_subject(ca), end);
}

/* Passphrase errors of the store name no key; these name the field and the CA. */
static struct pd_key *
load_ca_key(struct pd_store *store, const char *key_id, const struct pd_values *values,
	struct pd_error *error)
{
	struct pd_error problem = {0};
	const struct pd_secret *given = pd_value_secret(values, "ca-passphrase");
	struct pd_key *key = pd_store_load_key(store, key_id, given, &problem);
	if (key != NULL)
		return key;
	if (problem.code != PD_EPASSPHRASE ||
		strcmp(problem.input, PD_KEY_PASSPHRASE) == 0)
		pd_fail(error, problem.code, problem.input, "%s", problem.message);
	else if (given == NULL)
		pd_fail(error, PD_EPASSPHRASE, "ca-passphrase",
			_("the private key of the CA is encrypted; its passphrase is "
			  "needed"));
	else
		pd_fail(error, PD_EPASSPHRASE, "ca-passphrase",
			_("the passphrase does not open the private key of the CA; "
			  "give the right one"));
	return NULL;
}

static bool
open_ca_key(struct pd_store *store, const struct pd_values *values,
	struct pd_authority *out, struct pd_error *error)
{
	const struct pd_certificate *ca = pd_authority_certificate(out);
	const char *key_id = pd_certificate_key_id(ca);
	if (!pd_store_has_key(store, key_id))
		return pd_fail(error, PD_ESTATE, "ssl",
			_("the private key of the CA %s is not kept here, so it can "
			  "sign nothing; install the CA again with its key"),
			pd_certificate_subject(ca));
	out->identity.key = load_ca_key(store, key_id, values, error);
	if (out->identity.key == NULL)
		return false;
	if (pd_certificate_fits_key(ca, out->identity.key))
		return true;
	return pd_fail(error, PD_ESTORE, "ssl",
		_("the private key kept for the CA %s is that of another certificate; "
		  "install the CA again with its own key"),
		pd_certificate_subject(ca));
}

static const char *
url_of(const struct pd_context *context, enum pd_url url)
{
	const char *text = context->settings.urls[url];
	return *text ? text : NULL;
}

void
pd_authority_take_places(
	const struct pd_context *context, struct pd_authority *authority)
{
	const char *list = url_of(context, PD_URL_CRL);
	if (list != NULL)
		pd_extras_add_crl_point(&authority->places, list);
	pd_extras_add_authority_info(&authority->places, url_of(context, PD_URL_ISSUER),
		url_of(context, PD_URL_OCSP));
}

void
pd_authority_add_above(struct pd_context *context, const struct pd_identity *ca,
	struct pd_certificates *out)
{
	const char *key = pd_certificate_key_id(pd_identity_leaf(ca));
	PD_AUTO(pd_drop_text) char *former = pd_format(PD_FORMER_FOLDER "/%s", key);
	bool in_use = !pd_store_has(context->store, former);
	pd_cross_add(context, key, in_use ? PD_TO_OLDER : PD_TO_NEWER, out);
	pd_certificates_add_copies(out, &ca->chain);
}

typedef bool check_dates(
	const struct pd_certificate *ca, int64_t now, struct pd_error *error);

/* Opens the one whose identity is loaded. */
static bool
open_loaded(struct pd_context *context, const struct pd_values *values,
	check_dates *check, struct pd_authority *opened, struct pd_authority *out,
	struct pd_error *error)
{
	if (!check(pd_authority_certificate(opened), context->now, error) ||
		!open_ca_key(context->store, values, opened, error))
		return false;
	pd_authority_take_places(context, opened);
	pd_authority_add_above(context, &opened->identity, &opened->above);
	*out = *opened;
	*opened = (struct pd_authority){0};
	return true;
}

bool
pd_authority_open(struct pd_context *context, const struct pd_values *values,
	struct pd_authority *out, struct pd_error *error)
{
	PD_AUTO(pd_authority_free) struct pd_authority opened = {0};
	return pd_authority_load(context, &opened.identity, error) &&
	       open_loaded(context, values, check_ca_valid, &opened, out, error);
}

bool
pd_authority_load_of(struct pd_context *context, const char *key,
	struct pd_identity *out, struct pd_error *error)
{
	struct pd_error none = {0};
	PD_AUTO(pd_identity_free) struct pd_identity present = {0};
	PD_AUTO(pd_drop_text) char *path = pd_format(PD_FORMER_FOLDER "/%s", key);
	if (pd_authority_load(context, &present, &none) &&
		strcmp(pd_certificate_key_id(pd_identity_leaf(&present)), key) == 0) {
		*out = present;
		present = (struct pd_identity){0};
		return true;
	}
	if (pd_store_has(context->store, path))
		return pd_identity_load(context->store, path, out, error);
	return pd_fail(error, PD_ESTATE, "ssl",
		_("the CA that issued it is not kept here, and only that one can "
		  "revoke it or say that it is valid; install it again"));
}

bool
pd_authority_open_of(struct pd_context *context, const struct pd_values *values,
	const char *key, struct pd_authority *out, struct pd_error *error)
{
	PD_AUTO(pd_authority_free) struct pd_authority opened = {0};
	return pd_authority_load_of(context, key, &opened.identity, error) &&
	       open_loaded(context, values, check_ca_began, &opened, out, error);
}

char *
pd_authority_lacks_root(const struct pd_certificates *chain)
{
	const struct pd_certificate *last = chain->items[chain->count - 1];
	if (pd_chain_has_root(chain))
		return NULL;
	return pd_format(_("%s is an intermediate CA, and its root (issuer: %s) is not "
			   "kept here, so most clients cannot use the ca.pem of what "
			   "it issues; import it again together with the root"),
		pd_certificate_subject(last), pd_certificate_issuer(last));
}

struct pd_limits
pd_authority_limits(const struct pd_values *values)
{
	return (struct pd_limits){
		.permit = pd_value_text(values, "permit"),
		.exclude = pd_value_text(values, "exclude"),
		.permit_field = "permit",
		.exclude_field = "exclude",
	};
}

/* Only a directory name has attributes. */
static bool
names_directory(const char *text)
{
	return text != NULL && strchr(text, '=') != NULL;
}

void
pd_authority_warn_limits(const struct pd_limits *limits, struct pd_result *result)
{
	if (names_directory(limits->exclude))
		pd_result_warn(result,
			_("programs that use GnuTLS cannot compare directory names "
			  "that are excluded, and refuse all certificates below this "
			  "CA"));
	else if (names_directory(limits->permit))
		pd_result_warn(result,
			_("programs that use GnuTLS do not look which directory names "
			  "are permitted, and accept any other below this CA, too"));
}

bool
pd_authority_open_to_renew(struct pd_context *context, const struct pd_values *values,
	struct pd_authority *out, struct pd_error *error)
{
	PD_AUTO(pd_authority_free) struct pd_authority opened = {0};
	if (!pd_authority_load(context, &opened.identity, error) ||
		!check_ca_began(
			pd_authority_certificate(&opened), context->now, error) ||
		!open_ca_key(context->store, values, &opened, error))
		return false;
	*out = opened;
	opened = (struct pd_authority){0};
	return true;
}
