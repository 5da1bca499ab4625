/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "tabs/shared/common.h"
#include "tabs/tls/tls.h"
#include "tabs/tls/tls_device.h"
#include "x509/certificate/describe.h"
#include "x509/write/issue.h"

/* The TLS Key tab: a chain that comes from a CA, with or without its key. */

/* What is to be installed, and what is in use now. */
struct incoming {
	struct pd_identity identity;
	struct pd_certificates roots;
	struct pd_identity now;            /* empty: none is in use */
	struct pd_pending_request request; /* empty: none is pending */
};

static void
free_incoming(struct incoming *incoming)
{
	pd_identity_free(&incoming->identity);
	pd_certificates_free(&incoming->roots);
	pd_identity_free(&incoming->now);
	pd_pending_request_free(&incoming->request);
}

/* ---- the leaf ------------------------------------------------------------------ */

static const struct pd_certificate *
certificate_for(const struct pd_bundle *bundle, const char *key_id)
{
	for (size_t i = 0; i < bundle->certificates.count; i++) {
		const struct pd_certificate *each = bundle->certificates.items[i];
		if (strcmp(pd_certificate_key_id(each), key_id) == 0)
			return each;
	}
	return NULL;
}

/* The certificate for a key that is really here. */
static const struct pd_certificate *
certificate_for_kept(
	struct pd_context *context, const struct pd_bundle *bundle, const char *key_id)
{
	return key_id != NULL && pd_store_has_key(context->store, key_id)
		       ? certificate_for(bundle, key_id)
		       : NULL;
}

/* Most likely it was made for another request: the certificate that signed no other. No
 * honest chain is longer than what is looked at. */
static const char *
subject_of_leaf(const struct pd_bundle *bundle)
{
	enum { MOST = 20 };
	const struct pd_certificates *all = &bundle->certificates;
	size_t count = all->count < MOST ? all->count : MOST;
	for (size_t i = 0; i < count; i++) {
		bool signs = false;
		for (size_t j = 0; j < count && !signs; j++)
			signs = j != i && pd_certificate_is_signed_by(
						  all->items[j], all->items[i]);
		if (!signs)
			return pd_certificate_subject(all->items[i]);
	}
	return pd_certificate_subject(all->items[0]);
}

static bool
fail_no_key(const struct incoming *incoming, const struct pd_bundle *bundle,
	const char *from, struct pd_error *error)
{
	const char *subject = subject_of_leaf(bundle);
	if (incoming->request.subject != NULL)
		return pd_fail(error, PD_EINPUT, from,
			_("no certificate here is for the key of the pending request "
			  "(%s) or for the key in use; %s is for another key: give the "
			  "answer to that request, or add the private key"),
			incoming->request.subject, subject);
	return pd_fail(error, PD_EINPUT, from,
		_("%s is for another key than the one in use, and no request is "
		  "pending; add the private key that it was made for, or make a "
		  "request and have that signed"),
		subject);
}

/* The leaf must be for the key that came along, or for that of the request, or for that
 * in use: not for any other key that happens to be in the store. */
static bool
take_identity(struct pd_context *context, struct pd_bundle *bundle, const char *from,
	struct incoming *out, struct pd_error *error)
{
	if (bundle->key_count > 0 || bundle->certificates.count == 0)
		return pd_identity_take(
			bundle, context->store, from, &out->identity, error);
	const struct pd_certificate *leaf =
		certificate_for_kept(context, bundle, out->request.key_id);
	if (leaf == NULL && out->now.chain.count > 0)
		leaf = certificate_for_kept(context, bundle,
			pd_certificate_key_id(pd_identity_leaf(&out->now)));
	if (leaf == NULL)
		return fail_no_key(out, bundle, from, error);
	PD_AUTO(pd_drop_text) char *key_id = pd_copy(pd_certificate_key_id(leaf));
	if (!pd_chain_order(&bundle->certificates, key_id, from, error))
		return false;
	out->identity.chain = bundle->certificates;
	bundle->certificates = (struct pd_certificates){0};
	return true;
}

/* A server does not send its root (RFC 8446 4.4.2): it is kept beside the chain. */
static void
part_root(struct incoming *incoming)
{
	struct pd_certificates *chain = &incoming->identity.chain;
	if (chain->count < 2 ||
		!pd_certificate_is_self_issued(chain->items[chain->count - 1]))
		return;
	pd_certificates_add(&incoming->roots, pd_steal(chain->items[chain->count - 1]));
	chain->count--;
}

/* ---- judging ------------------------------------------------------------------- */

static bool
brings_nothing_new(
	const struct pd_certificates *chain, const struct pd_certificates *now)
{
	if (chain->count > now->count)
		return false;
	for (size_t i = 0; i < chain->count; i++)
		if (!pd_certificate_same(chain->items[i], now->items[i]))
			return false;
	return true;
}

static bool
check_not_installed(struct pd_context *context, const struct incoming *incoming,
	const char *from, struct pd_error *error)
{
	const struct pd_identity *identity = &incoming->identity;
	const struct pd_certificate *leaf = pd_identity_leaf(identity);
	bool brings_key = identity->key != NULL && !pd_store_has_key(context->store,
							   pd_certificate_key_id(leaf));
	bool brings_root = incoming->roots.count > 0 &&
			   !pd_store_has(context->store, PD_TLS_ROOTS);
	if (brings_key || brings_root ||
		!brings_nothing_new(&identity->chain, &incoming->now.chain))
		return true;
	return pd_fail(error, PD_EINPUT, from,
		_("the certificate %s (serial %s) is installed already; give a new "
		  "one"),
		pd_certificate_subject(leaf), pd_certificate_serial(leaf));
}

static bool
load_present(struct pd_context *context, struct incoming *out, struct pd_error *error)
{
	/* What is damaged is replaced by what comes. */
	struct pd_error unreadable = {0};
	(void)pd_identity_load(context->store, PD_TLS_DEVICE, &out->now, &unreadable);
	return !pd_store_has(context->store, PD_TLS_REQUEST) ||
	       pd_tls_load_request(context, &out->request, error);
}

static bool
take(struct pd_context *context, const struct pd_values *values, struct incoming *out,
	struct pd_error *error)
{
	const char *from = "";
	PD_AUTO(pd_bundle_free) struct pd_bundle bundle = {0};
	if (!pd_common_read(context, values, &bundle, &from, error) ||
		!load_present(context, out, error) ||
		!take_identity(context, &bundle, from, out, error))
		return false;
	out->identity.origin =
		pd_copy(pd_value_count(values, "file") > 0 ? "imported" : "pasted");
	part_root(out);
	return check_not_installed(context, out, from, error);
}

/* ---- telling ------------------------------------------------------------------- */

static bool
is_for_servers(const struct pd_certificate *leaf)
{
	const char *const *purposes = pd_certificate_purposes(leaf);
	if (purposes == NULL || *purposes == NULL)
		return true;
	for (; *purposes != NULL; purposes++)
		if (strcmp(*purposes, PD_OID_SERVER_AUTH) == 0 ||
			strcmp(*purposes, "2.5.29.37.0") == 0)
			return true;
	return false;
}

/* What is right, but may not be what was wanted. */
static void
warn_of(const struct pd_context *context, const struct incoming *incoming,
	struct pd_result *result)
{
	const struct pd_certificates *chain = &incoming->identity.chain;
	const struct pd_certificate *leaf = pd_identity_leaf(&incoming->identity);
	PD_AUTO(pd_drop_text)
	char *needs = pd_common_needs(context, leaf, _("The TLS certificate"));
	if (needs != NULL)
		pd_result_warn(result, "%s", needs);
	if (!is_for_servers(leaf))
		pd_result_warn(result,
			_("%s is not meant for TLS servers: its extended key usage "
			  "lacks serverAuth"),
			pd_certificate_subject(leaf));
	if (chain->count == 1 && incoming->roots.count == 0 &&
		!pd_certificate_is_self_issued(leaf))
		pd_result_warn(result,
			_("the certificate of its issuer %s did not come along; if "
			  "that is an intermediate CA, import both together, or "
			  "clients will not find the way to the root"),
			pd_certificate_issuer(leaf));
	for (size_t i = 1; i < chain->count; i++) {
		const char *subject = pd_certificate_subject(chain->items[i]);
		PD_AUTO(pd_drop_text)
		char *what = pd_format(_("The intermediate CA %s"), subject);
		PD_AUTO(pd_drop_text)
		char *issuer = pd_common_needs(context, chain->items[i], what);
		if (issuer != NULL)
			pd_result_warn(result, "%s", issuer);
	}
}

static char *
installed_sentence(const struct incoming *incoming)
{
	const struct pd_certificate *leaf = pd_identity_leaf(&incoming->identity);
	PD_AUTO(pd_drop_text) char *end = pd_text_date(pd_certificate_not_after(leaf));
	size_t above = incoming->identity.chain.count - 1;
	if (above == 0)
		return pd_format(_("TLS certificate %s installed, valid until %s"),
			pd_certificate_subject(leaf), end);
	return pd_format(
		ngettext("TLS certificate %s installed with %zu intermediate CA, valid "
			 "until %s",
			"TLS certificate %s installed with %zu intermediate CAs, valid "
			"until %s",
			(unsigned long)above),
		pd_certificate_subject(leaf), above, end);
}

bool
pd_tls_import(struct pd_context *context, const struct pd_values *values,
	struct pd_result *result, struct pd_error *error)
{
	PD_AUTO(free_incoming) struct incoming incoming = {0};
	if (!take(context, values, &incoming, error) ||
		!pd_common_go_on(context, error))
		return false;
	PD_AUTO(pd_drop_text) char *sentence = installed_sentence(&incoming);
	const struct pd_tls_install install = {
		.identity = &incoming.identity,
		.roots = &incoming.roots,
		.passphrase = pd_value_flag(values, "remove-passphrase")
				      ? NULL
				      : pd_value_secret(values, "passphrase"),
		.sentence = sentence,
	};
	if (!pd_tls_install(context, &install, error))
		return false;
	result->changed = true;
	pd_result_say(result, "%s", sentence);
	warn_of(context, &incoming, result);
	return true;
}

/* ---- what is asked before ------------------------------------------------------- */

/* A certificate that nobody would accept today must not come in unnoticed. */
static void
preview_state(const struct pd_context *context, const struct pd_certificate *leaf,
	struct pd_details *out)
{
	enum pd_state state = pd_describe_state(leaf, context->now, 0);
	if (state != PD_STATE_EXPIRED && state != PD_STATE_NOT_YET_VALID)
		return;
	PD_AUTO(pd_drop_text)
	char *needs = pd_common_needs(context, leaf, _("The new certificate"));
	pd_details_text(out, "warning", _("Warning"), needs);
}

bool
pd_tls_preview_import(struct pd_context *context, const struct pd_values *values,
	struct pd_details *out, struct pd_error *error)
{
	PD_AUTO(free_incoming) struct incoming incoming = {0};
	if (!take(context, values, &incoming, error))
		return false;
	const struct pd_certificate *leaf = pd_identity_leaf(&incoming.identity);
	preview_state(context, leaf, out);
	if (incoming.now.chain.count == 0)
		return true;
	pd_details_text(out, "new_subject", _("New"), pd_certificate_subject(leaf));
	pd_details_text(
		out, "new_sha256", _("New SHA-256"), pd_certificate_fingerprint(leaf));
	pd_common_preview(context, pd_identity_leaf(&incoming.now), out);
	return true;
}
